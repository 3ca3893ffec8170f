/**
 * Puts a finished file in its place: written beside, flushed, renamed or linked. A reader sees the old file or the new
 * one, never a part.
 *
 * A killed process leaves a temporary file, which the next one removes only if it can prove whose it was: the name says
 * which process on which machine was writing, and that process is gone. A process id means nothing on another machine
 * or in another container, so files from elsewhere stay for a day.
 *
 * Only what waits for the disk is asynchronous: for the rest, a turn through the thread pool costs more than the call.
 * `node:fs/promises` and `rmSync` are not used, because Node.js takes milliseconds to load what is behind them.
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
 * Writes a package and removes what killed writers of the same package left.
 *
 * @throws the file system's error; the old package is then untouched and nothing is left behind
 */
export async function writePackage(path: string, bytes: Uint8Array): Promise<void> {
  await (await prepareFile(path, bytes)).commit();
}

/** A file that is written beside its place and flushed, and not yet in it. */
export interface PreparedFile {
  /** Puts it in its place. @throws the file system's error; nothing is left behind then */
  commit(): Promise<void>;
  /** Removes it again. */
  discard(): void;
  /** Whether it is this very file that lies in the place now. */
  isInPlace(): boolean;
}

/** Does all of `writePackage` but the last step, so that several files can be on their way at once. */
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
 * Creates a file whole, unless another process has created it first. The folder must be there.
 *
 * @returns whether it was created by this call
 * @throws the file system's error; nothing is left behind
 */
export async function createFile(path: string, bytes: Uint8Array, mode: number): Promise<boolean> {
  const temporary = await writeBeside(path, bytes, mode);
  try {
    // `link` fails where the name is taken; a rename would replace what another process is about to use.
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
 * Removes what killed writers left in a folder.
 *
 * @param isOurs whether a file of this name, once finished, would be the caller's
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

/** Removes what killed writers left, then writes and flushes a temporary file beside `path`; returns its path. */
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

/** Removes a file, if it is there. @throws the file system's error otherwise */
export function removeFile(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if (errorCode(error) !== "ENOENT") throw error;
  }
}

/** Stays the same when the file is renamed. */
function fileStamp(path: string): string | undefined {
  const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
  return stats && `${stats.dev}:${stats.ino}:${stats.mtimeNs}:${stats.size}`;
}

function openTemporary(path: string, machine: string, mode: number) {
  // Another write of this process may be under way, so names are tried until one is free.
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
    // EPERM: it runs, under another user.
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

/** Stands for the space in which a process id means one process: host, boot, and on Linux the PID namespace. */
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

/** Makes a new or changed name last through a loss of power, where folders can be flushed at all. */
export function syncFolder(folder: string): void {
  let descriptor;
  try {
    descriptor = openSync(folder, "r");
    fsyncSync(descriptor);
  } catch {
    // Windows and some network file systems refuse; the name is there all the same.
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

function errorCode(error: unknown): string | undefined {
  return error instanceof Error && "code" in error ? String(error.code) : undefined;
}
