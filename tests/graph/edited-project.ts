/** A small project that uses every kind of file, random edits of it, and everything that a build of it reports. */
import { createHash } from "node:crypto";
import type { Compilation, CompilerOptions } from "../../src/compiler/index.ts";
import type { Host } from "../../src/compiler/source/index.ts";
import { memoryHost } from "./compile-files.ts";

export const options: CompilerOptions = {
  version: "test",
  sourceMaps: true,
  allowMissing: true,
  preprocessors: {},
  digest: (data) => createHash("sha256").update(data).digest("hex"),
};

/** A project that tests edit. As on disk, a file's byte array stays the same object until the file is written. */
export class Project {
  readonly files = new Map<string, string>();
  readonly #bytes = new Map<string, { readonly text: string; readonly bytes: Uint8Array }>();

  constructor(files: Readonly<Record<string, string>>) {
    for (const [path, text] of Object.entries(files)) this.files.set(path, text);
  }

  readonly host: Host = {
    read: (path) => {
      const text = this.files.get(path);
      if (text === undefined) return undefined;
      let known = this.#bytes.get(path);
      if (known?.text !== text) this.#bytes.set(path, (known = { text, bytes: new TextEncoder().encode(text) }));
      return known.bytes;
    },
    list: (path) => memoryHost(Object.fromEntries(this.files)).list(path),
    resolvePackage: (name, from) => memoryHost(Object.fromEntries(this.files)).resolvePackage(name, from),
  };
}

export const start = {
  "app.json":
    '{ "pages": ["pages/a/a", "pages/b/b"], "usingComponents": { "x-app": "/parts/one/one" }, "subpackages": [{ "root": "sub", "pages": ["p"] }, { "root": "alone", "pages": ["p"], "independent": true }] }',
  "sub/p.js": 'const { f } = require("../lib/f");\nrequire("../lib/only");\nPage({ f });',
  "sub/p.wxml": "<x-app/>",
  "alone/p.js": 'const { f } = require("../lib/f");\nPage({ f });',
  "alone/p.wxml": "<view/>",
  "lib/only.js": "exports.only = 1;",
  "app.js": "App({});",
  "pages/a/a.json": '{ "usingComponents": { "x-one": "/parts/one/one" } }',
  "pages/a/a.js": 'const { f } = require("../../lib/f");\nPage({ f });',
  "pages/a/a.wxml": '<import src="/shared/t.wxml"/><x-one/><template is="t"/>',
  "pages/a/a.wxss": '@import "/shared/s.wxss"; .a { color: red; }',
  "pages/b/b.js": 'import { f } from "../../lib/f";\nPage({ f });',
  "pages/b/b.wxml": '<wxs module="w" src="/lib/w.wxs"/><view>{{w.up("b")}}</view>',
  "parts/one/one.json": '{ "component": true }',
  "parts/one/one.js": "Component({});",
  "parts/one/one.wxml": "<view>one</view>",
  "parts/two/two.json": '{ "component": true, "usingComponents": { "x-one": "../one/one" } }',
  "parts/two/two.js": 'Component({ options: { styleIsolation: "shared" } });',
  "parts/two/two.wxml": "<x-one/>",
  "parts/two/two.wxss": ".two { margin: 0; }",
  "shared/t.wxml": '<template name="t"><image src="../images/i.png"/></template>',
  "shared/s.wxss": ".s { color: blue; }",
  "lib/f.js": "export function f() { return 1; }",
  "lib/w.wxs": "module.exports = { up: function (s) { return s + s; } };",
  "images/i.png": "picture",
};

/** Optional lines of a template, a script, a stylesheet and a JSON file; an edit adds or removes one. */
const lines: Readonly<Record<string, readonly string[]>> = {
  ".wxml": [
    "<text/>",
    "<x-one/>",
    "<x-two/>",
    "<x-app/>",
    "<x-none/>",
    '<include src="/shared/t.wxml"/>',
    '<image src="/images/i.png"/>',
    '<image src="/images/no.png"/>',
    '<view style="background: url(../../images/no.png)"/>',
    "<view>text</view>",
    "<view",
    "{{ a +",
    '<view bindtap="onTap"/>',
    '<view catchtap="ff"/>',
  ],
  ".js": [
    'require("/lib/only");',
    'require.async("/lib/only");',
    'require("/sub/p");',
    'const load = (name) => require("/lib/" + name);',
    'require("/lib/g");',
    'require("pkg");',
    'const { h } = require("../../lib/f"); h();',
    'import { none } from "../../lib/f"; none();',
    'console.log("/images/i.png");',
    "// a comment",
    "// onTap",
    "const ff = 1;",
    "const a = ;",
  ],
  ".wxss": [
    '@import "/shared/s.wxss";',
    ".b { background: url(/images/i.png); }",
    ".c { color: green; }",
    "view { color: red; }",
    ".d {",
  ],
  ".wxs": ['require("./v.wxs");', "var a = 1;", "var b = ;"],
};

const declarations = ["/parts/one/one", "/parts/two/two", "../../parts/two/two", "/moved/two", "pkg/card/card"];

/** One edit; true if files were created or deleted, which a watcher would report. */
export function edit({ files }: Project, what: number, which: number): boolean {
  const paths = [...files.keys()].filter((path) => !path.startsWith("node_modules/"));
  const path = paths[which % paths.length] as string;
  switch (what % 10) {
    case 0:
      return toggleFile(files, "lib/g.js", "exports.g = 1;");
    case 1:
      return toggleFile(files, "images/no.png", "another picture");
    case 2:
      return togglePage(files);
    case 3:
      return toggleUse(files, which);
    case 4:
      return move(files, "parts/two/", "moved/") || move(files, "moved/", "parts/two/");
    case 5:
      // Packages are installed without notice.
      if (files.has("node_modules/pkg/package.json")) return false;
      files.set("node_modules/pkg/package.json", '{ "version": "1.2.3" }');
      files.set("node_modules/pkg/index.js", "exports.p = 1;");
      files.set("node_modules/pkg/card/card.json", '{ "component": true }');
      files.set("node_modules/pkg/card/card.js", "Component({});");
      files.set("node_modules/pkg/card/card.wxml", "<view/>");
      return false;
    default: {
      const extension = path.slice(path.lastIndexOf("."));
      const line = lines[extension]?.[what % (lines[extension]?.length ?? 1)];
      if (line === undefined) return false;
      const text = files.get(path) as string;
      files.set(path, text.includes(`\n${line}`) ? text.replace(`\n${line}`, "") : `${text}\n${line}`);
      return false;
    }
  }
}

function toggleFile(files: Map<string, string>, path: string, text: string): boolean {
  if (!files.delete(path)) files.set(path, text);
  return true;
}

function togglePage(files: Map<string, string>): boolean {
  const app = JSON.parse(files.get("app.json") as string) as { pages: string[] };
  const page = "pages/c/c";
  const pages = app.pages.includes(page) ? app.pages.filter((name) => name !== page) : [page, ...app.pages];
  files.set("app.json", JSON.stringify({ ...app, pages }));
  files.set("pages/c/c.js", "Page({});");
  files.set("pages/c/c.wxml", "<x-app/>");
  return true;
}

function toggleUse(files: Map<string, string>, which: number): boolean {
  const path = ["pages/a/a.json", "parts/one/one.json", "pages/b/b.json"][which % 3] as string;
  const json = JSON.parse(files.get(path) ?? "{}") as { usingComponents?: Record<string, string> };
  const tag = ["x-two", "x-one", "text"][(which % 7) % 3] as string;
  const { [tag]: known, ...others } = json.usingComponents ?? {};
  const target = declarations[which % declarations.length] as string;
  files.set(
    path,
    JSON.stringify({ ...json, usingComponents: known === undefined ? { ...others, [tag]: target } : others }),
  );
  return path === "pages/b/b.json";
}

function move(files: Map<string, string>, from: string, to: string): boolean {
  const moved = [...files].filter(([path]) => path.startsWith(from));
  for (const [path, text] of moved) {
    files.delete(path);
    files.set(to + path.slice(from.length), text);
  }
  return moved.length > 0;
}

export function shown({ output, diagnostics, unused, modules, dependencies }: Compilation) {
  const decoder = new TextDecoder();
  const packages = output?.subpackages.map(({ name, files }) => [
    name,
    files.map((f) => [f.path, decoder.decode(f.content)]),
  ]);
  const maps = output?.sourceMaps.map(({ path, map }) => [path, decoder.decode(map)]);
  return { packages, maps, diagnostics, unused, total: modules.total, dependencies };
}
