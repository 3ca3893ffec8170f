/**
 * The one door through which the compiler reaches files.
 *
 * A host path is `/`-separated and relative to the project's root folder (the folder that is being built); packages
 * that live above it (workspaces, pnpm stores) have host paths that begin with `../`. The compiler never writes, and
 * knows neither disk, clock nor environment. Calls are synchronous: the files of a build are small and read once.
 */
export interface Host {
  /**
   * The bytes of a file, or `undefined` if there is no such file. Matching is case-sensitive on every system. As long
   * as the file is the same, so is the object: a compiler tells by it what has changed.
   */
  read(path: string): Uint8Array | undefined;
  /** Names in a folder in code-unit order, or `undefined` if there is no such folder. */
  list(path: string): readonly HostEntry[] | undefined;
  /**
   * The folder of an installed npm package as Node.js finds it from the folder `from` (walking up through
   * `node_modules`, symbolic links resolved), or `undefined`. `name` may be scoped.
   */
  resolvePackage(name: string, from: string): string | undefined;
  /** Paths of links that count as absent because they lead out of the project; grows while files are asked for. */
  readonly refusedLinks?: ReadonlySet<string>;
}

export interface HostEntry {
  readonly name: string;
  readonly kind: "file" | "folder";
}

/** True if `path` names a file. */
export function isFile(host: Host, path: string): boolean {
  const slash = path.lastIndexOf("/");
  const entries = host.list(slash < 0 ? "" : path.slice(0, slash));
  const name = path.slice(slash + 1);
  return entries?.some((entry) => entry.kind === "file" && entry.name === name) ?? false;
}
