/** A whole app, built and run in Chromium as a user has it: host page, boot frame, Worker, page frames. */
import { join } from "node:path";
import type { Browser, Frame, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { root } from "../../build/program.ts";
import { hostOf } from "../app/app.ts";
import { launchBrowser } from "../browser.ts";
import { openApp } from "./opened.ts";
import type { OpenedApp } from "./opened.ts";
import { compileFolder, compileFrom, outputOf, packTest, readRuntime, startSite } from "./site.ts";
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

/** The frame of the page in front, once it shows this text. */
async function shown(page: Page, text: string): Promise<Frame> {
  const element = page.locator('.page[data-state="shown"] iframe');
  await expect
    .poll(async () => (await (await element.elementHandle())?.contentFrame())?.locator("body").innerText(), {
      timeout: 20_000,
    })
    .toContain(text);
  return (await (await element.elementHandle())?.contentFrame()) as Frame;
}

async function titles(opened: OpenedApp): Promise<readonly string[]> {
  return (await opened.events("page")).map(([, { title }]: readonly [string, { title: string }]) => title);
}

describe("branches", () => {
  test("opens, reacts to taps, goes to other pages and back, and ends without an error", async () => {
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
    // As it was left.
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

test("a page that asks before it is left is left when the user says so", async () => {
  const files = {
    "app.json": JSON.stringify({ pages: ["list/list", "form/form"] }),
    "app.js": "App({})",
    "list/list.wxml": '<view bindtap="open">list</view>',
    "list/list.js": 'Page({ open() { wx.navigateTo({ url: "/form/form" }) } })',
    "form/form.wxml": "<view>form</view>",
    "form/form.js": 'Page({ onLoad() { wx.enableAlertBeforeUnload({ message: "Leave?" }) } })',
  };
  const p = await packTest(await compileFrom(hostOf(files)));
  site.add("asking", p);
  const { page, close } = await openApp(browser, site, "asking", p);
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

test("the next start finds what onSaveExitState returned, once and until it expires", async () => {
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
  const found = async () =>
    (await opened.events("log")).map(([, log]: readonly [string, { values: string[] }]) => log.values);
  await expect.poll(found).toHaveLength(2);
  await opened.page.evaluate("app.restart()");
  await expect.poll(found).toHaveLength(4);
  // The page that has found its state is on no stack when this run ends.
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

test("opening and closing a page 200 times leaves no frame and at most 1 MB", async () => {
  const [first, second] = ["pages/a/a", "pages/b/b"];
  const entry = (path: string) => ({ kind: "page", script: `${path}.js`, template: `${path}.wxml`, json: {} });
  const template = (path: string) =>
    `"${path}.wxml": [function ($) { var b = $.b([["view", [2, "class", "page"], "${path}"]]); return { file: "${path}.wxml", main: $.d([], b), definitions: [], imports: [], includes: [], wxs: [] }; }]`;
  const p = await packTest(
    outputOf({
      "_miniapp/app.json": JSON.stringify({
        entryPagePath: first,
        window: { light: {} },
        script: "app.js",
        packages: [{ name: "main", root: "", independent: false, pages: [first, second] }],
      }),
      "_miniapp/entries.json": JSON.stringify({ [first]: entry(first), [second]: entry(second) }),
      "_miniapp/logic.js": `__miniapp_define__("main", {
"app.js": [function () { App({}); }],
"${first}.js": [function () { Page({
  onReady: function () { this.turn(); },
  onShow: function () { if (this.count) this.turn(); },
  count: 0,
  turn: function () {
    if (this.count === 20 || this.count === 220) { console.log("turned", this.count); if (this.count === 220) return; var t = this; this.count++; setTimeout(function () { wx.navigateTo({ url: "/${second}" }); }, 2000); return; }
    this.count++;
    wx.navigateTo({ url: "/${second}" });
  },
}); }],
"${second}.js": [function () { Page({ onReady: function () { wx.navigateBack(); } }); }],
${template(first)}, ${template(second)} }, {});`,
      "_miniapp/view.json": JSON.stringify(
        Object.fromEntries([first, second].map((path) => [`${path}.wxml`, [[["view", [2, "class", "page"], path]]]])),
      ),
    }),
  );
  site.add("pages", p);
  const opened = await openApp(browser, site, "pages", p);
  const { page } = opened;
  const session = await page.context().newCDPSession(page);
  const measure = async (turn: number) => {
    await page.waitForFunction(
      `events.some(([name, log]) => name === "log" && log.values[0] === "turned" && log.values[1] === "${turn}")`,
      undefined,
      { timeout: 110_000 },
    );
    await page.waitForTimeout(700);
    await session.send("HeapProfiler.collectGarbage");
    const { usedSize } = await session.send("Runtime.getHeapUsage");
    const { documents } = await session.send("Memory.getDOMCounters");
    return { usedSize, documents, frames: page.frames().length };
  };
  const before = await measure(20);
  const after = await measure(220);
  expect(after.frames).toBe(before.frames);
  expect(after.documents).toBeLessThanOrEqual(before.documents);
  expect(after.usedSize - before.usedSize).toBeLessThan(1024 * 1024);
  expect(await opened.events("problem")).toEqual([]);
  await opened.close();
}, 150_000);
