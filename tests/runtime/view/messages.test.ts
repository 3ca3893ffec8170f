import { describe, expect, test } from "vitest";
import { HostKind, Op, Override } from "../../../src/runtime/protocol.ts";
import type { Operation, ToFrame } from "../../../src/runtime/protocol.ts";
import type { SkeletonChild } from "../../../src/runtime/logic/skeleton.ts";
import { line, page, template, useStages } from "./stage.ts";

const withStage = useStages(["problems"], ["--js-flags=--expose-gc"]);

const property = 0;
const className = 2;
const style = 4;
const dynamic = 1;

describe("queries", () => {
  const skeletons: SkeletonChild[][] = [
    [
      ["view", [style, "style", "width:40px;height:30px;overflow:scroll;color:rgb(1,2,3)"], ["view", 0, "long text"]],
      ["view", [style, "style", "margin:10px 0 0 5px;height:2000px"]],
    ],
  ];

  test("position, size and computed style of elements", async () => {
    await withStage(skeletons, async (stage) => {
      await stage.batch(...template(1, 0), Op.create, 1, 16, ...page(16));
      await stage.read("scrollTo(0, 10)");
      const [first, second] = [
        { base: 16, node: 0 },
        { base: 16, node: 3 },
      ];
      const items = [
        { nodes: [first, second, { base: 16, node: 9 }, { base: 99, node: 0 }], rect: true, size: true },
        { nodes: [first], scrollOffset: true, computedStyle: ["color", "overflowX"], node: true },
        { nodes: "viewport", rect: true, size: true, scrollOffset: true },
      ] as const;
      await stage.send({ type: "query", id: 3, items });
      const { id, results } = await stage.message("queried");
      expect(id).toBe(3);
      // Less than the frame's 375 pixels where a scrollbar takes up space.
      const right = await stage.read<number>("document.documentElement.clientWidth");
      expect(results[0]).toEqual([
        { left: 0, top: -10, right: 40, bottom: 20, width: 40, height: 30 },
        { left: 5, top: 30, right, bottom: 2030, width: right - 5, height: 2000 },
        null,
        null,
      ]);
      expect(results[1]).toEqual([
        expect.objectContaining({
          scrollLeft: 0,
          scrollTop: 0,
          color: "rgb(1, 2, 3)",
          overflowX: "scroll",
          node: null,
        }),
      ]);
      expect(results[2]).toEqual([
        expect.objectContaining({
          left: 0,
          top: 0,
          right: 375,
          width: 375,
          height: 600,
          scrollTop: 10,
          scrollHeight: 2040,
        }),
      ]);
    });
  });

  test("an element that has only a node index, in nested rows", async () => {
    const nested: SkeletonChild[][] = [[["view", 0, ["text", [style, "style", "display:block;width:10px"]], -1]]];
    await withStage(nested, async (stage) => {
      await stage.batch(
        ...line(...template(1, 0), Op.create, 1, 16, 0, ...page(16), Op.create, 1, 20, 0, Op.insert, 20, 17, 0),
        ...line(Op.override, 20, 1, Override.style, { width: "20px" }),
      );
      const nodes = [16, 20].map((base) => ({ base, node: 1 }));
      await stage.send({ type: "query", id: 1, items: [{ nodes, size: true }] });
      expect((await stage.message("queried")).results).toEqual([
        [
          { width: 10, height: 0 },
          { width: 20, height: 0 },
        ],
      ]);
    });
  });

  test("calling a method of an element without methods fails", async () => {
    await withStage(skeletons, async (stage) => {
      await stage.batch(...template(1, 0), Op.create, 1, 16, ...page(16));
      await stage.send({ type: "invoke", id: 5, target: { base: 16, node: 0 }, method: "play", values: [] });
      expect(await stage.message("invoked")).toEqual({ type: "invoked", id: 5, error: "the element has no play" });
    });
  });
});

describe("observers", () => {
  test("intersection: an element enters and leaves the viewport", async () => {
    const skeletons: SkeletonChild[][] = [
      [
        ["view", [style, "style", "height:800px"]],
        ["view", [style, "style", "height:100px;width:100px"]],
        ["view", [style, "style", "height:800px"]],
      ],
    ];
    await withStage(skeletons, async (stage) => {
      await stage.batch(...template(1, 0), Op.create, 1, 16, ...page(16));
      const relativeTo = [{ node: "viewport", margins: { bottom: 50 } }] as const;
      const what = {
        kind: "intersection",
        targets: [{ base: 16, node: 1 }],
        relativeTo,
        thresholds: [0, 1],
        initialRatio: 0,
      } as const;
      await stage.send({ type: "observe", id: 4, what });
      await stage.read("scrollTo(0, 200)");
      const seen = await stage.message("observed");
      expect(seen).toMatchObject({
        id: 4,
        result: {
          target: { base: 16, node: 1 },
          intersectionRatio: 0.5,
          intersectionRect: { left: 0, top: 600, width: 100, height: 50 },
          relativeRect: { left: 0, top: 0, right: 375, bottom: 650 },
          boundingClientRect: { top: 600, height: 100 },
        },
      });
      await stage.forget();
      await stage.read("scrollTo(0, 400)");
      expect((await stage.message("observed")).result).toMatchObject({ intersectionRatio: 1 });
      await stage.forget();
      await stage.read("scrollTo(0, 0)");
      expect((await stage.message("observed")).result).toMatchObject({ intersectionRatio: 0 });
      await stage.forget();
      await stage.send({ type: "unobserve", id: 4 });
      await stage.read("scrollTo(0, 400)");
      await new Promise((resolve) => setTimeout(resolve, 100));
      expect(await stage.messages("observed")).toEqual([]);
    });
  });

  test("media queries", async () => {
    await withStage([["x"]], async (stage) => {
      await stage.batch(...template(1, 0), Op.create, 1, 16, ...page(16));
      await stage.send({
        type: "observe",
        id: 1,
        what: { kind: "media", query: { minWidth: 300, orientation: "portrait" } },
      });
      expect((await stage.message("observed")).result).toEqual({ matches: true });
      await stage.forget();
      await stage.page.evaluate("document.querySelector('iframe').style.width = '280px'");
      expect((await stage.message("observed")).result).toEqual({ matches: false });
    });
  });
});

describe("a malicious Worker", () => {
  const skeletons: SkeletonChild[][] = [
    [["view", [className | dynamic, "class", 0, property | dynamic, "title", 1], 2, -4]],
    [["text", 0, 0]],
    [["c", 0]],
  ];

  const bad: readonly (readonly [string, Operation[]])[] = [
    ["an unknown operation", [99]],
    ["an operation that is a text", ["create", 1, 16]],
    ["an unknown template", [Op.create, 9, 64]],
    ["a number that is taken", [Op.create, 2, 16, "x"]],
    ["a number that is none", [Op.create, 2, "constructor", "x"]],
    ["a number far away", [Op.create, 2, 0x7fffffff, "x"]],
    ["a negative number", [Op.create, 2, -5, "x"]],
    ["a template that is there", [...template(1, 0)]],
    ["a module that is not there", [...template(7, 0, { module: "__proto__" })]],
    ["an index that is not there", [...template(7, 5)]],
    ["hosts that are no list", [Op.template, 7, "m.wxml", 0, "", 1, "hosts", []]],
    ["a tree of a template that is not there", [...template(7, 2, { hosts: [0, HostKind.tree * 9, ""] })]],
    ["a tree of its own template", [...template(7, 2, { hosts: [0, HostKind.tree * 7, ""] })]],
    ["a text that is not there", [Op.text, 500, "x"]],
    ["an attribute of a text", [Op.attribute, 19, "x"]],
    ["an attribute that is none", [Op.attribute, 16, "x"]],
    ["a hole that is not there", [Op.insert, 32, 900, 0]],
    ["a block into itself", [Op.insert, 16, 20, 0]],
    ["a block before one that is elsewhere", [Op.insert, 32, 20, 16]],
    ["a block that is not there", [Op.remove, 1000]],
    ["a list that does not hold the block", [Op.clear, 20, 16]],
    ["a slot that is a text", [Op.place, 32, 19, 0]],
    ["an element that is not there", [Op.classes, 16, 77, "x"]],
    ["an override that is none", [Op.override, 16, 0, 44, "x"]],
    ["a style that is no object", [Op.override, 16, 0, Override.style, "x"]],
    ["sheets that are no list", [Op.sheets, "x"]],
    ["a symbol of the language", [Op.text, "__proto__", "x"]],
    ["an object as a number", [Op.insert, { valueOf: 3 }, [], null]],
    ["a batch that ends early", [Op.create]],
    ["an object as a text", [Op.text, 19, { toString: 1 }]],
  ];

  test("each invalid operation is reported, and the page continues to work", async () => {
    await withStage(skeletons, async (stage) => {
      await stage.batch(
        ...line(...template(1, 0), ...template(2, 1), Op.create, 1, 16, "a", "t", "text", 0, ...page(16)),
        ...line(Op.create, 2, 32, "row", Op.insert, 32, 20, 0),
      );
      const before = await stage.html();
      for (const [what, operations] of bad) {
        await stage.forget();
        await stage.batch(...operations);
        expect(await stage.messages("problem"), what).toHaveLength(1);
        expect(await stage.html(), what).toBe(before);
      }
      await stage.forget();
      await stage.batch(Op.text, 19, "lives");
      expect(await stage.messages("problem")).toEqual([]);
      expect(await stage.html()).toContain("lives");
    });
  });

  test("no value becomes markup, a script or a URL outside the package", async () => {
    const evil = '<img src=x onerror="parent.evil=1"><script>parent.evil=1</script>';
    await withStage(skeletons, async (stage) => {
      await stage.batch(
        ...line(...template(1, 0), ...template(2, 1), Op.create, 1, 16, evil, evil, evil, 0, ...page(16)),
        // Neither URL reaches the browser, which would decode the escape to `u`.
        ...line(Op.override, 16, 0, Override.style, {
          background: "url(javascript:parent.evil=1), \\75rl(javascript:parent.evil=2)",
          [evil]: evil,
        }),
        ...line(Op.override, 16, 0, Override.addClass, evil, Op.classes, 16, 0, evil),
        ...line(Op.sheets, [
          "../../boot.css",
          "//elsewhere.example/x.css",
          "https://elsewhere.example/x.css",
          "",
          "a/./b",
        ]),
      );
      expect(await stage.read("document.querySelectorAll('img,script:not([src])').length")).toBe(0);
      expect(await stage.read("document.querySelectorAll('link').length")).toBe(1);
      expect(await stage.read("document.body.textContent")).toBe(evil);
      expect(await stage.page.evaluate("globalThis.evil")).toBeUndefined();
      expect((await stage.messages("problem")).length).toBe(5);
    });
  });

  test("invalid messages", async () => {
    await withStage(skeletons, async (stage) => {
      await stage.batch(...template(1, 0));
      const messages: unknown[] = [
        ...line(
          { type: "toString" },
          {},
          null,
          "batch",
          7,
          { type: "batch", number: 9 },
          { type: "batch", operations: 4 },
        ),
        ...line(
          { type: "query", id: 1 },
          { type: "query", id: 1, items: [{ nodes: [null] }] },
          { type: "observe", id: 1 },
        ),
        ...line(
          { type: "observe", id: 2, what: { kind: "intersection" } },
          { type: "unobserve" },
          { type: "acted", id: 4 },
        ),
        ...line({ type: "invoke", id: 3 }, { type: "page", scrollTo: { top: {}, duration: "x" } }),
      ];
      for (const message of messages) await stage.send(message as ToFrame);
      await stage.send({ type: "query", id: 77, items: [{ nodes: "viewport", size: true }] });
      await stage.message("queried", (m) => m.id === 77);
      expect((await stage.messages("problem")).length).toBeGreaterThan(5);
    });
  });

  test("invalid skeletons in a package", async () => {
    let deep: SkeletonChild = "x";
    for (let i = 0; i < 2000; i++) deep = ["view", 0, deep];
    const strange = [
      [deep],
      [["view", [1, "title", -3]]],
      [["view", [1, "title", 1e9]]],
      [{}],
      [null],
      [["view", [5, "style", 0.5]]],
      "text",
      7,
    ] as unknown as SkeletonChild[][];
    await withStage(strange, async (stage) => {
      for (let i = 0; i < strange.length; i++) {
        await stage.batch(...template(i + 1, i), Op.create, i + 1, 16 + i * 100, ...page(16 + i * 100));
        expect((await stage.messages("problem")).length, String(i)).toBeGreaterThan(0);
        await stage.forget();
        expect(await stage.html()).toBe("");
      }
      // Firefox cannot parse a script that is nested so deeply, so that the package has no templates there.
      expect(stage.errors.splice(0).filter((text) => text !== "InternalError: too much recursion")).toEqual([]);
    });
  });
});

describe("memory", () => {
  test("adding and removing rows 200 times leaks no nodes", async () => {
    const skeletons: SkeletonChild[][] = [
      [["view", 0, -1]],
      [["box", [className | dynamic, "class", 0], ["text", 0, 1]]],
      ["in", ["slot", 0]],
    ];
    await withStage(skeletons, async (stage) => {
      await stage.batch(
        ...line(...template(1, 0), ...template(2, 1, { hosts: [0, HostKind.element, ""], extras: [0] })),
        ...line(...template(3, 2, { extras: [1] }), Op.create, 1, 16, 0, ...page(16)),
      );
      const operations: Operation[] = [];
      for (let i = 0; i < 50; i++) {
        const base = 32 + i * 8;
        operations.push(Op.create, 2, base, "c", `row ${i}`, Op.create, 3, base + 4);
        operations.push(Op.root, base + 3, base + 4, Op.slot, base + 3, base + 5, Op.insert, base, 17, 0);
      }
      operations.push(Op.clear, 17, 32);
      for (let i = 0; i < 50; i++) operations.push(Op.free, 32 + i * 8, 4, Op.free, 36 + i * 8, 2);
      const client = await stage.page.context().newCDPSession(stage.page);
      const nodes = async (): Promise<number> => {
        await client.send("HeapProfiler.collectGarbage");
        await client.send("HeapProfiler.collectGarbage");
        return (await client.send("Memory.getDOMCounters")).nodes;
      };
      await stage.batch(...operations);
      await stage.forget();
      const before = await nodes();
      for (let i = 0; i < 200; i++) await stage.batch(...operations);
      await stage.forget();
      expect((await nodes()) - before).toBeLessThan(60);
      expect(await stage.html()).toBe("<view></view>");
    });
  });
});
