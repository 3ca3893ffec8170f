/** Operations that change how a page looks: added styles and classes, animations, stylesheets. */
import { describe, expect, test } from "vitest";
import { Op, Override } from "../../../src/runtime/protocol.ts";
import type { SkeletonChild } from "../../../src/runtime/logic/skeleton.ts";
import { line, page, template, useStages } from "./stage.ts";
import type { Stage } from "./stage.ts";

const withStage = useStages();

// Attribute codes: kind << 1 | dynamic.
const property = 0;
const className = 2;
const style = 4;
const dynamic = 1;

describe("overrides", () => {
  test("styles and classes apply on top of the template's", async () => {
    const skeletons: SkeletonChild[][] = [
      [["view", [className | dynamic, "class", 0, style | dynamic, "style", 1], ["view", 0]]],
    ];
    await withStage(skeletons, async (stage) => {
      await stage.batch(...template(1, 0), Op.create, 1, 16, "a b", "color:red", ...page(16));
      await stage.batch(
        ...line(Op.override, 16, 0, Override.style, { color: "blue", marginTop: "75rpx" }),
        ...line(Op.override, 16, 0, Override.addClass, "c d", Op.override, 16, 0, Override.removeClass, "b"),
        ...line(Op.override, 16, 1, Override.style, { "--x": "1", opacity: "0.5 !important" }),
      );
      const inner = '<view style="--x: 1; opacity: 0.5 !important;"></view>';
      expect(await stage.html()).toBe(
        `<view class="a c d" style="color: blue; margin-top: calc(var(--rpx)*75);">${inner}</view>`,
      );
      await stage.batch(Op.attribute, 17, "b e", Op.attribute, 18, "color:green;top:0");
      expect(await stage.html()).toBe(
        `<view class="e c d" style="color: blue; top: 0px; margin-top: calc(var(--rpx)*75);">${inner}</view>`,
      );
      await stage.batch(
        ...line(Op.override, 16, 0, Override.style, { color: null, marginTop: null }),
        ...line(Op.override, 16, 0, Override.removeClass, "c", Op.override, 16, 0, Override.addClass, "b"),
      );
      expect(await stage.html()).toBe(`<view class="e d b" style="color: green; top: 0px;">${inner}</view>`);
    });
  });

  test("keyframes play, keep their final state, and can be cleared", async () => {
    const skeletons: SkeletonChild[][] = [[["view", [style, "style", "width:10px"]]]];
    await withStage(skeletons, async (stage) => {
      await stage.batch(...template(1, 0), Op.create, 1, 16, ...page(16));
      const keyframes = [
        { opacity: 1, rotate: 0 },
        { opacity: 0.25, translate: [10, 20], width: 40, ease: "ease-in" },
      ];
      await stage.batch(Op.override, 16, 0, Override.animate, { keyframes, duration: 30 });
      const look =
        "(({ opacity, width, transform }) => [opacity, width, transform])(getComputedStyle(document.body.firstElementChild))";
      const end = ["0.25", "40px", "matrix(1, 0, 0, 1, 10, 20)"];
      await expect.poll(() => stage.read(look)).toEqual(end);
      await stage.read("Promise.all(document.getAnimations().map((one) => one.finished)).then(() => 1)");
      expect(await stage.read(look)).toEqual(end);
      await stage.batch(Op.override, 16, 0, Override.animate, null);
      await expect.poll(() => stage.read(look)).toEqual(["1", "10px", "none"]);
    });
  });

  test("an exported animation plays its steps in order", async () => {
    const skeletons: SkeletonChild[][] = [[["view", [property | dynamic, "animation", 0]]]];
    await withStage(skeletons, async (stage) => {
      await stage.batch(...template(1, 0), Op.create, 1, 16, null, ...page(16));
      const step = (type: string, values: unknown[], duration: number) => ({
        animates: [{ type, args: values }],
        option: { transformOrigin: "0 0 0", transition: { duration, timingFunction: "ease-in", delay: 0 } },
      });
      const actions = [step("translateX", [30], 200), step("style", ["opacity", 0.5], 40)];
      // Records the style attribute and the time at each change.
      await stage.read(`{
        globalThis.seen = [];
        const one = document.body.firstElementChild;
        const note = () => seen.push([performance.now(), one.getAttribute("style")]);
        new MutationObserver(note).observe(one, { attributes: true });
      }`);
      await stage.batch(Op.attribute, 17, { actions });
      const seen = () => stage.read<[number, string][]>("seen");
      await expect.poll(async () => (await seen()).at(-1)?.[1]).toContain("opacity: 0.5");
      const all = await seen();
      expect(all.at(-1)?.[1]).toContain("transform: translateX(30px)");
      const [began] = all.find(([, style]) => style.includes("transform: translateX(30px)")) ?? [0];
      const [next] = all.find(([, style]) => style.includes("opacity")) ?? [0];
      expect(all.findLast(([time]) => time < next)?.[1]).toContain("ease-in");
      expect(next - began).toBeGreaterThan(150);
    });
  });
});

describe("stylesheets", () => {
  const skeletons: SkeletonChild[][] = [[["view", [className, "class", "a"]]]];
  const files = { "app.wxss.css": ".a{color:red}", "s/page 1.css": ".a{color:rgb(0,0,255);width:calc(var(--rpx)*75)}" };

  test("the page is visible once they are loaded, and they apply in order", async () => {
    const run = async (stage: Stage): Promise<void> => {
      await stage.send({
        type: "batch",
        number: 1,
        operations: [Op.sheets, ["s/page 1.css"], ...template(1, 0), Op.create, 1, 16, ...page(16)],
      });
      await stage.send({ type: "batch", number: 2, operations: [Op.override, 16, 0, Override.addClass, "b"] });
      await stage.send({
        type: "query",
        id: 7,
        items: [{ nodes: [{ base: 16, node: 0 }], size: true, computedStyle: ["color"] }],
      });
      expect(await stage.read("getComputedStyle(document.body).visibility")).toBe("hidden");
      stage.release();
      expect((await stage.message("queried")).results).toEqual([[{ width: 37.5, height: 0, color: "rgb(0, 0, 255)" }]]);
      expect(await stage.read("getComputedStyle(document.body).visibility")).toBe("visible");
      const said = (await stage.all()).map((m) => m.type);
      expect(said).toEqual(["ready", "applied", "applied", "queried"]);
    };
    await withStage(skeletons, run, { files, appSheets: ["app.wxss.css"], isHeld: true });
  });

  test("no transition leads from the look without the stylesheets to the final one", async () => {
    const run = async (stage: Stage): Promise<void> => {
      await stage.read("addEventListener('transitionend', (event) => (globalThis.ended = event.propertyName))");
      const operations = [...template(1, 0), Op.create, 1, 16, ...page(16)];
      await stage.send({ type: "batch", number: 1, operations });
      const look = (pseudo: string) =>
        stage.read(`getComputedStyle(document.body.firstElementChild, "${pseudo}").opacity`);
      await expect.poll(() => look("")).toBe("1");
      // The browser has drawn the page without the stylesheets.
      await stage.read("new Promise((done) => requestAnimationFrame(() => setTimeout(done)))");
      stage.release();
      await stage.message("applied");
      expect([await look(""), await look("::after")]).toEqual(["0.5", "0.25"]);
      expect(await stage.read("document.getAnimations().length")).toBe(0);
      // Later changes do have transitions.
      await stage.batch(Op.override, 16, 0, Override.style, { opacity: "1" });
      await expect.poll(() => stage.read("globalThis.ended")).toBe("opacity");
    };
    const sheet = ".a,.a::after{content:'x';opacity:.5;transition:all .2s}.a::after{opacity:.25}";
    await withStage(skeletons, run, { files: { "app.wxss.css": sheet }, appSheets: ["app.wxss.css"], isHeld: true });
  });

  test("a batch with new stylesheets waits for them, and messages keep their order", async () => {
    const run = async (stage: Stage): Promise<void> => {
      await stage.batch(...template(1, 0), Op.create, 1, 16, ...page(16));
      const later = [Op.sheets, ["app.wxss.css"], Op.create, 1, 32, ...page(32)];
      await stage.send({ type: "batch", number: 2, operations: later });
      await stage.send({ type: "batch", number: 3, operations: [Op.remove, 16] });
      expect(await stage.html()).toBe('<view class="a"></view>');
      stage.release();
      await stage.message("applied", (m) => m.batch === 3);
      expect((await stage.messages("applied")).map((m) => m.batch)).toEqual([1, 2, 3]);
      expect(await stage.read("getComputedStyle(document.body.lastElementChild).color")).toBe("rgb(255, 0, 0)");
    };
    await withStage(skeletons, run, { files, isHeld: true });
  });

  test("a batch that waits for a stylesheet uses the templates from before a later update mark", async () => {
    const run = async (stage: Stage): Promise<void> => {
      await stage.batch(...template(1, 0), Op.create, 1, 16, ...page(16));
      await stage.page.evaluate(`new Promise((resolve) => {
        addEventListener("message", (event) => event.data.type === "miniapp-updated" && resolve());
        const views = { "m.wxml": [[["view", 0, "new"]]] };
        frames[0].postMessage({ type: "miniapp-update", build: 1, views, sheets: [] }, "*");
      })`);
      const blocks = [2, 3].map((number) =>
        line(...template(number, 0), Op.create, number, number * 16, ...page(number * 16)),
      );
      const messages = [
        {
          type: "batch",
          number: 2,
          operations: [Op.sheets, ["app.wxss.css"], Op.override, 16, 0, Override.addClass, "b"],
        },
        { type: "batch", number: 3, operations: blocks[0] },
        { type: "update", build: 1 },
        { type: "batch", number: 4, operations: blocks[1] },
      ];
      await stage.page.evaluate(`for (const one of ${JSON.stringify(messages)}) port.postMessage(one)`);
      expect(await stage.html()).toBe('<view class="a"></view>');
      stage.release();
      await stage.message("applied", (m) => m.batch === 4);
      expect((await stage.messages("applied")).map((m) => m.batch)).toEqual([1, 2, 3, 4]);
      expect(await stage.html()).toBe('<view class="a b"></view><view class="a"></view><view>new</view>');
    };
    await withStage(skeletons, run, { files, isHeld: true });
  });
});
