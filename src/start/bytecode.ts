/**
 * Caches the bytecode that V8 compiled the program's files to, in the program's own folder.
 *
 * V8 runs bytecode without checking it, so whoever can write the cache controls the program. The cache is therefore
 * only read from `.bytecode/` next to the program's files, if it has the same owner as the program and can be written
 * only by those who can write the program. No setting changes its location (docs/decisions/build-speed.md). One digest
 * detects corruption, another detects changed program files. Nothing here ever fails: without bytecode the program just
 * starts more slowly.
 */
import { hash } from "node:crypto";
import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import type { Stats } from "node:fs";
import { join } from "node:path";
import { cachedDataVersionTag } from "node:v8";
import type { Script } from "node:vm";

export interface Bytecode {
  /** The cached bytecode of a program file with this text. */
  find(name: string, digest: string): Buffer | undefined;
  /** Registers the compiled script of a file. */
  add(name: string, digest: string, script: Script): void;
  /** Writes the cache. Call it when the program is done, because V8 has then compiled everything that was needed. */
  save(): void;
}

/** What decides who can write to a file or folder. */
export type Access = Pick<Stats, "uid" | "mode">;

interface CachedScript {
  readonly digest: string;
  readonly data: Buffer;
}

interface CacheFile {
  readonly files: ReadonlyMap<string, CachedScript>;
  /** CPU time of the run that wrote it, in milliseconds. */
  readonly cpuMs: number;
}

const magic = "miniapp-bytecode 2\n";
const digestLength = 64;
/** File layout: magic line, digest of the rest, size of the table (32 bits), table, data. */
const sizeAt = magic.length + digestLength;
const tableAt = sizeAt + 4;
const maxBytes = 16 * 2 ** 20;
/** Cache files of one program (verbs × V8 versions and settings). If there are more, all are deleted. */
const maxFiles = 32;
const emptyCache: CacheFile = { files: new Map(), cpuMs: 0 };

/**
 * Opens the bytecode cache.
 * @param program folder of the program's files
 * @param verb the verb being run; each verb needs different parts of the program
 * @param env `NODE_DISABLE_COMPILE_CACHE` switches it off, as with Node.js's own cache
 * @returns `undefined` if bytecode is neither available nor wanted
 */
export function openBytecode(
  program: string,
  verb: string,
  env: Readonly<Record<string, string | undefined>>,
): Bytecode | undefined {
  // `--help` and similar are not worth it.
  if (!/^[a-z][a-z-]{0,30}$/.test(verb) || env["NODE_DISABLE_COMPILE_CACHE"]) return undefined;
  const owner = attempt(() => lstatSync(program));
  if (!owner) return undefined;
  const folder = join(program, "..", ".bytecode");
  // The tag stands for V8's version and settings and the type of processor.
  const path = join(folder, `${verb}-${cachedDataVersionTag()}`);
  const stored = attempt(() => read(folder, path, owner)) ?? emptyCache;
  const scripts = new Map<string, { readonly digest: string; readonly script: Script }>();
  return {
    find(name, digest) {
      const known = stored.files.get(name);
      return known?.digest === digest ? known.data : undefined;
    },
    add(name, digest, script) {
      scripts.set(name, { digest, script });
    },
    save() {
      const cpuMs = Math.round(process.cpuUsage().user / 1000);
      // A run with much more CPU time has compiled much more of the program.
      const poor = cpuMs > 2 * stored.cpuMs;
      const isCurrent = ([name, { digest, script }]: [string, { digest: string; script: Script }]) =>
        stored.files.get(name)?.digest === digest && script.cachedDataRejected === false;
      if (!poor && [...scripts].every(isCurrent)) return;
      const files = new Map([...stored.files].filter(([name]) => existsSync(join(program, name))));
      for (const [name, { digest, script }] of scripts) files.set(name, { digest, data: script.createCachedData() });
      attempt(() => write(folder, path, owner, { files, cpuMs }));
    },
  };
}

/** A digest of text or bytes. */
export function digestOf(data: string | Uint8Array): string {
  return hash("sha256", data, "hex");
}

/**
 * Whether only those who can write the program can write `target`. On Windows `stat` reports neither owners nor modes;
 * there a new folder inherits the permissions of its parent.
 */
export function isAsSafe(target: Access, program: Access): boolean {
  const others = 0o022;
  return target.uid === program.uid && (target.mode & others & ~program.mode) === 0;
}

function attempt<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}

function read(folder: string, path: string, owner: Access): CacheFile | undefined {
  if (!isSafeFolder(folder, owner)) return undefined;
  const file = openSync(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
  try {
    const stats = fstatSync(file);
    if (!stats.isFile() || stats.size > maxBytes || !isAsSafe(stats, owner)) return undefined;
    return decode(readFileSync(file));
  } finally {
    closeSync(file);
  }
}

function isSafeFolder(folder: string, owner: Access): boolean {
  const stats = lstatSync(folder, { throwIfNoEntry: false });
  return stats !== undefined && stats.isDirectory() && isAsSafe(stats, owner);
}

/** Written only by the program's owner: a file of another user could be neither trusted nor removed. */
function write(folder: string, path: string, owner: Access, stored: CacheFile): void {
  if (process.geteuid && process.geteuid() !== owner.uid) return;
  if (!existsSync(folder)) mkdirSync(folder, { mode: 0o755 });
  if (!isSafeFolder(folder, owner)) return;
  const bytes = encode(stored);
  if (bytes.length > maxBytes) return;
  const names = readdirSync(folder).filter((name) => /^[a-z-]+-\d+$/.test(name));
  if (names.length >= maxFiles) for (const name of names) rmSync(join(folder, name), { force: true });
  rmSync(path, { force: true });
  // If two processes write at the same time, one wins. A reader detects a partially written file by its digest.
  writeFileSync(path, bytes, { flag: "wx", mode: 0o644 });
}

function encode({ files, cpuMs }: CacheFile): Buffer {
  const list = [...files].map(([name, { digest, data }]) => [name, digest, data.length] as const);
  const table = Buffer.from(JSON.stringify({ cpuMs, list }));
  const size = Buffer.alloc(4);
  size.writeUInt32LE(table.length);
  const rest = Buffer.concat([size, table, ...[...files.values()].map(({ data }) => data)]);
  return Buffer.concat([Buffer.from(magic + digestOf(rest), "latin1"), rest]);
}

function decode(bytes: Buffer): CacheFile | undefined {
  if (bytes.length < tableAt || bytes.toString("latin1", 0, magic.length) !== magic) return undefined;
  if (bytes.toString("latin1", magic.length, sizeAt) !== digestOf(bytes.subarray(sizeAt))) return undefined;
  let at = tableAt + bytes.readUInt32LE(sizeAt);
  const { cpuMs, list } = JSON.parse(bytes.toString("utf8", tableAt, at)) as {
    readonly cpuMs: number;
    readonly list: readonly (readonly [name: string, digest: string, size: number])[];
  };
  const files = new Map<string, CachedScript>();
  for (const [name, digest, size] of list) files.set(name, { digest, data: bytes.subarray(at, (at += size)) });
  return { files, cpuMs };
}
