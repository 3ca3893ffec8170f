/**
 * Runs Sass in a sandbox: every file is read through `StyleFiles`; no load paths, no package importer. Sass runs no
 * third-party code.
 *
 * Loaded files have URLs `miniapp:///<host path>`. The importer declines relative URLs that Sass has already resolved;
 * Sass then passes the path as the author wrote it. Otherwise URL resolution would hide that a path leaves the project.
 */
import { createDiagnostic } from "../diagnostics/index.ts";
import type { Code, Diagnostic, Values } from "../diagnostics/index.ts";
import { basename, dirname, extname, joinPath } from "../source/index.ts";
import type { SourceText, Span } from "../source/index.ts";
import type { Lowered, LoweringContext } from "./preprocess.ts";

/** The part of the `sass` package that is used. */
export interface SassModule {
  compileString(text: string, options: Readonly<Record<string, unknown>>): { css: string; sourceMap?: object };
}

interface SassSpan {
  readonly url?: URL;
  readonly start: { readonly offset: number };
  readonly end: { readonly offset: number };
}

interface SassError {
  readonly sassMessage?: string;
  readonly message: string;
  readonly span?: SassSpan;
}

interface SassLog {
  readonly deprecation: boolean;
  readonly span?: SassSpan;
}

const scheme = "miniapp:///";
const refusal = "miniapp-refusal:";
const heldExtension = "\u00a4.css";

/** Compiles the context's source; every error becomes a diagnostic. */
export function compileSass(sass: SassModule, context: LoweringContext, indented: boolean): Lowered {
  const { common } = context;
  if (common === undefined) return compileBehind(sass, context, indented, "");
  const lowered = compileBehind(sass, context, indented, `@use "${toUrl(common).href}"${indented ? "" : ";"}\n`);
  // The stylesheet itself uses a module of the same name, most likely the common one, so do not add it again.
  const clash = lowered.diagnostics.some(({ message }) => message.includes("There's already a module with namespace"));
  return clash ? compileBehind(sass, context, indented, "") : lowered;
}

/** @param ahead a line to prepend to the source; positions in diagnostics leave it out */
function compileBehind(sass: SassModule, context: LoweringContext, indented: boolean, ahead: string): Lowered {
  const { source, path } = context;
  const diagnostics: Diagnostic[] = [];
  const refused: { code: Code; values: Values }[] = [];
  const importer = createImporter(context, (code, values) => {
    refused.push({ code, values });
    return new Error(`${refusal}${refused.length - 1}`);
  });
  const position = (span: SassSpan | undefined) => positionOf(span, context, ahead.length);
  try {
    const { css, sourceMap } = sass.compileString(ahead + holdWxssImports(source.text), {
      syntax: indented ? "indented" : "scss",
      url: toUrl(path),
      importer,
      importers: [importer],
      charset: false,
      sourceMap: true,
      logger: {
        warn(message: string, { deprecation, span }: SassLog) {
          // Ignore deprecations and the line that counts them: they concern Sass itself and do not change the result.
          if (deprecation || /^\d+ repetitive deprecation/.test(message)) return;
          diagnostics.push(createDiagnostic("style/preprocessor-warning", { reason: message }, position(span)));
        },
        debug() {},
      },
    });
    const linesAhead = ahead === "" ? 0 : 1;
    return { css: releaseWxssImports(css), map: mapText(sourceMap), linesAhead, diagnostics };
  } catch (error) {
    const { message, sassMessage, span } = error as SassError;
    const text = sassMessage ?? message;
    const ours = refused[Number(new RegExp(`${refusal}(\\d+)`).exec(text)?.[1] ?? -1)];
    const code =
      ours?.code ?? (text.startsWith("Can't find stylesheet") ? "graph/missing-style" : "style/preprocessor-error");
    const values = ours?.values ?? { language: "Sass", reason: text, specifier: specifierAt(position(span)) };
    return { css: "", diagnostics: [...diagnostics, createDiagnostic(code, values, position(span))] };
  }
}

/** Sass keeps an import whose name ends in `.css`. A replacement of the same length keeps all positions. */
function holdWxssImports(text: string): string {
  return text.replace(/(@import\s*(["'])[^~"'\n][^"'\n]*)\.wxss(?=\2\s*(?:[;}\n]|$))/g, `$1${heldExtension}`);
}

function releaseWxssImports(css: string): string {
  return css.replaceAll(heldExtension, ".wxss");
}

function createImporter(
  { files, sources, path: entry }: LoweringContext,
  refuse: (code: Code, values: Values) => Error,
): object {
  return {
    canonicalize(specifier: string, { containingUrl, fromImport }: { containingUrl: URL | null; fromImport: boolean }) {
      if (specifier.startsWith(scheme)) return sources.has(fromUrl(specifier)) ? new URL(specifier) : null;
      const from = dirname(containingUrl ? fromUrl(containingUrl.href) : entry);
      const found = files.find(decode(specifier), from, (path) => candidates(path, fromImport));
      if (found === undefined) return null;
      if (typeof found !== "string") throw refuse("style/outside-project", { specifier });
      const loaded = files.read(found);
      if (!loaded) return null;
      sources.set(found, loaded);
      return toUrl(found);
    },
    load(url: URL) {
      const loaded = sources.get(fromUrl(url.href));
      return loaded ? { contents: loaded.text, syntax: syntaxOf(url.pathname), sourceMapUrl: url } : null;
    },
  };
}

/** Sass's own rules: the name as it is or as a partial, then the folder's index file; import-only files first. */
function candidates(path: string, fromImport: boolean): string[] {
  const known = /\.(?:scss|sass|css|wxss)$/i.test(path);
  const extensions = known ? [""] : [".scss", ".sass", ".css", ".wxss"];
  const out: string[] = [];
  const add = (base: string, suffix: string) => {
    for (const extension of extensions) {
      const stem = known ? base.replace(/(\.\w+)$/, `${suffix}$1`) : base + suffix + extension;
      out.push(joinPath(dirname(stem), `_${basename(stem)}`), stem);
    }
  };
  for (const suffix of fromImport ? [".import", ""] : [""]) add(path, suffix);
  if (!known) for (const suffix of fromImport ? [".import", ""] : [""]) add(`${path}/index`, suffix);
  return out;
}

function syntaxOf(path: string): string {
  const extension = extname(path);
  return extension === ".sass" ? "indented" : extension === ".scss" ? "scss" : "css";
}

/** URL parsing would resolve `..`, so it is written as another word. */
function toUrl(path: string): URL {
  return new URL(
    scheme +
      path
        .split("/")
        .map((part) => (part === ".." ? "~up" : encodeURIComponent(part)))
        .join("/"),
  );
}

function fromUrl(url: string): string {
  return url
    .slice(scheme.length)
    .split("/")
    .map((part) => (part === "~up" ? ".." : decode(part)))
    .join("/");
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function mapText(map: object | undefined): string {
  const { sources = [], ...rest } = (map ?? {}) as { sources?: string[] };
  return JSON.stringify({ ...rest, sources: sources.map((url) => (url.startsWith(scheme) ? fromUrl(url) : url)) });
}

function positionOf(span: SassSpan | undefined, { source, sources, path }: LoweringContext, ahead: number) {
  const from = span?.url ? fromUrl(span.url.href) : path;
  const file = sources.get(from) ?? source;
  const back = from === path ? ahead : 0;
  const offset = (at: number) => Math.max(0, at - back);
  const position: Span = span
    ? { start: offset(span.start.offset), end: offset(span.end.offset) }
    : { start: 0, end: 0 };
  return { source: file, span: position };
}

/** The quoted text in the rule that Sass reports. */
function specifierAt({ source, span }: { readonly source: SourceText; readonly span: Span }): string {
  return /["']([^"']*)["']/.exec(source.text.slice(span.start, span.end))?.[1] ?? source.path;
}
