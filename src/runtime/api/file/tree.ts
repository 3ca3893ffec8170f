/**
 * An app's files, in memory: its own folder `wxfile://usr`, saved files (`wxfile://store_…`), temporary files
 * (`wxfile://tmp_…`), and the read-only files of the package, which have no scheme. Files that outlive a run are
 * written behind through the host.
 *
 * Error messages and numbers are WeChat's (`FileError` of its typings).
 */
import { ApiFailure } from "../definition.ts";
import type { ApiContext } from "../definition.ts";
import type { FileChange } from "../../services/file.ts";

export const userFolder = "wxfile://usr";
const scheme = "wxfile://";

/** Documented limits: user and saved files together; one file. */
const allLimit = 200 * 1024 * 1024;
const fileLimit = 100 * 1024 * 1024;
const nameLimit = 255;

export interface FileNode {
  readonly directory: boolean;
  /** Undefined while only the host has the bytes of a package file. */
  readonly data: Uint8Array | undefined;
  readonly size: number;
  /** Milliseconds since 1970. */
  readonly modified: number;
}

export class FileTree {
  readonly #nodes = new Map<string, FileNode>();
  readonly #package = new Map<string, FileNode>();
  readonly #context: Pick<ApiContext, "link" | "now">;
  #changes: FileChange[] = [];
  #written: Promise<void> | undefined;
  #used = 0;
  #names = 0;

  constructor(context: Pick<ApiContext, "link" | "now" | "preloaded">) {
    this.#context = context;
    this.#nodes.set(userFolder, { directory: true, data: undefined, size: 0, modified: 0 });
    for (const [path, { data, directory, modified }] of context.preloaded.files ?? []) {
      const bytes = directory ? undefined : new Uint8Array(data ?? new ArrayBuffer(0));
      this.#place(path, { directory: directory === true, data: bytes, size: bytes?.length ?? 0, modified });
    }
    for (const [path, one] of Object.entries(context.preloaded.packageFiles ?? {})) this.addPackageFile(path, one);
  }

  /**
   * @param what the operation, for the error message
   * @throws ApiFailure if there is no such file
   */
  get(path: string, what: string): FileNode {
    const found = this.find(path);
    if (!found) throw noSuchFile(what, path);
    return found;
  }

  find(path: string): FileNode | undefined {
    const normal = normalize(path);
    return normal.startsWith(scheme) ? this.#nodes.get(normal) : this.#package.get(normal);
  }

  /** @throws ApiFailure for folders, missing files, and package files that are not loaded yet */
  bytes(path: string, what: string): Uint8Array {
    const node = this.get(path, what);
    if (node.directory) throw new ApiFailure(`illegal operation on a directory, ${what} ${path}`, { errno: 1301003 });
    if (!node.data) throw new ApiFailure(`this file of the package can only be read asynchronously, ${what} ${path}`);
    return node.data;
  }

  /** Loads the bytes of a package file from the host if they are not here yet. */
  async fetch(path: unknown): Promise<void> {
    if (typeof path !== "string") return;
    const node = this.find(path);
    if (!node || node.directory || node.data) return;
    const normal = normalize(path);
    const data = new Uint8Array(await this.#context.link.call("file.package", { path: normal }));
    this.#package.set(normal, { ...node, data, size: data.length });
  }

  /** The names in a folder, sorted. Throws ApiFailure if it is not a folder. */
  list(path: string, what: string): string[] {
    if (!this.get(path, what).directory) throw new ApiFailure(`not a directory, ${what} ${path}`, { errno: 1300020 });
    const normal = normalize(path);
    const start = normal === "" ? "" : `${normal}/`;
    const names: string[] = [];
    for (const one of (normal.startsWith(scheme) ? this.#nodes : this.#package).keys()) {
      if (one.length > start.length && one.startsWith(start) && !one.includes("/", start.length)) {
        names.push(one.slice(start.length));
      }
    }
    return names.sort();
  }

  /** The paths of a file or folder and of everything below it, sorted. */
  below(path: string): string[] {
    const normal = normalize(path);
    const nodes = normal.startsWith(scheme) ? this.#nodes : this.#package;
    return [...nodes.keys()].filter((one) => one === normal || one.startsWith(`${normal}/`)).sort();
  }

  write(path: string, data: Uint8Array, what: string): void {
    const normal = this.#writable(path, what);
    const before = this.#nodes.get(normal);
    if (before?.directory)
      throw new ApiFailure(`illegal operation on a directory, ${what} ${path}`, { errno: 1301003 });
    if (data.length > fileLimit || this.#used + data.length - (before?.size ?? 0) > allLimit) {
      throw new ApiFailure("the maximum size of the file storage limit is exceeded", { errno: 1300202 });
    }
    this.#set(normal, { directory: false, data, size: data.length, modified: this.#context.now() });
  }

  makeFolder(path: string, what: string): void {
    const normal = this.#writable(path, what);
    if (this.#nodes.has(normal)) throw new ApiFailure(`file already exists ${path}`, { errno: 1301005 });
    this.#set(normal, { directory: true, data: undefined, size: 0, modified: this.#context.now() });
  }

  /** Removes a file, or a folder with its contents. */
  remove(path: string, what: string): void {
    const normal = this.#writable(path, what);
    if (normal === userFolder) throw denied(what, path);
    for (const one of this.below(normal).reverse()) this.#set(one, undefined);
  }

  /**
   * Adds a temporary file and returns its path.
   *
   * @param extension with its dot, or empty
   */
  addTemporary(data: Uint8Array, extension: string): string {
    const path = this.#newName("tmp", extension);
    this.#set(path, { directory: false, data, size: data.length, modified: this.#context.now() });
    return path;
  }

  /** Copies a file to a saved one and removes a temporary original. Returns the new path. */
  save(path: string, extension: string): string {
    const data = this.bytes(path, "open");
    const saved = this.#newName("store", extension);
    this.write(saved, data, "open");
    if (path.startsWith(`${scheme}tmp`)) this.#set(normalize(path), undefined);
    return saved;
  }

  saved(): (readonly [path: string, node: FileNode])[] {
    return [...this.#nodes].filter(([path]) => path.startsWith(`${scheme}store_`));
  }

  /** Resolves when the host has written all changes made so far. */
  written(): Promise<void> {
    return this.#written ?? Promise.resolve();
  }

  /**
   * Checks a path before a write and returns it normalized.
   *
   * @throws ApiFailure if nothing may be written there or its folder is missing
   */
  #writable(path: string, what: string): string {
    const normal = normalize(path);
    if (!normal.startsWith(`${userFolder}/`) && normal !== userFolder && !normal.startsWith(`${scheme}store_`)) {
      throw denied(what, path);
    }
    const slash = normal.lastIndexOf("/");
    if (normal.length - slash - 1 > nameLimit)
      throw new ApiFailure(`File name too long, ${what} ${path}`, { errno: 1300036 });
    if (normal.startsWith(`${userFolder}/`)) {
      const parent = this.#nodes.get(normal.slice(0, slash));
      if (!parent) throw noSuchFile(what, path);
      if (!parent.directory) throw new ApiFailure(`not a directory, ${what} ${path}`, { errno: 1300020 });
    }
    return normal;
  }

  #newName(kind: string, extension: string): string {
    return `${scheme}${kind}_${this.#context.now().toString(36)}${(this.#names++).toString(36)}${extension}`;
  }

  #set(path: string, node: FileNode | undefined): void {
    this.#place(path, node);
    if (path.startsWith(`${scheme}tmp`)) return;
    const data = node?.data;
    const now = node && {
      modified: node.modified,
      ...(node.directory ? { directory: true as const } : {}),
      ...(data ? { data: data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength) as ArrayBuffer } : {}),
    };
    this.#changes.push({ path, now: now ?? null });
    this.#written ??= this.#flush();
  }

  #place(path: string, node: FileNode | undefined): void {
    this.#used += (node?.size ?? 0) - (this.#nodes.get(path)?.size ?? 0);
    if (node) this.#nodes.set(path, node);
    else this.#nodes.delete(path);
  }

  /** Sends all changes of one turn in one message. */
  async #flush(): Promise<void> {
    await Promise.resolve();
    const changes = this.#changes;
    this.#changes = [];
    this.#written = undefined;
    await this.#context.link.call("file.write", { changes });
  }

  /** @param file its bytes, or its size if only the host has the bytes */
  addPackageFile(path: string, file: ArrayBuffer | number): void {
    const data = typeof file === "number" ? undefined : new Uint8Array(file);
    const size = typeof file === "number" ? file : file.byteLength;
    this.#package.set(path, { directory: false, data, size, modified: 0 });
    for (let at = path.lastIndexOf("/"); at >= 0; at = path.lastIndexOf("/", at - 1)) {
      this.#package.set(path.slice(0, at), { directory: true, data: undefined, size: 0, modified: 0 });
      if (at === 0) break;
    }
    this.#package.set("", { directory: true, data: undefined, size: 0, modified: 0 });
  }
}

/** @param what the operation, for the message */
export function noSuchFile(what: string, path: string): ApiFailure {
  return new ApiFailure(`no such file or directory, ${what} ${path}`, { errno: 1300002 });
}

function denied(what: string, path: string): ApiFailure {
  return new ApiFailure(`permission denied, ${what} ${path}`, { errno: 1300013 });
}

/**
 * Removes `.` and `..`, and the leading slash of package paths. Accepts the old spellings `http://usr`, `http://tmp`
 * and `http://store`.
 */
export function normalize(path: string): string {
  const own = path.startsWith(scheme) ? path : path.replace(/^http:\/\/(usr|tmp|store)(?=$|[/_])/, "wxfile://$1");
  const inScheme = own.startsWith(scheme);
  const parts: string[] = [];
  for (const part of (inScheme ? own.slice(scheme.length) : own).split("/")) {
    if (part === "..") {
      // `..` cannot leave `usr`.
      if (parts.length > (inScheme ? 1 : 0)) parts.pop();
    } else if (part !== "" && part !== ".") parts.push(part);
  }
  return (inScheme ? scheme : "") + parts.join("/");
}

/** `.png` for `a/b.png`; empty without an extension. */
export function extensionOf(path: string): string {
  return /\.[A-Za-z0-9]{1,8}$/.exec(path.split(/[?#]/, 1)[0] as string)?.[0] ?? "";
}
