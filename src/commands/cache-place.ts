/** Where the disk cache of a project lies. */
import { existsSync } from "node:fs";
import { hash } from "node:crypto";
import { homedir } from "node:os";
import { dirname, join, relative, resolve } from "node:path";
import type { Io } from "./io.ts";

export interface CachedBuild {
  /** `--cache`; `false` never gets here. */
  readonly cache?: string | false;
  readonly mode?: string;
  readonly target?: string;
  readonly minify?: boolean;
  readonly sourceMaps: boolean;
}

/**
 * `--cache DIR`, else `node_modules/.cache/miniapp` where the project or a folder above it has packages, else the
 * user's cache folder. The file's name says which project and options it serves, by paths that do not change when the
 * whole tree moves, so that a cache restored elsewhere still fits.
 */
export function placeOfCache(root: string, options: CachedBuild, io: Io): { folder: string; name: string } {
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
