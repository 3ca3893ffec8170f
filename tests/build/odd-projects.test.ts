/** Unusual but valid projects. Each once broke a build. */
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { miniapp, temporaryFolder } from "./program.ts";
import { fileTexts, openPackage, writeFiles, writeKeys } from "./project.ts";
import type { Files, KeyFiles } from "./project.ts";

const temporary = temporaryFolder();
let keys: KeyFiles;
beforeAll(() => {
  keys = writeKeys(temporary);
});

async function build(name: string, files: Files): Promise<Map<string, string>> {
  const project = writeFiles(join(temporary, name), { "app.js": "App({});\n", ...files });
  const out = join(temporary, `${name}.mapkg`);
  const { code, err } = await miniapp(["build", project, "--out", out, "--key", keys.key, "--no-cache"]);
  expect([code, err.replace(/^note:.*$/m, "").trim()]).toEqual([0, ""]);
  return fileTexts(await openPackage(out, keys.trust));
}

const json = (value: unknown) => JSON.stringify(value);
const page = (id: string, more: Files = {}): Files => ({
  [`${id}.js`]: "Page({});\n",
  [`${id}.wxml`]: "<view/>\n",
  ...more,
});
const component = (id: string, colour: string): Files => ({
  [`${id}.js`]: "Component({});\n",
  [`${id}.json`]: json({ component: true }),
  [`${id}.wxml`]: "<view/>\n",
  [`${id}.wxss`]: `.a { color: ${colour}; }\n`,
});

describe("unusual projects", () => {
  test("a component moved into a subpackage that has another component at the same relative path", async () => {
    const files = await build("same-path", {
      "app.json": json({ pages: ["pages/a"], subpackages: [{ root: "shop", pages: ["list"] }] }),
      ...page("pages/a"),
      ...page("shop/list", {
        "shop/list.json": json({ usingComponents: { "x-one": "/card/card", "x-two": "/shop/card/card" } }),
        "shop/list.wxml": "<x-one/><x-two/>\n",
      }),
      ...component("card/card", "red"),
      ...component("shop/card/card", "blue"),
    });
    const sheets = [...files].filter(([path]) => path.endsWith("card.css")).map(([, css]) => css);
    expect(sheets).toHaveLength(2);
    expect(sheets.join("")).toMatch(/red[^]*blue|blue[^]*red/);
  });

  test("a subpackage in a folder named main", async () => {
    const files = await build("called-main", {
      "app.json": json({ pages: ["pages/a"], subpackages: [{ root: "main", pages: ["b"] }] }),
      ...page("pages/a"),
      ...page("main/b"),
    });
    expect([...files.keys()]).toContain("main/_miniapp/logic.js");
  });

  test("modules that re-export each other's names", async () => {
    await build("export-cycle", {
      "app.json": json({ pages: ["pages/a"] }),
      "lib/a.js": "export * from './b';\nexport const one = 1;\n",
      "lib/b.js": "export * from './a';\nexport const two = 2;\n",
      ...page("pages/a", { "pages/a.js": "import { one, two } from '../lib/a';\nPage({ data: { one, two } });\n" }),
    });
  });

  test("a bundle whose wrapper requires a missing module behind a constant condition", async () => {
    await build("bundled", {
      "app.json": json({ pages: ["pages/a"] }),
      "lib/bundle.js":
        "(function (root, make) {\n  if (true) module.exports = make(1);\n" +
        "  else if (typeof require === 'function') module.exports = make(require('not-there'));\n})(this, (x) => x);\n",
      ...page("pages/a", { "pages/a.js": "Page({ data: { x: require('../lib/bundle') } });\n" }),
    });
  });

  test("an empty tsconfig.json", async () => {
    await build("tsconfig", {
      "app.json": json({ pages: ["pages/a"] }),
      "tsconfig.json": "null\n",
      ...page("pages/a"),
    });
  });

  test("a page named __proto__", async () => {
    const files = await build("proto", { "app.json": json({ pages: ["__proto__"] }), ...page("__proto__") });
    const entries = JSON.parse(files.get("_miniapp/entries.json") ?? "{}") as object;
    expect(Object.keys(entries)).toEqual(["__proto__"]);
  });
});
