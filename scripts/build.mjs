/**
 * Compiles src/ to dist/: ES modules bundled per entry with shared chunks, so that starting a verb loads a handful of
 * files, and type declarations for the public entries. Dependencies stay dependencies.
 */
import { mkdirSync, renameSync, rmSync } from "node:fs";
import { generateValidators } from "./generate-validators.mjs";
import { installDependencies, root, run } from "./install.mjs";

installDependencies();
await generateValidators();
const { build } = await import("esbuild");
const out = `${root}dist`;
const fresh = `${root}dist.${process.pid}`;
mkdirSync(fresh, { recursive: true });
await build({
  absWorkingDir: root,
  entryPoints: {
    cli: "src/commands/index.ts",
    index: "src/index.ts",
    "testing/index": "src/testing/index.ts",
  },
  outdir: fresh,
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20",
  packages: "external",
  chunkNames: "chunks/[name]-[hash]",
  logLevel: "warning",
});
run("npx", ["--no-install", "tsc", "-p", "tsconfig.build.json", "--emitDeclarationOnly", "--outDir", fresh]);
// Renamed into place, so that a test that starts the program while another builds it finds one or the other whole.
const old = `${root}dist.${process.pid}.old`;
try {
  renameSync(out, old);
} catch (error) {
  if (error.code !== "ENOENT") throw error;
}
renameSync(fresh, out);
rmSync(old, { recursive: true, force: true });
