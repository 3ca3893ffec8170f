/**
 * Less and Sass are optional: they are loaded only if a project has such stylesheets, from where this program is
 * installed.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { LessModule, Preprocessors, SassModule } from "../compiler/style/index.ts";

/** The installed compilers. Loading one takes longer than many builds; reading its version does not. */
export const preprocessors: Preprocessors = {
  // Less as CommonJS is a single file. As an ES module it is a hundred, which take longer to load than the rest of a small
  // build.
  less: async () => {
    const loaded = load("less") as (LessModule & { readonly default?: LessModule }) | undefined;
    return loaded?.default ?? loaded;
  },
  sass: async () => load("sass") as SassModule | undefined,
  version: installedVersion,
};

/**
 * Where to look: where this program lies, then the path by which it was started. They differ if a project's
 * `node_modules` has a link to it, as with pnpm and dependencies on a folder; the project's Less is beside the link.
 * A project's own copy does not count if a program from elsewhere builds it: that would be code of the project.
 */
function resolve(name: string): { readonly path: string; readonly from: NodeJS.Require } | undefined {
  for (const place of [import.meta.url, process.argv[1]]) {
    if (place === undefined) continue;
    try {
      const from = createRequire(place);
      return { path: from.resolve(name), from };
    } catch {
      // Not installed there.
    }
  }
  return undefined;
}

/** @throws what the module throws while it loads */
function load(name: string): unknown {
  const found = resolve(name);
  return found?.from(found.path) as unknown;
}

/**
 * Reads the version from the package.json above the resolved file, because `exports` may hide package.json from
 * `require`.
 */
function installedVersion(name: string): string | undefined {
  const found = resolve(name);
  if (!found) return undefined;
  let folder = dirname(found.path);
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
