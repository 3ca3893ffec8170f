/** What the panels show, and what can be changed in them. */
import { chmodSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Frame, Locator } from "playwright-core";
import { makeProject, show, startPreviewProcess } from "./preview-process.ts";
import type { PreviewProcess, PreviewProject, Shown } from "./preview-process.ts";

const files = {
  "app.json": JSON.stringify({ pages: ["pages/home/home", "pages/more/more", "pages/edit/edit"], darkmode: true }),
  "app.js": "App({});\n",
  "miniapp.json": JSON.stringify({
    appId: "com.example.panels",
    network: { domains: { request: ["https://api.example.com"] } },
  }),
  "pages/home/home.json": JSON.stringify({ usingComponents: { tick: "/components/tick/tick" } }),
  "pages/home/home.js": `Page({
  data: { word: "one", count: 3, deep: { inner: { at: 1 } } },
  grow() { this.setData({ "deep.inner.at": this.data.deep.inner.at + 1 }); },
  onLoad() { wx.setStorageSync("kept", { a: 1 }); console.log("hello from home", { deep: { er: true } }); console.warn("careful"); },
  ask() {
    wx.request({
      url: "https://api.example.com/accounts",
      success: ({ data, statusCode }) => this.setData({ word: statusCode + " " + data.name }),
      fail: ({ errMsg }) => this.setData({ word: errMsg }),
    });
  },
  read() { this.setData({ word: JSON.stringify(wx.getStorageSync("kept")) }); },
  who() {
    const { language, fontSizeSetting } = wx.getAppBaseInfo();
    this.setData({ word: language + " " + fontSizeSetting });
  },
  more() { wx.navigateTo({ url: "/pages/more/more?id=7" }); },
});
`,
  "pages/home/home.wxml": `<view id="word" class="big">{{word}}</view>
<view id="who" bindtap="who">who</view>
<view id="ask" bindtap="ask">ask</view>
<view id="read" bindtap="read">read</view>
<view id="more" bindtap="more">more</view>
<tick of="{{count}}" />
<image src="/missing.png" />
<view id="grow" bindtap="grow">grow</view>
`,
  "pages/home/home.wxss":
    ".big { color: rgb(1, 1, 1); padding-bottom: env(safe-area-inset-bottom, 3px); }\n@media (prefers-color-scheme: dark) { .big { color: rgb(9, 9, 9); } }\n",
  "pages/more/more.js": "Page({});\n",
  "pages/more/more.wxml": "<view>more</view>\n",
  "pages/edit/edit.js": `Page({
  data: { value: 10, name: "given", said: "plain", styled: "opacity: 1" },
  next() { this.setData({ value: this.data.value + 60, name: "next", said: "later" }); },
});
`,
  "pages/edit/edit.json": JSON.stringify({ usingComponents: { tick: "/components/tick/tick" } }),
  "pages/edit/edit.wxml": `<view id="next" bindtap="next">next</view>
<view id="fixed" class="one two" style="color: red; width: 10rpx" data-at="here">words</view>
<view id="bound" class="{{name}} stays" style="{{styled}}">{{said}}</view>
<progress id="bar" percent="{{value}}" show-info />
<progress id="still" percent="20" show-info />
<view id="away" hidden="{{false}}">away</view>
<tick id="ticker" of="{{value}}" word="kept" />
`,
  "pages/edit/edit.wxss": ".three { font-size: 31px; }\n",
  "components/tick/tick.json": JSON.stringify({ component: true }),
  "components/tick/tick.js": `Component({
  properties: { of: Number, word: String }, data: { own: "mine", double: 0 },
  observers: { of(value) { this.setData({ double: value * 2 }); } },
});
`,
  "components/tick/tick.wxml": "<view>tick {{of}} {{double}} {{word}}</view>\n",
};

let project: PreviewProject;
let mocks: PreviewProject;
let preview: PreviewProcess;
let shown: Shown;
let home: Frame;

beforeAll(async () => {
  project = makeProject(files);
  mocks = makeProject({
    "request.json": JSON.stringify([
      { when: { url: "/accounts" }, answer: { statusCode: 201, data: { name: "mocked" } } },
      { fail: "nothing fits" },
    ]),
  });
  // An editor that writes down what it is asked to open.
  mocks.write("code", `#!/bin/sh\necho "$@" > "${join(mocks.folder, "opened")}"\n`);
  chmodSync(join(mocks.folder, "code"), 0o755);
  process.env["MINIAPP_EDITOR"] = join(mocks.folder, "code");
  preview = await startPreviewProcess(project.folder, ["--mock", mocks.folder]);
  shown = await show(preview.url);
  await shown.build(1);
  home = await shown.frame("pages/home/home");
});

afterAll(async () => {
  delete process.env["MINIAPP_EDITOR"];
  await shown?.close();
  expect(await preview?.stop()).toBe(0);
  project?.dispose();
  mocks?.dispose();
});

async function panel(id: string): Promise<Locator> {
  await shown.page.click(`#tab-${id}`);
  return shown.page.locator(`#panel-${id}`);
}

async function word(): Promise<string> {
  return (await home.textContent("#word")) ?? "";
}

test("Console: what the app writes, a filter, levels", async () => {
  const element = await panel("console");
  await expect.poll(() => element.innerText()).toContain("hello from home");
  expect(await element.innerText()).toContain("deep");
  await element.locator("input[type=search]").fill("careful");
  expect(await element.locator(".line:visible").count()).toBe(1);
  await element.locator("input[type=search]").fill("");
  await element.locator("select").selectOption("warn");
  expect(await element.locator(".line:visible").allInnerTexts()).toEqual([expect.stringContaining("careful")]);
  await element.locator("select").selectOption("all");
});

test("WXML: the tree by component and composed, and the box of what is pointed at", async () => {
  const element = await panel("wxml");
  await expect.poll(() => element.innerText()).toContain("<tick");
  expect(await element.innerText()).toContain("components/tick/tick");
  expect(await element.innerText()).toContain("#shadow-root");
  await element.getByText('"word"', { exact: false }).first().hover();
  await expect.poll(() => home.locator("wx-highlight").count()).toBe(1);
  await element.locator("input[type=checkbox]").check();
  await expect.poll(() => element.innerText()).not.toContain("#shadow-root");
  await panel("console");
  await expect.poll(() => home.locator("wx-highlight").count()).toBe(0);
});

test("AppData: data of the page; what is changed there changes the page", async () => {
  const element = await panel("data");
  await expect.poll(() => element.locator("input.value").count()).toBeGreaterThan(1);
  const field = element.locator("input[aria-label='word']");
  await field.fill('"typed"');
  await field.press("Enter");
  await expect.poll(word).toBe("typed");
});

test("AppData: what is open stays open, and keeps the focus, when the data change", async () => {
  const element = await panel("data");
  for (const path of ["deep", "deep.inner"]) await element.locator(`details[data-path='${path}'] > summary`).click();
  const field = element.locator("input[aria-label='deep.inner.at']");
  await expect.poll(() => field.inputValue()).toBe("1");
  await home.locator("#grow").dispatchEvent("click");
  await expect.poll(() => field.inputValue()).toBe("2");
  expect(await element.locator("summary:focus").evaluate((one) => one.parentElement?.dataset["path"])).toBe(
    "deep.inner",
  );
});

/** Opens the page whose elements are changed. */
async function editPage(): Promise<Frame> {
  const element = await panel("routes");
  await element.locator(".pages button", { hasText: "pages/edit/edit" }).click();
  return shown.frame("pages/edit/edit");
}

/** Presses the value of an attribute of the element with this id, and types another. */
async function change(id: string, attribute: string, value: string, key = "Enter"): Promise<void> {
  const tag = shown.page.locator("#panel-wxml .tag", { has: shown.page.getByText(`"${id}"`, { exact: true }) });
  await tag.getByRole("button", { name: `Edit ${attribute}` }).click();
  const field = shown.page.locator("#panel-wxml input.editing");
  await field.fill(value);
  await field.press(key);
}

test("WXML: attributes and texts are changed where they stand, until their next update", async () => {
  const page = await editPage();
  const element = await panel("wxml");
  await element.locator("input[type=checkbox]").uncheck();
  await expect.poll(() => element.innerText()).toContain('"bound"');
  const seen = (code: string): Promise<unknown> => page.evaluate(code);
  const fixed = "document.querySelector('#fixed')";
  const computed = (name: string): string => `getComputedStyle(document.querySelector('#fixed')).${name}`;
  const info = (id: string): string => `document.querySelector('#${id}').shadowRoot.textContent`;

  // Attributes have the names that authors write.
  expect(await element.innerText()).toContain('<progress id="still" percent="20" show-info=');

  // What the template has as it is.
  await change("fixed", "class", "three <b>");
  await expect.poll(() => seen(computed("fontSize"))).toBe("31px");
  expect(await seen(`${fixed}.className`)).not.toMatch(/\btwo\b/);
  await change("fixed", "style", "color: rgb(1, 2, 3)");
  await expect.poll(() => seen(`${fixed}.style.cssText`)).toBe("color: rgb(1, 2, 3);");
  await change("fixed", "data-at", "there");
  await expect.poll(() => seen(`${fixed}.dataset.at`)).toBe("there");
  await change("still", "percent", "44");
  await expect.poll(() => seen(info("still"))).toContain("44%");
  await change("fixed", "id", "renamed");
  await expect.poll(() => seen("document.querySelector('#renamed') !== null")).toBe(true);
  expect(await element.locator(".edited").count()).toBe(5);
  expect(await element.locator("b").count()).toBe(0);

  // What it computes: the next update wins.
  await change("bar", "percent", "33");
  await expect.poll(() => seen(info("bar"))).toContain("33%");
  await change("bound", "class", "three");
  await expect.poll(() => seen("document.querySelector('#bound').className")).toContain("three");
  await change("away", "hidden", "true");
  await expect.poll(() => seen("document.querySelector('#away').hidden")).toBe(true);
  await change("ticker", "of", "8");
  await expect.poll(() => page.textContent("#ticker")).toBe("tick 8 16 kept");
  await change("ticker", "word", "typed");
  await expect.poll(() => page.textContent("#ticker")).toBe("tick 8 16 typed");
  await element.getByRole("button", { name: "Edit text" }).filter({ hasText: "plain" }).click();
  await shown.page.keyboard.type("<i>mine</i>");
  await shown.page.keyboard.press("Enter");
  await expect.poll(() => page.textContent("#bound")).toBe("<i>mine</i>");
  await page.click("#next");
  await expect.poll(() => page.textContent("#bound")).toBe("later");
  await expect.poll(() => page.textContent("#ticker")).toBe("tick 70 140 typed");
  expect(await seen(info("bar"))).toContain("70%");
  await expect.poll(() => element.locator(".edited").count()).toBe(7);
  await element.getByRole("button", { name: "Edit text" }).filter({ hasText: "words" }).click();
  await shown.page.keyboard.type("other words");
  await shown.page.keyboard.press("Enter");
  await expect.poll(() => page.textContent("#renamed")).toBe("other words");

  // By keys, and what is no JSON or is given up.
  await change("away", "hidden", "neither");
  const field = element.locator("input.editing");
  expect(await field.evaluate((one) => (one as unknown as { validationMessage: string }).validationMessage)).toContain(
    "no JSON",
  );
  await field.press("Escape");
  expect(await field.count()).toBe(0);
  expect(await shown.page.evaluate("document.activeElement.ariaLabel")).toBe("Edit hidden, edited");
  expect(await seen("document.querySelector('#away').hidden")).toBe(true);
  await shown.page.keyboard.press("Enter");
  await shown.page.keyboard.type("false");
  await shown.page.keyboard.press("Enter");
  await expect.poll(() => seen("document.querySelector('#away').hidden")).toBe(false);
  await expect.poll(() => shown.page.evaluate("document.activeElement.ariaLabel")).toBe("Edit hidden, edited");

  // A new start has none of it.
  await shown.page.click("button[aria-label='Reload the app']");
  await expect.poll(() => element.locator(".edited").count()).toBe(0);
  const again = await shown.frame("pages/edit/edit");
  expect(await again.textContent("#fixed")).toBe("words");
});

test("Components: of the page in front, with properties, data and how long they took", async () => {
  const page = await shown.frame("pages/edit/edit");
  const element = await panel("components");
  const summary = element.locator("summary");
  await expect.poll(() => summary.allInnerTexts()).toEqual([expect.stringContaining("<tick>#ticker")]);
  const text = await summary.innerText();
  expect(text).toContain("components/tick/tick");
  const took = String.raw`(?:under 0\.1|\d+\.\d) ms`;
  expect(text).toMatch(new RegExp(`created in ${took}, attached in ${took}, \\d+ updates?`));
  await summary.hover();
  await expect.poll(() => page.locator("wx-highlight").count()).toBe(1);
  await summary.focus();
  await shown.page.keyboard.press("Enter");
  await expect.poll(() => element.locator("h4").allInnerTexts()).toEqual(["Properties", "Data"]);
  const field = element.locator("input[aria-label='of']");
  await field.fill("21");
  await field.press("Enter");
  await expect.poll(() => page.textContent("#ticker")).toBe("tick 21 42 kept");
  await expect.poll(() => element.locator("input[aria-label='double']").inputValue()).toBe("42");
  const updates = async (): Promise<number> => Number(/(\d+) updates?/.exec(await summary.innerText())?.[1]);
  const before = await updates();
  await shown.page.focus("#tab-components");
  await page.click("#next");
  await expect.poll(updates).toBeGreaterThan(before);
  await element.locator("input[aria-label='of']").waitFor();
  const routes = await panel("routes");
  await routes.locator(".pages button", { hasText: "pages/home/home" }).click();
  home = await shown.frame("pages/home/home");
});

test("Storage: what is stored; a change is what the app reads next", async () => {
  const element = await panel("storage");
  const field = element.locator("input[aria-label='kept']");
  await expect.poll(() => field.inputValue()).toBe('{"a":1}');
  await field.fill('{"a":2}');
  await field.press("Enter");
  await home.click("#read");
  await expect.poll(word).toBe('{"a":2}');
  await element.locator("button[aria-label='Delete kept']").click();
  await expect.poll(() => element.locator("input[aria-label='kept']").count()).toBe(0);
});

test("Network: a mock answers, and is shown; without mocks the request goes its way", async () => {
  const element = await panel("network");
  await home.click("#ask");
  await expect.poll(word).toBe("201 mocked");
  const row = element.locator("tbody tr").first();
  expect(await row.innerText()).toMatch(/GET\s+api\.example\.com\/accounts\s+201/);
  expect(await row.innerText()).toContain("mock");
  await row.locator("button").click();
  expect(await element.locator(".detail").innerText()).toContain('"name": "mocked"');
  await element.locator("button[aria-label='Close']").click();
  await element.locator(".bar input[type=checkbox]").uncheck();
  await home.click("#ask");
  await expect.poll(word).toMatch(/^request:fail/);
  await element.locator(".bar input[type=checkbox]").check();
});

test("a network that is off fails requests, and the app hears of it", async () => {
  await shown.page.selectOption("select[aria-label='Network']", "Offline");
  await home.click("#ask");
  await expect.poll(word).toMatch(/^request:fail/);
  await shown.page.selectOption("select[aria-label='Network']", "Wi-Fi");
  await home.click("#ask");
  await expect.poll(word).toBe("201 mocked");
});

test("Performance: updates with their keys and cost", async () => {
  const element = await panel("performance");
  await home.click("#read");
  await expect.poll(() => element.innerText()).toMatch(/pages\/home\/home\s+word/);
  expect(await element.innerText()).toMatch(/\d+ updates/);
});

test("Performance: frames of the page in front, late ones among them", async () => {
  const element = await panel("performance");
  const told = (): Promise<string> => element.locator(".timeline").innerText();
  await expect.poll(told).toMatch(/[1-9]\d* frames a second/);
  // Again and again: on a busy machine the panel may not have asked for a while.
  const longest = async (): Promise<number> => {
    await home.evaluate("for (const end = performance.now() + 400; performance.now() < end; );");
    return Number(/the longest took (\d+) ms/.exec(await told())?.[1]);
  };
  await expect.poll(longest, { timeout: 20_000 }).toBeGreaterThan(390);
  expect(await told()).toMatch(/[1-9]\d* of \d+ were late/);
  const painted = `(() => {
    const canvas = document.querySelector(".timeline canvas");
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    return data.some((one) => one !== 0);
  })()`;
  await expect.poll(() => shown.page.evaluate(painted)).toBe(true);
  expect(await element.getByRole("img").getAttribute("aria-label")).toContain("frames a second");
});

test("Problems: a warning with its frame; its place opens the editor", async () => {
  const element = await panel("problems");
  await expect.poll(() => element.innerText()).toContain("missing.png");
  await element.locator("summary").first().click();
  await element.getByText("Open in editor").first().click();
  const opened = (): string => {
    try {
      return readFileSync(join(mocks.folder, "opened"), "utf8").trim();
    } catch {
      return "";
    }
  };
  await expect.poll(opened).toMatch(/--goto .*pages\/home\/home\.wxml:7:\d+$/);
});

test("Routes: the stack, and every page is one click away", async () => {
  const element = await panel("routes");
  await home.click("#more");
  await expect
    .poll(() => element.locator(".stack li").allInnerTexts())
    .toEqual(["pages/home/home", "pages/more/more?id=7"]);
  await element.locator(".pages button", { hasText: "pages/home/home" }).click();
  await expect.poll(() => element.locator(".stack li").allInnerTexts()).toEqual(["pages/home/home"]);
  home = await shown.frame("pages/home/home");
});

test("the app hears the language and the size of text that the toolbar has", async () => {
  // The app starts again, with its page as it was.
  const told = async (): Promise<string | null> => {
    home = await shown.frame("pages/home/home");
    // A frame that is on its way out may never stand still.
    await home.click("#who", { timeout: 2000 });
    return home.textContent("#word", { timeout: 2000 });
  };
  await expect.poll(told, { timeout: 10_000 }).toBe("en 16");
  for (const language of ["zh_TW", "en"]) {
    await shown.page.selectOption("select[aria-label='Language']", language);
    await expect.poll(told, { timeout: 10_000 }).toBe(`${language} 16`);
    // Built-in components speak it as well.
    expect(await home.evaluate("document.documentElement.lang")).toBe(language.replace("_", "-"));
  }
});

test("the theme, the device and the rotation reach the app", async () => {
  const theme = async (): Promise<unknown> => home.evaluate("document.documentElement.dataset.theme ?? ''");
  await shown.page.selectOption("select[aria-label='Device']", "iPad mini");
  await shown.build(1);
  await expect.poll(async () => (await shown.page.locator(".phone").boundingBox()) !== null).toBe(true);
  await expect
    .poll(async () =>
      shown.page.locator(".phone").evaluate((e) => (e as unknown as { style: { width: string } }).style.width),
    )
    .toBe("744px");
  await shown.page.click("button[aria-label='Rotate']");
  await expect
    .poll(async () =>
      shown.page.locator(".phone").evaluate((e) => (e as unknown as { style: { width: string } }).style.width),
    )
    .toBe("1133px");
  await expect
    .poll(async () => {
      // Another device starts the app again, and the first frame found may be on its way out.
      home = await shown.frame("pages/home/home");
      return theme();
    })
    .toBe("light");
});

test("dark mode: media queries of the app's sheets follow the phone, not the browser", async () => {
  // Asked of the frame that is there just then: a rotation starts the app again.
  const colour = async (): Promise<unknown> =>
    (await shown.frame("pages/home/home")).evaluate("getComputedStyle(document.querySelector('.big')).color");
  await expect.poll(colour).toBe("rgb(1, 1, 1)");
  await shown.page.click("button[aria-label='Dark mode']");
  await expect.poll(colour).toBe("rgb(9, 9, 9)");
  await shown.page.click("button[aria-label='Dark mode']");
  await expect.poll(colour).toBe("rgb(1, 1, 1)");
});

test("insets of the screen's edges are those of the phone", async () => {
  const inset = async (): Promise<unknown> =>
    (await shown.frame("pages/home/home")).evaluate("getComputedStyle(document.querySelector('.big')).paddingBottom");
  await shown.page.selectOption("select[aria-label='Device']", "iPhone 15");
  await expect.poll(inset).toBe("34px");
  await shown.page.selectOption("select[aria-label='Device']", "iPhone SE");
  await expect.poll(inset).toBe("0px");
  home = await shown.frame("pages/home/home");
});

test("two browsers show the same build", async () => {
  const second = await show(preview.url);
  try {
    await second.build(1);
    project.edit("pages/home/home.wxml", ">ask<", ">question<");
    await Promise.all([shown.build(2), second.build(2)]);
    const other = await second.frame("pages/home/home");
    await expect.poll(() => other.textContent("#ask")).toBe("question");
    home = await shown.frame("pages/home/home");
    await expect.poll(() => home.textContent("#ask")).toBe("question");
  } finally {
    await second.close();
  }
});

test("nothing of the simulator went wrong", () => {
  expect(shown.errors).toEqual([]);
});
