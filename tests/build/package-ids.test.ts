/**
 * Ids of npm packages: one prefix stands for one folder, and the assignment does not depend on earlier builds in the
 * same process.
 */
import { createHash } from "node:crypto";
import { symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createCompiler, createDiskHost } from "../../src/index.ts";
import { preprocessors } from "../../src/commands/preprocessors.ts";
import { temporaryFolder } from "./program.ts";
import { writeFiles } from "./project.ts";

const temporary = temporaryFolder();

const page = { "pages/a/a.wxml": "<view/>", "pages/a/a.json": "{}" };
const app = { "project.config.json": '{ "appid": "wx1" }', "app.js": "App({})", ...page };

function npm(folder: string, name: string, version: string, files: Record<string, string>): Record<string, string> {
  const all = { "package.json": JSON.stringify({ name, version }), ...files };
  return Object.fromEntries(Object.entries(all).map(([path, content]) => [`${folder}/${path}`, content]));
}

/** An app with two folders that each have their own copy of `foo`. */
function twoCopies(name: string, pages: Record<string, string>): string {
  return writeFiles(join(temporary, name), {
    ...app,
    "app.json": '{ "pages": ["pages/a/a"], "subpackages": [{ "root": "sub", "pages": ["p/p"] }] }',
    "sub/p/p.wxml": "<view/>",
    ...npm("node_modules/foo", "foo", "1.0.0", { "index.js": 'module.exports = "first foo";' }),
    ...npm("sub/node_modules/foo", "foo", "2.0.0", {
      "index.js": 'module.exports = ["second foo", require("bar")];',
    }),
    ...npm("sub/node_modules/bar", "bar", "1.0.0", { "index.js": 'module.exports = "bar";' }),
    ...pages,
  });
}

function open(project: string) {
  const host = createDiskHost(project);
  const compiler = createCompiler(host, {
    version: "test",
    sourceMaps: true,
    allowMissing: false,
    preprocessors,
    digest: (data: string | Uint8Array) => createHash("sha256").update(data).digest("base64url"),
  });
  return {
    async build() {
      const { output, diagnostics, dependencies } = await compiler.build();
      expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
      const files = output?.subpackages.flatMap(({ files: list }) => list) ?? [];
      const text = new Map(files.map(({ path, content }) => [path, Buffer.from(content).toString()]));
      const maps = output?.sourceMaps.map(({ path, map }) => [path, Buffer.from(map).toString()]);
      return { text, maps, dependencies };
    },
    edit(path: string, content: string) {
      writeFileSync(join(project, path), content);
      host.invalidate([path]);
    },
  };
}

async function expectLikeCold(project: string, built: unknown): Promise<void> {
  expect(built).toEqual(await open(project).build());
}

const both = [
  { name: "foo", version: "1.0.0" },
  { name: "foo", version: "2.0.0" },
];

test("two copies of a package have different ids, and each importer gets its own copy", async () => {
  const requires = { "pages/a/a.js": 'Page({ x: require("foo") })', "sub/p/p.js": 'Page({ x: require("foo") })' };
  const { text, dependencies } = await open(twoCopies("both", requires)).build();
  const main = text.get("_miniapp/logic.js") ?? "";
  const sub = text.get("sub/_miniapp/logic.js") ?? "";
  expect(dependencies).toEqual([{ name: "bar", version: "1.0.0" }, ...both]);
  expect(main).toContain("first foo");
  expect(main).toContain('"miniprogram_npm/foo/index.js"');
  expect(main).not.toContain("second foo");
  expect(sub).toContain("second foo");
  expect(sub).toContain('"sub/miniprogram_npm/foo/index.js"');
  expect(sub).toContain('"sub/miniprogram_npm/bar/index.js"');
});

test("the ids are the same when only one copy is used", async () => {
  const requires = { "pages/a/a.js": "Page({})", "sub/p/p.js": 'Page({ x: require("foo") })' };
  const { text } = await open(twoCopies("one", requires)).build();
  expect(text.get("sub/_miniapp/logic.js")).toContain('"sub/miniprogram_npm/foo/index.js"');
});

test("an installed package does not take an id of its built copy in miniprogram_npm", async () => {
  const project = writeFiles(join(temporary, "built"), {
    ...app,
    "app.json": '{ "pages": ["pages/a/a"] }',
    "pages/a/a.js": 'Page({ x: [require("foo/extra"), require("foo")] })',
    "miniprogram_npm/foo/index.js": 'module.exports = "built foo";',
    ...npm("node_modules/foo", "foo", "1.0.0", {
      "index.js": 'module.exports = "installed foo";',
      "extra.js": 'module.exports = "installed extra";',
    }),
  });
  const { text } = await open(project).build();
  const main = text.get("_miniapp/logic.js") ?? "";
  expect(main).toContain("built foo");
  expect(main).toContain("installed extra");
  expect(main).not.toContain("installed foo");
});

test("a rebuild notices that a workspace package has a new main script", async () => {
  const project = writeFiles(join(temporary, "main"), {
    ...app,
    "app.json": '{ "pages": ["pages/a/a"] }',
    "package.json": '{ "workspaces": ["packages/*"] }',
    "pages/a/a.js": 'Page({ x: require("foo"), y: require("../../own") })',
    "own/package.json": '{ "main": "one.js" }',
    "own/one.js": 'module.exports = "own one";',
    "own/two.js": 'module.exports = "own two";',
    "packages/foo/package.json": '{ "name": "foo", "main": "one.js" }',
    "packages/foo/one.js": 'module.exports = "main one";',
    "packages/foo/two.js": 'module.exports = "main two";',
    "node_modules/other/package.json": "{}",
  });
  symlinkSync("../packages/foo", join(project, "node_modules/foo"));
  const session = open(project);
  expect((await session.build()).text.get("_miniapp/logic.js")).toContain("main one");
  session.edit("packages/foo/package.json", '{ "name": "foo", "main": "two.js" }');
  const edited = await session.build();
  expect(edited.text.get("_miniapp/logic.js")).toContain("main two");
  await expectLikeCold(project, edited);
  session.edit("own/package.json", '{ "main": "two.js" }');
  const again = await session.build();
  expect(again.text.get("_miniapp/logic.js")).toContain("own two");
  await expectLikeCold(project, again);
});

test("which copy of a hidden package has the short id does not depend on earlier builds", async () => {
  const store = "node_modules/.pnpm";
  const user = (name: string) => ({ "index.js": `module.exports = "${name}" + require("dep");` });
  const pageOf = (names: readonly string[]) => `Page({ x: [${names.map((name) => `require("${name}")`).join(", ")}] })`;
  const project = writeFiles(join(temporary, "history"), {
    ...app,
    "app.json": '{ "pages": ["pages/a/a"] }',
    "pages/a/a.js": pageOf(["one", "two"]),
    ...npm(`${store}/one@1/node_modules/one`, "one", "1.0.0", user("one")),
    ...npm(`${store}/one@1/node_modules/dep`, "dep", "1.0.0", { "index.js": 'module.exports = "dep 1";' }),
    ...npm(`${store}/two@1/node_modules/two`, "two", "1.0.0", user("two")),
    ...npm(`${store}/two@1/node_modules/dep`, "dep", "2.0.0", { "index.js": 'module.exports = "dep 2";' }),
  });
  for (const name of ["one", "two"])
    symlinkSync(`.pnpm/${name}@1/node_modules/${name}`, join(project, "node_modules", name));
  const session = open(project);
  const first = await session.build();
  expect(first.dependencies.map(({ name, version }) => `${name}@${version}`)).toEqual([
    "dep@1.0.0",
    "dep@2.0.0",
    "one@1.0.0",
    "two@1.0.0",
  ]);
  for (const names of [["two"], ["two", "one"], ["one"], ["one", "two"]]) {
    session.edit("pages/a/a.js", pageOf(names));
    await expectLikeCold(project, await session.build());
  }
  expect(await session.build()).toEqual(first);
});
