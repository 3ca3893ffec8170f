/**
 * The disk cache: results by digest, in one file, so that a new process reads it at once.
 *
 * The file begins with the digest of the rest: a table of keys and sizes, then the values, which nobody decodes here.
 * Anything that does not add up, be it damage, another version, or half a file, makes an empty cache and never an
 * error: the cache saves time and decides nothing. Several builds may use one folder: each writes a file beside and
 * renames it into place, and the last one wins.
 */
import { createHash, randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { UnitCache } from "../compiler/units.ts";

export interface DiskCache extends UnitCache {
  /** Writes what this build used, if anything is new. A cache that cannot be written is silently left as it was. */
  save(): void;
}

const magic = "miniapp-cache 2\n";
const digestLength = 64;
/** What comes before the table: the magic line, the digest and a line end, the table's size in 32 bits. */
const bodyAt = magic.length + digestLength + 1;
/** A watch that ran for weeks has used more than the next build needs; beyond this, the oldest values go. */
const largest = 256 * 2 ** 20;

/**
 * @param folder where the cache lives; created on the first save
 * @param name one file per set of options, so that builds with different options do not evict each other
 */
export function openCache(folder: string, name: string): DiskCache {
  const path = join(folder, `${name}.cache`);
  const stored = load(path);
  const used = new Map<string, Uint8Array>();
  let dirty = false;

  return {
    empty: stored.size === 0,
    get(key) {
      const known = used.get(key) ?? stored.get(key);
      if (known) used.set(key, known);
      return known;
    },
    set(key, value) {
      used.set(key, value);
      dirty = true;
    },
    save() {
      if (!dirty && used.size === stored.size) return;
      try {
        mkdirSync(folder, { recursive: true });
        removeStrayFiles(folder);
        write(path, limited(used));
        dirty = false;
      } catch {
        // A read-only or full disk costs the next build time, not this one its result.
      }
    },
  };
}

const none: ReadonlyMap<string, Uint8Array> = new Map();

function load(path: string): ReadonlyMap<string, Uint8Array> {
  let file: Buffer;
  try {
    file = readFileSync(path);
  } catch {
    return none;
  }
  if (file.length < bodyAt + 4 || file.toString("latin1", 0, magic.length) !== magic) return none;
  if (sha256(file.subarray(bodyAt)) !== file.toString("latin1", magic.length, bodyAt - 1)) return none;
  const valuesAt = bodyAt + 4 + file.readUInt32LE(bodyAt);
  const table = JSON.parse(file.toString("utf8", bodyAt + 4, valuesAt)) as Table;
  const values = new Map<string, Uint8Array>();
  let at = valuesAt;
  for (const [key, size] of table) values.set(key, file.subarray(at, (at += size)));
  return values;
}

/** In the order of the values. */
type Table = readonly (readonly [key: string, size: number])[];

function limited(values: ReadonlyMap<string, Uint8Array>): ReadonlyMap<string, Uint8Array> {
  let size = 0;
  for (const { length } of values.values()) size += length;
  if (size <= largest) return values;
  const rest = new Map(values);
  for (const [key, { length }] of values) {
    if (size <= largest) break;
    rest.delete(key);
    size -= length;
  }
  return rest;
}

function write(path: string, values: ReadonlyMap<string, Uint8Array>): void {
  const table: Table = [...values].map(([key, { length }]) => [key, length]);
  const text = Buffer.from(JSON.stringify(table));
  const size = Buffer.alloc(4);
  size.writeUInt32LE(text.length);
  const body = Buffer.concat([size, text, ...values.values()]);
  const beside = `${path}.${process.pid}.${randomBytes(4).toString("hex")}`;
  try {
    writeFileSync(beside, Buffer.concat([Buffer.from(`${magic}${sha256(body)}\n`, "latin1"), body]));
    renameSync(beside, path);
  } finally {
    rmSync(beside, { force: true });
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

function sha256(data: Uint8Array): string {
  return createHash("sha256").update(data).digest("hex");
}
