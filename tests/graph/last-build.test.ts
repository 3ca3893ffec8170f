/** A build in a new process that reuses the cached last build produces the same result as a build from scratch. */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { createCompiler } from "../../src/compiler/index.ts";
import type { Compilation, CompilerOptions, UnitCache } from "../../src/compiler/index.ts";
import { edit, options, Project, shown, start } from "./edited-project.ts";

/** Like the disk cache: the next process reads what this one has stored. */
class Cache implements UnitCache {
  readonly kept = new Map<string, Uint8Array>();

  get empty(): boolean {
    return this.kept.size === 0;
  }

  get(key: string): Uint8Array | undefined {
    return this.kept.get(key);
  }

  set(key: string, value: Uint8Array): void {
    this.kept.set(key, value.slice());
  }
}

/** A build in a process of its own. */
function buildWith(project: Project, cache: UnitCache, more: Partial<CompilerOptions> = {}): Promise<Compilation> {
  return createCompiler(project.host, { ...options, cache, repeat: true, ...more }).build();
}

/** Only a full build sets `emitted`, so its absence means that the last build was reused. */
function isRepeated({ output, emitted }: Compilation): boolean {
  return output !== undefined && emitted === undefined;
}

/** Builds, edits, builds again; returns whether the second build reused the first one. */
async function isTakenOver(
  change: (files: Map<string, string>) => unknown,
  files: Readonly<Record<string, string>> = start,
  more: Partial<CompilerOptions> = {},
): Promise<boolean> {
  const project = new Project(files);
  const cache = new Cache();
  await buildWith(project, cache);
  change(project.files);
  const again = await buildWith(project, cache, more);
  expect(shown(again)).toEqual(shown(await createCompiler(project.host, { ...options, ...more }).build()));
  return isRepeated(again);
}

const editFile = (path: keyof typeof start, change: (text: string) => string) => (files: Map<string, string>) =>
  void files.set(path, change(start[path]));

test("edits of any kind, one after the other", async () => {
  const steps = fc.array(fc.tuple(fc.nat(99), fc.nat(99)), { minLength: 5, maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(steps, async (list) => {
      const project = new Project(start);
      const cache = new Cache();
      await buildWith(project, cache);
      for (const [what, which] of list) {
        edit(project, what, which);
        const again = await buildWith(project, cache);
        expect(shown(again)).toEqual(shown(await createCompiler(project.host, options).build()));
      }
    }),
    { numRuns: 30 },
  );
});

test("a build without changes reuses the last build", async () => {
  expect(await isTakenOver(() => {})).toBe(true);
});

test("edits that change only the code of their own file reuse the last build", async () => {
  expect(await isTakenOver(editFile("pages/a/a.wxml", (text) => `<view>before</view>\n${text}\n<text/>`))).toBe(true);
  expect(await isTakenOver(editFile("sub/p.wxml", (text) => `${text}<view wx:if="{{a}}"/>`))).toBe(true);
  expect(await isTakenOver(editFile("pages/a/a.js", (text) => `// before\n${text}`))).toBe(true);
  expect(await isTakenOver(editFile("lib/f.js", (text) => text.replace("1", "2")))).toBe(true);
  expect(await isTakenOver(editFile("lib/w.wxs", (text) => `var a = 1;\n${text}`))).toBe(true);
});

test("several edits, each built by a new process: each is reported and compiled once", async () => {
  const project = new Project(start);
  const cache = new Cache();
  await buildWith(project, cache);
  for (let i = 0; i < 4; i++) {
    project.files.set("pages/a/a.wxml", `${start["pages/a/a.wxml"]}<view>${i}</view>`);
    project.files.set("pages/a/a.js", `${start["pages/a/a.js"]} f(${i});`);
    const again = await buildWith(project, cache);
    expect(isRepeated(again)).toBe(true);
    expect(again.modules.compiled).toBe(2);
    expect(shown(again)).toEqual(shown(await createCompiler(project.host, options).build()));
  }
});

test("a file's diagnostics come from its new text and disappear with the old text", async () => {
  const told = { ...start, "pages/a/a.wxml": `${start["pages/a/a.wxml"]}<view wx:for="{{a}}" wx:key="{{b}}"/>` };
  const moved = (files: Map<string, string>) => void files.set("pages/a/a.wxml", `\n${told["pages/a/a.wxml"]}`);
  expect(await isTakenOver(moved, told)).toBe(true);
  expect(await isTakenOver((files) => void files.set("pages/a/a.wxml", start["pages/a/a.wxml"]), told)).toBe(true);
  expect(await isTakenOver(editFile("pages/a/a.wxml", () => told["pages/a/a.wxml"]))).toBe(true);
});

test("an edit that moves a diagnosed reference causes a full build", async () => {
  const line = '<image src="/images/no.png"/>';
  const told = { ...start, "pages/a/a.wxml": start["pages/a/a.wxml"] + line };
  const moved = (files: Map<string, string>) => void files.set("pages/a/a.wxml", `\n${told["pages/a/a.wxml"]}`);
  expect(await isTakenOver(moved, told)).toBe(false);
});

test.each<[string, (files: Map<string, string>) => void]>([
  ["a reference", editFile("pages/a/a.js", (text) => `${text}\nrequire("/lib/only");`)],
  [
    "a reference that is only looked for",
    editFile("pages/a/a.js", (text) => `${text}\ntry { require("no"); } catch {}`),
  ],
  ["a tag that is declared", editFile("pages/b/b.wxml", (text) => `${text}<x-app/>`)],
  ["a tag that nobody knows", editFile("pages/b/b.wxml", (text) => `${text}<x-none/>`)],
  ["a string that names a file", editFile("pages/a/a.js", (text) => `${text}\nf("/images/i.png");`)],
  ["a name that is exported", editFile("lib/f.js", (text) => text.replace("function f", "function g"))],
  ["an option of a component", editFile("parts/one/one.js", () => "Component({ options: { virtualHost: true } });")],
  ["an error", editFile("pages/a/a.wxml", (text) => `${text}<view`)],
  ["a sheet", editFile("shared/s.wxss", (text) => text.replace("blue", "green"))],
  ["a manifest", editFile("pages/a/a.json", (text) => text.replace("x-one", "x-two"))],
  ["app.json", editFile("app.json", (text) => text.replace(', "pages/b/b"', ""))],
  ["a new file beside", (files) => void files.set("lib/g.js", "exports.g = 1;")],
  ["a file in a folder that nobody names", (files) => void files.set("more/notes.txt", "notes")],
  ["a file that is gone", (files) => void files.delete("images/i.png")],
])("%s causes a full build", async (_, change) => {
  expect(await isTakenOver(change)).toBe(false);
});

test("a changed picture causes a full build, a changed unused file does not", async () => {
  const app = { ...start, "pages/a/a.wxml": '<image src="/images/i.png"/>', "notes.txt": "notes" };
  const set = (path: string) => (files: Map<string, string>) => void files.set(path, "another one");
  expect(await isTakenOver(set("images/i.png"), app)).toBe(false);
  expect(await isTakenOver(set("notes.txt"), app)).toBe(true);
});

test("a built-in tag causes a full build only if a component with its name is declared", async () => {
  const json = start["pages/a/a.json"].replace(" }", ', "text": "/parts/one/one" }');
  expect(await isTakenOver(editFile("pages/a/a.wxml", (text) => `${text}<text/>`))).toBe(true);
  const app = { ...start, "pages/a/a.json": json };
  expect(
    await isTakenOver(
      editFile("pages/a/a.wxml", (text) => `${text}<text/>`),
      app,
    ),
  ).toBe(false);
});

test("a change of a required JSON file or of a package built into the project causes a full build", async () => {
  const app = {
    ...start,
    "pages/a/a.js": 'require("./data.json");\nrequire("pkg");\nPage({});',
    "pages/a/data.json": "[1]",
    "miniprogram_npm/pkg/index.js": "exports.p = 1;",
  };
  const set = (path: string, text: string) => (files: Map<string, string>) => void files.set(path, text);
  expect(await isTakenOver(set("pages/a/data.json", "[2]"), app)).toBe(false);
  expect(await isTakenOver(set("miniprogram_npm/pkg/index.js", "exports.p = 2;"), app)).toBe(false);
});

test("changed options cause a full build", async () => {
  expect(await isTakenOver(() => {}, start, { sourceMaps: false })).toBe(false);
  expect(await isTakenOver(() => {}, start, { allowMissing: false })).toBe(false);
  expect(await isTakenOver(() => {}, start, { minify: false })).toBe(false);
  expect(await isTakenOver(() => {}, start, { version: "another" })).toBe(false);
  expect(await isTakenOver(() => {}, start, { listSheets: true })).toBe(false);
});

test("a package that is added, removed or replaced causes a full build", async () => {
  const app = {
    ...start,
    "pages/a/a.js": 'require("pkg");\nPage({});',
    "node_modules/pkg/package.json": '{ "version": "1.2.3" }',
    "node_modules/pkg/index.js": "exports.p = 1;",
  };
  const set = (path: string, text: string) => (files: Map<string, string>) => void files.set(path, text);
  expect(await isTakenOver(() => {}, app)).toBe(true);
  expect(await isTakenOver(set("pages/a/a.js", 'require("pkg");\nPage({ a: 1 });'), app)).toBe(true);
  expect(await isTakenOver(set("node_modules/pkg/package.json", '{ "version": "1.2.4" }'), app)).toBe(false);
  expect(await isTakenOver(set("node_modules/pkg/index.js", "exports.p = 2;"), app)).toBe(false);
  expect(await isTakenOver((files) => void files.delete("node_modules/pkg/package.json"), app)).toBe(false);
});

test("a cache with a missing entry does not change the result", async () => {
  const project = new Project(start);
  const cache = new Cache();
  const whole = shown(await buildWith(project, cache));
  project.files.set("pages/a/a.wxml", `${start["pages/a/a.wxml"]}<view/>`);
  const edited = shown(await createCompiler(project.host, options).build());
  for (const key of cache.kept.keys()) {
    for (const [text, expected] of [
      [start["pages/a/a.wxml"], whole],
      [`${start["pages/a/a.wxml"]}<view/>`, edited],
    ] as const) {
      project.files.set("pages/a/a.wxml", text);
      const poor = new Cache();
      for (const [one, value] of cache.kept) if (one !== key) poor.set(one, value);
      expect(shown(await buildWith(project, poor))).toEqual(expected);
    }
  }
});

test("a cache that wants to evict entries causes a full build, which reads every entry still in use", async () => {
  const project = new Project(start);
  const cache = new Cache();
  await buildWith(project, cache);
  const crowded: UnitCache = { empty: false, wantsEviction: true, get: (key) => cache.get(key), set: () => {} };
  expect(isRepeated(await buildWith(project, crowded))).toBe(false);
});

const handlers = {
  ...start,
  "pages/b/b.js": 'const { f } = require("../../lib/f");\nPage({ onTap() { f(); } });',
  "pages/b/b.wxml": '<view bindtap="onTap"/>',
};

test.each<[string, boolean, (files: Map<string, string>) => unknown]>([
  ["another handler that the script has", true, (files) => files.set("pages/b/b.wxml", '<view bindtap="f"/>')],
  ["a handler that the script lacks", false, (files) => files.set("pages/b/b.wxml", '<view bindtap="onTop"/>')],
  [
    "a method that the template does not need",
    true,
    (files) => files.set("pages/b/b.js", handlers["pages/b/b.js"].replace("onTap", "g() {}, onTap")),
  ],
  [
    "a method that the template needs",
    false,
    (files) => files.set("pages/b/b.js", handlers["pages/b/b.js"].replace("onTap", "onTop")),
  ],
])("%s reuses the last build: %s", async (_, expected, change) => {
  expect(await isTakenOver(change, handlers)).toBe(expected);
});

test("a script that is added to the folder of a computed path causes a full build; an edit of one does not", async () => {
  const files = { ...start, "pages/b/b.js": 'require("/kinds/" + x); Page({});', "kinds/a.js": "exports.a = 1;" };
  expect(await isTakenOver((project) => void project.set("kinds/a.js", "exports.a = 2;"), files)).toBe(true);
  expect(await isTakenOver((project) => void project.set("kinds/b.js", ""), files)).toBe(false);
  const moved = (project: Map<string, string>) => void project.set("pages/b/b.js", `\n${files["pages/b/b.js"]}`);
  expect(await isTakenOver(moved, files)).toBe(true);
});

test("an edit of a script that contains none of the missing handlers' names reuses the last build", async () => {
  const lacking = { ...handlers, "pages/b/b.wxml": '<view bindtap="onSwipe"/><view bindtap="onTap"/>' };
  expect(
    await isTakenOver(
      editFile("lib/f.js", (text) => `${text}\n// swipe`),
      lacking,
    ),
  ).toBe(true);
  expect(
    await isTakenOver(
      editFile("app.js", (text) => `${text}\n// onTap`),
      lacking,
    ),
  ).toBe(true);
  expect(
    await isTakenOver(
      editFile("app.js", (text) => `${text}\n// onSwipe`),
      lacking,
    ),
  ).toBe(false);
  // The edited script may have been the one that contains the name.
  const elsewhere = { ...lacking, "lib/only.js": "// onSwipe", "app.js": 'require("./lib/only"); App({});' };
  expect(
    await isTakenOver(
      editFile("lib/f.js", (text) => `${text}\n// swipe`),
      elsewhere,
    ),
  ).toBe(false);
});

test("a missing handler appears and disappears with edits of other scripts", async () => {
  const lacking = { ...handlers, "pages/b/b.wxml": '<view bindtap="onSwipe"/>' };
  const write = (files: Map<string, string>) => void files.set("lib/f.js", `${start["lib/f.js"]}\n// onSwipe`);
  const remove = (files: Map<string, string>) => void files.set("lib/f.js", start["lib/f.js"]);
  expect(await isTakenOver(write, lacking)).toBe(false);
  expect(await isTakenOver(remove, { ...lacking, "lib/f.js": `${start["lib/f.js"]}\n// onSwipe` })).toBe(false);
  expect(
    await isTakenOver(
      editFile("pages/a/a.wxml", (text) => `${text}<view/>`),
      lacking,
    ),
  ).toBe(true);
});
