/** Apps whose origin consists of static files and the Service Worker: what happens around their runs, in Chromium. */
import type { Server } from "node:http";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Output } from "../../../src/compiler/index.ts";
import { hostOf } from "../app/app.ts";
import { isChromium, launchBrowser } from "../browser.ts";
import { compileFrom, listen, originOf, packTest, readRuntime, stop } from "./site.ts";
import type { TestPackage } from "./site.ts";

let browser: Browser;
let app: TestPackage;
/** The same app, whose Worker requests the Service Worker's script. */
let curious: TestPackage;
let [hostOrigin, appOrigin] = ["", ""];
const servers: Server[] = [];
/** Paths requested from the app's origin. */
const asked: string[] = [];
/** Whether the app's origin is reachable. */
let isUp = true;
/** What the app's origin sends with install.html, install.js and hosts.json. */
let installCaching = "no-cache";

/** Milliseconds after which Firefox stops an idle Service Worker. */
const idlePreferences = { "dom.serviceWorkers.idle_timeout": 500, "dom.serviceWorkers.idle_extended_timeout": 500 };

/** The strictest policy under which a host page can show an app. */
const hostPolicy = (): string =>
  `default-src 'none'; script-src 'self'; connect-src 'self'; frame-src ${appOrigin}; base-uri 'none'`;

beforeAll(async () => {
  const [started, runtime] = await Promise.all([launchBrowser([], idlePreferences), readRuntime()]);
  browser = started;
  const home = `<text bindtap="open">home {{n}}</text>`;
  const output = await compileFrom(
    hostOf({
      "app.json": JSON.stringify({ pages: ["a/a", "b/b"] }),
      "app.js": "App({})",
      "a/a.wxml": home,
      "a/a.js": `Page({ data: { n: 0 }, onLoad() { this.setData({ n: 1 + (wx.getStorageSync("n") || 0) }); wx.setStorageSync("n", this.data.n) }, open() { wx.navigateTo({ url: "/b/b" }) } })`,
      "b/b.wxml": "<view>second page</view>",
      "b/b.js": "Page({})",
    }),
  );
  app = await packTest(output);
  curious = await packTest(withCode(output, `import("/sw.js?worker").catch(() => console.log("refused"));`));
  const host = await listen((request, response) => {
    const path = (request.url ?? "/").slice(1);
    const files = new Map([
      ["app.mapkg", app.bytes],
      ["curious.mapkg", curious.bytes],
      ["host.js", runtime.get("host.js")],
    ]);
    const body = files.get(path) ?? "<div id=a></div><div id=b></div>";
    const type = path === "host.js" ? "text/javascript" : "text/html";
    response.writeHead(200, { "Content-Type": type, "Content-Security-Policy": hostPolicy() }).end(body);
  });
  const appServer = await listen((request, response) => {
    if (!isUp) return void request.socket.destroy();
    asked.push(request.url ?? "");
    const name = (request.url ?? "/").slice(1);
    const body = name === "hosts.json" ? JSON.stringify([hostOrigin]) : runtime.get(name);
    const type = name.endsWith(".html") ? "text/html" : name.endsWith(".json") ? "application/json" : "text/javascript";
    const caching = /^(install|hosts)\./.test(name) ? installCaching : "no-cache";
    const headers = { "Content-Type": type, "Cache-Control": caching };
    response.writeHead(body === undefined ? 404 : 200, headers).end(body);
  });
  servers.push(host, appServer);
  [hostOrigin, appOrigin] = [originOf(host), originOf(appServer)];
});

afterAll(async () => {
  await browser?.close();
  await Promise.all(servers.map(stop));
});

/** An app's output with JavaScript at the start of its Worker's script. */
function withCode(output: Output, code: string): Output {
  const subpackages = output.subpackages.map((one) => ({
    ...one,
    files: one.files.map((file) =>
      file.path === "_miniapp/logic.js" ? { ...file, content: Buffer.concat([Buffer.from(code), file.content]) } : file,
    ),
  }));
  return { ...output, subpackages };
}

/** A page of a new profile, with `run(id)`, which mounts the app in an element and stores its handle as `apps[id]`. */
async function openHost(context: BrowserContext): Promise<Page> {
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  await page.goto(hostOrigin);
  await prepare(page, app.trust);
  return page;
}

function prepare(page: Pick<Page, "evaluate">, trust: string): Promise<unknown> {
  return page.evaluate(`(async () => {
    const { mountMiniApp } = await import("/host.js");
    globalThis.apps = {};
    // The policy allows no style attributes; scripts may set styles.
    for (const one of document.querySelectorAll("div")) one.style.cssText = "width:375px;height:300px";
    globalThis.problems = [];
    globalThis.logs = [];
    globalThis.run = async (id, name = "app") => {
      const options = { package: "/" + name + ".mapkg", trust: ${JSON.stringify(trust)}, appOrigin: ${JSON.stringify(appOrigin)}, animations: false };
      const app = await mountMiniApp(document.getElementById(id), options);
      app.on("problem", ({ message }) => problems.push(message));
      app.on("log", ({ values }) => logs.push(...values));
      apps[id] = app;
    };
  })()`);
}

function shown(page: Pick<Page, "frameLocator">, id: string) {
  return page.frameLocator(`#${id} .page[data-state="shown"] iframe`);
}

/** An expression: the runtime's files that the Service Worker keeps. */
const runtimeNames = `caches.open("miniapp-runtime").then((c) => c.keys()).then((all) => all.map(({ url }) => new URL(url).pathname))`;

/**
 * Evaluates an expression in a document of the app's origin, which shares its caches with the Service Worker. It is a
 * frame in the host page: browsers keep separate caches for frames in other pages, and for windows.
 */
async function onAppOrigin<T>(page: Page, expression: string): Promise<T> {
  await page.evaluate(`(async () => {
    const frame = document.body.appendChild(document.createElement("iframe"));
    frame.id = "caches";
    frame.hidden = true;
    frame.src = ${JSON.stringify(`${appOrigin}/install.html`)};
    await new Promise((resolve) => frame.addEventListener("load", resolve));
  })()`);
  const frame = page.frames().findLast((one) => one.url() === `${appOrigin}/install.html`);
  try {
    return (await frame?.evaluate<T>(expression)) as T;
  } finally {
    await page.evaluate("document.getElementById('caches').remove()");
  }
}

/** The packages in the app's origin's cache. */
function packagesIn(page: Page): Promise<readonly string[]> {
  return onAppOrigin(
    page,
    `caches.open("miniapp-packages").then((c) => c.keys()).then((all) => all.map(({ url }) => url))`,
  );
}

/** Stops the Service Worker, as the browser may at any time. */
async function stopServiceWorker(page: Page): Promise<void> {
  // Firefox stops it after `idlePreferences`.
  if (!isChromium) return new Promise((resolve) => setTimeout(resolve, 5_000));
  const control = await page.context().newCDPSession(page);
  await control.send("ServiceWorker.enable");
  await control.send("ServiceWorker.stopAllWorkers");
}

/** Removes the Service Worker and the caches of the app's origin, as when the user clears its data. */
async function clearStorage(page: Page): Promise<void> {
  if (isChromium) {
    const control = await page.context().newCDPSession(page);
    await control.send("Storage.clearDataForOrigin", { origin: appOrigin, storageTypes: "all" });
    await control
      .send("Storage.clearDataForStorageKey", { storageKey: `${appOrigin}/`, storageTypes: "all" })
      .catch(() => undefined);
  } else {
    const registrations = "navigator.serviceWorker.getRegistrations()";
    await onAppOrigin(page, `${registrations}.then((all) => Promise.all(all.map((one) => one.unregister())))`);
  }
  const clear = "caches.keys().then((all) => Promise.all(all.map((name) => caches.delete(name))))";
  await onAppOrigin(page, clear).catch(() => undefined);
}

test("an app is mounted and closed 12 times under a strict policy, and leaves nothing", async () => {
  const context = await browser.newContext();
  const page = await openHost(context);
  for (let n = 1; n <= 12; n++) {
    await page.evaluate(`run("a")`);
    await shown(page, "a").getByText(`home ${n}`, { exact: true }).waitFor();
    await page.evaluate("apps.a.close()");
  }
  expect(await page.locator("iframe").count()).toBe(0);
  expect(await packagesIn(page)).toEqual([]);
  expect(await page.evaluate("problems")).toEqual([]);
  await context.close();
}, 180_000);

test("two apps run in one page at once, and closing one does not end the other", async () => {
  const context = await browser.newContext();
  const page = await openHost(context);
  await page.evaluate(`Promise.all([run("a"), run("b")])`);
  for (const id of ["a", "b"]) await shown(page, id).getByText("home").waitFor();
  expect(await packagesIn(page)).toHaveLength(2);
  await page.evaluate("apps.a.close()");
  await shown(page, "b").getByText("home").click();
  await shown(page, "b").getByText("second page").waitFor();
  expect(await packagesIn(page)).toHaveLength(1);
  await context.close();
});

test("requests for the Service Worker's script do not leave the device, although the policies allow it", async () => {
  const context = await browser.newContext();
  const page = await openHost(context);
  await page.evaluate(`run("a", "curious")`);
  await shown(page, "a").getByText("home").waitFor();
  await expect.poll(() => page.evaluate("logs")).toEqual(["refused"]);
  const frame = page.frames().find((one) => one.url().endsWith("/page.html"));
  const failed = await frame?.evaluate(`(async () => {
    const image = new Image();
    image.src = "/sw.js?image";
    await new Promise((resolve, reject) => Object.assign(image, { onerror: resolve, onload: reject }));
    for (const path of ["/sw.js?import", "/%73w.js?encoded"])
      await import(path).then(() => { throw new Error(path + " was loaded") }, () => undefined);
    return true;
  })()`);
  expect(failed).toBe(true);
  expect(asked.filter((path) => path.includes("?"))).toEqual([]);
  await context.close();
});

test("offline, after the browser has stopped the Service Worker, another page opens", async () => {
  const context = await browser.newContext();
  const page = await openHost(context);
  await page.evaluate(`run("a")`);
  await shown(page, "a").getByText("home").waitFor();
  await expect
    .poll(() => onAppOrigin(page, runtimeNames))
    .toEqual(expect.arrayContaining(["/page.html", "/page.js", "/c/worker-rare.js"]));
  isUp = false;
  try {
    await stopServiceWorker(page);
    // The first opening uses a frame that was loaded ahead, the second one a frame that loads now.
    for (let n = 0; n < 2; n++) {
      await shown(page, "a").getByText("home").click();
      await shown(page, "a").getByText("second page").waitFor();
      await page.evaluate("apps.a.back()");
    }
    // The element is free for another app, although the package cannot be removed now.
    await page.evaluate("apps.a.close()");
    expect(await page.locator("iframe").count()).toBe(0);
  } finally {
    isUp = true;
  }
  await page.evaluate(`run("a")`);
  await shown(page, "a").getByText("home").waitFor();
  await context.close();
});

test("an app starts offline if the browser may keep what installs it", async () => {
  installCaching = "max-age=600";
  const context = await browser.newContext();
  const page = await openHost(context);
  await page.evaluate(`run("a")`);
  await shown(page, "a").getByText("home").waitFor();
  await expect.poll(() => onAppOrigin(page, runtimeNames)).toContain("/c/worker-rare.js");
  await page.evaluate("apps.a.close()");
  isUp = false;
  try {
    await stopServiceWorker(page);
    await page.evaluate(`run("a")`);
    await shown(page, "a").getByText("home").waitFor();
  } finally {
    isUp = true;
    installCaching = "no-cache";
  }
  await context.close();
});

test("a package whose page was closed without close() is removed when another is installed, an hour later", async () => {
  const context = await browser.newContext();
  const first = await openHost(context);
  await first.evaluate(`run("a")`);
  await shown(first, "a").getByText("home").waitFor();
  const second = await openHost(context);
  await second.evaluate(`run("a")`);
  const [left = ""] = await packagesIn(second);
  const age = `(async () => {
    const cache = await caches.open("miniapp-packages");
    for (const request of await cache.keys()) {
      const response = await cache.match(request);
      const headers = { "Miniapp-Installed": String(Date.now() - 2 * 3600 * 1000) };
      await cache.put(request, new Response(await response.blob(), { headers }));
    }
  })()`;
  await onAppOrigin(second, age);
  // Both still run: none is removed.
  await second.evaluate(`run("b")`);
  expect(await packagesIn(second)).toHaveLength(3);
  await first.close();
  await second.evaluate("apps.b.close()");
  await second.evaluate(`run("b")`);
  const remaining = await packagesIn(second);
  expect(remaining).toHaveLength(2);
  expect(remaining).not.toContain(left);
  await shown(second, "a").getByText("home").click();
  await shown(second, "a").getByText("second page").waitFor();
  await context.close();
});

test("storage of the app's origin that is cleared during a run is reported, and the next mount works", async () => {
  const context = await browser.newContext();
  const page = await openHost(context);
  await page.evaluate(`run("a")`);
  await shown(page, "a").getByText("home").waitFor();
  await clearStorage(page);
  await page.evaluate("apps.a.restart()");
  await expect.poll(() => page.evaluate("problems.join()"), { timeout: 10_000 }).toMatch(/\/page\.html does not run: /);
  await page.evaluate(`run("a")`);
  await shown(page, "a").getByText("home").waitFor();
  await context.close();
});

test("an element that is moved in the document is reported, and restart() shows the app again", async () => {
  const context = await browser.newContext();
  const page = await openHost(context);
  await page.evaluate(`run("a")`);
  await shown(page, "a").getByText("home").waitFor();
  await page.evaluate(`document.body.append(document.getElementById("a"))`);
  await expect
    .poll(() => page.evaluate("problems.join()"))
    .toMatch(/was loaded again, because the app's element was moved/);
  await page.evaluate("apps.a.restart()");
  await shown(page, "a").getByText("home").waitFor();
  await context.close();
});
