/**
 * Tree to fragment: css that depends on the sheet's own content alone, so that it is made once however many pages use
 * it. What only the linker knows (scope, `rpx`, imported sheets, where assets are) stays a marker or a piece.
 */
import { createDiagnostic, locate } from "../diagnostics/index.ts";
import type { Code, Diagnostic, Location, Values } from "../diagnostics/index.ts";
import { positionAt } from "../source/index.ts";
import type { Dependency, Result, SourceText, Span } from "../source/index.ts";
import type { AtRuleNode, DeclarationNode, RuleNode, StyleNode, StyleSheet } from "./ast.ts";
import { isBlank } from "./characters.ts";
import { MarkerPattern } from "./markers.ts";
import { scopeSelector, skipBrackets } from "./selector.ts";
import { isLocalTarget } from "./url.ts";
import { printValue } from "./value.ts";

export interface StyleOptions {
  readonly minify: boolean;
  readonly sourceMap: boolean;
  /** The sheet belongs to a component: selectors that WeChat does not allow there are reported. */
  readonly component: boolean;
}

/** A compiled sheet: plain data. */
export interface CompiledStyle {
  /** Path shown to people. */
  readonly path: string;
  /** Paths of the files that its rules were written in: itself, and for Less and Sass also what they read. */
  readonly sources: readonly string[];
  readonly pieces: readonly StylePiece[];
  /** Places of selectors that WeChat does not allow in a component's sheet, one per rule at most. */
  readonly illegalInComponent: readonly Span[];
  readonly hasHost: boolean;
  readonly hasRpx: boolean;
}

export type StylePiece = CssPiece | ImportPiece;

export interface CssPiece {
  /** `host` for a rule for the component's own node alone. */
  readonly kind: "css" | "host";
  /** With markers, see markers.ts. */
  readonly css: string;
  /** Groups of four: offset into `css`, index into `sources`, line and column (from 0) there. */
  readonly marks?: readonly number[];
}

export interface ImportPiece {
  readonly kind: "import";
  readonly specifier: string;
  readonly condition: string;
  readonly location: Location;
}

interface Printer {
  readonly source: SourceText;
  readonly text: string;
  readonly options: StyleOptions;
  readonly pieces: StylePiece[];
  readonly diagnostics: Diagnostic[];
  readonly illegal: Span[];
  out: string;
  marks: number[];
  hasHost: boolean;
  indent: string;
}

/** Edges of a sheet: its imports, and the local files its `url()`s name. */
export function styleDependencies(ast: StyleSheet): readonly Dependency[] {
  const dependencies: Dependency[] = [];
  for (const { specifier, span } of ast.imports) dependencies.push({ kind: "style-import", specifier, span });
  for (const { target, span } of ast.urls) {
    if (isLocalTarget(target)) dependencies.push({ kind: "asset", specifier: target, span });
  }
  return dependencies;
}

/** Compiles a sheet. Never throws; what it cannot read it prints as it stands. */
export function compileStyle(ast: StyleSheet, source: SourceText, options: StyleOptions): Result<CompiledStyle> {
  const { text } = source;
  const printer: Printer = {
    source,
    // Same length, so that offsets hold.
    text: MarkerPattern.test(text) ? text.replace(new RegExp(MarkerPattern, "g"), " ") : text,
    options,
    pieces: [],
    diagnostics: [],
    illegal: [],
    out: "",
    marks: [],
    hasHost: false,
    indent: "",
  };
  for (const { target, span } of ast.urls) {
    if (isLocalTarget(target)) warn(printer, "style/local-url", span, { target });
  }
  printTopLevel(printer, ast.children);
  flush(printer, "css");
  const { pieces, illegal, diagnostics, hasHost } = printer;
  const output = {
    path: source.path,
    sources: [source.path],
    pieces,
    illegalInComponent: illegal,
    hasHost,
    hasRpx: text.includes("rpx"),
  };
  if (options.component) diagnostics.push(...componentSelectorDiagnostics(output, source));
  return { output, diagnostics };
}

/** The warnings for a sheet that turns out to belong to a component, where `compileStyle` was not told so. */
export function componentSelectorDiagnostics(style: CompiledStyle, source: SourceText): Diagnostic[] {
  return style.illegalInComponent.map((span) =>
    createDiagnostic(
      "style/component-selector",
      { selector: source.text.slice(span.start, span.end) },
      { source, span },
    ),
  );
}

function warn(printer: Printer, code: Code, span: Span, values: Values = {}): void {
  printer.diagnostics.push(createDiagnostic(code, values, { source: printer.source, span }));
}

/** Ends the piece that is being printed. */
function flush(printer: Printer, kind: CssPiece["kind"]): void {
  const { out, marks } = printer;
  if (out === "") return;
  printer.pieces.push(printer.options.sourceMap ? { kind, css: out, marks } : { kind, css: out });
  printer.out = "";
  printer.marks = [];
}

function printTopLevel(printer: Printer, children: readonly StyleNode[]): void {
  const lineEnd = printer.options.minify ? "" : "\n";
  for (const node of children) {
    if (node.type === "import") {
      flush(printer, "css");
      const { specifier, condition, span } = node;
      const location = locate({ source: printer.source, span });
      printer.pieces.push({ kind: "import", specifier, condition, location });
    } else if (node.type === "rule") {
      printRule(printer, node, { top: true, scoped: true });
    } else if (node.type === "at-rule") {
      if (!(node.name === "charset" && printer.options.minify)) {
        printAtRule(printer, node, true);
        if (!node.children) printer.out += `;${lineEnd}`;
      }
    }
  }
}

interface RulePlace {
  readonly top: boolean;
  /** False in `@keyframes`, whose preludes are no selectors; absent `nested` means not inside another rule. */
  readonly scoped: boolean;
  readonly nested?: boolean;
}

function printRule(printer: Printer, node: RuleNode, place: RulePlace): void {
  const { minify } = printer.options;
  const body = printer.out;
  const marked = printer.marks.length;
  let css: string;
  let hostOnly = false;
  if (place.scoped) {
    const selector = scopeSelector(printer.text, node.start, node.preludeEnd, {
      minify,
      nested: place.nested === true,
    });
    if (selector.hasHost) printer.hasHost = true;
    hostOnly = place.top && selector.hostOnly;
    const span = { start: node.start, end: node.preludeEnd };
    if (selector.illegal >= 0) printer.illegal.push(span);
    if (selector.invalid >= 0 && span.end > span.start) warn(printer, "style/invalid-selector", span, {});
    css = selector.css;
  } else css = condense(printer.text.slice(node.start, node.preludeEnd), minify);
  if (hostOnly) flush(printer, "css");
  const opened = hostOnly ? "" : body;
  mark(printer, node.start);
  printer.out += printer.indent + css;
  const empty = printBlock(printer, node.children, { scoped: place.scoped, nested: true });
  if (empty && minify) {
    printer.out = opened;
    printer.marks.length = hostOnly ? 0 : marked;
  } else if (hostOnly) flush(printer, "host");
}

/** `{…}` with its items; true if nothing stands between the braces. */
function printBlock(
  printer: Printer,
  children: readonly StyleNode[],
  place: { scoped: boolean; nested: boolean },
): boolean {
  const { minify } = printer.options;
  const outer = printer.indent;
  if (!minify) printer.indent += "  ";
  printer.out += minify ? "{" : " {\n";
  const length = printer.out.length;
  // A semicolon is owed before the next item, unless the block ends.
  let owed = false;
  for (const node of children) {
    const before = printer.out.length;
    if (owed && minify) printer.out += ";";
    const separated = printer.out.length;
    if (node.type === "declaration") {
      if (printDeclaration(printer, node)) owed = true;
    } else if (node.type === "rule") {
      printRule(printer, node, { top: false, ...place });
      if (printer.out.length > separated) owed = false;
    } else if (node.type === "at-rule") {
      printAtRule(printer, node, false, place);
      if (!node.children) {
        if (!minify) printer.out += ";\n";
        owed = minify;
      } else if (printer.out.length > separated) owed = false;
    }
    if (printer.out.length === separated && separated > before) printer.out = printer.out.slice(0, before);
  }
  const empty = printer.out.length === length;
  printer.indent = outer;
  printer.out += minify ? "}" : `${outer}}\n`;
  return empty;
}

/** False if nothing is printed. */
function printDeclaration(printer: Printer, node: DeclarationNode): boolean {
  const { text } = printer;
  const { minify } = printer.options;
  const { start, colon, end } = node;
  if (colon < 0) {
    // Browsers skip it; so does a minified sheet.
    if (minify) return false;
    printer.out += `${printer.indent + text.slice(start, end)};\n`;
    return true;
  }
  mark(printer, start);
  const custom = text.charCodeAt(start) === 45 && text.charCodeAt(start + 1) === 45;
  let from = colon + 1;
  while (from < end && isBlank(text.charCodeAt(from))) from++;
  const value = printValue(text.slice(from, end), minify, custom);
  if (!minify) {
    printer.out += `${printer.indent + text.slice(start, from) + value};\n`;
    return true;
  }
  let nameEnd = colon;
  while (isBlank(text.charCodeAt(nameEnd - 1))) nameEnd--;
  printer.out += (nameEnd === colon ? text.slice(start, colon + 1) : `${text.slice(start, nameEnd)}:`) + value;
  return true;
}

/** At-rules that do nothing while they are empty. */
const conditional = new Set(["media", "supports", "container"]);

function printAtRule(
  printer: Printer,
  node: AtRuleNode,
  top: boolean,
  place?: { scoped: boolean; nested: boolean },
): void {
  const { minify } = printer.options;
  const before = printer.out;
  const marked = printer.marks.length;
  const prelude = printPrelude(printer, node);
  mark(printer, node.start);
  const nameEnd = node.start + 1 + node.name.length;
  // A minified bracket needs no blank; otherwise it stays as written.
  const tight = minify ? prelude.charCodeAt(0) === 40 : node.preludeStart === nameEnd;
  printer.out +=
    printer.indent + printer.text.slice(node.start, nameEnd) + (tight || prelude === "" ? "" : " ") + prelude;
  if (!node.children) return;
  const scoped = (place?.scoped ?? true) && !node.name.endsWith("keyframes");
  const empty = printBlock(printer, node.children, { scoped, nested: !top && place?.nested === true });
  if (empty && minify && conditional.has(node.name)) {
    printer.out = before;
    printer.marks.length = marked;
  }
}

function printPrelude(printer: Printer, node: AtRuleNode): string {
  const { text, options } = printer;
  const { preludeStart, preludeEnd } = node;
  if (node.name !== "scope") return condense(text.slice(preludeStart, preludeEnd), options.minify);
  // `@scope (.a) to (.b)`: selectors in brackets.
  let out = "";
  let last = preludeStart;
  for (let i = preludeStart; i < preludeEnd; i++) {
    if (text.charCodeAt(i) !== 40) continue;
    const close = skipBrackets(text, i, preludeEnd);
    const { css } = scopeSelector(text, i + 1, close - 1, { minify: options.minify, nested: true });
    out += `${text.slice(last, i + 1) + css})`;
    last = close;
    i = close - 1;
  }
  return out + text.slice(last, preludeEnd);
}

/** A prelude that is no selector: comments go, blanks shrink; around `,` `:` and inside brackets they go. */
function condense(raw: string, minify: boolean): string {
  if (!minify) return raw;
  if (!/[\s/]/.test(raw)) return raw;
  return raw
    .split(/("(?:\\[^]|[^"\\])*"|'(?:\\[^]|[^'\\])*')/)
    .map((part, index) =>
      index % 2 === 1
        ? part
        : part
            .replace(/\/\*[^]*?\*\//g, " ")
            .replace(/\s+/g, " ")
            .replace(/ ?([,]) ?/g, "$1")
            .replace(/\( | \)/g, (bracket) => bracket.trim())
            .replace(/(?<!selector)(\([\w-]+) ?: ?/gi, "$1:"),
    )
    .join("")
    .trim();
}

/** Remembers that what is printed next comes from `offset`. */
function mark(printer: Printer, offset: number): void {
  if (!printer.options.sourceMap) return;
  const { line, column } = positionAt(printer.source, offset);
  printer.marks.push(printer.out.length, 0, line - 1, column - 1);
}
