/** Location of a project's disk cache. */
import { existsSync } from "node:fs";
import { hash } from "node:crypto";
import { homedir } from "node:os";
import { dirname, join, relative, resolve } from "node:path";
import type { Io } from "./io.ts";

export interface CachedBuild {
  /** `--cache`; callers handle `false` themselves. */
  readonly cache?: string | false;
  readonly mode?: string;
  readonly target?: string;
  readonly minify?: boolean;
  readonly sourceMaps: boolean;
}

/**
 * Returns the cache's folder and file name. The folder is `--cache DIR`, else `node_modules/.cache/miniapp` if the
 * project or a parent folder has packages, else the user's cache folder. The file name depends on project and options,
 * through relative paths, so that a cache still matches after the whole tree is moved or restored elsewhere.
 */
export function locateCache(root: string, options: CachedBuild, io: Io): { folder: string; name: string } {
  const { mode, target, minify, sourceMaps } = options;
  const modules = nearestModules(root);
  const folder =
    typeof options.cache === "string"
      ? resolve(io.cwd, options.cache)
      : modules === undefined
        ? join(io.env["XDG_CACHE_HOME"] ?? join(io.env["HOME"] ?? homedir(), ".cache"), "miniapp")
        : join(modules, ".cache", "miniapp");
  const project = typeof options.cache === "string" ? "" : relative(dirname(modules ?? "/"), root);
  const key = JSON.stringify([project, mode, target, minify, sourceMaps]);
  return { folder, name: hash("sha256", key).slice(0, 16) };
}

function nearestModules(folder: string): string | undefined {
  const path = join(folder, "node_modules");
  if (existsSync(path)) return path;
  const parent = dirname(folder);
  return parent === folder ? undefined : nearestModules(parent);
}
