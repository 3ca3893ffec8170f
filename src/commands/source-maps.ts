/**
 * Source maps live beside the package, never inside, in one file whose name and first bytes carry the package's digest:
 * whoever has the package can tell which maps are its own.
 */
import { closeSync, openSync, readdirSync, readSync, rmSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { SourceMapFile } from "../compiler/index.ts";
import { prepareFile, removeStrayFiles } from "../package/index.ts";
import type { PreparedFile } from "../package/index.ts";

export interface PreparedSourceMaps extends PreparedFile {
  readonly path: string;
  /** Removes the maps of packages that this one has replaced; to be called once it has. */
  removeOld(): Promise<void>;
}

const kind = "miniapp-source-maps";

/** The path of a package's maps. */
export function sourceMapsPath(packagePath: string, digest: string): string {
  return `${packagePath.replace(/\.mapkg$/, "")}.${digest.slice(0, 16)}.maps.json`;
}

/** Writes a package's maps beside their place; `commit` puts them there. */
export async function prepareSourceMaps(
  packagePath: string,
  digest: string,
  maps: readonly SourceMapFile[],
): Promise<PreparedSourceMaps> {
  const path = sourceMapsPath(packagePath, digest);
  const pieces: Uint8Array[] = [Buffer.from(`${head(digest)},"maps":{\n`)];
  maps.forEach(({ path: script, map }, index) => {
    pieces.push(Buffer.from(`${index === 0 ? "" : ",\n"}${JSON.stringify(script)}:`), map);
  });
  pieces.push(Buffer.from("\n}}\n"));
  const file = await prepareFile(path, Buffer.concat(pieces));
  return { ...file, path, removeOld: () => removeOld(packagePath, path) };
}

function head(digest: string): string {
  return `{"kind":"${kind}","package":"${digest}"`;
}

/** The beginning of the digest in the name of a file of maps, if it may be one of this package's. */
export function sourceMapsOf(packagePath: string, name: string): string | undefined {
  const stem = basename(sourceMapsPath(packagePath, "")).replace(/\.\.maps\.json$/, ".");
  return name.startsWith(stem) ? /^([0-9a-f]{16})\.maps\.json$/.exec(name.slice(stem.length))?.[1] : undefined;
}

/** Deletes a file only if both its name and its beginning say that it is such a file. */
async function removeOld(packagePath: string, keep: string): Promise<void> {
  const folder = dirname(packagePath);
  await removeStrayFiles(folder, (name) => sourceMapsOf(packagePath, name) !== undefined);
  for (const name of readdirSync(folder)) {
    const digest = sourceMapsOf(packagePath, name);
    const path = join(folder, name);
    if (digest === undefined || path === keep) continue;
    if (readStart(path).startsWith(`{"kind":"${kind}","package":"${digest}`)) rmSync(path, { force: true });
  }
}

function readStart(path: string): string {
  const file = openSync(path, "r");
  try {
    const buffer = Buffer.alloc(256);
    return buffer.toString("latin1", 0, readSync(file, buffer, 0, buffer.length, 0));
  } finally {
    closeSync(file);
  }
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
