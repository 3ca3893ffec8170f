/** Checks across modules: missing exports, constants, JSON. */
import { describe, expect, test } from "vitest";
import { compileJson, environmentTypes, missingImports, scanScript } from "../../src/compiler/script/index.ts";
import type { ExportingModule } from "../../src/compiler/script/index.ts";

/** Missing names of every import in `main`, as the check over these files reports them. */
function missing(files: Record<string, string>, main = "main.js"): string[] {
  const modules = new Map<string, ExportingModule>();
  for (const [path, text] of Object.entries(files)) {
    modules.set(path, {
      path,
      exports: scanScript({ path, text }).exports,
      resolve: (specifier) => modules.get(`${specifier.slice(2)}.js`) ?? modules.get(`${specifier.slice(2)}.ts`),
    });
  }
  const source = { path: main, text: files[main] as string };
  return scanScript(source).dependencies.flatMap((dependency) => {
    const target = (modules.get(main) as ExportingModule).resolve(dependency.specifier);
    if (!target) return [];
    return missingImports(source, dependency, target).map(
      ({ message, location }) => `${location?.start.line}:${location?.start.column} ${message}`,
    );
  });
}

describe("imports of missing names", () => {
  test("are reported at the name", () => {
    expect(
      missing({
        "main.js": `import d, { a, nope as b } from "./m";\nexport { gone } from "./m"`,
        "m.js": `export const a = 1`,
      }),
    ).toEqual([
      "1:8 `./m` has no export named `default`, so the import is `undefined`.",
      "1:16 `./m` has no export named `nope`, so the import is `undefined`.",
      "2:10 `./m` has no export named `gone`, so the import is `undefined`.",
    ]);
  });

  test("export * is followed, without the default export", () => {
    const files = { "main.js": `import d, { a, b, z } from "./m"`, "m.js": `export * from "./n"; export const b = 1` };
    expect(missing({ ...files, "n.js": `export const a = 1; export default 2; export * from "./m"` })).toHaveLength(2);
    expect(missing({ ...files, "n.js": `exports.z = 1` })).toHaveLength(1);
    expect(missing(files)).toHaveLength(1);
  });

  test("are reported only if the exports are known with certainty", () => {
    for (const target of [`exports.a = 1`, `export const x = 1; module.exports = y`, `export const { x, y } = z`, ``]) {
      expect(
        missing({
          "main.js": `import d, { nope } from "./m"; import * as ns from "./m"; import "./m"`,
          "m.js": target,
        }),
      ).toEqual([]);
    }
  });

  test("a name imported by TypeScript from JavaScript may be a type", () => {
    expect(missing({ "main.ts": `import { T } from "./m"`, "m.js": `export const a = 1` }, "main.ts")).toEqual([]);
    expect(missing({ "main.ts": `import { T, U } from "./m"`, "m.ts": `export type T = 1` }, "main.ts")).toHaveLength(
      1,
    );
  });
});

test("the types of constants", () => {
  expect(environmentTypes({ API: "x", N: 1, B: true })).toBe(
    "/** Constants of the chosen environment (`env` in miniapp.json). Generated; do not edit. */\n" +
      "declare const MINIAPP_ENV: {\n  readonly API: string;\n  readonly B: boolean;\n  readonly N: number;\n};\n",
  );
});

describe("JSON modules", () => {
  const compile = (text: string) => compileJson({ path: "a.json", text });

  test("are as small as possible", () => {
    expect(compile(` { "a" : [ 1 , 2.50 ] } `).output.code).toBe(`module.exports={"a":[1,2.5]};`);
    expect(compile(` \n`).output.code).toBe("module.exports={};");
  });

  test.each([
    [`{ "a": 1, }`, "1:11-12", "unexpected `}`"],
    [`{\n  "a": 1\n  "b": 2\n}`, "3:3-4", 'unexpected `"`'],
    [`{ a: 1 }`, "1:3-4", "unexpected `a`"],
    [`{ "a": [1`, "1:10-10", "the file ends before the value is complete"],
    [`{} x`, "1:4-5", "unexpected `x`"],
    [`["a\tb"]`, "1:4-5", "unexpected `"],
    [`["\\x"]`, "1:3-4", "unexpected `"],
    [`[01]`, "1:3-4", "unexpected `1`"],
    [`{"a" 1}`, "1:6-7", "unexpected `1`"],
    [`[😀]`, "1:2-4", "unexpected `😀`"],
    [`{`, "1:2-2", "the file ends before"],
    [`[tru]`, "1:2-3", "unexpected `t`"],
  ])("%s", (text, place, problem) => {
    const [found] = compile(text).diagnostics;
    const { start, end } = found?.location ?? {};
    expect(found?.code).toBe("script/json-syntax");
    expect(`${start?.line}:${start?.column}-${end?.column}`).toBe(place);
    expect(found?.message).toContain(problem);
  });
});
