/**
 * `npm run tour [-- options] [APP...]`: opens every page of whole apps in a browser, waits until it is rendered, taps
 * elements, and writes a report with a screenshot of each page and with all errors. Errors that the app would also get
 * on WeChat, and missing files, are reported but do not count as failures. Without names: the five apps of
 * docs/compatibility.md. An app may be a folder.
 *   --out FOLDER   where the report goes (.miniapp/tour)
 *   --filter TEXT  only pages whose path contains it
 *   --no-taps      only look, do not tap
 *   --jobs N       pages at a time (2)
 *   --browser firefox   Firefox (MINIAPP_FIREFOX or /usr/bin/firefox-esr) instead of Chromium
 *   --program FILE, --runtime FOLDER   use these instead of the build in dist/
 */
import { createPublicKey, generateKeyPairSync } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { installDependencies, root, run } from "./install.mjs";
import { createVisitor } from "./tour/visitor.mjs";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  allowNegative: true,
  options: {
    out: { type: "string", default: join(root, ".miniapp/tour") },
    filter: { type: "string", default: "" },
    taps: { type: "boolean", default: true },
    jobs: { type: "string", default: "2" },
    browser: { type: "string", default: "chromium" },
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
const { chromium, firefox } = await import("playwright-core");
const { answer } = await import(pathToFileURL(resolve(runtimeFolder, "host.js")).href);
const runtime = readFolder(runtimeFolder);
const temporary = mkdtempSync(join(tmpdir(), "miniapp-tour-"));
process.on("exit", () => rmSync(temporary, { recursive: true, force: true }));
const keys = writeKeys();
const reports = [];
let browser;

const hostPage = `<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<link rel="icon" href="data:,"><body style="margin:0"><div id="app" style="position:fixed;inset:0"></div></body>`;

await main();

async function main() {
  const apps = positionals.length > 0 ? positionals : Object.keys(known);
  browser = await launch();
  for (const app of apps) reports.push(await visit(app));
  await browser.close();
  writeReport();
}

function launch() {
  if (values.browser === "firefox") {
    return firefox.launch({
      channel: "moz-firefox",
      executablePath: process.env["MINIAPP_FIREFOX"] ?? "/usr/bin/firefox-esr",
      // Scroll bars take no room, as on a phone.
      firefoxUserPrefs: { "ui.useOverlayScrollbars": 1, "intl.accept_languages": "zh-CN" },
    });
  }
  return chromium.launch({
    executablePath: process.env["MINIAPP_CHROMIUM"] ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--lang=zh-CN"],
  });
}

/** Builds and serves one app, and opens every page. */
async function visit(app) {
  const folder = resolve(root, known[app] ?? app);
  const name = known[app] === undefined ? basename(folder) : app;
  const out = resolve(values.out, name);
  mkdirSync(out, { recursive: true });
  const built = await build(folder, name);
  const site = await serve(built);
  const pages = built.pages.filter((path) => path.includes(values.filter));
  console.log(`${name}: ${pages.length} pages`);
  const options = {
    package: "/app.mapkg",
    trust: keys.trust,
    appOrigin: site.app,
    served: "app",
    media: ["https:", "http:"],
  };
  const results = [];
  const waiting = [...pages];
  const work = async () => {
    const visitor = createVisitor(browser, site.host, options);
    for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
      const screenshot = join(out, `${path.replaceAll("/", "-")}.jpg`);
      const result = await visitor.visit(path, { taps: values.taps ? 12 : 0, screenshot });
      results.push({ ...result, file: result.file && basename(result.file) });
      if (!isGood(result)) {
        console.log(`  ${path}: ${result.error ?? [...result.problems, ...result.console][0]}`.slice(0, 200));
      }
    }
    await visitor.close();
  };
  await Promise.all(Array.from({ length: Number(values.jobs) }, work));
  site.close();
  results.sort((a, b) => (a.path < b.path ? -1 : 1));
  console.log(`${name}: ${results.filter(isGood).length} of ${results.length} without trouble`);
  return { name, pages: results };
}

function isGood({ error, problems, console }) {
  return error === undefined && problems.length + console.length === 0;
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

/** Serves both origins of one app. */
async function serve({ bytes, files, packages }) {
  const send = (response, type, body) => response.writeHead(200, { "Content-Type": type }).end(body);
  const host = await listen((request, response) => {
    if (request.url === "/") send(response, "text/html; charset=utf-8", hostPage);
    else if (request.url === "/host.js") send(response, "text/javascript", runtime.get("host.js"));
    else if (request.url === "/app.mapkg") send(response, "application/octet-stream", bytes);
    else response.writeHead(404).end();
  });
  const app = await listen((request, response) => {
    const site = {
      origin: originOf(app),
      hosts: [originOf(host)],
      runtime,
      app: (id) => (id === "app" ? { files, packages, media: ["https:", "http:"], webViews: "any" } : undefined),
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

function writeReport() {
  const total = reports.flatMap(({ pages }) => pages);
  writeFileSync(resolve(values.out, "report.json"), JSON.stringify(reports, null, 1));
  const escape = (text) => String(text).replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
  const figure = (name, { path, file, error, problems, console, usual, missing, logs, taps, milliseconds }) =>
    `<figure>${file ? `<img loading="lazy" src="${name}/${escape(file)}">` : ""}<figcaption><b>${escape(path)}</b> ${milliseconds ?? ""} ms, ${taps} taps${[
      error,
      ...problems,
      ...console,
    ]
      .filter(Boolean)
      .map((t) => `<p class="bad">${escape(t)}</p>`)
      .join("")}${[...usual, ...missing, ...logs].map((t) => `<p>${escape(t)}</p>`).join("")}</figcaption></figure>`;
  const sections = reports.map(
    ({ name, pages }) => `<h2>${escape(name)}</h2><div>${pages.map((p) => figure(name, p)).join("")}</div>`,
  );
  writeFileSync(
    resolve(values.out, "index.html"),
    `<!doctype html><meta charset="utf-8"><title>Tour</title><style>body{font:13px sans-serif}div{display:flex;flex-wrap:wrap;gap:12px}figure{width:240px;margin:0}img{width:240px;border:1px solid #ccc}p{margin:2px 0;overflow-wrap:anywhere}.bad{color:#c00}</style>${sections.join("")}`,
  );
  const bad = total.filter((p) => !isGood(p));
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

/** The files of a package. Does not verify it, because this script has built it. */
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
