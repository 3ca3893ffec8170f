/** What the functions that parse a sheet pass to each other. */
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
  /** Start of the `//` behind which the current item begins, else -1. */
  lineComment: number;
  /** The end of the file was met inside a block, and reported. */
  unclosed: boolean;
  /** Only rules mean something here: outside of every block, or in `@media` and its like there. */
  bare: boolean;
  /** About the item that was scanned last: where it ends without trailing blanks, its first two colons. */
  itemEnd: number;
  colon: number;
  secondColon: number;
  /** A closing bracket in that item that nothing opened; -1 if there is none. */
  closer: number;
  /** A string or bracket in that item has no end, and that was reported. */
  isCut: boolean;
}

export function report(parser: Parser, code: Code, span: Span, values: Values = {}): void {
  parser.diagnostics.push(createDiagnostic(code, values, { source: parser.source, span }));
}

/** What a message quotes of an item: its first line, shortened. */
export function excerpt(text: string, start: number, end: number): string {
  const line = text.slice(start, end).split(/[\r\n]/, 1)[0] ?? "";
  return line.length > 40 ? `${line.slice(0, 39)}…` : line;
}
