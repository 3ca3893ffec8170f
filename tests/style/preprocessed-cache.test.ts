/**
 * Compiled Less and Sass stylesheets stay cached across processes, with the state of every file they were compiled
 * from. Each build here uses a new compiler, as a new process would; they share only a cache of JSON text.
 */
import { createHash } from "node:crypto";
import less from "less";
import * as sass from "sass";
import { describe, expect, test } from "vitest";
import { createCompiler } from "../../src/compiler/index.ts";
import type { UnitCache } from "../../src/compiler/index.ts";
import type { LessModule } from "../../src/compiler/style/index.ts";
import { memoryHost } from "./compile-input.ts";

const app = {
  "app.json": '{ "pages": ["pages/a", "pages/b"] }',
  "project.config.json": '{ "setting": { "useCompilerPlugins": ["less", "sass"] } }',
  "pages/a.js": "Page({})",
  "pages/a.wxml": "<view/>",
  "pages/a.less": '@import "../styles/part";\n.a { color: @colour }',
  "pages/b.js": "Page({})",
  "pages/b.wxml": "<view/>",
  "pages/b.scss": '@use "../styles/tokens";\n@import "../styles/plain.wxss";\n.b { color: tokens.$colour }',
  "styles/part.less": "@colour: #010101;",
  "styles/tokens.scss": "$colour: #020202;",
  "styles/plain.wxss": ".plain { color: red }",
};

const total = 7;

function memoryCache(): UnitCache & { readonly values: Map<string, Uint8Array> } {
  const values = new Map<string, Uint8Array>();
  return {
    values,
    get empty() {
      return values.size === 0;
    },
    get: (key) => values.get(key),
    set: (key, value) => void values.set(key, value),
  };
}

async function build(
  files: Readonly<Record<string, string>>,
  cache: UnitCache | undefined,
  version: string | undefined = "1.0.0",
) {
  const loaded: string[] = [];
  const compiler = createCompiler(memoryHost(files), {
    version: "test",
    sourceMaps: true,
    allowMissing: false,
    preprocessors: {
      less: async () => {
        loaded.push("less");
        return less as unknown as LessModule;
      },
      sass: async () => {
        loaded.push("sass");
        return sass;
      },
      version: () => (version === "unknown" ? undefined : version),
    },
    digest: (data) => createHash("sha256").update(data).digest("hex"),
    ...(cache ? { cache } : {}),
  });
  const { output, diagnostics, modules, unused } = await compiler.build();
  const css = (output?.subpackages ?? [])
    .flatMap((p) => p.files)
    .filter(({ path }) => path.endsWith(".css"))
    .map(({ content }) => new TextDecoder().decode(content));
  const errors = diagnostics.filter((d) => d.severity === "error").map(({ code }) => code);
  return { loaded: loaded.sort(), css, errors, modules, unused, output };
}

async function warmed(files: Readonly<Record<string, string>> = app) {
  const cache = memoryCache();
  const cold = await build(files, cache);
  expect(cold.errors).toEqual([]);
  expect(cold.loaded).toEqual(["less", "sass"]);
  return { cache, cold };
}

describe("a preprocessed sheet in the cache", () => {
  test("is reused: neither compiler is loaded, and the output is the same", async () => {
    const { cache, cold } = await warmed();
    expect(cold.modules).toEqual({ total, compiled: total });
    expect(cold.css.join("")).toContain("#010101");
    const warm = await build(app, cache);
    expect(warm.modules).toEqual({ total, compiled: 0 });
    expect(warm.loaded).toEqual([]);
    expect(warm.output).toEqual(cold.output);
    expect(warm.unused).toEqual(cold.unused);
    expect(warm.unused).toEqual([]);
  });

  test.each([
    ["styles/part.less", "@colour: #030303;", "less"],
    ["styles/tokens.scss", "$colour: #030303;", "sass"],
  ])("is recompiled when %s changes, and no other stylesheet is", async (path, text, language) => {
    const { cache } = await warmed();
    const changed = await build({ ...app, [path]: text }, cache);
    expect(changed.loaded).toEqual([language]);
    expect(changed.modules.compiled).toBe(1);
    expect(changed.css.join("")).toContain("#030303");
    expect((await build({ ...app, [path]: text }, cache)).loaded).toEqual([]);
  });

  test.each([
    ["global.scss", "$unused: 1;", ["sass"]],
    ["app.less", ".unused { b: c }", ["less", "less"]],
  ])("is recompiled when %s appears", async (path, text, languages) => {
    const { cache } = await warmed();
    const changed = await build({ ...app, [path]: text }, cache);
    expect(changed.errors).toEqual([]);
    expect(changed.loaded).toEqual(languages);
  });

  test("is recompiled when a file with a higher priority appears", async () => {
    const { ["styles/part.less"]: part, ...files } = app;
    const { cache, cold } = await warmed({ ...files, "styles/part": part });
    expect(cold.css.join("")).toContain("#010101");
    const changed = await build({ ...files, "styles/part": part, "styles/part.less": "@colour: #030303;" }, cache);
    expect(changed.loaded).toEqual(["less"]);
    expect(changed.css.join("")).toContain("#030303");
  });

  test("is recompiled when one of its files is deleted, with an error", async () => {
    const { cache } = await warmed();
    const { ["styles/part.less"]: _, ...files } = app;
    const broken = await build(files, cache);
    expect(broken.errors).toEqual(["graph/missing-style"]);
    // A failed result is not cached, and the older entry is not used for it.
    expect((await build(files, cache)).loaded).toEqual(["less"]);
  });

  test("is valid only for one version of its compiler", async () => {
    const { cache } = await warmed();
    expect((await build(app, cache, "1.0.1")).loaded).toEqual(["less", "sass"]);
    const unknown = memoryCache();
    await build(app, unknown, "unknown");
    expect((await build(app, unknown, "unknown")).loaded).toEqual(["less", "sass"]);
    expect((await build(app, cache, "unknown")).loaded).toEqual(["less", "sass"]);
  });

  test("depends on the settings that name the common stylesheets", async () => {
    const files = { ...app, "styles/all.less": "@colour: #040404;", "pages/a.less": ".a { color: @colour }" };
    const setting = (lessSetting: object) => ({
      ...files,
      "project.config.json": JSON.stringify({ setting: { useCompilerPlugins: ["less", "sass"], lessSetting } }),
    });
    const cache = memoryCache();
    const named = await build(setting({ commonUseFilePath: "styles/all.less" }), cache);
    expect([named.errors, named.loaded]).toEqual([[], ["less", "sass"]]);
    expect(named.css.join("")).toContain("#040404");
    expect((await build(setting({}), cache)).errors).toEqual(["style/preprocessor-error"]);
    expect((await build(setting({ commonUseFilePath: "styles/all.less" }), cache)).loaded).toEqual([]);
  });

  test("app.less is prepended only if WeChat's tools compile the project's Less", async () => {
    const files = { ...app, "app.less": "@colour: #050505;", "pages/a.less": ".a { color: @colour }" };
    expect((await build(files, undefined)).errors).toEqual([]);
    const config = '{ "setting": { "useCompilerPlugins": false } }';
    const other = await build({ ...files, "project.config.json": config }, undefined);
    expect(other.errors).toEqual(["style/preprocessor-error"]);
  });

  test("packages do not use the app's common stylesheet", async () => {
    const files = {
      ...app,
      "app.less": ".card() { color: #060606 }",
      "pages/a.json": '{ "usingComponents": { "x-card": "ui/card" } }',
      "pages/a.wxml": "<x-card/>",
      "node_modules/ui/package.json": '{ "name": "ui", "version": "1.0.0" }',
      "node_modules/ui/card.json": '{ "component": true }',
      "node_modules/ui/card.wxml": "<view/>",
      "node_modules/ui/card.js": "Component({})",
      "node_modules/ui/card.less": '@import "./parts/b";\n.c { .card() }',
      "node_modules/ui/parts/b.less": ".card() { color: #070707 }",
    };
    const { errors, css } = await build(files, undefined);
    expect(errors).toEqual([]);
    expect(css.join("")).toContain("#070707");
    expect(css.join("")).not.toContain("#060606");
  });
});
