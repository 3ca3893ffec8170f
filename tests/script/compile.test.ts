import { describe, expect, test } from "vitest";
import { scanScript } from "../../src/compiler/script/index.ts";
import { compileText, diagnose, minified, plain, run } from "./registry.ts";

const both = [
  { name: "plain", options: plain },
  { name: "minified", options: minified },
];

describe.each(both)("modules that import each other, $name", ({ options }) => {
  const logged = async (files: Record<string, string>) => (await run(files, "main.js", options)).logged;

  test("require of CommonJS", async () => {
    expect(await logged({ "main.js": `log(require("./b").x)`, "b.js": `exports.x = 1` })).toEqual([1]);
  });

  test("a default import of CommonJS is the whole module", async () => {
    expect(
      await logged({
        "main.js": `import b, { x } from "./b"; import * as ns from "./b"; log(b.x, x, ns.x, ns.default === b, Object.keys(ns).sort().join())`,
        "b.js": `module.exports = { x: 1 }`,
      }),
    ).toEqual([1, 1, 1, true, "default,x"]);
    expect(
      await logged({ "main.js": `import f from "./b"; log(f())`, "b.js": `module.exports = function () { return 2 }` }),
    ).toEqual([2]);
  });

  test("a default import of compiled ES modules is their default export", async () => {
    expect(
      await logged({
        "main.js": `import b from "./b"; log(b)`,
        "b.js": `Object.defineProperty(exports, "__esModule", { value: true }); exports.default = 3`,
      }),
    ).toEqual([3]);
    expect(
      await logged({
        "main.js": `import b, * as ns from "./b"; log(b, ns.default, ns.y)`,
        "b.js": `export default 4; export const y = 5`,
      }),
    ).toEqual([4, 4, 5]);
  });

  test("the namespace of a function can be called and constructed", async () => {
    expect(
      await logged({
        "main.js": `import * as f from "./b"; import g, { version } from "./b"; log(f(1), new f(2).x, f.version, version, g === f.default, typeof f)`,
        "b.js": `module.exports = function F(x) { if (!new.target) return "called " + x; this.x = x }; module.exports.version = "1"`,
      }),
    ).toEqual(["called 1", 2, "1", "1", true, "function"]);
  });

  test("known libraries that create functions from strings", async () => {
    const text = [
      `var g = typeof window === "object" ? window : Function("return this")(), h = new Function('return this;')();`,
      `Function("r", "regeneratorRuntime = r")("set");`,
      `log(g === globalThis, h === g, regeneratorRuntime, "my.Function('return this')".length);`,
      `delete globalThis.regeneratorRuntime;`,
    ].join("\n");
    expect(await logged({ "main.js": text })).toEqual([true, true, "set", 26]);
    const { code } = await compileText(text, options);
    expect(code.replaceAll("my.Function", "")).not.toContain("Function(");
  });

  test("a script's own variable named module, exports or require", async () => {
    for (const text of [
      `const module = require("./b"); log(module.x); function f() {} log(typeof f)`,
      `let { exports, require: r } = { exports: 1 }; log(exports); log(typeof function () {})`,
      `"use strict"; class require {} log(1); log(typeof require)`,
      `var module = { x: 1 }; log(module.x); log("function")`,
      `const exports = (module.exports = { x: 1 }); log(exports.x); log("function")`,
    ]) {
      expect(await logged({ "main.js": text, "b.js": `exports.x = 1` }), text).toEqual([1, "function"]);
    }
  });

  test("directives and hash-bangs", async () => {
    expect(
      await logged({
        "main.js": `#!/usr/bin/env node\n"use strict";\nimport { strict } from "./b"; import "./c"; log(strict())`,
        "b.js": `'use strict';\n"other";\nexport function strict() { return this === undefined }`,
        "c.js": `"use strict"; log(function () { return this === undefined }()); import("./b").then(b => log((0, b.strict)()))`,
      }),
    ).toEqual([true, true, true]);
  });

  test("require of an ES module returns its exports", async () => {
    expect(
      await logged({
        "main.js": `const b = require("./b"); log(b.default, b.y, b.__esModule)`,
        "b.js": `export default 4; export const y = 5`,
      }),
    ).toEqual([4, 5, true]);
  });

  test("the final module.exports wins over export", async () => {
    expect(
      await logged({
        "main.js": `const b = require("./b"); log(b.x, b.y, b.z)`,
        "b.js": `export const x = 1; module.exports = { y: 2 }; module.exports.z = x`,
      }),
    ).toEqual([undefined, 2, 1]);
  });

  test("an exports.x assigned later is kept next to export", async () => {
    expect(
      await logged({
        "main.js": `import { x, y, z } from "./b"; log(x, y, z)`,
        "b.js": `export const x = 1; export let z = 2; exports.y = 3; exports.z = 4`,
      }),
    ).toEqual([1, 3, 4]);
  });

  test("import together with module.exports", async () => {
    expect(
      await logged({
        "main.js": `const b = require("./b"); log(b())`,
        "b.js": `import c from "./c"; module.exports = () => c`,
        "c.js": `export default 7`,
      }),
    ).toEqual([7]);
  });

  test("bindings are live", async () => {
    expect(
      await logged({
        "main.js": `import { n, inc } from "./b"; log(n); inc(); log(n)`,
        "b.js": `export let n = 1; export function inc() { n++ }`,
      }),
    ).toEqual([1, 2]);
  });

  test("cycles: functions are available at once, values later, and nothing throws", async () => {
    expect(
      await logged({
        "main.js": `import "./b"`,
        "b.js": `import { c } from "./c"; export function early() { return "early" } export const late = "late"; log(c())`,
        "c.js": `import { early, late } from "./b"; log(early(), late); export const c = () => late`,
      }),
    ).toEqual(["early", undefined, "late"]);
  });

  test("cycles with a CommonJS module that adds its exports later", async () => {
    expect(
      await logged({
        "main.js": `require("./b")`,
        "b.js": `Object.defineProperty(exports, "__esModule", { value: true }); var c = require("./c"); exports.default = "b"; log(c.get())`,
        "c.js": `import b from "./b"; export const get = () => b`,
      }),
    ).toEqual(["b"]);
  });

  test("export * from ES modules and CommonJS; own names win; default is not re-exported", async () => {
    expect(
      await logged({
        "main.js": `import * as b from "./b"; log(b.x, b.y, b.z, b.default)`,
        "b.js": `export * from "./c"; export * from "./d"; export const x = "own"`,
        "c.js": `export const x = "c", y = "y"; export default "no"`,
        "d.js": `exports.z = "z"`,
      }),
    ).toEqual(["own", "y", "z", undefined]);
  });

  test("export list with renamed exports", async () => {
    expect(
      await logged({
        "main.js": `import { one as uno, ns, default as d } from "./b"; log(uno, ns.x, d)`,
        "b.js": `export { x as one } from "./c"; export * as ns from "./c"; export { default } from "./c"`,
        "c.js": `export const x = 1; export default 9`,
      }),
    ).toEqual([1, 1, 9]);
  });

  test("import() and require.async return the module", async () => {
    expect(
      await logged({
        "main.js":
          `import("./b").then(b => log(b.default, b.x)); import("./c").then(c => log(c.default.y + c.y - 3)); require.async("./c").then(c => log(c.y));` +
          `var $async = "mine"; log($async)`,
        "b.js": `export default 1; export const x = 2`,
        "c.js": `exports.y = 3`,
      }),
    ).toEqual(["mine", 3, 1, 2, 3]);
  });

  test("JSON modules", async () => {
    expect(
      await logged({
        "main.js": `import data, { a } from "./d.json"; log(a, data.b[0], require("./e.json").__proto__ === Object.prototype, Object.keys(require("./e.json")).join())`,
        "d.json": `{ "a": "\u2028", "b": [true] }`,
        "e.json": `{ "__proto__": 1 }`,
      }),
    ).toEqual(["\u2028", true, false, "__proto__"]);
  });

  test("CommonJS is sloppy, ES modules are strict", async () => {
    expect(
      await logged({
        "main.js": `require("./b"); require("./c")`,
        "b.js": `var o = { a: 010 }; with (o) { log(a) }  undeclared = 1; log(undeclared, this === module.exports, (function () { return this !== undefined })())`,
        "c.js": `export const f = function () { return this }; log(f(), this); try { nowhere = 1 } catch (e) { log(e.name) }`,
      }),
    ).toEqual([8, 1, true, true, undefined, undefined, "ReferenceError"]);
  });

  test("TypeScript: types are removed, enums and legacy decorators run", async () => {
    expect(
      await run(
        {
          "main.ts":
            `import { Type } from "./nowhere"; import { B } from "./b"; enum E { X = 2 }\n` +
            `function dec(target: any, key: string) { target["seen"] = key }\n` +
            `class A { @dec field: Type | undefined; constructor(private n: number) {} get() { return this.n } }\n` +
            `log(E.X, B as number, new A(5).get(), (A.prototype as any).seen)`,
          "b.ts": `export const B: number = 1; export interface I {}`,
        },
        "main.ts",
        { ...options, typescript: { experimentalDecorators: true, target: "ES2017" } },
      ),
    ).toMatchObject({ logged: [2, 1, 5, "field"] });
  });

  test("TypeScript class fields follow tsconfig.json", async () => {
    const files = {
      "main.ts": `class A { set x(v: number) { log("set", v) } } class B extends A { x = 1 } new B(); import { v } from "./v"; log(typeof v)`,
      "v.ts": `log("loaded"); export const v = 1`,
    };
    const logged = async (typescript: object) => (await run(files, "main.ts", { ...options, typescript })).logged;
    expect(await logged({ target: "ES2017" })).toEqual(["loaded", "set", 1, "number"]);
    expect(await logged({ target: "ES2022" })).toEqual(["loaded", "number"]);
    expect(await logged({ target: "ES2022", useDefineForClassFields: false })).toEqual(["loaded", "set", 1, "number"]);
    // Other options and invalid values in tsconfig.json change nothing.
    expect(
      await logged({
        target: "ES2022",
        jsx: "react",
        strict: true,
        paths: { a: ["b"] },
        useDefineForClassFields: "no",
      }),
    ).toEqual(["loaded", "number"]);
  });

  test("newer syntax runs at an older language level", async () => {
    const text =
      `class A { #p = 1; static s = 2; q = 3; async *g() { yield this.#p; yield A.s } has(o) { return #p in o } }\n` +
      `export default async () => { const out = []; for await (const x of new A().g()) out.push(x); log(out.join(), null?.x ?? "d", 2 ** 3, { ...{ a: 1 } }.a) }`;
    for (const target of ["es2015", "es2017", "es2020", "es2022", "esnext"]) {
      const files = { "main.js": `import f from "./b"; f()`, "b.js": text };
      const { logged } = await run(files, "main.js", { ...options, target });
      await new Promise((resolve) => setTimeout(resolve, 0));
      expect(logged, target).toEqual(["1,2", "d", 8, 1]);
    }
  });

  test("environment constants are replaced by their values", async () => {
    const environment = { API: "https://x", DEBUG: false, LEVEL: 2 };
    const files = {
      "main.js": `if (MINIAPP_ENV.DEBUG) require("./debug"); log(MINIAPP_ENV.API, MINIAPP_ENV.LEVEL, MINIAPP_ENV["DEBUG"], process.env.NODE_ENV)`,
    };
    expect((await run(files, "main.js", { ...options, environment })).logged).toEqual([
      "https://x",
      2,
      false,
      "production",
    ]);
  });
});

describe("size and helpers", () => {
  const text = `import d, { a } from "./a"; export * from "./b"; export const x = 1; export default () => import("./c").then(() => d(a))`;

  // Matches the text that esbuild puts in front of a module. If esbuild changes it, these tests fail.
  test.each(["es2015", "es2017", "es2020", "es2022", "esnext"])("no esbuild helper remains for %s", async (target) => {
    for (const { options } of both) {
      const { code } = await compileText(text, { ...options, target });
      expect(code).not.toMatch(/defineProperty|getOwnProperty|__esModule/);
      expect(code).toContain("module.esm.define(exports");
      expect(code).toContain("module.esm.star(exports");
      expect(code).toContain("module.esm.load");
    }
  });

  test("directives do not hide helpers", async () => {
    for (const { options } of both) {
      const dynamic = await compileText(`'use strict';\nexports.a = () => import("./a")`, options);
      expect(dynamic.code).toMatch(/^"use strict";var \$async=/);
      expect(dynamic.code).not.toContain("defineProperty");
      const { code } = await compileText(`'use strict';\nexport const a = 1`, options);
      expect(code).not.toContain("defineProperty");
      expect(code.match(/use strict/g)).toHaveLength(1);
    }
  });

  test("licence comments stay, other comments are removed", async () => {
    const text = `/*! (c) someone */\nimport a from "./a"; // gone\n/** @license MIT */ export const b = a;`;
    const { code } = await compileText(text, minified);
    expect(code).toContain("/*! (c) someone */");
    expect(code).toContain("@license MIT");
    expect(code).not.toContain("gone");
    expect(code).not.toContain("defineProperty");
  });

  test("other helpers stay", async () => {
    const { code } = await compileText(`export class A { x = 1 }`, { ...minified, target: "es2020" });
    expect(code).toContain("module.esm.define");
    expect(code).toContain("Object.defineProperty");
  });

  test("a module with one export has less than 200 characters of overhead", async () => {
    const { code } = await compileText(`export const x = 1`, { ...minified, sourceMap: false });
    expect(code.length).toBeLessThan(200);
  });

  test("code that resembles a helper is kept", async () => {
    const { code } = await compileText(
      `var a = Object.create, b = (x, y) => { for (var z in y) a({ get: x[z] }) };\nexport {}; log(b)`,
      plain,
    );
    expect(code).toContain("Object.create");
  });
});

describe("remaining dependencies", () => {
  const live = async (text: string, path = "a.js") => {
    const compiled = await compileText(text, minified, path);
    return compiled.requires;
  };

  test("dependencies in dead branches are removed", async () => {
    expect(await live(`if (process.env.NODE_ENV !== "production") require("./dev"); else require("./prod")`)).toEqual([
      "./prod",
    ]);
    expect(
      scanScript({ path: "a.js", text: `if (process.env.NODE_ENV !== "production") require("./dev")` }).dependencies[0]
        ?.elidable,
    ).toBe(true);
  });

  test("type imports are removed, workers and async dependencies stay", async () => {
    expect(
      await live(
        `import { T } from "./t"; import { v } from "./v"; import "./s"; let t: T = v; let q: import("./q").Q; import("./r"); require.async("./u"); wx.createWorker("w/i.js"); log(t, q)`,
        "a.ts",
      ),
    ).toEqual(["./v", "./s", "./r", "./u", "w/i.js"]);
  });

  test("calls of a `require` passed as an argument stay, even if minifying renames it (as in Labrador)", async () => {
    const dead = `if (false) { require("./dead"); }`;
    expect(await live(`(function (module, require) { ${dead} module.a = require("./a") })(module, require)`)).toEqual([
      "./a",
    ]);
  });
});

describe("diagnostics", () => {
  const at = async (text: string, options = plain, path = "a.js") =>
    (await diagnose(text, options, path)).map(
      ({ code, location }) => `${code} ${location?.start.line}:${location?.start.column}-${location?.end.column}`,
    );

  test.each(both)("exact locations, $name", async ({ options }) => {
    expect(await at(`let 名 = "é😀"; let ñ = ;`, options)).toEqual(["script/syntax-error 1:24-25"]);
    expect(await at(`let 名 = 1;\r\nlet b = 2; /* 😀 */ let b = 3`, options)).toEqual(["script/syntax-error 2:25-26"]);
    expect(await at(`a\u2028b(`, options)).toEqual(["script/syntax-error 1:5-5"]);
    expect(await at(`const s = "abc\nfoo"`, options)).toEqual(["script/syntax-error 1:15-15"]);
    expect(await at(`let a = 1; let a = 2;\nfoo(;`, options)).toEqual([
      "script/syntax-error 1:16-17",
      "script/syntax-error 2:5-6",
    ]);
  });

  test("a redeclaration refers to the first declaration as a related location", async () => {
    const [found] = await diagnose(`let a = 1;\nlet a = 2;`);
    expect(found?.related?.[0]?.location.start).toEqual({ line: 1, column: 5 });
  });

  test("a broken script produces no module", async () => {
    const text = `const a = {`;
    const { compileScript } = await import("../../src/compiler/script/index.ts");
    const { output } = await compileScript({ path: "a.js", text }, plain);
    expect(output).toEqual({ code: "", requires: [] });
  });

  test("syntax that the target language level does not support", async () => {
    expect(await at(`var a = 1n`, { ...plain, target: "es2019" })).toEqual(["script/target 1:9-11"]);
    expect(await at(`class A {}`, { ...plain, target: "es5" })).toEqual(["script/target 1:1-6"]);
  });

  test.each([
    [`f({\n  a: [1, 2,\n`, "2:6"],
    [`Page({ data: {} `, "1:6"],
    ["x = `${ a", "1:6"],
    [`if (a) { "}" // }`, "1:8"],
  ])("the unclosed bracket is reported in %j", async (text, place) => {
    const [found] = await diagnose(text);
    const related = found?.related?.find(({ message }) => message === "This is never closed")?.location.start;
    expect(`${related?.line}:${related?.column}`).toBe(place);
  });

  test("decorators are refused in JavaScript and allowed in TypeScript", async () => {
    expect(await at(`class A { @dec x = 1 }`)).toEqual(["script/js-decorator 1:11-15"]);
    expect(
      await at(
        `function dec() {} class A { @dec x = 1 }`,
        { ...plain, typescript: { experimentalDecorators: true } },
        "a.ts",
      ),
    ).toEqual([]);
  });
});
