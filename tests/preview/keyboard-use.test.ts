/** Keyboard accessibility: every control is reachable, has an accessible name and shows the focus. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeProject, show, startPreviewProcess } from "./preview-process.ts";
import type { PreviewProcess, PreviewProject, Shown } from "./preview-process.ts";

let project: PreviewProject;
let mocks: PreviewProject;
let preview: PreviewProcess;
let shown: Shown;

beforeAll(async () => {
  project = makeProject({
    "app.json": JSON.stringify({
      pages: ["pages/home/home", "pages/more/more"],
      tabBar: {
        list: [
          { pagePath: "pages/home/home", text: "Home" },
          { pagePath: "pages/more/more", text: "More" },
        ],
      },
    }),
    "app.js": "App({});\n",
    "pages/home/home.js": `Page({ data: { word: "a" }, onLoad() {
      console.log("said"); wx.setStorageSync("kept", 1); this.setData({ word: "b" });
      wx.request({ url: "https://api.example.com/a", fail() {} });
    } });\n`,
    "pages/home/home.wxml": "<button>Tap</button><input />\n<image src='/missing.png' />\n",
    "pages/more/more.js": "Page({});\n",
    "pages/more/more.wxml": "<view>more</view>\n",
    "miniapp.json": JSON.stringify({
      appId: "com.example.keys",
      network: { domains: { request: ["https://api.example.com"] } },
    }),
  });
  mocks = makeProject({ "request.json": '{"statusCode":200,"data":{}}' });
  preview = await startPreviewProcess(project.folder, ["--mock", mocks.folder]);
  shown = await show(preview.url, { reducedMotion: "reduce" });
  await shown.build(1);
  // Tab skips a page without focusable content.
  await (await shown.frame("pages/home/home")).locator("wx-input input").waitFor();
});

afterAll(async () => {
  await shown?.close();
  expect(await preview?.stop()).toBe(0);
  project?.dispose();
  mocks?.dispose();
});

interface Stop {
  readonly name: string;
  readonly tag: string;
  readonly outlined: boolean;
  readonly inSight: boolean;
}

/** The focused element, with its accessible name and visibility. Pierces shadow roots, but not frames. */
const focused = `(() => {
  let at = document.activeElement;
  while (at && at.shadowRoot && at.shadowRoot.activeElement) at = at.shadowRoot.activeElement;
  if (!at || at === document.body) return null;
  const style = getComputedStyle(at);
  const box = at.getBoundingClientRect();
  const labels = at.labels ? [...at.labels].map((one) => one.textContent) : [];
  const name = at.getAttribute("aria-label") || labels.join(" ") || at.title || at.textContent || at.id;
  return {
    name: name.trim().replace(/\\s+/g, " ").slice(0, 60), tag: at.tagName.toLowerCase(),
    outlined: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1,
    inSight: box.width > 0 && box.height > 0 && box.top >= -1 && box.bottom <= innerHeight + 1,
  };
})()`;

/** All tab stops from the start of the page until the first one repeats. */
async function tour(): Promise<Stop[]> {
  const { page } = shown;
  await page.evaluate("document.activeElement?.blur(); getSelection()?.removeAllRanges()");
  await page.locator(".toolbar .app-name").click();
  const stops: Stop[] = [];
  for (let i = 0; i < 90; i++) {
    await page.keyboard.press("Tab");
    const stop = await page.evaluate<Stop | null>(focused);
    // Nothing is focused at the end of the page, nor briefly while the focus moves into an out-of-process frame.
    if (!stop) continue;
    if (stop.name === stops[0]?.name) return stops;
    stops.push(stop);
  }
  throw new Error(`it does not come around: ${stops.map(({ name }) => name).join(", ")}`);
}

test("Tab reaches every control of the toolbar, the app with its bars, the tabs and the panel", async () => {
  const stops = await tour();
  const names = stops.map(({ name }) => name);
  const wanted =
    "Back,Reload the app,Page and query,Start conditions,Device,Keyboard on the screen,Dark mode,Text size,Zoom," +
    "Network,Language,Save a screenshot,pages/home/home,Home,More,Console,Clear,Filter,Levels";
  for (const name of wanted.split(","))
    expect(
      names.some((one) => one.startsWith(name)),
      name,
    ).toBe(true);
  for (const { name, tag, outlined, inSight } of stops) {
    expect(name, `a ${tag} without a name`).not.toBe("");
    // For a frame, the focused element inside it shows the outline.
    if (tag !== "iframe") expect({ name, outlined, inSight }).toEqual({ name, outlined: true, inSight: true });
  }
});

test("arrow keys switch panels; the controls of each are reachable and named", async () => {
  const { page } = shown;
  const inPanels: Readonly<Record<string, readonly string[]>> = {
    wxml: ["Refresh", "Composed", "Edit text", "Edit src"],
    components: ["Refresh"],
    data: ["Refresh", "word"],
    storage: ["kept", "Delete kept", "Add"],
    network: ["Clear", "Mocks", "Details of"],
    routes: ["Start at pages/home/home", "Start at pages/more/more"],
    performance: ["Clear"],
    problems: ["warning"],
  };
  await page.focus("#tab-console");
  for (const [id, wanted] of Object.entries(inPanels)) {
    await page.keyboard.press("ArrowRight");
    expect(await page.evaluate("document.activeElement.id")).toBe(`tab-${id}`);
    expect(await page.getAttribute(`#panel-${id}`, "role")).toBe("tabpanel");
    const controlled =
      "[...document.querySelectorAll('[aria-controls]')].map((tab) => tab.getAttribute('aria-controls'))";
    expect(await page.evaluate(controlled)).toEqual([`panel-${id}`]);
    // The panel's content is rendered asynchronously.
    const names: string[] = [];
    await expect
      .poll(async () => {
        names.length = 0;
        await page.focus(`#tab-${id}`);
        for (let i = 0; i < 14; i++) {
          await page.keyboard.press("Tab");
          const stop = await page.evaluate<Stop | null>(focused);
          if (!stop) break;
          expect(stop.name, `a ${stop.tag} of ${id} without a name`).not.toBe("");
          names.push(stop.name);
        }
        return wanted.filter((name) => !names.some((one) => one.startsWith(name)));
      })
      .toEqual([]);
    await page.focus(`#tab-${id}`);
  }
  for (const [key, id] of [
    ["ArrowRight", "console"],
    ["ArrowLeft", "problems"],
    ["Home", "console"],
    ["End", "problems"],
  ] as const) {
    await page.keyboard.press(key);
    expect(await page.evaluate("document.activeElement.id")).toBe(`tab-${id}`);
  }
});

test("Enter activates the app's tabs; Escape closes the dialog and restores the focus", async () => {
  const { page } = shown;
  await page.getByRole("tab", { name: "More", exact: true }).focus();
  await page.keyboard.press("Enter");
  await expect.poll(() => page.inputValue(".address input")).toBe("pages/more/more");
  const button = page.getByRole("button", { name: "Start conditions" });
  await button.focus();
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "hidden" });
  await expect.poll(() => page.evaluate("document.activeElement.getAttribute('aria-label')")).toBe("Start conditions");
});

test("a custom screen size can be added, selected again after a reload, and removed by keyboard", async () => {
  const { page } = shown;
  const list = page.getByLabel("Device", { exact: true });
  const dialog = page.getByRole("dialog", { name: "Another size" });
  const chosen = () => list.evaluate((one) => (one as unknown as { value: string }).value);
  const widthOf = () =>
    page.locator(".phone").evaluate((one) => (one as unknown as { style: { width: string } }).style.width);
  const focusedLabel = () => page.evaluate("document.activeElement.ariaLabel");
  const ask = async () => {
    await list.focus();
    await page.keyboard.press("End");
    await dialog.waitFor();
  };
  await ask();
  // Cancelling the dialog keeps the device.
  await page.keyboard.press("Escape");
  await expect.poll(chosen).toBe("iPhone 15");
  await expect.poll(focusedLabel).toBe("Device");
  await ask();
  // The width is selected on opening; a too small value is rejected.
  await page.keyboard.type("20");
  await page.keyboard.press("Enter");
  expect(await dialog.isVisible()).toBe(true);
  await page.keyboard.press("Control+A");
  await page.keyboard.type("501");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Control+A");
  await page.keyboard.type("777");
  await page.keyboard.press("Enter");
  await expect.poll(widthOf).toBe("501px");
  await dialog.waitFor({ state: "hidden" });
  await page.keyboard.press("Home");
  await expect.poll(widthOf).toBe("375px");
  await page.keyboard.type("501");
  await expect.poll(widthOf).toBe("501px");
  await page.reload();
  await shown.build(1);
  await expect.poll(widthOf).toBe("501px");
  await expect.poll(chosen).toBe("501 x 777");
  await expect.poll(async () => (await shown.frame("pages/home/home")).evaluate("innerWidth")).toBe(501);
  // Tab from the width past the height and the two buttons to the list of saved sizes.
  await ask();
  for (let i = 0; i < 5; i++) await page.keyboard.press("Tab");
  expect(await focusedLabel()).toBe("Remove 501 x 777");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Escape");
  // The focus returns to the list.
  await expect.poll(focusedLabel).toBe("Device");
  await page.keyboard.press("Home");
  await expect.poll(widthOf).toBe("375px");
  expect(await list.getByText("501").count()).toBe(0);
  expect(await page.evaluate("localStorage.getItem('miniapp-sizes')")).toBe("[]");
});

test("nothing overlaps or is cut off, in three combinations of window size and device", async () => {
  const { page } = shown;
  const faults = `(() => {
    const box = (one) => one.getBoundingClientRect();
    const meet = (a, b) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1;
    const found = [];
    const check = (list) => list.forEach((a, i) => {
      if (box(a).right > innerWidth + 1 || box(a).left < -1) found.push("beyond the window: " + (a.ariaLabel || a.textContent || a.className));
      for (const b of list.slice(i + 1)) if (meet(box(a), box(b))) found.push([a, b].map((one) => one.ariaLabel || one.className || one.textContent).join(" over "));
    });
    check([...document.querySelectorAll(".toolbar, .stage, .dock")]);
    check([...document.querySelectorAll(".toolbar :is(button, select, input)")]);
    check([...document.querySelectorAll(".tabs button")]);
    check([...document.querySelectorAll(".panel .bar > *")]);
    check([...document.querySelectorAll(".app-name, .toolbar .state, .toolbar button")]);
    return found;
  })()`;
  const placeOfPhone = async (): Promise<string> => {
    const [phone, stage] = [await page.locator(".phone").boundingBox(), await page.locator(".stage").boundingBox()];
    if (!phone || !stage || phone.height <= 150) return "not there";
    const isInside = phone.x >= stage.x - 1 && phone.x + phone.width <= stage.x + stage.width + 1;
    return isInside ? "inside" : JSON.stringify([phone, stage]);
  };
  for (const [width, height, device] of [
    [1440, 900, "iPhone 16 Pro Max"],
    [1024, 768, "iPhone SE"],
    [760, 1000, "iPad mini"],
  ] as const) {
    await page.setViewportSize({ width, height });
    await page.selectOption("select[aria-label='Device']", device);
    // The phone is rescaled shortly after the window is resized.
    await expect.poll(placeOfPhone, { message: `${width}x${height}` }).toBe("inside");
    for (const id of ["console", "network", "storage", "performance"]) {
      await page.click(`#tab-${id}`);
      await expect.poll(() => page.evaluate(faults), { message: `${width}x${height}, ${id}` }).toEqual([]);
    }
    expect(await placeOfPhone(), `${width}x${height}`).toBe("inside");
  }
  expect(shown.errors).toEqual([]);
});
