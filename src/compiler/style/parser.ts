/** The parser's state, shared by the functions that parse a stylesheet. */
import { createDiagnostic } from "../diagnostics/index.ts";
import type { Code, Diagnostic, Values } from "../diagnostics/index.ts";
import type { SourceText, Span } from "../source/index.ts";
import type { ImportNode, UrlReference } from "./ast.ts";

export interface Parser {
  readonly source: SourceText;
  readonly text: string;
  readonly diagnostics: Diagnostic[];
  readonly imports: ImportNode[];
  readonly urls: UrlReference[];
  at: number;
  depth: number;
  /** Start of the `//` after which the current item begins; otherwise -1. */
  lineComment: number;
  /** The end of the file was reached inside a block, and that was reported. */
  unclosed: boolean;
  /** Only rules are allowed here: outside all blocks, or directly in a top-level `@media` or similar. */
  rulesOnly: boolean;
  /** About the most recently scanned item: its end without trailing blanks, and its first two colons. */
  itemEnd: number;
  colon: number;
  secondColon: number;
  /** An unmatched closing bracket in that item; -1 if there is none. */
  closer: number;
  /** A string or bracket in that item is not closed, and that was reported. */
  isCut: boolean;
}

/** Adds a diagnostic about a span of the source. */
export function report(parser: Parser, code: Code, span: Span, values: Values = {}): void {
  parser.diagnostics.push(createDiagnostic(code, values, { source: parser.source, span }));
}

/** The part of an item that a message quotes: its first line, shortened. */
export function excerpt(text: string, start: number, end: number): string {
  const line = text.slice(start, end).split(/[\r\n]/, 1)[0] ?? "";
  return line.length > 40 ? `${line.slice(0, 39)}…` : line;
}
