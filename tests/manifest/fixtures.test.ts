/**
 * Runs fixtures/manifest/errors: reads every input file of a folder with the reader for its kind. UPDATE=1 rewrites.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { manifestCodes } from "../../src/compiler/diagnostics/codes/manifest.ts";
import type { Diagnostic } from "../../src/compiler/diagnostics/index.ts";
import {
  environmentConstants,
  readAppManifest,
  readComponentManifest,
  readMiniappConfig,
  readPageManifest,
  readProjectConfig,
  readSitemap,
  readTheme,
  themedTabBar,
  themedWindow,
} from "../../src/compiler/manifest/index.ts";
import { createSource } from "../../src/compiler/source/index.ts";
import type { SourceText } from "../../src/compiler/source/index.ts";

const root = new URL("../../fixtures/manifest/errors/", import.meta.url).pathname;

const readers: Readonly<Record<string, (source: SourceText) => { readonly diagnostics: readonly Diagnostic[] }>> = {
  app: readAppManifest,
  page: readPageManifest,
  component: readComponentManifest,
  "project-config": readProjectConfig,
  sitemap: readSitemap,
  theme: readTheme,
  miniapp: readMiniappConfig,
};

const folders = readdirSync(root).sort();

test("every code of this room has a fixture, and every fixture a code", () => {
  expect(folders).toEqual(
    Object.keys(manifestCodes)
      .map((code) => code.replace("manifest/", ""))
      .sort(),
  );
});

describe.each(folders)("errors/%s", (folder) => {
  const diagnostics = run(`${root}${folder}/`);

  test("prints the expected diagnostics", () => {
    const path = `${root}${folder}/diagnostics.txt`;
    const actual = diagnostics.map((diagnostic) => `${line(diagnostic)}\n`).join("");
    if (process.env["UPDATE"]) writeFileSync(path, actual);
    expect(actual).toBe(readFileSync(path, "utf8"));
  });

  test("reports the code, with all placeholders filled in", () => {
    expect(diagnostics.map((diagnostic) => diagnostic.code)).toContain(`manifest/${folder}`);
    for (const { message, hint } of diagnostics) expect(`${message} ${hint}`).not.toMatch(/\{\w+\}|undefined/);
  });
});

function run(folder: string): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const open = (kind: string) => createSource(`input.${kind}.json`, readFileSync(`${folder}input.${kind}.json`));
  const kinds = Object.keys(readers).filter((kind) => existsSync(`${folder}input.${kind}.json`));
  for (const kind of kinds) diagnostics.push(...(readers[kind]?.(open(kind)).diagnostics ?? []));
  if (kinds.includes("app") && kinds.includes("theme")) {
    const app = readAppManifest(open("app")).manifest;
    const theme = readTheme(open("theme")).manifest;
    themedWindow(app, "/window", theme, diagnostics);
    themedTabBar(app, theme, diagnostics);
    themedWindow(app, "/window", undefined, diagnostics);
  }
  if (existsSync(`${folder}options.json`)) {
    const { modes } = JSON.parse(readFileSync(`${folder}options.json`, "utf8")) as { modes: string[] };
    const config = readMiniappConfig(open("miniapp")).manifest;
    for (const mode of modes) diagnostics.push(...environmentConstants(config, mode).diagnostics);
    diagnostics.push(...environmentConstants(readMiniappConfig().manifest, "uat").diagnostics);
  }
  return diagnostics;
}

function line({ severity, code, location, message }: Diagnostic): string {
  if (!location) return `${severity} ${code} - ${message}`;
  const { file, start, end } = location;
  return `${severity} ${code} ${file}:${start.line}:${start.column}-${end.line}:${end.column} ${message}`;
}
