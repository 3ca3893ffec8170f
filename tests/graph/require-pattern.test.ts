/** `require` of a folder and a computed file name: which scripts it brings in, in builds and rebuilds. */
import { expect, test } from "vitest";
import { createCompiler } from "../../src/compiler/index.ts";
import type { Compilation } from "../../src/compiler/index.ts";
import { compileFiles } from "./compile-files.ts";
import { options, Project, shown, start } from "./edited-project.ts";

const app = {
  "app.json": '{ "pages": ["pages/a"] }',
  "app.js": "App({});",
  "pages/a.wxml": "<view/>",
};

/** What a build says, and the script of its main package. */
async function build(files: Readonly<Record<string, string>>) {
  const { told, output } = await compileFiles({ ...app, ...files });
  const logic = output?.subpackages[0]?.files.find(({ path }) => path.endsWith("logic.js"))?.content;
  return { told, code: new TextDecoder().decode(logic) };
}

/** Ids of the packed scripts. */
function packed({ output }: Compilation): string[] {
  const files = output?.subpackages.flatMap((subpackage) => subpackage.files) ?? [];
  const logic = files.filter(({ path }) => path.endsWith("logic.js")).map(({ content }) => content);
  const text = logic.map((content) => new TextDecoder().decode(content)).join("\n");
  return [...text.matchAll(/^"([^"]+\.[jt]s)":\[function/gm)].map(([, id]) => id as string).sort();
}

test("every script in the folder and its folders is packed, and found with and without its extension", async () => {
  const { told, code } = await build({
    "pages/a.js": 'Page({ onLoad({ name }) { require("../plugins/" + name); } });',
    "plugins/one.js": "exports.x = 1;",
    "plugins/two.ts": "export const x = 2;",
    "plugins/types.d.ts": "export interface X {}",
    "plugins/notes.md": "",
    "plugins/data.json": "{}",
    "plugins/nested/index.js": "exports.x = 3;",
    "plugins/nested/other.js": "exports.x = 4;",
    "plugins/node_modules/index.js": "exports.x = 5;",
  });
  expect(told).toEqual([]);
  for (const link of [
    '"../plugins/one":"plugins/one.js"',
    '"../plugins/one.js":"plugins/one.js"',
    '"../plugins/two":"plugins/two.ts"',
    '"../plugins/two.js":"plugins/two.ts"',
    '"../plugins/nested":"plugins/nested/index.js"',
    '"../plugins/nested/other":"plugins/nested/other.js"',
  ]) {
    expect(code).toContain(link);
  }
  expect(code).not.toMatch(/types|data\.json|node_modules/);
});

test("fixed text around the computed part limits the scripts", async () => {
  const lang = { "lang/text-zh.js": "", "lang/text-en.js": "", "lang/dates.js": "" };
  const sum = await build({ ...lang, "pages/a.js": 'require("/lang/text-" + x + ".js"); Page({});' });
  expect(sum.told).toEqual([]);
  expect(sum.code).toContain('"/lang/text-zh.js":"lang/text-zh.js"');
  expect(sum.code).not.toContain('"/lang/text-zh":');
  expect(sum.code).not.toContain("dates");
  const kinds = { "kinds/a/index.js": "", "kinds/a/more.js": "", "kinds/b/index.js": "", "kinds/c/more.js": "" };
  const path = await build({ ...kinds, "pages/a.js": "require(`../kinds/${x}/index`); Page({});" });
  expect(path.told).toEqual([]);
  expect(path.code).toContain('"../kinds/a/index":"kinds/a/index.js"');
  expect(path.code).toContain('"../kinds/b/index":"kinds/b/index.js"');
  expect(path.code).not.toContain('"../kinds/b":');
  expect(path.code).not.toContain("more.js");
});

test("a script beside the caller is packed, but not the caller itself", async () => {
  const files = { "lib/all.js": "exports.get = (x) => require(`./${x}`);", "lib/one.js": "" };
  const { told, code } = await build({ ...files, "pages/a.js": 'require("../lib/all"); Page({});' });
  expect(told).toEqual([]);
  expect(code).toContain('"./one":"lib/one.js"');
  expect(code).not.toContain('"./all"');
});

const many = Object.fromEntries(Array.from({ length: 201 }, (_, i) => [`many/m${i}.js`, ""]));
test.each([
  ["the app's root", 'require("../" + x);', { "gulpfile.js": "" }],
  ["a folder outside the app", 'require("../../" + x);', {}],
  ["a folder that does not exist", 'require("../none/" + x);', {}],
  ["a folder without a matching script", 'require("../lib/" + x + ".js");', { "lib/data.json": "{}" }],
  ["a folder with more than 200 matching scripts", 'require("../many/" + x);', many],
])("the call is reported, and nothing packed, for %s", async (_, call, files: Record<string, string>) => {
  const { told, code } = await build({ ...files, "pages/a.js": `${call}\nPage({});` });
  expect(told).toEqual([expect.stringMatching(/^warning script\/dynamic-require pages\/a\.js:1:9 /)]);
  expect(code).not.toMatch(/gulpfile|many\/m|data/);
});

test("scripts of pages and components are left out", async () => {
  const card = { "pages/card.js": "Component({});", "pages/card.json": '{ "component": true }', "pages/card.wxml": "" };
  const { told, code } = await build({
    ...card,
    "app.json": '{ "pages": ["pages/a", "pages/b"] }',
    "pages/a.js": 'require("./" + x); Page({});',
    "pages/a.json": '{ "usingComponents": { "x-card": "./card" } }',
    "pages/a.wxml": "<x-card/>",
    "pages/b.js": "Page({});",
    "pages/b.wxml": "",
    "pages/tools.js": "",
  });
  expect(told).toEqual([]);
  expect(code).toContain('"./tools":"pages/tools.js"');
  expect(code).not.toMatch(/"\.\/(?:b|card)"/);
});

test("calls in installed packages are not followed", async () => {
  const { told, code } = await build({
    "pages/a.js": 'require("pkg"); Page({});',
    "node_modules/pkg/package.json": '{ "version": "1.0.0" }',
    "node_modules/pkg/index.js": "exports.get = (x) => require('./lib/' + x);",
    "node_modules/pkg/lib/one.js": "exports.one = 1;",
  });
  expect(told).toEqual([]);
  expect(code).not.toContain("exports.one");
});

test("a script that only such a call leads to may lack modules; any other may not", async () => {
  const files = {
    "lib/one.js": 'require("./other");',
    "lib/one.test.js": 'require("assert"); require("./gone");',
    "lib/other.js": 'require("./lost");',
  };
  const loose = await compileFiles({ ...app, ...files, "pages/a.js": 'require("../lib/" + x); Page({});' });
  expect(loose.told.map((text) => text.replace(/:\d+:\d+ .*/, ""))).toEqual([
    "warning script/node-builtin lib/one.test.js",
    "warning graph/missing-module lib/one.test.js",
    "warning graph/missing-module lib/other.js",
  ]);
  expect(loose.output).toBeDefined();
  const named = 'require("../lib/" + x); require("../lib/other"); Page({});';
  const strict = await compileFiles({ ...app, ...files, "pages/a.js": named });
  expect(strict.told).toContainEqual(expect.stringMatching(/^error graph\/missing-module lib\/other\.js/));
  expect(strict.output).toBeUndefined();
});

test("scripts of a subpackage that only its own pattern names stay in it", async () => {
  const { output } = await compileFiles({
    "app.json": '{ "pages": ["a"], "subpackages": [{ "root": "sub", "pages": ["p"] }] }',
    "app.js": "App({});",
    "a.js": "Page({});",
    "a.wxml": "",
    "sub/p.js": 'require("./parts/" + x); Page({});',
    "sub/p.wxml": "",
    "sub/parts/one.js": "exports.one = 1;",
  });
  const subpackage = output?.subpackages[1]?.files.find(({ path }) => path.endsWith("logic.js"));
  expect(new TextDecoder().decode(subpackage?.content)).toContain('"sub/parts/one.js":[function');
});

test("files that are added, renamed, edited and removed, and an edit of the call", async () => {
  const project = new Project({ ...start, "pages/b/b.js": 'require("/kinds/" + x); Page({});', "kinds/a.js": "" });
  const compiler = createCompiler(project.host, options);
  const check = async (isStructure: boolean, expected: readonly string[]) => {
    if (isStructure) compiler.forgetStructure();
    const again = await compiler.build();
    expect(shown(again)).toEqual(shown(await createCompiler(project.host, options).build()));
    expect(packed(again).filter((id) => id.startsWith("kinds/"))).toEqual(expected);
    return again;
  };
  await check(false, ["kinds/a.js"]);
  project.files.set("kinds/b.js", "exports.b = 1;");
  await check(true, ["kinds/a.js", "kinds/b.js"]);
  project.files.set("kinds/b.js", "exports.b = 2;");
  await check(false, ["kinds/a.js", "kinds/b.js"]);
  project.files.delete("kinds/b.js");
  project.files.set("kinds/c.js", "exports.b = 2;");
  await check(true, ["kinds/a.js", "kinds/c.js"]);
  project.files.set("pages/b/b.js", '// moved\nrequire("/kinds/" + x); Page({});');
  await check(false, ["kinds/a.js", "kinds/c.js"]);
  project.files.set("pages/b/b.js", 'require("/kinds/" + x + ".wxs"); Page({});');
  const { diagnostics } = await check(false, []);
  expect(diagnostics.map(({ code }) => code)).toContain("script/dynamic-require");
});
