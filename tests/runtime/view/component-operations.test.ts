/** Operations on components and the slots of their trees, in a document. */
import { describe, expect, test } from "vitest";
import { HostKind, Op } from "../../../src/runtime/protocol.ts";
import type { SkeletonChild } from "../../../src/runtime/logic/skeleton.ts";
import { line, page, template, useStages } from "./stage.ts";

const withStage = useStages();

// Attribute codes: kind << 1 | dynamic.
const property = 0;
const className = 2;
const dynamic = 1;

describe("components and slots", () => {
  test("content moves into a slot, and out of sight", async () => {
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
      // A slot that depends on a condition.
      await stage.batch(Op.create, 4, 40, Op.insert, 40, 25, 0, Op.slot, 19, 41);
      const later = "one <text>zwei</text><text>three</text>";
      expect(await stage.html()).toBe(`<box><view>[]</view><view>${later}</view></box>after`);
      await stage.batch(Op.remove, 40, Op.free, 40, 2, Op.slot, 19, 26, Op.remove, 30);
      expect(await stage.html()).toBe(`<box><view>[one <text>zwei</text>]</view><view></view></box>after`);
    });
  });

  test("a component's tree is created with its host, but remains a block of its own", async () => {
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
      // Updates find both blocks by their own numbers, and a block inserted into the component's hole is displayed
      // there.
      await stage.batch(
        ...line(Op.attribute, 21, "y", Op.text, 32, "eins", Op.text, 41, "Taste", Op.text, 22, "Ende"),
        ...line(Op.create, 4, 50, "more", Op.insert, 50, 34, 0, Op.classes, 30, 0, "green"),
      );
      const more = `two<button tabindex="0" type="primary">more</button>`;
      const changed = row("y", "eins", more, "Taste", "Ende").replace("red", "green");
      expect(await stage.html("wx-view")).toBe(second + changed);
      // The tree is removed alone, and replaced by one that is created separately.
      await stage.batch(Op.remove, 30, Op.free, 30, 5, Op.create, 4, 30, "other", Op.root, 23, 30);
      expect(await stage.html("wx-view")).toBe(
        second + changed.replace(/<text.*?<\/c>/, '<button tabindex="0" type="primary">other</button></c>'),
      );
    });
  });

  test("a block in a hole is created with the block around it, but remains a block of its own", async () => {
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

  test("content without a slot is not displayed", async () => {
    const skeletons: SkeletonChild[][] = [[["box", 0, ["text", 0, "lost"]]], ["tree"]];
    await withStage(skeletons, async (stage) => {
      await stage.batch(
        ...template(1, 0, { hosts: [0, HostKind.element, ""], extras: [0] }),
        ...line(...template(2, 1), Op.create, 1, 16, Op.create, 2, 20, Op.root, 17, 20, ...page(16)),
      );
      expect(await stage.html()).toBe("<box>tree</box>");
    });
  });

  test("a virtual host has no element", async () => {
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
      // As a row of a list: its tree is moved and removed with it.
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

  test("a virtual host is a piece of content, with everything it displays", async () => {
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
