/** Compiles one stylesheet like a build, for tests. */
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { formatPretty, hasErrors } from "../compiler/diagnostics/index.ts";
import { compileSheet } from "../compiler/style/index.ts";
import type { LessModule, SassModule } from "../compiler/style/index.ts";
import { createDiskHost } from "../disk/index.ts";

export interface CompileWxssOptions {
  /** Prefix of every class name. */
  readonly prefix?: string;
  /** Width of the screen in pixels, to convert `rpx` to pixels. Without it, `rpx` stays relative to the screen. */
  readonly deviceWidth?: number;
}

/**
 * The stylesheet at `path` with all its imports, as CSS. Less and Sass come from the packages of the project.
 * @throws Error if the stylesheet, or one that it imports, has an error
 */
export async function compileWxss(appDir: string, path: string, options: CompileWxssOptions = {}): Promise<string> {
  const folder = resolve(appDir);
  const preprocessors = {
    less: async () => installed<LessModule>(folder, "less"),
    sass: async () => installed<SassModule>(folder, "sass"),
  };
  const { css, diagnostics } = await compileSheet(createDiskHost(folder), path, { ...options, preprocessors });
  if (hasErrors(diagnostics)) throw new Error(formatPretty(diagnostics.filter((d) => d.severity === "error")));
  return css;
}

/** A test runs the project's code anyway, so that here, unlike in a build, the project's own copy is right. */
function installed<Module>(folder: string, name: string): Module | undefined {
  const from = createRequire(join(folder, "package.json"));
  let path: string;
  try {
    path = from.resolve(name);
  } catch {
    return undefined;
  }
  return from(path) as Module;
}
