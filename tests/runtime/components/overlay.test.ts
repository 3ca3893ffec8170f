/** Components that are displayed above the page. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { dragMouse } from "./fingers.ts";
import { openStage } from "./stage.ts";
import type { Heard, Stage } from "./stage.ts";

let stage: Stage;

beforeAll(async () => {
  stage = await openStage({ hasTouch: true });
});
afterEach(() => expect(stage.problems).toEqual([]));
afterAll(() => stage.close());

const types = (heard: readonly Heard[]) => heard.map(({ type }) => type);
const rect = (selector: string, inner = "") =>
  stage.run<{ x: number; y: number; width: number; height: number }>(
    `document.querySelector("${selector}")${inner === "" ? "" : `.shadowRoot.querySelector("${inner}")`}.getBoundingClientRect().toJSON()`,
  );
const wait = (time: number) => stage.page.waitForTimeout(time);
/** Waits until exactly these events were raised, and removes them. */
const told = async (expected: readonly string[]) => {
  await expect.poll(async () => types(await stage.heard())).toEqual(expected);
  await stage.events();
};

describe("page-container", () => {
  const container = (attributes = "") =>
    `<wx-page-container id="p" duration="50" ${attributes}><wx-view css="height:200px">inside</wx-view></wx-page-container>`;

  test("enters from below, reports each step, and leaves", async () => {
    await stage.show(container());
    expect((await rect("#p", "#box")).height).toBe(0);
    await stage.set("#p", "show", true);
    await told(["beforeenter", "enter", "afterenter"]);
    await expect.poll(() => rect("#p", "#box")).toMatchObject({ x: 0, y: 467, width: 375, height: 200 });
    await stage.set("#p", "show", false);
    await told(["beforeleave", "leave", "afterleave"]);
    expect(await stage.run("frame.acts.map(a => [a.name, a.argument.on])")).toEqual([
      ["guardBack", true],
      ["guardBack", false],
    ]);
  });

  test("closes by a tap on the overlay, by going back and by the escape key", async () => {
    await stage.show(container("show"));
    await stage.page.mouse.click(100, 100);
    expect(types(await stage.events())).toEqual(expect.arrayContaining(["clickoverlay", "beforeleave"]));
    expect(await stage.run("frame.models")).toEqual([["#p", "show", false]]);
    await stage.set("#p", "show", true);
    await stage.run("document.querySelector('#p').invoke('back', [])");
    expect(types(await stage.events())).toContain("beforeleave");
    await stage.set("#p", "show", true);
    await stage.page.keyboard.press("Escape");
    expect(types(await stage.events())).toContain("leave");
  });

  test("positions, round corners, custom styles", async () => {
    await stage.show(
      container(`show position="right" round custom-style="background: red" overlay-style="background: blue"`),
    );
    await expect.poll(() => rect("#p", "#box")).toMatchObject({ x: 0, y: 0, width: 375, height: 667 });
    const color = (inner: string) =>
      stage.run(`getComputedStyle(document.querySelector("#p").shadowRoot.querySelector("${inner}")).backgroundColor`);
    expect([await color("#box"), await color("#overlay")]).toEqual(["rgb(255, 0, 0)", "rgb(0, 0, 255)"]);
    await stage.set("#p", "position", "center");
    await expect.poll(async () => (await rect("#p", "#box")).y).toBeCloseTo(233.5, 0);
  });

  test("closes when pulled down, if enabled", async () => {
    await stage.show(container("show close-on-slide-down"));
    await told(["beforeenter", "enter", "afterenter"]);
    await expect.poll(async () => (await rect("#p", "#box")).y).toBe(467);
    await dragMouse(stage.page, { x: 100, y: 500 }, { x: 100, y: 620 });
    await expect.poll(async () => types(await stage.heard())).toContain("leave");
  });
});

test("root-portal is above clips and transforms; disabled it stays in place", async () => {
  const inner = `<wx-root-portal id="p"><wx-view id="v" css="position: fixed; left: 10px; top: 20px; width: 50px; height: 50px">x</wx-view></wx-root-portal>`;
  await stage.show(
    `<wx-view css="transform: translate(100px, 100px); overflow: hidden; width: 10px; height: 10px">${inner}</wx-view>`,
  );
  expect(await rect("#v")).toMatchObject({ x: 10, y: 20 });
  expect(await stage.run("document.elementFromPoint(30, 40).id")).toBe("v");
  await stage.set("#p", "enable", false);
  expect(await rect("#v")).toMatchObject({ x: 110, y: 120 });
});

test("draggable-sheet can be dragged to its sizes", async () => {
  await stage.show(
    `<wx-view css="position: relative; height: 600px"><wx-draggable-sheet id="d" snap min-child-size="0.2" max-child-size="0.8" snap-sizes='json:[0.5]'><wx-view css="height: 300px">x</wx-view></wx-draggable-sheet></wx-view>`,
  );
  expect((await rect("#d", "#box")).height).toBe(300);
  await dragMouse(stage.page, { x: 100, y: 400 }, { x: 100, y: 260 }, 120);
  await expect.poll(async () => Math.round((await rect("#d", "#box")).height)).toBe(480);
  const detail = { size: expect.closeTo(0.8, 3) as number, pixels: expect.closeTo(480, 0) as number };
  await expect.poll(async () => (await stage.heard()).at(-1)).toMatchObject({ type: "sizeupdate", detail });
  await stage.run("document.querySelector('#d').invoke('scrollTo', [{ size: 0.2, animated: false }])");
  await expect.poll(async () => Math.round((await rect("#d", "#box")).height)).toBe(120);
});

test("cover-image is hidden until it is loaded", async () => {
  let answer = (): void => {};
  const held = new Promise<void>((resolve) => (answer = resolve));
  await stage.page.route("**/slow.svg", async (route) => {
    await held;
    await route.fallback();
  });
  const picture = `document.querySelector("#i").shadowRoot.querySelector("img")`;
  const opacity = () => stage.run(`${picture}.src.slice(-8) + " " + getComputedStyle(${picture}).opacity`);
  await stage.show('<wx-cover-image id="i" src="slow.svg"></wx-cover-image>');
  await expect.poll(opacity).toBe("slow.svg 0");
  await stage.set("#i", "src", "a.svg");
  await expect.poll(opacity).toBe("ir/a.svg 1");
  answer();
});

test("cover-image loads, or raises an error", async () => {
  await stage.show(
    `<wx-cover-view css="width: 100px"><wx-cover-image id="i" src="a.svg"></wx-cover-image></wx-cover-view>`,
  );
  await expect
    .poll(() => stage.run<Heard[]>("frame.events"))
    .toMatchObject([{ on: "#i", type: "load", detail: { width: 40, height: 20 } }]);
  await stage.set("#i", "src", "none.png");
  await expect
    .poll(() => stage.run<Heard[]>("frame.events"))
    .toMatchObject([{ type: "load" }, { on: "#i", type: "error" }]);
  // An image without an address shows nothing; one that failed would show the browser's icon.
  expect(await stage.run("document.querySelector('#i').shadowRoot.querySelector('img').hasAttribute('src')")).toBe(
    false,
  );
});

describe("web-view", () => {
  test("displays pages that the host allows, and receives messages only from them", async () => {
    const body = `<!doctype html><script>
      parent.postMessage({ miniProgram: "postMessage", data: { a: 1 } }, "*");
      parent.postMessage({ miniProgram: "eval", data: "1" }, "*");
      parent.postMessage({ miniProgram: "navigateTo", url: "/pages/b/b" }, "*");
    </script>hello`;
    await stage.page.route("http://web.example/**", (route) => route.fulfill({ contentType: "text/html", body }));
    // The policy of the stage allows no frames; a host's policy allows the package's domains.
    await stage.page.route("**/open", (route) =>
      route.fulfill({
        contentType: "text/html",
        body: '<link rel="stylesheet" href="page.css"><script src="page.js"></script><body>',
      }),
    );
    await stage.page.goto(new URL("/open", stage.page.url()).href);
    await stage.run("frame.answers.webView = () => undefined; frame.answers.navigate = () => undefined; 0");
    await stage.show(`<wx-web-view id="w" src="http://web.example/page"></wx-web-view>`);
    const acts = () => stage.run(`frame.acts.map(({ name, argument }) => [name, argument])`);
    const expected = [
      ["webView", { url: "http://web.example/page" }],
      ["webView", { data: { a: 1 } }],
      ["navigate", { openType: "navigateTo", url: "/pages/b/b" }],
    ];
    await expect.poll(acts).toEqual(expected);
    await expect.poll(async () => types(await stage.run<Heard[]>("frame.events"))).toEqual(["load"]);
    await stage.run(`postMessage({ miniProgram: "navigateTo", url: "/forged" }, "*")`);
    await wait(50);
    expect((await stage.events())[0]?.detail).toEqual({ src: "http://web.example/page" });
    expect(await acts()).toEqual(expected);
    expect(await rect("#w")).toMatchObject({ x: 0, y: 0, width: 375, height: 667 });
  });

  test.each(["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "/dir/a.svg"])(
    "refuses %s",
    async (src) => {
      await stage.run("frame.answers.webView = () => undefined; 0");
      await stage.show(`<wx-web-view id="w" src="${src}"></wx-web-view>`);
      await expect.poll(() => stage.run<Heard[]>("frame.events")).toMatchObject([{ on: "#w", type: "error" }]);
      expect(await stage.run("document.querySelector('#w').shadowRoot.querySelector('iframe')")).toBe(null);
    },
  );

  test("raises an error if the page's policy does not allow the URL", async () => {
    const refused = stage.problems.length;
    await stage.page.goto(new URL("/", stage.page.url()).href);
    await stage.run("frame.answers.webView = () => undefined; 0");
    await stage.show(`<wx-web-view id="w" src="http://web.example/page?a=1"></wx-web-view>`);
    const detail = { errMsg: "not in domain list" };
    await expect.poll(() => stage.run<Heard[]>("frame.events")).toMatchObject([{ on: "#w", type: "error", detail }]);
    // The browser reports it too.
    const lines = (stage.problems as string[]).splice(refused);
    expect(lines.every((line) => /Content.Security.Policy/.test(line))).toBe(true);
  });

  test("refuses pages of the app's own origin", async () => {
    await stage.show(`<wx-web-view id="w" src="${stage.page.url()}"></wx-web-view>`);
    await expect.poll(() => stage.run<Heard[]>("frame.events")).toMatchObject([{ on: "#w", type: "error" }]);
    expect(await stage.page.locator("#w >> #notice").textContent()).toContain("not a page of the app itself");
  });
});
