/** How the device affects an app: back navigation, the on-screen keyboard, orientation. */
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Frame } from "playwright-core";
import { makeProject, show, startPreviewProcess } from "./preview-process.ts";
import type { PreviewProcess, PreviewProject, Shown } from "./preview-process.ts";

/** Safe-area insets in inline styles: one static, one with a data binding. */
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
  // No page animations, and a window that fits the phone unscaled: clicks would miss fields of a scaled one.
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

test("a swipe from the edge navigates back, a short one does not", async () => {
  await open("form");
  await drag(15);
  expect(await front()).toBe("pages/form/form");
  await drag(120);
  await expect.poll(front).toBe("pages/home/home");
});

test("Alt+Left and the mouse's back button navigate back", async () => {
  await open("form");
  await shown.page.focus(".toolbar [aria-label='Back']");
  await shown.page.keyboard.press("Alt+ArrowLeft");
  await expect.poll(front).toBe("pages/home/home");
  await open("form");
  await shown.page.locator(".stage").dispatchEvent("mouseup", { button: 3, bubbles: true });
  await expect.poll(front).toBe("pages/home/home");
});

test("focusing a field opens the keyboard: the page scrolls, the app gets height events, Confirm closes it", async () => {
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
  // The gap between the field's lower edge and the keyboard, in unscaled pixels: it must equal cursor-spacing.
  const gap = async (): Promise<number> => {
    const [field, keys] = [await form.locator("#moves").boundingBox(), await keyboard.boundingBox()];
    const scale = (keys?.height ?? 0) / height;
    return ((keys?.y ?? 0) - (field?.y ?? 0) - (field?.height ?? 0)) / scale;
  };
  await expect.poll(async () => Math.abs((await gap()) - 20)).toBeLessThan(2);
  // A click on the on-screen keyboard must not take the focus from the field.
  await keyboard.getByText("Type with your own").click();
  await shown.page.keyboard.type("word");
  await keyboard.getByRole("button", { name: "Confirm" }).click();
  await expect.poll(() => text("confirmed")).toBe("word");
  await expect.poll(() => keyboard.isVisible()).toBe(false);
  await expect.poll(told).toEqual([`${height},0`, String(height), `${height},0`]);
  await expect.poll(() => form.locator("#moves").boundingBox()).toEqual(before);
});

test("adjust-position=false leaves the page where it is; wx.hideKeyboard closes the keyboard", async () => {
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

test("with the on-screen keyboard switched off, nothing covers the page", async () => {
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

test("env() and constant() insets in inline styles have the phone's values", async () => {
  const home = await shown.frame("pages/home/home");
  const inset = (id: string): Promise<unknown> =>
    home.evaluate(`getComputedStyle(document.querySelector("#${id}")).paddingBottom`);
  expect([await inset("fixed"), await inset("given")]).toEqual(["34px", "38px"]);
});

test("pageOrientation: landscape rotates the phone, auto allows rotation, the default keeps it upright", async () => {
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

test("on a real phone, the browser's back button navigates the app, and no simulated keyboard is shown", async () => {
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

test("the simulator reported no errors", () => {
  expect(shown.errors).toEqual([]);
});
