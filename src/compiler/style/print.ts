/** Prints an AST as the pieces of a fragment. */
import { createDiagnostic, locate } from "../diagnostics/index.ts";
import type { Code, Diagnostic, Values } from "../diagnostics/index.ts";
import { positionAt } from "../source/index.ts";
import type { SourceText, Span } from "../source/index.ts";
import type { AtRuleNode, DeclarationNode, ImportNode, RuleNode, StyleNode, StyleSheet } from "./ast.ts";
import { isBlank } from "./characters.ts";
import type { CssPiece, IllegalSelector, StyleOptions, StylePiece } from "./fragment.ts";
import { markerPattern } from "./markers.ts";
import { isKeyframeStep, printPrelude } from "./prelude.ts";
import { scopeSelector } from "./selector.ts";
import { isLocalTarget } from "./url.ts";
import { printValue } from "./value.ts";

interface PrintedSheet {
  readonly pieces: readonly StylePiece[];
  readonly diagnostics: Diagnostic[];
  readonly illegal: readonly IllegalSelector[];
  readonly hasHost: boolean;
}

interface Printer {
  readonly source: SourceText;
  /** The source's text, without markers. */
  readonly text: string;
  readonly minify: boolean;
  readonly sourceMap: boolean;
  readonly pieces: StylePiece[];
  readonly diagnostics: Diagnostic[];
  readonly illegal: IllegalSelector[];
  /** Text of the current piece. */
  parts: string[];
  /** As in `CssPiece`, but the offsets are indexes into `parts`. */
  marks: number[];
  hasHost: boolean;
  indent: string;
}

/** Where a rule or block is. */
interface RuleContext {
  /** Preludes are selectors: everywhere except in `@keyframes`. */
  readonly scoped: boolean;
  /** Inside another rule. */
  readonly nested: boolean;
}

const outermost: RuleContext = { scoped: true, nested: false };

/** Prints a stylesheet; never throws. */
export function printSheet(ast: StyleSheet, source: SourceText, options: StyleOptions): PrintedSheet {
  const { text } = source;
  const printer: Printer = {
    source,
    // Same length, so that offsets stay valid.
    text: ast.hasMarkers ? text.replace(markerPattern, " ") : text,
    minify: options.minify,
    sourceMap: options.sourceMap,
    pieces: [],
    diagnostics: [],
    illegal: [],
    parts: [],
    marks: [],
    hasHost: false,
    indent: "",
  };
  for (const { target, span } of ast.urls) {
    if (isLocalTarget(target)) warn(printer, "style/local-url", span, { target });
  }
  for (const node of ast.children) {
    if (node.type === "import") printImport(printer, node);
    else if (node.type === "rule") printRule(printer, node, outermost, true);
    else if (node.type === "at-rule" && !(node.name === "charset" && printer.minify)) {
      printAtRule(printer, node, outermost);
      if (!node.children) printer.parts.push(printer.minify ? ";" : ";\n");
    }
  }
  flush(printer, "css");
  return printer;
}

function warn(printer: Printer, code: Code, span: Span, values: Values = {}): void {
  printer.diagnostics.push(createDiagnostic(code, values, { source: printer.source, span }));
}

/** Ends the current piece. */
function flush(printer: Printer, kind: CssPiece["kind"]): void {
  const { parts, marks } = printer;
  if (parts.length === 0) return;
  const css = parts.join("");
  printer.pieces.push(printer.sourceMap ? { kind, css, marks: measure(parts, marks) } : { kind, css });
  printer.parts = [];
  printer.marks = [];
}

/** Converts marks from indexes into `parts` to character offsets. */
function measure(parts: readonly string[], marks: readonly number[]): number[] {
  let part = 0;
  let length = 0;
  return marks.map((value, index) => {
    if (index % 4 !== 0) return value;
    for (; part < value; part++) length += (parts[part] as string).length;
    return length;
  });
}

/** Removes everything printed since the lists had these lengths. */
function takeBack(printer: Printer, parts: number, marks: number): void {
  printer.parts.length = parts;
  printer.marks.length = marks;
}

function printImport(printer: Printer, { specifier, condition, span }: ImportNode): void {
  flush(printer, "css");
  const location = locate({ source: printer.source, span });
  printer.pieces.push({ kind: "import", specifier, condition, location });
}

/** @param top not inside any block, so that a rule for the component's own node may become a piece of its own */
function printRule(printer: Printer, node: RuleNode, context: RuleContext, top: boolean): void {
  const { minify } = printer;
  const { start, preludeEnd } = node;
  let css: string;
  let apart = false;
  if (context.scoped) {
    const selector = scopeSelector(printer.text, start, preludeEnd, minify, context.nested);
    css = selector.css;
    if (selector.hasHost) printer.hasHost = true;
    if (selector.illegal >= 0) {
      printer.illegal.push({ selector: printer.text.slice(start, preludeEnd), span: { start, end: preludeEnd } });
    }
    if (selector.invalid >= 0 && preludeEnd > start) {
      const code = selector.broken >= 0 ? "style/broken-selector" : "style/invalid-selector";
      warn(printer, code, { start, end: preludeEnd });
    }
    apart = top && selector.hostOnly;
  } else {
    css = printPrelude(printer.text, start, preludeEnd, minify);
    if (preludeEnd > start && !isKeyframeStep(printer.text.slice(start, preludeEnd)))
      warn(printer, "style/invalid-selector", { start, end: preludeEnd });
  }
  if (apart) flush(printer, "css");
  const parts = printer.parts.length;
  const marks = printer.marks.length;
  if (printer.indent !== "") printer.parts.push(printer.indent);
  mark(printer, start);
  printer.parts.push(css);
  const empty = printBlock(printer, node.children, context.scoped ? insideRule : insideKeyframes);
  if (empty && minify) takeBack(printer, parts, marks);
  else if (apart) flush(printer, "host");
}

const insideRule: RuleContext = { scoped: true, nested: true };
const insideKeyframes: RuleContext = { scoped: false, nested: true };

/** Prints `{…}` with its items; returns true if nothing is between the braces. */
function printBlock(printer: Printer, children: readonly StyleNode[], context: RuleContext): boolean {
  const { minify, parts } = printer;
  const outer = printer.indent;
  if (!minify) printer.indent += "  ";
  parts.push(minify ? "{" : " {\n");
  const first = parts.length;
  // When minifying, the semicolon is printed before the next item, so that none comes before the closing brace.
  let owed = false;
  for (const node of children) {
    const before = parts.length;
    if (owed) parts.push(";");
    const separated = parts.length;
    printItem(printer, node, context);
    if (parts.length === separated) parts.length = before;
    else owed = minify && (node.type === "declaration" || (node.type === "at-rule" && !node.children));
  }
  const empty = parts.length === first;
  printer.indent = outer;
  parts.push(minify ? "}" : `${outer}}\n`);
  return empty;
}

function printItem(printer: Printer, node: StyleNode, context: RuleContext): void {
  if (node.type === "declaration") printDeclaration(printer, node);
  else if (node.type === "rule") printRule(printer, node, context, false);
  else if (node.type === "at-rule") {
    printAtRule(printer, node, context);
    if (!node.children && !printer.minify) printer.parts.push(";\n");
  }
}

function printDeclaration(printer: Printer, { start, colon, end }: DeclarationNode): void {
  const { text, minify, parts } = printer;
  if (colon < 0) {
    // Browsers skip it, so leave it out when minifying.
    if (!minify) parts.push(`${printer.indent + text.slice(start, end)};\n`);
    return;
  }
  const custom = text.charCodeAt(start) === 45 && text.charCodeAt(start + 1) === 45;
  let from = colon + 1;
  while (from < end && isBlank(text.charCodeAt(from))) from++;
  if (from === end && minify && !custom) return;
  if (!minify) parts.push(printer.indent);
  mark(printer, start);
  if (!minify) {
    parts.push(text.slice(start, from), printValue(text, from, end, false, custom), ";\n");
    return;
  }
  let nameEnd = colon;
  while (isBlank(text.charCodeAt(nameEnd - 1))) nameEnd--;
  if (nameEnd === colon) parts.push(text.slice(start, colon + 1));
  else parts.push(text.slice(start, nameEnd), ":");
  parts.push(printValue(text, from, end, true, custom));
}

/** At-rules that do nothing if they are empty. */
const conditional = new Set(["media", "supports", "container"]);

function printAtRule(printer: Printer, node: AtRuleNode, context: RuleContext): void {
  const { text, minify } = printer;
  const { start, name, preludeStart, preludeEnd, children } = node;
  const parts = printer.parts.length;
  const marks = printer.marks.length;
  const prelude = printPrelude(text, preludeStart, preludeEnd, minify, name);
  if (printer.indent !== "") printer.parts.push(printer.indent);
  mark(printer, start);
  const nameEnd = start + 1 + name.length;
  // When minifying, no blank is needed before a bracket; otherwise keep it as written.
  const tight = minify ? prelude.charCodeAt(0) === 40 : preludeStart === nameEnd;
  printer.parts.push(text.slice(start, nameEnd), tight || prelude === "" ? "" : " ", prelude);
  if (!children) return;
  const inner = context.scoped && name.endsWith("keyframes") ? { ...context, scoped: false } : context;
  const empty = printBlock(printer, children, inner);
  if (empty && minify && conditional.has(name)) takeBack(printer, parts, marks);
}

/** Records that the next part comes from `offset` in the source. */
function mark(printer: Printer, offset: number): void {
  if (!printer.sourceMap) return;
  const { line, column } = positionAt(printer.source, offset);
  printer.marks.push(printer.parts.length, 0, line - 1, column - 1);
}
