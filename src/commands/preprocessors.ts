/** Less and Sass are optional: loaded when a project has such a sheet, from wherever this program is installed. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { LessModule, Preprocessors } from "../compiler/style/index.ts";

/** The installed compilers; loading one takes longer than many builds, asking for its version does not. */
export const preprocessors: Preprocessors = {
  less: async () => oneFileOfLess() ?? (await optional(() => import("less")))?.default,
  sass: () => optional(() => import("sass")),
  version: installedVersion,
};

/**
 * Less as CommonJS, which is one file: as ES modules it is a hundred, and loading them takes longer than all the rest of a
 * small build. Nothing if that fails, for whatever reason; importing it says what is wrong.
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

/** From the package.json above the file that would be loaded: `exports` may hide it from `require`. */
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
