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
  /** About the item that was scanned last: where it ends without trailing blanks, its first colon. */
  itemEnd: number;
  colon: number;
}

export function report(parser: Parser, code: Code, span: Span, values: Values = {}): void {
  parser.diagnostics.push(createDiagnostic(code, values, { source: parser.source, span }));
}
