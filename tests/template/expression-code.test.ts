/** Compiled expressions have the same value as in JavaScript, however they nest. */
import { runInNewContext } from "node:vm";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { normalTree } from "../../src/testing/tree.ts";
import { attributeKinds } from "../../src/runtime/logic/skeleton.ts";
import { attributeCode, eventCode } from "../../src/compiler/template/transform/skeleton.ts";
import { valueText } from "./compare.ts";
import { loadProject } from "./project.ts";

const OPERATORS = [
  "||",
  "&&",
  "??",
  "|",
  "^",
  "&",
  "==",
  "!=",
  "===",
  "!==",
  "<",
  ">",
  "<=",
  ">=",
  "<<",
  ">>",
  ">>>",
  "+",
  "-",
  "*",
  "/",
  "%",
];
const SIGNS = ["-", "+", "!", "~", "typeof ", "void "];

const { expression } = fc.letrec<{ expression: string }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 5 },
    fc.constantFrom(
      "a",
      "b",
      "c",
      "d",
      "o.x",
      "o['y z']",
      "l[1]",
      "l[a]",
      "1",
      "0.5",
      "'t'",
      '"\\n\\u4e2d"',
      "null",
      "true",
      "[a, b][1]",
    ),
    fc
      .tuple(tie("expression"), fc.constantFrom(...OPERATORS), tie("expression"))
      .map(([x, operator, y]) => `(${x}) ${operator} (${y})`),
    fc.tuple(fc.constantFrom(...SIGNS), tie("expression")).map(([sign, x]) => `${sign}(${x})`),
    fc.tuple(tie("expression"), tie("expression"), tie("expression")).map(([x, y, z]) => `(${x}) ? (${y}) : (${z})`),
    fc.tuple(tie("expression"), tie("expression")).map(([x, y]) => `[${x}, ${y}]`),
    fc.tuple(tie("expression"), tie("expression")).map(([x, y]) => `({ p: ${x}, q: ${y} }).p`),
  ),
}));

const value = fc.oneof(
  fc.integer({ min: -3, max: 3 }),
  fc.constantFrom("", "x", "2"),
  fc.boolean(),
  fc.constant(null),
  fc.double({ noNaN: false }),
);

describe("expressions", () => {
  test("have the same value as in JavaScript", () => {
    const data = fc.record({
      a: value,
      b: value,
      c: value,
      d: value,
      o: fc.constant({ x: 3, "y z": "Y" }),
      l: fc.constant([4, "five", 6]),
    });
    fc.assert(
      fc.property(expression, data, (code, values) => {
        const expected: unknown = runInNewContext(`(${code})`, { ...values });
        // A mustache must not contain `}}`, and quotes end an attribute.
        const page = `<v a="{{${code.replaceAll('"', "'").replaceAll("}}", "} }")}}}"/>`;
        const root = loadProject({ "page.wxml": page }, "page.wxml").createRoot("page.wxml", values);
        const [element] = normalTree(root.block).children ?? [];
        expect(valueText(element && "attrs" in element ? element.attrs?.["a"] : "none")).toBe(valueText(expected));
      }),
      { numRuns: 1500, seed: 5 },
    );
  });
});

test("compiler and runtime assign the same numbers to attributes", () => {
  attributeKinds.forEach((kind, i) => expect(attributeCode(kind, true)).toBe(i * 2 + 1));
  expect(eventCode({ capture: true, mut: true, stop: true }, true)).toBe(64 | 8 | 4 | 2 | 1);
});
