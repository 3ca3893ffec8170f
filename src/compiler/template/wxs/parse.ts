/** Parses wxs source to a `WxsAst` and diagnostics. Never throws. */
import { createDiagnostic } from "../../diagnostics/index.ts";
import type { Code, Diagnostic, Values } from "../../diagnostics/index.ts";
import type { Parsed } from "../../source/language.ts";
import type { SourceText, Span } from "../../source/text.ts";
import { analyzeProgram } from "./analyze.ts";
import type { Analysis } from "./analysis.ts";
import type { WxsAst, WxsEdit } from "./ast.ts";
import { BUILTINS, CONSTANTS } from "./builtins.ts";
import { parseProgram } from "./parser.ts";
import { freeReferences } from "./scope.ts";
import type { Reference } from "./scope.ts";

export interface WxsOptions {
  /** Position of the code if `source` contains more: the inside of `<wxs>` in a template. */
  readonly span?: Span;
  /** Reject what WeChat's own compiler rejects; otherwise newer syntax is accepted with a warning. */
  readonly strictWxs?: boolean;
  /** Remove comments and unneeded white space. */
  readonly minify?: boolean;
  /** Makes `compileWxs` create a source map. */
  readonly sourceMap?: boolean;
}

/**
 * Parses a wxs module.
 * @param source a .wxs file, or the whole template around an inline `<wxs>`; positions in diagnostics and in the result
 * are offsets into it
 */
export function parseWxs(source: SourceText, options: WxsOptions = {}): Parsed<WxsAst> {
  const span = options.span ?? { start: 0, end: source.text.length };
  const text = span.end === source.text.length ? source.text : source.text.slice(0, span.end);
  const comments: Span[] = [];
  let analysis: Analysis;
  try {
    analysis = analyzeProgram(
      parseProgram(text, span.start, (start, end) => comments.push({ start, end })),
      text,
    );
  } catch (error) {
    return { ast: brokenAst(span), diagnostics: [failureDiagnostic(error, source, span)] };
  }
  const free = freeReferences(analysis.references);
  const { builtins, undeclared, edits } = closeNames(analysis, free);
  const ast: WxsAst = {
    type: "wxs",
    span,
    valid: true,
    requires: analysis.requires,
    edits,
    builtins,
    undeclared,
    comments,
    verbatim: analysis.verbatim,
  };
  return { ast, diagnostics: diagnose(analysis, free, source, options.strictWxs === true) };
}

function brokenAst(span: Span): WxsAst {
  const none = { requires: [], edits: [], builtins: [], undeclared: [], comments: [], verbatim: [] };
  return { type: "wxs", span, valid: false, ...none };
}

/** Turns every outside name into a variable of the module, and renames reserved words used as names. */
function closeNames(
  analysis: Analysis,
  free: readonly Reference[],
): { builtins: string[]; undeclared: string[]; edits: WxsEdit[] } {
  const builtins = new Set<string>();
  const undeclared = new Set<string>();
  const edits = [...analysis.edits];
  const renamed = new Map<string, string>();
  for (const { name } of analysis.renames) if (!renamed.has(name)) renamed.set(name, freshName(name, analysis.names));
  for (const { name, span } of free) {
    if (CONSTANTS.has(name) || PARAMETERS.has(name)) continue;
    if (BUILTINS.has(name)) builtins.add(name);
    else if (name === "arguments") {
      // Outside of functions wxs has no `arguments`; those of the compiled function must stay hidden.
      if (!renamed.has(name)) renamed.set(name, freshName(name, analysis.names));
      edits.push({ ...span, text: renamed.get(name) as string });
      undeclared.add(renamed.get(name) as string);
    } else undeclared.add(renamed.get(name) ?? name);
  }
  for (const { name, span, shorthand } of analysis.renames) {
    const text = renamed.get(name) as string;
    edits.push({ ...span, text: shorthand ? `${name}: ${text}` : text });
  }
  return { builtins: [...builtins].sort(), undeclared: [...undeclared].sort(), edits };
}

/** Parameters of the compiled function that the module may use. `exports` is one too, but always undefined. */
const PARAMETERS: ReadonlySet<string> = new Set(["module", "require"]);

function freshName(name: string, taken: ReadonlySet<string>): string {
  let candidate = `${name === "$wxs" ? "wxs" : name}$`;
  while (taken.has(candidate)) candidate += "$";
  return candidate;
}

function diagnose(
  analysis: Analysis,
  free: readonly Reference[],
  source: SourceText,
  strict: boolean,
): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  const report = (code: Code, values: Values, span: Span): void => {
    found.push(createDiagnostic(code, values, { source, span: { start: span.start, end: span.end } }));
  };
  const kinds = new Set<string>();
  for (const { what, span } of analysis.newerSyntax) {
    if (strict) report("wxs/strict-syntax", { what }, span);
    else if (!kinds.has(what)) report("wxs/newer-syntax", { what }, span);
    kinds.add(what);
  }
  for (const { what, span } of analysis.unsupported) report("wxs/unsupported-syntax", { what }, span);
  for (const { name, span } of free) {
    if (name === "require" && analysis.looseRequires.has(span.start)) report("wxs/dynamic-require", {}, span);
  }
  const assigned = new Set(free.filter(({ use }) => use === "write").map(({ name }) => name));
  const known = (name: string): boolean => assigned.has(name) || BUILTINS.has(name) || PARAMETERS.has(name);
  // A name that the code also passes to `typeof` may be missing: `typeof Array !== "undefined" && Array.isArray(x)`.
  const reported = new Set(free.filter(({ use }) => use === "typeof").map(({ name }) => name));
  for (const { name, span } of free) {
    if (known(name) || CONSTANTS.has(name) || reported.has(name)) continue;
    reported.add(name);
    report("wxs/unknown-name", { name }, span);
  }
  const unknown = new Set(free.map(({ name }) => name).filter((name) => !known(name)));
  for (const { span, unless } of analysis.failures) {
    const throws = unless === undefined || unless === "undefined" || (unknown.has(unless) && !CONSTANTS.has(unless));
    if (throws) report("wxs/always-throws", {}, span);
  }
  return found;
}

/**
 * Describes why the parser stopped: acorn's error in our words and at our position, or nesting that exceeds the stack.
 */
function failureDiagnostic(error: unknown, source: SourceText, span: Span): Diagnostic {
  if (error instanceof RangeError) {
    const position = { source, span: { start: span.start, end: span.start } };
    return createDiagnostic("wxs/syntax-error", { reason: "it is nested too deeply" }, position);
  }
  if (!(error instanceof SyntaxError)) throw error;
  const at = Math.min((error as SyntaxError & { readonly pos?: number }).pos ?? span.start, span.end);
  const foreign = foreignWordAt(source.text, at, span);
  if (foreign) {
    const what = `\`${source.text.slice(foreign.start, foreign.end)}\``;
    return createDiagnostic("wxs/unsupported-syntax", { what }, { source, span: foreign });
  }
  const reason = reasonOf(error, source, at, span);
  return createDiagnostic(
    "wxs/syntax-error",
    { reason },
    { source, span: { start: at, end: tokenEnd(source, at, span) } },
  );
}

function tokenEnd({ text }: SourceText, at: number, span: Span): number {
  return at + (/^(?:[\w$]+|[^\s])?/.exec(text.slice(at, Math.min(span.end, at + 40)))?.[0].length ?? 0);
}

/** A JavaScript statement keyword that is an ordinary name in wxs, at the error or directly before it. */
function foreignWordAt(text: string, at: number, span: Span): Span | undefined {
  const next = /^[A-Za-z]+/.exec(text.slice(at, Math.min(span.end, at + 40)))?.[0];
  if (next !== undefined && FOREIGN.has(next)) return { start: at, end: at + next.length };
  const from = Math.max(span.start, at - 40);
  const before = /([A-Za-z]+)\s*(?:\([^()]*\)\s*)?$/.exec(text.slice(from, at));
  if (!before || !FOREIGN.has(before[1] as string)) return undefined;
  return { start: from + before.index, end: from + before.index + (before[1] as string).length };
}

/** JavaScript statements that wxs lacks. Their keywords are names here, so the parser fails at the token after them. */
const FOREIGN = new Set(["class", "debugger", "enum", "export", "extends", "import", "super", "with"]);

function reasonOf(error: SyntaxError, source: SourceText, at: number, span: Span): string {
  const message = error.message.replace(/ \(\d+:\d+\)$/, "");
  if (message === "Unexpected token") {
    if (at >= span.end) return "unexpected end of the code, something is not closed";
    const token = /^(?:[\w$]+|[^\w\s])/.exec(source.text.slice(at, span.end))?.[0] ?? "";
    return `unexpected \`${token}\``;
  }
  return message.charAt(0).toLowerCase() + message.slice(1);
}
