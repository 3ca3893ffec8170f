/**
 * Source maps are stored next to the package, never inside. They are in one file whose name and first bytes contain the
 * package's digest, so it is clear which maps belong to a package.
 *
 * Several builds may write the same package concurrently; the last one wins. Only the build whose package is in place
 * removes other maps. If another package replaces it meanwhile, it restores what it removed, and the other build checks
 * its own maps. So whichever checks last, the remaining package has its maps.
 */
import { closeSync, existsSync, fstatSync, openSync, readdirSync, readSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { SourceMapFile } from "../compiler/index.ts";
import { prepareFile, removeFile, removeStrayFiles, writePackage } from "../package/index.ts";
import type { PreparedFile } from "../package/index.ts";

export interface PreparedSourceMaps extends PreparedFile {
  readonly path: string;
  /**
   * Removes the maps of replaced packages; call it after the package is in place.
   *
   * @param isCurrent whether the package of these maps is still in place
   */
  removeOld(isCurrent: () => boolean): Promise<void>;
}

const kind = "miniapp-source-maps";

/** Path of a package's source maps. */
export function sourceMapsPath(packagePath: string, digest: string): string {
  return `${packagePath.replace(/\.mapkg$/, "")}.${digest.slice(0, 16)}.maps.json`;
}

/** Content of the maps file for a package digest. */
export type SourceMapsText = (digest: string) => Uint8Array;

/** Joins the maps before the package is finished: joining takes longer than inserting the digest afterwards. */
export function joinSourceMaps(maps: readonly SourceMapFile[]): SourceMapsText {
  const pieces: Uint8Array[] = [Buffer.from(`${head(noDigest)},"maps":{\n`)];
  maps.forEach(({ path: script, map }, index) => {
    pieces.push(Buffer.from(`${index === 0 ? "" : ",\n"}${JSON.stringify(script)}:`), map);
  });
  pieces.push(Buffer.from("\n}}\n"));
  const bytes = Buffer.concat(pieces);
  return (digest) => {
    bytes.write(head(digest), "latin1");
    return bytes;
  };
}

/** Writes a package's maps to a temporary file; `commit` moves it into place. */
export async function prepareSourceMaps(
  packagePath: string,
  digest: string,
  text: SourceMapsText,
): Promise<PreparedSourceMaps> {
  const path = sourceMapsPath(packagePath, digest);
  const bytes = text(digest);
  const file = await prepareFile(path, bytes);
  const removeOld = async (isCurrent: () => boolean) => {
    if (isCurrent() && !existsSync(path)) await writePackage(path, bytes);
    await removeOthers(packagePath, path, isCurrent);
  };
  return { ...file, path, removeOld };
}

/** A placeholder of the same length as any digest. */
const noDigest = "0".repeat(64);

function head(digest: string): string {
  return `{"kind":"${kind}","package":"${digest}"`;
}

/** The digest prefix in the name of a maps file; undefined if the file cannot belong to this package. */
export function sourceMapsOf(packagePath: string, name: string): string | undefined {
  const stem = basename(sourceMapsPath(packagePath, "")).replace(/\.\.maps\.json$/, ".");
  return name.startsWith(stem) ? /^([0-9a-f]{16})\.maps\.json$/.exec(name.slice(stem.length))?.[1] : undefined;
}

/** Deletes files only if both their name and their first bytes identify them as source maps. */
async function removeOthers(packagePath: string, keep: string, isCurrent: () => boolean): Promise<void> {
  const folder = dirname(packagePath);
  removeStrayFiles(folder, (name) => sourceMapsOf(packagePath, name) !== undefined);
  for (const name of readdirSync(folder)) {
    const digest = sourceMapsOf(packagePath, name);
    const path = join(folder, name);
    if (digest === undefined || path === keep) continue;
    if (!isCurrent()) return;
    const removed = remove(path, `{"kind":"${kind}","package":"${digest}`, isCurrent);
    if (removed) await writePackage(path, removed);
  }
}

/** Removes a file that starts with `beginning`. Returns its bytes if the removal must be undone. */
function remove(path: string, beginning: string, isCurrent: () => boolean): Uint8Array | undefined {
  let file: number;
  try {
    file = openSync(path, "r");
  } catch (error) {
    // Another build has just removed it.
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  try {
    const start = Buffer.alloc(256);
    const size = readSync(file, start, 0, start.length, 0);
    if (!start.toString("latin1", 0, size).startsWith(beginning)) return undefined;
    removeFile(path);
    return isCurrent() ? undefined : Buffer.concat([start.subarray(0, size), readRest(file, size)]);
  } finally {
    closeSync(file);
  }
}

/** The content of an open file from an offset on. */
function readRest(file: number, from: number): Uint8Array {
  const rest = Buffer.alloc(Math.max(0, fstatSync(file).size - from));
  return rest.subarray(0, readSync(file, rest, 0, rest.length, from));
}

/**
 * Reads a package's source maps: output path → source map. Throws if there are none or they belong to another package.
 */
export async function readSourceMaps(path: string, digest?: string): Promise<ReadonlyMap<string, string>> {
  const file = JSON.parse(await readFile(path, "utf8")) as {
    kind?: string;
    package?: string;
    maps?: Record<string, unknown>;
  };
  if (file.kind !== kind || !file.maps) throw new Error(`${path} contains no source maps`);
  if (digest !== undefined && file.package !== digest) throw new Error(`${path} belongs to another package`);
  return new Map(Object.entries(file.maps).map(([name, map]) => [name, JSON.stringify(map)]));
}
