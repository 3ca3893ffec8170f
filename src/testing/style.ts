/** Compiles one stylesheet like a build, for tests. */
import { resolve } from "node:path";
import { formatPretty, hasErrors } from "../compiler/diagnostics/index.ts";
import { compileSheet } from "../compiler/style/index.ts";
import { createDiskHost } from "../disk/index.ts";

export interface CompileWxssOptions {
  /** Prefix of every class name. */
  readonly prefix?: string;
  /** Width of the screen in pixels, to convert `rpx` to pixels. Without it, `rpx` stays relative to the screen. */
  readonly deviceWidth?: number;
}

/**
 * The stylesheet at `path` with all its imports, as CSS.
 * @throws Error if the stylesheet, or one that it imports, has an error
 */
export async function compileWxss(appDir: string, path: string, options: CompileWxssOptions = {}): Promise<string> {
  const { css, diagnostics } = await compileSheet(createDiskHost(resolve(appDir)), path, options);
  if (hasErrors(diagnostics)) throw new Error(formatPretty(diagnostics.filter((d) => d.severity === "error")));
  return css;
}
