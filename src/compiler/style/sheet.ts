/** One sheet with everything it imports, straight from a host: what `miniapp/testing` offers as `compileWxss`. */
import { createDiagnostic } from "../diagnostics/index.ts";
import type { Diagnostic } from "../diagnostics/index.ts";
import { createSource, isFile } from "../source/index.ts";
import type { Host, SourceText } from "../source/index.ts";
import { compileStyle } from "./compile.ts";
import type { StyleOptions } from "./compile.ts";
import { linkStyle } from "./link.ts";
import type { LinkableStyle } from "./link.ts";
import { parseStyle } from "./parse.ts";
import { preprocessStyle, styleLanguage } from "./preprocess.ts";
import type { Preprocessors } from "./preprocess.ts";
import { resolveStyle } from "./resolve.ts";

export interface SheetOptions {
  /** Put in front of every class name; `""` by default. */
  readonly prefix?: string;
  /** Width of the screen in pixels; without it `rpx` stays `calc(var(--rpx)*n)`. */
  readonly deviceWidth?: number;
  readonly preprocessors?: Preprocessors;
}

export interface Sheet {
  readonly css: string;
  /** Rules for the component's own node, which WeChat keeps apart from the sheet. */
  readonly hostCss: string;
  readonly diagnostics: readonly Diagnostic[];
}

const options: StyleOptions = { minify: false, sourceMap: false, component: false };

/**
 * Compiles the sheet at `path` (host path) with its imports, as readable css. `:host` becomes `[is="<path without
 * extension>"]`, as WeChat's compiler has it. Never throws on what an author writes: see `diagnostics`.
 */
export async function compileSheet(
  host: Host,
  path: string,
  { prefix, deviceWidth, preprocessors }: SheetOptions,
): Promise<Sheet> {
  const modules = new Map<string, LinkableStyle>();
  const diagnostics: Diagnostic[] = [];
  await load(host, path, preprocessors ?? {}, modules, diagnostics);
  const linked = linkStyle(path, (id) => modules.get(id), {
    scope: prefix ?? "",
    rpx: deviceWidth === undefined ? { kind: "var" } : { kind: "px", deviceWidth },
    host: `[is="${path.replace(/\.[^./]*$/, "")}"]`,
    separateHost: true,
  });
  return { css: linked.css, hostCss: linked.hostCss, diagnostics: [...diagnostics, ...linked.diagnostics] };
}

async function load(
  host: Host,
  path: string,
  preprocessors: Preprocessors,
  modules: Map<string, LinkableStyle>,
  diagnostics: Diagnostic[],
): Promise<void> {
  const bytes = host.read(path);
  if (bytes === undefined) {
    diagnostics.push(createDiagnostic("style/import-missing", { specifier: path }));
    return;
  }
  const source = createSource(path, bytes);
  const css = await toCss(host, source, preprocessors, diagnostics);
  const { ast, diagnostics: parsed } = parseStyle(css);
  const { output, diagnostics: compiled } = compileStyle(ast, css, options);
  diagnostics.push(...parsed, ...compiled);
  const resolved = new Map<string, string>();
  modules.set(path, { style: output, resolved });
  for (const { specifier, span } of ast.imports) {
    const target = resolveStyle(path, specifier, "", (candidate) => isFile(host, candidate));
    const place = { source: css, span };
    if (!target) {
      diagnostics.push(createDiagnostic("style/import-missing", { specifier }, place));
      continue;
    }
    if (target.clamped) diagnostics.push(createDiagnostic("style/import-above-root", { specifier }, place));
    resolved.set(specifier, target.path);
    if (!modules.has(target.path)) await load(host, target.path, preprocessors, modules, diagnostics);
  }
}

async function toCss(
  host: Host,
  source: SourceText,
  preprocessors: Preprocessors,
  diagnostics: Diagnostic[],
): Promise<SourceText> {
  if (styleLanguage(source.path) === "css") return source;
  const { output, diagnostics: found } = await preprocessStyle(source, host, preprocessors, {
    root: "",
    sourceMap: false,
  });
  diagnostics.push(...found);
  return { path: source.path, text: output.css };
}
