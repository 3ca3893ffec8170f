/** Third-party modules: every wxs file of the component libraries, and the conformance cases. */
import { readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "acorn";
import { describe, expect, test } from "vitest";
import { createSource } from "../../src/compiler/source/index.ts";
import { compileWxs, parseWxs, wxsDependencies } from "../../src/compiler/template/wxs/index.ts";
import { createWxsModules } from "../../src/runtime/logic/wxs.ts";
import { evaluate, runWxs } from "./run.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const libraries = ["tdesign-miniprogram", "@vant/weapp", "weui-miniprogram", "wux-weapp"];

describe.each(libraries)("%s", (library) => {
  const folder = join(root, "node_modules", library);
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".wxs"));

  test("every module parses, compiles and loads, minified too", () => {
    expect(files.length).toBeGreaterThan(0);
    const log: string[] = [];
    const write = (text: unknown): void => void log.push(String(text));
    const modules = createWxsModules({ log: write, info: write, warn: write, error: write, debug: write });
    for (const path of files) {
      const source = createSource(path, readFileSync(join(folder, path)));
      const { ast, diagnostics } = parseWxs(source);
      expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
      const { code } = compileWxs(ast, source).output;
      const minified = compileWxs(ast, source, { minify: true }).output.code;
      expect(programOf(minified)).toEqual(programOf(code));
      const targets = wxsDependencies(ast).map(({ specifier }) => [specifier, join(dirname(path), specifier)] as const);
      modules.define(path, { factory: evaluate(minified), requires: Object.fromEntries(targets) });
    }
    for (const path of files) expect(modules.exports(path)).toBeDefined();
    expect(log).toEqual([]);
  });
});

test("vant's helpers return the same as on WeChat", () => {
  const folder = join(root, "node_modules/@vant/weapp/dist/wxs");
  const files = Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), "utf8")]));
  const { modules, log } = runWxs("", files);
  const call = (file: string, ...values: unknown[]): unknown => modules.call(modules.exports(file), values);
  expect(call("bem.wxs", "button", ["primary", { round: true, plain: false }])).toBe(
    "van-button van-button--primary van-button--round",
  );
  expect(call("style.wxs", [{ fontSize: "12px", color: null }, "", "top: 0"])).toBe("font-size:12px;top: 0");
  expect(call("add-unit.wxs", null)).toBeUndefined();
  const { bem } = modules.exports("utils.wxs") as { bem: unknown };
  expect(modules.call(bem, ["cell", "large"])).toBe("van-cell van-cell--large");
  expect(modules.call(bem, ["cell", "large"])).toBe("van-cell van-cell--large");
  expect(log).toEqual([]);
});

describe("conformance cases with inline wxs", () => {
  const folder = join(root, "tests/conformance");
  const names = readdirSync(join(folder, "cases")).filter((name) => /^wxs(?:reject)?-/.test(name));
  const read = (path: string): unknown => JSON.parse(readFileSync(join(folder, path), "utf8"));

  test.each(names)("%s", (name) => {
    const { files } = read(`cases/${name}`) as { files: Record<string, string> };
    const { results } = read(`expected/${name}`) as {
      results: { wcc: { tree?: unknown }; glassEasel?: { tree?: unknown } }[];
    };
    const code = /<wxs module="[A-Za-z]+">([^]*?)<\/wxs>/.exec(files["p.wxml"] ?? "")?.[1];
    if (code === undefined) return expect(name).toMatch(/src|no-module|bad-module-name/);
    const { ast, diagnostics } = parseWxs(createSource("m.wxs", code));
    const rejected = diagnostics.some(({ severity }) => severity === "error");
    const [{ wcc, glassEasel }] = results as [(typeof results)[number]];
    // If both of WeChat's compilers refuse a case, so must ours; if wcc renders it, ours must compile it.
    if (wcc.tree !== undefined) expect(rejected).toBe(false);
    else if (glassEasel?.tree === undefined) expect(rejected).toBe(true);
    expect(ast.valid || rejected).toBe(true);
  });
});

/** The syntax tree without locations. */
function programOf(code: string): unknown {
  const strip = (key: string, value: unknown): unknown => (key === "start" || key === "end" ? undefined : value);
  return JSON.parse(JSON.stringify(parse(`(${code})`, { ecmaVersion: 2024 }), strip));
}
