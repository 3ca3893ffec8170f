/**
 * Finds npm packages where Node.js would, but nowhere else. `node_modules` may come from a partner together with the
 * source, and a link in it could name any folder of this machine.
 *
 * A package's real folder must lie in the project, in a `node_modules` folder of the project or above it (where npm and
 * pnpm put packages), or be a package of that name in the repository or workspace around the project.
 */
import { existsSync, readFileSync, realpathSync, statSync } from "node:fs";
import { dirname, join, resolve, sep } from "node:path";

/**
 * @param refuse called with each link that must not be followed
 * @returns the package's real folder, or `undefined`
 */
export type PackageFinder = (name: string, from: string, refuse: (link: string) => void) => string | undefined;

/**
 * Creates the finder.
 * @param root absolute path of the project's folder, with links resolved
 */
export function createPackageFinder(root: string): PackageFinder {
  // Links above the project are trusted: only this machine's owner creates them.
  const above = ancestors(root)
    .slice(1)
    .map((folder) => join(folder, "node_modules"));
  const stores = [join(root, "node_modules"), ...above, ...above.flatMap((store) => realFolder(store) ?? [])];
  const workspace = workspaceRoot(root);

  const allowed = (target: string, name: string): boolean =>
    isInside(target, root) ||
    stores.some((store) => isInside(target, store)) ||
    (workspace !== undefined && isInside(target, workspace) && packageName(target) === name);

  return (name, from, refuse) => {
    if (!/^(@[^/@.][^/]*\/)?[^/@.][^/]*$/.test(name)) return undefined;
    for (const folder of ancestors(from)) {
      if (folder.endsWith(`${sep}node_modules`)) continue;
      const link = join(folder, "node_modules", name);
      const target = realFolder(link);
      if (target === undefined) continue;
      if (allowed(target, name)) return target;
      refuse(link);
    }
    return undefined;
  };
}

/** A folder and all its parents, nearest first. */
function ancestors(folder: string): string[] {
  const list = [folder];
  for (let at = folder; dirname(at) !== at; at = dirname(at)) list.push(dirname(at));
  return list;
}

/** The nearest folder, from the project's own upwards, that contains a repository or declares a workspace. */
function workspaceRoot(root: string): string | undefined {
  return ancestors(root).find(
    (folder) =>
      existsSync(join(folder, "pnpm-workspace.yaml")) ||
      existsSync(join(folder, ".git")) ||
      readPackage(folder)["workspaces"] !== undefined,
  );
}

function packageName(folder: string): unknown {
  return readPackage(folder)["name"];
}

function readPackage(folder: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    // Missing, unreadable or invalid: treat it as empty.
    return {};
  }
}

function realFolder(path: string): string | undefined {
  // Check first: most of these folders do not exist, and an exception costs as much as twenty checks.
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) return undefined;
  try {
    const target = realpathSync(path);
    return statSync(target).isDirectory() ? target : undefined;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR" || code === "ELOOP") return undefined;
    throw error;
  }
}

function isInside(path: string, folder: string): boolean {
  const base = resolve(folder);
  return path === base || path.startsWith(base.endsWith(sep) ? base : base + sep);
}
