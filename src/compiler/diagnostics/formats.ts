/** Machine-readable formats: JSON and GitHub workflow commands. SARIF has its own file. */
import type { Diagnostic, Location } from "./diagnostic.ts";
import { countDiagnostics } from "./order.ts";
import { printable } from "./width.ts";

/** A diagnostic without its source lines. Lines and columns start at 1, columns are UTF-16 units; `end` is exclusive. */
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

/** The `diagnostics` array of `formatJson`, for callers that embed it in another object. */
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
 * Workflow commands, one per line, which GitHub shows as annotations on a pull request. `endColumn` is inclusive there,
 * and GitHub accepts columns only for a location on a single line.
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
