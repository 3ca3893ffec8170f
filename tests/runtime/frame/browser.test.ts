/**
 * End to end: from a real Worker over a message port to a real frame in Chromium. Runs all scenarios, and random
 * updates of random templates.
 */
import { readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import * as fc from "fast-check";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { templateArbitrary } from "../../template/random-template.ts";
import { buildPackage } from "../app.ts";
import { launchBrowser } from "../browser.ts";
import { componentFiles, dynamicFiles } from "./component-app.ts";

const here = fileURLToPath(new URL(".", import.meta.url));
const scenarios = fileURLToPath(new URL("../../conformance/components/", import.meta.url));

let browser: Browser;
let page: Page;
let server: ReturnType<typeof createServer>;

beforeAll(async () => {
  const files: Record<string, readonly [type: string, body: string]> = {
    "/": ["text/html; charset=utf-8", "<!doctype html><script src=page.js></script><body>"],
    "/page.js": ["text/javascript", await bundle("browser/page.dom.ts")],
    "/worker.js": ["text/javascript", await bundle("browser/worker.ts")],
  };
  server = createServer(({ url = "" }, response) => {
    const [type, body] = files[url] ?? ["text/plain", ""];
    response.writeHead(url in files ? 200 : 404, { "content-type": type });
    response.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  browser = await launchBrowser();
  page = await browser.newPage();
});

afterAll(async () => {
  await browser?.close();
  server?.close();
});

async function bundle(path: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [here + path],
    bundle: true,
    format: "iife",
    target: "es2022",
    write: false,
    plugins: [
      {
        // Lets a test run a package's code: a Worker without a policy may compile it.
        name: "compile",
        setup({ onResolve, onLoad }) {
          onResolve({ filter: /^node:vm$/ }, () => ({ path: "vm", namespace: "compile" }));
          onLoad({ filter: /.*/, namespace: "compile" }, () => ({
            contents: "export const runInThisContext = (code) => (0, eval)(code)",
          }));
          // Only the trees are tested here, so elements have no built-in classes.
          onResolve({ filter: /^\.\/(everyday|rich)\.ts$/ }, ({ importer }) =>
            importer.endsWith("/components/index.ts") ? { path: "none", namespace: "elements" } : undefined,
          );
          onLoad({ filter: /.*/, namespace: "elements" }, () => ({ contents: "export const elements = {}" }));
        },
      },
    ],
  });
  return outputFiles[0]?.text ?? "";
}

async function run(job: object): Promise<{ readonly failures: readonly string[]; readonly checks: number }> {
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  return page.evaluate(`run(${JSON.stringify(job)})`);
}

test("after every scenario, the document matches the composed tree", async () => {
  const wrong: string[] = [];
  for (const name of ["cases", "more/cases"].flatMap((part) =>
    readdirSync(scenarios + part).map((file) => `${part}/${file}`),
  )) {
    const scenario = JSON.parse(readFileSync(scenarios + name, "utf8")) as { readonly files: Record<string, string> };
    const { failures, checks } = await run({ ...(await buildPackage(scenario.files)), scenario });
    if (failures.length > 0 || checks < 2) wrong.push(`${name}: ${checks} checks ${failures.join("\n")}`);
  }
  expect(wrong).toEqual([]);
});

const data = { list: [], map: {}, on: true, text: "x", which: "a", a: 1, b: { c: 1, d: {} }, i: 0, n: 2, s: "x" };

test("after random updates of random templates, the document matches that of a fresh page", async () => {
  const templates = fc.sample(templateArbitrary, { numRuns: count("MINIAPP_TEMPLATES", 12), seed: 21 });
  const each = count("MINIAPP_UPDATES", 40);
  let total = 0;
  for (const [seed, files] of templates.entries()) {
    const { "page.wxml": root = "", ...others } = files;
    const built = await buildPackage({ ...others, "root.wxml": root, "root.js": "Component({ data })" });
    const { failures, checks } = await run({ ...built, random: { data, seed: seed + 1, count: each } });
    expect(failures, root).toEqual([]);
    total += checks;
  }
  for (const [files, updates] of [
    [componentFiles, each * 5],
    [dynamicFiles, each],
  ] as const) {
    const { failures, checks } = await run({
      ...(await buildPackage(files)),
      random: { data, seed: 99, count: updates },
    });
    expect(failures).toEqual([]);
    total += checks;
  }
  expect(total).toBe(templates.length * (each + 1) + each * 6 + 2);
}, 600_000);

/** The number of runs; environment variables can increase it. */
function count(name: string, usual: number): number {
  return Number(process.env[name] ?? usual);
}
