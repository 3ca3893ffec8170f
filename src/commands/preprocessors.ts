/**
 * Less and Sass are optional: they are loaded only if a project has such stylesheets, from where this program is
 * installed.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { LessModule, Preprocessors } from "../compiler/style/index.ts";

/** The installed compilers. Loading one takes longer than many builds; reading its version does not. */
export const preprocessors: Preprocessors = {
  less: async () => oneFileOfLess() ?? (await optional(() => import("less")))?.default,
  sass: () => optional(() => import("sass")),
  version: installedVersion,
};

/**
 * Loads Less as CommonJS, which is a single file. Its ES module version is a hundred files, which take longer to load
 * than the rest of a small build. Returns undefined if that fails; importing it then reports the reason.
 */
function oneFileOfLess(): LessModule | undefined {
  try {
    const loaded = createRequire(import.meta.url)("less") as LessModule & { readonly default?: LessModule };
    return loaded.default ?? loaded;
  } catch {
    return undefined;
  }
}

async function optional<T>(load: () => Promise<T>): Promise<T | undefined> {
  try {
    return await load();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ERR_MODULE_NOT_FOUND") return undefined;
    throw error;
  }
}

/**
 * Reads the version from the package.json above the resolved file, because `exports` may hide package.json from
 * `require`.
 */
function installedVersion(name: string): string | undefined {
  let folder: string;
  try {
    folder = dirname(createRequire(import.meta.url).resolve(name));
  } catch {
    return undefined;
  }
  for (;;) {
    const found = readPackage(join(folder, "package.json"));
    if (found?.name === name) return found.version;
    const parent = dirname(folder);
    if (parent === folder) return undefined;
    folder = parent;
  }
}

function readPackage(path: string): { readonly name?: string; readonly version?: string } | undefined {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as { name?: string; version?: string };
  } catch {
    return undefined;
  }
}
