/** How modules are loaded, shared, called and isolated. */
import { parse } from "acorn";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createSource } from "../../src/compiler/source/index.ts";
import { analyzeProgram } from "../../src/compiler/template/wxs/analyze.ts";
import { BUILTINS } from "../../src/compiler/template/wxs/builtins.ts";
import { compileWxs, parseWxs, wxsDependencies } from "../../src/compiler/template/wxs/index.ts";
import { parseProgram } from "../../src/compiler/template/wxs/parser.ts";
import { freeReferences } from "../../src/compiler/template/wxs/scope.ts";
import { createWxsGlobals } from "../../src/runtime/logic/wxs-globals.ts";
import { evaluate, runWxs } from "./run.ts";

const member = (value: unknown, name: string): unknown => (value as Record<string, unknown>)[name];

describe("loading", () => {
  test("a module runs once, and all its users share its state", () => {
    const { modules } = runWxs(
      'var a = require("./a.wxs"), b = require("./b.wxs"); module.exports = { a: a, b: b.a, seen: a.next };',
      {
        "a.wxs": 'console.log("run"); var n = 0; module.exports = { next: function () { n++; return n; } };',
        "b.wxs": 'module.exports = { a: require("./a.wxs") };',
      },
    );
    const exports = modules.exports("m.wxs");
    expect(member(exports, "a")).toBe(member(exports, "b"));
    const next = member(modules.exports("a.wxs"), "next");
    expect([modules.call(next, []), modules.call(next, []), modules.call(member(exports, "seen"), [])]).toEqual([
      1, 2, 3,
    ]);
  });

  test("a module runs only when it is required", () => {
    const { log } = runWxs("module.exports = 1;", { "never.wxs": 'console.log("run");' });
    expect(log).toEqual([]);
  });

  test("a missing module is undefined, and reports a message", () => {
    const { exports, log } = runWxs('var a = require("./none.wxs"); module.exports = { v: a };');
    expect(exports).toEqual({ v: undefined });
    expect(log).toEqual(['error wxs: no module "./none.wxs" for m.wxs']);
  });

  test("a module that throws while loading exports nothing, and reports a message", () => {
    const { exports, log } = runWxs("module.exports = { a: 1 }; Object.keys({});");
    expect(exports).toBeUndefined();
    expect(log).toHaveLength(1);
    expect(log[0]).toMatch(/^error wxs: m\.wxs failed to load: TypeError: /);
  });

  test("modules that require each other see the exports so far", () => {
    const { exports } = runWxs('module.exports.early = 1; module.exports.b = require("./b.wxs");', {
      "b.wxs": 'module.exports = require("./m.wxs").early + 1;',
      "m.wxs": "",
    });
    expect(exports).toEqual({ early: 1, b: 2 });
  });

  test("redefining a module resets its state", () => {
    const { modules } = runWxs("var n = 0; module.exports = function () { return ++n; };");
    expect(modules.call(modules.exports("m.wxs"), [])).toBe(1);
    const { output } = compileWxs(
      parseWxs(createSource("m.wxs", "module.exports = 7;")).ast,
      createSource("m", "module.exports = 7;"),
    );
    modules.define("m.wxs", { factory: evaluate(output.code) });
    expect(modules.exports("m.wxs")).toBe(7);
  });
});

describe("calls from a template", () => {
  const { modules, log } = runWxs(`
    var kept;
    module.exports = {
      change: function (o, list) { o.a = 2; list.push(3); kept = o; return [o.a, list.length]; },
      keep: function () { return kept; },
      fail: function () { return null.x; },
      dates: function (d, r) { return d.constructor + r.constructor + d.getTime() + r.test("xa"); },
      functions: function () { return { f: function () {}, n: 1, u: undefined }; },
      asFunction: function () { return function () {}; },
      count: function () { return arguments.length; },
      value: 5,
    };`);
  const call = (name: string, ...values: unknown[]): unknown =>
    modules.call(member(modules.exports("m.wxs"), name), values);

  test("arguments and results are copies", () => {
    const data = { a: 1, deep: { b: [1] } };
    const list = [1, 2];
    expect(call("change", data, list)).toEqual([2, 3]);
    expect([data, list]).toEqual([{ a: 1, deep: { b: [1] } }, [1, 2]]);
    const first = call("keep") as { deep: { b: number[] } };
    first.deep.b.push(9);
    expect(call("keep")).toEqual({ a: 2, deep: { b: [1] } });
  });

  test("dates and regular expressions survive, functions do not", () => {
    expect(call("dates", new Date(5), /a/)).toBe("DateRegExp5true");
    expect(call("functions")).toEqual({ f: null, n: 1, u: undefined });
    expect(call("asFunction")).toBeNull();
  });

  test("every argument is passed, including undefined", () => {
    expect(call("count", undefined, undefined)).toBe(2);
  });

  test("a call that throws returns undefined and reports a message", () => {
    const before = log.length;
    expect(call("fail")).toBeUndefined();
    expect(log).toHaveLength(before + 1);
    expect(log[before]).toMatch(/^error wxs: TypeError: Cannot read properties of null/);
  });

  test("a cycle in an argument fails only the call, not the page", () => {
    const loop: { self?: unknown } = {};
    loop.self = loop;
    expect(call("count", loop)).toBeUndefined();
  });

  test("calling something that is not a function returns undefined", () => {
    expect([call("value"), call("absent"), modules.call("text", [])]).toEqual([undefined, undefined, undefined]);
  });

  test("handlers get their arguments uncopied", () => {
    const owner = { setStyle: (style: unknown) => style };
    const { modules: own } = runWxs("module.exports = function (event, owner) { return owner.setStyle(event); };");
    const event = { detail: 1 };
    expect(own.handle(own.exports("m.wxs"), [event, owner])).toBe(event);
  });
});

describe("compiled code", () => {
  test("inline code is mapped to its template", () => {
    const text = '<view/>\n<wxs module="m">\nvar a = require("./a.wxs");\nmodule.exports = foo;\n</wxs>\n<text/>';
    const source = createSource("p.wxml", text);
    const span = { start: text.indexOf(">\nvar") + 1, end: text.indexOf("</wxs>") };
    const { ast, diagnostics } = parseWxs(source, { span });
    expect(diagnostics.map(({ code, location }) => [code, location?.file, location?.start])).toEqual([
      ["wxs/unknown-name", "p.wxml", { line: 4, column: 18 }],
    ]);
    const [dependency] = wxsDependencies(ast);
    expect(dependency?.kind).toBe("wxs-require");
    expect(text.slice(dependency?.span.start, dependency?.span.end)).toBe("./a.wxs");
    const { output } = compileWxs(ast, source, { span, sourceMap: true });
    expect(output.code).toBe(
      'function(module,exports,require,$wxs){var foo;\nvar a = require("./a.wxs");\nmodule.exports = foo;\n\n}',
    );
    expect(output.map?.sources).toEqual(["p.wxml"]);
  });

  test("an unknown name that the code tests with typeof is not reported", () => {
    const codes = (text: string) => parseWxs(createSource("a.wxs", text)).diagnostics.map(({ code }) => code);
    const guarded = 'typeof Array !== "undefined" && Array.isArray(x)';
    expect(codes(`function isArray(x) { return ${guarded} }`)).toEqual([]);
    expect(codes("function isArray(x) { return Array.isArray(x) }")).toEqual(["wxs/unknown-name"]);
  });

  test("an error in inline code has its location in the template", () => {
    const text = "<wxs module='m'>var a = ;</wxs><view/>";
    const source = createSource("p.wxml", text);
    const { ast, diagnostics } = parseWxs(source, { span: { start: 16, end: 25 } });
    expect(ast.valid).toBe(false);
    expect(diagnostics.map(({ code, location }) => [code, location?.start.column])).toEqual([["wxs/syntax-error", 25]]);
    const cut = parseWxs(source, { span: { start: 16, end: 24 } });
    expect(cut.diagnostics[0]?.message).toContain("unexpected end of the code");
  });

  test("the AST is plain data", () => {
    const { ast } = parseWxs(createSource("m.wxs", 'var class = require("./a.wxs").constructor; // c'));
    expect(JSON.parse(JSON.stringify(ast))).toEqual(ast);
  });

  test("the runtime and the compiler know the same built-in names", () => {
    const helpers = new Set(["key", "self", "toString", "type"]);
    const silent = (): void => {};
    const console = { log: silent, info: silent, warn: silent, error: silent, debug: silent };
    const names = Object.keys(createWxsGlobals(console)).filter((name) => !helpers.has(name));
    expect(names.sort()).toEqual([...BUILTINS].sort());
  });

  test.each([
    ["class A {}", "`class`"],
    ["export function f() {}", "`export`"],
    ['import a from "./a"', "`import`"],
    ["with (a) { b() }", "`with`"],
    ["async function f() {}", "an async function"],
    ["function* f() {}", "a generator"],
    ["function f(a, a) {}", "a second parameter `a`"],
  ])("%s is refused", (code, what) => {
    const { diagnostics } = parseWxs(createSource("m.wxs", code));
    const refused = diagnostics.filter(({ severity }) => severity === "error");
    expect(refused.map(({ code: found, message }) => [found, message.includes(what)])).toEqual([
      ["wxs/unsupported-syntax", true],
    ]);
  });

  test("code nested too deeply for the stack is a diagnostic", () => {
    const { diagnostics } = parseWxs(createSource("m.wxs", `var a = ${"[".repeat(100_000)}`));
    expect(diagnostics.map(({ code }) => code)).toEqual(["wxs/syntax-error"]);
  });
});

describe("arbitrary text", () => {
  const words = fc.constantFrom(
    ...(
      "var class in new const throw try catch function return if else for while do { } ( ) [ ] ; , . : ? = + - ++ -- ! " +
      "/ < => ` ${ 'a' \"b\" 1 1.5 0x1 010 a b constructor __proto__ toString() this typeof delete require module " +
      "exports /a/ /**/ // <!-- --> \n"
    ).split(" "),
  );
  const pieces = fc.constantFrom(
    "var a = b",
    "a.constructor",
    "(a).toString(1)",
    "a[b]++",
    "if (a) { b() } else c",
    "function f(class) { return\n[class] }",
    "class = -b",
    "throw a",
    "for (var in = 0; in < 2; in++) a += in",
    "x: do { break x } while (a)",
    "a ? b : { new: 1, in }",
    "return /b/.test(`${a[c]}d`)",
    "a\n++b",
    "- -a + +b",
    "// c\n",
    "/* c\n*/",
    "delete a[010]",
  );
  const joiners = fc.constantFrom(";", "\n", " ", ",", "{", "}", "(", ")");
  const texts = fc.oneof(
    fc.array(words, { maxLength: 14 }).map((parts) => parts.join(" ")),
    fc
      .array(fc.tuple(pieces, joiners), { maxLength: 6 })
      .map((parts) => `function g(x) {${parts.map(([piece, joiner]) => piece + joiner).join("")}}`),
  );

  test("is refused or compiles to the same program every time, minified or not; nothing throws", () => {
    fc.assert(
      fc.property(texts, (text) => {
        const source = createSource("m.wxs", text);
        const { ast, diagnostics } = parseWxs(source);
        const plain = compileWxs(ast, source).output.code;
        expect(compileWxs(parseWxs(source).ast, source).output.code).toBe(plain);
        if (!ast.valid) {
          expect(diagnostics).toHaveLength(1);
          return;
        }
        const minified = compileWxs(ast, source, { minify: true }).output.code;
        expect(programOf(minified)).toEqual(programOf(plain));
        expect(leaks(plain)).toEqual([]);
      }),
      { numRuns: 3000 },
    );
  });
});

/** What compiled code takes from outside, apart from its parameters: names, and reads of `constructor`. */
function leaks(code: string): string[] {
  const text = `(${code})`;
  const again = analyzeProgram(
    parseProgram(text, 0, () => {}),
    text,
  );
  const own = new Set(["undefined", "NaN", "Infinity"]);
  const names = freeReferences(again.references).map(({ name }) => name);
  const reads = again.edits.filter((edit) => edit.text.includes("$wxs.type(") || edit.text.includes('["$'));
  return [...names.filter((name) => !own.has(name)), ...reads.map(({ start }) => text.slice(start))];
}

/** The syntax tree without locations. */
function programOf(code: string): unknown {
  const strip = (key: string, value: unknown): unknown => (key === "start" || key === "end" ? undefined : value);
  return JSON.parse(JSON.stringify(parse(`(${code})`, { ecmaVersion: 2024 }), strip));
}
