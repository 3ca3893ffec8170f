/** Creates folders that a user named. */
import { mkdirSync, statSync } from "node:fs";
import { dirname } from "node:path";

/**
 * Creates a folder and the folders above it, as far as they are missing.
 *
 * Node.js's own `recursive` never returns where a file system answers ENOENT for a folder whose parent exists, as
 * Linux does in /proc. So this creates one folder after the other, and tries each only once.
 *
 * @param mode of every folder that this call creates
 * @throws the file system's error
 */
export function makeFolder(folder: string, mode = 0o777): void {
  if (isFolder(folder)) return;
  const parent = dirname(folder);
  if (parent !== folder) makeFolder(parent, mode);
  try {
    mkdirSync(folder, { mode });
  } catch (error) {
    // Another process may have created it in the meantime.
    if (!isFolder(folder)) throw error;
  }
}

function isFolder(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  } catch {
    // ENOTDIR, EACCES: the attempt to create it reports the reason.
    return false;
  }
}
