/**
 * The size of the runtime, each file gzipped separately. The goals are 25 KB for logic and view without built-in
 * components and `wx.*`, and 120 KB for everything. Neither is reached (docs/decisions/runtime-size.md); these ceilings
 * prevent further growth.
 *
 * Without components: what a page of `view` and `text` loads before its first row. In the Worker: the lock, the
 * connections, `App` and `Page`, components and templates. In the frame: `page.js` and everything it imports
 * statically. At once: the same, with the initial part of `wx.*` and the everyday components. Everything: all files of
 * a release runtime that an app's origin can send, including `wx.*`, all components and the picker's regions. What
 * frames load only in a preview is not counted, and must therefore be in a separate file.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { originalPositionFor, TraceMap } from "@jridgewell/trace-mapping";
import { beforeAll, expect, test } from "vitest";
import { root } from "../../build/program.ts";
import { workerFiles } from "../../../scripts/build-runtime.mjs";
import { workerParts as lateFiles } from "../../../scripts/worker-parts.mjs";
import { workerParts } from "../../../src/runtime/protocol-windows.ts";
import { readRuntime } from "./site.ts";
import type { RuntimeFiles } from "./site.ts";

const ceilings = { core: 42.2 * 1024, atOnce: 95.6 * 1024, everything: 154.5 * 1024 };
let runtime: RuntimeFiles;

beforeAll(async () => {
  runtime = await readRuntime();
});

function weight(content: Uint8Array | string): number {
  return gzipSync(content, { level: 9 }).length;
}

/** A file of the frame with its static imports. */
function atOnce(name: string, found = [name]): string[] {
  const text = new TextDecoder().decode(runtime.get(name));
  for (const [, file] of text.matchAll(/(?:from|import)\s*"(\.\.?\/[^"]+)"/g)) {
    const path = new URL(file as string, `file:///${name}`).pathname.slice(1);
    if (!found.includes(path)) atOnce(path, (found.push(path), found));
  }
  return found;
}

function together(names: readonly string[]): number {
  return names.reduce((sum, name) => sum + weight(runtime.get(name) as Uint8Array), 0);
}

function partsOfFrame(name: string): string[] {
  return [...runtime.keys()].filter((file) => new RegExp(`^c/${name}-[^-]+\\.js$`).test(file));
}

test("logic and view without built-in components and wx", async () => {
  const files = await workerFiles("tests/runtime/host/logic-alone.ts", { rare: lateFiles["rare"] ?? [] });
  const logic = weight(files.get("worker.js") as string);
  expect(logic + together(atOnce("page.js"))).toBeLessThan(ceilings.core);
});

test("an app that uses only everyday components", () => {
  const everyday = partsOfFrame("everyday");
  expect(everyday).toHaveLength(1);
  const files = new Set([...atOnce("page.js"), ...atOnce(everyday[0] as string), "page.html", "worker.js"]);
  expect(together([...files])).toBeLessThan(ceilings.atOnce);
});

test("everything that an app's origin can send, each file once", () => {
  const files = [...runtime.keys()].filter((name) => /^(worker|page)\.(js|html)$|^c\/(?!preview-)/.test(name));
  expect(files.length).toBeGreaterThan(8);
  expect([...runtime.keys()].filter((name) => name.startsWith("c/preview-"))).toHaveLength(1);
  expect(atOnce("page.js").some((name) => name.startsWith("c/preview-"))).toBe(false);
  expect(together(files)).toBeLessThan(ceilings.everything);
});

test("source maps of scripts that went through two minifiers refer to the sources", async () => {
  const files = await workerFiles("src/runtime/worker/index.ts", lateFiles);
  for (const [file, text, source] of [
    ["worker.js", "App() has been called already", "src/runtime/logic/app/app-side.ts"],
    ["c/worker-rare.js", "wxs: no module ", "src/runtime/logic/wxs.ts"],
  ] as const) {
    const before = (files.get(file) as string).split(text)[0] as string;
    const place = { line: before.split("\n").length, column: before.length - before.lastIndexOf("\n") - 1 };
    const found = originalPositionFor(new TraceMap(files.get(`${file}.map`) as string), place);
    expect(found.source).toBe(source);
    expect(readFileSync(join(root, source), "utf8").split("\n")[(found.line as number) - 1]).toContain(text);
  }
});

test("the Worker may load exactly its parts", () => {
  const parts = [...runtime.keys()].filter((name) => name.startsWith("c/worker-")).sort();
  expect(parts).toEqual(workerParts.map((name) => `c/worker-${name}.js`).sort());
});
