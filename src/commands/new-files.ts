/**
 * Writes several files together: either all of them or, after an error or interruption, none. Overwritten files are
 * restored, and only folders that this call created are removed.
 */
import { existsSync, lstatSync, mkdirSync, readFileSync, rmSync, rmdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { CommandError, exitCodes } from "./io.ts";

export interface Written {
  /** Paths as given, in order. */
  readonly created: readonly string[];
  readonly overwritten: readonly string[];
  /** Existing files with the same content. */
  readonly unchanged: readonly string[];
}

/**
 * Writes the files.
 *
 * @param folder absolute; created if missing
 * @param files contents by path relative to the folder, with `/`
 * @param overwrite whether an existing file with other content may be overwritten, by path
 * @throws CommandError if it may not, or if a signal arrived meanwhile; Node.js's own error if writing fails
 */
export async function writeNewFiles(
  folder: string,
  files: ReadonlyMap<string, Uint8Array>,
  overwrite: (path: string) => boolean,
): Promise<Written> {
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  let interrupted = false;
  const note = () => {
    interrupted = true;
  };
  for (const signal of signals) process.on(signal, note);
  const undo: (() => void)[] = [];
  try {
    const written = writeAll(folder, files, overwrite, undo);
    // Let a signal that arrived while the files were written be delivered.
    await new Promise((resolve) => setImmediate(resolve));
    if (interrupted) throw new CommandError(exitCodes.interrupted, "interrupted, nothing was written");
    return written;
  } catch (error) {
    for (const step of undo.toReversed()) step();
    throw error;
  } finally {
    for (const signal of signals) process.off(signal, note);
  }
}

function writeAll(
  folder: string,
  files: ReadonlyMap<string, Uint8Array>,
  overwrite: (path: string) => boolean,
  undo: (() => void)[],
): Written {
  const created: string[] = [];
  const overwritten: string[] = [];
  const unchanged: string[] = [];
  for (const [path, content] of files) {
    const target = join(folder, path);
    const before = readIfThere(target);
    if (before?.equals(content)) {
      unchanged.push(path);
      continue;
    }
    if (before && !overwrite(path)) throw new CommandError(exitCodes.environment, `${target} already exists`);
    makeFolder(dirname(target), undo);
    if (before) undo.push(() => writeFileSync(target, before));
    else undo.push(() => rmSync(target, { force: true }));
    writeFileSync(target, content);
    (before ? overwritten : created).push(path);
  }
  return { created, overwritten, unchanged };
}

function readIfThere(path: string): Buffer | undefined {
  try {
    // A link would make the write go somewhere else.
    if (!lstatSync(path).isFile()) throw new CommandError(exitCodes.environment, `${path} exists and is not a file`);
    return readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** Creates one folder at a time: on file systems that answer ENOENT, Node.js's `recursive` never returns. */
function makeFolder(path: string, undo: (() => void)[]): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path), undo);
  mkdirSync(path);
  undo.push(() => rmdirSync(path));
}
