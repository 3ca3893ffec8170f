/**
 * Creation and updates of lists in Chromium, side by side: hand-written DOM code, our runtime in one thread and through
 * its Worker, Vue 3, glass-easel with its adapter. Prints medians in milliseconds and as multiples of the hand-written.
 *
 *     node bench/runtime/run.mjs [--only create,swap] [--rounds 10] [--counts 1000,10000] [--kinds plain,component]
 *                                [--candidates hand,worker] [--json FILE] [--best] [--part 1500] [--against FOLDER]
 *     node bench/runtime/run.mjs --memory | --taps 200 | --first-text 10
 */
import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { build } from "esbuild";
import { median } from "../build/measure.mjs";
import { files } from "./app.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const list = (text) => text.split(",");
const { values: options } = parseArgs({
  options: {
    only: { type: "string", default: "create,replace,append,update,select,swap,remove,clear" },
    rounds: { type: "string", default: "10" },
    counts: { type: "string", default: "1000,10000" },
    kinds: { type: "string", default: "plain,component" },
    candidates: { type: "string", default: "hand,one thread,worker,vue,glass-easel" },
    json: { type: "string" },
    memory: { type: "boolean", default: false },
    best: { type: "boolean", default: false },
    part: { type: "string" },
    against: { type: "string" },
    taps: { type: "string" },
    "first-text": { type: "string" },
  },
});
const candidates = list(options.candidates);
/** Our Worker candidate, built from another checkout of the repository. */
const BEFORE = "before";
const other = options.against === undefined ? undefined : `${resolve(options.against)}/bench/runtime/`;
if (other) candidates.push(BEFORE);
/** On a busy machine, the best round is more meaningful than the median. */
const typical = options.best ? (values) => Math.min(...values) : median;
const checkoutOf = (bench) => resolve(bench, "../..");
const operations = list(options.only);

const app = await buildApp(here);
const appBefore = other && (await buildApp(other));
const server = createServer(await site());
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
const { launchBrowser } = await import(await bundleToUrl("../../tests/runtime/browser.ts"));
const browser = await launchBrowser(["--js-flags=--expose-gc", "--enable-precise-memory-info"]);
const report = [];
try {
  if (options["first-text"] !== undefined) {
    const { compareFirstTexts } = await import(await bundleToUrl("./first-text.ts"));
    const checkouts = { app: checkoutOf(here), ...(other && { [BEFORE]: checkoutOf(other) }) };
    report.push(...(await compareFirstTexts(Number(options["first-text"]), typical, checkouts)));
  } else
    for (const kind of list(options.kinds)) {
      if (options.memory) await weigh(kind);
      else if (options.taps !== undefined) await tap(kind);
      else for (const count of list(options.counts).map(Number)) await compare(kind, count);
    }
} finally {
  await browser.close();
  server.close();
}
if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(report, null, 1)}\n`);

/** Candidates alternate, each run in a new document. */
async function compare(kind, count) {
  const times = Object.fromEntries(candidates.map((name) => [name, {}]));
  const turns = 2;
  const rounds = Math.max(1, Math.round(Number(options.rounds) / turns / (count > 1000 ? 2 : 1)));
  for (let turn = 0; turn < turns; turn++) {
    for (const candidate of turn % 2 === 0 ? candidates : candidates.toReversed()) {
      const page = await browser.newPage();
      page.on("pageerror", (error) => console.error(`${candidate}: ${error}`));
      await page.goto(`http://127.0.0.1:${server.address().port}/${candidate === BEFORE ? "before/" : ""}`);
      const partSize = options.part === undefined ? undefined : Number(options.part);
      const input = { candidate, kind, count, rounds, operations, app, partSize };
      if (candidate === BEFORE) Object.assign(input, { candidate: "worker", app: appBefore });
      const measured = await page.evaluate(`measure(${JSON.stringify(input)})`).catch((error) => {
        console.error(`${candidate}: ${String(error).slice(0, 300)}`);
        return {};
      });
      for (const [name, all] of Object.entries(measured)) (times[candidate][name] ??= []).push(...all);
      await page.close();
    }
  }
  print(kind, count, times);
}

/** Bytes of JavaScript heap per row. Ours runs in one thread, so that logic and view both count. */
async function weigh(kind) {
  for (const candidate of candidates.filter((name) => name !== "worker")) {
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${server.address().port}/`);
    const bytes = await page.evaluate(`memory(${JSON.stringify({ candidate, kind, count: 10000, app })})`);
    console.log(`${kind.padEnd(12)}${candidate.padEnd(14)}${Math.round(bytes)} bytes per row`);
    report.push({ kind, candidate, bytes });
    await page.close();
  }
}

/** Time from a tap to the class that its handler sets. Omits Vue and glass-easel, whose handlers set nothing here. */
async function tap(kind) {
  const count = Number(list(options.counts)[0]);
  const measured = {};
  for (let turn = 0; turn < 2; turn++) {
    for (const candidate of candidates.filter((name) => ["hand", "one thread", "worker"].includes(name))) {
      if (kind === "component" && candidate === "hand") continue;
      const page = await browser.newPage();
      await page.goto(`http://127.0.0.1:${server.address().port}/`);
      const input = { candidate, kind, count, taps: Number(options.taps), app };
      const { times, echoes } = await page.evaluate(`taps(${JSON.stringify(input)})`);
      const all = (measured[candidate] ??= { times: [], echoes: [] });
      all.times.push(...times);
      all.echoes.push(...echoes);
      await page.close();
    }
  }
  for (const [candidate, { times, echoes }] of Object.entries(measured)) {
    const at = (part) => times.toSorted((a, b) => a - b)[Math.floor(times.length * part)];
    const figures = { kind, candidate, p50: at(0.5), p95: at(0.95), least: at(0) };
    if (echoes.length > 0) figures.emptyWay = typical(echoes);
    report.push(figures);
    const line = Object.entries(figures)
      .slice(2)
      .map(([name, ms]) => `${name} ${ms.toFixed(2)}`);
    console.log(`tap to DOM, ${count} rows, ${kind.padEnd(10)}${candidate.padEnd(12)}${line.join("  ")}`);
  }
}

function print(kind, count, times) {
  console.log(`\n${count} rows, ${kind}\n${"".padEnd(10)}${candidates.map((name) => name.padStart(20)).join("")}`);
  const hand = (name) => typical((times["hand"]?.[name] ?? [{ all: Number.NaN }]).map(({ all }) => all));
  for (const name of operations) {
    const cells = candidates.map((candidate) => {
      const all = times[candidate][name];
      if (!all) return "-".padStart(20);
      const of = (key) => typical(all.map((one) => one[key]));
      const ms = of("all");
      const figures = { kind, count, operation: name, candidate, ms, ratio: ms / hand(name) };
      if (all[0].frame !== undefined)
        Object.assign(figures, { frame: of("frame"), worker: of("worker"), operations: of("operations") });
      report.push(figures);
      return `${ms.toFixed(2)} (${figures.ratio.toFixed(1)})`.padStart(20);
    });
    console.log(name.padEnd(10) + cells.join(""));
    for (const ours of report.slice(-candidates.length)) {
      if (ours.operation !== name || ours.frame === undefined) continue;
      const frame = `${ours.frame.toFixed(2)} (${(ours.frame / hand(name)).toFixed(1)})`;
      console.log(
        `${"".padEnd(10)}  ${ours.candidate}: page thread ${frame}, Worker ${ours.worker.toFixed(2)}, ${ours.operations} items in its batch`,
      );
    }
  }
}

async function buildApp(folder) {
  const { createCompiler } = await import(await bundleToUrl("../../src/compiler/index.ts", folder));
  const encoder = new TextEncoder();
  const host = {
    read: (path) => (Object.hasOwn(files, path) ? encoder.encode(files[path]) : undefined),
    list: (path) =>
      path === ""
        ? Object.keys(files)
            .sort()
            .map((name) => ({ name, kind: "file" }))
        : undefined,
    resolvePackage: () => undefined,
  };
  const digest = (data) => createHash("sha256").update(data).digest("hex");
  const { output, diagnostics } = await createCompiler(host, {
    version: "bench",
    sourceMaps: false,
    preprocessors: {},
    digest,
  }).build();
  if (!output) throw new Error(diagnostics.map(({ message }) => message).join("\n"));
  const read = (path) =>
    new TextDecoder().decode(output.subpackages[0].files.find((file) => file.path === path).content);
  return {
    code: read("_miniapp/logic.js"),
    entries: JSON.parse(read("_miniapp/entries.json")),
    view: JSON.parse(read("_miniapp/view.json")),
  };
}

async function site() {
  const served = {
    ...(await pageOf("/", here)),
    ...(other ? await pageOf("/before/", other) : {}),
  };
  return ({ url }, response) => {
    const [type, body] = served[url] ?? ["text/plain", ""];
    response.writeHead(url in served ? 200 : 404, {
      "content-type": type,
      // Without these headers the browser's clock is coarse.
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-embedder-policy": "require-corp",
    });
    response.end(body);
  };
}

async function pageOf(at, folder) {
  return {
    [at]: ["text/html; charset=utf-8", "<!doctype html><script src=page.js></script><body>"],
    [`${at}page.js`]: ["text/javascript", await bundle(`${folder}page.mjs`)],
    [`${at}worker.js`]: ["text/javascript", await bundle(`${folder}worker.ts`)],
  };
}

async function bundle(path) {
  const { outputFiles } = await build({
    entryPoints: [path],
    bundle: true,
    format: "iife",
    target: "es2022",
    minify: true,
    write: false,
    logLevel: "error",
    loader: { ".txt": "text" },
    plugins: [
      {
        // `view` and `text` need no component code, and the app uses no other built-in components.
        name: "elements",
        setup({ onResolve, onLoad }) {
          onResolve({ filter: /^\.\/(everyday|rich)\.ts$/ }, ({ importer }) =>
            importer.endsWith("/components/index.ts") ? { path: "none", namespace: "elements" } : undefined,
          );
          onLoad({ filter: /.*/, namespace: "elements" }, () => ({ contents: "export const elements = {}" }));
        },
      },
    ],
  });
  return outputFiles[0].text;
}

/** Bundles the repository's TypeScript into a module that this version of Node.js can import. */
async function bundleToUrl(path, folder = here) {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(path, `file://${folder}`))],
    bundle: true,
    format: "esm",
    platform: "node",
    packages: "external",
    write: false,
    logLevel: "error",
    outfile: `${here}.bundle.mjs`,
  });
  const file = fileURLToPath(
    new URL(
      `../../node_modules/.cache-bench-${createHash("sha256")
        .update(folder + path)
        .digest("hex")
        .slice(0, 8)}.mjs`,
      import.meta.url,
    ),
  );
  writeFileSync(file, outputFiles[0].contents);
  return file;
}
