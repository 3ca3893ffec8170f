/** Wrong calls of `mountMiniApp`, and app origins that do not answer, in Chromium. */
import type { Server, ServerResponse } from "node:http";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { hostOf } from "../app/app.ts";
import { launchBrowser } from "../browser.ts";
import { compileFrom, listen, originOf, packTest, readRuntime, stop } from "./site.ts";
import type { RuntimeFiles, TestPackage } from "./site.ts";

let browser: Browser;
let runtime: RuntimeFiles;
let app: TestPackage;
const servers: Server[] = [];

beforeAll(async () => {
  [browser, runtime] = await Promise.all([launchBrowser(), readRuntime()]);
  app = await packTest(
    await compileFrom(
      hostOf({
        "app.json": JSON.stringify({ pages: ["a/a"] }),
        "app.js": "App({})",
        "a/a.wxml": "<view>it runs</view>",
        "a/a.js": "Page({})",
      }),
    ),
  );
});

afterEach(async () => void (await Promise.all(servers.splice(0).map(stop))));
afterAll(() => browser?.close());

type Answers = (name: string, response: ServerResponse) => boolean | Promise<boolean>;

/** Serves the files of the runtime, unless `special` has answered. */
async function serveRuntime(special: Answers): Promise<string> {
  const server = await listen((request, response) => {
    const name = (request.url ?? "/").slice(1);
    void Promise.resolve(special(name, response)).then((isAnswered) => {
      if (isAnswered) return;
      const body = runtime.get(name);
      const type = name.endsWith(".html") ? "text/html" : "text/javascript";
      response.writeHead(body ? 200 : 404, { "Content-Type": type }).end(body);
    });
  });
  servers.push(server);
  return originOf(server);
}

/** Opens a host page. */
async function openHost(headers: Readonly<Record<string, string>> = {}): Promise<Page> {
  const origin = await serveRuntime((name, response) => {
    if (name === "app.mapkg") response.writeHead(200).end(app.bytes);
    else if (name === "")
      response.writeHead(200, { "Content-Type": "text/html", ...headers }).end("<div id=app></div>");
    else return false;
    return true;
  });
  const page = await browser.newPage();
  await page.goto(origin);
  await page.evaluate(`globalThis.trust = ${JSON.stringify(app.trust)}`);
  return page;
}

/** The error of a call of `mountMiniApp`. @param args JavaScript source of the arguments */
function errorOf(page: Page, args: string, name = "mountMiniApp"): Promise<unknown> {
  return page.evaluate(`(async () => {
    const { ${name}: call } = await import("/host.js");
    const element = document.querySelector("#app");
    const good = { package: "/app.mapkg", trust, appOrigin: "http://127.0.0.1:1" };
    try { await call(${args}) } catch (error) { return String(error) }
  })()`);
}

/** Mounts the app with this origin. Resolves to the error's message, or "mounted". */
function mountAt(page: Page, appOrigin: string): Promise<unknown> {
  return page.evaluate(`(async () => {
    const { mountMiniApp } = await import("/host.js");
    const options = { package: "/app.mapkg", trust, appOrigin: ${JSON.stringify(appOrigin)} };
    return mountMiniApp(document.querySelector("#app"), options).then(() => "mounted", (error) => error.message);
  })()`);
}

test("a wrong argument is named, with what it must be", async () => {
  const page = await openHost();
  const option = "TypeError: mountMiniApp: the option";
  const cases: readonly (readonly [args: string, message: string | RegExp])[] = [
    ["", "TypeError: mountMiniApp: the first argument must be an element of the page, but it is missing"],
    ["null, good", "TypeError: mountMiniApp: the first argument must be an element of the page, but it is null"],
    [`"#app", good`, `TypeError: mountMiniApp: the first argument must be an element of the page, but it is "#app"`],
    ["element", "TypeError: mountMiniApp: the second argument must be an object of options, but it is missing"],
    [
      `document.createElement("img"), good`,
      "TypeError: <img> cannot have a shadow root of the host: use an empty <div>",
    ],
    ["element, { ...good, trust: undefined }", `${option} trust must be the text of a trust file, but it is missing`],
    [
      "element, { ...good, trust: new Uint8Array(3) }",
      `${option} trust must be the text of a trust file, but it is a value of type Uint8Array`,
    ],
    [
      `element, { ...good, trust: fetch("/").then((r) => r.text()) }`,
      `${option} trust must be the text of a trust file, but it is a Promise: add await`,
    ],
    [
      "element, { ...good, package: undefined }",
      /^TypeError: mountMiniApp: the option package must be the bytes .+, but it is missing$/,
    ],
    [`element, { ...good, package: new Blob(["x"]) }`, /option package must be .+, but it is a value of type Blob$/],
    [`element, { ...good, package: {} }`, /option package must be .+, but it is another object$/],
    ["element, { ...good, appOrigin: undefined }", /option appOrigin must be .+, but it is missing$/],
    [`element, { ...good, appOrigin: "apps.example" }`, /option appOrigin must be .+, but it is "apps.example"$/],
    [
      `element, { ...good, appOrigin: "https://apps.example/folder" }`,
      /option appOrigin must be an https: or http: origin without a path/,
    ],
    [`element, { ...good, served: "a/b" }`, /option served must be an id .+, but it is "a\/b"$/],
    [`element, { ...good, launch: "pages/index" }`, /option launch must be an object .+, but it is "pages\/index"$/],
    [`element, { ...good, launch: { query: "a=1" } }`, /option launch must be an object with path/],
    [`element, { ...good, theme: "blue" }`, `${option} theme must be "light", "dark" or "auto", but it is "blue"`],
    ["element, { ...good, animations: 1 }", `${option} animations must be true or false, but it is 1`],
    [`element, { ...good, media: "https:" }`, /option media must be an array/],
    ["element, { ...good, services: { open: 1 } }", /option services must be an object of functions/],
    [
      `element, { ...good, appOrgin: "https://apps.example" }`,
      /^TypeError: mountMiniApp: there is no option "appOrgin"; it knows appOrigin, served, .+ and sm2$/,
    ],
  ];
  for (const [args, message] of cases) {
    const error = await errorOf(page, args);
    if (typeof message === "string") expect(error).toBe(message);
    else expect(error).toMatch(message);
  }
  expect(
    await errorOf(page, `element, { appOrigin: "https://a.example", app: "a", channel: "b" }`, "mountFromStore"),
  ).toBe(
    "TypeError: mountFromStore: the option client must be the result of createClient of miniapp/client, but it is missing",
  );
  await page.close();
});

test("wrong calls of the handle are named", async () => {
  const page = await openHost();
  const origin = await serveRuntime(listing(new URL(page.url()).origin));
  const errors = await page.evaluate(`(async () => {
    const { mountMiniApp } = await import("/host.js");
    const options = { package: "/app.mapkg", trust, appOrigin: ${JSON.stringify(origin)} };
    const app = await mountMiniApp(document.querySelector("#app"), options);
    const calls = [() => app.on("ready", () => {}), () => app.on("log"), () => app.setTheme("blue"), () => app.restart("a/a")];
    const errors = [];
    for (const call of calls) try { await call() } catch (error) { errors.push(String(error)) }
    return errors;
  })()`);
  expect(errors).toEqual([
    `TypeError: on: the event must be "log", "problem", "page" or "close", but it is "ready"`,
    "TypeError: on: the listener must be a function, but it is missing",
    `TypeError: setTheme: the theme must be "light", "dark" or "auto", but it is "blue"`,
    expect.stringMatching(/^TypeError: restart: the argument must be an object with path .+, but it is "a\/a"$/),
  ]);
  await page.close();
});

test("a package that cannot be fetched is named", async () => {
  const page = await openHost();
  expect(await errorOf(page, `element, { ...good, package: "/none.mapkg" }`)).toBe(
    "Error: the package could not be fetched from /none.mapkg: HTTP status 404",
  );
  expect(await errorOf(page, `element, { ...good, package: "http://127.0.0.1:1/app.mapkg" }`)).toMatch(
    /^Error: the package could not be fetched from http:\/\/127.0.0.1:1\/app.mapkg: no answer, /,
  );
  await page.close();
});

/** Mounts on an origin that answers in a special way. @returns the message, and the milliseconds until it came */
async function failure(special: (host: string) => Answers, headers = {}): Promise<{ message: string; time: number }> {
  const page = await openHost(headers);
  const origin = await serveRuntime(special(new URL(page.url()).origin));
  const before = Date.now();
  const message = String(await mountAt(page, origin))
    .replaceAll(origin, "APP")
    .replaceAll(new URL(page.url()).origin, "HOST");
  const time = Date.now() - before;
  await page.close();
  return { message, time };
}

const listing =
  (host: string): Answers =>
  (name, response) => {
    if (name === "hosts.json") response.writeHead(200).end(JSON.stringify([host]));
    return name === "hosts.json";
  };

test("an app's origin that is down, or serves something else, is reported at once", async () => {
  const page = await openHost();
  const before = Date.now();
  expect(await mountAt(page, "http://127.0.0.1:1")).toBe("http://127.0.0.1:1/install.html cannot be reached");
  expect(Date.now() - before).toBeLessThan(8_000);
  await page.close();
  const other = await failure(() => (_name, response) => {
    response.writeHead(404).end("none");
    return true;
  });
  expect(other.message).toBe(
    "APP/install.html does not run: the origin lacks the files of dist/runtime, or its frame-ancestors lacks HOST",
  );
  expect(other.time).toBeLessThan(8_000);
});

test("a page that the app's origin does not allow is told so at once", async () => {
  const framed = await failure(() => (name, response) => {
    if (name !== "install.html") return false;
    response
      .writeHead(200, {
        "Content-Type": "text/html",
        "Content-Security-Policy": "frame-ancestors https://other.example",
      })
      .end(runtime.get(name));
    return true;
  });
  expect(framed.message).toMatch(/^APP\/install.html does not run: .+ or its frame-ancestors lacks HOST$/);
  const absent = await failure(() => () => false);
  expect(absent.message).toBe("APP/hosts.json: HTTP status 404");
  const broken = await failure(() => (name, response) => {
    if (name === "hosts.json") response.end("{}");
    return name === "hosts.json";
  });
  expect(broken.message).toBe("APP/hosts.json is not a JSON array of origins");
  const unlisted = await failure(() => listing("https://bank.example"));
  expect(unlisted.message).toBe("APP/hosts.json does not list the origin of the host page, HOST");
  const policy = { "Content-Security-Policy": "default-src 'self'; frame-src https://apps.example" };
  const blocked = await failure(listing, policy);
  expect(blocked.message).toBe("the page's Content-Security-Policy (frame-src) does not allow APP");
  for (const { time } of [framed, absent, broken, unlisted, blocked]) expect(time).toBeLessThan(8_000);
}, 60_000);

test("a script of the Service Worker that is missing is reported", async () => {
  const { message } = await failure((host) => (name, response) => {
    if (name !== "sw.js") return listing(host)(name, response);
    response.writeHead(404).end();
    return true;
  });
  // Firefox does not say why the browser could not use it.
  expect(message).toMatch(
    /bad HTTP response code \(404\)|ServiceWorker script at APP\/sw\.js .+ encountered an error|Script APP\/sw\.js load failed/,
  );
});

test("a slow app's origin is not an error", async () => {
  const slow = await failure((host) => async (name, response) => {
    // Longer than the delay after which a frame that has loaded counts as not running.
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    return listing(host)(name, response);
  });
  expect(slow.message).toBe("mounted");
  expect(slow.time).toBeGreaterThan(4_000);
}, 60_000);

test("an app's origin with the runtime of another version is reported", async () => {
  const page = await openHost();
  const { origin: host } = new URL(page.url());
  const appOrigin = await serveRuntime((name, response) => {
    if (name === "hosts.json") response.writeHead(200).end(JSON.stringify([host]));
    else if (name === "page.html") {
      const text = new TextDecoder().decode(runtime.get(name));
      const without = text.replace(/<script data-digest[^]*?<\/script>/, "");
      expect(without).not.toBe(text);
      response.writeHead(200, { "Content-Type": "text/html" }).end(without);
    } else return false;
    return true;
  });
  const problem = await page.evaluate(`(async () => {
    const { mountMiniApp } = await import("/host.js");
    const options = { package: "/app.mapkg", trust, appOrigin: ${JSON.stringify(appOrigin)} };
    const app = await mountMiniApp(document.querySelector("#app"), options);
    return new Promise((resolve) => app.on("problem", ({ message }) => resolve(message)));
  })()`);
  expect(problem).toBe(
    `${appOrigin} has the runtime of another version: update it together with host.js, and open the page again`,
  );
  await page.close();
});
