export interface CodeRow {
  readonly severity: "error" | "warning";
  /** One sentence. `createDiagnostic` fills its `{name}` placeholders. */
  readonly message: string;
  /** What to do about it; may contain placeholders. */
  readonly hint?: string;
  /** What `miniapp explain` and docs/diagnostics.md say instead of a hint that is only a placeholder. */
  readonly generalHint?: string;
  /** A paragraph for `miniapp explain` and docs/diagnostics.md: why this is a problem, with a short example. */
  readonly explain: string;
  /** `--allow-missing` turns this error into a warning. */
  readonly missing?: true;
}

/** Checks the shape of a room's rows and keeps their literal keys in the type. */
export function defineCodes<T extends Record<string, CodeRow>>(rows: T): { readonly [K in keyof T]: CodeRow } {
  return rows;
}
