/**
 * Finds file names that no package may contain, before anything is packed: the author can rename files, and gets all of
 * them reported at once. The verifier applies the same rules, from `verify/paths.ts`.
 */
import { packageCodes } from "./verify/error.ts";
import { defaultLimits } from "./verify/limits.ts";
import { foldPath, pathFault } from "./verify/paths.ts";

export interface NameFault {
  readonly path: string;
  /** What is wrong with the path itself. */
  readonly reason?: string;
  /** Another path of the list that some file systems treat as the same file, or as a folder inside it. */
  readonly other?: string;
}

/**
 * Returns the paths that cannot be in a package, in code-unit order. Of two conflicting paths, it returns the later
 * one.
 *
 * @param paths without duplicates
 */
export function nameFaults(paths: readonly string[]): NameFault[] {
  const faults: NameFault[] = [];
  const files = new Map<string, string>();
  for (const path of paths.toSorted()) {
    const code = pathFault(path, defaultLimits);
    const key = foldPath(path);
    const other = files.get(key);
    if (code !== undefined) faults.push({ path, reason: packageCodes[code] });
    else if (other !== undefined) faults.push({ path, other });
    else files.set(key, path);
  }
  for (const [key, path] of files) {
    for (let slash = key.indexOf("/"); slash >= 0; slash = key.indexOf("/", slash + 1)) {
      const other = files.get(key.slice(0, slash));
      if (other === undefined) continue;
      faults.push({ path, other });
      break;
    }
  }
  return faults.sort((a, b) => (a.path < b.path ? -1 : 1));
}
