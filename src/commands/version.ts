/** This program's version, its folder, and how a project can depend on it. */
import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";

let known: { readonly version: string; readonly root: string } | undefined;

export function packageVersion(): string {
  return ownPackage().version;
}

/**
 * How package.json of a project in `directory` can refer to this program so that npm finds it: its version if npm
 * installed it from a registry, else `file:` and the path of its archive or folder.
 *
 * @param root the program's folder
 */
export function dependencyOn(directory: string, root = ownPackage().root): string {
  const modules = dirname(root);
  const source = basename(modules) === "node_modules" ? installedFrom(modules) : undefined;
  if (source !== undefined && !source.startsWith("file:")) return packageVersion();
  const archive = source === undefined ? undefined : resolve(dirname(modules), source.slice("file:".length));
  const target = archive !== undefined && existsSync(archive) ? archive : root;
  const relativePath = relative(directory, target);
  // There is no relative path to another drive, so the path stays absolute.
  return `file:${isAbsolute(relativePath) ? target : relativePath.split(sep).join("/")}`;
}

/**
 * Where npm installed the program from, according to its own records: a URL, or `file:` and a path relative to the
 * folder of `modules`.
 */
function installedFrom(modules: string): string | undefined {
  const path = join(modules, ".package-lock.json");
  if (!existsSync(path)) return undefined;
  const { packages = {} } = JSON.parse(readFileSync(path, "utf8")) as {
    packages?: Record<string, { readonly resolved?: string; readonly link?: boolean }>;
  };
  const { resolved, link } = packages["node_modules/miniapp"] ?? {};
  return link ? undefined : resolved;
}

function ownPackage(): { readonly version: string; readonly root: string } {
  // Compiled files are in dist/ or dist/chunks/, sources in src/commands/.
  for (const up of ["../", "../../"]) {
    if (known !== undefined) break;
    const url = new URL(`${up}package.json`, import.meta.url);
    try {
      const { version } = JSON.parse(readFileSync(url, "utf8")) as { version?: string };
      if (version !== undefined) known = { version, root: dirname(fileURLToPath(url)) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    }
  }
  if (known === undefined) throw new Error("package.json of miniapp is missing");
  return known;
}
