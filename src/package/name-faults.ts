/**
 * Names that no package may hold, told before anything is packed: an author can rename a file, and wants to hear of all
 * of them at once. The verifier asks the same questions, in `verify/paths.ts`.
 */
import { packageCodes } from "./verify/error.ts";
import { defaultLimits } from "./verify/limits.ts";
import { foldPath, pathFault } from "./verify/paths.ts";

export interface NameFault {
  readonly path: string;
  /** What is wrong with the path alone. */
  readonly reason?: string;
  /** Another path of the list which some file systems take for the same, or for a folder of it. */
  readonly other?: string;
}

/**
 * The paths that cannot be in one package, in code-unit order; of two that cannot be there together, the later one.
 *
 * @param paths each once
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
