/** The place a package is written to: a slip of the hand (`--out app.json`) must not cost anybody a file. */
import { closeSync, openSync, readSync, statSync } from "node:fs";
import { CommandError, exitCodes } from "./io.ts";

/** Name of the first entry of every package, which is what its first bytes say. */
const beginning = "manifest.dsse.json\0";

/** @throws CommandError if there is a folder, a device, or a file that is neither a package nor empty */
export function refuseForeignFile(path: string): void {
  const kind = kindOf(path);
  if (kind !== "file") {
    const problem = kind === "folder" ? "is a folder" : "is no ordinary file";
    throw new CommandError(exitCodes.environment, `${path} ${problem}, so no package can be written there`);
  }
  const found = readBeginning(path);
  if (found === "" || found === beginning) return;
  const hint = "Name another file with --out, or remove this one.";
  throw new CommandError(exitCodes.environment, `${path} is not a package, so it is left as it is`, hint);
}

/** What is not there may become a file. */
function kindOf(path: string): "file" | "folder" | "other" {
  try {
    const found = statSync(path);
    return found.isDirectory() ? "folder" : found.isFile() ? "file" : "other";
  } catch {
    return "file";
  }
}

/** Empty for a file that is not there; whatever else stands in the way, writing will say. */
function readBeginning(path: string): string {
  let file;
  try {
    file = openSync(path, "r");
    const buffer = Buffer.alloc(beginning.length);
    return buffer.toString("latin1", 0, readSync(file, buffer, 0, buffer.length, 0));
  } catch {
    return "";
  } finally {
    if (file !== undefined) closeSync(file);
  }
}
