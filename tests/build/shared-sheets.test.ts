/** A stylesheet that many pages import is in the package once, and the pages look as if each had its own copy. */
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { miniapp, temporaryFolder } from "./program.ts";
import { fileTexts, openPackage, writeFiles, writeKeys } from "./project.ts";
import type { Files, KeyFiles } from "./project.ts";

const temporary = temporaryFolder();
let keys: KeyFiles;
beforeAll(() => {
  keys = writeKeys(temporary);
});

type Entries = Readonly<Record<string, { readonly style?: readonly string[] }>>;

async function build(name: string, files: Files): Promise<{ texts: Map<string, string>; entries: Entries }> {
  const project = writeFiles(join(temporary, name), files);
  const out = join(temporary, `${name}.mapkg`);
  expect((await miniapp(["build", project, "--out", out, "--key", keys.key, "--no-cache"])).code).toBe(0);
  const texts = fileTexts(await openPackage(out, keys.trust));
  return { texts, entries: JSON.parse(texts.get("_miniapp/entries.json") ?? "{}") as Entries };
}

function app(sheets: Readonly<Record<string, string>>): Files {
  const pages = ["pages/a", "pages/b"];
  const parts = pages.flatMap((id) => [
    [`${id}.js`, "Page({});\n"],
    [`${id}.wxml`, "<view/>\n"],
  ]);
  return { "app.json": JSON.stringify({ pages }), ...Object.fromEntries(parts), ...sheets };
}

/** A page's CSS, in the order in which its stylesheets apply. */
function cssOf(id: string, { texts, entries }: { texts: Map<string, string>; entries: Entries }): string {
  return (entries[id]?.style ?? []).map((path) => texts.get(path) ?? `missing ${path}`).join("");
}

const rules = (css: string) => [...css.matchAll(/\.([\w-]+)\s*\{/g)].map((match) => match[1]);

test("imports before all rules share one stylesheet, with each file once and in order", async () => {
  const built = await build(
    "shared",
    app({
      "base.wxss": ".base { top: 0 }\n",
      "theme.wxss": '@import "./base.wxss";\n.theme { top: 0 }\n',
      "pages/a.wxss": '@import "../theme.wxss";\n@import "../base.wxss";\n.a { top: 0 }\n',
      "pages/b.wxss": '@import "../base.wxss";\n@import "../theme.wxss";\n.b { top: 0 }\n',
    }),
  );
  expect(rules(cssOf("pages/a", built))).toEqual(["base", "theme", "a"]);
  expect(rules(cssOf("pages/b", built))).toEqual(["base", "theme", "b"]);
  const all = [...built.texts].filter(([path]) => path.endsWith(".css")).map(([, css]) => css);
  expect(rules(all.join("")).toSorted()).toEqual(["a", "b", "base", "theme"]);
});

test("an import after rules keeps its position", async () => {
  const built = await build(
    "late",
    app({
      "base.wxss": ".base { top: 0 }\n",
      "pages/a.wxss": '.before { top: 0 }\n@import "../base.wxss";\n.a { top: 0 }\n',
      "pages/b.wxss": '@import "../base.wxss";\n.b { top: 0 }\n',
    }),
  );
  expect(rules(cssOf("pages/a", built))).toEqual(["before", "base", "a"]);
  expect(rules(cssOf("pages/b", built))).toEqual(["base", "b"]);
});

test("a stylesheet that only one page imports stays in the page's own stylesheet", async () => {
  const built = await build(
    "alone",
    app({ "base.wxss": ".base { top: 0 }\n", "pages/a.wxss": '@import "../base.wxss";\n.a { top: 0 }\n' }),
  );
  expect(built.entries["pages/a"]?.style).toEqual(["_miniapp/style/pages/a.css"]);
  expect(rules(cssOf("pages/a", built))).toEqual(["base", "a"]);
});
