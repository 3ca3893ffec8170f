/**
 * Compiles Less and Sass to CSS in a sandbox: they can read only the files of the project and its packages, through the
 * host, and no code in a stylesheet is run. The compilers are optional dependencies, and the caller supplies them.
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

/** Loaders of the optional compilers; each gives `undefined` if its compiler is not installed. */
export interface Preprocessors {
  readonly less?: () => Promise<LessModule | undefined>;
  readonly sass?: () => Promise<SassModule | undefined>;
  /** The version of a compiler, found without loading it. If unknown, results are not cached across processes. */
  readonly version?: (name: "less" | "sass") => string | undefined;
}

export interface Preprocessed {
  /** Empty after an error. */
  readonly css: string;
  /** Source map of `css` (version 3) as JSON text. Its `sources` are host paths. Absent after an error. */
  readonly map?: string;
  /** Every file that was read, by its host path. */
  readonly sources: ReadonlyMap<string, SourceText>;
  /** Number of lines in `map` before the entry's own first line. */
  readonly linesAhead: number;
  /** Host paths of the files read besides the entry, sorted. */
  readonly inputs: readonly string[];
  /** Host paths that were looked for but do not exist, sorted. The result is stale if one of them appears. */
  readonly absent: readonly string[];
  /** Requested npm packages and where they are. */
  readonly packages: readonly UsedPackage[];
}

/** The result of the two compilers. */
export interface Lowered {
  readonly css: string;
  readonly map?: string;
  readonly linesAhead?: number;
  readonly diagnostics: readonly Diagnostic[];
}

/** The input of the two compilers. */
export interface LoweringContext {
  readonly source: SourceText;
  /** Host path of `source`; its displayed path may differ. */
  readonly path: string;
  /** Host path of the common stylesheet, if any; it is in `sources`. */
  readonly common: string | undefined;
  readonly files: StyleFiles;
  /** Every source by its host path; the compilers add what they read. */
  readonly sources: Map<string, SourceText>;
}

/** The language of a stylesheet by its extension; unknown extensions are CSS. */
export function styleLanguage(path: string): StyleLanguage {
  const extension = extname(path);
  return extension === ".less" ? "less" : extension === ".scss" ? "scss" : extension === ".sass" ? "sass" : "css";
}

export interface PreprocessOptions {
  /** Host path of the app's root. */
  readonly root: string;
  /** Host path of the stylesheet, if its displayed path differs. */
  readonly path?: string;
  /** Only for the app's own stylesheets. */
  readonly common?: CommonSheets;
}

/** Compiles a Less or Sass stylesheet to CSS. */
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
  const position = { source: context.source, span: { start: 0, end: 0 } };
  return { css: "", diagnostics: [createDiagnostic("style/preprocessor-missing", { name }, position)] };
}
