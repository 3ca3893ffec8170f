/**
 * Compares a build with its peers on real projects, in one run: see README.md beside this file.
 *
 *     node bench/build/run.mjs [--rounds 5] [--app NAME] [--only ID,ID] [--peers] [--json FILE] [--check]
 */
import { generateKeyPairSync } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { build } from "esbuild";
import { prepareApps } from "./apps.mjs";
import { casesOf } from "./cases.mjs";
import { median } from "./measure.mjs";
import { findPeers } from "./peers.mjs";
import { judge } from "./targets.mjs";

const repository = fileURLToPath(new URL("../..", import.meta.url));
const { values: options } = parseArgs({
  options: {
    rounds: { type: "string", default: "5" },
    app: { type: "string" },
    only: { type: "string" },
    peers: { type: "boolean", default: false },
    json: { type: "string" },
    check: { type: "boolean", default: false },
  },
});

if (!existsSync(join(repository, "dist/cli.cjs"))) {
  console.error("dist/ is missing: run `npm run build` first");
  process.exit(3);
}
const work = mkdtempSync(join(tmpdir(), "miniapp-bench-"));
const cleanUp = () => rmSync(work, { recursive: true, force: true });
for (const signal of ["SIGINT", "SIGTERM"]) {
  process.once(signal, () => {
    cleanUp();
    process.exit(130);
  });
}
try {
  await main();
} finally {
  cleanUp();
}

async function main() {
  const peers = await findPeers({ install: options.peers });
  const { apps, skipped } = prepareApps(work);
  if (peers.reason !== undefined) skipped.push(`miniprogram-ci: ${peers.reason}`);
  const tools = { work, bundles: await bundleOurs(), key: writeKey(), peers: peers.modules };
  const results = [];
  console.log(`${machine()}; medians of ${options.rounds} interleaved rounds, milliseconds\n`);
  for (const line of skipped) console.log(`Skipped: ${line}\n`);
  for (const app of apps) {
    if (options.app !== undefined && !app.name.includes(options.app)) continue;
    const result = await measureApp(app, tools);
    results.push(result);
    print(result);
  }
  if (options.json !== undefined)
    writeFileSync(options.json, `${JSON.stringify({ machine: machine(), skipped, results }, null, 2)}\n`);
  if (options.check && results.some(({ judged }) => judged.some(({ met }) => !met))) process.exitCode = 1;
}

/** One warm-up, `--rounds` timed rounds, each running every case once, and a last round that watches memory. */
async function measureApp(app, tools) {
  const { cases: all, notes } = await casesOf(app, tools);
  const wanted = options.only?.split(",");
  const cases = all.filter(({ id }) => wanted === undefined || wanted.includes(id));
  const samples = new Map(cases.map(({ id }) => [id, { whole: [], inner: [] }]));
  for (const { once, slow } of cases) if (!slow) await once({ memory: false });
  for (let round = 0; round < Number(options.rounds); round++) {
    for (const { id, once } of cases) {
      const { ms, inner } = await once({ memory: false });
      const sample = samples.get(id);
      sample.whole.push(ms);
      if (inner !== undefined) sample.inner.push(inner);
    }
  }
  const rows = [];
  for (const { id, name, once } of cases) {
    const { whole, inner } = samples.get(id);
    const { peak } = await once({ memory: true });
    rows.push({ id, name, whole, inner, ...(peak === undefined ? {} : { peak }) });
  }
  const medians = Object.fromEntries(
    rows.map(({ id, whole, inner }) => [
      id,
      { whole: median(whole), ...(inner.length > 0 ? { inner: median(inner) } : {}) },
    ]),
  );
  return { app: app.name, notes, rows, medians, judged: judge(medians) };
}

function print({ app, notes, rows, medians, judged }) {
  console.log(`## ${app}\n`);
  for (const note of notes) console.log(`- ${note}`);
  if (notes.length > 0) console.log("");
  console.log("| | process | lowest – highest | work alone | peak memory |\n|---|---:|---:|---:|---:|");
  for (const { id, name, whole, peak } of rows) {
    const { whole: middle, inner } = medians[id];
    const range = `${format(Math.min(...whole))} – ${format(Math.max(...whole))}`;
    const memory = peak === undefined ? "" : `${Math.round(peak / 2 ** 20)} MB`;
    // In one process, "work alone" is that process's first build.
    console.log(`| ${name} | ${format(middle)} | ${range} | ${inner === undefined ? "" : format(inner)} | ${memory} |`);
  }
  if (judged.length > 0) console.log("\n| target | measured | at most | |\n|---|---:|---:|---|");
  for (const { name, ratio, limit, met } of judged) {
    console.log(
      `| ${name} | ${ratio < 10 ? ratio.toFixed(3) : ratio.toFixed(0)} | ${limit} | ${met ? "met" : "missed"} |`,
    );
  }
  console.log("");
}

function format(ms) {
  return ms < 10 ? ms.toFixed(1) : String(Math.round(ms));
}

function machine() {
  const processors = cpus();
  return `Node.js ${process.version}, ${process.platform} ${process.arch}, ${processors.length} × ${processors[0]?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GB`;
}

function writeKey() {
  const path = join(work, "key.pem");
  const { privateKey } = generateKeyPairSync("ed25519");
  writeFileSync(path, privateKey.export({ type: "pkcs8", format: "pem" }), { mode: 0o600 });
  return path;
}

/** Bundles each program that uses our sources into one file, like the published package. Dependencies stay external. */
async function bundleOurs() {
  const cache = join(repository, "node_modules/.cache/miniapp-bench");
  const folder = join(cache, "programs");
  mkdirSync(folder, { recursive: true });
  // The sources look for their version in the package.json above them.
  copyFileSync(join(repository, "package.json"), join(cache, "package.json"));
  const bundle = (names, options) =>
    build({
      absWorkingDir: repository,
      entryPoints: names.map((name) => join(repository, "bench/build", `${name}.mjs`)),
      outdir: folder,
      bundle: true,
      platform: "node",
      target: "node20",
      logLevel: "error",
      ...options,
    });
  const modules = { format: "esm", outExtension: { ".js": ".mjs" }, packages: "external" };
  await bundle(["room-start", "rebuild"], modules);
  // Like dist/: CommonJS, with the small libraries bundled and whitespace minified.
  const program = { format: "cjs", outExtension: { ".js": ".cjs" }, minifyWhitespace: true, minifySyntax: true };
  await bundle(["rooms"], program);
  return { rooms: join(folder, "room-start.mjs"), rebuild: join(folder, "rebuild.mjs") };
}
