/**
 * A rebuild after edits produces the same result as a build from scratch, whether or not the graph was walked again.
 */
import * as fc from "fast-check";
import { afterEach, expect, test, vi } from "vitest";
import { createCompiler } from "../../src/compiler/index.ts";
import type { Compilation } from "../../src/compiler/index.ts";
import { Resolver } from "../../src/compiler/graph/resolve.ts";
import { edit, options, Project, shown, start } from "./edited-project.ts";

afterEach(() => vi.restoreAllMocks());

test("edits of any kind, one after the other", async () => {
  const steps = fc.array(fc.tuple(fc.nat(99), fc.nat(99)), { minLength: 5, maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(steps, async (list) => {
      const project = new Project(start);
      const compiler = createCompiler(project.host, options);
      await compiler.build();
      for (const [what, which] of list) {
        if (edit(project, what, which)) compiler.forgetStructure();
        const again = await compiler.build();
        expect(shown(again)).toEqual(shown(await createCompiler(project.host, options).build()));
      }
    }),
    { numRuns: 30 },
  );
});

/** The app's start page. Undefined means that the first build is already a complete one. */
const beginnings = [undefined, "", "pages/b/b", "sub/p", "alone/p", "nowhere/p"];

test("edits after a first build that skipped subpackages", async () => {
  const steps = fc.array(fc.tuple(fc.nat(99), fc.nat(99)), { minLength: 1, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...beginnings), fc.boolean(), steps, async (first, listSheets, list) => {
      const project = new Project(start);
      const own = { ...options, listSheets };
      const compiler = createCompiler(project.host, own);
      await compiler.build(first);
      for (const [what, which] of [[6, 0] as const, ...list]) {
        if (edit(project, what, which)) compiler.forgetStructure();
        const again = await compiler.build();
        expect(again.skipped).toEqual([]);
        expect(shown(again)).toEqual(shown(await createCompiler(project.host, own).build()));
      }
    }),
    { numRuns: 30 },
  );
});

/** Ids by package. */
function entriesOf({ output }: Compilation): Record<string, string[]> {
  const decoder = new TextDecoder();
  return Object.fromEntries(
    (output?.subpackages ?? []).map(({ name, files }) => {
      const table = files.find(({ path }) => path.endsWith("_miniapp/entries.json"));
      return [name, Object.keys(JSON.parse(decoder.decode(table?.content)) as object)];
    }),
  );
}

test("a first build contains what its page needs and the whole app's table, and nothing else", async () => {
  const build = (first?: string) => createCompiler(new Project(start).host, options).build(first);
  const whole = await build();
  expect(whole.skipped).toEqual([]);
  const main = ["pages/a/a", "pages/b/b", "parts/one/one"];
  for (const [first, later, entries] of [
    ["", ["alone", "sub"], { main, alone: [], sub: [] }],
    ["sub/p", ["alone"], { main, alone: [], sub: ["sub/p"] }],
    ["alone/p", ["sub"], { main, alone: ["alone/p"], sub: [] }],
  ] as const) {
    const begun = await build(first);
    expect(begun.skipped).toEqual(later);
    expect(entriesOf(begun)).toEqual(entries);
    const [table, wholeTable] = [begun, whole].map(({ output }) =>
      output?.subpackages[0]?.files.find(({ path }) => path === "_miniapp/app.json"),
    );
    expect(table).toEqual(wholeTable);
  }
});

test("a first build reports missing pages", async () => {
  const { "sub/p.js": _, "sub/p.wxml": __, ...others } = start;
  const compiler = createCompiler(new Project(others).host, options);
  const { diagnostics } = await compiler.build("");
  expect(diagnostics.map(({ code }) => code)).toContain("graph/missing-page");
});

/** How many references the build after this edit resolves. */
async function lookUps(path: string, change: (text: string) => string): Promise<number> {
  const project = new Project(start);
  const compiler = createCompiler(project.host, options);
  await compiler.build();
  project.files.set(path, change(project.files.get(path) as string));
  const spies = (["component", "script", "template", "wxs"] as const).map((kind) => vi.spyOn(Resolver.prototype, kind));
  const again = await compiler.build();
  const calls = spies.reduce((sum, spy) => sum + spy.mock.calls.length, 0);
  vi.restoreAllMocks();
  expect(shown(again)).toEqual(shown(await createCompiler(project.host, options).build()));
  return calls;
}

test("an edit that changes no reference resolves none again", async () => {
  expect(await lookUps("pages/a/a.wxml", (text) => `<view>before</view>\n${text}`)).toBe(0);
  expect(await lookUps("pages/a/a.js", (text) => `// before\n${text}`)).toBe(0);
  expect(await lookUps("pages/b/b.js", (text) => text.replace("Page({ f })", "Page({ g: f })"))).toBe(0);
  expect(await lookUps("parts/two/two.wxss", (text) => `${text}.x { color: red; }`)).toBe(0);
  expect(await lookUps("lib/w.wxs", (text) => `var a = 1;\n${text}`)).toBe(0);
});

test("a built-in tag matters if a component with its name is declared", async () => {
  const json = start["pages/a/a.json"].replace(" }", ', "text": "/parts/one/one" }');
  const project = new Project({ ...start, "pages/a/a.json": json });
  const compiler = createCompiler(project.host, options);
  const before = await compiler.build();
  project.files.set("pages/a/a.wxml", `${start["pages/a/a.wxml"]}<text/>`);
  const after = await compiler.build();
  expect(shown(after)).toEqual(shown(await createCompiler(project.host, options).build()));
  const table = ({ output }: Compilation) =>
    new TextDecoder().decode(output?.subpackages[0]?.files.find(({ path }) => path.endsWith("entries.json"))?.content);
  expect(table(before)).not.toContain('"text":');
  expect(table(after)).toContain('"text":');
});

test("references that only compilation reveals still move modules and assets between packages", async () => {
  const page = 'import { v } from "../../lib/v";\n';
  const { ["pages/b/b.js"]: _, ...others } = start;
  const project = new Project({
    ...others,
    "pages/b/b.ts": `${page}Page({});`,
    "sub/p.js": 'require("../lib/v");',
    "lib/v.ts": "export const v = 1;",
    "images/k.png": "k",
    "images/l.png": "l",
    "sub/m.png": "m",
  });
  const compiler = createCompiler(project.host, options);
  for (const text of [
    "Page({});",
    "Page({ v });",
    'Page({ k: "/images/k.png" });',
    'Page({ m: "/sub/m.png" });',
    'Page({ l: "/images/l.png" });',
    "Page({});",
  ]) {
    project.files.set("pages/b/b.ts", page + text);
    expect(shown(await compiler.build())).toEqual(shown(await createCompiler(project.host, options).build()));
  }
});

test("an edit that changes a reference resolves references again", async () => {
  expect(await lookUps("pages/a/a.wxml", (text) => `${text}<include src="/shared/t.wxml"/>`)).toBeGreaterThan(0);
  expect(await lookUps("pages/b/b.wxml", (text) => `${text}<x-app/>`)).toBeGreaterThan(0);
  expect(await lookUps("pages/a/a.json", (text) => text.replace("one/one", "two/two"))).toBeGreaterThan(0);
  expect(await lookUps("app.json", (text) => text.replace(', "pages/b/b"', ""))).toBeGreaterThan(0);
});
