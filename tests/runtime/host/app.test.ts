/** Whole apps, built and run in Chromium as for a user: host page, Worker, page frames. */
import { join } from "node:path";
import type { Browser, Frame, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { root } from "../../build/program.ts";
import { launchBrowser } from "../browser.ts";
import { openApp, openFiles, packFiles } from "./opened.ts";
import type { OpenedApp } from "./opened.ts";
import { compileFolder, outputOf, packTest, readRuntime, startSite } from "./site.ts";
import type { TestPackage, TestSite } from "./site.ts";

let browser: Browser;
let site: TestSite;
let branches: TestPackage;

beforeAll(async () => {
  browser = await launchBrowser(["--js-flags=--expose-gc"]);
  site = await startSite(await readRuntime());
  branches = await packTest(await compileFolder(join(root, "fixtures/apps/branches")));
  site.add("branches", branches);
});

afterAll(async () => {
  await browser?.close();
  await site?.close();
});

/** The frame of the current page, once it displays this text. */
async function shown(page: Page, text: string): Promise<Frame> {
  const element = page.locator('.page[data-state="shown"] iframe');
  await expect
    .poll(async () => (await (await element.elementHandle())?.contentFrame())?.locator("body").innerText())
    .toContain(text);
  return (await (await element.elementHandle())?.contentFrame()) as Frame;
}

async function titles(opened: OpenedApp): Promise<readonly string[]> {
  return (await opened.events("page")).map(([, { title }]: readonly [string, { title: string }]) => title);
}

describe("branches", () => {
  test("opens, reacts to taps, navigates to other pages and back, and closes without an error", async () => {
    const opened = await openApp(browser, site, "branches", branches);
    const { page } = opened;
    const first = await shown(page, "Current account");
    expect(await first.locator("body").innerText()).toContain("¥102,840.50");

    await first.getByText("Hide", { exact: true }).click();
    await expect.poll(() => first.locator("body").innerText()).not.toContain("¥102,840.50");

    const portfolio = first.getByText("Portfolio", { exact: true });
    await portfolio.click();
    await shown(page, "KB100");
    expect((await titles(opened)).at(-1)).toBe("Portfolio");
    await page.locator('.page[data-state="shown"] .back').click();
    await shown(page, "Markets");
    // The page kept its state.
    expect(await first.locator("body").innerText()).not.toContain("¥102,840.50");

    await first.getByText("Payments", { exact: true }).click();
    await shown(page, "RECENT");
    await page.evaluate("app.close()");
    await expect.poll(() => page.frames().length).toBe(1);
    expect(await opened.events("problem")).toEqual([]);
    await opened.close();
  });

  test.each(["pages/profile/profile", "packages/loans/pages/calculator/calculator", "packages/locator/pages/map/map"])(
    "%s can be the first page",
    async (path) => {
      const opened = await openApp(browser, site, "branches", branches, { launch: { path } });
      await expect.poll(async () => (await opened.events("page")).at(-1)).toMatchObject(["page", { path }]);
      await opened.close();
    },
  );
});

/** Two pages: a tap on the first one's text opens the other. */
function pairOf(first: string, [next, template, script]: readonly [string, string, string]): Record<string, string> {
  return {
    "app.json": JSON.stringify({ pages: [`${first}/page`, `${next}/page`] }),
    [`${first}/page.wxml`]: `<view bindtap="open">${first}</view>`,
    [`${first}/page.js`]: `Page({ open() { wx.navigateTo({ url: "/${next}/page" }) } })`,
    [`${next}/page.wxml`]: template,
    [`${next}/page.js`]: script,
  };
}

const firstAndNext = pairOf("first", ["next", "<button>next</button>", "Page({})"]);

test("the frame for the next page loads templates and components in advance", async () => {
  const { page, close } = await openFiles(browser, site, "ahead", firstAndNext);
  const first = await shown(page, "first");
  const spare = (): Frame | undefined => page.frames().find((one) => one.url().endsWith("/page.html") && one !== first);
  const has = "document.scripts.length > 1 && customElements.get('wx-button') !== undefined";
  await expect.poll(() => spare()?.evaluate(has)).toBe(true);
  const ahead = spare();
  await first.getByText("first").click();
  expect(await shown(page, "next")).toBe(ahead);
  await close();
});

test("templates that failed to load in advance are requested again when the page opens", async () => {
  const p = await packFiles(firstAndNext);
  let asked = 0;
  const get = (path: string): Uint8Array | undefined =>
    path === "_miniapp/view.json" && ++asked === 2 ? undefined : p.served.files.get(path);
  site.add("again", { ...p, served: { ...p.served, files: { get } } });
  const { page, close } = await openApp(browser, site, "again", p);
  const first = await shown(page, "first");
  await expect.poll(() => asked).toBe(2);
  await first.getByText("first").click();
  await shown(page, "next");
  // Soon requested again, for the frame after that.
  expect(asked).toBeGreaterThanOrEqual(3);
  await close();
});

test("calls at launch set the first page's navigation bar, and the page can override them", async () => {
  const launch = `wx.setNavigationBarTitle({ title: "of the app", success: () => console.log("titled") });
    wx.showNavigationBarLoading({ success: () => console.log("loading"), fail: (e) => console.log(e.errMsg) });`;
  for (const [id, load, title] of [
    ["bar-app", "", "of the app"],
    ["bar-page", 'wx.setNavigationBarTitle({ title: "of the page" })', "of the page"],
  ] as const) {
    const opened = await openFiles(browser, site, id, {
      "app.json": JSON.stringify({ pages: ["p"], window: { navigationBarTitleText: "of app.json" } }),
      "app.js": `App({ onLaunch() { ${launch} } })`,
      "p.wxml": "<view>here</view>",
      "p.js": `Page({ onLoad() { ${load} } })`,
    });
    await shown(opened.page, "here");
    const bar = opened.page.locator('.page[data-state="shown"] .navigation-bar');
    await expect.poll(() => bar.locator(".title-text").textContent()).toBe(title);
    await expect.poll(() => bar.locator(".spinner").isVisible()).toBe(true);
    await expect.poll(() => opened.logged()).toEqual([["titled"], ["loading"]]);
    expect(await opened.events("problem")).toEqual([]);
    await opened.close();
  }
});

test.each(["2.0", "0.9", "1.1", "1"])("a package for the runtime ABI %s does not run", async (abi) => {
  const output = outputOf({ "_miniapp/app.json": "{}", "_miniapp/logic.js": "" });
  const id = `abi-${abi.replace(".", "-")}`;
  const p = await packTest({ ...output, app: { ...output.app, abi } });
  site.add(id, p);
  const why = `the package needs the runtime ABI "${abi}", and this runtime has 1.0`;
  await expect(openApp(browser, site, id, p)).rejects.toThrow(why);
});

test("a page with a leave confirmation is left if the user confirms", async () => {
  const asks = 'Page({ onLoad() { wx.enableAlertBeforeUnload({ message: "Leave?" }) } })';
  const { page, close } = await openFiles(browser, site, "asking", pairOf("list", ["form", "<view>form</view>", asks]));
  await (await shown(page, "list")).getByText("list").click();
  await shown(page, "form");
  const back = page.locator('.page[data-state="shown"] .back');
  for (const answer of ["Cancel", "OK"]) {
    await back.click();
    expect(await page.locator(".ui-modal").innerText()).toContain("Leave?");
    await page.locator(".ui-modal").getByText(answer, { exact: true }).click();
    await shown(page, answer === "OK" ? "list" : "form");
  }
  await close();
});

test("the state from onSaveExitState is available at the next start, once and until it expires", async () => {
  const [kept, stale] = ["pages/kept/kept", "pages/stale/stale"];
  const entry = (path: string) => ({ kind: "page", script: `${path}.js`, template: `${path}.wxml`, json: {} });
  const template = (path: string) =>
    `"${path}.wxml": [function ($) { var b = $.b([["text", 0, "${path}"]]); return { file: "${path}.wxml", main: $.d([], b), definitions: [], imports: [], includes: [], wxs: [] }; }]`;
  const p = await packTest(
    outputOf({
      "_miniapp/app.json": JSON.stringify({
        entryPagePath: kept,
        window: { light: {} },
        script: "app.js",
        packages: [{ name: "main", root: "", independent: false, pages: [kept, stale] }],
      }),
      "_miniapp/entries.json": JSON.stringify({ [kept]: entry(kept), [stale]: entry(stale) }),
      "_miniapp/logic.js": `__miniapp_define__("main", {
"app.js": [function () { App({}); }],
"${kept}.js": [function () { Page({
  onLoad: function () { console.log("kept", JSON.stringify(this.exitState)); if (!this.exitState) wx.navigateTo({ url: "/${stale}" }); else wx.redirectTo({ url: "/${stale}" }); },
  onSaveExitState: function () { return { data: { draft: "text" } }; },
}); }],
"${stale}.js": [function () { Page({
  onLoad: function () { console.log("stale", JSON.stringify(this.exitState)); },
  onSaveExitState: function () { return { data: 1, expireTimeStamp: Date.now() - 1 }; },
}); }],
${template(kept)}, ${template(stale)} }, {});`,
      "_miniapp/view.json": JSON.stringify(
        Object.fromEntries([kept, stale].map((path) => [`${path}.wxml`, [[["text", 0, path]]]])),
      ),
    }),
  );
  site.add("states", p);
  const opened = await openApp(browser, site, "states", p);
  const found = opened.logged;
  await expect.poll(found).toHaveLength(2);
  await opened.page.evaluate("app.restart()");
  await expect.poll(found).toHaveLength(4);
  // When this run ends, the page that received its state is not on the stack, so nothing is saved for it.
  await opened.page.evaluate("app.restart()");
  await expect.poll(found).toHaveLength(6);
  expect(await found()).toEqual([
    ["kept", "undefined"],
    ["stale", "undefined"],
    ["kept", '{"draft":"text"}'],
    ["stale", "undefined"],
    ["kept", "undefined"],
    ["stale", "undefined"],
  ]);
  await opened.close();
});

describe("closing", () => {
  const open = async (id: string, page: string): Promise<OpenedApp> => {
    const files = {
      "app.json": JSON.stringify({ pages: ["a/a"] }),
      "a/a.wxml": "<view>a</view>",
      "a/a.js": `Page({ ${page} })`,
    };
    return openFiles(browser, site, id, files);
  };

  test("waits for a busy app, whose stored data is there in the next run", async () => {
    const opened = await open(
      "busy",
      `onLoad() { console.log("found", wx.getStorageSync("own"), wx.getStorageSync("later")); },
       onUnload() {
         for (const end = Date.now() + 300; Date.now() < end; );
         wx.setStorageSync("own", "words");
         Promise.resolve().then(() => wx.setStorage({ key: "later", data: "more", encrypt: false }));
       }`,
    );
    const found = opened.logged;
    await expect.poll(found).toEqual([["found", "", ""]]);
    await opened.page.evaluate("app.restart()");
    await expect.poll(found).toHaveLength(2);
    expect((await found())[1]).toEqual(["found", "words", "more"]);
    await opened.close();
  });

  test("calls onHide of the page and the app, then onUnload, as when the user leaves", async () => {
    const opened = await openFiles(browser, site, "hides", {
      "app.json": JSON.stringify({ pages: ["a/a"] }),
      "app.js": `App({ onHide() { console.log("app hidden") } })`,
      "a/a.wxml": "<view>a</view>",
      "a/a.js": `Page({ onReady() { console.log("ready") }, onHide() { console.log("hidden") }, onUnload() { console.log("unloaded") } })`,
    });
    await expect.poll(opened.logged).toEqual([["ready"]]);
    await opened.page.evaluate("app.close()");
    expect(await opened.logged()).toEqual([["ready"], ["hidden"], ["app hidden"], ["unloaded"]]);
    await opened.close();
  });

  test("terminates an app that never finishes", async () => {
    const opened = await open("endless", `onReady() { console.log("ready"); }, onUnload() { for (;;); }`);
    await expect.poll(() => opened.events("log")).toHaveLength(1);
    await opened.page.evaluate("app.close()");
    await expect.poll(() => opened.page.frames().length).toBe(1);
    expect(await opened.events("close")).toHaveLength(1);
    await opened.close();
  });
});

test("the first page's frame stays, hidden and empty, after that page: the app's Worker ends with it", async () => {
  const files = {
    "app.json": JSON.stringify({ pages: ["a/a", "b/b"] }),
    "app.wxss": "page { color: rgb(1, 2, 3) }",
    "a/a.wxml": '<view bindtap="leave">leave</view><input focus="{{true}}" /><video src="/a.mp4" autoplay />',
    "a/a.js": `getApp().started = Date.now();
Page({ leave() { wx.redirectTo({ url: "/b/b" }); }, onUnload() { console.log("unloaded"); } });`,
    "b/b.wxml": '<view bindtap="again">again {{started}}</view>',
    "b/b.js": `Page({
  data: { started: getApp().started > 0 },
  again() { wx.reLaunch({ url: getCurrentPages()[0].route === "b/b" ? "/a/a" : "/b/b" }); },
});`,
  };
  const opened = await openFiles(browser, site, "left", files);
  const { page } = opened;
  const first = await shown(page, "leave");
  await first.getByText("leave").click();
  const next = await shown(page, "again true");
  expect(next).not.toBe(first);
  await expect.poll(() => opened.logged()).toEqual([["unloaded"]]);
  await expect.poll(() => first.evaluate("document.documentElement.outerHTML.length")).toBeLessThan(300);
  expect(await page.locator(".page[data-state='closed'] iframe").isVisible()).toBe(false);
  expect(await page.locator(".page[data-state='closed'] .navigation-bar").count()).toBe(0);
  // The Worker runs on, and later pages have frames of their own that go away.
  await next.getByText("again").click();
  await (await shown(page, "leave")).getByText("leave").click();
  await shown(page, "again true");
  await expect.poll(() => page.frames().length).toBe(4);
  expect(await opened.events("problem")).toEqual([]);
  await opened.close();
});

test("opening and closing a page 200 times leaks no frame and less than 1 MB", async () => {
  const files = {
    "app.json": JSON.stringify({ pages: ["a/a", "b/b"] }),
    "a/a.wxml": '<view bindtap="begin">begin</view>',
    "a/a.js": `const rounds = [20, 200];
let left = 0;
Page({
  begin() { left = rounds.shift(); this.turn(); },
  turn() { left--; wx.navigateTo({ url: "/b/b" }); },
  onShow() { if (left > 0) this.turn(); else console.log("stands still"); },
});`,
    "b/b.wxml": "<view>b</view>",
    "b/b.js": "Page({ onReady() { wx.navigateBack(); } })",
  };
  const opened = await openFiles(browser, site, "pages", files);
  const { page } = opened;
  const session = await page.context().newCDPSession(page);
  const round = async (number: number): Promise<void> => {
    await (await shown(page, "begin")).getByText("begin").click();
    await expect.poll(async () => (await opened.events("log")).length, { timeout: 240_000 }).toBe(1 + number);
    // The host's page, the app's page and the frame for the next one.
    await expect.poll(() => page.frames().length).toBe(3);
  };
  const measure = async () => {
    await session.send("HeapProfiler.collectGarbage");
    const { usedSize } = await session.send("Runtime.getHeapUsage");
    const { documents } = await session.send("Memory.getDOMCounters");
    return { usedSize, documents };
  };
  await round(1);
  const before = await measure();
  await round(2);
  // The browser may release memory late, so poll; what leaked stays.
  const more = async () => {
    const after = await measure();
    return [after.documents - before.documents > 0, after.usedSize - before.usedSize >= 1024 * 1024];
  };
  await expect.poll(more).toEqual([false, false]);
  expect(await opened.events("problem")).toEqual([]);
  await opened.close();
}, 600_000);
