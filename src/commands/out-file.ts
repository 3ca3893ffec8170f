/** Checks the output path of a package: a typo such as `--out app.json` must not overwrite another file. */
import { closeSync, openSync, readSync, statSync } from "node:fs";
import { CommandError, exitCodes } from "./io.ts";
import { packageBeginning } from "./read-input.ts";

/** @throws CommandError if the path is a folder, a device, or a file that is neither a package nor empty */
export function checkOutFile(path: string): void {
  const kind = kindOf(path);
  if (kind !== "file") {
    const problem = kind === "folder" ? "is a folder" : "is not a regular file";
    throw new CommandError(exitCodes.environment, `${path} ${problem}, so the package cannot be written there`);
  }
  const found = readBeginning(path);
  if (found === "" || found === packageBeginning) return;
  const hint = "Choose another file with --out, or remove this one.";
  throw new CommandError(exitCodes.environment, `${path} exists and is not a package, so it is not overwritten`, hint);
}

/** Kind of the file at a path; a missing one counts as "file". */
function kindOf(path: string): "file" | "folder" | "other" {
  try {
    const found = statSync(path);
    return found.isDirectory() ? "folder" : found.isFile() ? "file" : "other";
  } catch {
    return "file";
  }
}

/** The first bytes of a file; empty if it is missing. Other problems show up when the package is written. */
function readBeginning(path: string): string {
  let file;
  try {
    file = openSync(path, "r");
    const buffer = Buffer.alloc(packageBeginning.length);
    return buffer.toString("latin1", 0, readSync(file, buffer, 0, buffer.length, 0));
  } catch {
    return "";
  } finally {
    if (file !== undefined) closeSync(file);
  }
}
