/**
 * What the runtime weighs, gzipped. The goals are 25 KB for logic and view without built-in components and `wx.*`, and
 * 120 KB for everything; neither is reached yet, and these ceilings keep what there is from growing further.
 */
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { beforeAll, expect, test } from "vitest";
import { root } from "../../build/program.ts";
import { readRuntime } from "./site.ts";
import type { RuntimeFiles } from "./site.ts";

const ceilings = { core: 50 * 1024, everything: 158 * 1024 };
let runtime: RuntimeFiles;

beforeAll(async () => {
  runtime = await readRuntime();
});

function weight(bytes: Uint8Array): number {
  return gzipSync(bytes, { level: 9 }).length;
}

test("logic and view without built-in components and wx", async () => {
  const { outputFiles } = await build({
    absWorkingDir: root,
    stdin: {
      contents: `import { createAppRuntime } from "./src/runtime/logic/app/index.ts";
import { PageView } from "./src/runtime/logic/frame/index.ts";
import { startWorker } from "./src/runtime/worker/start.ts";
globalThis.kept = [createAppRuntime, PageView, startWorker];`,
      resolveDir: root,
    },
    bundle: true,
    minify: true,
    write: false,
    format: "iife",
    target: "es2022",
  });
  const logic = weight((outputFiles[0] as (typeof outputFiles)[number]).contents);
  const view = weight(runtime.get("page.js") as Uint8Array);
  expect(logic + view).toBeLessThan(ceilings.core);
});

test("everything that an app's origin sends, each once", () => {
  const parts = [...runtime].filter(([name]) => /^(worker|page)\.(js|css)$|^c\//.test(name));
  expect(parts.length).toBeGreaterThan(10);
  expect(parts.reduce((sum, [, content]) => sum + weight(content), 0)).toBeLessThan(ceilings.everything);
});
