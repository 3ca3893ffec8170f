import { describe, expect, test } from "vitest";
import { scanScript } from "../../src/compiler/script/index.ts";

const scan = (text: string, path = "a.js") => scanScript({ path, text });
const found = (text: string, path?: string) =>
  scan(text, path).dependencies.map(({ kind, specifier }) => `${kind} ${specifier}`);

describe("the dependencies of a script", () => {
  test("every way to refer to a module", () => {
    expect(
      found(`
        const a = require("./a"), b = require ( './b' /* why */ , );
        require.async("../sub/c").then(run);
        require("../sub/d", (mod) => mod.run(), console.error);
        import("./e");
        const live = requirePlugin("live"), worker = wx.createWorker("workers/index.js", { useExperimentalWorker: true });
        const { createWorker } = wx; createWorker(\`workers/other.js\`);
      `),
    ).toEqual([
      "require ./a",
      "require ./b",
      "require-async ../sub/c",
      "require-async ../sub/d",
      "dynamic-import ./e",
      "plugin live",
      "worker workers/index.js",
      "worker workers/other.js",
    ]);
  });

  test("imports and re-exports with their names", () => {
    const { dependencies, esm } = scan(
      `import d, { a as x, "b-c" as y } from './m'\nimport * as ns from "./n"; import "./o"\n` +
        `export * from "./p"; export * as q from "./q"; export { default, z as default2 } from "./r"`,
    );
    expect(esm).toBe(true);
    expect(dependencies.map(({ specifier, names }) => [specifier, names?.map(({ name }) => name)])).toEqual([
      ["./m", ["default", "a", "b-c"]],
      ["./n", ["*"]],
      ["./o", []],
      ["./p", ["*"]],
      ["./q", ["*"]],
      ["./r", ["default", "z"]],
    ]);
  });

  test("a span holds the specifier without its quotes", () => {
    const text = `// é\nvar 名 = require("./路径/a");`;
    const [dependency] = scan(text).dependencies;
    expect(text.slice(dependency?.span.start, dependency?.span.end)).toBe("./路径/a");
  });

  test("escapes in a specifier are decoded", () => {
    expect(found(`require("./\\x61\\u{62}\\u0063")`)).toEqual(["require ./abc"]);
  });

  test.each([
    `// require("x")`,
    `/* require("x") */`,
    `"require('x')"`,
    "`require('x')`",
    `/require("x")/.test(s)`,
    `if (a) /[/"]require("x")/.exec(b)`,
    `x = a ? /require("x")/ : 1`,
    `my.require("x")`,
    `my?.require("x")`,
    `#require("x")`,
    `({ require: "x" })`,
    `require`,
    `typeof require === "function"`,
    `requirex("x")`,
    `$require("x")`,
    `<!-- require("x")`,
    `#!/usr/bin/env require("x")`,
  ])("finds nothing in %s", (text) => {
    expect(found(text)).toEqual([]);
  });

  test.each([
    "`${require('x')}`",
    "`a${`b${require('x')}`}c`",
    `a / b / require("x") / c`,
    `a++ / require("x") / 2`,
    `f(a) / require("x") / 2`,
    `[1] / require("x") / 2`,
    `({}) / require("x") / 2`,
    `if (a) { b } /'/.test(c); require("x"); /'/`,
    `while (i--) /"/.test(c); require("x")`,
    `return /"/.test(require("x"))`,
    `f(...require("x"))`,
    `x = { a: { b: 1 } / 2, c: "/" }; require("x")`,
    `class A { "a"() {} /* ' */ }\nrequire("x")`,
    `a = b\n/* c */ / require("x") / 1`,
    `1.5e+3 / require("x") / 0x1F`,
    `s = 'it\\'s'; require("x") // '`,
    `t = "a\\\nb"; require("x")`,
    `let re = /[\\]/"]/g, y = require("x")`,
  ])("finds one in %s", (text) => {
    expect(found(text)).toEqual(["require x"]);
  });

  test("broken source never hangs or throws", () => {
    for (const text of [
      '"',
      "`${",
      "/*",
      "/[",
      "import {",
      "export {a as",
      "require(",
      "((((",
      "}}}}",
      "import x from",
      "\\",
    ]) {
      expect(() => scan(text)).not.toThrow();
    }
  });
});

describe("a require that is not the module's own", () => {
  test.each([
    `(function e(t,n,r){})({1:[function(require,module,exports){ require("x") },{}]},{},[1])`,
    `define(function (require) { require("x") })`,
    `define((require, exports) => { require("x") })`,
    `define(require => { require("x") })`,
    `var o = { run(require) { require("x") } }`,
    `function f() { var require = g; return require("x") }`,
    `function require(n) {} require("x")`,
  ])("%s", (text) => {
    expect(scan(text).dependencies.map(({ specifier, optional }) => [specifier, optional])).toEqual([
      ["x", "shadowed"],
    ]);
  });

  test.each([
    `run(require); { require("x") }`,
    `if (require) { require("x") }`,
    `(function (require) { })(require); require("x")`,
    `function f() { var require = g; } require("x")`,
  ])("ends with its scope: %s", (text) => {
    expect(scan(text).dependencies.map(({ optional }) => optional)).toEqual([undefined]);
  });

  test("TypeScript's ambient declarations declare nothing", () => {
    expect(
      scan(`declare const require: any; declare function require(n: string): any; require("x")`, "a.ts").dependencies,
    ).toMatchObject([{ specifier: "x" }]);
    expect(scan(`declare const require: any; require("x")`, "a.ts").dependencies[0]?.optional).toBeUndefined();
  });

  test("a require inside try is optional", () => {
    expect(
      scan(`try { a = require("x") } catch (e) { require("y") } finally { require("z") }`).dependencies.map(
        (d) => d.optional,
      ),
    ).toEqual(["guarded", undefined, undefined]);
  });
});

describe("calls with a computed argument", () => {
  test("are reported once, at the expression", () => {
    const text = `require(a + "b"); require(\`\${c}/d\`); import(e)`;
    const { diagnostics, dependencies } = scan(text);
    expect(dependencies).toEqual([]);
    expect(diagnostics).toMatchObject([
      {
        code: "script/dynamic-require",
        severity: "warning",
        location: { start: { line: 1, column: 9 }, end: { line: 1, column: 16 } },
      },
    ]);
  });

  test.each([
    ['require("./plugins/" + name)', "./plugins/*"],
    ["require('../lang/' + app.lang() + '.js')", "../lang/*.js"],
    ["require(`./plugins/${name}`)", "./plugins/*"],
    ["require(`./a/${b}/${c}.js`)", "./a/*.js"],
    ["require(`./a/${b}${c}`)", "./a/*"],
    ['require("./a/" + b + "-" + c)', "./a/*"],
    ['require("./a/" + b + c + "/" + "index.js")', "./a/*/index.js"],
    ["require(`/plugins/${names[i]}/index.js`)", "/plugins/*/index.js"],
    ["require(`./lang/${{ a: 'x' }[y]}.js`)", "./lang/*.js"],
    ['require( /* which */ "./lang/text-" + (zh ? "zh" : "en") )', "./lang/text-*"],
  ])("are a pattern if they start with a path: %s", (text, pattern) => {
    const { dependencies, diagnostics } = scan(text);
    expect(dependencies).toMatchObject([{ kind: "require-pattern", specifier: pattern }]);
    expect(diagnostics).toEqual([]);
  });

  test("the span of a pattern is the argument", () => {
    const text = 'const p = require( "./plugins/" + name );';
    const { span } = scan(text).dependencies[0]!;
    expect(text.slice(span.start, span.end)).toBe('"./plugins/" + name');
  });

  test.each([
    'require("plugin-" + name)',
    'require("./plugins/" + name, () => {})',
    'require("plugins/" + name)',
    'require("@/plugins/" + name)',
    'require(folder + "/a.js")',
    'require("./a/" + b - c)',
    'require("./a/" + b + )',
    'require("./a/" + "b" + ".js" - c)',
    'require("./a/" + b || c)',
    'require("./a/" + b ? c : d)',
    'require("./a/" + typeof b)',
    'require("./a*/" + b)',
    'require("./a/" + )',
    'require("./a/" + b',
    "require(`./a/${`b`}`)",
    "require(`./a/${b",
    "require(`./a/${b}`.trim())",
  ])("are not a pattern in %s", (text) => {
    const { dependencies, diagnostics } = scan(text);
    expect(dependencies).toEqual([]);
    expect(diagnostics).toMatchObject([{ code: "script/dynamic-require" }]);
  });

  test("a local function with the name is not followed", () => {
    expect(scan('function f(require) { return require("./a/" + name); }').dependencies).toEqual([]);
  });

  test.each([`var o = { require(name) { return name } }`, `function f(require) { require(1) }`, `require()`])(
    "are not reported in %s",
    (text) => {
      expect(scan(text).diagnostics).toEqual([]);
    },
  );
});

describe("the exports of a script", () => {
  const exported = (text: string, path?: string) => scan(text, path).exports;

  test("names of declarations, lists and re-exports", () => {
    expect(
      exported(
        `export const a = 1; export let b\nexport function c() {} export async function* d() {} export class E {}\n` +
          `export default class {} export { x as f, y, z as "g-h" }; export * as i from "./i"; export { j } from "./j"; export * from "./k"`,
      ),
    ).toEqual({
      certain: true,
      names: ["a", "b", "c", "d", "E", "default", "f", "y", "g-h", "i", "j"],
      stars: ["./k"],
    });
  });

  test.each([
    `module.exports = {}; export const a = 1`,
    `export const a = 1; exports.b = 2`,
    `export const { a, b } = c`,
    `export const a = 1, b = 2`,
    `export var a = f(1, 2)\n, b`,
    `const a = 1`,
    `import b from "./b"; function c() {}\nmodule.exports = { b, c }`,
  ])("may be incomplete in %s", (text) => {
    expect(exported(text).certain).toBe(false);
  });

  test.each([
    `export const a = f(1, 2), x`,
    `export const a = 1; let b = 2, c = 3`,
    `export const a = [1, 2]\nvar b, c`,
  ])("a comma inside a value or a later statement: %s", (text) => {
    expect(exported(text).certain).toBe(!text.endsWith("x"));
  });
});

describe("TypeScript", () => {
  test("type-only imports and exports are not dependencies", () => {
    expect(
      found(
        `import type { A } from "./a"; import type B from "./b"; import type * as C from "./c";\n` +
          `export type { D } from "./d"; export type E = string; import { type F, g } from "./g"; import h = require("./h")`,
        "a.ts",
      ),
    ).toEqual(["require ./g", "require ./h"]);
  });

  test("`type` can also be a name", () => {
    const { dependencies } = scan(
      `import type from "./a"; import { type, type as b, type C, type as as d } from "./b"`,
      "a.ts",
    );
    expect(dependencies.map(({ names }) => names?.map(({ name }) => name))).toEqual([["default"], ["type", "type"]]);
  });

  test("imports that compiling may remove are marked as elidable", () => {
    expect(
      scan(`import { A } from "./a"; import "./b"; let c: import("./c").C`, "a.ts").dependencies.map((d) => d.elidable),
    ).toEqual([true, undefined, true]);
  });

  test("exported types count as exported names", () => {
    expect(
      scan(
        `export interface A {} export type B = 1; export enum C {} export declare const d: 1; export abstract class E {}`,
        "a.ts",
      ).exports,
    ).toEqual({ certain: true, names: ["A", "B", "C", "d", "E"], stars: [] });
  });
});

test("environment constants and decorators are recorded", () => {
  const { constants, decorator } = scan(`x = MINIAPP_ENV.API + MINIAPP_ENV . B; keys(MINIAPP_ENV)\n@dec class A {}`);
  expect(constants.map(({ name }) => name)).toEqual(["API", "B", undefined]);
  expect(decorator).toEqual({ start: 57, end: 61 });
  expect(scan(`/**\n * @param a\n */\nx = "a@b"`).decorator).toBeUndefined();
});
