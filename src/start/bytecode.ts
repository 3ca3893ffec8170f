/**
 * What V8 made of the program's files in an earlier run, kept in the program's own folder.
 *
 * V8 runs bytecode as it finds it. So it is read only from `.bytecode/` beside the program's files, where whoever can
 * write can change these files as well: same owner, and not writable by anyone who cannot write there. No setting leads
 * elsewhere (docs/decisions/build-speed.md). A digest tells of damage, another one of files that have changed since.
 * Nothing here ever fails: a program without bytecode runs, only slower.
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
  /** What was kept for a file of the program with this text. */
  find(name: string, digest: string): Buffer | undefined;
  /** Says what a file was compiled to. */
  add(name: string, digest: string, script: Script): void;
  /** To be called once the program has done its work, when V8 has compiled what is needed for it. */
  keep(): void;
}

/** What decides who can write to a file or folder. */
export type Access = Pick<Stats, "uid" | "mode">;

interface Kept {
  readonly digest: string;
  readonly data: Buffer;
}

interface Stored {
  readonly files: ReadonlyMap<string, Kept>;
  /** Processor time of the run that made it, in milliseconds. */
  readonly effort: number;
}

const magic = "miniapp-bytecode 1\n";
const digestLength = 64;
/** The magic line, the digest of the rest, the size of the table in 32 bits, the table, the data. */
const sizeAt = magic.length + digestLength;
const tableAt = sizeAt + 4;
const largest = 16 * 2 ** 20;
/** Of one program: verbs by versions and settings of V8. Beyond, all begin anew. */
const mostFiles = 32;
const nothing: Stored = { files: new Map(), effort: 0 };

/**
 * @param program folder of the program's files
 * @param verb what the program is called for: each verb needs other parts of it
 * @param env `NODE_DISABLE_COMPILE_CACHE`, as for Node.js's own cache, switches it off
 * @returns nothing where bytecode is neither found nor wanted
 */
export function openBytecode(
  program: string,
  verb: string,
  env: Readonly<Record<string, string | undefined>>,
): Bytecode | undefined {
  // `--help` and the like are not worth it.
  if (!/^[a-z][a-z-]{0,30}$/.test(verb) || env["NODE_DISABLE_COMPILE_CACHE"]) return undefined;
  const owner = attempt(() => lstatSync(program));
  if (!owner) return undefined;
  const folder = join(program, "..", ".bytecode");
  // The tag stands for V8's version and settings and for the kind of processor.
  const path = join(folder, `${verb}-${cachedDataVersionTag()}`);
  const stored = attempt(() => read(folder, path, owner)) ?? nothing;
  const scripts = new Map<string, { readonly digest: string; readonly script: Script }>();
  return {
    find(name, digest) {
      const known = stored.files.get(name);
      return known?.digest === digest ? known.data : undefined;
    },
    add(name, digest, script) {
      scripts.set(name, { digest, script });
    },
    keep() {
      const effort = Math.round(process.cpuUsage().user / 1000);
      // A run that worked much longer has had much more compiled.
      const poor = effort > 2 * stored.effort;
      const isCurrent = ([name, { digest, script }]: [string, { digest: string; script: Script }]) =>
        stored.files.get(name)?.digest === digest && script.cachedDataRejected === false;
      if (!poor && [...scripts].every(isCurrent)) return;
      const files = new Map([...stored.files].filter(([name]) => existsSync(join(program, name))));
      for (const [name, { digest, script }] of scripts) files.set(name, { digest, data: script.createCachedData() });
      attempt(() => write(folder, path, owner, { files, effort }));
    },
  };
}

/** A digest of text or bytes. */
export function digestOf(data: string | Uint8Array): string {
  return hash("sha256", data, "hex");
}

/**
 * True if nobody can write to `place` who cannot write to the program.
 *
 * Windows has neither owners nor modes here; there a new folder has the rights of the one it lies in.
 */
export function isAsSafe(place: Access, program: Access): boolean {
  const others = 0o022;
  return place.uid === program.uid && (place.mode & others & ~program.mode) === 0;
}

function attempt<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}

function read(folder: string, path: string, owner: Access): Stored | undefined {
  if (!isSafeFolder(folder, owner)) return undefined;
  const file = openSync(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
  try {
    const stats = fstatSync(file);
    if (!stats.isFile() || stats.size > largest || !isAsSafe(stats, owner)) return undefined;
    return decode(readFileSync(file));
  } finally {
    closeSync(file);
  }
}

function isSafeFolder(folder: string, owner: Access): boolean {
  const stats = lstatSync(folder, { throwIfNoEntry: false });
  return stats !== undefined && stats.isDirectory() && isAsSafe(stats, owner);
}

/** Written by the owner alone: a file of somebody else's could neither be trusted nor removed. */
function write(folder: string, path: string, owner: Access, stored: Stored): void {
  if (process.geteuid && process.geteuid() !== owner.uid) return;
  if (!existsSync(folder)) mkdirSync(folder, { mode: 0o755 });
  if (!isSafeFolder(folder, owner)) return;
  const bytes = encode(stored);
  if (bytes.length > largest) return;
  const names = readdirSync(folder).filter((name) => /^[a-z-]+-\d+$/.test(name));
  if (names.length >= mostFiles) for (const name of names) rmSync(join(folder, name), { force: true });
  rmSync(path, { force: true });
  // One of two processes wins; who reads what is half written finds that its digest is wrong.
  writeFileSync(path, bytes, { flag: "wx", mode: 0o644 });
}

function encode({ files, effort }: Stored): Buffer {
  const list = [...files].map(([name, { digest, data }]) => [name, digest, data.length] as const);
  const table = Buffer.from(JSON.stringify({ effort, list }));
  const size = Buffer.alloc(4);
  size.writeUInt32LE(table.length);
  const rest = Buffer.concat([size, table, ...[...files.values()].map(({ data }) => data)]);
  return Buffer.concat([Buffer.from(magic + digestOf(rest), "latin1"), rest]);
}

function decode(bytes: Buffer): Stored | undefined {
  if (bytes.length < tableAt || bytes.toString("latin1", 0, magic.length) !== magic) return undefined;
  if (bytes.toString("latin1", magic.length, sizeAt) !== digestOf(bytes.subarray(sizeAt))) return undefined;
  let at = tableAt + bytes.readUInt32LE(sizeAt);
  const { effort, list } = JSON.parse(bytes.toString("utf8", tableAt, at)) as {
    readonly effort: number;
    readonly list: readonly (readonly [name: string, digest: string, size: number])[];
  };
  const files = new Map<string, Kept>();
  for (const [name, digest, size] of list) files.set(name, { digest, data: bytes.subarray(at, (at += size)) });
  return { files, effort };
}
