/**
 * The files that Less and Sass may read: those of the project and of installed packages, through the host. Any other
 * path is refused, whether or not the file exists.
 */
import { createSource, dirname, isFile, joinPath } from "../source/index.ts";
import type { Host, SourceText } from "../source/index.ts";

export interface StyleFiles {
  /**
   * The file that `specifier` means in a file of folder `from`.
   * @param candidates gives the paths to try for a requested path, in order
   * @returns a host path; `refused` if the specifier leaves the project and its packages; `undefined` if there is no
   * file
   */
  find(
    specifier: string,
    from: string,
    candidates: (path: string) => readonly string[],
  ): string | RefusedFile | undefined;
  /** The first of these host paths that names a file; paths out of the project are ignored. */
  firstOf(paths: readonly string[]): string | undefined;
  /** Text of a file that `find` returned. */
  read(path: string): SourceText | undefined;
  /** Bytes of a file that `find` returned. */
  readBytes(path: string): Uint8Array | undefined;
  /** Host paths read so far, sorted. */
  inputs(): string[];
  /** Host paths that were looked for but do not exist, sorted. A result is stale if one of them appears. */
  absent(): string[];
  /** Requested packages, in order. A result is stale if one of them is in another folder now. */
  packages(): readonly UsedPackage[];
  /**
   * Rethrows an error of the host. The compilers report it as the author's error, so their result must be discarded.
   */
  rethrow(): void;
}

/** Where the package `name` was found from the folder `from`; host paths. */
export interface UsedPackage {
  readonly name: string;
  readonly from: string;
  readonly folder: string | undefined;
}

export interface RefusedFile {
  readonly refused: true;
}

/**
 * Creates the file access for one stylesheet.
 * @param entry host path of the stylesheet being compiled
 * @param root host path of the app's root, where `/absolute` paths begin
 */
export function createStyleFiles(host: Host, entry: string, root: string): StyleFiles {
  const read = new Set<string>();
  const missing = new Set<string>();
  const packages = new Map<string, UsedPackage>();
  const failures: unknown[] = [];
  // An entry above the project belongs to a package there, and may use that package's files.
  const folders = new Set<string>(entry.startsWith("..") ? [packageFolder(host, entry)] : []);
  const allowed = (path: string): boolean =>
    (path !== ".." && !path.startsWith("../")) || [...folders].some((folder) => path.startsWith(`${folder}/`));
  const first = (paths: readonly string[]): string | RefusedFile | undefined => {
    for (const path of paths) {
      if (!allowed(path)) return { refused: true };
      if (isFile(host, path)) return path;
      missing.add(path);
    }
    return undefined;
  };
  const readBytes = (path: string): Uint8Array | undefined => {
    if (!allowed(path)) return undefined;
    try {
      const bytes = host.read(path);
      if (bytes) read.add(path);
      return bytes;
    } catch (error) {
      failures.push(error);
      throw error;
    }
  };
  const load = (path: string): SourceText | undefined => {
    const bytes = readBytes(path);
    return bytes && createSource(shownPath(path), bytes);
  };
  const locate = (name: string, from: string): string | undefined => {
    const folder = host.resolvePackage(name, from);
    packages.set(`${name}\0${from}`, { name, from, folder });
    return folder;
  };
  // WeChat's tools also search the app's root; but a package's own stylesheets must not depend on the app.
  const fromRoot = (specifier: string, from: string, candidates: (path: string) => readonly string[]) => {
    const path = joinPath(root, specifier);
    if (from === root || !allowed(path) || isInstalled(from)) return undefined;
    return first(candidates(path));
  };
  const inPackage = (specifier: string, from: string, candidates: (path: string) => readonly string[]) => {
    const match = /^(@[^/]+\/[^/]+|[^@./][^/]*)(?:\/(.*))?$/.exec(specifier);
    const folder = match?.[1] === undefined ? undefined : locate(match[1], from);
    if (folder === undefined) return undefined;
    folders.add(folder);
    const manifest = first([`${folder}/package.json`]);
    const named = nativeFolder(typeof manifest === "string" ? load(manifest) : undefined);
    const natives = ["", ...(named === undefined ? [] : [named]), "miniprogram_dist"];
    return first(natives.flatMap((native) => candidates(joinPath(folder, native, match?.[2] ?? "index"))));
  };
  /** A path into a `miniprogram_npm` folder that does not exist means the installed package. */
  const installedInstead = (specifier: string, from: string, candidates: (path: string) => readonly string[]) => {
    const at = specifier.lastIndexOf(`${builtFolder}/`);
    return at < 0 ? undefined : inPackage(specifier.slice(at + builtFolder.length + 1), from, candidates);
  };
  return {
    find(specifier, from, candidates) {
      // A scheme, a drive letter, or a Windows path.
      if (/^[a-z][a-z0-9+.-]*:|^\/\/|\\/i.test(specifier)) return { refused: true };
      if (specifier.startsWith("~")) return inPackage(specifier.slice(1).replace(/^\//, ""), from, candidates);
      const path = specifier.startsWith("/") ? joinPath(root, specifier) : joinPath(from, specifier);
      const found = first(candidates(path));
      if (found !== undefined) return found;
      const further = specifier.startsWith("/") ? undefined : fromRoot(specifier, from, candidates);
      const installed = further ?? installedInstead(specifier, from, candidates);
      if (installed !== undefined || /^[./]/.test(specifier)) return installed;
      return inPackage(specifier, from, candidates);
    },
    firstOf(paths) {
      const found = first(paths.filter(allowed));
      return typeof found === "string" ? found : undefined;
    },
    readBytes,
    read: load,
    inputs: () => [...read].sort(),
    absent: () => [...missing].sort(),
    packages: () => [...packages.values()],
    rethrow() {
      if (failures.length > 0) throw failures[0];
    },
  };
}

const builtFolder = "miniprogram_npm";

/** The folder of a package's mini-program files, from its package.json. */
function nativeFolder(packageJson: SourceText | undefined): string | undefined {
  try {
    const { miniprogram } = JSON.parse(packageJson?.text ?? "{}") as { readonly miniprogram?: unknown };
    return typeof miniprogram === "string" ? miniprogram : undefined;
  } catch {
    return undefined;
  }
}

function isInstalled(path: string): boolean {
  return path.startsWith("..") || path.includes("node_modules/");
}

/**
 * The displayed path. The folder where packages are installed differs between machines, so show the name that the
 * package has in the app.
 */
function shownPath(path: string): string {
  const folder = "node_modules/";
  const at = path.lastIndexOf(folder);
  return at < 0 ? path : `${builtFolder}/${path.slice(at + folder.length)}`;
}

/** The nearest parent folder with a package.json, or else the file's own folder. */
function packageFolder(host: Host, path: string): string {
  for (let folder = dirname(path); folder !== "" && !/(?:^|\/)\.\.$/.test(folder); folder = dirname(folder)) {
    if (isFile(host, `${folder}/package.json`)) return folder;
  }
  return dirname(path);
}
