/**
 * Runs error fixtures for all rooms: `fixtures/<room>/errors/<reason>/` holds `input.<ext>` or `app/`, optionally
 * `options.json`, and `diagnostics.txt` with one line per diagnostic.
 */
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { sortDiagnostics } from "../../src/compiler/diagnostics/index.ts";
import type { Diagnostic } from "../../src/compiler/diagnostics/index.ts";
import { compileScript } from "../../src/compiler/script/compile.ts";
import { scanScript } from "../../src/compiler/script/scan.ts";
import { createSource } from "../../src/compiler/source/index.ts";
import type { SourceText } from "../../src/compiler/source/index.ts";
import { compileStyle, parseStyle } from "../../src/compiler/style/index.ts";
import { compileInputSheet } from "../style/compile-input.ts";
import { parseTemplate } from "../../src/compiler/template/parse.ts";
import { compileWxs, parseWxs } from "../../src/compiler/template/wxs/index.ts";

export type FixtureOptions = Readonly<Record<string, unknown>>;

type Found = readonly Diagnostic[] | Promise<readonly Diagnostic[]>;

/** Builds the app in a folder and returns all diagnostics of the build. */
export type BuildApp = (appFolder: string, options: FixtureOptions) => Found;

export interface ErrorFixture {
  /** `room/reason`: the code that the fixture tests. */
  readonly code: string;
  readonly folder: string;
}

/** All error fixtures under `fixtures/`, in code-unit order. */
export function findErrorFixtures(root: string): readonly ErrorFixture[] {
  return foldersIn(root).flatMap((room) =>
    foldersIn(join(root, room, "errors")).map((reason) => ({
      code: `${room}/${reason}`,
      folder: join(root, room, "errors", reason),
    })),
  );
}

/**
 * Runs one fixture and returns what its `diagnostics.txt` should hold.
 *
 * @param buildApp called for fixtures with an `app/` folder
 * @throws if the fixture has neither `app/` nor an input that some room takes
 */
export async function runErrorFixture(fixture: ErrorFixture, buildApp: BuildApp): Promise<string> {
  const { folder } = fixture;
  const options = readOptions(folder);
  const app = join(folder, "app");
  if (existsSync(app)) return diagnosticLines(await buildApp(app, options));
  const input = readdirSync(folder).find((name) => name.startsWith("input."));
  const compile = input === undefined ? undefined : inputCompilers[input.slice("input.".length)];
  if (input === undefined || compile === undefined) throw new Error(`${folder}: no app/ and no known input`);
  return diagnosticLines(await compile(createSource(input, readFileSync(join(folder, input))), options));
}

/** `<severity> <code> <file>:<line>:<col>-<line>:<col> <message>`, one per line, with `-` if there is no location. */
export function diagnosticLines(diagnostics: readonly Diagnostic[]): string {
  return sortDiagnostics(diagnostics)
    .map(({ severity, code, location, message }) => {
      const place = location
        ? `${location.file}:${location.start.line}:${location.start.column}-${location.end.line}:${location.end.column}`
        : "-";
      return `${severity} ${code} ${place} ${message}\n`;
    })
    .join("");
}

/** The room that compiles an input, by its extension. */
const inputCompilers: Readonly<Record<string, (source: SourceText, options: FixtureOptions) => Found>> = {
  wxml: (source) => parseTemplate(source).diagnostics,
  wxs: (source, options) => {
    const { ast, diagnostics } = parseWxs(source, options);
    return [...diagnostics, ...compileWxs(ast, source, options).diagnostics];
  },
  wxss: (source, options) => {
    const { ast, diagnostics } = parseStyle(source);
    const compiled = compileStyle(ast, source, { minify: false, sourceMap: false, component: false, ...options });
    return [...diagnostics, ...compiled.diagnostics];
  },
  less: compileInputSheet,
  scss: compileInputSheet,
  js: compileInputScript,
  ts: compileInputScript,
};

async function compileInputScript(source: SourceText, options: FixtureOptions): Promise<readonly Diagnostic[]> {
  const scan = scanScript(source);
  const defaults = { target: "es2020", minify: false, sourceMap: false, environment: {} };
  const { diagnostics } = await compileScript(source, { ...defaults, ...options }, scan);
  return [...scan.diagnostics, ...diagnostics];
}

function readOptions(folder: string): FixtureOptions {
  const path = join(folder, "options.json");
  return existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as FixtureOptions) : {};
}

function foldersIn(path: string): readonly string[] {
  if (!existsSync(path)) return [];
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}
