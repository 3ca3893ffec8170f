/**
 * Every mistake that other compilers ignore fails the build: exit code 1, the right code at the right location, and an
 * existing package on the disk stays as it was.
 */
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { inTurns, miniapp, temporaryFolder } from "./program.ts";
import { parseBuild, sample, writeFiles } from "./project.ts";
import type { Files } from "./project.ts";

/** Marks where the diagnostic must point in a faulty file; removed before the file is written. */
const mark = "§";

interface Fault {
  readonly name: string;
  readonly code: string;
  /**
   * Files that replace those of the sample project. Exactly one file contains the mark, unless the problem is not in a
   * file.
   */
  readonly files: Files;
  /** Other errors that are reported as well, by code. */
  readonly also?: readonly string[];
}

const page = (wxml: string): Files => ({ "pages/index/index.wxml": wxml });
const script = (js: string): Files => ({ "pages/index/index.js": js });
const style = (wxss: string): Files => ({ "pages/index/index.wxss": wxss });
const app = (json: string): Files => ({ "app.json": json });

const faults: readonly Fault[] = [
  // Templates
  {
    name: "an unclosed tag",
    code: "template/unclosed-tag",
    files: page("<view>\n  §<text>\n    <view>a</view>\n</view>\n"),
  },
  { name: "an unclosed tag at the end of the file", code: "template/unclosed-tag", files: page("\n§<view>\n  text\n") },
  { name: "a wrong end tag", code: "template/wrong-end-tag", files: page("<view>\n  <text>a§</texx>\n</view>\n") },
  { name: "an end without a start", code: "template/end-without-start", files: page("<view/>\n§</view>\n") },
  { name: "an unfinished start tag", code: "template/unclosed-start-tag", files: page('<view/>\n§<text class="a"\n') },
  {
    name: "a quote that swallows the rest",
    code: "template/unclosed-start-tag",
    files: page('§<view\n  class="a>text</view>\n'),
  },
  {
    name: "an unclosed quote",
    code: "template/unclosed-quote",
    files: page('<view class=§"a>\n  <text class="b">hello</text>\n</view>\n'),
  },
  {
    name: "a broken call",
    code: "template/bad-expression",
    files: page("<view>\n  <text>{{a.b(§}}</text>\n</view>\n"),
  },
  { name: "a broken operator", code: "template/bad-expression", files: page('<view wx:if="{{a + §}}"/>\n') },
  { name: "an assignment", code: "template/bad-expression", files: page("<view>{{a §= 1}}</view>\n") },
  { name: "an unclosed mustache", code: "template/unclosed-mustache", files: page("<view>\n  §{{ a \n</view>\n") },
  {
    name: "an orphan wx:else",
    code: "template/else-without-if",
    files: page('<view wx:if="{{a}}"/>\ntext\n<view §wx:else/>\n'),
  },
  { name: "an orphan wx:elif", code: "template/else-without-if", files: page('<view/>\n<view §wx:elif="{{b}}"/>\n') },
  {
    name: "wx:for with wx:else",
    code: "template/for-with-else",
    files: page('<view wx:if="{{a}}"/>\n<view wx:for="{{b}}" §wx:else/>\n'),
  },
  { name: "wx:if without a value", code: "template/missing-value", files: page("<view>\n  <view §wx:if/>\n</view>\n") },
  {
    name: "template data that is no expression",
    code: "template/data-not-expression",
    files: page('<template is="a" data="§a"/>\n'),
  },
  {
    name: "wxs without a name",
    code: "template/module-name-missing",
    files: page("<view/>\n<§wxs>module.exports = 1;</wxs>\n"),
  },
  { name: "broken inline wxs", code: "wxs/syntax-error", files: page('<wxs module="m">\nvar a = {§;\n</wxs>\n') },
  {
    name: "a broken wxs file",
    code: "wxs/syntax-error",
    files: { "lib/tools.wxs": "var a = 1;\nmodule.exports = {§;\n" },
  },
  { name: "a missing import", code: "graph/missing-template", files: page('<view/>\n<import src="§./nope.wxml"/>\n') },
  {
    name: "a missing include",
    code: "graph/missing-template",
    files: page('<view>\n<include src="§/nope/foot"/>\n</view>\n'),
  },
  { name: "a missing wxs file", code: "graph/missing-wxs", files: page('<wxs module="m" src="§./nope.wxs"/>\n') },
  {
    name: "a wxs file that requires a missing one",
    code: "graph/missing-module",
    files: { "lib/tools.wxs": 'var a = 1;\nvar b = require("§./nope.wxs");\n' },
  },
  {
    name: "a missing image",
    code: "graph/missing-asset",
    files: page('<view>\n  <image src="§/images/nope.png"/>\n</view>\n'),
  },
  {
    name: "an undefined component",
    code: "graph/undefined-component",
    files: page("<view>\n  <§not-declared/>\n</view>\n"),
  },
  {
    name: "a fault in an included file",
    code: "template/unclosed-tag",
    files: { "templates/foot.wxml": "<view/>\n§<text>\n" },
  },
  {
    name: "a fault in a component's template",
    code: "template/bad-expression",
    files: { "components/card/card.wxml": "<view>{{title §title}}</view>\n" },
  },
  // Styles
  {
    name: "an unclosed block",
    code: "style/unclosed-block",
    files: style(".a { color: red }\n§.b {\n  color: blue;\n"),
  },
  {
    name: "a brace too many",
    code: "style/unexpected-brace",
    files: style(".a { color: red }\n§}\n.b { color: red }\n"),
  },
  { name: "an unclosed string", code: "style/unclosed-string", files: style('.a::before {\n  content: §"abc;\n}\n') },
  { name: "an unclosed bracket", code: "style/unclosed-bracket", files: style(".a {\n  width: calc§(1px + 2px;\n}\n") },
  {
    name: "a missing @import",
    code: "graph/missing-style",
    files: style('.a { color: red }\n@import "§./nope.wxss";\n'),
  },
  { name: "a missing absolute @import", code: "graph/missing-style", files: style('@import "§/styles/nope.wxss";\n') },
  {
    name: "style sheets in a circle",
    code: "style/import-cycle",
    files: { "styles/base.wxss": '@import "§../app.wxss";\n' },
  },
  // Scripts
  {
    name: "a syntax error in JavaScript",
    code: "script/syntax-error",
    files: script("const a = 1;\nPage({ data: { b: 1,§, } });\n"),
  },
  {
    name: "a syntax error in TypeScript",
    code: "script/syntax-error",
    files: { "lib/format.ts": "export const format = (value: number) => {\n  return value +§;\n};\n" },
  },
  { name: "a script that ends too early", code: "script/syntax-error", files: script("Page({\n  data: {},\n§") },
  {
    name: "require of a missing file",
    code: "graph/missing-module",
    files: script('const a = 1;\nconst nope = require("§./nope");\nPage({});\n'),
  },
  {
    name: "import of a missing file",
    code: "graph/missing-module",
    files: script('import { nope } from "§../../lib/nope";\nPage({ nope });\n'),
  },
  {
    name: "require of an npm package that is not installed",
    code: "graph/missing-module",
    files: script('const nope = require("§not-installed-anywhere");\nPage({});\n'),
  },
  {
    name: "require.async of a missing file",
    code: "graph/missing-module",
    files: script('Page({ onTap() { require.async("§../../shop/nope"); } });\n'),
  },
  {
    name: "a module of Node.js",
    code: "script/node-builtin",
    files: script('const fs = require("§fs");\nPage({ fs });\n'),
  },
  {
    name: "await outside of a function",
    code: "script/top-level-await",
    files: script("const a = 1;\n§await a;\nPage({});\n"),
  },
  { name: "JSX", code: "script/jsx", files: script("const a = 1;\nconst b = §<view/>;\nPage({});\n") },
  {
    name: "a broken JSON module",
    code: "script/json-syntax",
    files: { ...script('Page({ data: require("../../lib/data.json") });\n'), "lib/data.json": '{\n  "a": 1,\n§}\n' },
  },
  // Manifests
  {
    name: "a trailing comma in app.json",
    code: "manifest/json-syntax",
    files: app(
      '{\n  "pages": ["pages/index/index"§,],\n  "usingComponents": { "app-card": "/components/card/card" }\n}\n',
    ),
  },
  {
    name: "a trailing comma in a page's JSON",
    code: "manifest/json-syntax",
    files: { "pages/index/index.json": '{\n  "navigationBarTitleText": "a"§,\n}\n' },
  },
  {
    name: "a trailing comma in a component's JSON",
    code: "manifest/json-syntax",
    files: { "components/card/card.json": '{ "component": true§, }\n' },
  },
  {
    name: "a trailing comma in project.config.json",
    code: "manifest/json-syntax",
    files: { "project.config.json": '{ "appid": "a"§, }\n' },
  },
  {
    name: "single quotes in miniapp.json",
    code: "manifest/json-syntax",
    files: { "miniapp.json": "{ §'appId': 'a' }\n" },
  },
  { name: "pages that are no list", code: "manifest/wrong-type", files: app('{ "pages": §"pages/index/index" }\n') },
  { name: "no pages", code: "manifest/missing-key", files: app("§{}\n") },
  {
    name: "a missing page",
    code: "graph/missing-page",
    files: app('{\n  "pages": ["pages/index/index",\n    §"pages/nope/nope"]\n}\n'),
    also: ["graph/undefined-component"],
  },
  {
    name: "a missing page of a subpackage",
    code: "graph/missing-page",
    files: app(
      '{\n  "pages": ["pages/about/about"],\n  "subpackages": [{ "root": "shop", "pages": ["list/list", §"nope/nope"] }]\n}\n',
    ),
  },
  {
    name: "a page without a template",
    code: "graph/missing-part",
    files: { "pages/about/about.wxml": null, "pages/about/about.json": "§{}\n" },
  },
  {
    name: "a missing component",
    code: "graph/missing-component",
    files: {
      "pages/index/index.json": '{\n  "usingComponents": {\n    "a-b": §"../../components/nope/nope"\n  }\n}\n',
    },
  },
  {
    name: "a missing npm component",
    code: "graph/missing-component",
    files: { "pages/index/index.json": '{ "usingComponents": { "a-b": §"not-installed-anywhere/button" } }\n' },
  },
  {
    name: "a missing component of the app",
    code: "graph/missing-component",
    files: app('{\n  "pages": ["pages/about/about"],\n  "usingComponents": { "a-b": §"/components/nope/nope" }\n}\n'),
  },
  {
    name: "a missing icon of the tab bar",
    code: "graph/missing-asset",
    files: app(
      '{\n  "pages": ["pages/index/index", "pages/about/about"],\n  "usingComponents": { "app-card": "/components/card/card" },\n  "tabBar": { "list": [\n    { "pagePath": "pages/index/index", "text": "a", "iconPath": §"images/nope.png" },\n    { "pagePath": "pages/about/about", "text": "b" }\n  ] }\n}\n',
    ),
  },
  { name: "no app.json", code: "graph/missing-app", files: { "app.json": null } },
];

const temporary = temporaryFolder();

describe.each([["--minify"], ["--no-minify"]])("with %s", (minify) => {
  test.concurrent.each(faults)("$name", async (fault) => {
    const folder = join(temporary, `${minify}-${faults.indexOf(fault)}`);
    const { files, place } = takeMark(fault.files);
    const project = writeFiles(join(folder, "project"), sample, files);
    const out = join(folder, "out");
    mkdirSync(out);
    const old = Buffer.from("an old package, whatever it holds");
    writeFileSync(join(out, "app.mapkg"), old);

    const {
      code,
      out: printed,
      err,
    } = await miniapp(["build", project, "--out", join(out, "app.mapkg"), minify, "--no-cache", "--json"]);
    const result = parseBuild(printed);
    const errors = result.diagnostics.filter((d) => d.severity === "error");
    const found = errors.find((d) => d.code === fault.code);
    expect(found, `${printed}${err}`).toBeDefined();
    const { file, start } = found?.location ?? {};
    expect({ code, file, line: start?.line, column: start?.column }).toEqual({ code: 1, ...place });
    expect(errors.map((d) => d.code).filter((c) => c !== fault.code)).toEqual(fault.also ?? []);
    expect(result.ok).toBe(false);
    expect(result).not.toHaveProperty("package");

    expect(readdirSync(out)).toEqual(["app.mapkg"]);
    expect(readFileSync(join(out, "app.mapkg")).equals(old)).toBe(true);
  });

  test("a failed build creates neither a package nor its folder", async () => {
    const project = writeFiles(join(temporary, `fresh${minify}`), sample, page("<view>"));
    expect((await miniapp(["build", project, minify, "--no-cache"])).code).toBe(1);
    expect(existsSync(join(project, "dist"))).toBe(false);
  });

  test("the sample itself has no errors", async () => {
    const project = writeFiles(join(temporary, `sound${minify}`), sample);
    const { code, out } = await miniapp(["build", project, minify, "--no-cache", "--json"]);
    expect([code, parseBuild(out).diagnostics]).toEqual([0, []]);
    expect(existsSync(join(project, "dist/wx0123456789abcdef.mapkg"))).toBe(true);
  });
});

test("--allow-missing turns errors about missing files into warnings, and changes nothing else", async () => {
  const missing = faults.filter(({ code }) => /^graph\/(missing-(?!app)|undefined)/.test(code));
  expect(missing.length).toBeGreaterThan(15);
  const project = (fault: Fault, index: number) =>
    writeFiles(join(temporary, `allowed-${index}`), sample, takeMark(fault.files).files);
  await inTurns(missing, async (fault, index) => {
    const { code, out } = await miniapp(["build", project(fault, index), "--allow-missing", "--no-cache", "--json"]);
    expect([fault.name, code]).toEqual([fault.name, 0]);
    expect(parseBuild(out).diagnostics).toContainEqual(
      expect.objectContaining({ code: fault.code, severity: "warning" }),
    );
  });
  const broken = writeFiles(join(temporary, "still-broken"), sample, page("<view>"));
  expect((await miniapp(["build", broken, "--allow-missing", "--no-cache"])).code).toBe(1);
});

test("importing a name that the module cannot export is a warning at the name", async () => {
  const { files, place } = takeMark(
    script('import { greet, §greed } from "../../lib/words";\nPage({ greet, greed });\n'),
  );
  const words = { "lib/words.js": "export const greet = 1;\n" };
  const project = writeFiles(join(temporary, "named-import"), sample, files, words);
  const { code, out } = await miniapp(["build", project, "--no-cache", "--json"]);
  const [found] = parseBuild(out).diagnostics;
  const { line, column } = found?.location?.start ?? {};
  expect([code, found?.code, found?.severity]).toEqual([0, "script/missing-export", "warning"]);
  expect({ file: found?.location?.file, line, column }).toEqual(place);
});

/** Files without the mark, and where it was. */
function takeMark(files: Files): { files: Files; place: { file?: string; line?: number; column?: number } } {
  let place: { file?: string; line?: number; column?: number } = {};
  const clean: Record<string, string | Uint8Array | null> = {};
  for (const [path, content] of Object.entries(files)) {
    const at = typeof content === "string" ? content.indexOf(mark) : -1;
    if (typeof content !== "string" || at < 0) {
      clean[path] = content;
      continue;
    }
    const lines = content.slice(0, at).split("\n");
    place = { file: path, line: lines.length, column: (lines.at(-1) ?? "").length + 1 };
    clean[path] = content.slice(0, at) + content.slice(at + mark.length);
  }
  return { files: clean, place: { file: undefined, line: undefined, column: undefined, ...place } as typeof place };
}
