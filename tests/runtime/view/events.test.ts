import { describe, expect, test } from "vitest";
import { HostKind, Op } from "../../../src/runtime/protocol.ts";
import type { FrameEvent } from "../../../src/runtime/protocol.ts";
import type { SkeletonChild } from "../../../src/runtime/logic/skeleton.ts";
import { isChromium } from "../browser.ts";
import { line as straight, swipe, tap } from "../components/fingers.ts";
import { line, page, template, useStages } from "./stage.ts";
import type { Stage } from "./stage.ts";

const withStage = useStages();

const property = 0;
const style = 4;
const bind = 64;
const caught = 64 | 2;
const dynamic = 1;
const box = "width:100px;height:100px";
const types = (events: readonly FrameEvent[]): string[] => events.map(({ event }) => event);
const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

describe("mouse", () => {
  const touchTypes = ["touchstart", "touchmove", "touchend", "tap", "longpress", "longtap"];
  const all = touchTypes.flatMap((type) => [bind, type, "h"]);
  const skeletons: SkeletonChild[][] = [
    [["view", [style, "style", box, ...all], ["view", [style, "style", "width:50px;height:50px"], ["text", 0, "x"]]]],
  ];
  const start = [...template(1, 0), Op.create, 1, 16, ...page(16)];

  test("a click is a touch and a tap, with the offsets of the elements on its path", async () => {
    await withStage(skeletons, async (stage) => {
      await stage.batch(...start);
      await stage.page.mouse.click(20, 30);
      await stage.message("event", (m) => m.event === "tap");
      const events = await stage.messages("event");
      expect(types(events)).toEqual(["touchstart", "touchend", "tap"]);
      const tap = events[2] as FrameEvent;
      const point = { identifier: 0, pageX: 20, pageY: 30, clientX: 20, clientY: 30 };
      expect(tap).toMatchObject({
        batch: 1,
        target: { base: 16, node: 1 },
        detail: { x: 20, y: 30 },
        bubbles: true,
        // As in the documentation's example of a tap.
        touches: [point],
        changedTouches: [point],
        offsets: [
          { node: { base: 16, node: 1 }, left: 0, top: 0, rect: [0, 0, 50, 50] },
          { node: { base: 16, node: 0 }, left: 0, top: 0, rect: [0, 0, 100, 100] },
        ],
      });
      expect(events[0]).toMatchObject({ touches: [point], changedTouches: [point] });
      expect(tap.timeStamp).toBeGreaterThan(0);
    });
  });

  test("a drag beyond the threshold is not a tap, a small one is", async () => {
    await withStage(skeletons, async (stage) => {
      await stage.batch(...start);
      await stage.page.mouse.move(20, 20);
      await stage.page.mouse.down();
      await stage.page.mouse.move(26, 24);
      await stage.page.mouse.up();
      await stage.message("event", (m) => m.event === "tap");
      await stage.forget();
      await stage.page.mouse.down();
      await stage.page.mouse.move(60, 80, { steps: 3 });
      await stage.page.mouse.up();
      await stage.message("event", (m) => m.event === "touchend");
      await wait(30);
      const events = await stage.messages("event");
      expect(types(events)).toEqual(["touchstart", "touchmove", "touchmove", "touchmove", "touchend"]);
      // The element that was touched first remains the target.
      expect(events.map(({ target }) => target.node)).toEqual([1, 1, 1, 1, 1].map(() => events[0]?.target.node));
      expect(events[3]?.changedTouches?.[0]).toMatchObject({ clientX: 60, clientY: 80 });
    });
  });

  test("a long press replaces the tap", async () => {
    await withStage(skeletons, async (stage) => {
      await stage.batch(...start);
      await stage.page.mouse.move(70, 70);
      await stage.page.mouse.down();
      await stage.message("event", (m) => m.event === "longtap");
      await stage.page.mouse.up();
      await stage.message("event", (m) => m.event === "touchend");
      await wait(30);
      expect(types(await stage.messages("event"))).toEqual(["touchstart", "longpress", "longtap", "touchend"]);
    });
  });

  test("nothing is sent for elements without listeners", async () => {
    const quiet: SkeletonChild[][] = [
      [
        ["view", [style, "style", box]],
        ["view", [style, "style", box, bind, "tap", "h"]],
      ],
    ];
    await withStage(quiet, async (stage) => {
      await stage.batch(...template(1, 0), Op.create, 1, 16, ...page(16));
      await stage.page.mouse.click(50, 50);
      await stage.page.mouse.click(50, 150);
      await stage.message("event");
      expect((await stage.messages("event")).map(({ event, target }) => [event, target.node])).toEqual([["tap", 1]]);
    });
  });
});

describe("touch", () => {
  const context = isChromium ? { hasTouch: true, isMobile: true } : { hasTouch: true };
  const all = ["touchstart", "touchmove", "touchend", "touchcancel", "tap"].flatMap((type) => [bind, type, "h"]);

  test("a touch is one tap, without duplicate mouse events", async () => {
    const skeletons: SkeletonChild[][] = [[["view", [style, "style", box, ...all]]]];
    const run = async (stage: Stage): Promise<void> => {
      await stage.batch(...template(1, 0), Op.create, 1, 16, ...page(16));
      await tap(stage.page, { x: 40, y: 40 }, stage.frame);
      await stage.message("event", (m) => m.event === "tap");
      await wait(100);
      expect(types(await stage.messages("event"))).toEqual(["touchstart", "touchend", "tap"]);
    };
    await withStage(skeletons, run, { context });
  });

  test("catchtouchmove prevents scrolling while it has a handler", async () => {
    const tall = "height:3000px";
    const skeletons: SkeletonChild[][] = [
      [["view", [style, "style", tall, caught | dynamic, "touchmove", 0], ["view", [style, "style", tall]]]],
    ];
    const run = async (stage: Stage): Promise<void> => {
      await stage.batch(...template(1, 0), Op.create, 1, 16, "stay", ...page(16));
      const fling = () => swipe(stage.page, straight({ x: 50, y: 400 }, { x: 50, y: 200 }, 10));
      const scrolled = () => stage.read<number>("scrollY");
      await fling();
      await wait(150);
      expect(await scrolled()).toBe(0);
      await stage.batch(Op.attribute, 17, "");
      await fling();
      await expect.poll(scrolled).toBeGreaterThan(50);
    };
    await withStage(skeletons, run, { context });
  });
});

describe("target elements", () => {
  test("content in a slot belongs to the block whose template contains it", async () => {
    const skeletons: SkeletonChild[][] = [
      [["box", [bind, "tap", "h"], ["text", 0, "one"], ["text", 0, "two"]]],
      [["view", [bind, "tap", "h"], ["slot", 0]]],
      [["v", [bind, "tap", "h"], ["text", 0, "three"]]],
      [["slot", 0]],
    ];
    await withStage(skeletons, async (stage) => {
      await stage.batch(
        ...template(1, 0, { hosts: [0, HostKind.element, ""], extras: [0] }),
        ...template(2, 1, { extras: [1] }),
        ...template(3, 2, { hosts: [0, HostKind.virtual, ""], extras: [0] }),
        ...template(4, 3, { extras: [0] }),
        ...line(Op.create, 1, 16, Op.create, 2, 24, Op.root, 17, 24, Op.slot, 17, 25, ...page(16)),
        ...line(Op.create, 3, 40, Op.create, 4, 50, Op.root, 41, 50, Op.slot, 41, 51, ...page(40)),
      );
      const click = async (text: string) => {
        await stage.forget();
        await stage.frame.getByText(text).click();
        const { target, offsets = [] } = await stage.message("event");
        return [target, ...offsets.slice(1).map(({ node }) => node)];
      };
      const [host, inner] = [
        { base: 16, node: 0 },
        { base: 24, node: 0 },
      ];
      expect(await click("two")).toEqual([{ base: 16, node: 3 }, inner, host]);
      // A virtual host can have listeners too; the Worker knows its position.
      expect(await click("three")).toEqual([{ base: 40, node: 1 }]);
    });
  });

  test("in rows of a list and blocks of several nodes", async () => {
    const skeletons: SkeletonChild[][] = [
      [["view", [bind, "tap", "h"], -1]],
      [["text", 0, 0]],
      [
        ["view", 0, ["text", 0, 0]],
        ["text", 0, 1],
      ],
    ];
    await withStage(skeletons, async (stage) => {
      await stage.batch(
        ...line(...template(1, 0), ...template(2, 1), ...template(3, 2), Op.create, 1, 16, 0, ...page(16)),
        ...line(Op.create, 2, 20, "a", Op.insert, 20, 17, 0, Op.create, 3, 30, "b", "c", Op.insert, 30, 17, 0),
      );
      for (const [text, base, node] of [
        ["a", 20, 0],
        ["b", 30, 1],
        ["c", 30, 3],
      ] as const) {
        await stage.forget();
        await stage.frame.getByText(text, { exact: true }).click();
        expect((await stage.message("event")).target).toEqual({ base, node });
      }
    });
  });
});

describe("the page", () => {
  test("transition and animation events", async () => {
    const skeletons: SkeletonChild[][] = [
      [
        [
          "view",
          [
            style | dynamic,
            "style",
            0,
            ...["transitionend", "animationstart", "animationend"].flatMap((type) => [bind, type, "h"]),
            property,
            "id",
            "a",
          ],
        ],
      ],
    ];
    const files = { "a.css": "@keyframes k{from{top:0}}#a{position:relative}" };
    const run = async (stage: Stage): Promise<void> => {
      await stage.batch(
        Op.sheets,
        ["a.css"],
        ...template(1, 0),
        Op.create,
        1,
        16,
        "transition:opacity 20ms",
        ...page(16),
      );
      await stage.read("new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))");
      await stage.batch(Op.attribute, 17, "transition:opacity 20ms;opacity:0.5");
      const end = await stage.message("event", (m) => m.event === "transitionend");
      expect(end).toMatchObject({
        detail: { propertyName: "opacity", elapsedTime: expect.closeTo(0.02) },
        bubbles: true,
      });
      await stage.batch(Op.attribute, 17, "animation:k 20ms");
      await stage.message("event", (m) => m.event === "animationend" && m.target.base === 16);
      expect(types(await stage.messages("event"))).toContain("animationstart");
    };
    await withStage(skeletons, run, { files });
  });

  test("scroll events, reachBottom, and scrolling on request", async () => {
    const skeletons: SkeletonChild[][] = [
      [
        ["view", [style, "style", "height:2000px"]],
        ["view", [property, "id", "end", style, "style", "height:100px"]],
      ],
    ];
    await withStage(skeletons, async (stage) => {
      await stage.batch(...template(1, 0), Op.create, 1, 16, ...page(16));
      await stage.read("scrollTo(0, 100)");
      await wait(60);
      expect(await stage.messages("page")).toEqual([]);
      await stage.send({ type: "page", listens: { scroll: true, reachBottom: true }, reachBottomDistance: 100 });
      await stage.send({ type: "page", scrollTo: { top: 300, duration: 0 } });
      expect(await stage.message("page")).toMatchObject({ event: "scroll", detail: { scrollTop: 300 } });
      await stage.send({ type: "page", scrollTo: { top: 1450, duration: 1000 } });
      const isThere = (m: { detail: unknown }): boolean => (m.detail as { scrollTop?: number }).scrollTop === 1450;
      await stage.message("page", isThere);
      await stage.message("page", (m) => m.event === "reachBottom");
      const scrolls = (await stage.messages("page")).filter((m) => m.event === "scroll").map((m) => m.detail);
      expect(scrolls.length).toBeGreaterThan(2);
      expect(await stage.read("scrollY")).toBe(1450);
      expect((await stage.messages("page")).filter((m) => m.event === "reachBottom").length).toBe(1);
      const selector = { base: 16, node: 1 };
      await stage.send({ type: "page", scrollTo: { top: 0, duration: 0, selector, offsetTop: -600 } });
      await expect.poll(() => stage.read("scrollY")).toBe(1400);
    });
  });

  test("resizing", async () => {
    await withStage([["x"]], async (stage) => {
      await stage.batch(...template(1, 0), Op.create, 1, 16, ...page(16));
      await stage.page.evaluate("document.querySelector('iframe').style.width = '300px'");
      const { event, detail } = await stage.message("page");
      expect([event, detail]).toEqual(["resize", { size: { windowWidth: 300, windowHeight: 600 } }]);
      expect(await stage.read("document.documentElement.style.getPropertyValue('--rpx')")).toBe("0.4px");
    });
  });

  test("pull-to-refresh is reported to the host, if enabled", async () => {
    const skeletons: SkeletonChild[][] = [[["view", [style, "style", box]]]];
    await withStage(skeletons, async (stage) => {
      await stage.batch(...template(1, 0), Op.create, 1, 16, ...page(16));
      const pull = async () => {
        await stage.page.mouse.move(50, 50);
        await stage.page.mouse.down();
        await stage.page.mouse.move(50, 130, { steps: 2 });
        await stage.page.mouse.up();
      };
      const pulls = () => stage.page.evaluate("pulls.map(({ phase, distance }) => [phase, distance])");
      await pull();
      await wait(30);
      expect(await pulls()).toEqual([]);
      // The frame handles messages in order, so it has received the notice when it answers the second message.
      await stage.page.evaluate("frames[0].postMessage({ type: 'miniapp-notice', pullDown: { enabled: true } }, '*')");
      await stage.read(`new Promise((resolve) => {
        addEventListener("message", ({ data }) => data === "heard" && resolve());
        postMessage("heard", "*");
      })`);
      await pull();
      await expect.poll(pulls).toEqual([
        ["move", 40],
        ["move", 80],
        ["end", 80],
      ]);
    });
  });
});
