/**
 * Runs Less in a sandbox: no `@plugin`, no inline JavaScript, and every file is read through `StyleFiles`.
 *
 * Less has an option to disable `@plugin`, but applies it only to the entry file, so the plugin loader is replaced as
 * well. `image-size()` reads the disk without the file manager, so it is refused.
 */
import { createDiagnostic } from "../diagnostics/index.ts";
import type { Code, Diagnostic, Values } from "../diagnostics/index.ts";
import { offsetAt } from "../source/index.ts";
import type { SourceText } from "../source/index.ts";
import type { Lowered, LoweringContext } from "./preprocess.ts";

/** The part of the `less` package that is used. */
export interface LessModule {
  render(text: string, options: Readonly<Record<string, unknown>>): Promise<{ css: string; map?: string }>;
  readonly FileManager: new () => object;
}

interface LessPluginManager {
  Loader: unknown;
  addFileManager(manager: object): void;
}

interface LessError {
  readonly message: string;
  readonly filename?: string;
  /** From 1. */
  readonly line?: number;
  /** From 0. */
  readonly column?: number;
}

/** Compiles the context's source; every error becomes a diagnostic. */
export async function compileLess(less: LessModule, context: LoweringContext): Promise<Lowered> {
  const { source, path, common } = context;
  const ahead = common === undefined ? "" : `@import (reference) "${commonSpecifier}";\n`;
  const diagnostics: Diagnostic[] = [];
  const refuse = (code: Code, values: Values): LessRefusal => {
    diagnostics.push(createDiagnostic(code, values, { source, span: { start: 0, end: 0 } }));
    return { message: `${refusal}${diagnostics.length - 1}` };
  };
  const manager = createFileManager(less, context, refuse);
  const lock = {
    install(_: unknown, pluginManager: LessPluginManager) {
      const stop = () => refuse("style/less-plugin", {});
      pluginManager.addFileManager(manager);
      pluginManager.Loader = {
        evalPlugin: stop,
        loadPluginSync: () => ({ error: stop() }),
        loadPlugin: () => Promise.reject(stop()),
      };
    },
  };
  try {
    const { css, map } = await less.render(ahead + holdWxssImports(source.text), {
      filename: path,
      javascriptEnabled: false,
      disablePluginRule: true,
      paths: [],
      plugins: [lock],
      sourceMap: {},
    });
    // Errors that Less recovered from. An optional import may be missing, but it must not lead out of the project.
    const others = diagnostics.filter(({ code }) => code !== "graph/missing-style");
    const lowered = { css: releaseWxssImports(css), linesAhead: ahead === "" ? 0 : 1, diagnostics: others };
    return map === undefined ? lowered : { ...lowered, map };
  } catch (error) {
    const failed = toDiagnostics(error as LessError, context, diagnostics);
    return { css: "", diagnostics: failed };
  }
}

const refusal = "miniapp-refusal:";
const commonSpecifier = "miniapp:common";

/**
 * Less inlines imports of unknown extensions, but leaves those that end in `css`. So rename `.wxss` to something of the
 * same length that does.
 */
function holdWxssImports(text: string): string {
  return text.replace(/(@import\s*(["'])[^~"'\n][^"'\n]*\.)wxss(?=\2\s*;)/g, "$1?css");
}

function releaseWxssImports(css: string): string {
  return css.replace(/(@import\s*(["'])[^"'\n]+\.)\?css(?=\2)/g, "$1wxss");
}

interface LessRefusal {
  readonly message: string;
}

interface LessFile {
  readonly filename: string;
  readonly contents: string | Uint8Array;
}

type Refuse = (code: Code, values: Values) => LessRefusal;

function createFileManager(less: LessModule, context: LoweringContext, refuse: Refuse): object {
  const { files, sources, common } = context;
  const find = (specifier: string, folder: string, candidates: (path: string) => readonly string[]) => {
    const found = files.find(specifier, folder.replace(/\/$/, ""), candidates);
    if (found === undefined) throw refuse("graph/missing-style", { specifier });
    if (typeof found !== "string") throw refuse("style/outside-project", { specifier });
    return found;
  };
  const load = (specifier: string, folder: string, extension: string): LessFile => {
    const shared = common === undefined || specifier !== commonSpecifier ? undefined : sources.get(common);
    if (common !== undefined && shared) return { filename: common, contents: holdWxssImports(shared.text) };
    const path = find(specifier, folder, (base) =>
      /\.[a-z]+$/i.test(base) ? [base] : [base + extension, base, `${base}.wxss`, `${base}.css`],
    );
    const source = files.read(path);
    if (!source) throw refuse("graph/missing-style", { specifier });
    sources.set(path, source);
    return { filename: path, contents: source.text };
  };
  return Object.assign(new less.FileManager(), {
    supports: () => true,
    supportsSync: () => true,
    async loadFile(specifier: string, folder: string): Promise<LessFile> {
      return load(specifier, folder, ".less");
    },
    // data-uri() requests a raw buffer. image-size() does not, and would then read the returned name from disk.
    loadFileSync(
      specifier: string,
      folder: string,
      options: { rawBuffer?: boolean },
    ): LessFile | { error: LessRefusal } {
      if (options.rawBuffer !== true) return { error: refuse("style/less-image-size", {}) };
      const path = find(specifier, folder, (base) => [base]);
      const bytes = files.readBytes(path);
      if (!bytes) throw refuse("graph/missing-style", { specifier });
      return { filename: "\0", contents: rawContent(bytes) };
    },
  });
}

/** Bytes for base64 whose `toString` gives the text, for when Less percent-encodes instead. */
function rawContent(bytes: Uint8Array): Uint8Array {
  return Object.assign(Uint8Array.from(bytes), { toString: () => new TextDecoder().decode(bytes) });
}

/** Less's error with its position; with our own message if we caused it by refusing something. */
function toDiagnostics(error: LessError, context: LoweringContext, refused: readonly Diagnostic[]): Diagnostic[] {
  const position = positionOf(error, context);
  const message = String(error.message ?? error);
  const index = new RegExp(`${refusal}(\\d+)`).exec(message)?.[1];
  const ours = index === undefined ? undefined : refused[Number(index)];
  const code = ours?.code ?? codeOf(message);
  const located = createDiagnostic(code, { language: "Less", reason: message.trim() }, position);
  return [ours ? { ...located, message: ours.message } : located];
}

function codeOf(message: string): Code {
  if (message.startsWith("@plugin statements")) return "style/less-plugin";
  return message.startsWith("Inline JavaScript") ? "style/less-javascript" : "style/preprocessor-error";
}

function positionOf(error: LessError, { source, sources, path, common }: LoweringContext) {
  const inEntry = error.filename === undefined || error.filename === path;
  const file: SourceText = inEntry ? source : (sources.get(error.filename) ?? source);
  const line = (error.line ?? 0) - (inEntry && common !== undefined ? 1 : 0);
  if (line < 1) return { source: file, span: { start: 0, end: 0 } };
  const start = offsetAt(file, line, (error.column ?? 0) + 1);
  return { source: file, span: { start, end: Math.min(start + 1, file.text.length) } };
}
