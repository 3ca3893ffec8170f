/**
 * The key named in miniapp.json. Source code from a partner must not choose which key of this machine signs it, so only
 * a file inside the project is accepted. Any other key must be given by the user with `--key`.
 */
import { realpathSync } from "node:fs";
import { isAbsolute, relative, resolve, sep } from "node:path";
import { CommandError, exitCodes } from "./io.ts";

/**
 * @param key `signing.key` of miniapp.json; relative paths start at the project's folder
 * @param root the project's folder, with links resolved
 * @returns an absolute path with links resolved
 * @throws CommandError if it is outside the project
 */
export function resolveProjectKey(key: string | undefined, root: string): string | undefined {
  if (key === undefined) return undefined;
  const path = resolve(root, key);
  // Do not access files outside the project, not even to check whether they exist.
  const real = isInside(path, root) ? realPath(path) : undefined;
  if (real !== undefined && isInside(real, root)) return real;
  const hint = "Use --key for a key outside the project; miniapp.json may only name a file in the project.";
  throw new CommandError(exitCodes.environment, `signing.key in miniapp.json points outside the project: ${key}`, hint);
}

/** A missing file keeps its path; reading the key then reports that it is missing. */
function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

function isInside(path: string, folder: string): boolean {
  const relativePath = relative(folder, path);
  return relativePath !== ".." && !relativePath.startsWith(`..${sep}`) && !isAbsolute(relativePath);
}
