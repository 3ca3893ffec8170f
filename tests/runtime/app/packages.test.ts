/**
 * Subpackages: when they load, which code may use which, placeholders, `require.async`. Rules: WeChat's pages on
 * subpackages, independent subpackages, preloading, "Asynchronous subpackages" and "Placeholder components".
 */
import { describe, expect, test } from "vitest";
import { compileApp } from "../../../src/testing/compile-app.ts";
import { startApp } from "../../../src/testing/start-app.ts";
import { settlePromises } from "../../../src/testing/clock.ts";
import { mountedTree } from "../../../src/testing/mounted-tree.ts";
import { createAppRuntime } from "../../../src/runtime/logic/app/index.ts";
import type { Page } from "../../../src/runtime/logic/app/index.ts";
import { createFakeHost } from "../../../src/testing/fake-host.ts";
import { TestSurface } from "../../../src/testing/test-surface.ts";
import { runScript } from "../../../src/testing/run-chunk.ts";
import { hostOf } from "./app.ts";
import type { Files } from "./app.ts";

const files: Files = {
  "app.json": JSON.stringify({
    pages: ["index"],
    subpackages: [
      { root: "shop", name: "shop", pages: ["list"] },
      { root: "lib", pages: ["page"] },
      { root: "alone", pages: ["start"], independent: true },
    ],
    preloadRule: { "shop/list": { packages: ["lib"], network: "all" } },
  }),
  "app.js": 'log("app.js"); App({ onLaunch(o) { log("launch", o.path) }, onShow() { log("show") } })',
  "index.wxml": '<card id="card" n="{{2}}"><text>in slot</text></card><plain/>',
  "index.json": JSON.stringify({
    usingComponents: { card: "/lib/card", plain: "/lib/plain", stand: "/stand" },
    componentPlaceholder: { card: "stand", plain: "view" },
  }),
  "index.js": `Page({
    later() { return require.async("./lib/util").then((m) => log("util", m.name)) },
    callback() { require("./lib/util", (m) => log("util", m.name), (e) => log("failed", e.mod)) },
    plugin() {
      const nice = requirePlugin("nice"), manager = nice.getManager();
      manager.onStop = () => log("stopped");
      manager.onStop();
      manager.start({ fail: (e) => log(e.errMsg), complete: () => log("complete") });
      new nice.Map("id");
      nice.ask().then(() => log("answered"), (e) => log("rejected", e.message));
      requirePlugin("nice", () => {}, (e) => log(e));
      return requirePlugin.async("nice").catch((e) => log(e.message));
    },
  })`,
  "stand.json": '{ "component": true }',
  "stand.wxml": "<view>standing in {{n}} <slot/></view>",
  "stand.js":
    'Component({ properties: { n: Number }, lifetimes: { attached() { log("stand attached") }, detached() { log("stand detached") } } })',
  "shop/list.wxml": "",
  "shop/list.js": 'Page({ onLoad() { log("shop loaded") } })',
  "lib/page.wxml": "",
  "lib/page.js": "Page({})",
  "lib/util.js": 'exports.name = "lib/util"',
  "lib/card.json": '{ "component": true }',
  "lib/card.wxml": "<view>card {{n}} <slot/></view>",
  "lib/card.js":
    'Component({ properties: { n: Number }, lifetimes: { created() { log("card created") }, attached() { log("card attached", this.data.n) }, ready() { log("card ready") } } })',
  "lib/plain.json": '{ "component": true }',
  "lib/plain.wxml": "plain",
  "lib/plain.js": "Component({})",
  "alone/start.wxml": "",
  "alone/start.js": 'Page({ onLoad() { log("alone", String(getApp())) } })',
};

/** An app whose packages load when the test says so. */
async function openApp(path: string, given: Files = files) {
  const built = await compileApp(hostOf(given));
  const said: string[] = [];
  const log = (...values: unknown[]): void => {
    said.push(values.map((value) => (typeof value === "string" ? value : JSON.stringify(value))).join(" "));
  };
  const waiting = new Map<string, { arrive(): void; fail(error: Error): void }>();
  const loads: string[] = [];
  const host = createFakeHost();
  const problems: string[] = [];
  const runtime = createAppRuntime({
    app: built.app,
    entries: built.entries,
    launch: { path, query: {}, scene: 1001 },
    host,
    createSurface: (owner) => new TestSurface(owner, () => ({}), queueMicrotask),
    loadPackage(name) {
      loads.push(name);
      const run = (): void => {
        const script = built.scripts.get(name) as { code: string; path: string };
        runScript(script.code, {
          log,
          ...runtime.globals,
          __miniapp_define__: runtime.define.bind(runtime),
        });
      };
      if (name === "main" || name === "alone") return run();
      return new Promise<void>((resolve, fail) =>
        waiting.set(name, {
          arrive() {
            run();
            resolve();
          },
          fail,
        }),
      );
    },
    problem: ({ message, during }) => problems.push(`${during}: ${message}`),
    console: { log() {}, info() {}, warn() {}, error() {}, debug() {} },
    now: () => 0,
    later: queueMicrotask,
    after: (ms, task) => void setTimeout(task, ms),
  });
  await runtime.start();
  await settlePromises();
  const lines = (): string[] => said.splice(0);
  const arrive = async (name: string): Promise<void> => {
    waiting.get(name)?.arrive();
    await settlePromises();
  };
  const page = (): Page => {
    const current = runtime.currentPage();
    if (!current) throw new Error("there is no page");
    return current;
  };
  const tree = () => mountedTree(page().root).children;
  return { runtime, page, loads, lines, arrive, waiting, tree, problems, host };
}

describe("when packages load", () => {
  test("a page's package loads before the page opens; until then the old page stays", async () => {
    const app = await openApp("index", { ...files, "index.wxml": "" });
    expect(app.loads).toEqual(["main"]);
    app.lines();
    const way = app.runtime.router.navigateTo({ url: "/shop/list" });
    await settlePromises();
    expect(app.loads).toEqual(["main", "shop"]);
    expect(app.runtime.currentPage()?.path).toBe("index");
    await app.arrive("shop");
    await way;
    expect(app.lines()).toEqual(["shop loaded"]);
    // preloadRule: opening the page loads the named packages in advance.
    expect(app.loads).toEqual(["main", "shop", "lib"]);
  });

  test("if a package cannot be loaded, the navigation fails; the next one tries again", async () => {
    const app = await openApp("index", { ...files, "index.wxml": "" });
    const way = app.runtime.router.navigateTo({ url: "/shop/list" });
    await settlePromises();
    app.waiting.get("shop")?.fail(new Error("no network"));
    await expect(way).rejects.toThrow("no network");
    const again = app.runtime.router.navigateTo({ url: "/shop/list" });
    await settlePromises();
    await app.arrive("shop");
    await again;
    expect(app.runtime.currentPage()?.path).toBe("shop/list");
  });

  test("an independent package starts without the main one; App runs with the first page outside of it", async () => {
    // "When a mini-program starts in an independent subpackage, onLaunch and the first onShow of App in the main package
    // are called when a page of the main or an ordinary package is entered for the first time."
    const app = await openApp("alone/start");
    expect(app.loads).toEqual(["alone"]);
    expect(app.lines()).toEqual(["alone undefined"]);
    await app.runtime.router.navigateTo({ url: "/index" });
    expect(app.loads.slice(0, 2)).toEqual(["alone", "main"]);
    expect(app.lines().slice(0, 3)).toEqual(["app.js", "launch alone/start", "show"]);
  });

  test("the frame of a page gets all packages whose templates the page may render", async () => {
    const app = await openApp("index");
    const opened = app.host.asked.find(({ service }) => service === "page.open")?.argument as { packages: string[] };
    expect(opened.packages).toEqual(["main", "lib"]);
  });
});

describe("placeholders", () => {
  test("are shown until the package is loaded, then replaced with their content", async () => {
    // "The placeholder is rendered first; once the package has been downloaded it is replaced by the component."
    const app = await openApp("index");
    expect(app.tree()).toEqual([
      {
        tag: "card",
        is: "stand",
        id: "card",
        attrs: { n: 2 },
        children: [{ tag: "view", children: ["standing in 2", { tag: "text", children: ["in slot"] }] }],
      },
      { tag: "plain" },
    ]);
    expect(app.lines()).toEqual(["app.js", "launch index", "show", "stand attached"]);
    expect(app.loads).toEqual(["main", "lib"]);
    await app.arrive("lib");
    expect(app.lines()).toEqual(["stand detached", "card created", "card attached 2", "card ready"]);
    expect(app.tree()).toEqual([
      {
        tag: "card",
        is: "lib/card",
        id: "card",
        attrs: { n: 2 },
        children: [{ tag: "view", children: ["card 2", { tag: "text", children: ["in slot"] }] }],
      },
      { tag: "plain", is: "lib/plain", children: ["plain"] },
    ]);
    expect(app.problems).toEqual([]);
  });

  test("a package that fails to load is reported to wx.onLazyLoadError", async () => {
    const app = await openApp("index");
    const heard: unknown[] = [];
    app.runtime.appSide.on("lazyLoadError", (detail) => heard.push(detail));
    app.waiting.get("lib")?.fail(new Error("gone"));
    await settlePromises();
    expect(heard).toContainEqual({ type: "subpackage", subpackage: ["lib"], errMsg: "gone" });
  });
});

describe("require across packages", () => {
  test("require.async and require with callbacks load the package first", async () => {
    const app = await openApp("index");
    app.lines();
    const { instance } = app.page().root as { instance: unknown };
    const page = instance as { later(): Promise<void>; callback(): void };
    const done = page.later();
    page.callback();
    await settlePromises();
    expect(app.lines()).toEqual([]);
    await app.arrive("lib");
    await done;
    expect(app.lines().filter((line) => line.startsWith("util"))).toEqual(["util lib/util", "util lib/util"]);
  });

  test("failures contain the module's name", async () => {
    const app = await openApp("index");
    app.lines();
    (app.page().root.instance as unknown as { callback(): void }).callback();
    await settlePromises();
    app.waiting.get("lib")?.fail(new Error("gone"));
    await settlePromises();
    expect(app.lines()).toEqual(["failed lib/util.js"]);
  });

  test("requirePlugin fails in each of its forms", async () => {
    const app = await openApp("index");
    app.lines();
    await (app.page().root.instance as unknown as { plugin(): Promise<void> }).plugin();
    await settlePromises();
    const message = 'requirePlugin:fail plugin "nice" is not available here';
    const failure = JSON.stringify({ mod: "nice", errMsg: message });
    expect(app.lines().toSorted()).toEqual(
      ["stopped", message, "complete", `rejected ${message}`, message, failure].toSorted(),
    );
  });
});

test("startApp loads available packages synchronously", async () => {
  const built = await compileApp(hostOf(files));
  const lines: string[] = [];
  const log = (...values: unknown[]): void => void lines.push(values.join(" "));
  const { runtime } = startApp(built, { path: "index", query: {}, scene: 1001 }, { globals: { log } });
  await runtime.start();
  await settlePromises();
  expect(lines).toContain("card attached 2");
});
