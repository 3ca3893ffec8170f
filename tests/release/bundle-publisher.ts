/** Bundles `publisher.ts` into one file, because tests start it many times. */
import { join } from "node:path";
import { buildSync } from "esbuild";

export function bundlePublisher(outfile: string): void {
  buildSync({
    entryPoints: [join(import.meta.dirname, "publisher.ts")],
    outfile,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20",
    banner: { js: 'import { createRequire as $r } from "node:module"; const require = $r(import.meta.url);' },
    logLevel: "error",
  });
}
