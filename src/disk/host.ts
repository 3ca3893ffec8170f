/**
 * The compiler's `Host` for the real disk.
 *
 * It can read only two kinds of places: the project's folder, and folders of npm packages that Node.js itself would
 * find from there (packages.ts). It follows a symbolic link only if its target is in one of them. Any other link counts
 * as missing, so that source code from a partner cannot pull a file of this machine into a package.
 */
import { readFileSync, readdirSync, realpathSync, statSync } from "node:fs";
import type { Dirent } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import type { Host, HostEntry } from "../compiler/source/index.ts";
import { createPackageFinder } from "./packages.ts";
import { createFileReader, readFileAlone } from "./read-files.ts";

export interface DiskHost extends Host {
  /** Absolute path of the project's folder, with symbolic links resolved. */
  readonly root: string;
  /** Absolute path of a host path. */
  absolute(path: string): string;
  /** Host path of an absolute path. */
  hostPath(absolute: string): string;
  /** Compares a file on disk with what was read of it, bypassing the cache. */
  compare(path: string): FileState;
  /**
   * Host paths of files and folders created or deleted in folders that were listed.
   * @param since milliseconds since 1970; skips folders that have not changed since then
   */
  createdOrDeleted(since: number): readonly string[];
  /** Host paths of files whose bytes changed since they were read; `since` as above. */
  changedFiles(since: number): readonly string[];
  /** Drops the cached content of these host paths and the listings of their folders. */
  invalidate(paths: Iterable<string>): void;
  /** Drops everything cached from outside the project and from any `node_modules`. */
  invalidatePackages(): void;
  /** Host paths of links that were not followed because they lead outside. */
  readonly refusedLinks: ReadonlySet<string>;
  /** Host paths of every file read so far, in the order of reading. */
  filesRead(): readonly string[];
}

/**
 * `unread`: its content is not in the cache, so nothing depends on it. `empty`: it is empty now, but was not when it
 * was read.
 */
export type FileState = "same" | "changed" | "empty" | "absent" | "unread";

/**
 * Creates a host for a project's folder.
 * @throws if there is no such folder (an environment error, with Node's own code)
 */
export function createDiskHost(folder: string): DiskHost {
  const root = realpathSync(folder);
  // Fails with ENOTDIR on a file, which would otherwise look like an empty folder.
  readdirSync(root);
  const files = new Map<string, Uint8Array | undefined>();
  const listings = new Map<string, Listing | undefined>();
  /** For the first read of a project; `forget` replaces it. */
  let readFile = createFileReader();
  const packages = new Map<string, string | undefined>();
  const allowed = new Set<string>([root]);
  const refusedLinks = new Set<string>();
  const findPackage = createPackageFinder(root);
  /** Followed links → their targets. */
  const links = new Map<string, string>();

  const base = root.endsWith(sep) ? root : root + sep;
  // Fast path: nearly every path is already normalized.
  const absolute = (path: string) => (isNormalized(path) ? base + path : resolve(root, path));
  const hostPath = (path: string) => relative(root, path).split(sep).join("/");

  function mayRead(path: string): boolean {
    for (const folder of allowed) if (path === folder || path.startsWith(folder + sep)) return true;
    return false;
  }

  function kindOf(folderPath: string, entry: Dirent): HostEntry["kind"] | undefined {
    if (entry.isFile()) return "file";
    if (entry.isDirectory()) return "folder";
    return entry.isSymbolicLink() ? followLink(join(folderPath, entry.name)) : undefined;
  }

  function followLink(path: string): "file" | "folder" | undefined {
    let target: string;
    try {
      target = realpathSync(path);
    } catch {
      return undefined;
    }
    if (!mayRead(target)) {
      refusedLinks.add(hostPath(path));
      return undefined;
    }
    links.set(hostPath(path), hostPath(target));
    const stats = statSync(target);
    if (stats.isFile()) return "file";
    return stats.isDirectory() && !leadsBack(path, target) ? "folder" : undefined;
  }

  /** Whether a link points to a folder that contains it: following it would never end. */
  function leadsBack(path: string, target: string): boolean {
    for (let folder = dirname(path); folder.length >= root.length; folder = dirname(folder)) {
      if (realpathSync(folder) === target) return true;
      if (folder === dirname(folder)) break;
    }
    return false;
  }

  function list(path: string): readonly HostEntry[] | undefined {
    return listing(path)?.entries;
  }

  function listing(path: string): Listing | undefined {
    const known = listings.get(path);
    if (known || listings.has(path)) return known;
    const made = readListing(path);
    listings.set(path, made);
    return made;
  }

  function readListing(path: string): Listing | undefined {
    const absolutePath = absolute(path);
    const found =
      mayRead(absolutePath) && isFolder(path)
        ? unlessAbsent(() => readdirSync(absolutePath, { withFileTypes: true }))
        : undefined;
    return found && createListing(absolutePath, found);
  }

  function createListing(folder: string, found: readonly Dirent[]): Listing {
    const entries: HostEntry[] = [];
    const kinds = new Map<string, HostEntry["kind"]>();
    for (const entry of found) {
      const kind = kindOf(folder, entry);
      if (kind === undefined) continue;
      entries.push({ name: entry.name, kind });
      kinds.set(entry.name, kind);
    }
    entries.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
    return { entries, kinds };
  }

  function read(path: string): Uint8Array | undefined {
    const known = files.get(path);
    if (known || files.has(path)) return known;
    // The file may have been deleted since its folder was listed.
    const bytes = isListed(path) ? unlessAbsent(() => readFile(absolute(path))) : undefined;
    files.set(path, bytes);
    return bytes;
  }

  /**
   * Checks the folder's listing first. That makes names case-sensitive on every system, and checks every link on the
   * way.
   */
  function isListed(path: string): boolean {
    const slash = path.lastIndexOf("/");
    const parent = slash < 0 ? "" : path.slice(0, slash);
    const name = path.slice(slash + 1);
    if (name === ".." || name === "") return allowed.has(absolute(path));
    return listing(parent)?.kinds.get(name) === "file";
  }

  /** Checks the listings of all parent folders, so that no link on the way leads outside. */
  function isFolder(path: string): boolean {
    if (path === "" || allowed.has(absolute(path))) return true;
    const slash = path.lastIndexOf("/");
    const parent = slash < 0 ? "" : path.slice(0, slash);
    return listing(parent)?.kinds.get(path.slice(slash + 1)) === "folder";
  }

  function resolvePackage(name: string, from: string): string | undefined {
    const key = `${name}\0${from}`;
    if (packages.has(key)) return packages.get(key);
    const found = findPackage(name, absolute(from), (link) => refusedLinks.add(hostPath(link)));
    if (found !== undefined) allowed.add(found);
    const result = found === undefined ? undefined : hostPath(found);
    // The folder was looked up before the package existed.
    if (result !== undefined && listings.has(result) && !listings.get(result))
      forgetWhere((path) => path === result || path.startsWith(`${result}/`));
    packages.set(key, result);
    return result;
  }

  /** Also drops the listings of all parent folders, because a new file may have come with new folders. */
  function forget(path: string): void {
    readFile = readFileAlone;
    files.delete(path);
    refusedLinks.delete(path);
    listings.delete(path);
    for (let slash = path.lastIndexOf("/"); slash > 0; slash = path.lastIndexOf("/", slash - 1)) {
      listings.delete(path.slice(0, slash));
    }
    listings.delete("");
  }

  function forgetWhere(matches: (path: string) => boolean): void {
    const names = [...files.keys(), ...listings.keys(), ...refusedLinks, ...links.keys()];
    for (const path of new Set(names)) {
      if (!matches(path)) continue;
      forget(path);
      links.delete(path);
    }
  }

  function compare(path: string): FileState {
    const absolutePath = absolute(path);
    const size = sizeOf(absolutePath);
    if (size === undefined) return "absent";
    const names = [path, ...linksTo(path)].filter((name) => files.has(name));
    if (size === 0) return names.length > 0 && names.every((name) => files.get(name)?.length === 0) ? "same" : "empty";
    if (names.length === 0) return "unread";
    // Do not read a large file at every event while it is being written.
    if (names.some((name) => files.get(name)?.length !== size)) return "changed";
    const bytes = unlessAbsent(() => readFileSync(absolutePath));
    if (!bytes) return "absent";
    return names.every((name) => bytes.equals(files.get(name) ?? bytes)) ? "same" : "changed";
  }

  function createdOrDeleted(since: number): string[] {
    const found: string[] = [];
    for (const [path, before] of listings) {
      const change = lastChange(absolute(path));
      if (change === undefined ? !before : before && change < since) continue;
      const now = readListing(path);
      if (!before !== !now) found.push(path);
      for (const name of new Set([...(before?.kinds.keys() ?? []), ...(now?.kinds.keys() ?? [])])) {
        if (before?.kinds.get(name) === now?.kinds.get(name)) continue;
        const moved = path === "" ? name : `${path}/${name}`;
        // Files that were requested in a folder that did not exist.
        const within = [...files.keys()].filter((file) => file.startsWith(`${moved}/`));
        found.push(moved, ...within);
      }
    }
    return found;
  }

  function changedFiles(since: number): string[] {
    // Files that did not exist are handled by `createdOrDeleted`.
    return [...files].flatMap(([path, bytes]) => {
      const isOld = bytes === undefined || (lastChange(absolute(path)) ?? since) < since;
      return isOld || compare(path) === "same" ? [] : [path];
    });
  }

  /** Other names under which a file was read, through links. */
  function linksTo(path: string): string[] {
    return [...links].flatMap(([link, target]) =>
      path === target || path.startsWith(`${target}/`) ? [link + path.slice(target.length)] : [],
    );
  }

  return {
    root,
    absolute,
    hostPath,
    compare,
    createdOrDeleted,
    changedFiles,
    read,
    list,
    resolvePackage,
    refusedLinks,
    filesRead: () => [...files].filter(([, bytes]) => bytes !== undefined).map(([path]) => path),
    invalidate(paths) {
      for (const path of paths) {
        forget(path);
        for (const name of linksTo(path)) forget(name);
      }
      packages.clear();
    },
    invalidatePackages() {
      forgetWhere((path) => /(^|\/)(\.\.|node_modules)(\/|$)/.test(path));
      packages.clear();
    },
  };
}

interface Listing {
  readonly entries: readonly HostEntry[];
  readonly kinds: ReadonlyMap<string, HostEntry["kind"]>;
}

/** Whether a path appended to a folder and a slash is already normalized. */
function isNormalized(path: string): boolean {
  const first = path.charCodeAt(0);
  return sep === "/" && path !== "" && first !== 46 && first !== 47 && !path.endsWith("/") && !/\/[./]/.test(path);
}

/** Size of a file, following links; `undefined` for anything else. */
function sizeOf(path: string): number | undefined {
  const stats = unlessAbsent(() => statSync(path));
  return stats?.isFile() ? stats.size : undefined;
}

/** In milliseconds since 1970; `undefined` if the path does not exist. */
function lastChange(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.ctimeMs;
}

function unlessAbsent<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}

function isAbsent(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code;
  return code === "ENOENT" || code === "ENOTDIR";
}
