/**
 * The Worker's policy without the lock: in place of the runtime, a script with all of the Worker's globals tries to send
 * and to load. The two are independent, so that a mistake in one is not enough.
 */
import type { Server } from "node:http";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchBrowser } from "../browser.ts";
import { answer } from "../../../src/runtime/host/serve.ts";
import { listen, originOf, readRuntime, stop } from "../host/site.ts";
import type { RuntimeFiles } from "../host/site.ts";

/** Bodies of async functions; `to` is a server that must not get a request, `base` the app's folder. */
const tries: Readonly<Record<string, string>> = {
  fetch: `await fetch(to + "/fetch")`,
  "fetch of its own origin": `await fetch(base + "p/data.json")`,
  "fetch without an answer": `await fetch(to + "/no-cors", { mode: "no-cors", keepalive: true })`,
  "fetch with upload": `await fetch(to + "/post", { method: "POST", mode: "no-cors", body: "x" })`,
  XMLHttpRequest: `const x = new XMLHttpRequest(); x.open("GET", to + "/xhr", false); x.send()`,
  WebSocket: `await new Promise((done, fail) => { const s = new WebSocket(to.replace("http", "ws")); s.onopen = done; s.onerror = () => fail(new Error("no")); })`,
  EventSource: `await new Promise((done, fail) => { const s = new EventSource(to + "/events"); s.onopen = done; s.onerror = () => fail(new Error("no")); })`,
  WebTransport: `await new WebTransport(to.replace("http:", "https:")).ready`,
  importScripts: `importScripts(to + "/importScripts.js")`,
  "importScripts of a package file that is no chunk": `importScripts(base + "p/data.js")`,
  "importScripts of the own chunk with a query": `importScripts(base + "p/_miniapp/logic.js?secret")`,
  "importScripts of a data URL": `importScripts("data:text/javascript,1")`,
  "importScripts of a blob": `importScripts(URL.createObjectURL(new Blob(["1"])))`,
  "import()": `await import(to + "/import.js")`,
  "import() as JSON": `await import(to + "/import.json", { with: { type: "json" } })`,
  "import() of a data URL": `await import("data:text/javascript,1")`,
  "import() of a blob": `await import(URL.createObjectURL(new Blob(["1"], { type: "text/javascript" })))`,
  "Worker of a blob": `await new Promise((done, fail) => { const w = new Worker(URL.createObjectURL(new Blob(["postMessage(1)"]))); w.onmessage = done; w.onerror = () => fail(new Error("no")); })`,
  "Worker of a data URL": `await new Promise((done, fail) => { const w = new Worker("data:text/javascript,postMessage(1)"); w.onmessage = done; w.onerror = () => fail(new Error("no")); })`,
  "Worker of its own origin": `await new Promise((done, fail) => { const w = new Worker(base + "p/_miniapp/logic.js"); w.onmessage = done; w.onerror = () => fail(new Error("no")); })`,
  FontFace: `await new FontFace("x", "url(" + to + "/font)").load()`,
  "cache of a remote file": `await (await caches.open("x")).add(to + "/cache")`,
  eval: `(0, eval)("1")`,
  "new Function": `new Function("return 1")()`,
  "timer with a string": `globalThis.hit = 0; setTimeout("hit = 1", 0); await new Promise((done) => setTimeout(done, 100)); if (!hit) throw new Error("no")`,
  WebAssembly: `await WebAssembly.compile(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]))`,
};

let browser: Browser;
let runtime: RuntimeFiles;
const servers: Server[] = [];
const arrived: string[] = [];
const loaded: string[] = [];
let results: Readonly<Record<string, string>> = {};

beforeAll(async () => {
  browser = await launchBrowser();
  const collector = await listen((request, response) => {
    arrived.push(`${request.method} ${request.url}`);
    response.writeHead(200, { "Access-Control-Allow-Origin": "*", "Content-Type": "text/javascript" }).end("1");
  });
  collector.on("upgrade", (request, socket) => {
    arrived.push(`upgrade ${request.url}`);
    socket.destroy();
  });
  const script = (
    base: string,
  ): string => `const to = ${JSON.stringify(originOf(collector))}, base = ${JSON.stringify(base)};
const list = { ${Object.entries(tries)
    .map(([name, code]) => `${JSON.stringify(name)}: async () => { ${code} }`)
    .join(",\n")} };
const started = (async () => {
  const results = {};
  for (const [name, run] of Object.entries(list)) {
    const late = new Promise((done) => setTimeout(() => done("refused: no answer"), 1500));
    results[name] = await Promise.race([late, run().then(() => "SUCCEEDED", (error) => "refused: " + error)]);
  }
  return results;
})();
onmessage = ({ ports: [port] }) => started.then((results) => port.postMessage(results));`;
  runtime = await readRuntime();
  const host = await listen((_request, response) =>
    response.writeHead(200, { "Content-Type": "text/html" }).end("<!doctype html><body>"),
  );
  const app: Server = await listen((request, response) => {
    loaded.push(request.url ?? "");
    const site = {
      origin: originOf(app),
      hosts: [originOf(host)],
      runtime: new Map(runtime).set("worker.js", new TextEncoder().encode(script(`${originOf(app)}/a/one/`))),
      app: () => ({ files, packages: [{ name: "main", root: "" }] }),
    };
    const { status, headers, body } = answer(site, request.method ?? "", request.url ?? "");
    response.writeHead(status, headers).end(body);
  });
  servers.push(collector, host, app);
  const page = await browser.newPage();
  await page.goto(originOf(host));
  // The frame creates the Worker and passes it the port, as for the host.
  results = await page.evaluate(
    `new Promise((resolve) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = ({ data }) => resolve(data);
      addEventListener("message", ({ data, source }) => {
        if (data.kind === "boot") source.postMessage({ type: "miniapp-boot", script: "worker", id: 0 }, "*", [port2]);
      });
      const frame = document.createElement("iframe");
      frame.name = "boot";
      frame.src = ${JSON.stringify(`${originOf(app)}/a/one/page.html`)};
      document.body.append(frame);
    })`,
  );
});

afterAll(async () => {
  await browser?.close();
  await Promise.all(servers.map(stop));
});

const files = new Map(
  Object.entries({ "data.js": "1", "data.json": "{}", "_miniapp/logic.js": "postMessage(1)" }).map(
    ([path, text]) => [path, new TextEncoder().encode(text)] as const,
  ),
);

/** WebKit compiles WebAssembly whatever the policy is; there, only the lock removes it. */
const allowed = process.env["MINIAPP_BROWSER"] === "webkit" ? ["WebAssembly"] : [];

test.each(Object.keys(tries))("%s", (name) => {
  expect(results[name]).toMatch(allowed.includes(name) ? "SUCCEEDED" : /^refused: /);
});

test("nothing was sent, and the app's origin answered no package file", () => {
  expect(arrived).toEqual([]);
  // A policy ignores queries, so that the app's origin must refuse them.
  expect(loaded.filter((path) => path.includes("/p/"))).toEqual(["/a/one/p/_miniapp/logic.js?secret"]);
});
