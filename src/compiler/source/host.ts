/**
 * The compiler's only access to files.
 *
 * A host path is `/`-separated and relative to the project's root folder (the folder being built). Packages above it
 * (workspaces, pnpm stores) have host paths that begin with `../`. The compiler never writes, and has no access to
 * disk, clock or environment. Calls are synchronous: the files of a build are small and read once.
 */
export interface Host {
  /**
   * The bytes of a file, or `undefined` if there is no such file. Case-sensitive on every system. An unchanged file
   * must give the same object: the compiler detects changes by identity.
   */
  read(path: string): Uint8Array | undefined;
  /** The entries of a folder in code-unit order of their names, or `undefined` if there is no such folder. */
  list(path: string): readonly HostEntry[] | undefined;
  /**
   * The folder of an installed npm package, found from the folder `from` as Node.js does it (walking up through
   * `node_modules`, symbolic links resolved), or `undefined`. `name` may be scoped.
   */
  resolvePackage(name: string, from: string): string | undefined;
  /**
   * Paths of symbolic links that are treated as missing because they lead out of the project. Grows while files are
   * read.
   */
  readonly refusedLinks?: ReadonlySet<string>;
}

export interface HostEntry {
  readonly name: string;
  readonly kind: "file" | "folder";
}

/** Whether `path` names a file. */
export function isFile(host: Host, path: string): boolean {
  const slash = path.lastIndexOf("/");
  const entries = host.list(slash < 0 ? "" : path.slice(0, slash));
  const name = path.slice(slash + 1);
  return entries?.some((entry) => entry.kind === "file" && entry.name === name) ?? false;
}
