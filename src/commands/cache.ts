/**
 * The disk cache: results by digest, in a single file that a new process reads at once.
 *
 * The file is a list of sections. Each starts with a checksum of its rest: a table of keys and sizes, then the values,
 * which are opaque here. A build with a few new results appends a section. Once there are many sections, or much unused
 * content, the whole file is rewritten to a temporary name and renamed into place.
 *
 * Invalid content (damage, another version, an incomplete section of a killed build) ends the file there and is never
 * an error: the cache saves time and must not affect results. Several builds may share a folder: their sections follow
 * each other, or the last writer wins.
 */
import { randomBytes } from "node:crypto";
import { appendFileSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import type { UnitCache } from "../compiler/units.ts";
import { makeFolder } from "../package/index.ts";

export interface DiskCache extends UnitCache {
  /**
   * Writes what this build used, if anything is new. If the cache cannot be written, it stays as it was, without an
   * error.
   */
  save(): void;
}

const magic = "miniapp-cache 4\n";
const checksumLength = 8;
/**
 * Layout of a section: the magic line, the checksum and a line end, two 32-bit sizes (table, values), the table, the
 * values.
 */
const sizesAt = magic.length + checksumLength + 1;
const tableAt = sizesAt + 8;
const maxSections = 32;
/**
 * In bytes. A watch that ran for weeks has used more results than the next build needs, so beyond this limit the oldest
 * are dropped.
 */
const largest = 256 * 2 ** 20;

/**
 * A cache only for the first build of a session: the results of many later edits would fill it without being useful.
 */
export interface FirstBuildCache extends UnitCache {
  /** Writes what the first build used, and releases it. */
  keep(): void;
  /** Calls `keep` a while later, if the process still runs then. */
  keepSoon(): void;
}

/** Milliseconds until the first page has probably been shown. */
const saveDelayMs = 3000;

/** Opens the cache for the first build of a session; it is released after `keep`. */
export function openFirstBuildCache(place: { readonly folder: string; readonly name: string }): FirstBuildCache {
  let cache: DiskCache | undefined = openCache(place.folder, place.name);
  const { empty } = cache;
  let timer: NodeJS.Timeout | undefined;
  const keep = () => {
    clearTimeout(timer);
    cache?.save();
    cache = undefined;
  };
  return {
    empty,
    get: (key) => cache?.get(key),
    set: (key, value) => cache?.set(key, value),
    keep,
    keepSoon: () => void (timer = setTimeout(keep, saveDelayMs).unref()),
  };
}

/**
 * Opens the cache.
 *
 * @param folder folder of the cache; created by the first save
 * @param name one file per set of options, so that builds with different options do not evict each other's results
 */
export function openCache(folder: string, name: string): DiskCache {
  const path = join(folder, `${name}.cache`);
  let stored = load(path);
  const used = new Map<string, Uint8Array>();
  let added = new Map<string, Uint8Array>();

  return {
    empty: stored.values.size === 0,
    wantsEviction: isCrowded(stored),
    get(key) {
      const known = used.get(key) ?? stored.values.get(key);
      if (known) used.set(key, known);
      return known;
    },
    set(key, value) {
      used.set(key, value);
      added.set(key, value);
    },
    markAllUsed() {
      for (const [key, value] of stored.values) if (!used.has(key)) used.set(key, value);
    },
    save() {
      const { values, whole } = stored;
      const much = isCrowded(stored) || sizeOf(used.values()) * 2 < sizeOf(values.values());
      if (added.size === 0 && !much) return;
      try {
        makeFolder(folder);
        removeStrayFiles(folder);
        if (whole && !much) {
          const section = encodeSection(added);
          appendFileSync(path, section);
          stored = { ...stored, values: new Map([...values, ...added]), sizes: [...stored.sizes, section.length] };
        } else {
          const kept = limited(used);
          const section = encodeSection(kept);
          replace(path, section);
          stored = { values: kept, sizes: [section.length], whole: true };
        }
        added = new Map();
      } catch {
        // A read-only or full disk makes the next build slower, but must not fail this one.
        stored = { ...stored, whole: false };
      }
    },
  };
}

/** Whether a file name in a cache folder belongs to a cache or is a temporary file of one. */
export function isCacheFile(name: string): boolean {
  return /^[0-9a-f]{16}\.cache(?:\.|$)/.test(name);
}

type Values = ReadonlyMap<string, Uint8Array>;

interface Loaded {
  readonly values: Values;
  /** Sizes of the sections. */
  readonly sizes: readonly number[];
  /** Whether the file exists and ends at a section boundary, so that another section can be appended. */
  readonly whole: boolean;
}

/** In the order of the values. */
type Table = readonly (readonly [key: string, size: number])[];

function load(path: string): Loaded {
  const values = new Map<string, Uint8Array>();
  let file: Buffer;
  try {
    file = readFileSync(path);
  } catch {
    return { values, sizes: [], whole: false };
  }
  const sizes: number[] = [];
  let at = 0;
  while (at < file.length) {
    const end = readSection(file, at, values);
    if (end === undefined) break;
    sizes.push(end - at);
    at = end;
  }
  return { values, sizes, whole: at > 0 && at === file.length };
}

/** Whether there are too many sections, or the appended ones are larger than the first. */
function isCrowded({ sizes: [first = 0, ...added] }: Loaded): boolean {
  return added.length + 1 >= maxSections || added.reduce((sum, size) => sum + size, 0) > first;
}

/** Reads the section at `start` and returns its end; `undefined` if it is invalid. */
function readSection(file: Buffer, start: number, values: Map<string, Uint8Array>): number | undefined {
  if (file.length < start + tableAt || file.toString("latin1", start, start + magic.length) !== magic) return undefined;
  const valuesAt = start + tableAt + file.readUInt32LE(start + sizesAt);
  const end = valuesAt + file.readUInt32LE(start + sizesAt + 4);
  if (file.length < end) return undefined;
  const expected = file.toString("latin1", start + magic.length, start + sizesAt - 1);
  if (checksum([file.subarray(start + sizesAt, end)]) !== expected) return undefined;
  let at = valuesAt;
  for (const [key, size] of JSON.parse(file.toString("utf8", start + tableAt, valuesAt)) as Table) {
    values.set(key, file.subarray(at, (at += size)));
  }
  return end;
}

function encodeSection(values: Values): Uint8Array {
  const table: Table = [...values].map(([key, { length }]) => [key, length]);
  const text = Buffer.from(JSON.stringify(table));
  const sizes = Buffer.alloc(8);
  sizes.writeUInt32LE(text.length);
  sizes.writeUInt32LE(sizeOf(values.values()), 4);
  const pieces = [sizes, text, ...values.values()];
  return Buffer.concat([Buffer.from(`${magic}${checksum(pieces)}\n`, "latin1"), ...pieces]);
}

function limited(values: Values): Values {
  let size = sizeOf(values.values());
  if (size <= largest) return values;
  const rest = new Map(values);
  for (const [key, { length }] of values) {
    if (size <= largest) break;
    rest.delete(key);
    size -= length;
  }
  return rest;
}

function sizeOf(values: Iterable<Uint8Array>): number {
  let size = 0;
  for (const { length } of values) size += length;
  return size;
}

function replace(path: string, content: Uint8Array): void {
  const beside = `${path}.${process.pid}.${randomBytes(4).toString("hex")}`;
  try {
    writeFileSync(beside, content);
    renameSync(beside, path);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  }
}

/**
 * Removes temporary files of killed builds. A process id from another machine may look dead here; then the build there
 * cannot rename its file, and its cache stays as it was.
 */
function removeStrayFiles(folder: string): void {
  for (const name of readdirSync(folder)) {
    const pid = /^[0-9a-f]{16}\.cache\.([1-9]\d{0,9})\.[0-9a-f]{8}$/.exec(name)?.[1];
    if (pid !== undefined && !isRunning(Number(pid))) rmSync(join(folder, name), { force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM means that it runs under another user.
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}

/**
 * CRC-32, to detect damage. It costs next to nothing, and a digest would not stop an attacker, who could write a
 * matching one.
 */
function checksum(pieces: readonly Uint8Array[]): string {
  let sum = 0;
  for (const piece of pieces) sum = crc32(piece, sum);
  return sum.toString(16).padStart(checksumLength, "0");
}
