/** A program bundled from the sources, for tests that run several processes or kill them. */
import { buildSync } from "esbuild";

/** @param contents TypeScript; relative imports start at the repository's root */
export function writeProgram(path: string, contents: string): void {
  buildSync({
    stdin: { contents, resolveDir: process.cwd(), loader: "ts" },
    bundle: true,
    platform: "node",
    format: "esm",
    outfile: path,
  });
}
