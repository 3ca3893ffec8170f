/**
 * The order of the lifetimes of an app, its pages and their components, and the app's own events. Rules: WeChat's
 * references of App and Page, "Component lifetimes", and what developers measured on devices.
 */
import { describe, expect, test } from "vitest";
import { launchApp, loggingPage } from "./app.ts";
import type { Files } from "./app.ts";

const component = (name: string): string => `Component({
  lifetimes: { created() { log("${name} created") }, attached() { log("${name} attached") }, ready() { log("${name} ready") }, detached() { log("${name} detached") } },
  pageLifetimes: { show() { log("${name} show") }, hide() { log("${name} hide") }, resize(o) { log("${name} resize", o) }, routeDone() { log("${name} routeDone") } },
})`;

const nested: Files = {
  "app.json": '{ "pages": ["p", "q"] }',
  "app.js": `App({ onLaunch(o) { log("launch", o.path, o.query, o.scene) }, onShow(o) { log("app show", o.scene) }, onHide() { log("app hide") },
    onThemeChange(o) { log("theme", o) }, onError(e) { log("error", e.split("\\n")[0]) } })`,
  "p.json": '{ "usingComponents": { "outer": "outer" } }',
  "p.wxml": "<outer/>",
  "p.js": loggingPage("P", 'onResize(o) { log("P.onResize", o) }, onPullDownRefresh() { log("P.onPullDownRefresh") }'),
  "q.wxml": "",
  "q.js": loggingPage("Q"),
  "outer.json": '{ "component": true, "usingComponents": { "inner": "inner" } }',
  "outer.wxml": "<inner/>",
  "outer.js": component("outer"),
  "inner.json": '{ "component": true }',
  "inner.wxml": "",
  "inner.js": component("inner"),
};

describe("a page with components in components", () => {
  test("App, then components, then the page; show before onShow, ready before onReady", async () => {
    // "App.onLaunch, App.onShow; the components' created and attached; Page.onLoad; their show; Page.onShow; their ready;
    // Page.onReady": a page's components always come before the page.
    const app = await launchApp(nested, { url: "p?a=1", scene: 1007 });
    expect(app.lines()).toEqual([
      'launch p {"a":"1"} 1007',
      "app show 1007",
      "inner created",
      "outer created",
      "outer attached",
      "inner attached",
      'P.onLoad {"a":"1"}',
      "outer show",
      "inner show",
      "P.onShow",
      "inner ready",
      "outer ready",
      "P.onReady",
      "outer routeDone",
      "inner routeDone",
      "P.onRouteDone",
    ]);
  });

  test("a page hides after its components, but unloads before them", async () => {
    const app = await launchApp(nested);
    app.lines();
    await app.navigateTo("q");
    expect(app.lines().slice(0, 3)).toEqual(["outer hide", "inner hide", "P.onHide"]);
    await app.navigateBack();
    expect(app.lines().slice(0, 4)).toEqual(["Q.onUnload", "outer show", "inner show", "P.onShow"]);
    await app.redirectTo("q");
    expect(app.lines().filter((line) => /^(P|outer|inner)/.test(line) && !/routeDone/i.test(line))).toEqual([
      "P.onUnload",
      "inner detached",
      "outer detached",
    ]);
  });

  test("background and foreground: the page hides before the app, the app shows before the page", async () => {
    const app = await launchApp(nested);
    app.lines();
    await app.raise("appHide", { reason: 0 });
    expect(app.lines()).toEqual(["outer hide", "inner hide", "P.onHide", "app hide"]);
    await app.raise("appShow", { path: "p", query: {}, scene: 1001 });
    expect(app.lines()).toEqual(["app show 1001", "outer show", "inner show", "P.onShow"]);
    // Opening the app through a card with another path reopens it there.
    await app.raise("appShow", { path: "q", query: { k: "v" }, scene: 1007 });
    expect(app.lines().filter((line) => !/ready|routeDone/i.test(line))).toEqual([
      "app show 1007",
      "P.onUnload",
      "inner detached",
      "outer detached",
      'Q.onLoad {"k":"v"}',
      "Q.onShow",
    ]);
  });

  test("resizing, theme change, pull-down refresh", async () => {
    const app = await launchApp(nested);
    app.lines();
    const size = { windowWidth: 320, windowHeight: 500, screenWidth: 320, screenHeight: 568 };
    await app.raise("pageResize", { page: 1, size, deviceOrientation: "portrait" });
    const detail = JSON.stringify({ size, deviceOrientation: "portrait" });
    expect(app.lines()).toEqual([`outer resize ${detail}`, `inner resize ${detail}`, `P.onResize ${detail}`]);
    await app.raise("themeChange", { theme: "dark" });
    await app.raise("pullDown", { page: 1 });
    expect(app.lines()).toEqual(['theme {"theme":"dark"}', "P.onPullDownRefresh"]);
  });

  test("bars and backgrounds with colors from theme.json follow the theme; those of other pages stay", async () => {
    const app = await launchApp({
      "app.json": JSON.stringify({
        pages: ["p", "q", "r"],
        darkmode: true,
        themeLocation: "theme.json",
        window: { navigationBarBackgroundColor: "@bar", navigationBarTextStyle: "@text", backgroundColor: "@back" },
      }),
      "theme.json": JSON.stringify({
        light: { bar: "#ffffff", text: "black", back: "#eeeeee", own: "#fafafa" },
        dark: { bar: "#111111", text: "white", back: "#eeeeee", own: "#050505" },
      }),
      "app.js": "App({})",
      "p.js": "Page({})",
      "p.wxml": "<view />",
      "q.js": "Page({})",
      "q.wxml": "<view />",
      "q.json": JSON.stringify({ navigationBarBackgroundColor: "#0a4d8c", navigationBarTextStyle: "white" }),
      "r.js": "Page({})",
      "r.wxml": "<view />",
      "r.json": JSON.stringify({
        navigationBarTitleText: "@own",
        navigationBarBackgroundColor: "@own",
        backgroundColor: "@nothing",
        backgroundColorTop: "@bar",
      }),
    });
    await app.navigateTo("/q");
    // A page may use variables of theme.json itself. If a variable is undefined, the app's value applies. Titles are
    // never variables.
    await app.navigateTo("/r");
    expect(app.asked.findLast(({ service }) => service === "page.open")?.argument).toMatchObject({
      bar: { title: "@own", background: "#fafafa", color: "black" },
      background: { color: "#eeeeee", topColor: "#ffffff" },
    });
    const before = app.asked.length;
    await app.raise("themeChange", { theme: "dark" });
    const changes = (page: number, bar: object, background?: object) => [
      { service: "page.navigationBar", argument: { page, bar } },
      ...(background ? [{ service: "page.background", argument: { page, background } }] : []),
    ];
    const night = app.asked.slice(before);
    expect(night).toEqual([
      ...changes(1, { background: "#111111", color: "white" }),
      ...changes(3, { background: "#050505", color: "white" }, { topColor: "#111111" }),
    ]);
    await app.navigateTo("/r");
    expect(app.asked.findLast(({ service }) => service === "page.open")?.argument).toMatchObject({
      bar: { title: "@own", background: "#050505", color: "white" },
    });
    await app.navigateBack();
    const late = app.asked.length;
    await app.raise("themeChange", { theme: "light" });
    expect(app.asked.slice(late)).toEqual([
      ...changes(1, { background: "#ffffff", color: "black" }),
      ...changes(3, { background: "#fafafa", color: "black" }, { topColor: "#ffffff" }),
    ]);
  });

  test("a page made with Component has component lifetimes, and page functions as methods", async () => {
    const app = await launchApp({
      ...nested,
      "p.js": `Component({
        lifetimes: { created() { log("p created") }, attached() { log("p attached") }, ready() { log("p ready") }, detached() { log("p detached") } },
        pageLifetimes: { show() { log("p show") } },
        methods: { onLoad() { log("onLoad") }, onShow() { log("onShow") }, onReady() { log("onReady") }, onUnload() { log("onUnload") } },
      })`,
    });
    expect(app.lines().filter((line) => /^p |^on/.test(line))).toEqual([
      "p created",
      "p attached",
      "onLoad",
      "p show",
      "onShow",
      "p ready",
      "onReady",
    ]);
    await app.redirectTo("q");
    expect(app.lines().filter((line) => /^p |^on/.test(line))).toEqual(["onUnload", "p detached"]);
  });
});

describe("App and getApp", () => {
  test("getApp returns one instance with the author's fields; it is `this` in the app's functions", async () => {
    const app = await launchApp({
      "app.json": '{ "pages": ["p"] }',
      "app.js": "App({ globalData: { n: 1 }, onLaunch() { this.globalData.n++ }, own() { return this } })",
      "p.wxml": "",
      "p.js": "const app = getApp(); log(app.globalData.n, app.own() === app, getCurrentPages().length); Page({})",
    });
    expect(app.lines()).toEqual(["2 true 0"]);
    expect(app.app?.["globalData"]).toEqual({ n: 2 });
  });

  test("before App is called, getApp returns undefined; with allowDefault, an object that becomes the app", async () => {
    // "With allowDefault a default is returned while there is no App; when there is one, both are merged."
    const app = await launchApp({
      "app.json": '{ "pages": ["p"] }',
      "app.js": `log(String(getApp()));
        const early = getApp({ allowDefault: true });
        early.kept = 1; early.globalData = "default";
        App({ globalData: "own" });
        log(early === getApp(), early)`,
      "p.wxml": "",
      "p.js": "Page({})",
    });
    expect(app.lines()).toEqual(["undefined", 'true {"kept":1,"globalData":"own"}']);
  });

  test("a second App is refused", async () => {
    const app = await launchApp({
      "app.json": '{ "pages": ["p"] }',
      "app.js": "App({ n: 1 }); App({ n: 2 })",
      "p.wxml": "",
      "p.js": "Page({})",
    });
    expect(app.app).toEqual({ n: 1 });
    expect(String(app.errors[0])).toContain("App() has been called already");
  });

  test("getCurrentPages includes the new page in onLoad, and a closing page in onUnload", async () => {
    const look = "log(getCurrentPages().map((p) => p.route)); log(getCurrentPages()[1] === this)";
    const app = await launchApp({
      "app.json": '{ "pages": ["p", "q"] }',
      "p.wxml": "",
      "p.js": "Page({})",
      "q.wxml": "",
      "q.js": `Page({ onLoad() { ${look} }, onUnload() { ${look} } })`,
    });
    await app.navigateTo("q");
    expect(app.lines()).toEqual(['["p","q"]', "true"]);
    await app.navigateBack();
    expect(app.lines()).toEqual(['["p","q"]', "true"]);
    await app.navigateTo("q");
    app.lines();
    await app.raise("appClose", {});
    expect(app.lines()).toEqual(['["p","q"]', "true"]);
  });
});

describe("errors", () => {
  const failing: Files = {
    "app.json": '{ "pages": ["p", "q"] }',
    "app.js": `App({
      onError(text) { log("onError", text.split("\\n")[0], text.includes("p.js") || text.includes("logic.js")) },
      onUnhandledRejection(o) { log("rejected", o.reason, typeof o.promise) },
    })`,
    "p.json": '{ "usingComponents": { "c": "c" } }',
    "p.wxml": '<c id="c"/><view id="v" bindtap="tap">{{f.g.h}}</view>',
    "p.js": `Page({
      onLoad() { throw new TypeError("in onLoad") },
      onShow() { log("still shown") },
      tap() { throw new Error("in tap") },
      rejects() { wx.onUnhandledRejection((o) => log("listener", o.reason)) },
    })`,
    "c.json": '{ "component": true }',
    "c.wxml": "",
    "c.js": 'Component({ lifetimes: { attached() { throw new Error("in attached") } } })',
    "q.wxml": "",
    "q.js": 'throw new Error("in the script")',
  };

  test("errors in functions go to onError with the stack trace, and to the host with where they were caught", async () => {
    // "onError: a script error or a failed API; the argument is the message with the stack."
    const app = await launchApp(failing);
    app.page.dispatch("#v", { type: "tap" });
    expect(app.lines()).toEqual([
      "onError in attached true",
      "onError TypeError: in onLoad true",
      "still shown",
      "onError in tap true",
    ]);
    expect(app.problems.map(({ message, during }) => [message, during])).toEqual([
      ["in attached", "attached of c"],
      ["TypeError: in onLoad", "onLoad of p"],
      ["in tap", "tap of p"],
    ]);
    expect(app.problems[2]?.stack).toMatch(/_miniapp\/logic\.js:\d+:\d+/);
    await app.navigateTo("q");
    expect(app.lines()).toEqual(["onError in the script true", 'onError Page "q" has not been registered false']);
  });

  test("a template's error is reported in the same way, and the page opens without its tree", async () => {
    const app = await launchApp({
      "app.json": '{ "pages": ["p"] }',
      "app.js": 'App({ onError(text) { log(text.split("\\n")[0]) } })',
      "p.wxml": '<wxs module="m">module.exports.f = function() { return undefined.x }</wxs>{{m.f()}}<view/>',
      "p.js": 'Page({ onLoad() { log("loaded") } })',
    });
    const lines = app.lines();
    expect(lines.some((line) => line.includes("p.wxml"))).toBe(true);
    expect(app.problems[0]?.during).toBe("template");
  });

  test("an error thrown by onError itself goes only to the host", async () => {
    const app = await launchApp({
      "app.json": '{ "pages": ["p"] }',
      "app.js": 'App({ onError() { throw new Error("worse") } })',
      "p.wxml": "",
      "p.js": 'Page({ onLoad() { throw new Error("bad") } })',
    });
    expect(app.problems.map(({ message }) => message)).toEqual(["bad", "worse"]);
  });
});

describe("events of a page", () => {
  test("the frame is asked for scroll events only if the page has a function for them", async () => {
    const files: Files = {
      "app.json": '{ "pages": ["p", "q"] }',
      "p.json": '{ "onReachBottomDistance": 80 }',
      "p.wxml": "",
      "p.js": 'Page({ onPageScroll(o) { log("scroll", o) }, onReachBottom() { log("bottom") } })',
      "q.wxml": "",
      "q.js": "Page({})",
    };
    const app = await launchApp(files);
    expect(app.page.surfaceRecords).toEqual([
      { type: "command", message: { listens: { scroll: true, reachBottom: true }, reachBottomDistance: 80 } },
    ]);
    app.scroll("scroll", { scrollTop: 12 });
    app.scroll("reachBottom");
    expect(app.lines()).toEqual(['scroll {"scrollTop":12}', "bottom"]);
    await app.navigateTo("q");
    expect(app.page.surfaceRecords).toEqual([]);
  });

  test("built-in components learn whether their page is covered or the app is in the background", async () => {
    const files: Files = {
      "app.json": '{ "pages": ["p", "q"] }',
      "p.wxml": "",
      "p.js": "Page({})",
      "q.wxml": "",
      "q.js": "Page({})",
    };
    const app = await launchApp(files);
    const first = app.page;
    await app.navigateTo("q");
    await app.navigateBack();
    await app.raise("appHide", { reason: 0 });
    await app.raise("appShow", { path: "", query: {}, scene: 1001 });
    expect(first.surfaceRecords).toEqual(
      ["covered", "shown", "background", "shown"].map((visibility) => ({ type: "command", message: { visibility } })),
    );
  });

  test("sharing: the result of the page's function, by default the page's own URL", async () => {
    // "The default path is the current page with its query"; "if promise resolves within three seconds, its result is
    // shared, otherwise the other fields".
    const app = await launchApp(
      {
        "app.json": '{ "pages": ["p"] }',
        "p.wxml": "",
        "p.js": `Page({
          onShareAppMessage(o) {
            log(o);
            return { title: "first", promise: new Promise((done) => this.slow ? 0 : done({ title: "late", path: "/p?late" })) }
          },
          onShareTimeline: () => ({ title: "line" }),
        })`,
      },
      { url: "p?a=1" },
    );
    expect(await app.share("appMessage", { from: "menu" })).toEqual({ title: "late", path: "/p?late" });
    expect(app.lines()).toEqual(['{"from":"menu"}']);
    expect(await app.share("timeline")).toEqual({ query: "a=1", title: "line" });
    expect(await app.share("favorites")).toEqual({ query: "a=1" });
  });
});

test("wx listeners receive the same events as App's functions, after them", async () => {
  const app = await launchApp({
    "app.json": '{ "pages": ["p", "q"] }',
    "app.js": 'App({ onHide() { log("app") } })',
    "p.wxml": "",
    "p.js": `wx.onAppHide(() => log("listener"));
      wx.onAppRoute((o) => log("route", o.openType, o.path));
      wx.onAppRouteDone((o) => log("done", o.openType, o.path));
      wx.onBeforePageUnload((o) => log("unload", o.path));
      Page({})`,
    "q.wxml": "",
    "q.js": "Page({})",
  });
  await app.raise("appHide", { reason: 0 });
  await app.navigateTo("q");
  await app.navigateBack();
  expect(app.lines()).toEqual([
    "route appLaunch p",
    "done appLaunch p",
    "app",
    "listener",
    "route navigateTo q",
    "done navigateTo q",
    "unload q",
    "route navigateBack p",
    "done navigateBack p",
  ]);
});
