/**
 * What the runtime weighs, gzipped, each file by itself. The goals are 25 KB for logic and view without built-in
 * components and `wx.*`, and 120 KB for everything; neither is reached (docs/decisions/runtime-size.md), and these
 * ceilings keep what there is from growing further.
 *
 * Without components: what a page of `view` and `text` needs before its first row. In the Worker the lock, the
 * connections, `App` and `Page`, components and templates; in the frame `page.js` with whatever it imports at once.
 * Everything: all that an app's origin can send a release of the runtime, `wx.*`, all components and the picker's regions
 * included. What frames load in a preview alone does not count, and has to be a file of its own for that.
 */
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { beforeAll, expect, test } from "vitest";
import { root } from "../../build/program.ts";
import { readRuntime } from "./site.ts";
import type { RuntimeFiles } from "./site.ts";

const ceilings = { core: 54.75 * 1024, everything: 155.25 * 1024 };
let runtime: RuntimeFiles;

beforeAll(async () => {
  runtime = await readRuntime();
});

function weight(bytes: Uint8Array): number {
  return gzipSync(bytes, { level: 9 }).length;
}

/** A file of the frame and those that it imports before it runs. */
function atOnce(name: string, found = [name]): string[] {
  const text = new TextDecoder().decode(runtime.get(name));
  for (const [, file] of text.matchAll(/(?:from|import)\s*"\.\/([^"]+)"/g)) {
    const path = new URL(file as string, `file:///${name}`).pathname.slice(1);
    if (!found.includes(path)) atOnce(path, (found.push(path), found));
  }
  return found;
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
    charset: "utf8",
    target: "es2022",
  });
  const logic = weight((outputFiles[0] as (typeof outputFiles)[number]).contents);
  const view = atOnce("page.js").reduce((sum, name) => sum + weight(runtime.get(name) as Uint8Array), 0);
  expect(logic + view).toBeLessThan(ceilings.core);
});

test("everything that an app's origin sends, each once", () => {
  const parts = [...runtime].filter(([name]) => /^(worker|page)\.(js|html)$|^c\/(?!preview-)/.test(name));
  expect(parts.length).toBeGreaterThan(8);
  expect([...runtime.keys()].filter((name) => name.startsWith("c/preview-"))).toHaveLength(1);
  expect(atOnce("page.js").some((name) => name.startsWith("c/preview-"))).toBe(false);
  expect(parts.reduce((sum, [, content]) => sum + weight(content), 0)).toBeLessThan(ceilings.everything);
});
