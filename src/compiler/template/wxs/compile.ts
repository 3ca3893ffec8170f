/** Applies what analysis found to the author's text. */
import { MagicString } from "magic-string";
import type { Diagnostic } from "../../diagnostics/index.ts";
import type { Result } from "../../source/language.ts";
import type { SourceText } from "../../source/text.ts";
import type { WxsAst } from "./ast.ts";
import type { WxsOptions } from "./parse.ts";
import { stripBlanks } from "./strip.ts";

export interface CompiledWxs {
  /** One function expression, `function(module, exports, require, $wxs){…}`, without a semicolon. */
  readonly code: string;
  /** Only if asked for. */
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
 * Makes the module's code. Diagnostics are all `parseWxs`'s; a module that could not be parsed compiles to an empty
 * one, so that a preview can go on.
 */
export function compileWxs(ast: WxsAst, source: SourceText, options: WxsOptions = {}): Result<CompiledWxs> {
  const diagnostics: readonly Diagnostic[] = [];
  if (!ast.valid) return { output: { code: `${HEAD}}` }, diagnostics };
  const { start, end } = ast.span;
  const text = new MagicString(source.text);
  if (end < source.text.length) text.remove(end, source.text.length);
  if (start > 0) text.remove(0, start);
  if (options.minify) stripBlanks(text, source.text, ast);
  else dropOddComments(text, source.text, ast);
  for (const edit of ast.edits) {
    if (edit.start < edit.end) text.update(edit.start, edit.end, edit.text);
    else if (edit.after) text.appendLeft(edit.start, edit.text);
    else text.prependRight(edit.start, edit.text);
  }
  text.prepend(HEAD + prologue(ast));
  // A line break, because the code may end in a line comment.
  text.append(options.minify ? "}" : "\n}");
  const output: CompiledWxs = { code: text.toString(), ...(options.sourceMap ? { map: mapOf(text, source) } : {}) };
  return { output, diagnostics };
}

/** `<!--` and `-->` begin comments in scripts alone; in a module they would be operators. */
function dropOddComments(out: MagicString, text: string, { comments }: WxsAst): void {
  for (const { start, end } of comments) if (text.charCodeAt(start) !== 47) out.remove(start, end);
}

const HEAD = "function(module,exports,require,$wxs){";

function prologue({ builtins, undeclared }: WxsAst): string {
  const names = [...builtins.map((name) => `${name}=$wxs.${name}`), ...undeclared];
  return names.length === 0 ? "" : `var ${names.join(",")};`;
}

function mapOf(text: MagicString, source: SourceText): WxsSourceMap {
  const { mappings, names } = text.generateMap({ source: source.path, hires: false });
  return { version: 3, sources: [source.path], names, mappings };
}
