/** The host with fakes at the other ends of its ports. */
import { build } from "esbuild";
import { root } from "../../build/program.ts";
import type { RuntimeFiles } from "./site.ts";

/** Bundles one script in the same way as the runtime's own. */
export async function bundle(path: string, format: "iife" | "esm" = "iife"): Promise<Uint8Array> {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [path],
    bundle: true,
    write: false,
    format,
    target: "es2022",
    banner: { js: '"use strict";' },
  });
  return (outputFiles[0] as (typeof outputFiles)[number]).contents;
}

export async function withFakes(runtime: RuntimeFiles): Promise<RuntimeFiles> {
  const [worker, page] = await Promise.all([
    bundle("tests/runtime/host/fake-worker.ts"),
    bundle("tests/runtime/host/fake-page.dom.ts"),
  ]);
  return new Map([...runtime, ["worker.js", worker], ["page.js", page]]);
}
