/**
 * From save to paint: a generated app of 100 pages in `miniapp preview`, shown by a real Chromium; edits of WXSS, WXML and
 * script in turn. The time runs from the write to the first animation frame after the page's document shows the change.
 *
 *   node bench/preview/run.mjs [--edits 100] [--pages 100]
 */
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const root = fileURLToPath(new URL("../..", import.meta.url));
const option = (name, usual) => Number(process.argv[process.argv.indexOf(`--${name}`) + 1] || usual);
const edits = process.argv.includes("--edits") ? option("edits", 100) : 100;
const pages = process.argv.includes("--pages") ? option("pages", 100) : 100;
const flags =
  "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync";

const folder = mkdtempSync(join(tmpdir(), "miniapp-bench-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
const write = (path, text) => {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
};

// A script that has changed keeps the page's data: what shows the change is a function that a timer calls.
const script = (n) => `Page({
  data: { items: [1, 2, 3], word: "" },
  onLoad() { setInterval(() => { if (this.data.word !== this.word()) this.setData({ word: this.word() }); }, 1); },
  word() { return "w${n}"; },
});
`;
const template = (n) =>
  `<view class="mark">t${n}</view><view class="row" wx:for="{{items}}" wx:key="*this">{{item}} {{word}}</view>\n`;
const sheet = (n) => `.mark { z-index: ${n}; position: relative; }\n.row { padding: 8rpx; }\n`;

write("app.json", JSON.stringify({ pages: Array.from({ length: pages }, (_, i) => `pages/p${i}/p${i}`) }));
write("app.ts", "App({});\n");
for (let i = 0; i < pages; i++) {
  write(`pages/p${i}/p${i}.ts`, script(0));
  write(`pages/p${i}/p${i}.wxml`, template(0));
  write(`pages/p${i}/p${i}.wxss`, sheet(0));
}

const child = spawn(process.execPath, [join(root, "bin/miniapp.js"), "preview", folder, "--json", "--port", "5500"], {
  stdio: ["ignore", "pipe", "inherit"],
});
const url = await new Promise((resolve) => {
  createInterface({ input: child.stdout }).on("line", (line) => {
    const event = JSON.parse(line);
    if (event.event === "ready") resolve(event.url);
  });
});
const browser = await chromium.launch({
  executablePath: process.env.MINIAPP_CHROMIUM ?? "/usr/bin/chromium",
  args: flags.split(" "),
});
const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
await page.goto(url);
await page.waitForSelector("body[data-build]");
const frame = await (await page.waitForSelector(".screen section.page[data-state='shown'] iframe")).contentFrame();
await frame.waitForSelector(".mark");

/** Resolves in the page with the clock's time at the first frame after the change is in the document. */
const seen = (kind, n) =>
  frame.evaluate(
    ([what, wanted]) =>
      new Promise((resolve) => {
        const mark = () => document.querySelector(".mark");
        const shows = {
          wxss: () => mark() && getComputedStyle(mark()).zIndex === wanted,
          wxml: () => mark()?.textContent === `t${wanted}`,
          ts: () => document.querySelector(".row")?.textContent.endsWith(`w${wanted}`) === true,
        }[what];
        const look = () => (shows() ? requestAnimationFrame(() => resolve(Date.now())) : requestAnimationFrame(look));
        setTimeout(() => resolve(0), 5_000);
        look();
      }),
    [kind, String(n)],
  );

const results = { wxss: [], wxml: [], ts: [] };
let lost = 0;
const kinds = [
  ["wxss", sheet],
  ["wxml", template],
  ["ts", script],
];
for (let n = 1; n <= edits; n++) {
  for (const [kind, make] of kinds) {
    const watching = seen(kind, n);
    const begun = Date.now();
    write(`pages/p0/p0.${kind}`, make(n));
    const at = await watching;
    if (at === 0) lost++;
    else results[kind].push(at - begun);
  }
}
const at = (list, share) => list.toSorted((a, b) => a - b)[Math.min(list.length - 1, Math.floor(list.length * share))];
for (const [kind, list] of Object.entries(results)) {
  console.log(
    `${kind.padEnd(6)} ${list.length} edits  median ${at(list, 0.5)} ms  p95 ${at(list, 0.95)} ms  worst ${at(list, 1)} ms`,
  );
}
console.log(`lost ${lost}`);
await browser.close();
child.kill("SIGINT");
