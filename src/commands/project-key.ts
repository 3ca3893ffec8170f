/**
 * The key that miniapp.json names. What a partner hands over must not choose which key of this machine signs it, so
 * only a file of the project itself counts; any other key takes `--key`, which whoever builds has written.
 */
import { realpathSync } from "node:fs";
import { isAbsolute, relative, resolve, sep } from "node:path";
import { CommandError, exitCodes } from "./io.ts";

/**
 * @param key `signing.key` of miniapp.json; a relative path starts at the project's folder
 * @param root the project's folder, links resolved
 * @returns an absolute path, links resolved
 * @throws CommandError if it leads out of the project
 */
export function keyOfProject(key: string | undefined, root: string): string | undefined {
  if (key === undefined) return undefined;
  const path = resolve(root, key);
  // Nothing outside is looked at, not even to see whether it is there.
  const real = isInside(path, root) ? realPath(path) : undefined;
  if (real !== undefined && isInside(real, root)) return real;
  const hint = "Name a key outside the project with --key; miniapp.json may name only a file of the project.";
  throw new CommandError(exitCodes.environment, `signing.key of miniapp.json leads out of the project: ${key}`, hint);
}

/** A path to nothing stays as it is: reading the key will say that it is not there. */
function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
