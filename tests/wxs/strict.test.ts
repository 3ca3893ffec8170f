/**
 * With `strictWxs`, the compiler refuses exactly the modules that WeChat's own compiler (wcc v0.5vv_20200413) refuses.
 */
import { expect, test } from "vitest";
import { createSource } from "../../src/compiler/source/index.ts";
import { parseWxs } from "../../src/compiler/template/wxs/index.ts";

const errors = (code: string, strictWxs: boolean): readonly string[] =>
  parseWxs(createSource("m.wxs", code), { strictWxs })
    .diagnostics.filter(({ severity }) => severity === "error")
    .map((diagnostic) => diagnostic.code);

const accepted = [
  "var a = void 0;",
  "var a = 010;",
  "var a = 1.;",
  "var a = [1, 2,];",
  "var a = { b: 1, };",
  "var a = [1, , 2];",
  "var a = { 'b': 1 };",
  "var a = { class: 1 };",
  "do { a() } while (b)",
  "switch (a) { case 1: break; default: b() }",
  "var a = (1, 2);",
  "var a = typeof b;",
  "var a = 1 >>> 2;",
  "var a = +b;",
  "(function () {})()",
  "!function () {}()",
  "delete a.b",
  "var a = require('/a.wxs')",
  "var a = 'x\\\ny'",
  ";",
  "a += 1; a -= 1; a *= 1; a /= 1; a %= 1; a <<= 1; a >>= 1; a >>>= 1; a &= 1; a |= 1; a ^= 1;",
  "function f() { return this.x }",
  "function f() { return g(arguments) }",
  "a.b++",
  "if (a) b(); else c()",
  "var a = 1\nvar b = 2\nf()",
  "if (a) { function g() {} }",
  "var _a = 1",
  "var a = NaN, b = Infinity;",
  "function f(a = 1) { return a }",
  "import('x')",
  "super.x",
  "eval('1')",
];

const refused = [
  "for (var k in o) {}",
  "try { a() } catch (e) {}",
  "function f() { throw 1 }",
  "var a = new F()",
  "var a = /x/g",
  "var a = { get x() { return 1 } }",
  "var a = { x() { return 1 } }",
  "var b = 1; var a = { b }",
  "var a = [...b]",
  "f(...a)",
  "function f(...a) {}",
  "for (var a of b) {}",
  "var a = 2 ** 3",
  "var a = b ?? c",
  "var a = b?.c",
  "var a = 'x' in b",
  "var a = 1e3",
  "var a = .5",
  "do a(); while (b)",
  "function* f() {}",
  "async function f() {}",
  "class A {}",
  "with (a) {}",
  "var a = require(b)",
  "var r = require",
  "var 中 = 1",
  "var $a = 1",
  "$a = 1",
  "var a = b.$c",
  "var [a] = b",
  "var { a } = b",
  "var a = `x${b}`",
  "a ||= 1",
  "var a = 1_0",
  "var a = 0b1",
  "var a = 0x1f",
  "var a = { 1: 2 }",
  "var a = { [k]: 1 }",
  "let a = 1",
  "const a = 1",
  "a instanceof b",
  "var f = () => 1",
  "a: for (;;) { break a }",
  "return 1",
];

test.each(accepted)("accepts %j", (code) => {
  expect(errors(code, true)).toEqual([]);
  expect(parseWxs(createSource("m.wxs", code)).diagnostics.map((each) => each.code)).not.toContain("wxs/newer-syntax");
});

test.each(refused)("refuses %j", (code) => {
  expect(errors(code, true)).not.toEqual([]);
});

test("without strictWxs, newer syntax is only a warning", () => {
  const both = new Set(["wxs/unsupported-syntax", "wxs/dynamic-require", "wxs/syntax-error", "wxs/always-throws"]);
  for (const code of refused) {
    expect(errors(code, false).filter((found) => !both.has(found))).toEqual([]);
    if (errors(code, true).includes("wxs/strict-syntax")) {
      const { diagnostics } = parseWxs(createSource("m.wxs", code));
      expect(diagnostics.map((each) => each.code)).toContain("wxs/newer-syntax");
    }
  }
});
