/**
 * Source maps live beside the package, never inside, in one file whose name and first bytes carry the package's digest:
 * whoever has the package can tell which maps are its own.
 *
 * Several builds may write the same package at a time, and the last one wins. Only the one whose package lies in the
 * place removes other maps. It takes back what it removed if another package came meanwhile, and that package's build
 * looks after its own: whichever looks last, the package that stays has its maps.
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
   * Removes the maps of packages that this one has replaced; to be called once it has.
   *
   * @param isCurrent whether the package of these maps is the one in its place
   */
  removeOld(isCurrent: () => boolean): Promise<void>;
}

const kind = "miniapp-source-maps";

/** The path of a package's maps. */
export function sourceMapsPath(packagePath: string, digest: string): string {
  return `${packagePath.replace(/\.mapkg$/, "")}.${digest.slice(0, 16)}.maps.json`;
}

/** What the file of a package's maps holds, once the package's digest is known. */
export type SourceMapsText = (digest: string) => Uint8Array;

/** Joins maps before their package is finished: they take longer to join than the digest to be put in. */
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

/** Writes a package's maps beside their place; `commit` puts them there. */
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

/** As long as any. */
const noDigest = "0".repeat(64);

function head(digest: string): string {
  return `{"kind":"${kind}","package":"${digest}"`;
}

/** The beginning of the digest in the name of a file of maps, if it may be one of this package's. */
export function sourceMapsOf(packagePath: string, name: string): string | undefined {
  const stem = basename(sourceMapsPath(packagePath, "")).replace(/\.\.maps\.json$/, ".");
  return name.startsWith(stem) ? /^([0-9a-f]{16})\.maps\.json$/.exec(name.slice(stem.length))?.[1] : undefined;
}

/** Deletes a file only if both its name and its beginning say that it is such a file. */
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

/** Removes a file that begins so; gives its bytes if it should not have been removed. */
function remove(path: string, beginning: string, isCurrent: () => boolean): Uint8Array | undefined {
  let file: number;
  try {
    file = openSync(path, "r");
  } catch (error) {
    // Another build has removed it just now.
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

/** What an open file has from an offset on. */
function readRest(file: number, from: number): Uint8Array {
  const rest = Buffer.alloc(Math.max(0, fstatSync(file).size - from));
  return rest.subarray(0, readSync(file, rest, 0, rest.length, from));
}

/** Reads the maps of a package: output path → source map. @throws if there are none or they belong to another package */
export async function readSourceMaps(path: string, digest?: string): Promise<ReadonlyMap<string, string>> {
  const file = JSON.parse(await readFile(path, "utf8")) as {
    kind?: string;
    package?: string;
    maps?: Record<string, unknown>;
  };
  if (file.kind !== kind || !file.maps) throw new Error(`${path} holds no source maps`);
  if (digest !== undefined && file.package !== digest) throw new Error(`${path} belongs to another package`);
  return new Map(Object.entries(file.maps).map(([name, map]) => [name, JSON.stringify(map)]));
}
