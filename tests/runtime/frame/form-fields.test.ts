/** Which fields a form collects: those of its own tree, wherever they are in the document. */
import { expect, test } from "vitest";
import { selectElements } from "../../../src/runtime/logic/component/select.ts";
import { readFormFields } from "../../../src/runtime/logic/frame/form-fields.ts";
import { buildPackage } from "../app.ts";
import { openFramed } from "./framed-session.ts";

const files: Readonly<Record<string, string>> = {
  "root.json": '{ "usingComponents": { "own": "/own", "plain": "/plain", "group": "/group" } }',
  "root.wxml": `<form id="f">
      <view wx:if="{{true}}"><input id="a" name="a"/></view>
      <own name="mine" value="{{ {deep: [1]} }}"/><own name="" value="x"/>
      <plain><input id="slotted" name="b"/></plain><group/>
    </form><input id="outside" name="c"/>`,
  "root.js": "Component({})",
  "own.json": '{ "component": true }',
  "own.wxml": '<input id="inner"/>',
  "own.js": 'Component({ behaviors: ["wx://form-field"] })',
  "plain.json": '{ "component": true }',
  "plain.wxml": '<input id="hidden" name="h"/><slot/>',
  "plain.js": "Component({})",
  "group.json": '{ "component": true }',
  "group.wxml": '<input id="grouped" name="g"/>',
  "group.js": 'Component({ behaviors: ["wx://form-field-group"] })',
};

test("returns values of the author's form fields, and marks built-in fields of other trees as foreign", async () => {
  const built = await buildPackage(files);
  const framed = openFramed(built, { root: "root", order: ["own", "plain", "group", "root"] });
  framed.session.create();
  const root = framed.root();
  const one = (selector: string) => {
    const [element] = selectElements(root, selector);
    if (!element) throw new Error(`no ${selector}`);
    return element;
  };
  const ids = ["#a", "#slotted", "#outside", "#f >>> #inner", "#f >>> #hidden", "#f >>> #grouped"];
  const elements = ids.map(one);
  const fields = [...ids.map((_, base) => ({ base, node: 0 })), undefined, { base: 99, node: 0 }, "junk"];
  expect(readFormFields(one("#f"), { fields }, ({ base }) => elements[base])).toEqual({
    values: { mine: { deep: [1] } },
    foreign: [2, 3, 4, 6, 7, 8],
  });
  expect(readFormFields(one("#f"), null, () => undefined).foreign).toEqual([]);
  expect(framed.failures).toEqual([]);
});
