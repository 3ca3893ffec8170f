/**
 * What stylesheets of authors can rely on, as on WeChat: `data-*` attributes in selectors, the height of the page,
 * properties without prefixes.
 */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchBrowser } from "../browser.ts";
import { openFiles, packFiles } from "./opened.ts";
import { answer } from "../../../src/runtime/host/serve.ts";
import { readRuntime, startSite } from "./site.ts";
import type { TestSite } from "./site.ts";

let browser: Browser;
let site: TestSite;

beforeAll(async () => {
  // A mouse, and scroll bars, which browsers without a window do not have.
  browser = await launchBrowser([], { "ui.primaryPointerCapabilities": 6 }, ["--hide-scrollbars"]);
  site = await startSite(await readRuntime());
});

afterAll(async () => {
  await browser?.close();
  await site?.close();
});

const files = {
  "app.json": JSON.stringify({ pages: ["a/a"] }),
  "app.wxss": "[data-app-theme=dark] .themed { color: rgb(255, 0, 0) }",
  "a/a.json": JSON.stringify({ usingComponents: { "my-row": "./row" } }),
  "a/a.wxml":
    '<view data-app-theme="{{theme}}"><view class="themed">a</view></view>' +
    '<view class="row" wx:for="{{rows}}" wx:key="id" data-on="{{item.on}}" data-id="{{item.id}}">r</view>' +
    '<my-row id="own" data-at="{{theme}}"/>',
  "a/a.wxss": ".row[ DATA-ON='false'] { color: rgb(0, 0, 255) } #own[data-at] { color: rgb(9, 9, 9) }",
  "a/a.js": `Page({
    data: { theme: "light", rows: [{ id: 1, on: true }, { id: 2, on: false }] },
    onReady() { this.setData({ theme: "dark", "rows[0].on": false, "rows[1].on": true }, () => console.log("done")); },
  });`,
  "a/row.json": '{"component":true}',
  "a/row.wxml": '<view class="in" data-state="{{state}}">x</view>',
  "a/row.wxss": '.in[data-state="open"] { color: rgb(0, 128, 0) }',
  "a/row.js": 'Component({ data: { state: "open" } });',
};

test("rules with [data-…] apply, and follow the data", async () => {
  const opened = await openFiles(browser, site, "styled-data", files);
  await expect.poll(opened.logged).toEqual([["done"]]);
  const frame = await opened.frame(1);
  const colors = `[".themed", ".row", ".row + .row", "#own", "#own wx-view"].map((selector) =>
    getComputedStyle(document.querySelector(selector)).color)`;
  await expect
    .poll(() => frame.evaluate(colors))
    .toEqual(["rgb(255, 0, 0)", "rgb(0, 0, 255)", "rgb(0, 0, 0)", "rgb(9, 9, 9)", "rgb(0, 128, 0)"]);
  // No selector uses it, so its value is not sent to the frame.
  expect(await frame.evaluate("document.querySelectorAll('[data-id]').length")).toBe(0);
  expect(await opened.events("problem")).toEqual([]);
  await opened.close();
});

test("the table of entries lists the keys by page and component; the app's stylesheet counts for each", async () => {
  const { served } = await packFiles(files);
  const table = JSON.parse(new TextDecoder().decode(served.files.get("_miniapp/entries.json"))) as Record<
    string,
    object
  >;
  expect(table["a/a"]).toMatchObject({ data: ["appTheme", "at", "on"] });
  expect(table["a/row"]).toMatchObject({ data: ["appTheme", "state"] });
});

test("properties that WebKit knows only with a prefix get it, and keep their place among the rules", () => {
  const sheet =
    ".a{user-select:none;color:red}.b{backdrop-filter:blur(2px)}.c{-webkit-user-select:all}.d{ color: red;\n user-select : text }" +
    ".e-user-select:hover{color:red}.f{--user-select:none}";
  const encoder = new TextEncoder();
  const { body } = answer(
    {
      origin: "https://apps.example",
      hosts: [],
      runtime: new Map(),
      app: () => ({ files: new Map([["_miniapp/style/a.css", encoder.encode(sheet)]]), packages: [] }),
    },
    "GET",
    "/a/one/p/_miniapp/style/a.css",
  );
  expect(new TextDecoder().decode(body)).toBe(
    ".a{-webkit-user-select:none;user-select:none;color:red}.b{-webkit-backdrop-filter:blur(2px);backdrop-filter:blur(2px)}" +
      ".c{-webkit-user-select:all}.d{ color: red;\n -webkit-user-select : text ;user-select : text }" +
      ".e-user-select:hover{color:red}.f{--user-select:none}",
  );
});

test("on a computer, scroll bars take no room from the page, as on a phone", async () => {
  const opened = await openFiles(browser, site, "scroll-bars", {
    "app.json": JSON.stringify({ pages: ["a/a"] }),
    "a/a.wxml": '<view class="list"><view class="long">a</view></view><view class="long">b</view>',
    "a/a.wxss":
      ".list { height: 90px; overflow: auto } .long { height: 3000px } .list::-webkit-scrollbar { display: none }",
    "a/a.js": 'Page({ onReady() { console.log("ready"); } });',
  });
  await expect.poll(opened.logged).toEqual([["ready"]]);
  const frame = await opened.frame(1);
  const room = `[innerWidth - document.documentElement.clientWidth,
    (({ offsetWidth, clientWidth }) => offsetWidth - clientWidth)(document.querySelector(".list"))]`;
  await expect.poll(() => frame.evaluate("document.scrollingElement.scrollHeight > innerHeight")).toBe(true);
  expect(await frame.evaluate(room)).toEqual([0, 0]);
  await opened.close();
});

test("`page { height: 100% }` fills the screen, and content below it can be reached by scrolling", async () => {
  const opened = await openFiles(browser, site, "full-height", {
    "app.json": JSON.stringify({ pages: ["a/a"] }),
    "a/a.wxml": '<view class="full">a</view><view class="rest">b</view>',
    "a/a.wxss": "page { height: 100% } .full { min-height: 100% } .rest { height: 400px }",
    "a/a.js": `Page({
      onReady() { wx.pageScrollTo({ scrollTop: 9999, duration: 0 }); },
      onReachBottom() { console.log("bottom"); },
    });`,
  });
  await expect.poll(opened.logged).toEqual([["bottom"]]);
  const frame = await opened.frame(1);
  const sizes =
    "[document.body.offsetHeight, document.querySelector('.full').offsetHeight, scrollY + innerHeight - 400]";
  const [page, full, above] = (await frame.evaluate(sizes)) as number[];
  const screen = await frame.evaluate("innerHeight");
  expect([page, full, above]).toEqual([screen, screen, screen]);
  expect(await opened.events("problem")).toEqual([]);
  await opened.close();
});
