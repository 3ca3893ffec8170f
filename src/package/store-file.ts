/**
 * Writes files atomically: to a temporary file in the same folder, flushed, then renamed or linked. Readers see the old
 * file or the new one, never a part.
 *
 * A killed process leaves a temporary file behind. The next write removes it only if the owner is provably gone: the
 * name contains the machine and process id of the writer. A process id means nothing on another machine or in another
 * container, so files from there stay for a day.
 *
 * Only disk flushes are asynchronous: for the other calls, a round trip through the thread pool costs more than the
 * call. `node:fs/promises` and `rmSync` are not used, because Node.js takes milliseconds to load their implementation.
 */
import { createHash } from "node:crypto";
import {
  closeSync,
  fsync,
  fsyncSync,
  linkSync,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { hostname } from "node:os";
import { basename, dirname, join } from "node:path";
import { promisify } from "node:util";
import { makeFolder } from "./make-folder.ts";

/**
 * Writes a package, and removes temporary files of killed writers of the same package.
 *
 * @throws the file system's error; the old package is then unchanged and nothing is left behind
 */
export async function writePackage(path: string, bytes: Uint8Array): Promise<void> {
  await (await prepareFile(path, bytes)).commit();
}

/** A file that is written and flushed to a temporary name, but not in its place yet. */
export interface PreparedFile {
  /** Moves it into place. Throws the file system's error, and then leaves nothing behind. */
  commit(): Promise<void>;
  /** Removes the temporary file. */
  discard(): void;
  /** Whether the file at the target path is still this one. */
  isInPlace(): boolean;
}

/** Does everything that `writePackage` does except the last step, so that several files can be written concurrently. */
export async function prepareFile(path: string, bytes: Uint8Array): Promise<PreparedFile> {
  makeFolder(dirname(path));
  const temporary = await writeBeside(path, bytes, 0o644);
  const discard = () => removeFile(temporary);
  const written = fileStamp(temporary);
  return {
    discard,
    isInPlace: () => written !== undefined && fileStamp(path) === written,
    async commit() {
      try {
        renameSync(temporary, path);
      } catch (error) {
        discard();
        throw error;
      }
      syncFolder(dirname(path));
    },
  };
}

/**
 * Creates a file atomically, unless another process has created it first. The folder must exist.
 *
 * @returns whether this call created it
 * @throws the file system's error; nothing is left behind
 */
export async function createFile(path: string, bytes: Uint8Array, mode: number): Promise<boolean> {
  const temporary = await writeBeside(path, bytes, mode);
  try {
    // `link` fails if the name is taken; `rename` would replace a file that another process may be using.
    linkSync(temporary, path);
    return true;
  } catch (error) {
    if (errorCode(error) === "EEXIST") return false;
    throw error;
  } finally {
    removeFile(temporary);
    syncFolder(dirname(path));
  }
}

/**
 * Removes temporary files of killed writers from a folder.
 *
 * @param isOurs whether a final file of this name would belong to the caller
 */
export function removeStrayFiles(folder: string, isOurs: (name: string) => boolean): void {
  const machine = machineMark();
  for (const entry of readdirSync(folder)) {
    const [, name, mark, pid] = /^\.(.+)\.([0-9a-f]{16})-([1-9]\d{0,9})-\d{1,6}\.miniapp-tmp$/.exec(entry) ?? [];
    if (name === undefined || !isOurs(name)) continue;
    const path = join(folder, entry);
    const stray = mark === machine ? !isRunning(Number(pid)) : isOld(path);
    if (stray && isPlainFile(path)) removeFile(path);
  }
}

const dayInMilliseconds = 24 * 60 * 60 * 1000;

/**
 * Removes temporary files of killed writers, then writes and flushes a temporary file next to `path`. Returns its path.
 */
async function writeBeside(path: string, bytes: Uint8Array, mode: number): Promise<string> {
  removeStrayFiles(dirname(path), (name) => name === basename(path));
  const { file, temporary } = openTemporary(path, machineMark(), mode);
  try {
    try {
      writeFileSync(file, bytes);
      await promisify(fsync)(file);
    } finally {
      closeSync(file);
    }
    return temporary;
  } catch (error) {
    removeFile(temporary);
    throw error;
  }
}

/** Removes a file if it exists. Throws any other error of the file system. */
export function removeFile(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if (errorCode(error) !== "ENOENT") throw error;
  }
}

/** Identifies a file; unchanged by a rename. */
function fileStamp(path: string): string | undefined {
  const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
  return stats && `${stats.dev}:${stats.ino}:${stats.mtimeNs}:${stats.size}`;
}

function openTemporary(path: string, machine: string, mode: number) {
  // Another write of this process may be in progress, so try names until one is free.
  for (let turn = 0; ; turn++) {
    const temporary = join(dirname(path), `.${basename(path)}.${machine}-${process.pid}-${turn}.miniapp-tmp`);
    try {
      return { file: openSync(temporary, "wx", mode), temporary };
    } catch (error) {
      // The user knows the file's own name, not the temporary one.
      if (errorCode(error) !== "EEXIST") throw Object.assign(error as Error, { path });
    }
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM means that it runs under another user.
    return errorCode(error) !== "ESRCH";
  }
}

function isOld(path: string): boolean {
  try {
    return Date.now() - lstatSync(path).mtimeMs > dayInMilliseconds;
  } catch {
    return false;
  }
}

function isPlainFile(path: string): boolean {
  try {
    return lstatSync(path).isFile();
  } catch {
    return false;
  }
}

/** Identifies the scope in which a process id is unique: host, boot and, on Linux, PID namespace. */
function machineMark(): string {
  const facts = [hostname(), readOr(() => readlinkSync("/proc/self/ns/pid"))];
  facts.push(readOr(() => readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()));
  return createHash("sha256").update(facts.join("\n")).digest("hex").slice(0, 16);
}

function readOr(read: () => string): string {
  try {
    return read();
  } catch {
    return "";
  }
}

/** Flushes a folder, so that a new or changed name survives a power loss. */
export function syncFolder(folder: string): void {
  let descriptor;
  try {
    descriptor = openSync(folder, "r");
    fsyncSync(descriptor);
  } catch {
    // Windows and some network file systems do not support this; the name exists all the same.
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

function errorCode(error: unknown): string | undefined {
  return error instanceof Error && "code" in error ? String(error.code) : undefined;
}
