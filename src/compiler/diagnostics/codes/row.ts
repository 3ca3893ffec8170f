export interface CodeRow {
  readonly severity: "error" | "warning";
  /** May hold `{name}` placeholders, filled by `createDiagnostic`. One sentence. */
  readonly message: string;
  /** What to do about it; may hold placeholders. */
  readonly hint?: string;
  /** A paragraph for `miniapp explain` and docs/diagnostics.md: why this is a problem, with a small example. */
  readonly explain: string;
  /** `--allow-missing` turns this error into a warning. */
  readonly missing?: true;
}

/** Keeps the literal keys of a room's rows and checks their shape. */
export function defineCodes<T extends Record<string, CodeRow>>(rows: T): { readonly [K in keyof T]: CodeRow } {
  return rows;
}
