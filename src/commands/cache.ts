/**
 * The disk cache: results by digest, in one file, so that a new process reads it at once.
 *
 * The file is a list of sections. Each begins with the checksum of its rest: a table of keys and sizes, then the values,
 * which nobody decodes here. A build that made a few new results adds a section; once there are many, or too much in
 * them that nobody asks for any more, the whole is written anew beside and renamed into place.
 *
 * Whatever does not add up, be it damage, another version, or a section that a killed build left half, ends the file
 * there and is never an error: the cache saves time and decides nothing. Several builds may use one folder: their
 * sections follow each other, or the last one wins.
 */
import { randomBytes } from "node:crypto";
import { appendFileSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import type { UnitCache } from "../compiler/units.ts";
import { makeFolder } from "../package/index.ts";

export interface DiskCache extends UnitCache {
  /** Writes what this build used, if anything is new. A cache that cannot be written is silently left as it was. */
  save(): void;
}

const magic = "miniapp-cache 4\n";
const checksumLength = 8;
/** A section: the magic line, the checksum and a line end, two sizes of 32 bits (table, values), the table, the values. */
const sizesAt = magic.length + checksumLength + 1;
const tableAt = sizesAt + 8;
const mostSections = 32;
/** A watch that ran for weeks has used more than the next build needs; beyond this, the oldest values go. */
const largest = 256 * 2 ** 20;

/** A cache that knows no build after the first, which a session of many edits would fill without a use for it. */
export interface FirstBuildCache extends UnitCache {
  /** Writes what the first build used, and forgets it. */
  keep(): void;
  /** The same a while later, if the process lasts as long. */
  keepSoon(): void;
}

/** Milliseconds in which a first page has been shown. */
const soon = 3000;

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
    keepSoon: () => void (timer = setTimeout(keep, soon).unref()),
  };
}

/**
 * @param folder where the cache lives; created on the first save
 * @param name one file per set of options, so that builds with different options do not evict each other
 */
export function openCache(folder: string, name: string): DiskCache {
  const path = join(folder, `${name}.cache`);
  let stored = load(path);
  const used = new Map<string, Uint8Array>();
  let added = new Map<string, Uint8Array>();

  return {
    empty: stored.values.size === 0,
    crowded: isCrowded(stored),
    get(key) {
      const known = used.get(key) ?? stored.values.get(key);
      if (known) used.set(key, known);
      return known;
    },
    set(key, value) {
      used.set(key, value);
      added.set(key, value);
    },
    keepAll() {
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
        // A read-only or full disk costs the next build time, not this one its result.
        stored = { ...stored, whole: false };
      }
    },
  };
}

/** Whether a file of this name in a cache's folder belongs to a cache, or is going to. */
export function isCacheFile(name: string): boolean {
  return /^[0-9a-f]{16}\.cache(?:\.|$)/.test(name);
}

type Values = ReadonlyMap<string, Uint8Array>;

interface Loaded {
  readonly values: Values;
  /** Of the sections. */
  readonly sizes: readonly number[];
  /** The file is there and ends with a section's end: another one may follow. */
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

/** As many sections as there may be, or more in those that were added than in the first one. */
function isCrowded({ sizes: [first = 0, ...added] }: Loaded): boolean {
  return added.length + 1 >= mostSections || added.reduce((sum, size) => sum + size, 0) > first;
}

/** Reads the section at `start` and returns where it ends; `undefined` if it does not add up. */
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
 * Removes what killed builds left. A process id from another machine may be taken for a dead one of this machine; the
 * build over there then cannot rename its file, and its cache stays as it was.
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
    // EPERM: it runs, under another user.
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}

/** CRC-32, against damage: whoever wants to deceive can write any digest there as well, and this one costs next to nothing. */
function checksum(pieces: readonly Uint8Array[]): string {
  let sum = 0;
  for (const piece of pieces) sum = crc32(piece, sum);
  return sum.toString(16).padStart(checksumLength, "0");
}
