/** The frame and real built-in components together. */
import { expect, test } from "vitest";
import { Op } from "../../../src/runtime/protocol.ts";
import type { SkeletonChild } from "../../../src/runtime/logic/skeleton.ts";
import { page, template, useStages } from "./stage.ts";
import type { Stage } from "./stage.ts";

const pixel =
  '<svg xmlns="http://www.w3.org/2000/svg" width="30" height="20"><rect width="30" height="20" fill="red"/></svg>';

const onStage = useStages(["errors"]);

function withStage(skeletons: readonly (readonly SkeletonChild[])[], run: (stage: Stage) => Promise<void>) {
  const files = { "pages/a/i mages/x.svg": pixel, "y.svg": pixel };
  return onStage([], run, { view: { "pages/a/a.wxml": skeletons }, files });
}

const property = 0;
const className = 2;
const style = 4;
const bind = 64;
const dynamic = 1;
const model = 10;
const module = "pages/a/a.wxml";
const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

test("an image gets its properties, and its URL is that of a file in the package", async () => {
  const skeletons: SkeletonChild[][] = [
    [
      [
        "image",
        [property, "mode", "widthFix", property | dynamic, "src", 0, className, "class", "i", bind, "load", "h"],
      ],
      ["image", [property, "src", "/y.svg", property, "id", "k"]],
    ],
  ];
  await withStage(skeletons, async (stage) => {
    await stage.batch(...template(1, 0, { module, scope: "s-" }), Op.create, 1, 16, "./i mages/x.svg", ...page(16));
    expect(await stage.message("event")).toMatchObject({
      event: "load",
      target: { base: 16, node: 0 },
      bubbles: false,
      detail: { width: 30, height: 20 },
    });
    expect(await stage.html()).toContain('class="s-i i"');
    expect(await stage.html()).toContain('id="k"');
    await stage.forget();
    await stage.batch(Op.attribute, 17, "../../../y.svg");
    await stage.message("event");
    expect(stage.errors).toEqual([]);
  });
});

test("an element that is upgraded to a component gets its properties in the same task, before a paint", async () => {
  const skeletons: SkeletonChild[][] = [
    [
      ["image", [property, "src", "/y.svg"]],
      ["list-builder", [property | dynamic, "padding", 0]],
    ],
  ];
  await withStage(skeletons, async (stage) => {
    await stage.read(`void customElements.whenDefined("wx-list-builder").then(async () => {
      for (let step = 0; step < 100; step++) await undefined;
      globalThis.padding = getComputedStyle(document.querySelector("wx-list-builder")).paddingTop;
    })`);
    await stage.batch(...template(1, 0, { module }), Op.create, 1, 16, [10, 0, 0, 0], ...page(16));
    await expect.poll(() => stage.read("globalThis.padding")).toBe("10px");
  });
});

test("a component inserted into a block before that block is displayed keeps the stylesheets of its shadow root", async () => {
  const skeletons: SkeletonChild[][] = [[["switch", 0]], [["view", 0, ["view", 0, ~0]]]];
  await withStage(skeletons, async (stage) => {
    await stage.batch(...template(1, 0, { module }), ...template(2, 1, { module, extras: [~0] }));
    await stage.batch(Op.create, 1, 16, ...page(16));
    const sheets = `[...document.querySelectorAll("wx-switch")].map((one) => one.shadowRoot?.adoptedStyleSheets.length > 0)`;
    await expect.poll(() => stage.read(sheets)).toEqual([true]);
    await stage.batch(Op.create, 2, 32, Op.create, 1, 48, Op.insert, 48, 33, 0, ...page(32));
    expect(await stage.read(sheets)).toEqual([true, true]);
  });
});

test("a component that is upgraded starts with its properties: nothing moves to them from the defaults", async () => {
  const skeletons: SkeletonChild[][] = [
    [
      [
        "movable-area",
        [style, "style", "width: 99px; height: 99px"],
        ["movable-view", [property, "direction", "all", property, "x", "40", property, "y", "3", bind, "change", "h"]],
      ],
      [
        "progress",
        [property, "activeMode", "forwards", property, "percent", "8", property, "active", true, property, "id", "p"],
      ],
    ],
  ];
  await withStage(skeletons, async (stage) => {
    await stage.read(`void customElements.whenDefined("wx-list-builder").then(async () => {
      for (let step = 0; step < 100; step++) await undefined;
      const bar = document.querySelector("#p").shadowRoot.querySelector("#bar");
      globalThis.begin = bar.style.width;
    })`);
    await stage.batch(...template(1, 0, { module }), Op.create, 1, 16, ...page(16));
    await expect.poll(() => stage.read("globalThis.begin")).toBe("0%");
    await wait(100);
    expect(await stage.messages("event")).toEqual([]);
  });
});

test("a temporary file is requested once, and read from the Worker's answer", async () => {
  const skeletons: SkeletonChild[][] = [
    [
      ["image", [property, "src", "wxfile://tmp/1", bind, "load", "h"]],
      ["image", [property, "src", "wxfile://tmp/1"]],
    ],
  ];
  await withStage(skeletons, async (stage) => {
    await stage.batch(...template(1, 0, { module }), Op.create, 1, 16, ...page(16));
    const { id, name, argument } = await stage.message("act");
    expect([name, argument]).toEqual(["file", "wxfile://tmp/1"]);
    await stage.page.evaluate(
      `port.postMessage({ type: "acted", id: ${id}, value: new Blob([${JSON.stringify(pixel)}], { type: "image/svg+xml" }) })`,
    );
    expect(await stage.message("event")).toMatchObject({ event: "load", detail: { width: 30 } });
    expect(await stage.messages("act")).toHaveLength(1);
  });
});

test("each component that shows a temporary file reports one that does not exist, and the next request asks again", async () => {
  const kinds = ["image", "cover-image", "video", "audio"];
  const skeletons: SkeletonChild[][] = [
    kinds.map((kind) => [kind, [property | dynamic, "src", 0, bind, "error", "h"]] as const),
  ];
  await withStage(skeletons, async (stage) => {
    const missing = "wxfile://tmp/missing";
    await stage.batch(...template(1, 0, { module }), Op.create, 1, 16, missing, ...page(16));
    const refuse = async () => {
      const { id } = await stage.message("act");
      await stage.forget();
      await stage.send({ type: "acted", id, error: "no such file" });
    };
    await refuse();
    const failed = async () =>
      (await stage.messages("event")).map(({ event, target }) => `${event} ${target.node}`).sort();
    await expect.poll(failed).toEqual(["error 0", "error 1", "error 2", "error 3"]);
    await stage.forget();
    await stage.batch(Op.attribute, 17, "", Op.attribute, 17, missing);
    await refuse();
    await expect.poll(failed).toHaveLength(1);
    expect(await stage.messages("problem")).toEqual([]);
    expect(stage.errors).toEqual([]);
  });
});

test("a scroll-view begins at the position of its property, in rpx", async () => {
  const rows: SkeletonChild[] = Array.from({ length: 20 }, () => ["view", [style, "style", "height: 50px"]]);
  const skeletons: SkeletonChild[][] = [
    [
      [
        "scroll-view",
        [property, "scrollY", true, property, "scrollTop", "200rpx", style, "style", "height: 100px"],
        ...rows,
      ],
    ],
  ];
  await withStage(skeletons, async (stage) => {
    await stage.batch(...template(1, 0, { module }), Op.create, 1, 16, ...page(16));
    const top = () => stage.read("document.querySelector('wx-scroll-view').shadowRoot.firstChild.scrollTop");
    await expect.poll(top).toBe(100);
  });
});

test("user input is sent to the Worker: first the bound property, then the event", async () => {
  const skeletons: SkeletonChild[][] = [
    [
      ["input", [model | dynamic, "value", 0, bind, "input", "h"]],
      ["input", [property | dynamic, "value", 1]],
    ],
  ];
  await withStage(skeletons, async (stage) => {
    await stage.batch(...template(1, 0, { module }), Op.create, 1, 16, "ab", "", ...page(16));
    const [first, second] = [
      stage.frame.locator("wx-input input").nth(0),
      stage.frame.locator("wx-input input").nth(1),
    ];
    expect(await first.inputValue()).toBe("ab");
    await first.click();
    await first.press("End");
    await first.press("c");
    const { target, name, value } = await stage.message("model");
    expect([target, name, value]).toEqual([{ base: 16, node: 0 }, "value", "abc"]);
    const types = (await stage.all()).map((m) => m.type);
    expect(types.indexOf("model")).toBeLessThan(types.lastIndexOf("event"));
    await stage.forget();
    await second.fill("x");
    await wait(50);
    expect(await stage.messages("model")).toEqual([]);
    expect(await stage.messages("event")).toEqual([]);
    await stage.send({ type: "query", id: 1, items: [{ nodes: [{ base: 16, node: 1 }], properties: ["value"] }] });
    expect((await stage.message("queried")).results).toEqual([[{ value: "x" }]]);
  });
});

test("hover-class of plain elements has the class prefix of its template", async () => {
  const skeletons: SkeletonChild[][] = [
    [
      [
        "view",
        [property, "hoverClass", "on", property, "hoverStartTime", 10, property, "hoverStayTime", 30],
        "press me",
      ],
    ],
  ];
  await withStage(skeletons, async (stage) => {
    await stage.batch(...template(1, 0, { module, scope: "s-", global: 0 }), Op.create, 1, 16, ...page(16));
    const classes = () => stage.read("document.body.firstElementChild.className");
    await stage.page.mouse.move(20, 5);
    await stage.page.mouse.down();
    await expect.poll(classes).toBe("s-on");
    await stage.page.mouse.up();
    await expect.poll(classes).toBe("");
  });
});

test("a tap on a button reaches its listeners, by mouse and by keyboard", async () => {
  const skeletons: SkeletonChild[][] = [[["button", [bind, "tap", "h"], "Go"]]];
  await withStage(skeletons, async (stage) => {
    await stage.batch(...template(1, 0, { module }), Op.create, 1, 16, ...page(16));
    await stage.frame.getByText("Go").click();
    await stage.message("event", (m) => m.event === "tap");
    await wait(50);
    expect((await stage.messages("event")).map(({ event, target }) => [event, target.node])).toEqual([["tap", 0]]);
  });
});
