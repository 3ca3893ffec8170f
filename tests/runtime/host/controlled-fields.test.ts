/**
 * Fields whose handler sets the bound value again (`value="{{text}}" bindinput`), in Chromium, while the app's Worker is
 * slower than the user: no answer to an earlier input may replace a later one.
 */
import type { Browser, Frame } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { launchBrowser } from "../browser.ts";
import { openFiles } from "./opened.ts";
import type { OpenedApp } from "./opened.ts";
import { readRuntime, startSite } from "./site.ts";
import type { TestSite } from "./site.ts";

let browser: Browser;
let site: TestSite;
let opened: OpenedApp;

beforeAll(async () => {
  browser = await launchBrowser();
  site = await startSite(await readRuntime());
});

afterEach(() => opened.close());

afterAll(async () => {
  await browser?.close();
  await site?.close();
});

/** Every handler takes 40 ms, longer than the time between two keys. */
const busy = "const busy = () => { for (const end = Date.now() + 40; Date.now() < end;); };";
const typed = "the quick brown fox";

async function open(id: string, template: string, methods: string): Promise<Frame> {
  opened = await openFiles(browser, site, id, {
    "app.json": JSON.stringify({ pages: ["a"] }),
    "a.wxml": `${template}<view id="data">{{text}}</view>`,
    "a.js": `${busy}\nPage({ data: { text: "", at: 0, all: "", value: 0 }, ${methods} });`,
  });
  return opened.frame(1);
}

async function type(frame: Frame, tag: string): Promise<string> {
  const field = frame.locator(`wx-${tag} ${tag}`);
  await field.focus();
  await opened.page.keyboard.type(typed, { delay: 5 });
  return field.inputValue();
}

const valueOf = (frame: Frame, tag: string) => frame.locator(`wx-${tag} ${tag}`).inputValue();
const dataOf = (frame: Frame) => frame.locator("#data").textContent();

test.each([
  ["input", "input", "this.setData({ text: detail.value })"],
  ["textarea", "textarea", "this.setData({ text: detail.value })"],
  ["next-tick", "input", "wx.nextTick(() => this.setData({ text: detail.value }))"],
])("%s: no letter is lost or moved", async (id, tag, answer) => {
  const frame = await open(
    `typed-${id}`,
    `<${tag} value="{{text}}" bindinput="input"/>`,
    `input({ detail }) { busy(); ${answer}; }`,
  );
  expect(await type(frame, tag)).toBe(typed);
  await expect.poll(() => dataOf(frame)).toBe(typed);
  expect(await valueOf(frame, tag)).toBe(typed);
});

test.each([
  ["data", "this.setData({ text: detail.value.toUpperCase() })"],
  ["returned", "this.setData({ text: detail.value.toUpperCase() }); return detail.value.toUpperCase()"],
])("an app that changes what is typed gets every letter: %s", async (id, answer) => {
  const frame = await open(
    `upper-${id}`,
    `<input value="{{text}}" bindinput="input"/>`,
    `input({ detail }) { busy(); ${answer}; }`,
  );
  await type(frame, "input");
  const upper = typed.toUpperCase();
  await expect.poll(() => valueOf(frame, "input")).toBe(upper);
  await expect.poll(() => dataOf(frame)).toBe(upper);
});

test("a handler that formats the text leaves the cursor where the user types", async () => {
  const groups = 'detail.value.replace(/ /g, "").replace(/(.{4})(?=.)/g, "$1 ")';
  const frame = await open(
    "format",
    `<input value="{{text}}" bindinput="input"/>`,
    `input({ detail }) { this.setData({ text: ${groups} }); }`,
  );
  const field = frame.locator("wx-input input");
  await field.focus();
  const { keyboard } = opened.page;
  await keyboard.type("12345678");
  await expect.poll(() => field.inputValue()).toBe("1234 5678");
  const element = 'document.querySelector("wx-input").shadowRoot.querySelector("input")';
  await frame.evaluate(`${element}.setSelectionRange(2, 2)`);
  await keyboard.type("ab", { delay: 30 });
  await expect.poll(() => dataOf(frame)).toBe("12ab 3456 78");
  expect(await frame.evaluate(`${element}.selectionStart`)).toBe(4);
});

test("a swiper whose handler sets current again does not go back", async () => {
  const items = [0, 1, 2, 3].map((n) => `<swiper-item>item ${n}</swiper-item>`).join("");
  const frame = await open(
    "swiper",
    `<swiper id="swiper" current="{{at}}" bindchange="change" duration="20">${items}</swiper><view id="all">{{all}}</view>`,
    `change({ detail }) {
      for (let i = 0; i < 15; i++) busy();
      this.setData({ at: detail.current, all: this.data.all + detail.current + detail.source });
    }`,
  );
  // The index in each of the browser's frames in which it was another one than before.
  await frame.evaluate(`globalThis.indexes = []; (function look() {
    const { index } = document.querySelector("#swiper");
    if (indexes.at(-1) !== index) indexes.push(index);
    requestAnimationFrame(look);
  })()`);
  const { mouse } = opened.page;
  for (const index of [1, 2]) {
    await mouse.move(300, 100);
    await mouse.down();
    await mouse.move(100, 100, { steps: 3 });
    await mouse.up();
    await expect.poll(() => frame.evaluate('document.querySelector("#swiper").index'), { interval: 5 }).toBe(index);
  }
  await expect.poll(() => frame.locator("#all").textContent()).toBe("1touch2touch");
  expect(await frame.evaluate("indexes")).toEqual([0, 1, 2]);
});

/**
 * Drags the slider, whose length is 200 px, from its left end.
 * @param isLate whether to release it when the app has handled all `changing` events
 * @returns the values of `changing` and `change`
 */
async function drag(frame: Frame, pixels: number, isLate = false): Promise<string | null> {
  const { mouse } = opened.page;
  const box = await frame.locator("#slider #area").boundingBox();
  const [x, y] = [box?.x ?? 0, (box?.y ?? 0) + 14];
  await mouse.move(x, y);
  await mouse.down();
  await mouse.move(x + pixels, y, { steps: 4 });
  const all = frame.locator("#all");
  if (isLate) await expect.poll(() => all.textContent()).toContain(`changing:${pixels / 2}`);
  await mouse.up();
  await expect.poll(() => all.textContent()).toContain("change:");
  return all.textContent();
}

const slider = `<slider id="slider" style="width: 200px; margin: 0" value="{{value}}" bindchanging="set" bindchange="set"/>`;
const set = (value: string) => `set({ type, detail }) {
  busy();
  this.setData({ value: ${value}, all: this.data.all + " " + type + ":" + detail.value });
}`;
const thumb = (frame: Frame) => frame.locator("#slider #block").evaluate((element) => element.style.left);

test("a slider whose handlers set the value again reports where the user released it", async () => {
  const frame = await open("slider", `${slider}<view id="all">{{all}}</view>`, set("detail.value"));
  expect(await drag(frame, 160)).toBe(" changing:20 changing:40 changing:60 changing:80 change:80");
  expect(await thumb(frame)).toBe("80%");
});

test.each([
  ["before", false],
  ["after", true],
])("a slider released %s the answers shows the value that its handlers set", async (id, isLate) => {
  const frame = await open(
    `halving-slider-${id}`,
    `${slider}<view id="all">{{all}}</view>`,
    set('type === "changing" ? detail.value / 2 : this.data.value'),
  );
  await drag(frame, 160, isLate);
  await expect.poll(() => thumb(frame)).toBe("40%");
});

test("the focus stays in the field that the user went to last, although handlers set it again", async () => {
  const frame = await open(
    "focus",
    `<input wx:for="{{3}}" wx:key="*this" id="field{{item}}" data-i="{{item}}" focus="{{at == item}}" bindfocus="focus" bindinput="input"
      style="height: 40px" /><view id="all">{{all}}</view>`,
    `focus({ currentTarget: { dataset: { i } } }) {
      for (let n = 0; n < 10; n++) busy();
      this.setData({ at: i, all: this.data.all + i });
    },
    input({ currentTarget: { dataset: { i } }, detail }) { this.setData({ text: i + detail.value }); }`,
  );
  for (const i of [0, 1, 2]) await frame.locator(`#field${i}`).click();
  const all = frame.locator("#all");
  await expect.poll(() => all.textContent()).toBe("012");
  await opened.page.keyboard.type("x");
  await expect.poll(() => dataOf(frame)).toBe("2x");
  expect(await all.textContent()).toBe("012");
});
