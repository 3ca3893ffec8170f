/** `useExtendedLib`: components and the stylesheet come from the project's npm packages. */
import { expect, test } from "vitest";
import { createCompiler } from "../../src/compiler/index.ts";
import { compileFiles, memoryHost } from "./compile-files.ts";
import type { CompiledFiles } from "./compile-files.ts";

const library = "node_modules/weui-miniprogram";

const installed = {
  [`${library}/package.json`]: '{ "name": "weui-miniprogram", "version": "1.5.6", "miniprogram": "dist" }',
  [`${library}/dist/icon/icon.json`]: '{ "component": true }',
  [`${library}/dist/icon/icon.js`]: "Component({});",
  [`${library}/dist/icon/icon.wxml`]: "<view/>",
  [`${library}/dist/weui-wxss/dist/style/weui.wxss`]: ".weui-cell { color: red; }",
};

const app = {
  "app.json": '{ "pages": ["pages/a"], "useExtendedLib": { "weui": true } }',
  "pages/a.json": '{ "usingComponents": { "mp-icon": "weui-miniprogram/icon/icon" } }',
  "pages/a.js": "Page({});",
  "pages/a.wxml": '<view class="weui-cell"><mp-icon/></view>',
};

/** Texts of the app-wide stylesheets, in order. */
function appStyle({ output }: Pick<CompiledFiles, "output">): string {
  const files = new Map(output?.subpackages.flatMap((one) => one.files.map(({ path, content }) => [path, content])));
  const text = (path: string): string => new TextDecoder().decode(files.get(path));
  const { style = [] } = JSON.parse(text("_miniapp/app.json")) as { readonly style?: readonly string[] };
  return style.map(text).join("").replace(/\s+/g, " ").trim();
}

test("the library's stylesheet comes before app.wxss, and its components are found", async () => {
  const compiled = await compileFiles({ ...app, ...installed, "app.wxss": ".own { color: blue; }" });
  expect(compiled.told).toEqual([]);
  expect(appStyle(compiled)).toMatch(/^\.weui-cell ?\{ ?color: ?red;? ?\} ?\.own ?\{ ?color: ?blue;? ?\}$/);
});

test("an app without app.wxss gets the stylesheet too; an app that imports it itself gets it once", async () => {
  expect(appStyle(await compileFiles({ ...app, ...installed }))).toMatch(/^\.weui-cell/);
  const own = '.first { top: 0; }\n@import "weui-miniprogram/weui-wxss/dist/style/weui.wxss";';
  const both = appStyle(await compileFiles({ ...app, ...installed, "app.wxss": own }));
  expect(both.match(/weui-cell/g)).toHaveLength(1);
});

test("without `useExtendedLib` nothing is added", async () => {
  const plain = { ...app, "app.json": '{ "pages": ["pages/a"] }' };
  const compiled = await compileFiles({ ...plain, ...installed, "app.wxss": ".own { color: blue; }" });
  expect(appStyle(compiled)).not.toContain("weui");
});

test("a missing library is reported, with what to install", async () => {
  const { diagnostics } = await compileFiles(app);
  const told = diagnostics.map(({ severity, code, hint }) => [severity, code, hint]);
  expect(told).toContainEqual([
    "warning",
    "graph/extended-library",
    "Run `npm install weui-miniprogram` in the project.",
  ]);
  expect(told.filter(([severity]) => severity === "error")).toEqual([
    ["error", "graph/missing-component", expect.stringContaining("npm install weui-miniprogram")],
  ]);
});

test("a rebuild after an edit of app.wxss keeps the library's stylesheet", async () => {
  const files = { "app.js": "App({});", ...app, ...installed, "app.wxss": ".own { color: blue; }" };
  const host = memoryHost(files);
  const edited = memoryHost({ ...files, "app.wxss": "\n.own { color: green; }" });
  let current = host;
  const compiler = createCompiler(
    {
      read: (path) => (path === "app.wxss" ? current : host).read(path),
      list: (path) => host.list(path),
      resolvePackage: (name, from) => host.resolvePackage(name, from),
    },
    {
      version: "test",
      sourceMaps: false,
      allowMissing: false,
      preprocessors: {},
      digest: (data) => String(data.length),
    },
  );
  await compiler.build();
  current = edited;
  const style = appStyle(await compiler.build());
  expect(style).toMatch(/^\.weui-cell.*green/);
});
