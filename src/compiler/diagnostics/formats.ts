/** Diagnostics as machines read them: JSON, and GitHub's workflow commands. SARIF has its own file. */
import type { Diagnostic, Location } from "./diagnostic.ts";
import { countDiagnostics } from "./order.ts";
import { printable } from "./width.ts";

/** A diagnostic without its source lines. Lines and columns count from 1, columns in UTF-16 units; `end` is behind. */
export interface JsonDiagnostic {
  readonly code: string;
  readonly severity: "error" | "warning";
  readonly message: string;
  readonly hint?: string;
  readonly location?: JsonLocation;
  readonly related?: readonly { readonly message: string; readonly location: JsonLocation }[];
}

export interface JsonLocation {
  readonly file: string;
  readonly start: { readonly line: number; readonly column: number };
  readonly end: { readonly line: number; readonly column: number };
}

/** What `formatJson` prints, for those who put it into an object of their own. */
export function jsonDiagnostics(diagnostics: readonly Diagnostic[]): readonly JsonDiagnostic[] {
  return diagnostics.map(({ code, severity, message, hint, location, related }) => ({
    code,
    severity,
    message,
    ...(hint === undefined ? {} : { hint }),
    ...(location ? { location: jsonLocation(location) } : {}),
    ...(related
      ? { related: related.map((each) => ({ message: each.message, location: jsonLocation(each.location) })) }
      : {}),
  }));
}

/** One object on one line: `{"errors", "warnings", "diagnostics"}`. */
export function formatJson(diagnostics: readonly Diagnostic[]): string {
  return `${JSON.stringify({ ...countDiagnostics(diagnostics), diagnostics: jsonDiagnostics(diagnostics) })}\n`;
}

/**
 * Workflow commands that GitHub turns into annotations of a pull request, one line each. Its columns include the last
 * one, and it takes columns only where a place lies on one line.
 */
export function formatGithub(diagnostics: readonly Diagnostic[]): string {
  return diagnostics.map((diagnostic) => `${githubLine(diagnostic)}\n`).join("");
}

function githubLine({ code, severity, message, hint, location }: Diagnostic): string {
  const properties = [`title=${escapeProperty(code)}`];
  if (location) {
    const { file, start, end } = location;
    properties.unshift(`file=${escapeProperty(file)}`, `line=${start.line}`, `endLine=${end.line}`);
    if (start.line === end.line) {
      properties.push(`col=${start.column}`, `endColumn=${Math.max(start.column, end.column - 1)}`);
    }
  }
  const text = hint === undefined ? printable(message) : `${printable(message)}\n${printable(hint)}`;
  return `::${severity} ${properties.join(",")}::${escapeData(text)}`;
}

function escapeData(text: string): string {
  return text.replace(/%/g, "%25").replace(/\r/g, "%0D").replace(/\n/g, "%0A");
}

function escapeProperty(text: string): string {
  return escapeData(text).replace(/:/g, "%3A").replace(/,/g, "%2C");
}

function jsonLocation({ file, start, end }: Location): JsonLocation {
  return { file, start: { line: start.line, column: start.column }, end: { line: end.line, column: end.column } };
}
