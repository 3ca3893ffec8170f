/**
 * Less and Sass to css, hermetically: the project's files and its packages' through the host, nothing else; no code
 * that a sheet brings along runs. The compilers themselves are optional and come in through a door.
 */
import { createDiagnostic } from "../diagnostics/index.ts";
import type { Diagnostic } from "../diagnostics/index.ts";
import { extname } from "../source/index.ts";
import type { Host, Result, SourceText } from "../source/index.ts";
import { readCommonSheet } from "./common-sheet.ts";
import type { CommonSheets } from "./common-sheet.ts";
import { compileLess } from "./less.ts";
import type { LessModule } from "./less.ts";
import { compileSass } from "./sass.ts";
import type { SassModule } from "./sass.ts";
import { createStyleFiles } from "./style-files.ts";
import type { StyleFiles, UsedPackage } from "./style-files.ts";

export type StyleLanguage = "css" | "less" | "scss" | "sass";

/** Loaders of the optional compilers; each gives `undefined` where it is not installed. */
export interface Preprocessors {
  readonly less?: () => Promise<LessModule | undefined>;
  readonly sass?: () => Promise<SassModule | undefined>;
  /** The version of a compiler, which is not loaded for that; without it no result outlives the process. */
  readonly version?: (name: "less" | "sass") => string | undefined;
}

export interface Preprocessed {
  /** Empty after an error. */
  readonly css: string;
  /** Source map of `css` (version 3) as JSON text, its `sources` host paths; absent after an error. */
  readonly map?: string;
  /** Every file that was read, by its host path. */
  readonly sources: ReadonlyMap<string, SourceText>;
  /** How many lines `map` counts in front of the entry's own. */
  readonly linesAhead: number;
  /** Host paths of the files that were read besides the entry, sorted. */
  readonly inputs: readonly string[];
  /** Host paths that were looked for and are not there, sorted: the result is stale once one of them appears. */
  readonly absent: readonly string[];
  /** Installed packages that were asked for, and where they are. */
  readonly packages: readonly UsedPackage[];
}

/** What the two compilers give back. */
export interface Lowered {
  readonly css: string;
  readonly map?: string;
  readonly linesAhead?: number;
  readonly diagnostics: readonly Diagnostic[];
}

/** What the two compilers get. */
export interface LoweringContext {
  readonly source: SourceText;
  /** Host path of `source`, which may be shown under another. */
  readonly path: string;
  /** Host path of the sheet whose names this one sees without an import; it is among `sources`. */
  readonly common: string | undefined;
  readonly files: StyleFiles;
  /** Every source by its host path; they add what they read. */
  readonly sources: Map<string, SourceText>;
}

/** The language of a sheet, by its extension; whatever is unknown is css. */
export function styleLanguage(path: string): StyleLanguage {
  const extension = extname(path);
  return extension === ".less" ? "less" : extension === ".scss" ? "scss" : extension === ".sass" ? "sass" : "css";
}

export interface PreprocessOptions {
  /** Host path of the app's root. */
  readonly root: string;
  /** Host path of the sheet, where it is shown under another. */
  readonly path?: string;
  /** Only for sheets of the app itself. */
  readonly common?: CommonSheets;
}

/** Compiles a Less or Sass sheet to css. */
export async function preprocessStyle(
  source: SourceText,
  host: Host,
  preprocessors: Preprocessors,
  { root, path = source.path, common = {} }: PreprocessOptions,
): Promise<Result<Preprocessed>> {
  const language = styleLanguage(path);
  const files = createStyleFiles(host, path, root);
  const sources = new Map([[path, source]]);
  const shared = readCommonSheet(common[language], path, files, sources);
  const context = { source, path, common: shared, files, sources };
  const { diagnostics, linesAhead = 0, ...lowered } = await lower(language, context, preprocessors);
  files.rethrow();
  const output: Preprocessed = {
    ...lowered,
    sources,
    linesAhead,
    inputs: files.inputs().filter((input) => input !== path),
    absent: files.absent(),
    packages: files.packages(),
  };
  return { output, diagnostics };
}

async function lower(
  language: StyleLanguage,
  context: LoweringContext,
  { less, sass }: Preprocessors,
): Promise<Lowered> {
  if (language === "css") return { css: context.source.text, diagnostics: [] };
  const name = language === "less" ? "less" : "sass";
  if (name === "less") {
    const module = await less?.();
    if (module) return compileLess(module, context);
  } else {
    const module = await sass?.();
    if (module) return compileSass(module, context, language === "sass");
  }
  const place = { source: context.source, span: { start: 0, end: 0 } };
  return { css: "", diagnostics: [createDiagnostic("style/preprocessor-missing", { name }, place)] };
}
