/**
 * Templates: WXML files, including their inline wxs.
 *
 *   parse        text → AST (ast.ts) and diagnostics
 *   analyze      what names mean and what expressions read
 *   transform    AST → blocks
 *   generate     blocks → one function expression
 *
 * The compiled function takes the runtime (src/runtime/logic) and refers to other files by the specifiers as written.
 */
import type { Diagnostic } from "../diagnostics/index.ts";
import type { Dependency, Parsed, Result } from "../source/language.ts";
import type { PartMap } from "../source/source-map.ts";
import type { SourceText } from "../source/text.ts";
import type { Environment } from "./analyze/names.ts";
import type { TemplateAst } from "./ast.ts";
import { templateDependencies as ownDependencies } from "./dependencies.ts";
import { generateModule } from "./generate/module.ts";
import { createPartMap } from "./generate/source-map.ts";
import { parseTemplate as parseMarkup } from "./parse.ts";
import { transformTemplate } from "./transform/index.ts";
import { compileWxs, parseWxs, wxsDependencies } from "./wxs/index.ts";
import type { WxsAst } from "./wxs/index.ts";

export { compileWxs, parseWxs, wxsDependencies } from "./wxs/index.ts";

export interface TemplateOptions {
  /** Reject wxs that WeChat's own compiler rejects. */
  readonly strictWxs?: boolean;
  /** Minify inline wxs; all other output is compact anyway. */
  readonly minify?: boolean;
  readonly sourceMap?: boolean;
  /** Constants that expressions see as `MINIAPP_ENV.name`. */
  readonly environment?: Environment;
}

/** A parsed WXML file. */
export interface TemplateFile extends TemplateAst {
  /** Inline wxs by module name. */
  readonly scripts: readonly { readonly module: string; readonly ast: WxsAst }[];
}

export interface CompiledTemplate {
  /** `function($){…}`, without a semicolon; ES2020, no imports. */
  readonly code: string;
  /** Only if requested. */
  readonly map?: PartMap;
  /** For page frames: the skeletons of the blocks as JSON, in the order in which the code declares them. */
  readonly view: string;
}

/** Parses a WXML file and its inline wxs. */
export function parseTemplate(source: SourceText, options: TemplateOptions = {}): Parsed<TemplateFile> {
  const { ast, diagnostics } = parseMarkup(source);
  const all: Diagnostic[] = diagnostics;
  const scripts: { module: string; ast: WxsAst }[] = [];
  for (const { module, codeSpan } of ast.wxs) {
    if (!codeSpan) continue;
    const script = parseWxs(source, { strictWxs: options.strictWxs === true, span: codeSpan });
    scripts.push({ module, ast: script.ast });
    all.push(...script.diagnostics);
  }
  const { type, children, definitions, imports, wxs } = ast;
  return { ast: { type, children, definitions, imports, wxs, scripts }, diagnostics: all };
}

/** Files that a template refers to, and those that its inline wxs requires. */
export function templateDependencies(file: TemplateFile): readonly Dependency[] {
  const own = ownDependencies(file);
  return file.scripts.length === 0 ? own : [...own, ...file.scripts.flatMap(({ ast }) => wxsDependencies(ast))];
}

/**
 * Compiles a parsed template, which must have no errors. Never fails, because `parseTemplate` has reported all
 * problems.
 */
export function compileTemplate(
  file: TemplateFile,
  source: SourceText,
  options: TemplateOptions = {},
): Result<CompiledTemplate> {
  const scripts = new Map<string, string>();
  for (const { module, ast } of file.scripts) {
    const minify = options.minify === true;
    scripts.set(module, compileWxs(ast, source, { span: ast.span, minify }).output.code);
  }
  const { code, mappings, view } = generateModule(
    transformTemplate(file, options.environment ?? {}, source.text.includes("slot:")),
    source,
    file.wxs,
    scripts,
    options.sourceMap === true,
  );
  const map = options.sourceMap ? { map: createPartMap(code, mappings, source) } : {};
  return { output: { code, view, ...map }, diagnostics: [] };
}
