/** What operations make of a page: templates, blocks in holes, components and slots. */
import { describe, expect, test } from "vitest";
import { HostKind, Op } from "../../../src/runtime/protocol.ts";
import type { Operation } from "../../../src/runtime/protocol.ts";
import type { SkeletonChild } from "../../../src/runtime/logic/skeleton.ts";
import { line, page, template, useStages } from "./stage.ts";

const withStage = useStages();

// Codes of attributes: kind << 1 | dynamic.
const property = 0;
const className = 2;
const style = 4;
const data = 6;
const toggle = 18;
const styleProperty = 20;
const dynamic = 1;

describe("templates", () => {
  test("a block of one element is cloned, filled and put into the page", async () => {
    const skeletons: SkeletonChild[][] = [
      [["view", [className, "class", "a b"], "Hi ", 0, ["text", [className | dynamic, "class", 1], 2]]],
    ];
    await withStage(skeletons, async (stage) => {
      await stage.batch(...template(1, 0), Op.create, 1, 16, "you", "x  y", "tail", ...page(16));
      expect(await stage.html()).toBe('<view class="a b">Hi you<text class="x  y">tail</text></view>');
      await stage.batch(Op.text, 17, "me", Op.attribute, 18, "z", Op.text, 19, "end");
      expect(await stage.html()).toBe('<view class="a b">Hi me<text class="z">end</text></view>');
      await stage.batch(Op.attribute, 18, ["y", "z"]);
      expect(await stage.html()).toContain('<text class="y z">');
    });
  });

  test("class names get the prefix of their scope, and stand without where the global scope counts", async () => {
    const parts = [className, "class", "a", toggle | dynamic, "on", 1, className | dynamic, "class", 2] as const;
    const skeletons: SkeletonChild[][] = [
      [
        ["view", [className, "class", "a b"]],
        ["view", [className | dynamic, "class", 0]],
        ["view", [...parts]],
      ],
    ];
    await withStage(skeletons, async (stage) => {
      await stage.batch(
        ...template(1, 0, { scope: "s-", global: 0 }),
        ...template(2, 0, { scope: "s-", global: 1 }),
        ...line(Op.create, 1, 16, "c  d", true, "e", ...page(16)),
        ...line(Op.create, 2, 32, "c", false, "", ...page(32)),
      );
      const classes = "[...document.body.children].map((one) => [...one.classList].join(' '))";
      expect(await stage.read(classes)).toEqual([
        ...line("s-a s-b", "s-c s-d", "s-a s-on s-e"),
        ...line("s-a a s-b b", "s-c c", "s-a a"),
      ]);
      await stage.batch(Op.attribute, 18, false, Op.attribute, 19, "f g", Op.attribute, 17, "");
      expect(await stage.read(`${classes}.slice(0, 3)`)).toEqual(["s-a s-b", "", "s-a s-f s-g"]);
      // An array, as part of a text and alone, is several names.
      await stage.batch(Op.attribute, 19, ["f", ["g"]], Op.attribute, 17, "x f,g");
      expect(await stage.read(`${classes}.slice(0, 3)`)).toEqual(["s-a s-b", "s-x s-f s-g", "s-a s-f s-g"]);
    });
  });

  test("styles, ids, hidden and data", async () => {
    const skeletons: SkeletonChild[][] = [
      [
        ["view", [style, "style", "width:75rpx", property, "id", "i", property, "hidden", true, data, "fooBar", "1"]],
        ["view", [style | dynamic, "style", 0, property | dynamic, "hidden", 1, property | dynamic, "id", 2]],
        ["view", [style, "style", "top:1px", styleProperty | dynamic, "color", 3, style | dynamic, "style", 4]],
      ],
    ];
    await withStage(skeletons, async (stage) => {
      await stage.batch(
        ...template(1, 0),
        ...line(Op.create, 1, 16, "left: 10rpx", 0, "k", "blue", "bottom:2px", ...page(16)),
      );
      expect(await stage.html()).toBe(
        '<view data-foo-bar="1" hidden="" id="i" style="width: calc(var(--rpx)*75);"></view>' +
          '<view id="k" style="left: calc(var(--rpx)*10);"></view>' +
          '<view style="top: 1px; color: blue; bottom: 2px;"></view>',
      );
      const shown = await stage.read("getComputedStyle(document.querySelector('#i')).display");
      expect(shown).toBe("none");
      await stage.batch(Op.attribute, 18, true, Op.attribute, 17, "", Op.attribute, 20, "", Op.attribute, 21, "left:0");
      expect(await stage.html()).toContain(
        '<view hidden="" id="k" style=""></view><view style="top: 1px; left: 0px;">',
      );
      expect(await stage.read("getComputedStyle(document.querySelector('#k')).left")).toBe("auto");
      // 750 rpx are the frame's width.
      await stage.read("document.querySelector('#i').removeAttribute('hidden')");
      expect(await stage.read("getComputedStyle(document.querySelector('#i')).width")).toBe("37.5px");
    });
  });

  test("rows that are alike and rows that are not", async () => {
    const attributes = [className, "class", "a", className | dynamic, "class", 0, style | dynamic, "style", 1] as const;
    await withStage([[["view", [...attributes]]]], async (stage) => {
      const [red, blue, none] = ["color: red;", "color: blue;", ""];
      const rows = [
        ...line(["x", red], ["x", red], ["x", red], ["y", blue], ["x", red], ["y", blue], ["y", none]),
        ...line(["y", none], ["y", blue], ["", none], ["", none], ["", red]),
      ] as [string, string][];
      await stage.batch(
        ...template(1, 0, { scope: "s-", global: 0 }),
        ...rows.flatMap(([names, css], i) => line(Op.create, 1, 16 + i * 3, names, css, ...page(16 + i * 3))),
      );
      const shown = "[...document.body.children].map((one) => [one.className, one.style.cssText])";
      const expected = rows.map(([names, css]) => [names === "" ? "s-a" : `s-a s-${names}`, css]);
      expect(await stage.read(shown)).toEqual(expected);
      await stage.batch(...line(Op.attribute, 17, "y", Op.attribute, 21, ""), ...line(Op.attribute, 18, blue));
      expect(await stage.read(shown)).toEqual([["s-a s-y", blue], ["s-a s-x", ""], ...expected.slice(2)]);
    });
  });

  test("every tag becomes an element of ours, whatever it is called", async () => {
    const tags = ["div", "script", "IFRAME", "img", 'a"b', "wx-view", "x:y", "form", "link", "style", "object"];
    const attributes = [
      property,
      "onload",
      "boom()",
      property,
      "onclick",
      "boom()",
      property,
      "src",
      "x",
      property,
      "role",
      "r",
    ];
    const skeletons: SkeletonChild[][] = [tags.map((tag) => [tag, attributes] as SkeletonChild)];
    await withStage(skeletons, async (stage) => {
      await stage.batch(...template(1, 0), Op.create, 1, 16, ...page(16));
      const names = "[...document.body.children].map((one) => one.localName)";
      expect(await stage.read(names)).toEqual(
        ["div", "script", "iframe", "img", "a-b", "view", "x-y", "form", "link", "style", "object"].map(
          (n) => `wx-${n}`,
        ),
      );
      const all = "[...document.body.children].flatMap((one) => one.getAttributeNames())";
      expect(await stage.read<string[]>(`${all}.filter((name) => /^on/i.test(name))`)).toEqual([]);
      expect(await stage.read<string[]>(all)).toContain("role");
    });
  });

  test("line breaks of text elements: real ones and those that are written", async () => {
    const skeletons: SkeletonChild[][] = [
      [
        ["text", 0, "a\\nb", 0],
        ["view", 0, "a\\nb", 1],
        ["text", [property, "decode", true], "&lt;&nbsp;\\n", 2],
      ],
    ];
    await withStage(skeletons, async (stage) => {
      await stage.batch(...template(1, 0), Op.create, 1, 16, "c\\nd", "c\\nd", "&gt;", ...page(16));
      expect(await stage.html()).toBe('<text>a\nbc\nd</text><view>a\\nbc\\nd</view><text decode=""><\u00a0\n></text>');
      await stage.batch(Op.text, 17, "\\n", Op.text, 18, "\\n", Op.text, 19, "&amp;");
      expect(await stage.html()).toBe('<text>a\nb\n</text><view>a\\nb\\n</view><text decode=""><\u00a0\n&</text>');
    });
  });

  test("a component's host has its class; one with a built-in's name is none", async () => {
    const skeletons: SkeletonChild[][] = [
      [
        ["my-card", [className | dynamic, "class", 0]],
        ["button", [property, "type", "primary"]],
      ],
      ["inside"],
    ];
    await withStage(skeletons, async (stage) => {
      const hosts = [0, HostKind.element, "c-1-host", 1, HostKind.element, "c-2-host"];
      await stage.batch(
        ...template(1, 0, { hosts, extras: [0, 1] }),
        ...template(2, 1),
        ...line(Op.create, 1, 16, "mine", Op.create, 2, 20, Op.root, 18, 20, ...page(16)),
      );
      expect(await stage.html()).toBe(
        '<my-card class="mine c-1-host">inside</my-card><button--host class="c-2-host"></button--host>',
      );
      await stage.batch(Op.attribute, 17, "", Op.classes, 16, 1, "outer c-2-host");
      expect(await stage.html()).toBe(
        '<my-card class=" c-1-host">inside</my-card><button--host class="outer c-2-host"></button--host>',
      );
    });
  });
});

describe("blocks in holes", () => {
  // A list in an element, a list between texts, and rows of one element or of several nodes.
  const skeletons: SkeletonChild[][] = [[["view", 0, -1], "(", -2, ")"], [["text", 0, 0]], [0, ["text", 0, 1]], [-1]];
  const start = [...template(1, 0), ...template(2, 1), ...template(3, 2), ...template(4, 3)];

  test("are inserted, moved, removed and cleared", async () => {
    await withStage(skeletons, async (stage) => {
      await stage.batch(...start, Op.create, 1, 16, 0, 0, ...page(16));
      const row = (base: number, text: string): Operation[] => [Op.create, 2, base, text];
      const wide = (base: number, text: string): Operation[] => [Op.create, 3, base, text, `${text}!`];
      await stage.batch(
        ...line(...row(20, "a"), Op.insert, 20, 17, 0, ...row(22, "b"), Op.insert, 22, 17, 0),
        ...line(...wide(30, "c"), Op.insert, 30, 18, 0, ...wide(40, "d"), Op.insert, 40, 18, 30),
      );
      expect(await stage.html()).toBe("<view><text>a</text><text>b</text></view>(d<text>d!</text>c<text>c!</text>)");
      await stage.batch(Op.move, 22, 17, 20, Op.move, 40, 18, 0, ...row(50, "e"), Op.insert, 50, 18, 40);
      expect(await stage.html()).toBe(
        "<view><text>b</text><text>a</text></view>(c<text>c!</text><text>e</text>d<text>d!</text>)",
      );
      await stage.batch(Op.remove, 22, Op.free, 22, 2, Op.remove, 30, Op.free, 30, 3);
      expect(await stage.html()).toBe("<view><text>a</text></view>(<text>e</text>d<text>d!</text>)");
      // Numbers are used again.
      await stage.batch(...row(22, "f"), Op.insert, 22, 17, 0, Op.clear, 18, 40, Op.free, 40, 3);
      expect(await stage.html()).toBe("<view><text>a</text><text>f</text></view>(<text>e</text>)");
      await stage.batch(Op.clear, 17, 20, Op.free, 20, 4, ...row(20, "g"), Op.insert, 20, 17, 0);
      expect(await stage.html()).toBe("<view><text>g</text></view>(<text>e</text>)");
    });
  });

  test("a block that is nothing but a hole grows and moves with what is in it", async () => {
    await withStage(skeletons, async (stage) => {
      await stage.batch(...start, Op.create, 1, 16, 0, 0, ...page(16));
      await stage.batch(
        ...line(Op.create, 4, 20, 0, Op.insert, 20, 17, 0, Op.create, 4, 30, 0, Op.insert, 30, 17, 0),
        ...line(Op.create, 2, 40, "a", Op.insert, 40, 21, 0, Op.create, 2, 42, "b", Op.insert, 42, 21, 0),
        ...line(Op.create, 2, 44, "c", Op.insert, 44, 31, 0),
      );
      expect(await stage.html("wx-view")).toBe("<text>a</text><text>b</text><text>c</text>");
      await stage.batch(Op.move, 20, 17, 0, Op.create, 2, 46, "d", Op.insert, 46, 21, 42);
      expect(await stage.html("wx-view")).toBe("<text>c</text><text>a</text><text>d</text><text>b</text>");
      await stage.batch(Op.clear, 21, 46);
      expect(await stage.html("wx-view")).toBe("<text>c</text><text>a</text>");
      await stage.batch(Op.remove, 20);
      expect(await stage.html("wx-view")).toBe("<text>c</text>");
    });
  });
});

describe("components and slots", () => {
  test("content goes into the slot and out of sight", async () => {
    const skeletons: SkeletonChild[][] = [
      [["box", 0, "one ", ["text", 0, 0], -2], "after"],
      [
        ["view", 0, "[", ["slot", 0], "]"],
        ["view", 0, -1],
      ],
      [["text", 0, 0]],
      [["slot", 0]],
    ];
    await withStage(skeletons, async (stage) => {
      await stage.batch(
        ...template(1, 0, { hosts: [0, HostKind.element, ""], extras: [0] }),
        ...template(2, 1, { extras: [2] }),
        ...line(...template(3, 2), ...template(4, 3, { extras: [0] })),
        ...line(Op.create, 1, 16, "two", 0, Op.create, 2, 24, 0, Op.root, 19, 24, Op.slot, 19, 26, ...page(16)),
        ...line(Op.create, 3, 30, "three", Op.insert, 30, 18, 0),
      );
      const inSlot = "one <text>two</text><text>three</text>";
      expect(await stage.html()).toBe(`<box><view>[${inSlot}]</view><view></view></box>after`);
      await stage.batch(Op.slot, 19, 0, Op.text, 17, "zwei");
      expect(await stage.html()).toBe(`<box><view>[]</view><view></view></box>after`);
      // A slot that comes and goes with a condition.
      await stage.batch(Op.create, 4, 40, Op.insert, 40, 25, 0, Op.slot, 19, 41);
      const later = "one <text>zwei</text><text>three</text>";
      expect(await stage.html()).toBe(`<box><view>[]</view><view>${later}</view></box>after`);
      await stage.batch(Op.remove, 40, Op.free, 40, 2, Op.slot, 19, 26, Op.remove, 30);
      expect(await stage.html()).toBe(`<box><view>[one <text>zwei</text>]</view><view></view></box>after`);
    });
  });

  test("a component's tree is made with its host, and is a block of its own all the same", async () => {
    const skeletons: SkeletonChild[][] = [
      [["view", 0, -1]],
      [["view", 0, ["c", [className | dynamic, "class", 0]], ["c", 0], 1]],
      [["text", [className | dynamic, "class", 0], 1], "and ", 2, -4],
      [["button", [property, "type", "primary"], 0]],
    ];
    const host = (tree: number): number => HostKind.element + HostKind.tree * tree;
    await withStage(skeletons, async (stage) => {
      await stage.batch(
        ...line(...template(1, 0), ...template(3, 2), ...template(4, 3)),
        ...template(2, 1, { hosts: [1, host(3), "c-host", 2, host(4), ""], extras: [1, 2] }),
        ...line(Op.create, 1, 16, 0, ...page(16)),
        ...line(Op.create, 2, 20, "x", "end", 30, "red", "one", "two", 0, 40, "push", Op.insert, 20, 17, 0),
        ...line(Op.create, 2, 60, "x", "END", 70, "red", "ONE", "TWO", 0, 80, "PUSH", Op.insert, 60, 17, 20),
      );
      const row = (names: string, one: string, two: string, push: string, end: string): string =>
        `<view><c class="${names} c-host"><text class="red">${one}</text>and ${two}</c>` +
        `<c><button tabindex="0" type="primary">${push}</button></c>${end}</view>`;
      const first = row("x", "one", "two", "push", "end");
      const second = row("x", "ONE", "TWO", "PUSH", "END");
      expect(await stage.html("wx-view")).toBe(second + first);
      // What changes finds both blocks by their own numbers, and what comes into the component's hole stands there.
      await stage.batch(
        ...line(Op.attribute, 21, "y", Op.text, 32, "eins", Op.text, 41, "Taste", Op.text, 22, "Ende"),
        ...line(Op.create, 4, 50, "more", Op.insert, 50, 34, 0, Op.classes, 30, 0, "green"),
      );
      const more = `two<button tabindex="0" type="primary">more</button>`;
      const changed = row("y", "eins", more, "Taste", "Ende").replace("red", "green");
      expect(await stage.html("wx-view")).toBe(second + changed);
      // The tree goes alone, and another comes by itself.
      await stage.batch(Op.remove, 30, Op.free, 30, 5, Op.create, 4, 30, "other", Op.root, 23, 30);
      expect(await stage.html("wx-view")).toBe(
        second + changed.replace(/<text.*?<\/c>/, '<button tabindex="0" type="primary">other</button></c>'),
      );
    });
  });

  test("what stands in a hole is made with the block, and is one of its own all the same", async () => {
    const skeletons: SkeletonChild[][] = [
      [["view", 0, -1]],
      [["box", 0, -1, "mid", -2, 2, -4]],
      [0, ["em", 0, "t"], -2],
      [["text", [className | dynamic, "class", 0], 1]],
    ];
    const inside = (number: number): number => HostKind.tree * number;
    await withStage(skeletons, async (stage) => {
      await stage.batch(
        ...line(...template(1, 0), ...template(3, 2), ...template(4, 3)),
        // Values of holes are not sent.
        ...template(2, 1, { hosts: [1, inside(3), "", 5, inside(4), ""], extras: [~0, ~1, ~3] }),
        ...line(Op.create, 1, 16, 0, ...page(16)),
        ...line(Op.create, 2, 20, "end", 30, "zero", 0, 40, "red", "last", Op.insert, 20, 17, 0),
      );
      const text = (value: string): string => `<text class="red">${value}</text>`;
      expect(await stage.html("wx-view")).toBe(`<box>zero<em>t</em>midend${text("last")}</box>`);
      await stage.batch(
        ...line(Op.create, 4, 50, "red", "a", Op.insert, 50, 22, 0, Op.create, 4, 60, "red", "b", Op.insert, 60, 32, 0),
        ...line(Op.text, 31, "null", Op.text, 23, "END", Op.text, 42, "LAST"),
      );
      const rest = `mid${text("a")}END${text("LAST")}</box>`;
      expect(await stage.html("wx-view")).toBe(`<box>null<em>t</em>${text("b")}${rest}`);
      await stage.batch(
        Op.remove,
        30,
        Op.free,
        30,
        3,
        Op.free,
        60,
        3,
        Op.create,
        4,
        70,
        "red",
        "c",
        Op.insert,
        70,
        21,
        0,
      );
      expect(await stage.html("wx-view")).toBe(`<box>${text("c")}${rest}`);
    });
  });

  test("content that no slot takes is not shown", async () => {
    const skeletons: SkeletonChild[][] = [[["box", 0, ["text", 0, "lost"]]], ["tree"]];
    await withStage(skeletons, async (stage) => {
      await stage.batch(
        ...template(1, 0, { hosts: [0, HostKind.element, ""], extras: [0] }),
        ...line(...template(2, 1), Op.create, 1, 16, Op.create, 2, 20, Op.root, 17, 20, ...page(16)),
      );
      expect(await stage.html()).toBe("<box>tree</box>");
    });
  });

  test("a host without an element", async () => {
    const skeletons: SkeletonChild[][] = [
      [["view", 0, ["v", 0, ["text", 0, 0]], "end"]],
      ["<", ["slot", 0], ">"],
      [["v", 0]],
      [["view", 0, -1]],
    ];
    await withStage(skeletons, async (stage) => {
      await stage.batch(
        ...template(1, 0, { hosts: [1, HostKind.virtual, ""], extras: [1] }),
        ...template(2, 1, { extras: [1] }),
        ...line(Op.create, 1, 16, "in", Op.create, 2, 20, Op.root, 18, 20, Op.slot, 18, 21, ...page(16)),
      );
      expect(await stage.html()).toBe("<view><<text>in</text>>end</view>");
      // As a row of a list: its tree moves and leaves with it.
      await stage.batch(
        ...line(...template(3, 2, { hosts: [0, HostKind.virtual, ""], extras: [0] }), ...template(4, 3)),
        ...line(Op.create, 4, 30, 0, ...page(30), Op.create, 2, 50, Op.create, 2, 60),
        ...line(Op.create, 3, 40, Op.insert, 40, 31, 0, Op.root, 41, 50),
        ...line(Op.create, 3, 44, Op.insert, 44, 31, 0, Op.root, 45, 60, Op.text, 17, "out"),
      );
      expect(await stage.html()).toBe("<view><<text>out</text>>end</view><view><><></view>");
      await stage.batch(Op.move, 44, 31, 40, Op.remove, 40);
      expect(await stage.html()).toBe("<view><<text>out</text>>end</view><view><></view>");
    });
  });

  test("pieces of content go to several slots, and their blocks keep their order", async () => {
    const skeletons: SkeletonChild[][] = [
      [["box", 0, ["text", 0, "a"], -1, ["text", 0, "z"]]],
      [
        ["view", 0, "1:", ["slot", 0]],
        ["view", 0, "2:", ["slot", 0]],
      ],
      [["text", 0, 0]],
      [0, ["text", 0, 1]],
    ];
    await withStage(skeletons, async (stage) => {
      // Numbers: 17 the hole, 18 the host, 19 and 20 the texts; slots 25 and 26.
      await stage.batch(
        ...template(1, 0, { hosts: [0, HostKind.element, ""], extras: [0, 1, 4] }),
        ...line(...template(2, 1, { extras: [2, 5] }), ...template(3, 2), ...template(4, 3)),
        ...line(Op.create, 1, 16, 0, Op.create, 2, 24, Op.root, 18, 24, ...page(16)),
        ...line(Op.place, 19, 25, 0, Op.place, 20, 26, 0),
      );
      const shown = async () => (await stage.html("wx-box")).replaceAll(/<\/?text>/g, "").replaceAll(/<\/?view>/g, "|");
      expect(await shown()).toBe("|1:a||2:z|");
      await stage.batch(
        ...line(Op.create, 3, 30, "b", Op.insert, 30, 17, 0, Op.place, 30, 25, 0),
        ...line(Op.create, 4, 40, "c", "d", Op.insert, 40, 17, 30, Op.place, 40, 25, 30),
        ...line(Op.create, 3, 50, "e", Op.insert, 50, 17, 40),
      );
      expect(await shown()).toBe("|1:acdb||2:z|");
      await stage.batch(Op.move, 30, 17, 50, Op.place, 30, 26, 20, Op.place, 50, 26, 0);
      expect(await shown()).toBe("|1:acd||2:bze|");
      await stage.batch(Op.place, 50, 0, 0, Op.remove, 40, Op.free, 40, 3, Op.place, 19, 26, 20);
      expect(await shown()).toBe("|1:||2:baz|");
      await stage.batch(Op.remove, 30, Op.remove, 50, Op.place, 19, 25, 0);
      expect(await shown()).toBe("|1:a||2:z|");
      await stage.batch(Op.remove, 16);
      expect(await stage.html()).toBe("");
    });
  });

  test("a host without an element is a piece, with all that it shows", async () => {
    const skeletons: SkeletonChild[][] = [
      [["box", 0, ["v", 0, "in"], ["text", 0, "z"]]],
      [["view", 0, ["slot", 0]]],
      ["<", ["slot", 0], ">"],
    ];
    await withStage(skeletons, async (stage) => {
      const hosts = [0, HostKind.element, "", 1, HostKind.virtual, ""];
      // Numbers: 17 the outer host, 18 the inner one, 19 the text; slots 31 and 41.
      await stage.batch(
        ...line(...template(1, 0, { hosts, extras: [0, 1, 3] }), ...template(2, 1, { extras: [1] })),
        ...line(...template(3, 2, { extras: [1] }), Op.create, 1, 16, Op.create, 2, 30, Op.root, 17, 30),
        ...line(Op.create, 3, 40, Op.root, 18, 40, Op.slot, 18, 41, ...page(16)),
        ...line(Op.place, 19, 31, 0, Op.place, 18, 31, 19),
      );
      const shown = async () => (await stage.html("wx-box > wx-view")).replaceAll(/<\/?text>/g, "");
      expect(await shown()).toBe("<in>z");
      await stage.batch(Op.place, 18, 31, 0);
      expect(await shown()).toBe("z<in>");
      await stage.batch(Op.place, 18, 0, 0);
      expect(await shown()).toBe("z");
      await stage.batch(Op.place, 18, 31, 19, Op.remove, 16);
      expect(await stage.html()).toBe("");
    });
  });
});
