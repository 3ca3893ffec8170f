/**
 * Several files that appear together: all of them, or, after trouble or an interruption, none. What was overwritten is
 * put back, and only folders that this call made are removed.
 */
import { existsSync, lstatSync, mkdirSync, readFileSync, rmSync, rmdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { CommandError, exitCodes } from "./io.ts";

export interface Written {
  /** Paths as they were given, in their order. */
  readonly created: readonly string[];
  readonly overwritten: readonly string[];
  /** Were there with the same content. */
  readonly unchanged: readonly string[];
}

/**
 * Writes the files.
 *
 * @param folder absolute; made if it is not there
 * @param files by their path in the folder, with `/`
 * @param overwrite whether a file that is there with another content may be written over, by its path
 * @throws CommandError if one may not, or when a signal came in between; Node's own error if the disk refuses
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
    // A signal that came while the files were being written is told of now.
    await new Promise((resolve) => setImmediate(resolve));
    if (interrupted) throw new CommandError(exitCodes.interrupted, "interrupted; nothing was written");
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
    if (before && !overwrite(path)) throw new CommandError(exitCodes.environment, `${target} is there already`);
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
    // A link would lead the write to somewhere else.
    if (!lstatSync(path).isFile()) throw new CommandError(exitCodes.environment, `${path} is there and is no file`);
    return readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** One folder after the other: where a file system refuses with ENOENT, Node.js's own `recursive` never ends. */
function makeFolder(path: string, undo: (() => void)[]): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path), undo);
  mkdirSync(path);
  undo.push(() => rmdirSync(path));
}
