/**
 * `npm run tour [-- options] [APP...]`: opens every page of whole apps in Chromium, waits until it is there, taps what can
 * be tapped, and writes a report with a screenshot of each and with every error. Without names: the five apps of
 * docs/compatibility.md. An app may be a folder.
 *
 * --out FOLDER   where the report goes (.miniapp/tour)
 * --filter TEXT  only pages whose path contains it
 * --no-taps      look, do not touch
 * --jobs N       pages at a time (2)
 * --program FILE, --runtime FOLDER   of another build than the one in dist/
 */
import { createPublicKey, generateKeyPairSync } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { installDependencies, root, run } from "./install.mjs";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  allowNegative: true,
  options: {
    out: { type: "string", default: join(root, ".miniapp/tour") },
    filter: { type: "string", default: "" },
    taps: { type: "boolean", default: true },
    jobs: { type: "string", default: "2" },
    program: { type: "string" },
    runtime: { type: "string" },
  },
});

const known = {
  "gallery-tdesign": "fixtures/apps/gallery-tdesign",
  "gallery-vant": "fixtures/apps/gallery-vant",
  branches: "fixtures/apps/branches",
  "wux-weapp": "node_modules/wux-weapp/example",
  "weui-wxss": "node_modules/weui-wxss/dist",
};

installDependencies();
if (values.program === undefined) run(process.execPath, [join(root, "scripts/build.mjs")]);
const program = values.program ?? join(root, "bin/miniapp.js");
const runtimeFolder = values.runtime ?? join(root, "dist/runtime");
const { chromium } = await import("playwright-core");
const { answer } = await import(pathToFileURL(resolve(runtimeFolder, "host.js")).href);
const runtime = readFolder(runtimeFolder);
const temporary = mkdtempSync(join(tmpdir(), "miniapp-tour-"));
process.on("exit", () => rmSync(temporary, { recursive: true, force: true }));
const keys = writeKeys();
const reports = [];
let browser;

/** Written out, because a report is about what a host's own page would see. */
const hostPage = `<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<link rel="icon" href="data:,"><body style="margin:0"><div id="app" style="position:fixed;inset:0"></div><script type="module">
import { mountMiniApp } from "/host.js";
Object.assign(window, { problems: [], logs: [], shownPath: undefined });
window.start = async ({ appOrigin, path }) => {
  window.app = await mountMiniApp(document.querySelector("#app"), {
    package: "/app.mapkg", trust: await (await fetch("/trust.pem")).text(), appOrigin, served: "app",
    launch: { path }, theme: "light", animations: false, device: { statusBarHeight: 20 },
  });
  app.on("page", (shown) => (window.shownPath = shown.path));
  app.on("problem", ({ during, message, stack }) => problems.push(during + ": " + message + "\\n" + stack));
  app.on("log", ({ level, values }) => (level === "error" || level === "warn") && logs.push(level + ": " + values.join(" ")));
};
window.closeDialogs = () => {
  const layer = document.querySelector("#app").shadowRoot.querySelector(".layer");
  for (let i = 0; i < 5; i++) [...layer.querySelectorAll("button,[role=button]")].at(-1)?.click();
};
</script></body>`;

const tappable =
  "wx-button, wx-navigator, wx-switch, wx-checkbox, wx-radio, wx-picker, wx-input, wx-slider, wx-textarea, wx-icon, " +
  "[class*=cell], [class*=button], [class*=btn], [class*=item], [class*=tab], [class*=icon]";

await main();

async function main() {
  const apps = positionals.length > 0 ? positionals : Object.keys(known);
  browser = await chromium.launch({
    executablePath: process.env["MINIAPP_CHROMIUM"] ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--lang=zh-CN"],
  });
  for (const app of apps) reports.push(await visit(app));
  await browser.close();
  writeReport();
}

/** One app: built, served, every page opened. */
async function visit(app) {
  const folder = resolve(root, known[app] ?? app);
  const name = known[app] === undefined ? basename(folder) : app;
  const out = resolve(values.out, name);
  mkdirSync(out, { recursive: true });
  const built = await build(folder, name);
  const site = await serve(built);
  const pages = built.pages.filter((path) => path.includes(values.filter));
  console.log(`${name}: ${pages.length} pages`);
  const results = [];
  const waiting = [...pages];
  const work = async () => {
    for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
      const result = await open(site, path, out).catch((error) => ({
        path,
        error: String(error),
        problems: [],
        console: [],
        taps: 0,
      }));
      results.push(result);
      const trouble = result.problems.length + result.console.length;
      if (result.error !== undefined || trouble > 0) {
        console.log(`  ${path}: ${result.error ?? [...result.problems, ...result.console][0]}`.slice(0, 200));
      }
    }
  };
  await Promise.all(Array.from({ length: Number(values.jobs) }, work));
  site.close();
  results.sort((a, b) => (a.path < b.path ? -1 : 1));
  const good = results.filter((r) => r.error === undefined && r.problems.length === 0 && r.console.length === 0);
  console.log(`${name}: ${good.length} of ${results.length} without trouble`);
  return { name, pages: results };
}

async function build(folder, name) {
  const out = join(temporary, `${name}.mapkg`);
  const args = [program, "build", folder, "--out", out, "--key", keys.key, "--no-cache", "--allow-missing", "--quiet"];
  run(process.execPath, args, { stdio: ["ignore", "ignore", "inherit"] });
  const bytes = readFileSync(out);
  const files = await unpack(bytes);
  const table = JSON.parse(new TextDecoder().decode(files.get("_miniapp/app.json")));
  return { bytes, files, packages: table.packages, pages: table.packages.flatMap((p) => p.pages) };
}

/** Both origins of one app. */
async function serve({ bytes, files, packages }) {
  const send = (response, type, body) => response.writeHead(200, { "Content-Type": type }).end(body);
  const host = await listen((request, response) => {
    if (request.url === "/") send(response, "text/html; charset=utf-8", hostPage);
    else if (request.url === "/host.js") send(response, "text/javascript", runtime.get("host.js"));
    else if (request.url === "/app.mapkg") send(response, "application/octet-stream", bytes);
    else if (request.url === "/trust.pem") send(response, "text/plain", keys.trust);
    else response.writeHead(404).end();
  });
  const app = await listen((request, response) => {
    const site = {
      origin: originOf(app),
      hosts: [originOf(host)],
      runtime,
      app: (id) => (id === "app" ? { files, packages, media: ["https:", "http:"], webViews: ["https:"] } : undefined),
    };
    const { status, headers, body } = answer(site, request.method, request.url);
    response.writeHead(status, headers).end(body);
  });
  return {
    host: originOf(host),
    app: originOf(app),
    close() {
      for (const server of [host, app]) {
        server.closeAllConnections();
        server.close();
      }
    },
  };
}

async function open(site, path, out) {
  const context = await browser.newContext({
    viewport: { width: 375, height: 812 },
    hasTouch: true,
    isMobile: true,
    deviceScaleFactor: 1,
    locale: "zh-CN",
  });
  const page = await context.newPage();
  const console = [];
  page.on("console", (line) => line.type() === "error" && console.push(line.text()));
  page.on("pageerror", (error) => console.push(String(error)));
  try {
    await page.goto(site.host);
    const started = Date.now();
    await page.evaluate(`start(${JSON.stringify({ appOrigin: site.app, path })})`);
    await interactive(page);
    const milliseconds = Date.now() - started;
    await page.waitForTimeout(300);
    const file = `${path.replaceAll("/", "-")}.jpg`;
    await page.screenshot({ path: join(out, file), type: "jpeg", quality: 70 });
    const taps = values.taps ? await tapAround(page, path) : 0;
    const { problems, logs } = await page.evaluate("({ problems, logs })");
    return { path, file, milliseconds, taps, problems, logs, console: console.filter(isOurs) };
  } finally {
    await context.close();
  }
}

/** The page's frame shows something, and has done so for a while. */
async function interactive(page) {
  const shown = await page.waitForFunction("shownPath !== undefined && shownPath", undefined, { timeout: 15_000 });
  const start = Date.now();
  let last = -1;
  for (;;) {
    const frame = await currentFrame(page);
    const size = frame ? await frame.evaluate("document.body.innerHTML.length").catch(() => 0) : 0;
    if (size > 30 && size === last) return shown;
    last = size;
    if (Date.now() - start > 8000) {
      if (size === 0) throw new Error("the page stays empty");
      return shown;
    }
    await page.waitForTimeout(100);
  }
}

async function currentFrame(page) {
  const element = await page.$('#app >> .page[data-state="shown"] iframe');
  return element?.contentFrame();
}

/** Up to a dozen elements in sight, spread over the page. */
async function tapAround(page, path) {
  const frame = await currentFrame(page);
  if (!frame) return 0;
  const places = await frame.evaluate(
    `[...document.querySelectorAll(${JSON.stringify(tappable)})].map((e) => e.getBoundingClientRect()).filter((r) => r.width > 4 && r.height > 4 && r.top >= 0 && r.bottom <= innerHeight && r.left >= 0 && r.right <= innerWidth + 1).map((r) => [r.left + r.width / 2, r.top + r.height / 2])`,
  );
  const step = Math.max(1, Math.floor(places.length / 12));
  let taps = 0;
  for (let i = 0; i < places.length && taps < 12; i += step) {
    const box = await (await page.$('#app >> .page[data-state="shown"] iframe'))?.boundingBox();
    if (!box) break;
    const [x, y] = places[i];
    await page.touchscreen.tap(box.x + x, box.y + y);
    taps++;
    await page.waitForTimeout(150);
    await page.evaluate("closeDialogs()");
    const now = await page.evaluate("shownPath");
    if (now !== path) {
      await interactive(page).catch(() => undefined);
      await page.evaluate("app.back()");
      await page.waitForTimeout(250);
      if ((await page.evaluate("shownPath")) !== path) break;
    }
  }
  return taps;
}

/** What an app asks of servers that are not there is not ours. */
function isOurs(text) {
  return !/ERR_(NAME_NOT_RESOLVED|INTERNET_DISCONNECTED|CONNECTION|PROXY|TIMED_OUT|CERT|ADDRESS|SSL|ABORTED|TUNNEL)/.test(
    text,
  );
}

function writeReport() {
  const total = reports.flatMap(({ pages }) => pages);
  writeFileSync(resolve(values.out, "report.json"), JSON.stringify(reports, null, 1));
  const escape = (text) => String(text).replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
  const figure = (name, { path, file, error, problems, console, logs = [], taps, milliseconds }) =>
    `<figure>${file ? `<img loading="lazy" src="${name}/${escape(file)}">` : ""}<figcaption><b>${escape(path)}</b> ${milliseconds ?? ""} ms, ${taps} taps${[
      error,
      ...problems,
      ...console,
    ]
      .filter(Boolean)
      .map((t) => `<p class="bad">${escape(t)}</p>`)
      .join("")}${logs.map((t) => `<p>${escape(t)}</p>`).join("")}</figcaption></figure>`;
  const sections = reports.map(
    ({ name, pages }) => `<h2>${escape(name)}</h2><div>${pages.map((p) => figure(name, p)).join("")}</div>`,
  );
  writeFileSync(
    resolve(values.out, "index.html"),
    `<!doctype html><meta charset="utf-8"><title>Tour</title><style>body{font:13px sans-serif}div{display:flex;flex-wrap:wrap;gap:12px}figure{width:240px;margin:0}img{width:240px;border:1px solid #ccc}p{margin:2px 0;overflow-wrap:anywhere}.bad{color:#c00}</style>${sections.join("")}`,
  );
  const bad = total.filter((p) => p.error !== undefined || p.problems.length + p.console.length > 0);
  console.log(
    `${total.length - bad.length} of ${total.length} pages without trouble; ${resolve(values.out, "index.html")}`,
  );
  process.exitCode = bad.length === 0 ? 0 : 1;
}

function readFolder(folder) {
  const names = readdirSync(folder, { recursive: true }).filter((name) => /\.(js|css|html)$/.test(name));
  return new Map(names.map((name) => [name, readFileSync(join(folder, name))]));
}

function writeKeys() {
  const { privateKey } = generateKeyPairSync("ed25519");
  const key = join(temporary, "key.pem");
  writeFileSync(key, privateKey.export({ type: "pkcs8", format: "pem" }), { mode: 0o600 });
  return { key, trust: createPublicKey(privateKey).export({ type: "spki", format: "pem" }) };
}

/** Files of a package that this script has built itself. */
async function unpack(bytes) {
  const { Parser } = await import("tar");
  const { gunzipSync } = await import("node:zlib");
  const read = (tar) =>
    new Promise((done, failed) => {
      const found = [];
      const parser = new Parser({
        onReadEntry(entry) {
          const parts = [];
          entry.on("data", (part) => parts.push(part));
          entry.on("end", () => found.push([entry.path, Buffer.concat(parts)]));
        },
      });
      parser.on("end", () => done(found));
      parser.on("error", failed);
      parser.end(tar);
    });
  const blobs = (await read(bytes)).filter(([name]) => name.startsWith("blobs/"));
  return new Map((await Promise.all(blobs.map(([, blob]) => read(gunzipSync(blob))))).flat());
}

function listen(handle) {
  const server = createServer(handle);
  return new Promise((done) => server.listen(0, "127.0.0.1", () => done(server)));
}

function originOf(server) {
  return `http://127.0.0.1:${server.address().port}`;
}
