/** Reports files whose names cannot be packed; with `--allow-missing` they are left out of the package. */
import { createDiagnostic, withSeverity } from "../compiler/diagnostics/index.ts";
import type { Diagnostic, Output } from "../compiler/index.ts";
import { nameFaults } from "../package/index.ts";

export interface CheckedNames {
  /** Without the reported files. */
  readonly output: Output;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Checks all file names of the output.
 *
 * @param allowMissing reports warnings instead of errors
 */
export function checkNames(output: Output, allowMissing: boolean): CheckedNames {
  // A set, because an independent subpackage has its own copies of files under the same paths.
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

/** Makes invisible characters visible; they may be the only problem. */
function visible(path: string): string {
  return path.replace(/\p{C}/gu, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
}
