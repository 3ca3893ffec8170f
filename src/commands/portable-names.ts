/** Files whose names cannot be packed: a diagnostic each, and with `--allow-missing` they stay out. */
import { createDiagnostic, withSeverity } from "../compiler/diagnostics/index.ts";
import type { Diagnostic, Output } from "../compiler/index.ts";
import { nameFaults } from "../package/index.ts";

export interface CheckedNames {
  /** Without the files that were told of. */
  readonly output: Output;
  readonly diagnostics: readonly Diagnostic[];
}

export function checkNames(output: Output, allowMissing: boolean): CheckedNames {
  // An independent subpackage has its own copies of files, under their own names.
  const paths = new Set(output.subpackages.flatMap(({ files }) => files.map(({ path }) => path)));
  const faults = nameFaults([...paths]);
  if (faults.length === 0) return { output, diagnostics: [] };
  const diagnostics = faults.map(({ path, reason, other }) => {
    const diagnostic =
      other === undefined
        ? createDiagnostic("build/unportable-name", { path: visible(path), reason: reason ?? "" })
        : createDiagnostic("build/colliding-names", { path, other });
    return allowMissing ? withSeverity(diagnostic, "warning") : diagnostic;
  });
  const left = new Set(faults.map(({ path }) => path));
  const subpackages = output.subpackages.map(({ files, ...subpackage }) => ({
    ...subpackage,
    files: files.filter(({ path }) => !left.has(path)),
  }));
  return { output: { ...output, subpackages }, diagnostics };
}

/** With invisible characters spelt out: they may be all that is wrong. */
function visible(path: string): string {
  return path.replace(/\p{C}/gu, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
}
