/**
 * The host page in Chromium, with fakes for Worker and frame: what it displays, its answers, and which senders it
 * accepts.
 */
import { createHash } from "node:crypto";
import type { Browser, Frame, Locator } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchBrowser } from "../browser.ts";
import { withFakes } from "./fakes.ts";
import { call, openApp } from "./opened.ts";
import type { OpenedApp } from "./opened.ts";
import { outputOf, packTest, readRuntime, startSite } from "./site.ts";
import type { TestPackage, TestSite } from "./site.ts";

let browser: Browser;
let site: TestSite;
let tabs: TestPackage;

const app = {
  entryPagePath: "pages/a",
  window: { light: {} },
  darkmode: true,
  packages: [{ name: "main", root: "", independent: false, pages: ["pages/a", "pages/b"] }],
  style: ["_miniapp/style/app.css"],
};
const tabBar = {
  custom: false,
  position: "bottom",
  list: [
    { pagePath: "pages/a", text: "One" },
    { pagePath: "pages/b", text: "Two" },
  ],
  themed: {
    light: { look: { color: "#111111", selectedColor: "#ff0000" }, icons: [] },
    dark: { look: { color: "#222222", backgroundColor: "#333333" }, icons: [] },
  },
};

function packageWith(table: object): Promise<TestPackage> {
  return packTest(
    outputOf({
      "_miniapp/app.json": JSON.stringify(table),
      "_miniapp/entries.json": "{}",
      "_miniapp/logic.js": "",
      "_miniapp/view.json": '{"pages/a.wxml":[]}',
      "_miniapp/style/app.css": "",
    }),
  );
}

beforeAll(async () => {
  browser = await launchBrowser();
  site = await startSite(await withFakes(await readRuntime()));
  site.add("plain", await packageWith(app));
  site.add("bright", await packageWith({ ...app, darkmode: false }));
  tabs = await packageWith({ ...app, tabBar });
  site.add("tabs", tabs);
});

afterAll(async () => {
  await browser?.close();
  await site?.close();
});

async function open(id: string): Promise<OpenedApp> {
  return openApp(browser, site, id, tabs);
}

function say(frame: Frame, service: string, argument: unknown, more: object = {}): Promise<readonly unknown[]> {
  return call(frame, "frame.say", [service, argument, more]) as Promise<readonly unknown[]>;
}

interface Place {
  readonly parentElement: Place | null;
  getRootNode(): { readonly host?: Place };
}

/** By `user-select` of the nearest element that sets it. WebKit knows the property only with its prefix. */
function canBeSelected(locator: Locator): Promise<boolean> {
  return locator.evaluate((element) => {
    const { getComputedStyle } = globalThis as unknown as StyleWindow;
    for (let at: Place | undefined = element as unknown as Place; at; at = at.parentElement ?? at.getRootNode().host) {
      const select = getComputedStyle(at)["webkitUserSelect"];
      if (select !== "auto") return select !== "none";
    }
    return true;
  });
}

interface StyleWindow {
  getComputedStyle(element: unknown): Readonly<Record<string, string>>;
}

function styleOf(locator: Locator, name: string): Promise<string | undefined> {
  return locator.evaluate(
    (element, name) => (globalThis as unknown as StyleWindow).getComputedStyle(element)[name],
    name,
  );
}

test("a page opens in a frame of the app's origin, is connected to the Worker, and gets its settings", async () => {
  const { page, frame } = await open("plain");
  const first = await frame(1);
  expect(new URL(first.url()).origin).toBe(site.appOrigin);
  const state = await first.evaluate("globalThis.frame");
  expect(state).toMatchObject({
    heard: [["hello", 1]],
    become: {
      page: 1,
      path: "pages/a",
      packages: ["main"],
      appSheets: ["_miniapp/style/app.css"],
      theme: "light",
      // The browser's language, because the device has none set.
      language: await page.evaluate("navigator.language"),
      disableScroll: false,
      background: "#ffffff",
    },
  });
  expect(await page.locator(".title-text").first().textContent()).toBe("Page 1");
  await page.close();
});

test("navigation bar: title, colors, loading, back button; values of the wrong type are ignored", async () => {
  const { page, frame } = await open("plain");
  const first = await frame(1);
  await say(first, "open", { page: 2 });
  const second = await frame(2);
  const bar = page.locator('.page[data-state="shown"] .navigation-bar');
  await say(second, "page.navigationBar", {
    page: 2,
    bar: { title: "<b>Loans</b>", background: "rgb(1, 2, 3)", color: "white", loading: true },
  });
  expect(await bar.locator(".title-text").textContent()).toBe("<b>Loans</b>");
  expect(await canBeSelected(bar.locator(".title-text"))).toBe(false);
  await expect.poll(() => styleOf(bar, "backgroundColor")).toBe("rgb(1, 2, 3)");
  expect(await bar.locator(".spinner").isVisible()).toBe(true);
  expect(await page.locator(".capsule").getAttribute("data-text")).toBe("white");
  await say(second, "page.navigationBar", { page: 2, bar: { title: 7, color: "red", background: "url(http://x)" } });
  expect(await bar.locator(".title-text").textContent()).toBe("<b>Loans</b>");
  expect(await styleOf(bar, "backgroundImage")).toBe("none");
  await bar.locator(".back").click();
  const [, , events] = await say(second, "page.show", { page: 2, how: "none" });
  expect(events).toEqual([["pageBack", { page: 2 }]]);
  await page.close();
});

test("closed pages leave no frame, and those below keep their state", async () => {
  const { page, frame } = await open("plain");
  const first = await frame(1);
  await first.evaluate("globalThis.mark = 1");
  await say(first, "open", { page: 2 });
  await frame(2);
  await say(first, "page.show", { page: 1, how: "back" });
  await say(first, "page.close", { pages: [2] });
  await expect.poll(() => page.locator(".page:not([data-state=spare])").count()).toBe(1);
  expect(await first.evaluate("globalThis.mark")).toBe(1);
  expect(await say(first, "page.show", { page: 2, how: "back" })).toMatchObject(["failure", "unknown page 2", []]);
  await page.close();
});

test("tab bar: selection, badge, red dot, style, hiding; taps are reported", async () => {
  const { page, frame } = await open("tabs");
  const first = await frame(1);
  await say(first, "open", { page: 2 }, { isTab: true, how: "tab" });
  await frame(2);
  const bar = page.locator(".tab-bar");
  expect(await bar.locator(".tab-label").allTextContents()).toEqual(["One", "Two"]);
  expect(await styleOf(bar.locator(".tab-label").first(), "color")).toBe("rgb(255, 0, 0)");
  await say(first, "page.tabBar", { badge: { index: 1, text: "12345" } });
  expect(await bar.locator(".tab-badge").nth(1).textContent()).toBe("123…");
  await say(first, "page.tabBar", { redDot: { index: 0, shown: true } });
  expect(await bar.locator(".tab-badge").first().isVisible()).toBe(true);
  await bar.locator(".tab").nth(1).click();
  const [, , events] = await say(first, "page.tabBar", { visible: false });
  expect(events).toEqual([["tabTap", { index: 1, pagePath: "pages/b", text: "Two" }]]);
  expect(await bar.isVisible()).toBe(false);
  await page.close();
});

test("a page slides over the tab bar, which moves with the page below and is visible throughout the way back", async () => {
  const { page, frame } = await openApp(browser, site, "tabs", tabs, { animations: true });
  const first = await frame(1);
  await say(first, "open", { page: 2 }, { isTab: true, how: "tab" });
  await frame(2);
  const bar = page.locator(".tab-bar");
  // Pauses the page transition halfway until the test continues it.
  await page.evaluate(`{
    const { animate } = Element.prototype;
    globalThis.moving = [];
    Element.prototype.animate = function (...values) {
      const one = animate.apply(this, values);
      one.pause();
      one.currentTime = 100;
      moving.push(one);
      return one;
    };
  }`);
  const goOn = () => page.evaluate("moving.splice(0).forEach((one) => one.finish())");
  const stopped = () => page.waitForFunction("moving.length === 3");
  /** Left edges and stacking order: the page below, the tab bar, the page above. */
  const seen = () =>
    page.evaluate(`["Page 2", "bar", "Page 3"].map((name) => {
      const root = document.querySelector("#app").shadowRoot;
      const one = name === "bar" ? root.querySelector(".tab-bar")
        : [...root.querySelectorAll(".page")].find((one) => one.textContent.includes(name));
      return [one.getBoundingClientRect().x, Number(getComputedStyle(one).zIndex)];
    })`) as Promise<readonly (readonly [number, number])[]>;
  const check = async () => {
    await stopped();
    expect(await bar.isVisible()).toBe(true);
    const [below, tabBar, above] = (await seen()) as [[number, number], [number, number], [number, number]];
    expect(below[0]).toBeLessThan(0);
    expect(tabBar[0]).toBe(below[0]);
    expect(above[0]).toBeGreaterThan(0);
    expect([below[1], tabBar[1], above[1]]).toEqual([below[1], below[1] + 1, below[1] + 2]);
  };
  const opened = say(first, "open", { page: 3 });
  await check();
  expect(await bar.getAttribute("inert")).toBe("");
  await goOn();
  await opened;
  expect(await bar.isVisible()).toBe(false);

  const back = say(first, "page.show", { page: 2, how: "back" });
  await check();
  expect(await bar.getAttribute("inert")).toBe(null);
  await goOn();
  await back;
  expect(await bar.isVisible()).toBe(true);

  // A page without a transition covers it at once.
  await say(first, "open", { page: 4 }, { how: "redirect" });
  expect(await bar.isVisible()).toBe(false);
  await page.close();
});

test("full screen covers everything, rotated if requested; leaving it restores the bars", async () => {
  const { page, frame } = await open("plain");
  const first = await frame(1);
  const seen = async () => ({
    bars: await Promise.all([".navigation-bar", ".capsule"].map((one) => page.locator(one).first().isVisible())),
    inside: await first.evaluate("[innerWidth, innerHeight]"),
    box: await page.locator('.page[data-state="shown"]').boundingBox(),
  });
  const box = { x: 0, y: 0, width: 375, height: 667 };
  const before = await seen();
  expect(before.bars).toEqual([true, true]);
  await say(first, "page.fullScreen", { page: 1, on: true, direction: 0 });
  await expect.poll(seen).toEqual({ bars: [false, false], inside: [375, 667], box });
  await say(first, "page.fullScreen", { page: 1, on: true, direction: -90 });
  await expect.poll(seen).toEqual({ bars: [false, false], inside: [667, 375], box });
  await say(first, "page.fullScreen", { page: 1, on: false, direction: 0 });
  await expect.poll(seen).toEqual(before);
  await page.close();
});

test("pull-to-refresh is reported if released far enough, and ends when the app says so", async () => {
  const { page, frame } = await open("plain");
  const first = await frame(1);
  const pull = (phase: string, distance: number) =>
    call(first, "parent.postMessage", { type: "miniapp-pull", phase, distance }, "*");
  await pull("move", 60);
  await pull("end", 60);
  await pull("move", 140);
  await pull("end", 140);
  // The pull reaches the host through a window message, the answer reaches the Worker through a port: either may be
  // first.
  const told: unknown[] = [];
  await expect
    .poll(async () => {
      const [, , events] = await say(first, "page.pullDown", { page: 1, refreshing: true });
      return (told.push(...(events as unknown[])), told);
    })
    .toEqual([["pullDown", { page: 1 }]]);
  const dots = page.locator('.page[data-state="shown"] .pull');
  expect(await dots.getAttribute("data-refreshing")).toBe("true");
  await say(first, "page.pullDown", { page: 1, refreshing: false });
  expect(await dots.getAttribute("data-shown")).toBe("false");
  // Pulling reveals the window's background; the page itself is white unless its stylesheet sets a color.
  await say(first, "page.background", { page: 1, background: { topColor: "#654321" } });
  await expect.poll(() => styleOf(page.locator(".content"), "backgroundColor")).toBe("rgb(101, 67, 33)");
  expect(await styleOf(page.locator(".page-frame"), "backgroundColor")).toBe("rgb(255, 255, 255)");
  await page.close();
});

test("messages from other windows, forged messages from frames, and malformed ones have no effect", async () => {
  const { page, frame } = await open("plain");
  const first = await frame(1);
  // From the host's own window, and from a frame of the app's origin that this host did not create.
  await call(page, "forge", `${site.appOrigin}/a/plain/page.html`);
  const stranger = page.frames().at(-1) as Frame;
  await call(stranger, "parent.postMessage", { type: "miniapp-pull", phase: "end", distance: 200 }, "*");
  await call(stranger, "parent.postMessage", { type: "miniapp-problem", id: 0, message: "forged" }, "*");
  // From a page frame: messages that only the frame that created the Worker may send, and invalid ones.
  await say(first, "open", { page: 2 });
  const second = await frame(2);
  const forged = [
    { type: "miniapp-problem", id: 0, message: "forged" },
    { type: "result", id: 1, value: 1 },
    { type: "call", id: 1, service: "storage.write", argument: {} },
    { type: "miniapp-waits", kind: "boot" },
    null,
    7,
    { type: "miniapp-pull", phase: "end", distance: null },
  ];
  for (const message of forged) await call(second, "parent.postMessage", message, "*");
  await page.waitForTimeout(100);
  const [, , events] = await say(second, "page.tabBar", {});
  expect(events).toEqual([]);
  expect(await page.evaluate("events.filter(([name]) => name === 'problem')")).toEqual([]);
  await page.close();
});

test("services: unknown names, names from Object.prototype, and reused page numbers fail", async () => {
  const { page, frame } = await open("plain");
  const first = await frame(1);
  for (const service of ["nothing", "toString", "__proto__", "constructor"]) {
    expect(await say(first, service, {})).toMatchObject(["failure", "not supported by this host", []]);
  }
  expect(await say(first, "open", { page: 1 })).toMatchObject(["failure", "the page's number is in use", []]);
  await page.close();
});

test("theme and size changes are reported; a closed app leaves nothing in the document", async () => {
  const { page, frame } = await open("plain");
  const first = await frame(1);
  await page.evaluate("app.setTheme('dark')");
  await page.evaluate("document.querySelector('#app').style.width = '320px'");
  await expect
    .poll(async () => (await say(first, "page.tabBar", {}))[2])
    .toEqual(expect.arrayContaining([["pageResize", expect.objectContaining({ deviceOrientation: "portrait" })]]));
  expect(await first.evaluate("globalThis.frame.notices")).toContainEqual({ type: "miniapp-notice", theme: "dark" });
  await page.evaluate("app.close()");
  expect(await page.evaluate("document.querySelector('#app').shadowRoot.childElementCount")).toBe(0);
  await expect.poll(() => page.frames()).toHaveLength(1);
  expect(await page.evaluate("events.at(-1)")).toEqual(["close", {}]);
  await page.close();
});

test.each([
  ["plain", ["rgb(255, 255, 255)", "rgb(87, 107, 149)"], ["rgb(44, 44, 44)", "rgb(125, 144, 169)"], "rgb(30, 30, 30)"],
  [
    "bright",
    ["rgb(255, 255, 255)", "rgb(87, 107, 149)"],
    ["rgb(255, 255, 255)", "rgb(87, 107, 149)"],
    "rgb(247, 247, 247)",
  ],
])("%s: dialogs follow the theme while they are open, if the app has a dark mode", async (id, light, dark, sheet) => {
  const { page, frame } = await open(id);
  const first = await frame(1);
  const asked = say(first, "ui.modal", {
    title: "Title",
    content: "Content",
    showCancel: true,
    cancelText: "",
    cancelColor: "#000000",
    confirmText: "Yes",
    confirmColor: "#576B95",
  });
  const yes = page.locator(".ui-modal").getByText("Yes", { exact: true });
  await yes.waitFor();
  const colors = async () => [await styleOf(page.locator(".ui-modal"), "backgroundColor"), await styleOf(yes, "color")];
  expect(await colors()).toEqual(light);
  await page.evaluate("app.setTheme('dark')");
  expect(await colors()).toEqual(dark);
  await yes.click();
  expect((await asked)[1]).toMatchObject({ confirm: true });
  // A dialog that opens in dark mode.
  const chosen = say(first, "ui.actionSheet", { itemList: ["one"], itemColor: "#000000", alertText: "" });
  await page.getByText("one", { exact: true }).waitFor();
  expect(await styleOf(page.locator(".ui-sheet"), "backgroundColor")).toBe(sheet);
  await page.getByText("one", { exact: true }).click();
  expect((await chosen)[1]).toMatchObject({ tapIndex: 0 });
  await page.close();
});

test("the tab bar follows the theme; what the app has set is kept", async () => {
  const { page, frame } = await open("tabs");
  const first = await frame(1);
  await say(first, "open", { page: 2 }, { isTab: true, how: "tab" });
  const bar = page.locator(".tab-bar");
  const colors = async () => [
    await styleOf(bar, "backgroundColor"),
    await styleOf(bar.locator(".tab-label").nth(1), "color"),
  ];
  expect(await colors()).toEqual(["rgb(255, 255, 255)", "rgb(17, 17, 17)"]);
  await page.evaluate("app.setTheme('dark')");
  expect(await colors()).toEqual(["rgb(51, 51, 51)", "rgb(34, 34, 34)"]);
  await say(first, "page.tabBar", { look: { color: "#0000ff" } });
  await page.evaluate("app.setTheme('light')");
  expect(await colors()).toEqual(["rgb(255, 255, 255)", "rgb(0, 0, 255)"]);
  await page.close();
});

test("a package that fails verification does not run", async () => {
  const broken = tabs.bytes.slice();
  broken[broken.length - 2000]! ^= 1;
  site.add("broken", { ...tabs, bytes: broken });
  const asked = site.asked.length;
  await expect(open("broken")).rejects.toThrow("PackageError");
  // Only files of the runtime are loaded meanwhile, none of the package.
  const ofRuntime = /^\/a\/broken\/(?:page\.html|(?:page|worker)\.js|c\/[\w-]+\.js)$/;
  expect(site.asked.slice(asked).filter((path) => !ofRuntime.test(path))).toEqual([]);
});

test("inline content of a page's document matches the digests in its policy, which allows no other", async () => {
  const response = await fetch(`${site.appOrigin}/a/plain/page.html`);
  const policy = response.headers.get("Content-Security-Policy") ?? "";
  const text = await response.text();
  for (const tag of ["script", "style"]) {
    const inside = [...text.matchAll(new RegExp(`<${tag}[^>]*>([^]+?)</${tag}>`, "g"))];
    const digests = inside.map(([, content]) =>
      createHash("sha256")
        .update(content as string)
        .digest("base64"),
    );
    expect(digests).toHaveLength(1);
    expect(policy).toContain(`${tag}-src 'sha256-${digests[0]}'`);
    expect(policy).not.toContain("unsafe");
  }
});
