/**
 * The JSON files of the component libraries from npm, and of WeChat's demo if it is available, cause no false alarms.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import { expect, test } from "vitest";
import {
  readAppManifest,
  readPageManifest,
  readProjectConfig,
  readSitemap,
  readTheme,
} from "../../src/compiler/manifest/index.ts";
import type { Diagnostic } from "../../src/compiler/diagnostics/index.ts";
import { createSource } from "../../src/compiler/source/index.ts";

const require = createRequire(import.meta.url);
const libraries: readonly (readonly [name: string, least: number])[] = [
  ["tdesign-miniprogram", 60],
  ["@vant/weapp", 60],
  ["weui-miniprogram", 20],
  ["wux-weapp", 100],
  ["weui-wxss", 3],
];

test.each(libraries)("%s", (name, least) => {
  const { printed, read } = readAll(dirname(require.resolve(`${name}/package.json`)));
  expect(printed).toEqual([]);
  expect(read).toBeGreaterThan(least);
});

const demo = process.env["MINIAPP_DEMO_DIR"];

test.runIf(demo !== undefined)("WeChat's demo", () => {
  const { printed, read } = readAll(demo as string);
  expect(printed).toEqual([]);
  expect(read).toBeGreaterThan(400);
});

function readAll(root: string): { printed: string[]; read: number } {
  const printed: string[] = [];
  let read = 0;
  for (const path of jsonFiles(root)) {
    const diagnostics = readOne(root, path);
    if (!diagnostics) continue;
    read++;
    for (const { code, message, location } of diagnostics) printed.push(`${location?.file} ${code} ${message}`);
  }
  return { printed, read };
}

function readOne(root: string, path: string): readonly Diagnostic[] | undefined {
  const source = createSource(relative(root, path), readFileSync(path));
  const name = path.slice(path.lastIndexOf("/") + 1);
  if (name === "app.json") return readAppManifest(source).diagnostics;
  if (name === "project.config.json") return readProjectConfig(source).diagnostics;
  if (name === "sitemap.json") return readSitemap(source).diagnostics;
  if (name.endsWith("theme.json")) return readTheme(source).diagnostics;
  const template = existsSync(path.replace(/\.json$/, ".wxml"));
  return template ? readPageManifest(source).diagnostics : undefined;
}

function* jsonFiles(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && entry.name !== "node_modules" && entry.name !== "cloudfunctions") yield* jsonFiles(path);
    else if (entry.isFile() && entry.name.endsWith(".json")) yield path;
  }
}
