/** A program made of the sources, for tests that run several processes, or kill them. */
import { buildSync } from "esbuild";

/** @param contents TypeScript; relative imports begin at the repository */
export function writeProgram(path: string, contents: string): void {
  buildSync({
    stdin: { contents, resolveDir: process.cwd(), loader: "ts" },
    bundle: true,
    platform: "node",
    format: "esm",
    outfile: path,
  });
}
