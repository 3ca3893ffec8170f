/** Checks unpacked sizes against budgets: this is what a host must unpack before a page shows. */
import { createDiagnostic } from "../compiler/diagnostics/index.ts";
import type { Diagnostic, Output } from "../compiler/index.ts";
import { formatSize } from "./format-size.ts";

export interface Budgets {
  /** In bytes. */
  readonly budgets: { readonly package: number; readonly total: number };
}

/** Reports packages, and the app as a whole, that are larger than their budgets. */
export function checkBudgets(output: Output, { budgets }: Budgets): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  let total = 0;
  for (const { name, files } of output.subpackages) {
    const size = files.reduce((sum, file) => sum + file.content.length, 0);
    total += size;
    if (size > budgets.package) {
      diagnostics.push(createDiagnostic("build/package-over-budget", { name, ...describe(size, budgets.package) }));
    }
  }
  if (total > budgets.total)
    diagnostics.push(createDiagnostic("build/app-over-budget", describe(total, budgets.total)));
  return diagnostics;
}

function describe(size: number, budget: number): Record<string, string> {
  return { size: formatSize(size), over: formatSize(size - budget), budget: formatSize(budget) };
}
