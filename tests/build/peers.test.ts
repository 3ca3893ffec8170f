/**
 * Features that other open-source compilers silently get wrong (the end of the WXML specification). Each test checks
 * the result in a package that a build has written.
 */
import { createHash } from "node:crypto";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { render } from "../../src/testing/index.ts";
import { miniapp, temporaryFolder } from "./program.ts";
import { fileTexts, openPackage, parseBuild, sample, writeFiles, writeKeys } from "./project.ts";
import type { KeyFiles } from "./project.ts";

const temporary = temporaryFolder();
let keys: KeyFiles;
let count = 0;

beforeAll(() => {
  keys = writeKeys(temporary);
});

async function tree(wxml: string, data: Record<string, unknown>): Promise<string> {
  const folder = writeFiles(join(temporary, `template-${count++}`), { "a.wxml": wxml });
  return JSON.stringify(await render(folder, "a.wxml", data));
}

describe("templates", () => {
  test("two adjacent mustaches are concatenated", async () => {
    expect(await tree('<view id="{{a}}{{b}}"/>', { a: 1, b: 2 })).toContain('"id":"12"');
  });

  test("${x} is plain text", async () => {
    const found = await tree('<view id="price ${x}">${x}</view>', { x: 1 });
    expect(found).toContain('"id":"price ${x}"');
    expect(found.match(/\$\{x\}/g)).toHaveLength(2);
  });

  test("the word this is plain text, also next to wxs", async () => {
    const wxml = '<wxs module="m">module.exports = 1;</wxs><view>Click this.button {{m}}</view>';
    expect(await tree(wxml, {})).toContain("Click this.button 1");
  });

  test("wx:for-item and wx:key work together", async () => {
    const wxml = '<view wx:for="{{list}}" wx:for-item="i" wx:key="id">{{i.name}}</view>';
    const found = await tree(wxml, {
      list: [
        { id: 1, name: "one" },
        { id: 2, name: "two" },
      ],
    });
    expect(found).toMatch(/one.*two/);
  });

  test("entities do not create elements", async () => {
    const found = await tree("<view>&lt;b&gt;bold&lt;/b&gt;</view>", {});
    expect(found).toContain("&lt;b&gt;bold");
    expect(found).not.toContain('"tag":"b"');
  });

  test("quotes nested in the other kind of quote are preserved", async () => {
    expect(await tree(`<view title='say "hi"'/>`, {})).toContain(String.raw`"title":"say \"hi\""`);
  });
});

test("every kind of asset is in the package, byte for byte", async () => {
  const bytes = (name: string) => new Uint8Array(createHash("sha512").update(name).digest());
  const named = [
    "a.webp",
    "b.ttf",
    "c.mp3",
    "d.json",
    "e.wasm",
    "f.svg",
    "g.mp4",
    "h.woff2",
    "i.gif",
    "j.jpeg",
    "k.bin",
    "l.pdf",
  ];
  const project = writeFiles(join(temporary, "assets"), sample, {
    ...Object.fromEntries(named.map((name) => [`files/${name}`, name.endsWith(".json") ? '{"a":1}' : bytes(name)])),
    "pages/about/about.wxml":
      '<image src="/files/a.webp"/><image src="../../files/f.svg"/><video src="/files/g.mp4" poster="/files/i.gif"/><audio src="/files/c.mp3"/>\n',
    "pages/about/about.wxss":
      '@font-face { font-family: A; src: url("/files/b.ttf"), url(../../files/h.woff2); }\n.a { background: url(/files/j.jpeg) }\n',
    "pages/about/about.js": `const fs = wx.getFileSystemManager();
Page({
  onLoad() {
    WXWebAssembly.instantiate("/files/e.wasm");
    fs.readFileSync("files/d.json");
    fs.readFileSync("/files/k.bin");
    wx.openDocument({ filePath: "/files/l.pdf" });
  },
});
`,
  });
  const out = join(temporary, "assets.mapkg");
  const run = await miniapp(["build", project, "--no-cache", "--key", keys.key, "--out", out, "--json"]);
  expect(run.code, run.out).toBe(0);
  expect(parseBuild(run.out).diagnostics.filter((d) => d.severity === "error")).toEqual([]);
  const { subpackages } = await openPackage(out, keys.trust);
  const found = new Map(subpackages.flatMap((s) => s.files.map((file) => [file.path, file.content] as const)));
  for (const name of named.filter((each) => !each.endsWith(".json"))) {
    expect(found.get(`files/${name}`), name).toEqual(bytes(name));
  }
  expect(new TextDecoder().decode(found.get("files/d.json"))).toBe('{"a":1}');
});

test("a stylesheet imported by an absolute path is included, once per stylesheet", async () => {
  const project = writeFiles(join(temporary, "import"), sample, {
    "x.wxss": ".from-root { color: #010203 }\n",
    "pages/about/about.wxss": '@import "/x.wxss";\n@import "../../x.wxss";\n.own { color: red }\n',
  });
  const out = join(temporary, "import.mapkg");
  expect((await miniapp(["build", project, "--no-cache", "--key", keys.key, "--out", out])).code).toBe(0);
  const css = fileTexts(await openPackage(out, keys.trust)).get("_miniapp/style/pages/about/about.css") ?? "";
  expect(css.match(/from-root/g)).toHaveLength(1);
  expect(css).toContain("#010203");
  expect(css.indexOf("from-root")).toBeLessThan(css.indexOf("own"));
});
