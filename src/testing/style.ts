/** Compiles one style sheet as a build does, for tests. */
import { resolve } from "node:path";
import { formatPretty, hasErrors } from "../compiler/diagnostics/index.ts";
import { compileSheet } from "../compiler/style/index.ts";
import { createDiskHost } from "../disk/index.ts";

export interface CompileWxssOptions {
  /** Put in front of every class name. */
  readonly prefix?: string;
  /** Width of the screen in pixels: `rpx` become pixels. Without it they stay relative to the screen. */
  readonly deviceWidth?: number;
}

/**
 * The sheet at `path` with everything it imports, as css.
 *
 * @throws Error if the sheet, or one it imports, has an error
 */
export async function compileWxss(appDir: string, path: string, options: CompileWxssOptions = {}): Promise<string> {
  const { css, diagnostics } = await compileSheet(createDiskHost(resolve(appDir)), path, options);
  if (hasErrors(diagnostics)) throw new Error(formatPretty(diagnostics.filter((d) => d.severity === "error")));
  return css;
}
