/** The app starts before its other subpackages are built. User actions that need them wait, and none is lost. */
import { afterEach, expect, test } from "vitest";
import type { Frame } from "playwright-core";
import { holdPreview } from "./held-preview.ts";
import type { HeldOptions, HeldPreview } from "./held-preview.ts";
import type { Shown } from "./preview-process.ts";

const page = (path: string, wxml: string, js = "Page({});\n", json: object = {}): Readonly<Record<string, string>> => ({
  [`${path}.js`]: js,
  [`${path}.wxml`]: wxml,
  [`${path}.json`]: JSON.stringify(json),
});

const component = (path: string, wxml: string): Readonly<Record<string, string>> => ({
  [`${path}.js`]: "Component({ properties: { n: Number } });\n",
  [`${path}.wxml`]: wxml,
  [`${path}.json`]: '{ "component": true }',
});

/** `lib/count.js`, `parts/badge` and `styles/shared.wxss` are used by `shop` and `news`, not by the main package. */
const files: Readonly<Record<string, string>> = {
  "app.json": JSON.stringify({
    pages: ["pages/home/home", "pages/more/more"],
    subpackages: [
      { root: "shop", pages: ["list/list"] },
      { root: "news", pages: ["list/list"] },
      { root: "alone", pages: ["one/one"], independent: true },
    ],
  }),
  "app.js": "App({ globalData: { starts: 0 } });\n",
  "app.wxss": '@import "/styles/base.wxss";\n.mark { order: 1; }\n',
  "styles/base.wxss": ".mark { flex-grow: 2; }\n",
  "styles/shared.wxss": ".mark { position: relative; z-index: 3; }\n",
  "lib/count.js": "let n = 0;\nexports.count = () => `counted ${++n}`;\n",
  ...page(
    "pages/home/home",
    `<view class="mark" id="home">home A, count {{count}}</view>
<view id="add" bindtap="add">add</view>
<view id="ask" bindtap="ask">asked {{asked}}</view>
<view id="restart" bindtap="restart">restart</view>
<view id="shop" bindtap="open" data-to="/shop/list/list">shop</view>
<view id="news" bindtap="open" data-to="/news/list/list">news</view>
<view id="alone" bindtap="open" data-to="/alone/one/one">alone</view>
<price n="{{count}}" />
`,
    `let loads = 0;
loads++;
Page({
  data: { count: 0, asked: "" },
  add() { this.setData({ count: this.data.count + loads }); },
  open({ currentTarget }) { wx.navigateTo({ url: currentTarget.dataset.to }); },
  restart() { wx.restartMiniProgram({ path: "/shop/list/list" }); },
  ask() { require.async("../../shop/words").then((words) => this.setData({ asked: words.greet() })); },
});
`,
    { usingComponents: { price: "/shop/price/price" }, componentPlaceholder: { price: "view" } },
  ),
  ...page("pages/more/more", "<view>more</view>\n"),
  ...component("shop/price/price", "<view>price {{n}}</view>\n"),
  "shop/words.js": 'exports.greet = () => "hello";\n',
  "shop/notes.txt": "notes of the shop",
  ...page(
    "shop/list/list",
    `<wxs module="f" src="./f.wxs" />
<view class="mark" id="again" bindtap="again">shop A {{text}} {{f.up(notes)}}</view>
<badge />
`,
    `const { count } = require("../../lib/count");
Page({
  data: { text: "", notes: "" },
  onLoad() {
    const notes = wx.getFileSystemManager().readFileSync("shop/notes.txt", "utf8");
    this.setData({ text: count(), notes });
  },
  again() { this.setData({ text: count() }); },
});
`,
    { usingComponents: { badge: "/parts/badge" } },
  ),
  "shop/list/list.wxss": '@import "/styles/shared.wxss";\n',
  "shop/list/f.wxs": "module.exports = { up: function (s) { return s.toUpperCase(); } };\n",
  ...page(
    "news/list/list",
    '<view class="mark">news A {{text}}</view>\n<badge />\n',
    `const { count } = require("../../lib/count");
Page({ data: { text: "" }, onLoad() { this.setData({ text: count() }); } });
`,
    { usingComponents: { badge: "/parts/badge" } },
  ),
  "news/list/list.wxss": '@import "/styles/shared.wxss";\n',
  ...component("parts/badge", '<view class="badge">badge A</view>\n'),
  "parts/badge.wxss": ".badge { position: relative; z-index: 5; }\n",
  ...page(
    "alone/one/one",
    "<view>alone A {{text}}</view>\n",
    `const { count } = require("../../lib/count");
Page({ data: { text: "" }, onLoad() { this.setData({ text: count() }); } });
`,
  ),
};

let held: HeldPreview;

afterEach(async () => {
  const { shown, troubles } = held;
  await held.close();
  expect(shown.errors).toEqual([]);
  expect(troubles).toEqual([]);
});

async function hold(options: HeldOptions = {}, more: Readonly<Record<string, string>> = {}): Promise<Frame> {
  held = await holdPreview({ ...files, ...more }, options);
  await held.shown.build(1);
  return held.shown.frame(options.page ?? "pages/home/home");
}

async function text(path: string, shown: Shown = held.shown): Promise<string> {
  const front = (await shown.page.inputValue(".address input")).split("?")[0];
  if (front !== path) return `${front ?? ""} is in front`;
  const frame = await shown.frame(path);
  return ((await frame.evaluate("document.body.innerText")) as string).trim().replaceAll(/\s+/g, " ");
}

function style(frame: Frame, selector: string, name: string): Promise<string> {
  return frame.evaluate(`getComputedStyle(document.querySelector("${selector}")).getPropertyValue("${name}")`);
}

/** Releases the second build and waits until home shows it: taps are lost while components replace placeholders. */
async function letRestCome(): Promise<void> {
  await held.letGo();
  await expect.poll(() => text("pages/home/home")).toContain("price");
}

/** Saves an edit and waits until the app runs the resulting build. */
async function save(path: string, from: string, to: string): Promise<void> {
  const before = held.preview.session.current?.number ?? 0;
  held.project.edit(path, from, to);
  await held.shown.build(before + 1);
}

/** Dispatches the event itself: in a scaled frame, Playwright's clicks miss elements near the bottom. */
const tap = (frame: Frame, selector: string): Promise<void> => frame.locator(selector).dispatchEvent("click");

/** Navigates back and waits for the end of the transition. */
async function goBack(from: string): Promise<Frame> {
  await held.shown.page.click(".toolbar [aria-label='Back']");
  await expect.poll(() => held.shown.page.locator(`.screen section.page[data-path='${from}']`).count()).toBe(0);
  return held.shown.frame("pages/home/home");
}

const whats = (): string[] => held.heard.map(({ what }) => what);

test("the start page is shown first; the rest of the app arrives without a restart", async () => {
  const home = await hold();
  await expect.poll(() => text("pages/home/home")).toContain("home A, count 0");
  expect(held.heard.map(({ what, build }) => [what, build?.number, build?.skipped])).toEqual([
    ["first", 1, ["alone", "news", "shop"]],
  ]);
  await tap(home, "#add");
  await home.evaluate("globalThis.mark = 1");
  await letRestCome();
  await held.shown.build(2);
  expect(held.heard.map(({ what, build }) => [what, build?.number, build?.skipped])).toEqual([
    ["first", 1, ["alone", "news", "shop"]],
    ["rest", 2, []],
  ]);
  // The page's script has not run again, or `loads` would have changed.
  await tap(home, "#add");
  await expect.poll(() => text("pages/home/home")).toContain("home A, count 2");
  expect(await home.evaluate("globalThis.mark")).toBe(1);
  expect(await style(home, "#home", "order")).toBe("1");
  expect(await style(home, "#home", "flex-grow")).toBe("2");
});

test("navigating to a page of an unbuilt subpackage opens it once it is built", async () => {
  const home = await hold();
  await tap(home, "#shop");
  await expect.poll(() => text("pages/home/home")).toContain("home A");
  expect(whats()).toEqual(["first"]);
  await held.letGo();
  await expect.poll(() => text("shop/list/list")).toBe("shop A counted 1 NOTES OF THE SHOP badge A");
  const shop = await held.shown.frame("shop/list/list");
  expect(await style(shop, ".mark", "z-index")).toBe("3");
  expect(await style(shop, ".mark", "order")).toBe("1");
  await expect.poll(() => style(shop, "[class*=badge]", "z-index")).toBe("5");
  expect(whats()).toEqual(["first", "rest"]);
  // Both packages share one instance of the module.
  await tap(await goBack("shop/list/list"), "#news");
  await expect.poll(() => text("news/list/list")).toBe("news A counted 2 badge A");
});

test("require.async and placeholders wait for an unbuilt subpackage too", async () => {
  const home = await hold();
  await tap(home, "#ask");
  expect(await text("pages/home/home")).not.toContain("price");
  expect(await text("pages/home/home")).not.toContain("hello");
  await held.letGo();
  await expect.poll(() => text("pages/home/home")).toContain("asked hello");
  await expect.poll(() => text("pages/home/home")).toContain("price 0");
});

test("saves in a subpackage built later, and in files shared by subpackages, are shown", async () => {
  const home = await hold();
  await letRestCome();
  await tap(home, "#shop");
  await expect.poll(() => text("shop/list/list")).toContain("shop A counted 1");
  held.project.edit("shop/list/list.wxml", "shop A", "shop B");
  held.project.edit("parts/badge.wxml", "badge A", "badge B");
  await expect.poll(() => text("shop/list/list")).toContain("shop B counted 1 NOTES OF THE SHOP badge B");
  held.project.edit("styles/shared.wxss", "z-index: 3", "z-index: 4");
  await expect.poll(async () => style(await held.shown.frame("shop/list/list"), ".mark", "z-index")).toBe("4");
  await save("lib/count.js", "counted", "sum");
  await tap(await held.shown.frame("shop/list/list"), "#again");
  await expect.poll(() => text("shop/list/list")).toContain("shop B sum 1");
});

test("saves between the two builds and during the second are all shown, and data is kept", async () => {
  let isSecond = false;
  const home = await hold({
    reads(path, project) {
      // At this point the second build has read the script and is reading the template.
      if (!isSecond || path !== "news/list/list.wxml") return;
      isSecond = false;
      project.edit("news/list/list.js", 'text: ""', 'more: "new", text: ""');
      project.edit("news/list/list.wxml", "news A", "news {{more}}");
      project.edit("pages/home/home.wxml", "home B", "home C");
    },
  });
  await tap(home, "#add");
  held.project.edit("pages/home/home.wxml", "home A", "home B");
  held.project.edit("shop/list/list.wxml", "shop A", "shop B");
  isSecond = true;
  await held.letGo();
  await expect.poll(() => text("pages/home/home")).toMatch(/home C, count 1 .* price 1/);
  expect(isSecond).toBe(false);
  await tap(home, "#news");
  await expect.poll(() => text("news/list/list")).toBe("news new counted 1 badge A");
  await tap(await goBack("news/list/list"), "#shop");
  await expect.poll(() => text("shop/list/list")).toContain("shop B");
});

test("saving a component of an unbuilt package does not restart the app", async () => {
  const home = await hold();
  await tap(home, "#add");
  await expect.poll(() => text("pages/home/home")).toContain("home A, count 1");
  await home.evaluate("globalThis.mark = 1");
  held.project.write("shop/price/price.js", "Component({ properties: { n: Number }, data: { sign: '¥' } });\n");
  held.project.write("shop/price/price.wxml", "<view>price {{sign}}{{n}}</view>\n");
  await held.letGo();
  await expect.poll(() => text("pages/home/home")).toContain("home A, count 1");
  await expect.poll(() => text("pages/home/home")).toContain("price ¥1");
  expect(await home.evaluate("globalThis.mark")).toBe(1);
});

test("an error in a subpackage is shown after its build, over the app; a fix delivers the rest", async () => {
  const home = await hold({}, { "news/list/list.wxml": "<view>news A\n" });
  await expect.poll(() => text("pages/home/home")).toContain("home A");
  const overlay = held.shown.page.locator(".overlay.errors");
  expect(await overlay.isVisible()).toBe(false);
  await tap(home, "#shop");
  await held.letGo();
  await expect.poll(() => overlay.isVisible()).toBe(true);
  expect(await overlay.textContent()).toContain("news/list/list.wxml");
  expect(held.heard.map(({ what, errors }) => [what, errors])).toEqual([
    ["first", []],
    ["failed", ["template/unclosed-tag"]],
  ]);
  held.project.write("news/list/list.wxml", "<view>news B</view>\n");
  await expect.poll(() => text("shop/list/list")).toContain("shop A counted 1");
  await expect.poll(() => overlay.isVisible()).toBe(false);
  expect(whats()).toEqual(["first", "failed", "rest"]);
});

test("an error in the start page is reported together with the errors of the rest", async () => {
  held = await holdPreview({ ...files, "pages/home/home.wxml": "<view>\n", "news/list/list.wxml": "<view>\n" });
  await held.letGo();
  await expect
    .poll(() => held.heard.map(({ what, errors }) => [what, errors]))
    .toEqual([["failed", ["template/unclosed-tag", "template/unclosed-tag"]]]);
  held.project.write("pages/home/home.wxml", "<view>home B</view>\n");
  held.project.write("news/list/list.wxml", "<view>news B</view>\n");
  await expect.poll(() => text("pages/home/home")).toBe("home B");
});

test("an independent subpackage is built first if the app starts there", async () => {
  await hold({ page: "alone/one/one" });
  await expect.poll(() => text("alone/one/one")).toBe("alone A counted 1");
  expect(held.heard[0]?.build?.skipped).toEqual(["news", "shop"]);
  await held.letGo();
  await held.shown.build(2);
  expect(await text("alone/one/one")).toBe("alone A counted 1");
  await held.shown.page.fill(".address input", "news/list/list");
  await held.shown.page.press(".address input", "Enter");
  await expect.poll(() => text("news/list/list")).toBe("news A counted 1 badge A");
});

test("files of the first subpackage that turn out to be shared keep their state and take hot updates", async () => {
  await hold({ page: "shop/list/list" });
  await expect.poll(() => text("shop/list/list")).toBe("shop A counted 1 NOTES OF THE SHOP badge A");
  expect(held.heard[0]?.build?.skipped).toEqual(["alone", "news"]);
  await held.letGo();
  await held.shown.build(2);
  expect(whats()).toEqual(["first", "rest"]);
  expect(await text("shop/list/list")).toBe("shop A counted 1 NOTES OF THE SHOP badge A");
  const shop = await held.shown.frame("shop/list/list");
  await expect.poll(() => style(shop, ".mark", "z-index")).toBe("3");
  await expect.poll(() => style(shop, "[class*=badge]", "z-index")).toBe("5");
  held.project.edit("parts/badge.wxss", "z-index: 5", "z-index: 6");
  await expect.poll(() => style(shop, "[class*=badge]", "z-index")).toBe("6");
  await tap(shop, "#again");
  await expect.poll(() => text("shop/list/list")).toContain("counted 2");
  await save("lib/count.js", "counted", "sum");
  await tap(shop, "#again");
  await expect.poll(() => text("shop/list/list")).toContain("sum 1");
  expect(whats()).not.toContain("reload");
});

test("an app restarted by wx.restartMiniProgram has the rest of the app too", async () => {
  const home = await hold();
  await letRestCome();
  await tap(home, "#restart");
  await expect.poll(() => text("shop/list/list")).toBe("shop A counted 1 NOTES OF THE SHOP badge A");
});

test("a browser that opens a page of an unbuilt subpackage waits for it", async () => {
  await hold();
  const other = await held.another();
  await other.build(1);
  await other.page.fill(".address input", "news/list/list");
  await other.page.press(".address input", "Enter");
  await held.letGo();
  await expect.poll(() => text("news/list/list", other)).toBe("news A counted 1 badge A");
  expect(other.errors).toEqual([]);
});
