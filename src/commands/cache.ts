/**
 * The disk cache: compiled units by digest, in one file, so that a new process reads it at once.
 *
 * The file begins with the digest of the rest. Anything that does not add up, be it damage, another version, or half
 * a file, makes an empty cache and never an error: the cache saves time and decides nothing. Several builds may use
 * one folder: each writes a file beside and renames it into place, and the last one wins.
 */
import { createHash, randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { UnitCache } from "../compiler/units.ts";

export interface DiskCache extends UnitCache {
  /** Writes what this build used, if anything is new. A cache that cannot be written is silently left as it was. */
  save(): void;
}

const magic = "miniapp-cache 1\n";
const digestLength = 64;

/**
 * @param folder where the cache lives; created on the first save
 * @param name one file per set of options, so that builds with different options do not evict each other
 */
export function openCache(folder: string, name: string): DiskCache {
  const path = join(folder, `${name}.cache`);
  const { index, text } = load(path);
  const used = new Map<string, string>();
  let dirty = false;

  return {
    empty: index.size === 0,
    get(key) {
      const range = index.get(key);
      if (!range) return undefined;
      const stored = text.slice(range[0], range[1]);
      used.set(key, stored);
      return JSON.parse(stored) as unknown;
    },
    set(key, value) {
      used.set(key, JSON.stringify(value));
      dirty = true;
    },
    save() {
      if (!dirty && used.size === index.size) return;
      try {
        mkdirSync(folder, { recursive: true });
        removeStrayFiles(folder);
        write(path, used);
        dirty = false;
      } catch {
        // A read-only or full disk costs the next build time, not this one its result.
      }
    },
  };
}

interface Loaded {
  readonly index: ReadonlyMap<string, readonly [number, number]>;
  readonly text: string;
}

const empty: Loaded = { index: new Map(), text: "" };

function load(path: string): Loaded {
  let file: Buffer;
  try {
    file = readFileSync(path);
  } catch {
    return empty;
  }
  const start = magic.length + digestLength + 1;
  if (file.subarray(0, magic.length).toString("latin1") !== magic) return empty;
  const body = file.subarray(start);
  if (sha256(body) !== file.subarray(magic.length, magic.length + digestLength).toString("latin1")) return empty;
  const text = body.toString("utf8");
  const index = new Map<string, readonly [number, number]>();
  // One line per unit: key, blank, JSON (which has no raw line breaks).
  for (let at = 0; at < text.length;) {
    const blank = text.indexOf(" ", at);
    const end = text.indexOf("\n", blank);
    if (blank < 0 || end < 0) return empty;
    index.set(text.slice(at, blank), [blank + 1, end]);
    at = end + 1;
  }
  return { index, text };
}

function write(path: string, used: ReadonlyMap<string, string>): void {
  const lines: string[] = [];
  for (const [key, value] of used) lines.push(`${key} ${value}\n`);
  const body = Buffer.from(lines.join(""), "utf8");
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
