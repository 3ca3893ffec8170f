/** Input that authors can write but packages cannot hold: reported in a line or two, never with a stack trace. */
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { miniapp, temporaryFolder } from "./program.ts";
import { parseBuild, sample, writeFiles, writeKeys } from "./project.ts";
import type { Files, KeyFiles } from "./project.ts";

const temporary = temporaryFolder();
let keys: KeyFiles;

beforeAll(() => {
  keys = writeKeys(temporary);
});

async function run(name: string, files: Files, args: readonly string[] = []) {
  const project = writeFiles(join(temporary, name), sample, files);
  const out = join(temporary, `${name}.mapkg`);
  return miniapp(["build", project, "--no-cache", "--key", keys.key, "--out", out, ...args]);
}

async function build(name: string, files: Files, args: readonly string[] = []) {
  const { code, out, err } = await run(name, files, ["--json", ...args]);
  expect(err).toBe("");
  const result = parseBuild(out);
  return { code, result, codes: result.diagnostics.map((diagnostic) => diagnostic.code) };
}

function appJson(more: object): Files {
  return { "app.json": JSON.stringify({ ...JSON.parse(sample["app.json"] as string), ...more }) };
}

test.each([
  ["empty", ""],
  ["control", "a\u0007b"],
  ["separator", "a\u2028b"],
  ["long", "x".repeat(300)],
])("a subpackage's %s name is replaced by its root", async (kind, name) => {
  const parts = { "shop/p.wxml": "<view/>", "shop/p.js": "Page({})" };
  const subpackages = [{ root: "shop", name, pages: ["p"] }];
  const { code, result, codes } = await build(`name-${kind}`, { ...appJson({ subpackages }), ...parts });
  expect([code, codes]).toEqual([0, ["manifest/ignored-value"]]);
  expect(result.packages?.map((entry) => entry.name)).toEqual(["main", "shop"]);
});

test("a permission with an unusable name has no effect", async () => {
  const reason = { desc: "why" };
  const permission = { "": reason, "a b": reason, "//": "a remark", "scope.userLocation": reason };
  const { code, codes } = await build("permission", appJson({ permission }));
  expect([code, codes]).toEqual([0, ["manifest/unknown-key", "manifest/unknown-key"]]);
});

test.each([
  ["versionName", { versionName: "a\u0000" }],
  ["permissions", { permissions: ["a".repeat(300)] }],
  ["minPlatform", { minPlatform: "1".repeat(300) }],
  ["domains", { network: { domains: { request: ["https://a\u0000b"] } } }],
])("miniapp.json with a %s that a package cannot hold is an error", async (name, config) => {
  const { code, codes } = await build(`config-${name}`, { "miniapp.json": JSON.stringify(config) });
  expect([code, codes]).toEqual([1, ["manifest/bad-value"]]);
});

test("a constant with an invalid name is reported once", async () => {
  const config = { "miniapp.json": JSON.stringify({ env: { uat: { "a-b": 1 } } }) };
  const { code, codes } = await build("constant", config, ["--mode", "uat"]);
  expect([code, codes]).toEqual([1, ["manifest/bad-value"]]);
});

test("a script in the folder reserved for compiled files is an error", async () => {
  const files = { "_miniapp/empty.js": "module.exports = 1;", "app.js": 'require("./_miniapp/empty"); App({});' };
  const { code, codes } = await build("script", files);
  expect([code, codes]).toEqual([1, ["build/reserved-folder"]]);
});

test("input that only the packer refuses: one line and exit code 1", async () => {
  const root = "shop\u0085";
  const files = { ...appJson({ subpackages: [{ root, pages: ["p"] }] }), [`${root}/p.js`]: "Page({})" };
  const { code, err } = await run("packer", files, ["--allow-missing", "--quiet"]);
  expect(code).toBe(1);
  expect(err).toMatch(/^miniapp: hosts would reject the package: [^\n]+\n$/m);
  expect(err).not.toContain("bug");
});
