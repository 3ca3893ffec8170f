/**
 * From save to paint: an app of 100 pages in `miniapp preview`, and a Vue app of the same size under Vite's dev server,
 * each shown in its own Chromium. Edits of style, template and script alternate, and so do the two servers. README.md
 * describes the measurement.
 *
 *   node bench/preview/run.mjs [--edits 100] [--pages 100] [--alone]
 */
import { rmSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { colorOf, makeMiniProgram, makeVueApp } from "./apps.mjs";
import { frameInFront, launchBrowser, root, startMiniapp, startVite } from "./servers.mjs";

const { values: options } = parseArgs({
  options: {
    edits: { type: "string", default: "100" },
    pages: { type: "string", default: "100" },
    /** Measures our preview without Vite. */
    alone: { type: "boolean", default: false },
  },
});
const edits = Number(options.edits);
const kinds = ["wxss", "wxml", "ts"];
/** Warm-up edits, which are not counted. */
const warmUp = 5;
const longest = 5_000;

const contenders = [await ours(), ...(options.alone ? [] : [await vites()])];
const loadBefore = loadavg()[0];
for (let n = 1; n <= warmUp + edits; n++) {
  for (const kind of kinds) {
    // Alternate which of the two comes first.
    const order = n % 2 === 0 ? contenders : contenders.toReversed();
    for (const one of order) {
      const time = await measure(one, kind, n);
      if (n > warmUp) one.times[kind].push(time);
      // Start the edit at a random point of a frame, after the work that follows the previous edit.
      await new Promise((resolve) => setTimeout(resolve, 80 + Math.random() * 17));
    }
  }
}
report();
for (const one of contenders) await one.stop();

async function ours() {
  const app = makeMiniProgram(Number(options.pages));
  const server = await startMiniapp(app.folder, 5500);
  const browser = await launchBrowser();
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  await page.goto(server.url);
  return contender("miniapp", app, server, browser, await frameInFront(page));
}

async function vites() {
  const app = makeVueApp(Number(options.pages), join(root, "node_modules"));
  const server = await startVite(app.folder, 5600);
  const browser = await launchBrowser();
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  await page.goto(server.url);
  await page.waitForSelector(".mark");
  return contender("vite", app, server, browser, page);
}

function contender(name, app, server, browser, frame) {
  return {
    name,
    frame,
    edit: app.edit,
    times: Object.fromEntries(kinds.map((kind) => [kind, []])),
    async stop() {
      await browser.close();
      await server.stop();
      rmSync(app.folder, { recursive: true, force: true });
    },
  };
}

/** Milliseconds from the end of the write to the end of the first frame that shows it; undefined if none does. */
async function measure({ frame, edit }, kind, n) {
  const seen = frame.evaluate(
    ({ kind, color, n, longest }) =>
      new Promise((resolve) => {
        const text = (selector) => document.querySelector(selector)?.textContent ?? "";
        const mark = () => document.querySelector(".mark, [class$=mark]");
        const shows = {
          wxss: () => mark() !== null && getComputedStyle(mark()).color === color,
          wxml: () => mark()?.textContent === `t${n}`,
          ts: () => text(".row, [class$=row]").endsWith(`w${n}`),
        }[kind];
        const { port1, port2 } = new MessageChannel();
        // A message posted in an animation frame callback arrives after that frame's layout and paint.
        port1.addEventListener("message", () => resolve(Date.now()));
        port1.start();
        const look = () => (shows() ? port2.postMessage(0) : requestAnimationFrame(look));
        requestAnimationFrame(look);
        setTimeout(() => resolve(undefined), longest);
      }),
    { kind, color: colorOf(n), n, longest },
  );
  // The page observes before the file is written.
  await frame.evaluate(() => undefined);
  edit(kind, n);
  const begun = Date.now();
  const end = await seen;
  return end === undefined ? undefined : end - begun;
}

function report() {
  const load = `load ${loadBefore.toFixed(1)} before, ${loadavg()[0].toFixed(1)} after`;
  console.log(`${edits} edits each, ${options.pages} pages, ${cpus().length} cores, ${load}; milliseconds`);
  console.log("kind   who       median    p95  worst  lost");
  for (const kind of kinds) {
    const medians = contenders.map(({ name, times }) => {
      const found = times[kind].filter((time) => time !== undefined).sort((a, b) => a - b);
      const at = (share) => found[Math.min(found.length - 1, Math.floor(found.length * share))] ?? Number.NaN;
      const columns = [at(0.5), at(0.95), at(1), times[kind].length - found.length];
      console.log(`${kind.padEnd(6)} ${name.padEnd(8)}${columns.map((one) => String(one).padStart(7)).join("")}`);
      return at(0.5);
    });
    if (medians.length === 2) console.log(`${kind.padEnd(6)} ratio of medians ${(medians[0] / medians[1]).toFixed(2)}`);
  }
}
