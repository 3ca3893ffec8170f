/** Paths as public projects write them: how they resolve, and which diagnostics unresolved ones cause. */
import { describe, expect, test } from "vitest";
import { compileFiles } from "./compile-files.ts";

const page = (name: string): Record<string, string> => ({ [`${name}.js`]: "Page({});", [`${name}.wxml`]: "<view/>" });
const pages = (...names: string[]): Record<string, string> => ({
  ...Object.assign({}, ...names.map(page)),
  "app.json": JSON.stringify({ pages: names }),
});

describe("a relative path in a shared template", () => {
  test("is resolved from the page or component that shows it", async () => {
    const { told, packed } = await compileFiles({
      ...pages("pages/a/a"),
      "pages/a/a.json": `{ "usingComponents": { "x-call": "/components/call/call" } }`,
      "pages/a/a.wxml": `<include src="cells/cell.wxml"/><x-call/>`,
      "pages/a/cells/cell.wxml": `<image src="../../images/a.png"/>`,
      "components/call/call.js": "Component({});",
      "components/call/call.wxml": `<import src="templates/deep/call.wxml"/><template is="call"/>`,
      "components/call/templates/deep/call.wxml": `<template name="call"><image src="./static/b.png"/></template>`,
      "components/call/static/b.png": "",
      "images/a.png": "",
    });
    expect(told).toEqual([]);
    expect(packed).toEqual(["components/call/static/b.png", "images/a.png"]);
  });

  test("may resolve differently for each page or component", async () => {
    const { told, packed } = await compileFiles({
      ...pages("pages/a/a", "b"),
      "pages/a/a.wxml": `<import src="/shared.wxml"/>`,
      "b.wxml": `<import src="/shared.wxml"/>`,
      "shared.wxml": `<template name="s"><image src="../../images/a.png"/><image src="c.png"/></template>`,
      "images/a.png": "",
      "pages/a/c.png": "",
      "c.png": "",
    });
    expect(told).toEqual([]);
    expect(packed).toEqual(["c.png", "images/a.png", "pages/a/c.png"]);
  });

  test("is reported with the page or component from which it was resolved", async () => {
    const { diagnostics, told } = await compileFiles({
      ...pages("pages/a/a"),
      "pages/a/a.wxml": `<import src="/shared/s.wxml"/>`,
      "shared/s.wxml": `<template name="s"><image src="./gone.png"/></template>`,
      "shared/gone.png": "",
    });
    expect(told).toEqual(['error graph/missing-asset shared/s.wxml:1:32 Cannot find the file "./gone.png".']);
    expect(diagnostics[0]?.hint).toContain("The path is resolved from pages/a/a.wxml, which shows this template.");
  });
});

test("a stylesheet can be imported by the .wxss name that it is compiled to", async () => {
  const { told } = await compileFiles({
    ...pages("a"),
    "a.wxss": `@import "./theme.wxss";`,
    "theme.css": ".a { color: red; }",
  });
  expect(told).toEqual([]);
});

test("a module's path with a leading slash may mean a sibling, as in WeChat's require", async () => {
  const { told, output } = await compileFiles({
    ...pages("a"),
    "a.js": `require("/lib/tool"); require("./lib/other");`,
    "lib/tool.js": `require("/url.js"); require("/other");`,
    "lib/url.js": "",
    "lib/other.js": "",
    "other.js": "",
  });
  expect(told).toEqual([]);
  const code = new TextDecoder().decode(
    output?.subpackages[0]?.files.find(({ path }) => path.endsWith("logic.js"))?.content,
  );
  expect(code).toContain(`"/url.js":"lib/url.js"`);
  expect(code).toContain(`"/other":"other.js"`);
});

test("a missing file in a stylesheet is reported once; only an existing one is said not to load in WeChat", async () => {
  const files = { ...pages("a"), "a.wxss": ".a { background: url(no.png) } .b { background: url(yes.png) }" };
  const { told } = await compileFiles({ ...files, "yes.png": "" });
  expect(told.map((line) => line.split(" ").slice(0, 3).join(" "))).toEqual([
    "error graph/missing-asset a.wxss:1:22",
    "warning style/local-url a.wxss:1:53",
  ]);
});

describe("missing modules and pages", () => {
  test("are reported as packages only if the name is a valid package name", async () => {
    const { diagnostics } = await compileFiles({
      ...pages("a"),
      "a.js": `require("@/store"); require("dayjs/plugin/utc"); require("@scope/x/y"); require("./b.js"); require("./c");`,
    });
    expect(diagnostics.map(({ hint }) => hint)).toEqual([
      "No `resolveAlias` in app.json and no `paths` entry in tsconfig.json matches it.",
      "It is neither a project file nor an installed package. To install it: npm install dayjs",
      "It is neither a project file nor an installed package. To install it: npm install @scope/x",
      "Looked for ./b.js from a.js.",
      "Looked for ./c.js, .ts, .json and ./c/index from a.js.",
    ]);
  });

  test("a Node.js module is a warning if missing files are allowed", async () => {
    const files = { ...pages("a"), "a.js": `require("util");` };
    expect((await compileFiles(files)).told).toHaveLength(1);
    const { told, output } = await compileFiles(files, true);
    expect(told[0]).toMatch(/^warning script\/node-builtin a\.js:1:10/);
    expect(output).toBeDefined();
  });

  test("a custom tab bar is reported by its file name", async () => {
    const { diagnostics, told } = await compileFiles({
      ...page("a"),
      ...page("b"),
      "app.json": `{ "pages": ["a", "b"],\n  "tabBar": { "custom": true, "list": [{ "pagePath": "a", "text": "A" }, { "pagePath": "b", "text": "B" }] } }`,
    });
    expect(told).toEqual([
      'warning graph/missing-part app.json:2:25 The custom tab bar "custom-tab-bar/index" has no template.',
    ]);
    expect(diagnostics[0]?.hint).toBe("Create custom-tab-bar/index.wxml.");
  });

  test("a missing tab page is a warning if missing files are allowed", async () => {
    const files = {
      ...page("a"),
      "app.json": `{ "pages": ["a"], "tabBar": { "list": [{ "pagePath": "a", "text": "A" }, { "pagePath": "b", "text": "B" }] } }`,
    };
    expect((await compileFiles(files)).output).toBeUndefined();
    const { told, output } = await compileFiles(files, true);
    expect(told[0]).toMatch(/^warning manifest\/tab-page/);
    expect(output).toBeDefined();
  });
});

describe("invalid or duplicate names", () => {
  test("subpackages named main, or with a name already taken, are named by their roots", async () => {
    const { output } = await compileFiles({
      ...page("a"),
      ...page("x/p"),
      ...page("y/p"),
      ...page("z/p"),
      "app.json": JSON.stringify({
        pages: ["a"],
        subpackages: [
          { root: "x", name: "main", pages: ["p"] },
          { root: "y", name: "same", pages: ["p"] },
          { root: "z", name: "same", pages: ["p"] },
        ],
      }),
    });
    expect(output?.subpackages.map(({ name }) => name)).toEqual(["main", "same", "x", "z"]);
  });

  test("an installed package without a version gets version 0.0.0", async () => {
    const { dependencies } = await compileFiles({
      ...pages("a"),
      "a.js": `require("bare");`,
      "node_modules/bare/package.json": `{ "name": "bare" }`,
      "node_modules/bare/index.js": "module.exports = 1;",
    });
    expect(dependencies).toEqual([{ name: "bare", version: "0.0.0" }]);
  });

  test("an invalid app id in project.config.json is ignored", async () => {
    const { told, output } = await compileFiles({ ...pages("a"), "project.config.json": `{ "appid": "__APPID__" }` });
    expect(told).toEqual([
      'warning manifest/ignored-value project.config.json:1:12 `appid` is "__APPID__", which does not match the expected format, so it is ignored.',
    ]);
    expect(output?.app.appId).toBe("touristappid");
  });
});

describe("existing files named in strings are packed", () => {
  const packed = async (files: Readonly<Record<string, string>>) =>
    (await compileFiles({ ...pages("pages/a/a"), ...files })).packed;

  test("relative to the pages that show a template", async () => {
    const files = {
      "pages/a/a.wxml": `<import src="/parts/deep/x.wxml"/>`,
      "parts/deep/x.wxml": `<template name="x"><image src="{{on ? './on.png' : './off.png'}} "/><image src="i/{{n}}.png"/></template>`,
    };
    const images = { "pages/a/on.png": "", "pages/a/off.png": "", "pages/a/i/1.png": "" };
    expect(await packed({ ...files, ...images })).toEqual(Object.keys(images).sort());
  });

  test("in inline styles of templates and scripts", async () => {
    const images = { "images/a.png": "", "images/b.png": "", "images/c1.png": "" };
    expect(
      await packed({
        "pages/a/a.wxml": `<view style="background: url(/images/a.png)"/><view style="background: url(/images/c{{n}}.png)"/>`,
        "pages/a/a.js": `Page({ data: { style: "background-image: url('../../images/b.png')" } });`,
        ...images,
      }),
    ).toEqual(Object.keys(images));
  });

  test("in inline styles of templates that pages include, relative to each page", async () => {
    const images = { "pages/a/1.png": "", "pages/b/1.png": "" };
    expect(
      await packed({
        "app.json": '{ "pages": ["pages/a/a", "pages/b/b"] }',
        "pages/a/a.wxml": '<include src="/parts/head.wxml"/>',
        "pages/b/b.wxml": '<include src="/parts/head.wxml"/>',
        "pages/b/b.js": "Page({})",
        "parts/head.wxml": `<view style="background: url('./1.png')"/>`,
        ...images,
      }),
    ).toEqual(Object.keys(images));
  });

  test("with more ../ than the file is deep, because a page elsewhere may show it", async () => {
    const images = { "images/a.png": "", "images/icons/b.png": "" };
    expect(
      await packed({
        "pages/a/a.js": `Page({ data: require("../../lib/images") });`,
        "lib/images.js": `const icons = "../../images/icons/"; module.exports = { a: "../../images/a.png", b: icons + "b.png" };`,
        ...images,
      }),
    ).toEqual(Object.keys(images));
  });

  test("except manifests", async () => {
    expect(
      await packed({
        "pages/a/a.js": `const base = "/pages/a/"; Page({ go(x) { wx.navigateTo({ url: base + x }); } });`,
        "pages/a/a.json": "{}",
      }),
    ).toEqual([]);
  });
});

test("a missing component of an extended library gets a hint to install the npm package", async () => {
  const { diagnostics } = await compileFiles({
    "app.json": '{ "pages": ["a"], "useExtendedLib": { "weui": true } }',
    "a.js": "Page({});",
    "a.wxml": "<mp-cells/>",
    "a.json": '{ "usingComponents": { "mp-cells": "weui-miniprogram/cells/cells" } }',
  });
  expect(diagnostics.map(({ code, hint }) => [code, hint])).toEqual([
    [
      "graph/missing-component",
      "Correct the path in usingComponents; `useExtendedLib` takes it from npm: npm install weui-miniprogram",
    ],
    ["graph/extended-library", "Run `npm install weui-miniprogram` in the project."],
  ]);
});

describe("a folder without app.json", () => {
  const hintOf = async (files: Record<string, string>) => {
    const { diagnostics } = await compileFiles(files);
    expect(diagnostics.map(({ code }) => code)).toEqual(["graph/missing-app"]);
    return diagnostics[0]?.hint;
  };

  test("gets a hint that lists the subfolders with an app.json", async () => {
    expect(await hintOf({ "client/app.json": "{}", "node_modules/x/app.json": "{}" })).toBe(
      'Run the command in "client", which has an app.json.',
    );
    expect(await hintOf({ "a/b/app.json": "{}", "c/app.json": "{}", "c/d/app.json": "{}" })).toBe(
      'Run the command in "c", which has an app.json (also in "a/b").',
    );
    expect(await hintOf({ "readme.md": "" })).toMatch(/^Run the command in the mini-program's folder/);
  });

  test("gets a hint that names the framework of its sources", async () => {
    expect(await hintOf({ "src/app.wpy": "", "dist/app.json": "{}" })).toBe(
      "These are sources for WePY: build them with its compiler, then run the command on its output.",
    );
  });

  test("gets a hint that names the output folder in project.config.json", async () => {
    const config = { "project.config.json": '{ "miniprogramRoot": "dist/wx" }' };
    expect(await hintOf(config)).toMatch(/^If a build tool writes that folder, run it first/);
    expect(await hintOf({ ...config, "src/app.json": "{}" })).toMatch(/^Run the command in "src"/);
  });
});

describe("an unresolved path with a similarly named file nearby", () => {
  test.each([
    ["a script", { "a.js": 'require("./util/fromat");', "util/format.js": "" }, "./util/format"],
    ["with its extension", { "a.js": 'require("/utils/utill.js");', "utils/util.js": "" }, "/utils/util.js"],
    ["in another case", { "a.js": 'require("./lib/Api");', "lib/api.js": "" }, "./lib/api"],
    ["a folder", { "a.js": 'require("./utlis/time");', "utils/time.js": "" }, "./utils/time"],
    ["a template", { "a.wxml": '<import src="parts/lists.wxml"/>', "parts/list.wxml": "" }, "parts/list.wxml"],
    ["a stylesheet", { "a.wxss": '@import "common.wxs";', "commons.wxss": "" }, "commons"],
    ["a picture", { "a.wxml": '<image src="/img/Logo.PNG"/>', "img/logo.png": "" }, "/img/logo.png"],
    [
      "a component",
      { "a.json": '{ "usingComponents": { "x-y": "./parts/crad" } }', "parts/card.js": "", "parts/card.wxml": "" },
      "./parts/card",
    ],
    ["another kind of file", { "a.js": 'require("./tools");', "tool.wxml": "" }, undefined],
    ["an asset of another type", { "a.wxss": ".a { background: url(icon.png); }", "icon.svg": "" }, undefined],
    ["another number", { "a.wxml": '<image src="/img/icon2.png"/>', "img/icon1.png": "" }, undefined],
    ["a short name", { "a.js": 'require("./ab");', "ac.js": "" }, undefined],
  ])("%s", async (_, files, wanted) => {
    const { diagnostics } = await compileFiles({ ...pages("a"), ...files });
    const hint = diagnostics.find(({ code }) => code.startsWith("graph/missing-"))?.hint;
    expect(/^Did you mean "(.*?)"\? /.exec(hint ?? "")?.[1]).toBe(wanted);
  });

  test("a page, and a single file of a page", async () => {
    const listed = await compileFiles({
      ...page("pages/bills/bills"),
      "app.json": '{ "pages": ["pages/bills/bill"] }',
    });
    expect(listed.diagnostics[0]?.hint).toMatch(/^Did you mean "pages\/bills\/bills"\? Create /);
    const part = await compileFiles({ "app.json": '{ "pages": ["log"] }', "log.wxml": "", "LOG.js": "Page({});" });
    expect(part.diagnostics[0]?.hint).toBe('Did you mean "LOG.js"? Create log.js.');
  });
});
