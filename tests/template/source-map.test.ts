/** Locations in compiled templates map back to the WXML. */
import { TraceMap, originalPositionFor } from "@jridgewell/trace-mapping";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { createPositionOf } from "../../src/compiler/template/generate/positions.ts";
import { createSource, offsetAt, positionAt } from "../../src/compiler/source/index.ts";
import { compileTemplate, parseTemplate } from "../../src/compiler/template/index.ts";

const PAGE = `<wxs module="m">
module.exports.double = function (x) {
  return x * 2
}
</wxs>
<view id="{{first}}" wx:if="{{second > 1}}">
  text {{third}}
  <text wx:for="{{fourth}}" class="a {{item.fifth}}">{{m.double(sixth)}}</text>
</view>
<template name="t">{{seventh}}</template>
<template is="t" data="{{seventh: eighth}}"/>
`;

test("each statement maps to its expression", () => {
  const source = createSource("pages/a.wxml", PAGE);
  const { code, map } = compileTemplate(parseTemplate(source).ast, source, { sourceMap: true }).output;
  if (!map) throw new Error("no map");
  const traced = new TraceMap({ version: 3, sources: ["pages/a.wxml"], names: [], mappings: map.mappings });

  /** The WXML from which the code that contains `text` was compiled. */
  const originOf = (text: string): string => {
    const at = code.indexOf(text);
    expect(at).toBeGreaterThan(0);
    const line = code.slice(0, at).split("\n").length;
    const column = at - (code.lastIndexOf("\n", at - 1) + 1);
    const place = originalPositionFor(traced, { line, column });
    expect(place.source).toBe("pages/a.wxml");
    return PAGE.slice(offsetAt(source, place.line ?? 0, (place.column ?? 0) + 1));
  };

  expect(originOf("s(S,o,0,v[")).toMatch(/^first\}\}/);
  expect(originOf("I(S,o,")).toMatch(/^second > 1/);
  expect(originOf('"\\n  text "+t(')).toMatch(/^third\}\}/);
  expect(originOf("F(S,o,")).toMatch(/^fourth\}\}/);
  expect(originOf('"a "+t(')).toMatch(/^item\.fifth\}\}/);
  expect(originOf('"double"')).toMatch(/^m\.double\(sixth\)/);
  expect(originOf("T(S,o,")).toMatch(/^t" data=/);
  expect(originOf("function(module,")).toMatch(/^\nmodule\.exports/);
});

test("locations have the lines and columns that diagnostics show", () => {
  const text = fc
    .array(fc.constantFrom("a", "\n", "\r\n", "\r", "中", " "), { maxLength: 20 })
    .map((parts) => parts.join(""));
  fc.assert(
    fc.property(text, (content) => {
      const source = createSource("a.wxml", content);
      const placeOf = createPositionOf(source);
      for (let offset = 0; offset <= content.length; offset++) {
        const { line, column } = positionAt(source, offset);
        expect(placeOf(offset)).toBe(`${line}:${column}`);
      }
    }),
    { seed: 6 },
  );
});
