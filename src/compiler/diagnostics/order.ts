/** Sorts, deduplicates and counts diagnostics. */
import type { Diagnostic } from "./diagnostic.ts";

/**
 * Sorts by file, location and code (by code units, independent of the locale) and removes duplicates. Diagnostics without
 * a file come first. Nothing else affects the order, so builds print the same with any number of workers.
 */
export function sortDiagnostics(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const sorted = [...diagnostics].sort(compareDiagnostics);
  return sorted.filter((diagnostic, i) => i === 0 || compareDiagnostics(sorted[i - 1] as Diagnostic, diagnostic) !== 0);
}

export interface Counts {
  readonly errors: number;
  readonly warnings: number;
}

export function countDiagnostics(diagnostics: readonly Diagnostic[]): Counts {
  const errors = diagnostics.filter(({ severity }) => severity === "error").length;
  return { errors, warnings: diagnostics.length - errors };
}

/** `3 errors, 1 warning`; `no problems` if there are none. */
export function summaryLine(diagnostics: readonly Diagnostic[]): string {
  const { errors, warnings } = countDiagnostics(diagnostics);
  const parts = [plural(errors, "error"), plural(warnings, "warning")].filter((part) => part !== "");
  return parts.length > 0 ? parts.join(", ") : "no problems";
}

function plural(count: number, word: string): string {
  return count === 0 ? "" : `${count} ${word}${count === 1 ? "" : "s"}`;
}

/** Zero only for two diagnostics with the same content at the same location. */
function compareDiagnostics(a: Diagnostic, b: Diagnostic): number {
  const [p, q] = [a.location, b.location];
  return (
    compareText(p?.file ?? "", q?.file ?? "") ||
    (p?.start.line ?? 0) - (q?.start.line ?? 0) ||
    (p?.start.column ?? 0) - (q?.start.column ?? 0) ||
    compareText(a.code, b.code) ||
    (p?.end.line ?? 0) - (q?.end.line ?? 0) ||
    (p?.end.column ?? 0) - (q?.end.column ?? 0) ||
    compareText(a.severity, b.severity) ||
    compareText(a.message, b.message)
  );
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
