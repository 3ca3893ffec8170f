/** Operations for templates, and for blocks in holes. */
import { describe, expect, test } from "vitest";
import { HostKind, Op } from "../../../src/runtime/protocol.ts";
import type { Operation } from "../../../src/runtime/protocol.ts";
import type { SkeletonChild } from "../../../src/runtime/logic/skeleton.ts";
import { line, page, template, useStages } from "./stage.ts";

const withStage = useStages();

// Attribute codes: kind << 1 | dynamic.
const property = 0;
const className = 2;
const style = 4;
const data = 6;
const toggle = 18;
const styleProperty = 20;
const dynamic = 1;

describe("templates", () => {
  test("a block of one element is cloned, filled and added to the page", async () => {
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

  test("class names get the prefix of their scope, and apply without it too if the global scope does", async () => {
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
      // An array, alone or in a text, is several class names.
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

  test("rows with equal and different attributes", async () => {
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

  test("every tag becomes an element with our prefix, whatever its name", async () => {
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

  test("line breaks in text elements: literal ones and escape sequences", async () => {
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

  test("a component's host has its host class; a component named like a built-in is not a built-in", async () => {
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
      // Numbers are reused.
      await stage.batch(...row(22, "f"), Op.insert, 22, 17, 0, Op.clear, 18, 40, Op.free, 40, 3);
      expect(await stage.html()).toBe("<view><text>a</text><text>f</text></view>(<text>e</text>)");
      await stage.batch(Op.clear, 17, 20, Op.free, 20, 4, ...row(20, "g"), Op.insert, 20, 17, 0);
      expect(await stage.html()).toBe("<view><text>g</text></view>(<text>e</text>)");
    });
  });

  test("a block that consists of a hole grows and moves with its content", async () => {
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
