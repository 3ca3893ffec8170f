/**
 * Bundles and minifies the scripts of an app with esbuild's API in this process, and prints the time of the one call.
 *
 *     node bundle-scripts.mjs LIST one|each
 *
 * LIST is a JSON file `{ entries, external }`. `one`: one file that requires every entry, so that every module is
 * printed once; `each`: a file per entry, as esbuild does with many entry points.
 */
import { readFileSync } from "node:fs";
import { dirname } from "node:path";
import { build } from "esbuild";

const [list, shape] = process.argv.slice(2);
const { entries, external } = JSON.parse(readFileSync(list, "utf8"));
const input =
  shape === "one"
    ? {
        stdin: {
          contents: entries.map((path) => `require(${JSON.stringify(path)});`).join("\n"),
          resolveDir: dirname(entries[0]),
        },
      }
    : { entryPoints: entries };

const started = performance.now();
const result = await build({
  ...input,
  bundle: true,
  minify: true,
  write: false,
  outdir: "out",
  format: "cjs",
  platform: "neutral",
  mainFields: ["main"],
  target: "es2020",
  external,
  logLevel: "silent",
});
const ms = performance.now() - started;
const bytes = result.outputFiles.reduce((sum, file) => sum + file.contents.length, 0);
console.log(JSON.stringify({ ms, bytes, files: result.outputFiles.length }));
