/** Which methods a script's page or component has, if the script alone decides that. */
import { expect, test } from "vitest";
import { definedMethods } from "../../src/compiler/script/index.ts";

function methodsOf(text: string, path = "page.js"): readonly string[] | undefined {
  return definedMethods({ path, text });
}

test.each([
  ["Page({ a() {}, async b() {}, *c() {}, get d() { return 1; } })", ["a", "b", "c", "d"]],
  ["Page({ a: function () {}, 'b': () => {}, c: named, d, 1: f() })", ["a", "b", "c", "d", "1"]],
  ["Page({ data: { a() {} }, list: [1, 2], text: 'x', count: 1 },);", []],
  ["Page({ a() { if (x) { /[})]/.test(y); } return `}${b({ c: '}' })}}`; }, b() {} })", ["a", "b"]],
  [
    "'use strict';\nconst page = 1;\nexport default Component({ methods: { a() {}, b }, created() {} })",
    ["created", "a", "b"],
  ],
  ["// Page({ ...x })\nPage({ a() { getApp().Page({}); } })", ["a"]],
])("%s", (text, expected) => {
  expect(methodsOf(text)).toEqual(expected);
});

test("types of TypeScript", () => {
  const text = "Component<{ a: string }, {}, M>({ methods: { a(x: string): void {}, b<T>(y: T): T { return y; } } });";
  expect(methodsOf(text, "part.ts")).toEqual(["a", "b"]);
});

test.each([
  "Page(options)",
  "Page({ ...more })",
  "Page({ [name]() {} })",
  "Page(Object.assign({}, more))",
  "Page({ a() {} }, more)",
  "Page({ a() {} } as Options)",
  "wrap(Page)({})",
  "if (x) { Page({}); }",
  "const Page = require('./page'); Page({})",
  "import { Component } from './kit'; Component({})",
  "Page({}); Page({})",
  "Component({ behaviors: [b] })",
  "Component({ behaviors })",
  "Component({ methods: more })",
  "Component({ methods: { ...more } })",
  "Component({ methods: Object.assign({}, more) })",
  "Page({ onLoad() { this[name] = () => {}; } })",
  "Page({ onLoad() { const that = this; names.forEach((n) => { that[n] = f; }); } })",
  "App({})",
  "Page({ a() { }",
])("others may add methods: %s", (text) => {
  expect(methodsOf(text)).toBeUndefined();
});
