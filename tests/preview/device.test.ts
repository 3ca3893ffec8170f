/** What a device does to an app: the way back, a keyboard on the screen, how it is held. */
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Frame } from "playwright-core";
import { makeProject, show, startPreviewProcess } from "./preview-process.ts";
import type { PreviewProcess, PreviewProject, Shown } from "./preview-process.ts";

/** Insets of the screen in styles of elements: written down, and given by data. */
const insets = `
<view id="fixed" style="padding-bottom: env(safe-area-inset-bottom)"></view>
<view id="given" style="padding-bottom: calc(constant(safe-area-inset-bottom, 1px) + {{4}}px)"></view>
`;

const files = {
  "app.json": JSON.stringify({
    pages: ["pages/home/home", "pages/form/form", "pages/wide/wide", "pages/free/free"],
  }),
  "app.js": "App({});\n",
  "pages/home/home.js": `Page({ go({ currentTarget: { dataset: { to } } }) { wx.navigateTo({ url: "/pages/" + to + "/" + to }); } });\n`,
  "pages/home/home.wxml":
    ["form", "wide", "free"].map((to) => `<view id="${to}" data-to="${to}" bindtap="go">${to}</view>`).join("\n") +
    insets,
  "pages/form/form.js": `Page({
  data: { heights: [], own: [], confirmed: "", focused: 0, focus: false },
  onLoad() {
    wx.onKeyboardHeightChange(({ height }) => this.setData({ heights: [...this.data.heights, height] }));
  },
  focused({ detail }) { this.setData({ focused: detail.height }); },
  moved({ detail }) { this.setData({ own: [...this.data.own, detail.height] }); },
  confirm({ detail }) { this.setData({ confirmed: detail.value }); },
  later() { setTimeout(() => wx.hideKeyboard(), 300); },
});
`,
  "pages/form/form.wxml": `<view class="line" id="heights">{{heights}}</view><view class="line" id="own">{{own}}</view>
<view class="line" id="confirmed">{{confirmed}}</view><view class="line" id="focused">{{focused}}</view>
<view style="height: 420px"></view>
<input id="moves" cursor-spacing="20" confirm-type="search" bindfocus="focused" bindkeyboardheightchange="moved" bindconfirm="confirm" />
<input id="stays" type="digit" adjust-position="{{false}}" bindinput="later" />
`,
  "pages/form/form.wxss": ".line { height: 24px; }\n",
  "pages/wide/wide.js": "Page({});\n",
  "pages/wide/wide.json": JSON.stringify({ pageOrientation: "landscape" }),
  "pages/wide/wide.wxml": "<view>wide</view>\n",
  "pages/free/free.js": "Page({});\n",
  "pages/free/free.json": JSON.stringify({ pageOrientation: "auto" }),
  "pages/free/free.wxml": "<view>free</view>\n",
};

let project: PreviewProject;
let preview: PreviewProcess;
let shown: Shown;

beforeAll(async () => {
  project = makeProject(files);
  preview = await startPreviewProcess(project.folder);
  // Pages stand still when they are there, and the phone is as large as it is: clicks would miss fields of a smaller one.
  shown = await show(preview.url, { reducedMotion: "reduce", viewport: { width: 1280, height: 1100 } });
  await shown.build(1);
});

afterAll(async () => {
  await shown?.close();
  expect(await preview?.stop()).toBe(0);
  project?.dispose();
});

async function open(to: string): Promise<Frame> {
  const home = await shown.frame("pages/home/home");
  await home.click(`#${to}`);
  return shown.frame(`pages/${to}/${to}`);
}

const front = (): Promise<string> => shown.page.inputValue(".address input");

async function drag(dx: number): Promise<void> {
  const { mouse } = shown.page;
  const box = await shown.page.locator(".edge").boundingBox();
  if (!box) throw new Error("there is no edge");
  await mouse.move(box.x + 3, box.y + box.height / 2);
  await mouse.down();
  await mouse.move(box.x + 3 + dx, box.y + box.height / 2, { steps: 4 });
  await mouse.up();
}

test("a swipe from the edge goes back, a short one does not", async () => {
  await open("form");
  await drag(15);
  expect(await front()).toBe("pages/form/form");
  await drag(120);
  await expect.poll(front).toBe("pages/home/home");
});

test("so do Alt with the left arrow, and the mouse's key", async () => {
  await open("form");
  await shown.page.focus(".toolbar [aria-label='Back']");
  await shown.page.keyboard.press("Alt+ArrowLeft");
  await expect.poll(front).toBe("pages/home/home");
  await open("form");
  await shown.page.locator(".stage").dispatchEvent("mouseup", { button: 3, bubbles: true });
  await expect.poll(front).toBe("pages/home/home");
});

test("a field brings the keyboard: the page makes room, the app hears of it, the confirm key ends it", async () => {
  const form = await open("form");
  const keyboard = shown.page.getByRole("group", { name: "Keyboard" });
  const text = (id: string): Promise<string | null> => form.textContent(`#${id}`);
  expect(await keyboard.isVisible()).toBe(false);
  const before = await form.locator("#moves").boundingBox();
  await form.click("#moves");
  await expect.poll(() => keyboard.isVisible()).toBe(true);
  const height = 291 + 34;
  const told = (): Promise<unknown> => Promise.all(["heights", "focused", "own"].map(text));
  await expect.poll(told).toEqual([String(height), String(height), String(height)]);
  // In pixels of the window: the field's lower edge and its spacing end where the keyboard begins.
  const gap = async (): Promise<number> => {
    const [field, keys] = [await form.locator("#moves").boundingBox(), await keyboard.boundingBox()];
    const scale = (keys?.height ?? 0) / height;
    return ((keys?.y ?? 0) - (field?.y ?? 0) - (field?.height ?? 0)) / scale;
  };
  await expect.poll(async () => Math.abs((await gap()) - 20)).toBeLessThan(2);
  // One types on, although the pointer has been on the keyboard.
  await keyboard.getByText("Type with your own").click();
  await shown.page.keyboard.type("word");
  await keyboard.getByRole("button", { name: "Confirm" }).click();
  await expect.poll(() => text("confirmed")).toBe("word");
  await expect.poll(() => keyboard.isVisible()).toBe(false);
  await expect.poll(told).toEqual([`${height},0`, String(height), `${height},0`]);
  await expect.poll(() => form.locator("#moves").boundingBox()).toEqual(before);
});

test("adjust-position=false leaves the page where it is; wx.hideKeyboard takes the keyboard away", async () => {
  const form = await shown.frame("pages/form/form");
  const keyboard = shown.page.getByRole("group", { name: "Keyboard" });
  const before = await form.locator("#stays").boundingBox();
  await form.focus("#stays >> input");
  await expect.poll(() => keyboard.isVisible()).toBe(true);
  await expect.poll(() => keyboard.innerText()).toContain("digit");
  expect(await form.locator("#stays").boundingBox()).toEqual(before);
  await shown.page.keyboard.type("7");
  await expect.poll(() => keyboard.isVisible()).toBe(false);
  await form.focus("#stays >> input");
  await expect.poll(() => keyboard.isVisible()).toBe(true);
  await shown.page.getByRole("button", { name: "Hide the keyboard" }).click();
  await expect.poll(() => keyboard.isVisible()).toBe(false);
});

test("without the stand-in nothing covers the page", async () => {
  const form = await shown.frame("pages/form/form");
  const toggle = shown.page.getByRole("button", { name: "Keyboard on the screen" });
  await toggle.click();
  await form.click("#moves");
  await expect.poll(() => form.textContent("#focused")).toBe("0");
  expect(await shown.page.getByRole("group", { name: "Keyboard" }).isVisible()).toBe(false);
  await toggle.click();
  await drag(120);
  await expect.poll(front).toBe("pages/home/home");
});

test("insets of the screen in styles of elements are those of the phone", async () => {
  const home = await shown.frame("pages/home/home");
  const inset = (id: string): Promise<unknown> =>
    home.evaluate(`getComputedStyle(document.querySelector("#${id}")).paddingBottom`);
  expect([await inset("fixed"), await inset("given")]).toEqual(["34px", "38px"]);
});

test("pageOrientation: a page turns the phone, or lets it be turned, or keeps it upright", async () => {
  const rotate = shown.page.locator(".toolbar button", { hasText: "Rotate" });
  const size = async (): Promise<string> => {
    const box = await shown.page.locator(".phone").boundingBox();
    return (box?.width ?? 0) > (box?.height ?? 0) ? "landscape" : "portrait";
  };
  const turned = async (): Promise<unknown> => [await size(), await rotate.isDisabled()];
  await expect.poll(turned).toEqual(["portrait", true]);
  await open("wide");
  await expect.poll(turned).toEqual(["landscape", true]);
  await shown.page.click(".toolbar [aria-label='Back']");
  await expect.poll(front).toBe("pages/home/home");
  await expect.poll(size).toBe("portrait");
  await open("free");
  await expect.poll(turned).toEqual(["portrait", false]);
  await rotate.click();
  await expect.poll(size).toBe("landscape");
  await shown.page.click(".toolbar [aria-label='Back']");
  await expect.poll(size).toBe("portrait");
});

test("on a phone the browser's own way back is the app's, and its own keyboard is used", async () => {
  const phone = await show(preview.url, { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true });
  try {
    await (await phone.frame("pages/home/home")).tap("#form");
    await phone.frame("pages/form/form");
    await phone.page.evaluate("history.back()");
    await phone.frame("pages/home/home");
    expect(await phone.page.locator(".keyboard, .edge").count()).toBe(0);
    expect(phone.errors).toEqual([]);
  } finally {
    await phone.close();
  }
});

test("nothing of the simulator went wrong", () => {
  expect(shown.errors).toEqual([]);
});
