/** `miniapp add`: files in the project's languages, and manifests in which every other byte stays the same. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { miniapp, temporaryFolder } from "../build/program.ts";
import { listFiles, writeKeys } from "../build/project.ts";

const temporary = temporaryFolder();
let count = 0;

const appJson = `{
\t// kept by hand
\t"pages": [
\t\t"pages/index/index", // the first
\t],
\t"window": {"navigationBarTitleText":"A"},
\t"subPackages": [{ "root": "loans", "pages": ["offer"] }]
}
`;

function project(files: Readonly<Record<string, string>> = {}): string {
  const folder = join(temporary, `project ${++count}`);
  const all = {
    "project.config.json": '{ "miniprogramRoot": "mp/" }',
    "mp/app.json": appJson,
    "mp/app.js": "App({});",
    "mp/app.less": "",
    "mp/pages/index/index.js": "Page({});",
    "mp/pages/index/index.wxml": "<view />",
    "mp/pages/index/index.json": "{}",
    "mp/loans/offer.js": "Page({});",
    "mp/loans/offer.wxml": "<view />",
    ...files,
  };
  for (const [path, text] of Object.entries(all)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

const manifest = (folder: string) => readFileSync(join(folder, "mp/app.json"), "utf8");

test("a page: four files in the project's languages, and one line in app.json", async () => {
  const folder = project();
  const { code, out } = await miniapp(["add", "page", "transfers"], { cwd: folder });
  expect(code).toBe(0);
  const files = ["json", "js", "wxml", "less"].map((extension) => `mp/pages/transfers/transfers.${extension}`);
  expect(out).toBe(`${files.map((file) => `new:     ${file}\n`).join("")}changed: mp/app.json\n`);
  expect(manifest(folder)).toBe(
    appJson.replace('"pages/index/index",', '"pages/index/index",\n\t\t"pages/transfers/transfers",'),
  );
});

test("a page that exists is refused; a page that is only listed gets its files", async () => {
  const folder = project();
  for (const name of ["transfers", "loans/rate"]) {
    await miniapp(["add", "page", name], { cwd: folder });
    const before = manifest(folder);
    const again = await miniapp(["add", "page", name], { cwd: folder });
    expect(again).toMatchObject({ code: 3, err: expect.stringContaining(`the page ${name} already exists`) });
    expect(manifest(folder)).toBe(before);
  }
  rmSync(join(folder, "mp/pages/transfers"), { recursive: true });
  const before = manifest(folder);
  expect(await miniapp(["add", "page", "transfers"], { cwd: folder })).toMatchObject({ code: 0 });
  expect(manifest(folder)).toBe(before);
});

test("a page of a subpackage, given by its path or by the option", async () => {
  const folder = project();
  await miniapp(["add", "page", "loans/pages/rate/rate"], { cwd: folder });
  await miniapp(["add", "page", "plan", "--subpackage", "loans"], { cwd: folder });
  expect(manifest(folder)).toBe(
    appJson.replace('"pages": ["offer"]', '"pages": ["offer", "pages/rate/rate", "pages/plan/plan"]'),
  );
  expect(listFiles(join(folder, "mp/loans/pages/plan"))).toHaveLength(4);
});

test("components, for the app and for one page", async () => {
  const folder = project();
  expect((await miniapp(["add", "component", "amount"], { cwd: folder })).code).toBe(0);
  expect((await miniapp(["add", "component", "badge"], { cwd: folder })).code).toBe(0);
  const used =
    '\t"usingComponents": {\n\t\t"amount": "/components/amount/amount",\n\t\t"badge": "/components/badge/badge"\n\t}\n}\n';
  expect(manifest(folder)).toBe(appJson.replace(/\n\}\n$/, `,\n${used}`));
  const args = ["add", "component", "ui/chip/chip", "--used-by", "pages/index/index"];
  expect((await miniapp(args, { cwd: folder })).code).toBe(0);
  expect(readFileSync(join(folder, "mp/pages/index/index.json"), "utf8")).toBe(
    '{\n  "usingComponents": {\n    "chip": "/ui/chip/chip"\n  }\n}',
  );
});

test("a subpackage is added to the others, under the key that app.json already uses", async () => {
  const folder = project();
  await miniapp(["add", "subpackage", "cards", "--independent"], { cwd: folder });
  expect(manifest(folder)).toContain(
    '{ "root": "loans", "pages": ["offer"] }, { "root": "packages/cards", "name": "cards", "independent": true, "pages": ["pages/index/index"] }]',
  );
});

test("a behavior is a single file", async () => {
  const folder = project();
  const { out } = await miniapp(["add", "behavior", "session-timer", "--json"], { cwd: folder });
  expect(JSON.parse(out)).toEqual({
    ok: true,
    kind: "behavior",
    name: "session-timer",
    created: ["mp/behaviors/session-timer.js"],
    edited: [],
  });
  expect(manifest(folder)).toBe(appJson);
});

test("added files build", async () => {
  const folder = project({ "mp/app.json": '{ "pages": ["pages/index/index"] }' });
  for (const args of [
    ["page", "a"],
    ["component", "b"],
    ["subpackage", "c"],
    ["behavior", "d"],
  ]) {
    expect((await miniapp(["add", ...args], { cwd: folder })).code).toBe(0);
  }
  const { key } = writeKeys(join(temporary, "keys"));
  const built = await miniapp(["build", folder, "--key", key, "--out", join(temporary, "a.mapkg"), "--no-cache"], {
    cwd: temporary,
  });
  expect(built.code, built.err).toBe(0);
});

describe("refuses, without changing anything:", () => {
  test.each([
    { why: "an unknown kind", args: ["pge", "a"], code: 2, says: "Did you mean page?" },
    { why: "a path out of the project", args: ["page", "../a"], code: 2, says: "is not a valid name" },
    { why: "a name with a space", args: ["page", "my page"], code: 2, says: "is not a valid name" },
    { why: "a page that is there", args: ["page", "index"], code: 3, says: "already exists" },
    { why: "an unknown subpackage", args: ["page", "a", "--subpackage", "b"], code: 3, says: "Subpackages: loans." },
    {
      why: "a user that is not there",
      args: ["component", "a", "--used-by", "pages/b/b"],
      code: 3,
      says: "no such file",
    },
  ])("$why", async ({ args, code, says }) => {
    const folder = project();
    const before = listFiles(folder);
    const result = await miniapp(["add", ...args], { cwd: folder });
    expect(result.err).toContain(says);
    expect(result.code).toBe(code);
    expect(listFiles(folder)).toEqual(before);
    expect(manifest(folder)).toBe(appJson);
  });

  test("a subpackage that exists", async () => {
    const folder = project();
    expect((await miniapp(["add", "subpackage", "cards"], { cwd: folder })).code).toBe(0);
    const before = manifest(folder);
    const { code, err } = await miniapp(["add", "subpackage", "cards"], { cwd: folder });
    expect([code, err]).toEqual([3, expect.stringContaining("already has a subpackage packages/cards")]);
    expect(manifest(folder)).toBe(before);
  });

  test("a folder without a mini-program", async () => {
    const { code, err } = await miniapp(["add", "page", "a"], { cwd: temporary });
    expect([code, err]).toEqual([3, expect.stringContaining("no mini-program in")]);
  });

  test("an app.json that is not JSON", async () => {
    const folder = project({ "mp/app.json": '{ "pages": [' });
    expect((await miniapp(["add", "page", "a"], { cwd: folder })).code).toBe(3);
    expect(manifest(folder)).toBe('{ "pages": [');
  });
});
