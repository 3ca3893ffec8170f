/** Applies the edits of the analysis to the author's text. */
import type { Diagnostic } from "../../diagnostics/index.ts";
import type { Result } from "../../source/language.ts";
import type { SourceText } from "../../source/text.ts";
import { createPartMap } from "../generate/source-map.ts";
import type { WxsAst, WxsEdit } from "./ast.ts";
import { applyEdits } from "./edit.ts";
import type { WxsOptions } from "./parse.ts";
import { needlessBlanks } from "./strip.ts";

export interface CompiledWxs {
  /** One function expression, `function(module, exports, require, $wxs){…}`, without a semicolon. */
  readonly code: string;
  /** Only if requested. */
  readonly map?: WxsSourceMap;
}

/** A version 3 source map; `sources` is the path of the .wxs file, or of the .wxml file around inline code. */
export interface WxsSourceMap {
  readonly version: 3;
  readonly sources: readonly string[];
  readonly names: readonly string[];
  readonly mappings: string;
}

/**
 * Generates the module's code. Reports nothing, because `parseWxs` has. A module that could not be parsed compiles to
 * an empty one, so that a preview can continue.
 */
export function compileWxs(ast: WxsAst, source: SourceText, options: WxsOptions = {}): Result<CompiledWxs> {
  const diagnostics: readonly Diagnostic[] = [];
  if (!ast.valid) return { output: { code: `${HEAD}}` }, diagnostics };
  const { text } = source;
  const gaps = options.minify ? needlessBlanks(text, ast) : oddComments(text, ast);
  const isMapped = options.sourceMap === true;
  const { code: body, mappings } = applyEdits(HEAD + prologue(ast), text, ast.span, gaps, ast.edits, isMapped);
  // A line break, because the code may end in a line comment.
  const code = body + (options.minify ? "}" : "\n}");
  return { output: isMapped ? { code, map: mapOf(code, mappings, source) } : { code }, diagnostics };
}

/** `<!--` and `-->` start comments only in scripts; in a module they would be operators. So remove these comments. */
function oddComments(text: string, { comments }: WxsAst): WxsEdit[] {
  const odd = comments.filter(({ start }) => text.charCodeAt(start) !== 47);
  return odd.map(({ start, end }) => ({ start, end, text: "" }));
}

const HEAD = "function(module,exports,require,$wxs){";

function prologue({ builtins, undeclared }: WxsAst): string {
  const names = [...builtins.map((name) => `${name}=$wxs.${name}`), ...undeclared];
  return names.length === 0 ? "" : `var ${names.join(",")};`;
}

function mapOf(code: string, marks: readonly number[], source: SourceText): WxsSourceMap {
  const { names, mappings } = createPartMap(code, marks, source);
  return { version: 3, sources: [source.path], names, mappings };
}
