/** Components that scroll or can be dragged, with real touch, mouse and wheel input. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { dragMouse, line, pinch, swipe, touch } from "./fingers.ts";
import { openStage } from "./stage.ts";
import type { Heard, Stage } from "./stage.ts";

let stage: Stage;

beforeAll(async () => {
  stage = await openStage(
    { hasTouch: true },
    ".row { height: 100px } .a { background: #1aad19 } .b { background: #2782d7 } .c { background: #f1f1f1 } .box { height: 300px }",
  );
});
afterEach(() => expect(stage.problems).toEqual([]));
afterAll(() => stage.close());

const rows = Array.from(
  { length: 10 },
  (_, index) => `<wx-view id="r${index}" class="row ${"abc"[index % 3]}">${index}</wx-view>`,
).join("");
const offset = (selector: string) =>
  stage.run<{ scrollTop: number; scrollLeft: number }>(`document.querySelector("${selector}").scrollOffset()`);
const ofType = (events: readonly Heard[], type: string) => events.filter((event) => event.type === type);
/** Events of a type so far; they are kept. */
const heard = async (type: string) => ofType(await stage.heard(), type);
const wait = (time: number) => stage.page.waitForTimeout(time);
const rect = (selector: string) =>
  stage.run<{ x: number; y: number; width: number; height: number }>(
    `document.querySelector("${selector}").getBoundingClientRect().toJSON()`,
  );

describe("scroll-view", () => {
  test("scrolls by wheel and finger, raises scroll events, and reports both ends", async () => {
    await stage.show(`<wx-scroll-view id="s" class="box" scroll-y lower-threshold="20">${rows}</wx-scroll-view>`);
    await stage.page.mouse.move(100, 100);
    await stage.page.mouse.wheel(0, 120);
    await expect.poll(async () => (await offset("#s")).scrollTop).toBe(120);
    const scrolls = ofType(await stage.events(), "scroll");
    expect(scrolls.at(-1)?.detail).toMatchObject({ scrollTop: 120, scrollLeft: 0, scrollHeight: 1000, deltaX: 0 });
    expect(scrolls.map((one) => (one.detail as { deltaY: number }).deltaY).reduce((a, b) => a + b, 0)).toBe(-120);

    await stage.page.mouse.wheel(0, 2000);
    await expect.poll(async () => (await offset("#s")).scrollTop).toBe(700);
    await expect
      .poll(() => heard("scrolltolower"))
      .toEqual([{ on: "#s", type: "scrolltolower", detail: { direction: "bottom" } }]);
    await swipe(stage.page, line({ x: 100, y: 50 }, { x: 100, y: 250 }), 200);
    await expect.poll(async () => (await offset("#s")).scrollTop).toBeLessThan(560);
    await stage.page.mouse.wheel(0, -2000);
    await expect.poll(async () => (await offset("#s")).scrollTop).toBe(0);
    await expect.poll(() => heard("scrolltoupper")).toHaveLength(1);
  });

  test("does not scroll in a direction that is not enabled", async () => {
    await stage.show(`<wx-scroll-view id="s" class="box">${rows}</wx-scroll-view>`);
    await stage.page.mouse.move(100, 100);
    await stage.page.mouse.wheel(0, 120);
    await wait(150);
    expect((await offset("#s")).scrollTop).toBe(0);
  });

  test("scrolls by property: to a position or an element, with animation", async () => {
    await stage.show(`<wx-scroll-view id="s" class="box" scroll-y scroll-top="200rpx">${rows}</wx-scroll-view>`);
    await expect.poll(async () => (await offset("#s")).scrollTop).toBe(100);
    await stage.set("#s", "scrollIntoView", "r5");
    await expect.poll(async () => (await offset("#s")).scrollTop).toBe(500);
    await stage.set("#s", "scrollWithAnimation", true);
    await stage.events();
    await stage.set("#s", "scrollTop", 0);
    await expect.poll(async () => (await offset("#s")).scrollTop).toBe(0);
    const ways = (await heard("scroll")).map(({ detail }) => (detail as { scrollTop: number }).scrollTop);
    expect(ways.some((top) => top > 0 && top < 500)).toBe(true);
  });

  test("scrolls through its context", async () => {
    await stage.show(`<wx-scroll-view id="s" class="box" scroll-y enhanced>${rows}</wx-scroll-view>`);
    await stage.run(`document.querySelector("#s").invoke("scrollTo", [{ top: 240 }])`);
    expect((await offset("#s")).scrollTop).toBe(240);
    await stage.run(`document.querySelector("#s").invoke("scrollIntoView", ["#r3", { animated: false }])`);
    expect((await offset("#s")).scrollTop).toBe(300);
    await stage.run(`document.querySelector("#s").invoke("set", ["scrollEnabled", false])`);
    await stage.page.mouse.move(100, 100);
    await stage.page.mouse.wheel(0, 120);
    await wait(150);
    expect((await offset("#s")).scrollTop).toBe(300);
  });

  test("enhanced: dragging raises its own events", async () => {
    await stage.show(`<wx-scroll-view id="s" class="box" scroll-y enhanced>${rows}</wx-scroll-view>`);
    await swipe(stage.page, line({ x: 100, y: 250 }, { x: 100, y: 50 }), 100);
    await expect.poll(() => heard("dragend")).toHaveLength(1);
    const types = (await stage.events()).map((one) => one.type);
    expect(types).toContain("dragging");
    expect(types.filter((type) => type === "dragstart" || type === "dragend")).toEqual(["dragstart", "dragend"]);
  });

  test("paging-enabled: after a drag the content rests at a page, also inside one wide child; one page per swipe", async () => {
    const wide = `<wx-view css="display:inline-block;width:1500px;height:80px">wide</wx-view>`;
    await stage.show(
      `<wx-scroll-view id="s" scroll-x enhanced paging-enabled css="white-space: nowrap">${wide}</wx-scroll-view>`,
    );
    const left = async () => (await offset("#s")).scrollLeft;
    await swipe(stage.page, line({ x: 300, y: 40 }, { x: 60, y: 40 }), 100);
    await expect.poll(left).toBe(375);
    await swipe(stage.page, line({ x: 200, y: 40 }, { x: 160, y: 40 }), 300);
    await expect.poll(() => heard("dragend")).toHaveLength(2);
    await expect.poll(left).toBe(375);
    await dragMouse(stage.page, { x: 300, y: 40 }, { x: 60, y: 40 }, 150);
    await expect.poll(left).toBe(750);
    expect((await rect("#s")).height).toBe(80);
    expect((await stage.run<{ scrollWidth: number }>(`document.querySelector("#s").scrollOffset()`)).scrollWidth).toBe(
      1500,
    );
  });

  test("paging-enabled: the wheel rests at a page too, also right after content was added and while a scroll runs", async () => {
    const row = `<wx-view css="height:100px">row</wx-view>`;
    await stage.show(
      `<wx-scroll-view id="s" scroll-y enhanced paging-enabled css="height:300px">${row.repeat(12)}</wx-scroll-view>
       <wx-view id="more">${row.repeat(12)}</wx-view>`,
    );
    const top = async () => (await offset("#s")).scrollTop;
    await stage.page.mouse.move(100, 100);
    await stage.events();
    await stage.page.mouse.wheel(0, 200);
    await expect.poll(() => heard("scrollend")).not.toEqual([]);
    await expect.poll(top).toBe(300);
    await stage.run(`document.querySelector("#s").append(document.querySelector("#more"))`);
    await stage.run(`document.querySelector("#s").invoke("scrollTo", [{ top: 2000, duration: 60000 }])`);
    await stage.page.mouse.wheel(0, 1000);
    await expect.poll(async () => [600, 900, 1200, 1500].includes(await top())).toBe(true);
  });

  test("a mouse drags the content, horizontally too", async () => {
    await stage.show(
      `<wx-scroll-view id="s" scroll-x css="white-space: nowrap">${"<wx-view css='display:inline-block;width:200px;height:80px'>x</wx-view>".repeat(5)}</wx-scroll-view>`,
    );
    await dragMouse(stage.page, { x: 300, y: 40 }, { x: 180, y: 40 }, 150);
    await expect.poll(async () => (await offset("#s")).scrollLeft).toBe(120);
  });

  test("enable-flex applies the host's flex layout to the content; without it there is none", async () => {
    const cells = `<wx-view id="x" css="width:50px;height:50px;flex:none"></wx-view><wx-view id="y" css="width:50px;height:50px;flex:none"></wx-view>`;
    await stage.show(`<wx-scroll-view scroll-x enable-flex css="display:flex">${cells}</wx-scroll-view>`);
    expect((await rect("#y")).x).toBe(50);
    await stage.show(`<wx-scroll-view scroll-x css="display:flex">${cells}</wx-scroll-view>`);
    expect((await rect("#y")).y).toBe(50);
  });

  test("sticky headers stay at the top", async () => {
    await stage.show(
      `<wx-scroll-view id="s" class="box" type="custom" scroll-y><wx-sticky-section><wx-sticky-header><wx-view id="h" css="height:40px">h</wx-view></wx-sticky-header>${rows}</wx-sticky-section><wx-sticky-section><wx-sticky-header><wx-view id="g" css="height:40px">g</wx-view></wx-sticky-header>${rows.replaceAll('id="r', 'id="q')}</wx-sticky-section></wx-scroll-view>`,
    );
    await stage.run(`document.querySelector("#s").invoke("scrollTo", [{ top: 240 }])`);
    expect((await rect("#h")).y).toBe(0);
    await stage.run(`document.querySelector("#s").invoke("scrollTo", [{ top: 1020 }])`);
    expect((await rect("#h")).y).toBe(-20);
  });

  test("pulling down starts a refresh, which ends when the app says so", async () => {
    await stage.show(`<wx-scroll-view id="s" class="box" scroll-y refresher-enabled>${rows}</wx-scroll-view>`);
    await swipe(stage.page, line({ x: 100, y: 20 }, { x: 100, y: 140 }, 12));
    const types = (await stage.events()).map((one) => one.type);
    expect(types).toContain("refresherpulling");
    expect(types).toContain("refresherrefresh");
    await expect.poll(async () => (await rect("#r0")).y).toBe(45);
    await stage.set("#s", "refresherTriggered", true);
    expect(ofType(await stage.events(), "refresherrefresh")).toEqual([]);
    await stage.set("#s", "refresherTriggered", false);
    await expect.poll(() => heard("refresherrestore")).toHaveLength(1);
    await expect.poll(async () => (await rect("#r0")).y).toBe(0);
  });

  test("pulling down too little aborts the refresh", async () => {
    await stage.show(`<wx-scroll-view id="s" class="box" scroll-y refresher-enabled>${rows}</wx-scroll-view>`);
    await dragMouse(stage.page, { x: 100, y: 20 }, { x: 100, y: 50 });
    await expect.poll(() => heard("refresherabort")).toHaveLength(1);
    await expect.poll(async () => (await rect("#r0")).y).toBe(0);
  });
});

describe("swiper", () => {
  const items = ["a", "b", "c"]
    .map(
      (name, index) =>
        `<wx-swiper-item id="i${index}" item-id="${name}"><wx-view class="box ${name}">${name}</wx-view></wx-swiper-item>`,
    )
    .join("");
  const swiper = (attributes = "") => `<wx-swiper id="w" duration="100" ${attributes}>${items}</wx-swiper>`;

  test("a finger moves to the next item; raises change, transition and animationfinish", async () => {
    await stage.show(swiper());
    expect((await rect("#w")).height).toBe(150);
    expect(await rect("#i1")).toMatchObject({ x: 375, width: 375, height: 150 });
    await swipe(stage.page, line({ x: 300, y: 70 }, { x: 80, y: 70 }));
    await expect.poll(async () => (await rect("#i1")).x).toBe(0);
    await expect.poll(() => heard("animationfinish")).toHaveLength(1);
    const events = await stage.events();
    expect(ofType(events, "transition").length).toBeGreaterThan(2);
    const detail = { current: 1, currentItemId: "b", source: "touch" };
    expect(events.filter(({ type }) => type !== "transition")).toEqual([
      { on: "#w", type: "change", detail },
      { on: "#w", type: "animationfinish", detail },
    ]);
    expect(await stage.run("frame.models")).toContainEqual(["#w", "current", 1]);
  });

  test("transition counts from the item where the movement began, also after the finger is lifted", async () => {
    await stage.show(swiper());
    await swipe(stage.page, line({ x: 300, y: 70 }, { x: 80, y: 70 }));
    await expect.poll(() => heard("animationfinish")).toHaveLength(1);
    const ways = (await heard("transition")).map(({ detail }) => (detail as { dx: number }).dx);
    expect(ways.every((dx, index) => dx > 0 && dx >= (ways[index - 1] ?? 0))).toBe(true);
    expect(ways.at(-1)).toBeLessThanOrEqual(375);
    await stage.events();
    await stage.set("#w", "current", 0);
    await expect.poll(() => heard("animationfinish")).toHaveLength(1);
    const back = (await heard("transition")).map(({ detail }) => (detail as { dx: number }).dx);
    expect(back.every((dx) => dx <= 0)).toBe(true);
  });

  test("autoplay waits while a finger rests on it, and goes on when another component gets the gesture", async () => {
    await stage.show(swiper("autoplay circular interval='60'"));
    await touch(stage.page, "touchStart", { x: 100, y: 70 });
    await stage.events();
    await wait(300);
    expect(ofType(await stage.events(), "change")).toEqual([]);
    await touch(stage.page, "touchEnd");
    await expect.poll(async () => (await heard("change")).length).toBeGreaterThan(0);
    await touch(stage.page, "touchStart", { x: 100, y: 70 });
    await touch(stage.page, "touchMove", { x: 100, y: 100 });
    await stage.events();
    await expect.poll(async () => (await heard("change")).length).toBeGreaterThan(0);
    await touch(stage.page, "touchEnd");
  });

  test("a short slow move returns to the item; there is nothing beyond the ends", async () => {
    await stage.show(swiper());
    await dragMouse(stage.page, { x: 300, y: 70 }, { x: 240, y: 70 }, 150);
    await expect.poll(async () => (await rect("#i0")).x).toBe(0);
    await dragMouse(stage.page, { x: 100, y: 70 }, { x: 300, y: 70 });
    await wait(200);
    await expect.poll(async () => (await rect("#i0")).x).toBe(0);
    expect(ofType(await stage.events(), "change")).toEqual([]);
  });

  test("circular wraps around in both directions", async () => {
    await stage.show(swiper("circular"));
    await swipe(stage.page, line({ x: 80, y: 70 }, { x: 300, y: 70 }));
    await expect.poll(async () => (await rect("#i2")).x).toBe(0);
    await swipe(stage.page, line({ x: 300, y: 70 }, { x: 80, y: 70 }));
    await expect.poll(async () => (await rect("#i0")).x).toBe(0);
    expect(ofType(await stage.events(), "change").map(({ detail }) => (detail as { current: number }).current)).toEqual(
      [2, 0],
    );
  });

  test("autoplay moves on and starts over", async () => {
    await stage.show(swiper("autoplay interval='150'"));
    // Autoplay continues while the test is looking.
    const first = async () => (await heard("change")).slice(0, 3).map(({ detail }) => detail);
    await expect.poll(first).toMatchObject([{ current: 1 }, { current: 2 }, { current: 0 }]);
    expect((await heard("change"))[0]?.detail).toMatchObject({ source: "autoplay" });
    await stage.show("");
  });

  test("current can be set by index and by id; before the first layout that raises no event", async () => {
    await stage.show(swiper("current='2'"));
    expect((await rect("#i2")).x).toBe(0);
    await wait(50);
    expect(await stage.events()).toEqual([]);
    await stage.set("#w", "current", 0);
    await expect.poll(async () => (await rect("#i0")).x).toBe(0);
    await stage.set("#w", "currentItemId", "b");
    await expect.poll(async () => (await rect("#i1")).x).toBe(0);
    expect(ofType(await stage.events(), "change").map(({ detail }) => detail)).toEqual([
      { current: 0, currentItemId: "a", source: "" },
      { current: 1, currentItemId: "b", source: "" },
    ]);
  });

  test("margins, several displayed items, vertical", async () => {
    await stage.show(swiper("previous-margin='30px' next-margin='60rpx'"));
    expect(await rect("#i0")).toMatchObject({ x: 30, width: 315 });
    await stage.show(swiper("display-multiple-items='2'"));
    expect(await rect("#i1")).toMatchObject({ x: 187.5, width: 187.5 });
    await stage.show(swiper("vertical"));
    expect(await rect("#i1")).toMatchObject({ x: 0, y: 150 });
    await swipe(stage.page, line({ x: 100, y: 130 }, { x: 100, y: 30 }));
    await expect.poll(async () => (await rect("#i1")).y).toBe(0);
  });

  test("dots have WeChat's class names, so that authors' rules apply; arrow keys change the item", async () => {
    await stage.show(swiper("indicator-dots indicator-active-color='rgb(255, 0, 0)'"));
    const colors = `[...document.querySelectorAll(".wx-swiper-dot")].map(e => getComputedStyle(e).backgroundColor)`;
    expect(await stage.run(colors)).toEqual(["rgb(255, 0, 0)", "rgba(0, 0, 0, 0.3)", "rgba(0, 0, 0, 0.3)"]);
    await stage.page.locator("#w").focus();
    await stage.page.keyboard.press("ArrowRight");
    await expect.poll(async () => (await rect("#i1")).x).toBe(0);
    await expect.poll(() => stage.run(colors)).toEqual(["rgba(0, 0, 0, 0.3)", "rgb(255, 0, 0)", "rgba(0, 0, 0, 0.3)"]);
  });

  test("items can be added and removed", async () => {
    await stage.show(swiper("current='2'"));
    await stage.run("document.querySelector('#i2').remove()");
    await expect.poll(async () => (await rect("#i1")).x).toBe(0);
  });
});

describe("movable-view", () => {
  const area = (attributes: string, more = "") =>
    `<wx-movable-area css="width:300px;height:300px;background:#eee" ${more}><wx-movable-view id="m" css="width:60px;height:60px;background:#1aad19" ${attributes}></wx-movable-view></wx-movable-area>`;

  test("follows the finger within its area", async () => {
    await stage.show(area("direction='all'"));
    await swipe(stage.page, line({ x: 30, y: 30 }, { x: 130, y: 80 }), 120);
    await expect.poll(() => rect("#m")).toMatchObject({ x: 100, y: 50 });
    expect((await stage.events()).findLast(({ type }) => type === "change")?.detail).toEqual({
      x: 100,
      y: 50,
      source: "touch",
    });
    await dragMouse(stage.page, { x: 130, y: 80 }, { x: 370, y: 80 }, 120);
    await expect.poll(() => rect("#m")).toMatchObject({ x: 240, y: 50 });
  });

  test("one direction only; none; disabled", async () => {
    await stage.show(area("direction='horizontal'"));
    await dragMouse(stage.page, { x: 30, y: 30 }, { x: 130, y: 60 }, 120);
    expect(await rect("#m")).toMatchObject({ x: 100, y: 0 });
    await stage.set("#m", "disabled", true);
    await dragMouse(stage.page, { x: 130, y: 30 }, { x: 200, y: 30 }, 120);
    expect(await rect("#m")).toMatchObject({ x: 100 });
  });

  test("x and y by property, with animation and within limits", async () => {
    await stage.show(area("direction='all' x='20' y='30'"));
    expect(await rect("#m")).toMatchObject({ x: 20, y: 30 });
    await stage.set("#m", "x", 1000);
    await expect.poll(() => rect("#m")).toMatchObject({ x: 240, y: 30 });
    await expect.poll(async () => (await heard("change")).at(-1)?.detail).toEqual({ x: 240, y: 30, source: "" });
    const ways = (await heard("change")).map(({ detail }) => (detail as { x: number }).x);
    expect(ways.some((x) => x > 20 && x < 240)).toBe(true);
  });

  test("returns from out of bounds", async () => {
    await stage.show(area("direction='all' out-of-bounds"));
    await dragMouse(stage.page, { x: 30, y: 100 - 70 }, { x: 10, y: 30 });
    const sources = new Set((await stage.heard()).map(({ detail }) => (detail as { source?: string }).source));
    expect(sources.has("touch-out-of-bounds")).toBe(true);
    await expect.poll(() => rect("#m")).toMatchObject({ x: 0, y: 0 });
    await expect.poll(async () => (await stage.heard()).at(-1)?.detail).toMatchObject({ source: "out-of-bounds" });
  });

  test("inertia: continues after the finger is lifted", async () => {
    await stage.show(area("direction='all' inertia"));
    await swipe(stage.page, line({ x: 30, y: 30 }, { x: 90, y: 30 }));
    await expect.poll(async () => (await rect("#m")).x).toBeGreaterThan(75);
    const sources = async () => (await stage.heard()).map(({ detail }) => (detail as { source?: string }).source);
    await expect.poll(sources).toContain("friction");
  });

  test("two fingers scale it, anywhere in the area if enabled", async () => {
    await stage.show(area("direction='all' scale scale-max='3' x='120' y='120'", "scale-area"));
    await pinch(stage.page, { x: 150, y: 40 }, 60, 120);
    await expect.poll(async () => Math.round((await rect("#m")).width)).toBe(120);
    expect((await stage.events()).findLast(({ type }) => type === "scale")?.detail).toMatchObject({ scale: 2 });
    expect(await rect("#m")).toMatchObject({ x: 90, y: 90 });
  });
});

describe("grid-view", () => {
  const cells = (heights: readonly number[]) =>
    heights.map((height, index) => `<wx-view id="g${index}" css="height:${height}px"></wx-view>`).join("");

  test("aligned: rows are as high as their highest item, with gaps", async () => {
    await stage.show(
      `<wx-grid-view cross-axis-count="3" main-axis-gap="10" cross-axis-gap="15">${cells([20, 40, 20, 20])}</wx-grid-view>`,
    );
    expect(await rect("#g1")).toMatchObject({ x: 130, y: 0, width: 115 });
    expect(await rect("#g3")).toMatchObject({ x: 0, y: 50 });
  });

  test("masonry: each item goes to the shortest column, also one added later", async () => {
    await stage.show(
      `<wx-grid-view id="v" type="masonry" cross-axis-count="2" main-axis-gap="10" cross-axis-gap="5">${cells([100, 40, 30, 20])}</wx-grid-view>`,
    );
    expect(await rect("#g1")).toMatchObject({ x: 190, y: 0, width: 185 });
    expect(await rect("#g2")).toMatchObject({ x: 190, y: 50 });
    expect(await rect("#g3")).toMatchObject({ x: 190, y: 90 });
    await stage.run(
      `document.querySelector("#v").append(Object.assign(document.createElement("wx-view"), { id: "late" }))`,
    );
    await expect.poll(() => rect("#late")).toMatchObject({ x: 0, y: 110 });
  });
});

test("a swiper in a scroll-view: each handles its own direction", async () => {
  await stage.show(
    `<wx-scroll-view id="s" class="box" scroll-y><wx-swiper id="w" duration="50"><wx-swiper-item id="i0">a</wx-swiper-item><wx-swiper-item id="i1">b</wx-swiper-item></wx-swiper>${rows}</wx-scroll-view>`,
  );
  await swipe(stage.page, line({ x: 200, y: 130 }, { x: 200, y: 40 }), 200);
  await expect.poll(async () => (await offset("#s")).scrollTop).toBeGreaterThan(50);
  expect((await rect("#i0")).x).toBe(0);
  // The last touch event may arrive with a later animation frame.
  const frames =
    "new Promise((done) => { let n = 5; const go = () => (n-- > 0 ? requestAnimationFrame(go) : done()); go(); })";
  await expect
    .poll(async () => {
      await stage.run(`document.querySelector("#s").invoke("scrollTo", [{ top: 0 }])`);
      await stage.run(frames);
      return (await offset("#s")).scrollTop;
    })
    .toBe(0);
  await swipe(stage.page, line({ x: 300, y: 70 }, { x: 80, y: 70 }));
  await expect.poll(async () => (await rect("#i1")).x).toBe(0);
  // Chromium itself may scroll by one pixel during a horizontal swipe, more often on a busy machine.
  expect((await offset("#s")).scrollTop).toBeLessThan(2);
});
