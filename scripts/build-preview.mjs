/** Bundles the simulator's page to `dist/preview/`. Called by `build.mjs`. */
import { cpSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { root } from "./install.mjs";

/** @param out folder; made if it is not there */
export async function buildPreview(out) {
  const { build } = await import("esbuild");
  mkdirSync(out, { recursive: true });
  await build({
    absWorkingDir: root,
    outdir: out,
    entryPoints: { simulator: "src/preview/simulator/main.ts" },
    bundle: true,
    minify: true,
    format: "esm",
    target: ["chrome100", "safari15.4", "firefox110"],
    legalComments: "none",
    logLevel: "warning",
  });
  for (const name of ["index.html", "simulator.css", "icon.svg"]) {
    cpSync(join(root, "src/preview/simulator", name), join(out, name));
  }
}
