/** Small projects on disk, keys, and reading packages. */
import { createPublicKey, generateKeyPairSync } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseTrust, verifyPackage } from "../../src/package/index.ts";
import type { VerifiedPackage } from "../../src/package/index.ts";

/** Path → content; `null` removes a file of the project that these are merged into. */
export type Files = Readonly<Record<string, string | Uint8Array | null>>;

/** The smallest possible picture: one pixel. */
export const pixel = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

/** Uses a bit of every feature, without any diagnostic. */
export const sample: Files = {
  "app.json": `{
  "pages": ["pages/index/index", "pages/about/about"],
  "subpackages": [{ "name": "shop", "root": "shop", "pages": ["list/list"] }],
  "usingComponents": { "app-card": "/components/card/card" },
  "window": { "navigationBarTitleText": "Sample" }
}
`,
  "app.js": `const { greet } = require("./lib/greet");\nApp({ onLaunch() { this.greeting = greet("app"); } });\n`,
  "app.wxss": `@import "./styles/base.wxss";\npage { color: #333; }\n`,
  "styles/base.wxss": `.title { font-size: 32rpx; }\n`,
  "lib/greet.js": `exports.greet = function greet(name) {\n  return "Hello, " + name;\n};\n`,
  "lib/format.ts": `export function format(value: number): string {\n  return value.toFixed(2);\n}\n`,
  "pages/index/index.json": `{ "navigationBarTitleText": "Start" }\n`,
  "pages/index/index.js": `import { format } from "../../lib/format";
const { greet } = require("../../lib/greet");
Page({
  data: { list: [{ id: 1, name: "one" }], price: format(1.5) },
  onTap() { console.log(greet("page")); },
});
`,
  "pages/index/index.wxml": `<import src="../../templates/row.wxml"/>
<wxs module="tools" src="../../lib/tools.wxs"/>
<view class="title" bindtap="onTap">{{tools.upper(price)}}</view>
<image src="/images/dot.png"/>
<app-card wx:for="{{list}}" wx:key="id" title="{{item.name}}"/>
<template is="row" data="{{text: price}}"/>
<include src="../../templates/foot.wxml"/>
`,
  "pages/index/index.wxss": `.title { color: red; }\n`,
  "pages/about/about.js": `Page({});\n`,
  "pages/about/about.wxml": `<view>About</view>\n`,
  "templates/row.wxml": `<template name="row"><text>{{text}}</text></template>\n`,
  "templates/foot.wxml": `<view class="foot">End</view>\n`,
  "lib/tools.wxs": `module.exports = { upper: function (s) { return ("" + s).toUpperCase(); } };\n`,
  "components/card/card.json": `{ "component": true }\n`,
  "components/card/card.js": `Component({ properties: { title: String } });\n`,
  "components/card/card.wxml": `<view class="card">{{title}}<slot/></view>\n`,
  "components/card/card.wxss": `.card { margin: 10rpx; }\n`,
  "shop/list/list.js": `const stock = require("../stock");\nPage({ data: { stock } });\n`,
  "shop/list/list.wxml": `<view wx:for="{{stock}}" wx:key="*this">{{item}}</view>\n`,
  "shop/stock.js": `module.exports = ["a", "b"];\n`,
  "images/dot.png": pixel,
  "project.config.json": `{ "appid": "wx0123456789abcdef" }\n`,
};

/** Writes files in the given order. */
export function writeFiles(folder: string, ...layers: readonly Files[]): string {
  const files: Record<string, string | Uint8Array | null> = Object.assign({}, ...layers);
  mkdirSync(folder, { recursive: true });
  for (const [path, content] of Object.entries(files)) {
    if (content === null) continue;
    const place = join(folder, path);
    mkdirSync(dirname(place), { recursive: true });
    writeFileSync(place, content);
  }
  return folder;
}

export interface KeyFiles {
  readonly key: string;
  readonly trust: string;
}

/** A fresh Ed25519 key pair as two PEM files. */
export function writeKeys(folder: string): KeyFiles {
  mkdirSync(folder, { recursive: true });
  const { privateKey } = generateKeyPairSync("ed25519");
  const key = join(folder, "key.pem");
  const trust = join(folder, "key.pub.pem");
  writeFileSync(key, privateKey.export({ type: "pkcs8", format: "pem" }), { mode: 0o600 });
  writeFileSync(trust, createPublicKey(privateKey).export({ type: "spki", format: "pem" }));
  return { key, trust };
}

/** Verifies a package and returns its content. @throws PackageError */
export async function openPackage(path: string, trust: string): Promise<VerifiedPackage> {
  return verifyPackage(readFileSync(path), await parseTrust(readFileSync(trust, "utf8")));
}

/** Path → text of a package's files, over all subpackages. */
export function fileTexts(content: VerifiedPackage): Map<string, string> {
  const decoder = new TextDecoder();
  return new Map(content.subpackages.flatMap((s) => s.files.map((f) => [f.path, decoder.decode(f.content)] as const)));
}

/** Every file path below a folder, in code-unit order. */
export function listFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}

/** Output of `build --json`, as far as tests use it. */
export interface BuildJson {
  readonly ok: boolean;
  readonly package?: {
    readonly path: string;
    readonly digest: string;
    readonly size: number;
    readonly sourceMaps?: string;
    readonly developmentKey: boolean;
  };
  readonly packages?: readonly { readonly name: string; readonly unpackedSize: number }[];
  readonly diagnostics: readonly JsonDiagnostic[];
  readonly modules: { readonly total: number; readonly compiled: number };
  readonly unused?: readonly string[];
}

export interface JsonDiagnostic {
  readonly code: string;
  readonly severity: string;
  readonly message: string;
  readonly location?: {
    readonly file: string;
    readonly start: { readonly line: number; readonly column: number };
    readonly end: { readonly line: number; readonly column: number };
  };
}

export function parseBuild(text: string): BuildJson {
  return JSON.parse(text) as BuildJson;
}
