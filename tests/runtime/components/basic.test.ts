/** Components that show something, in a real browser. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { openStage } from "./stage.ts";
import type { Stage } from "./stage.ts";

let stage: Stage;

beforeAll(async () => {
  stage = await openStage({}, ".tall { height: 300px } .low { height: 10px }");
});
afterEach(() => expect(stage.problems).toEqual([]));
afterAll(() => stage.close());

const box = (selector: string) =>
  stage.run<[number, number]>(
    `(r => [r.width, r.height])(document.querySelector(${JSON.stringify(selector)}).getBoundingClientRect())`,
  );

describe("image", () => {
  test("is 320 by 240 and tells the picture's size when it is there", async () => {
    await stage.show('<wx-image id="i" src="a.svg"></wx-image>');
    await expect.poll(() => stage.events()).toEqual([{ on: "#i", type: "load", detail: { width: 40, height: 20 } }]);
    expect(await box("#i")).toEqual([320, 240]);
  });

  test("widthFix and heightFix overrule the author's size, other modes keep it", async () => {
    await stage.show('<wx-image id="i" class="tall" mode="widthFix" src="a.svg"></wx-image>');
    await expect.poll(() => box("#i")).toEqual([320, 160]);
    await stage.set("#i", "mode", "aspectFill");
    expect(await box("#i")).toEqual([320, 300]);
    await stage.set("#i", "mode", "heightFix");
    expect(await box("#i")).toEqual([600, 300]);
  });

  test("a missing picture is an error event and no broken sign", async () => {
    await stage.show('<wx-image id="i" src="none.png"></wx-image>');
    await expect.poll(() => stage.events()).toMatchObject([{ on: "#i", type: "error" }]);
    expect(await stage.run("document.querySelector('#i').shadowRoot.querySelector('img').hasAttribute('src')")).toBe(
      false,
    );
  });
});

describe("icon and progress", () => {
  test("an icon has a size in pixels or with unit, and a colour", async () => {
    await stage.show(
      '<wx-icon id="a" type="success"></wx-icon><wx-icon id="b" type="warn" size="40rpx" color="red"></wx-icon>',
    );
    const sizes = await stage.run(
      `["a", "b"].map(id => { const svg = document.getElementById(id).shadowRoot.querySelector("svg"); const s = getComputedStyle(svg); return [s.width, s.color] })`,
    );
    expect(sizes).toEqual([
      ["23px", "rgb(9, 187, 7)"],
      ["20px", "rgb(255, 0, 0)"],
    ]);
  });

  test("an active progress grows and says when it has arrived", async () => {
    await stage.show('<wx-progress id="p" percent="20" active duration="5" show-info></wx-progress>');
    await expect.poll(() => stage.events()).toEqual([{ on: "#p", type: "activeend", detail: { curPercent: 20 } }]);
    expect(await stage.run("document.querySelector('#p').shadowRoot.getElementById('info').textContent")).toBe("20%");
  });
});
