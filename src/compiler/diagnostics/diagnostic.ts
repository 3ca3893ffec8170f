/**
 * Diagnostics: what the compiler reports about an author's source. They are collected, never thrown.
 *
 * A diagnostic carries the source lines around its location, so that a cached one can be shown without the file.
 */
import { lineStarts, lineText, positionAt } from "../source/text.ts";
import type { Position, SourceText, Span } from "../source/text.ts";
import { codes } from "./codes.ts";
import type { Code } from "./codes.ts";

export type Severity = "error" | "warning";

export interface Diagnostic {
  readonly code: Code;
  readonly severity: Severity;
  readonly message: string;
  readonly hint?: string;
  /** Absent if the problem is not in a single file. */
  readonly location?: Location;
  /** More locations that explain the problem, e.g. the start tag that an end tag does not match. */
  readonly related?: readonly Related[];
}

export interface Location {
  readonly file: string;
  readonly start: Position;
  readonly end: Position;
  readonly excerpt: Excerpt;
}

export interface Related {
  readonly message: string;
  readonly location: Location;
}

/** Up to two lines before, the lines of the location (three at most), one after. */
export interface Excerpt {
  readonly firstLine: number;
  readonly lines: readonly string[];
}

export type Values = Readonly<Record<string, string | number>>;

export interface DiagnosticPosition {
  readonly source: SourceText;
  readonly span: Span;
}

/**
 * Creates a diagnostic from its row in the table.
 *
 * @param values replace the row's `{name}` placeholders
 * @param position absent if the problem is not in a single file
 */
export function createDiagnostic(
  code: Code,
  values: Values = {},
  position?: DiagnosticPosition,
  related: readonly { message: string; position: DiagnosticPosition }[] = [],
): Diagnostic {
  const row = codes[code];
  return {
    code,
    severity: row.severity,
    message: fill(row.message, values),
    ...(row.hint === undefined ? {} : { hint: fill(row.hint, values) }),
    ...(position ? { location: locate(position) } : {}),
    ...(related.length > 0
      ? { related: related.map((r) => ({ message: r.message, location: locate(r.position) })) }
      : {}),
  };
}

/** The same diagnostic with another severity. The table says which errors may become warnings. */
export function withSeverity(diagnostic: Diagnostic, severity: Severity): Diagnostic {
  return { ...diagnostic, severity };
}

/** Applies `--allow-missing`: errors marked `missing` in the table become warnings. */
export function withMissingAllowed(diagnostic: Diagnostic): Diagnostic {
  const downgraded = diagnostic.severity === "error" && codes[diagnostic.code].missing === true;
  return downgraded ? withSeverity(diagnostic, "warning") : diagnostic;
}

export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((d) => d.severity === "error");
}

export function locate({ source, span }: DiagnosticPosition): Location {
  const start = positionAt(source, span.start);
  const end = positionAt(source, Math.max(span.end, span.start));
  const firstLine = Math.max(1, start.line - 2);
  const lastLine = Math.min(lineStarts(source).length, Math.min(end.line, start.line + 2) + 1);
  const lines: string[] = [];
  for (let line = firstLine; line <= lastLine; line++) lines.push(lineText(source, line));
  return { file: source.path, start, end, excerpt: { firstLine, lines } };
}

function fill(text: string, values: Values): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => (name in values ? String(values[name]) : whole));
}
