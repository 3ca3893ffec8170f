/**
 * The cost of the preview's server: time to a large app's first page, CPU time when idle, and memory over many edits.
 * README.md describes the measurement.
 *
 *   node bench/preview/server.mjs [--project DIR] [--starts 5] [--rest 60] [--edits 200]
 */
import { spawnSync } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { makeMiniProgram } from "./apps.mjs";
import { frameInFront, launchBrowser, startMiniapp, startServer } from "./servers.mjs";

const { values: options } = parseArgs({
  options: {
    project: { type: "string" },
    /** Serves a single file: the minimum time that any program and page take. */
    empty: { type: "boolean", default: false },
    starts: { type: "string", default: "5" },
    "no-cache": { type: "boolean", default: false },
    rest: { type: "string", default: "60" },
    edits: { type: "string", default: "200" },
  },
});
const project = options.project ?? process.env.MINIAPP_DEMO_DIR;
const megabytes = (bytes) => (bytes / 1e6).toFixed(1);
const median = (list) => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)];

if (options.empty) serveEmpty();
else await main();

function serveEmpty() {
  const server = createServer((_request, response) => response.end("<!doctype html><p>empty"));
  server.listen(0, "localhost", () => console.log(`http://localhost:${server.address().port}/`));
  process.on("SIGINT", () => process.exit(0));
}

async function main() {
  console.log(
    `${cpus().length} cores, load ${loadavg()[0].toFixed(1)}, ${project ? "project" : "351 generated pages"}`,
  );
  const folder = project ?? makeMiniProgram(351).folder;
  await start(folder);
  await rest(folder);
  if (!project) rmSync(folder, { recursive: true, force: true });
  await memory();
}

async function start(folder) {
  const browser = await launchBrowser();
  const times = { ours: [], empty: [] };
  const caches = join(tmpdir(), `miniapp-bench-${process.pid}`);
  // The preview keeps its compile cache there if the project has no node_modules.
  process.env.XDG_CACHE_HOME = caches;
  for (let i = 0; i < Number(options.starts); i++) {
    if (options["no-cache"]) rmSync(caches, { recursive: true, force: true });
    times.empty.push(
      await timed(
        browser,
        () => startServer([import.meta.filename, "--empty"], ".", (line) => line),
        (page) => page.waitForSelector("p"),
      ),
    );
    times.ours.push(await timed(browser, () => startMiniapp(folder, 5700), frameInFront));
  }
  await browser.close();
  rmSync(caches, { recursive: true, force: true });
  const [ours, empty] = [median(times.ours), median(times.empty)];
  console.log(
    `start   ${ours.toFixed(0)} ms to the first page, an empty one ${empty.toFixed(0)} ms: ${(ours - empty).toFixed(0)} more`,
  );
}

async function timed(browser, serve, shows) {
  const begun = performance.now();
  const server = await serve();
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  await page.goto(server.url);
  await shows(page);
  const time = performance.now() - begun;
  await page.close();
  await server.stop();
  return time;
}

async function rest(folder) {
  const server = await startMiniapp(folder, 5700);
  const browser = await launchBrowser();
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  await page.goto(server.url);
  await frameInFront(page);
  const wait = (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  // The work after the first page is not idle time yet.
  await wait(5);
  const [before, begun] = [cpuTime(server.pid), performance.now()];
  await wait(Number(options.rest));
  const share = (cpuTime(server.pid) - before) / (performance.now() - begun);
  console.log(`rest    ${(share * 100).toFixed(2)} % of a core over ${options.rest} s`);
  await browser.close();
  await server.stop();
}

/** CPU time of a process and its direct children, in milliseconds. */
function cpuTime(pid) {
  // `ps` fails if there are no child processes.
  const { stdout } = spawnSync("ps", ["-o", "pid=", "--ppid", String(pid)], { encoding: "utf8" });
  const children = stdout.match(/\d+/g) ?? [];
  return [pid, ...children.map(Number)].reduce((sum, one) => {
    try {
      const fields = readFileSync(`/proc/${one}/stat`, "utf8").split(") ")[1].split(" ");
      // User and system time, in hundredths of a second.
      return sum + (Number(fields[11]) + Number(fields[12])) * 10;
    } catch {
      return sum;
    }
  }, 0);
}

async function memory() {
  const app = makeMiniProgram(100);
  const server = await startMiniapp(app.folder, 5700);
  const browser = await launchBrowser();
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  await page.goto(server.url);
  await frameInFront(page);
  const edits = Number(options.edits);
  const states = [];
  for (let n = 1; n <= edits; n++) {
    const shown = await page.getAttribute("body", "data-build");
    app.edit(["wxss", "wxml", "ts"][n % 3], n);
    await page.waitForFunction((build) => document.body.dataset.build !== build, shown);
    if (n === Math.min(50, edits) || n === edits) states.push(await sizes(page, server.pid));
  }
  const names = { server: "server (resident)", page: "simulator (heap)" };
  for (const key of ["server", "page"]) {
    const [first, last] = [states[0][key], states.at(-1)[key]];
    const growth = ((last / first - 1) * 100).toFixed(1);
    console.log(`memory  ${names[key]}: ${megabytes(first)} to ${megabytes(last)} MB over ${edits} edits, ${growth} %`);
  }
  await browser.close();
  await server.stop();
  rmSync(app.folder, { recursive: true, force: true });
}

async function sizes(page, pid) {
  const session = await page.context().newCDPSession(page);
  await session.send("HeapProfiler.collectGarbage");
  const { usedSize } = await session.send("Runtime.getHeapUsage");
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return { page: usedSize, server: Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) * 1024 };
}
