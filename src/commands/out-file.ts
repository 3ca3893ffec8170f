/** The place a package is written to: a slip of the hand (`--out app.json`) must not cost anybody a file. */
import { open, stat } from "node:fs/promises";
import { CommandError, exitCodes } from "./io.ts";

/** Name of the first entry of every package, which is what its first bytes say. */
const beginning = "manifest.dsse.json\0";

/** @throws CommandError if there is a folder, a device, or a file that is neither a package nor empty */
export async function refuseForeignFile(path: string): Promise<void> {
  const kind = await kindOf(path);
  if (kind !== "file") {
    const problem = kind === "folder" ? "is a folder" : "is no ordinary file";
    throw new CommandError(exitCodes.environment, `${path} ${problem}, so no package can be written there`);
  }
  const found = await readBeginning(path);
  if (found === "" || found === beginning) return;
  const hint = "Name another file with --out, or remove this one.";
  throw new CommandError(exitCodes.environment, `${path} is not a package, so it is left as it is`, hint);
}

/** What is not there may become a file. */
async function kindOf(path: string): Promise<"file" | "folder" | "other"> {
  try {
    const found = await stat(path);
    return found.isDirectory() ? "folder" : found.isFile() ? "file" : "other";
  } catch {
    return "file";
  }
}

/** Empty for a file that is not there; whatever else stands in the way, writing will say. */
async function readBeginning(path: string): Promise<string> {
  let file;
  try {
    file = await open(path, "r");
    const { buffer, bytesRead } = await file.read(Buffer.alloc(beginning.length), 0, beginning.length, 0);
    return buffer.toString("latin1", 0, bytesRead);
  } catch {
    return "";
  } finally {
    await file?.close();
  }
}
