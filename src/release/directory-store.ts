/**
 * A release store in a folder, which any static web server can serve.
 *
 * A file is written to a temporary name, flushed and linked into place. `link` fails if the name is taken, so of two
 * writers one wins and the other knows. The pointer is replaced by a rename under a lock, and locks of dead processes
 * are ignored.
 */
import { randomBytes } from "node:crypto";
import { link, open, readFile, readdir, realpath, rename, rm, stat, unlink } from "node:fs/promises";
import { hostname } from "node:os";
import { dirname, join, sep } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { makeFolder, syncFolder } from "../package/index.ts";
import { refuseRelease } from "./error.ts";
import { checkStorePath, largestFile } from "./object-store.ts";
import type { ObjectStore } from "./object-store.ts";

/** Folder of temporary files, named after their writer. */
const asideFolder = ".writing";
const lockFolder = ".lock";

/** @param folder absolute path; created on the first write */
export function directoryStore(folder: string, url = `file:${folder}`): ObjectStore {
  const place = (path: string) => {
    checkStorePath(path);
    return join(folder, path);
  };
  return {
    url,
    get: async (path) => readIfPresent(place(path)),
    create: (path, bytes) => explained(async () => createWhole(folder, place(path), bytes)),
    replace: (path, bytes, expected) => explained(async () => replaceWhole(folder, place(path), bytes, expected)),
    async has(path) {
      try {
        return (await stat(place(path))).isFile();
      } catch (error) {
        if (isAbsent(error)) return false;
        throw error;
      }
    },
    list: (path) => listFiles(folder, path.replace(/\/$/, "")),
    remove: (path) =>
      explained(async () => {
        const file = place(path);
        await checkInside(folder, dirname(file));
        await rm(file, { force: true });
      }),
    sweep: () => sweep(folder),
  };
}

/** Removes temporary files and locks of dead processes of this machine. Those of other machines are unknown here. */
async function sweep(folder: string): Promise<void> {
  for (const part of [asideFolder, lockFolder]) {
    for (const name of await namesIn(join(folder, part))) {
      if (isDead(name)) await rm(join(folder, part, name), { force: true });
    }
  }
}

async function createWhole(folder: string, path: string, bytes: Uint8Array): Promise<boolean> {
  const aside = await writeAside(folder, bytes);
  try {
    makeFolder(dirname(path));
    await checkInside(folder, dirname(path));
    await link(aside, path);
    syncFolder(dirname(path));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  } finally {
    await rm(aside, { force: true });
  }
}

async function replaceWhole(
  folder: string,
  path: string,
  bytes: Uint8Array,
  expected: Uint8Array | undefined,
): Promise<boolean> {
  return withLock(folder, async () => {
    if (!sameBytes(await readIfPresent(path), expected)) return false;
    const aside = await writeAside(folder, bytes);
    try {
      makeFolder(dirname(path));
      await checkInside(folder, dirname(path));
      await rename(aside, path);
    } catch (error) {
      await rm(aside, { force: true });
      throw error;
    }
    syncFolder(dirname(path));
    return true;
  });
}

/**
 * Refuses a folder that a link leads to outside of the store: whoever can write to the store could have files written
 * and deleted that only the operator can reach.
 */
async function checkInside(folder: string, inside: string): Promise<void> {
  const [store, real] = await Promise.all([folder, inside].map((path) => realpath(path).catch(nothingIfAbsent)));
  if (store === undefined || real === undefined || real === store || real.startsWith(store + sep)) return;
  refuseRelease("release/file-unusable", `${inside} is a link to ${real}`);
}

function nothingIfAbsent(error: unknown): undefined {
  if (!isAbsent(error)) throw error;
}

/** Converts errors of a full or read-only disk to errors of the store. */
async function explained<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    const { code = "", path } = error as NodeJS.ErrnoException;
    if (code === "ENOSPC" || code === "EDQUOT") return refuseRelease("release/store-full", path);
    if (code === "EROFS" || code === "EACCES" || code === "EPERM")
      return refuseRelease("release/store-read-only", path);
    throw error;
  }
}

async function writeAside(folder: string, bytes: Uint8Array): Promise<string> {
  makeFolder(join(folder, asideFolder));
  const path = join(folder, asideFolder, ticket());
  const handle = await open(path, "wx", 0o644);
  try {
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
  return path;
}

const lockTimeoutMs = 30_000;

/**
 * Runs an action under a lock. Each contender creates a ticket and looks for others. If there is no other living
 * ticket, it has the lock; otherwise it removes its own and tries again. If two see each other, both step back. They
 * cannot both miss each other, because each looks only after creating its ticket.
 */
async function withLock<T>(folder: string, action: () => Promise<T>): Promise<T> {
  const place = join(folder, lockFolder);
  makeFolder(place);
  const end = Date.now() + lockTimeoutMs;
  for (let turn = 0; ; turn++) {
    // Look before creating a ticket, so that waiting processes do not disturb each other.
    if (await isFree(place, undefined)) {
      const mine = ticket();
      await (await open(join(place, mine), "wx")).close();
      try {
        if (await isFree(place, mine)) return await action();
      } finally {
        await unlink(join(place, mine));
      }
    }
    if (Date.now() > end) refuseRelease("release/store-busy", `${place} is locked`);
    await sleep(1 + Math.random() * Math.min(40, 2 + turn * 2));
  }
}

async function isFree(place: string, mine: string | undefined): Promise<boolean> {
  for (const name of await namesIn(place)) {
    if (name === mine) continue;
    const left = isDead(name) || (!name.startsWith(`${machine}-`) && (await isOlder(join(place, name), lockTimeoutMs)));
    if (!left) return false;
    await rm(join(place, name), { force: true });
  }
  return true;
}

async function isOlder(path: string, milliseconds: number): Promise<boolean> {
  try {
    return Date.now() - (await stat(path)).mtimeMs > milliseconds;
  } catch {
    return true;
  }
}

/** Host, process id and a random part that is unique within the process. */
function ticket(): string {
  return `${machine}-${process.pid}-${randomBytes(6).toString("hex")}`;
}

const machine = Buffer.from(hostname()).toString("hex").slice(0, 24) || "0";

/** Only processes of this machine can be known to be dead. */
function isDead(name: string): boolean {
  const [, host, pid] = /^([0-9a-f]+)-([1-9]\d*)-[0-9a-f]{12}$/.exec(name) ?? [];
  if (host !== machine || pid === undefined) return false;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ESRCH";
  }
}

async function listFiles(folder: string, path: string): Promise<string[]> {
  const out: string[] = [];
  let entries;
  try {
    await checkInside(folder, join(folder, path));
    entries = await readdir(join(folder, path), { withFileTypes: true });
  } catch (error) {
    if (isAbsent(error)) return out;
    throw error;
  }
  for (const entry of entries) {
    if (entry.name === asideFolder || entry.name === lockFolder) continue;
    const below = path === "" ? entry.name : `${path}/${entry.name}`;
    if (entry.isDirectory()) out.push(...(await listFiles(folder, below)));
    else if (entry.isFile()) out.push(below);
  }
  return out.toSorted((a, b) => (a < b ? -1 : 1));
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isAbsent(error)) return [];
    throw error;
  }
}

async function readIfPresent(path: string): Promise<Uint8Array | undefined> {
  try {
    // Reading a pipe or a device could take forever.
    const found = await stat(path);
    if (!found.isFile() || found.size > largestFile) refuseRelease("release/file-unusable", path);
    return await readFile(path);
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}

function isAbsent(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code;
  return code === "ENOENT" || code === "ENOTDIR";
}

function sameBytes(a: Uint8Array | undefined, b: Uint8Array | undefined): boolean {
  return a === undefined || b === undefined ? a === b : Buffer.compare(a, b) === 0;
}
