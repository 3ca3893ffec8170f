/**
 * Maps module ids to host paths.
 *
 * A module id is the path of a file in the output, relative to the app's root. For the project's own files that is the
 * path below `miniprogramRoot`. Files of npm packages have ids under `miniprogram_npm/<package>/`, wherever the package
 * is installed, so that output never shows a machine's folders. The copy that the app's root finds has the short id; a
 * copy in another folder's `node_modules` has an id below that folder; further copies nest under their importer's
 * package. Each prefix belongs to exactly one folder.
 */
import { joinPath } from "../source/index.ts";
import type { Host } from "../source/index.ts";

/** A folder of npm code and the id prefix that stands for it. */
export interface Mount {
  /** `miniprogram_npm/name` or nested, without trailing slash. */
  readonly prefix: string;
  /** The package's own folder (host path). */
  readonly folder: string;
  /** Host folders searched for an id below the prefix, best first. */
  readonly roots: readonly string[];
  /** Files that the bare package name may mean, relative to the prefix, best first; extensions may be missing. */
  readonly mains: readonly string[];
  /** Replacement for a file (`./path` from `folder`) or a package; `false`: an empty module. */
  readonly replacements: Replacements;
}

export type Replacements = Readonly<Record<string, string | false>>;

/** The folder of npm packages in the output, and in source folders with packages built by WeChat's tools. */
export const npmFolder = "miniprogram_npm";

/** A built-in empty module, for packages that can be left out. No file has this id. */
export const emptyModule = "_miniapp/empty.js";

/** Finds files and folders by id. Caches folder listings until `forgetListings`. */
export class Layout {
  readonly #host: Host;
  /** Host path of the folder of app.json. */
  readonly appRoot: string;
  readonly #names = new Map<string, Map<string, "file" | "folder">>();
  readonly #files = new Map<string, string | undefined>();
  /** Like `#files`, for ids whose path a new mount may change. */
  readonly #packaged = new Map<string, string | undefined>();
  readonly #mounts = new Map<string, Mount>();
  /** Host paths of files that `adopt` found, by id. */
  readonly #adopted = new Map<string, string>();

  constructor(host: Host, appRoot: string) {
    this.#host = host;
    this.appRoot = appRoot;
  }

  /** Forgets folder listings, but not mounts. Call it when files are created or deleted. */
  forgetListings(): void {
    this.#names.clear();
    this.#files.clear();
    this.#packaged.clear();
  }

  /** Call it before a walk that must find packages again. */
  forgetMounts(): void {
    if (this.#mounts.size === 0) return;
    this.#adopted.clear();
    this.#mounts.clear();
    this.#packaged.clear();
  }

  addMount(mount: Mount): void {
    this.#mounts.set(mount.prefix, mount);
    // A path below the prefix that did not exist may exist now.
    this.#packaged.clear();
  }

  /** In the order in which they were added. */
  mounts(): Iterable<Mount> {
    return this.#mounts.values();
  }

  mount(prefix: string): Mount | undefined {
    return this.#mounts.get(prefix);
  }

  /** The mount that an id lies in, if any. */
  mountOf(id: string): Mount | undefined {
    let at = id.lastIndexOf(`${npmFolder}/`);
    while (at >= 0 && (at === 0 || id.charCodeAt(at - 1) === 47)) {
      const start = at + npmFolder.length + 1;
      const scoped = id.charCodeAt(start) === 64;
      let end = id.indexOf("/", start);
      if (scoped && end >= 0) end = id.indexOf("/", end + 1);
      const mount = this.#mounts.get(end < 0 ? id : id.slice(0, end));
      if (mount) return mount;
      at = at === 0 ? -1 : id.lastIndexOf(`${npmFolder}/`, at - 1);
    }
    return undefined;
  }

  /** Host path of an existing file, or `undefined`. */
  file(id: string): string | undefined {
    const files = id.includes(npmFolder) ? this.#packaged : this.#files;
    const known = files.get(id);
    if (known !== undefined || files.has(id)) return known;
    let path: string | undefined;
    for (const candidate of this.#candidates(id)) {
      if (this.#kind(candidate) !== "file") continue;
      path = candidate;
      break;
    }
    files.set(id, path);
    return path;
  }

  /** Host path of a file that is copied: an existing file, or one that `adopt` found. */
  copiedFile(id: string): string | undefined {
    return this.file(id) ?? this.#adopted.get(id);
  }

  /**
   * Finds a file to copy by its path from the root of an npm package, and gives it this path in the output, as if the app
   * had the file. Packages that were written as a part of an app use such absolute paths.
   * @param from a module of the package
   * @returns whether there is such a file
   */
  adopt(id: string, from: string): boolean {
    const roots = id.startsWith("..") ? [] : (this.mountOf(from)?.roots ?? []);
    const path = roots.map((root) => joinPath(root, id)).find((one) => this.#kind(one) === "file");
    if (path !== undefined) this.#adopted.set(id, path);
    return path !== undefined;
  }

  /** Host path of an existing folder, or `undefined`. */
  folder(id: string): string | undefined {
    if (id === "") return this.appRoot;
    for (const path of this.#candidates(id)) if (this.#kind(path) === "folder") return path;
    return undefined;
  }

  has(id: string): boolean {
    return this.file(id) !== undefined;
  }

  /** Names of the files directly in a folder of the app or of a package, in code-unit order. */
  filesIn(id: string): readonly string[] {
    return this.#entriesIn(id, "file");
  }

  /** Names of the folders directly in a folder of the app or of a package, in code-unit order. */
  foldersIn(id: string): readonly string[] {
    return this.#entriesIn(id, "folder");
  }

  #entriesIn(id: string, kind: "file" | "folder"): readonly string[] {
    const folder = this.folder(id);
    if (folder === undefined) return [];
    return (this.#host.list(folder) ?? []).filter((entry) => entry.kind === kind).map((entry) => entry.name);
  }

  #candidates(id: string): readonly string[] {
    const mount = id.includes(npmFolder) ? this.mountOf(id) : undefined;
    const own = this.appRoot === "" ? id : joinPath(this.appRoot, id);
    if (!mount) return [own];
    const rest = id.slice(mount.prefix.length + 1);
    return mount.roots.map((root) => (rest === "" ? root : joinPath(root, rest)));
  }

  #kind(path: string): "file" | "folder" | undefined {
    const slash = path.lastIndexOf("/");
    const folder = slash < 0 ? "" : path.slice(0, slash);
    let names = this.#names.get(folder);
    if (!names) {
      names = new Map((this.#host.list(folder) ?? []).map((entry) => [entry.name, entry.kind]));
      this.#names.set(folder, names);
    }
    return names.get(path.slice(slash + 1));
  }
}
