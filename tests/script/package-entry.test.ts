import { describe, expect, test } from "vitest";
import { missingBuiltin, nodeBuiltin, packageEntry, packageSubpath } from "../../src/compiler/script/index.ts";

describe("packageEntry", () => {
  test("the folder of native files, in any spelling", () => {
    for (const miniprogram of ["miniprogram_dist", "miniprogram_dist/", "./miniprogram_dist", "/miniprogram_dist/"]) {
      expect(packageEntry({ miniprogram }).miniprogramDir).toBe("miniprogram_dist");
    }
    for (const miniprogram of ["", ".", "../up", 3, null, undefined]) {
      expect(packageEntry({ miniprogram })).not.toHaveProperty("miniprogramDir");
    }
  });

  test("main, with the browser variant first, each once", () => {
    expect(packageEntry({ main: "./dayjs.min.js" })).toEqual({
      main: "dayjs.min.js",
      alternatives: [],
      replacements: {},
    });
    expect(packageEntry({ main: "./lib/node.js", browser: "./lib/web.js", module: "./lib/node.js" })).toMatchObject({
      main: "lib/web.js",
      alternatives: ["lib/node.js"],
    });
    expect(packageEntry({ main: "../outside.js" })).not.toHaveProperty("main");
    expect(packageEntry("nonsense")).toEqual({ alternatives: [], replacements: {} });
  });

  test("browser as an object", () => {
    expect(
      packageEntry({
        main: "index.js",
        browser: {
          "./lib/../lib/http.js": "./lib/xhr.js",
          crypto: false,
          events: "events-pkg",
          bad: 3,
          "./out": "../out",
        },
      }).replacements,
    ).toEqual({ "./lib/http.js": "./lib/xhr.js", crypto: false, events: "events-pkg" });
  });

  test("exports with conditions, CommonJS before ES modules", () => {
    expect(
      packageEntry({
        main: "old.js",
        exports: {
          ".": {
            types: "./t.d.ts",
            node: "./node.js",
            import: { types: "./t.d.mts", default: "./e.mjs" },
            require: "./c.cjs",
            default: "./d.js",
          },
        },
      }),
    ).toMatchObject({ main: "c.cjs", alternatives: ["e.mjs", "old.js"] });
    expect(packageEntry({ exports: "./only.js" }).main).toBe("only.js");
    expect(packageEntry({ exports: { import: "./e.mjs" } }).main).toBe("e.mjs");
    expect(packageEntry({ exports: { ".": [{ node: "./n.js" }, "./f.js"] } }).main).toBe("f.js");
    expect(packageEntry({ exports: { ".": { browser: { require: "./b.js" }, default: "./d.js" } } }).main).toBe("b.js");
    expect(packageEntry({ exports: { ".": null }, main: "m.js" }).main).toBe("m.js");
  });
});

describe("packageSubpath", () => {
  const packageJson = {
    exports: { ".": "./i.js", "./a": { require: "./lib/a.cjs" }, "./b/*": "./lib/b/*.js", "./b/deep/*": "./deep/*.js" },
  };

  test("exact names, the longest pattern, and always the path itself", () => {
    expect(packageSubpath(packageJson, "a")).toEqual(["lib/a.cjs", "a"]);
    expect(packageSubpath(packageJson, "b/x")).toEqual(["lib/b/x.js", "b/x"]);
    expect(packageSubpath(packageJson, "b/deep/x")).toEqual(["deep/x.js", "b/deep/x"]);
    expect(packageSubpath(packageJson, "c/d")).toEqual(["c/d"]);
    expect(packageSubpath({}, "./c.js")).toEqual(["c.js"]);
  });
});

test("names of Node.js built-in modules are recognized", () => {
  expect(["fs", "node:fs", "fs/promises", "util", "node:test"].map(nodeBuiltin)).toEqual([
    "fs",
    "fs",
    "fs",
    "util",
    "test",
  ]);
  expect(["dayjs", "./fs", "fs-extra", "constructor", "", "fs events"].map(nodeBuiltin)).toEqual(
    Array(6).fill(undefined),
  );
  const source = { path: "a.js", text: `require("fs")` };
  const dependency = { kind: "require", specifier: "fs", span: { start: 9, end: 11 } } as const;
  expect(missingBuiltin(source, dependency)).toMatchObject({
    code: "script/node-builtin",
    location: { start: { line: 1, column: 10 } },
  });
  expect(missingBuiltin(source, { ...dependency, specifier: "./fs" })).toBeUndefined();
});
