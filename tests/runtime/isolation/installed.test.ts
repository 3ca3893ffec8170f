/**
 * The hostile mini-program on an origin whose Service Worker answers: the policies arrive in responses that the Service
 * Worker makes. The host page has no policy of its own.
 */
import type { Server } from "node:http";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchBrowser } from "../browser.ts";
import { listen, originOf, readRuntime, stop } from "../host/site.ts";
import { attempts, hostileScript } from "./attempts.ts";
import { hostilePackage } from "./hostile.ts";
import { moreAttempts } from "./more-attempts.ts";

let browser: Browser;
const servers: Server[] = [];
/** Requests that reached the server of the attacker, and the server of the app's origin. */
const arrived: string[] = [];
const asked: string[] = [];
const results = new Map<string, string>();
const all = [...attempts, ...moreAttempts].map(({ name }) => name);

beforeAll(async () => {
  const [started, runtime] = await Promise.all([launchBrowser(), readRuntime()]);
  browser = started;
  const collector = await listen((request, response) => {
    arrived.push(`${request.method} ${request.url}`);
    response.writeHead(200, { "Access-Control-Allow-Origin": "*", "Content-Type": "text/javascript" }).end("1");
  });
  collector.on("upgrade", (request, socket) => {
    arrived.push(`upgrade ${request.url}`);
    socket.destroy();
  });
  const app = await listen((request, response) => {
    const path = request.url ?? "/";
    asked.push(path);
    const body = path === "/hosts.json" ? JSON.stringify([originOf(host)]) : runtime.get(path.slice(1));
    const type = path.endsWith(".html") ? "text/html" : path.endsWith(".json") ? "application/json" : "text/javascript";
    response.writeHead(body === undefined ? 404 : 200, { "Content-Type": type }).end(body);
  });
  let bytes = new Uint8Array();
  const host: Server = await listen((request, response) => {
    const isScript = request.url === "/host.js";
    const body = isScript ? runtime.get("host.js") : request.url === "/app.mapkg" ? bytes : "<div id=app></div>";
    response.writeHead(200, { "Content-Type": isScript ? "text/javascript" : "text/html" }).end(body);
  });
  servers.push(collector, app, host);
  const hostile = await hostilePackage(originOf(host), originOf(collector), hostileScript);
  bytes = new Uint8Array(hostile.bytes);
  const page = await browser.newPage({ viewport: { width: 375, height: 667 } });
  await page.goto(originOf(host));
  const options = { package: "/app.mapkg", trust: hostile.trust, appOrigin: originOf(app), animations: false };
  await page.evaluate(`(async () => {
    const { mountMiniApp } = await import("/host.js");
    const element = document.querySelector("#app");
    element.style.cssText = "width:375px;height:667px";
    const app = await mountMiniApp(element, ${JSON.stringify(options)});
    globalThis.lines = [];
    app.on("log", ({ values }) => lines.push(values));
  })()`);
  await page.waitForFunction("lines.some(([first]) => first === 'done')", undefined, { timeout: 90_000 });
  for (const [kind, name, result] of (await page.evaluate("lines")) as string[][]) {
    if (kind === "attempt") results.set(name as string, result as string);
  }
});

afterAll(async () => {
  await browser?.close();
  await Promise.all(servers.map(stop));
});

test("all attempts were made, and failed", () => {
  expect([...results.keys()].sort()).toEqual([...all].sort());
  expect([...results].filter(([, result]) => !/^failed: (?!FOUND)/.test(result))).toEqual([]);
});

test("no request reached another server", () => expect(arrived).toEqual([]));

test("no request for a file of the app left the browser", () => {
  expect(asked).toContain("/sw.js");
  expect(asked.filter((path) => path.startsWith("/a/") || path.includes("?"))).toEqual([]);
});
