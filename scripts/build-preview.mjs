/** Bundles the simulator's page to `dist/preview/`. Called by `build.mjs`. */
import { cpSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { root } from "./install.mjs";

/** @param out output folder; created if it does not exist */
export async function buildPreview(out) {
  const { build } = await import("esbuild");
  mkdirSync(out, { recursive: true });
  const common = {
    absWorkingDir: root,
    outdir: out,
    bundle: true,
    minify: true,
    target: ["chrome100", "safari16.4", "firefox110"],
    legalComments: "none",
    logLevel: "warning",
  };
  await build({ ...common, entryPoints: { simulator: "src/preview/simulator/main.ts" }, format: "esm" });
  await build({ ...common, entryPoints: { simulator: "src/preview/simulator/simulator.css" }, target: "esnext" });
  // Like the Workers of apps: strict from the first line, and with references to the platform saved before the lock
  // removes it.
  await build({
    ...common,
    entryPoints: { mocks: "src/runtime/worker/mocks.ts" },
    format: "iife",
    inject: ["src/runtime/worker/platform.ts"],
    banner: { js: '"use strict";' },
  });
  for (const name of ["index.html", "icon.svg"]) {
    cpSync(join(root, "src/preview/simulator", name), join(out, name));
  }
}
