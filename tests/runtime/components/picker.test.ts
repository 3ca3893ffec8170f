/** Pickers in a real browser. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { dateColumns, dateValue, rangeColumns, timeColumns } from "../../../src/runtime/components/picker/columns.ts";
import { regionCodes, regionColumns } from "../../../src/runtime/components/picker/regions.ts";
import { dragMouse, line, swipe, tap } from "./fingers.ts";
import { openStage } from "./stage.ts";
import type { Stage } from "./stage.ts";

let stage: Stage;

beforeAll(async () => {
  stage = await openStage({ hasTouch: true }, ".p-band { background: rgb(1, 2, 3) }");
});
afterEach(() => expect(stage.problems.splice(0)).toEqual([]));
afterAll(() => stage.close());

const button = (name: string) => stage.page.locator(`dialog button.${name}`);
/** The sheet is open and its animation has ended. */
const risen = () => button("ok").click({ trial: true });
/** Waits until exactly these events were raised, and removes them. */
const told = async (expected: readonly unknown[]) => {
  await expect.poll(() => stage.heard()).toEqual(expected);
  await stage.events();
};

describe("columns", () => {
  const units = { year: "", month: "", day: "" };

  test("dates respect their limits and the lengths of months", () => {
    const limits = { start: "2024-02-10", end: "2025-03-05" };
    const columns = dateColumns("2024-02-31", limits, "day", "2024-06-01", units);
    expect(dateValue(columns)).toBe("2024-02-29");
    expect(columns.texts.map((list) => [list[0], list.at(-1)])).toEqual([
      ["2024", "2025"],
      ["02", "12"],
      ["10", "29"],
    ]);
    expect(dateValue(dateColumns("2030-01-01", limits, "day", "2024-06-01", units))).toBe("2025-03-05");
    expect(dateValue(dateColumns("", limits, "month", "2024-06-01", units))).toBe("2024-06");
  });

  test("times respect their limits", () => {
    const { texts, indexes } = timeColumns("12:01", "09:30", "21:15");
    expect(texts.map((list) => [list[0], list.at(-1)])).toEqual([
      ["09", "21"],
      ["00", "59"],
    ]);
    expect(indexes).toEqual([3, 1]);
    expect(timeColumns("05:00", "09:30", "21:15").texts[1]?.[0]).toBe("30");
  });

  test("objects display their key; an index beyond the end selects the last item", () => {
    expect(rangeColumns([[{ n: "a" }, { n: "b" }, {}]], "n", [9])).toEqual({ texts: [["a", "b", ""]], indexes: [2] });
  });

  test("regions have codes; the custom item is first and has nothing below it", () => {
    const { texts, indexes } = regionColumns(["广东省", "广州市", "海珠区"], "", "");
    expect(texts.map((list, column) => list[indexes[column] ?? -1])).toEqual(["广东省", "广州市", "海珠区"]);
    expect(regionCodes(["广东省", "广州市", "海珠区"], "")).toEqual(["440000", "440100", "440105"]);
    const all = regionColumns(["广东省", "全部"], "", "全部");
    expect(all.texts[1]?.slice(0, 2)).toEqual(["全部", "广州市"]);
    expect([all.indexes, all.texts[2]]).toEqual([[19, 0, 0], ["全部"]]);
    expect(regionCodes(["广东省", "全部", "全部"], "全部")).toEqual(["440000"]);
    expect(regionColumns([], "city", "").texts.length).toBe(2);
  });
});

describe("picker", () => {
  test("opens by a tap, turns by wheel and keys, reports on confirm", async () => {
    await stage.show(
      '<wx-picker id="p" range=\'json:["a","b","c"]\' value="0"><wx-view id="v">choose</wx-view></wx-picker>',
    );
    await stage.page.click("#v");
    await risen();
    await stage.page.locator("dialog .wheel").press("ArrowDown");
    await expect.poll(() => stage.page.locator("dialog .wheel").evaluate((wheel) => wheel.scrollTop)).toBe(48);
    await button("ok").click();
    await told([{ on: "#p", type: "change", detail: { value: 1 } }]);
    expect(await stage.run("frame.models")).toEqual([["#p", "value", 1]]);
    expect(await stage.page.locator("dialog").count()).toBe(0);
  });

  test("its sheet follows the page's theme, also while it is open", async () => {
    await stage.show('<wx-picker id="p" range=\'json:["a","b"]\'><wx-view id="v">choose</wx-view></wx-picker>');
    await stage.page.click("#v");
    const look = () =>
      stage.run(`["dialog", ".item"].map((one) => document.querySelector("#p").shadowRoot.querySelector(one))
        .map((one, at) => getComputedStyle(one)[["backgroundColor", "color"][at]])`);
    expect(await look()).toEqual(["rgb(255, 255, 255)", "rgba(0, 0, 0, 0.9)"]);
    await stage.run('document.documentElement.dataset.theme = "dark"');
    expect(await look()).toEqual(["rgb(44, 44, 44)", "rgba(255, 255, 255, 0.8)"]);
    await stage.run("delete document.documentElement.dataset.theme");
    await button("cancel").click();
    await told([{ on: "#p", type: "cancel", detail: {} }]);
  });

  test("keyboard: the first column has the focus, visibly; Enter confirms; then the picker has it again", async () => {
    await stage.show('<wx-picker id="p" range=\'json:["a","b","c"]\'><wx-view>choose</wx-view></wx-picker>');
    await stage.page.focus("#p");
    await stage.page.keyboard.press("Enter");
    await risen();
    const focused = 'document.querySelector("#p").shadowRoot.activeElement';
    expect(await stage.run(`[${focused}.className, getComputedStyle(${focused}).outlineStyle]`)).toEqual([
      "wheel",
      "solid",
    ]);
    await stage.page.keyboard.press("ArrowDown");
    await stage.page.keyboard.press("Enter");
    await told([{ on: "#p", type: "change", detail: { value: 1 } }]);
    expect(await stage.run("document.activeElement.id")).toBe("p");
    expect(await stage.page.locator("dialog").count()).toBe(0);
    for (const key of ["Enter", " "]) {
      await stage.page.keyboard.press(" ");
      await risen();
      await stage.page.keyboard.press("Shift+Tab");
      expect(await button("ok").evaluate((one) => one.matches(":focus-visible"))).toBe(true);
      await stage.page.keyboard.press(key);
      await told([{ on: "#p", type: "change", detail: { value: 1 } }]);
      expect(await stage.page.locator("dialog").count()).toBe(0);
    }
  });

  test("opened without a key, it shows no focus ring; its text is not selectable", async () => {
    await stage.show('<wx-button id="b"></wx-button><wx-picker id="p" range=\'json:["a","b"]\'>choose</wx-picker>');
    const outline = (element: string) => stage.run(`getComputedStyle(${element}).outlineStyle`);
    const wheel = 'document.querySelector("#p").shadowRoot.querySelector(".wheel")';
    // After a key, every browser shows the focus that a script sets.
    await stage.page.focus("#b");
    await stage.page.keyboard.press("Tab");
    expect(await outline("document.activeElement")).toBe("solid");
    await stage.run("document.activeElement.click()");
    await risen();
    expect(await stage.run(`${wheel}.matches(":focus-visible")`)).toBe(true);
    expect(await outline(wheel)).toBe("none");
    // Of the sheet around it: only Chromium and WebKit let the property be inherited.
    expect(await stage.run(`getComputedStyle(${wheel}.closest("dialog")).webkitUserSelect`)).toBe("none");
    await stage.run('document.querySelector("#p").shadowRoot.querySelector(".ok").click()');
    await told([{ on: "#p", type: "change", detail: { value: 0 } }]);
    expect(await stage.run('document.activeElement.id + document.activeElement.matches(":focus-visible")')).toBe(
      "ptrue",
    );
    expect(await outline("document.activeElement")).toBe("none");
    await stage.page.focus("#b");
    await stage.page.keyboard.press("Tab");
    expect(await outline("document.activeElement")).toBe("solid");
  });

  test("screen readers hear whether it is disabled, and the chosen item of each column", async () => {
    await stage.show(
      '<wx-picker id="p" range=\'json:["a","b","c"]\' value="1"><wx-view id="v">choose</wx-view></wx-picker><wx-picker disabled>off</wx-picker>',
    );
    expect(await stage.accessible()).toContainEqual(["button", "off", "disabled", ""]);
    await stage.page.click("#v");
    await risen();
    const chosen = async () => (await stage.accessible()).find(([role]) => role === "spinbutton")?.[3];
    expect(await chosen()).toBe("b");
    await stage.page.locator("dialog .wheel").press("ArrowDown");
    await expect.poll(chosen).toBe("c");
    await button("cancel").click();
    await told([{ on: "#p", type: "cancel", detail: {} }]);
  });

  test("cancels by its button, by Escape and by a tap outside", async () => {
    await stage.show('<wx-picker id="p" range=\'json:["a","b"]\'><wx-view id="v">choose</wx-view></wx-picker>');
    const ways = [
      () => button("cancel").click(),
      () => stage.page.keyboard.press("Escape"),
      () => stage.page.mouse.click(100, 100),
    ];
    for (const way of ways) {
      await stage.page.click("#v");
      await risen();
      await way();
      await told([{ on: "#p", type: "cancel", detail: {} }]);
    }
  });

  /** Opens a picker of two columns, and drags the first one to its third choice. */
  async function turnFirstColumn(): Promise<void> {
    await stage.show(
      '<wx-picker id="p" mode="multiSelector" range=\'json:[["a","b","c","d"],["x","y"]]\' value="json:[0,1]"><wx-view id="v">choose</wx-view></wx-picker>',
    );
    await stage.page.click("#v");
    await risen();
    await dragMouse(stage.page, { x: 90, y: 560 }, { x: 90, y: 464 }, 120);
    await told([{ on: "#p", type: "columnchange", detail: { column: 0, value: 2 } }]);
  }

  test("a mouse drags a wheel; with several columns, columnchange says which one turned", async () => {
    await turnFirstColumn();
    await stage.set("#p", "range", [
      ["a", "b", "c", "d"],
      ["m", "n", "o"],
    ]);
    await stage.set("#p", "value", [2, 0]);
    await button("ok").click();
    await told([{ on: "#p", type: "change", detail: { value: [2, 0] } }]);
  });

  test("a handler of columnchange that replaces only the range keeps the turned column", async () => {
    await turnFirstColumn();
    await stage.set("#p", "range", [["a", "b", "c", "d"], ["m"]]);
    await button("ok").click();
    await told([{ on: "#p", type: "change", detail: { value: [2, 0] } }]);
  });

  test("a column that is still turning goes on when another column's handler sets range and value", async () => {
    await stage.show(
      '<wx-picker id="p" mode="multiSelector" range=\'json:[["a","b"],["x","y","z"]]\' value="json:[0,0]"><wx-view id="v">choose</wx-view></wx-picker>',
    );
    await stage.page.click("#v");
    await risen();
    await stage.run(`(() => {
      const wheel = document.querySelector("#p").shadowRoot.querySelectorAll(".wheel")[1];
      wheel.dispatchEvent(new WheelEvent("wheel"));
      wheel.scrollTop = 96;
      frame.set("#p", "range", [["a", "b", "c"], ["x", "y", "z"]]);
      frame.set("#p", "value", [1, 0]);
    })()`);
    await told([{ on: "#p", type: "columnchange", detail: { column: 1, value: 2 } }]);
    await button("ok").click();
    await told([{ on: "#p", type: "change", detail: { value: [1, 2] } }]);
  });

  test("date, time and region have their own kinds of value", async () => {
    const value = async (markup: string) => {
      await stage.show(markup);
      await stage.page.click("#p");
      await risen();
      await button("ok").click();
      await expect.poll(() => stage.heard()).toHaveLength(1);
      return (await stage.events())[0]?.detail;
    };
    expect(await value('<wx-picker id="p" mode="date" value="2016-09-01">x</wx-picker>')).toEqual({
      value: "2016-09-01",
    });
    expect(await value('<wx-picker id="p" mode="time" value="12:01">x</wx-picker>')).toEqual({ value: "12:01" });
    expect(
      await value('<wx-picker id="p" mode="region" value=\'json:["广东省","深圳市","南山区"]\'>x</wx-picker>'),
    ).toEqual({
      value: ["广东省", "深圳市", "南山区"],
      code: ["440000", "440300", "440305"],
      postcode: "",
    });
  });
});

describe("picker-view", () => {
  const items = Array.from({ length: 5 }, (_, index) => `<wx-view>i${index}</wx-view>`).join("");
  const markup = `<wx-picker-view id="v" value="json:[1,2]" indicator-style="height: 50px" indicator-class="band" css="height: 250px">
    <wx-picker-view-column id="a">${items}</wx-picker-view-column>
    <wx-picker-view-column>${items}</wx-picker-view-column></wx-picker-view>`;

  /** The second item of the first column is in the middle, as the value requires. */
  const laidOut = async () => {
    await stage.show(markup);
    const middle = "(e => Math.round(e.getBoundingClientRect().top))(document.querySelectorAll('#a wx-view')[1])";
    await expect.poll(() => stage.run(middle)).toBe(100);
  };

  test("displays its value with the author's indicator, and follows the template", async () => {
    await laidOut();
    expect(await stage.run("document.querySelector('#v').fieldValue()")).toEqual([1, 2]);
    expect(await stage.run("document.querySelector('#a .p-band').offsetHeight")).toBe(50);
    await stage.set("#v", "value", [0, 4]);
    expect(await stage.run("document.querySelector('#v').fieldValue()")).toEqual([0, 4]);
    expect(await stage.events()).toEqual([]);
  });

  test("a finger turns it, and it stops at an item", async () => {
    await laidOut();
    await swipe(stage.page, line({ x: 90, y: 200 }, { x: 90, y: 95 }, 12), 100);
    const types = async () => (await stage.heard()).map(({ type }) => type);
    await expect.poll(types).toEqual(["pickstart", "change", "pickend"]);
    const events = await stage.events();
    const [first] =
      (events.find(({ type }) => type === "change")?.detail as { value: number[] } | undefined)?.value ?? [];
    expect(first).toBeGreaterThan(1);
    const offset = `document.querySelector('#a').shadowRoot.getElementById('scroller').scrollTop - ${Number(first) * 50}`;
    expect(Math.abs(await stage.run(offset))).toBeLessThan(1);
  });

  test("a column that is still turning goes on when a handler sets the value that it was told", async () => {
    await laidOut();
    await stage.run(`(() => {
      const { shadowRoot } = document.querySelector("#a");
      const scroller = shadowRoot.getElementById("scroller");
      scroller.dispatchEvent(new WheelEvent("wheel"));
      scroller.scrollTop = 100;
      const value = document.querySelector("#v").fieldValue();
      scroller.scrollTop = 200;
      frame.set("#v", "value", [...value.slice(0, 1), 3]);
    })()`);
    await told([
      { on: "#v", type: "pickstart", detail: {} },
      { on: "#v", type: "change", detail: { value: [4, 3] } },
      { on: "#v", type: "pickend", detail: {} },
    ]);
  });

  test("a tap of a finger turns a column to that item; screen readers hear the items in the middle", async () => {
    await laidOut();
    await tap(stage.page, { x: 90, y: 175 });
    await told([
      { on: "#v", type: "pickstart", detail: {} },
      { on: "#v", type: "change", detail: { value: [2, 2] } },
      { on: "#v", type: "pickend", detail: {} },
    ]);
    const known = await stage.accessible();
    expect(known.filter(([role]) => role === "spinbutton").map(([, , , value]) => value)).toEqual(["i2", "i2"]);
  });

  test("turning the mouse wheel raises pickstart, change and pickend", async () => {
    await laidOut();
    await stage.page.mouse.move(90, 125);
    await stage.page.mouse.wheel(0, 100);
    await told([
      { on: "#v", type: "pickstart", detail: {} },
      { on: "#v", type: "change", detail: { value: [3, 2] } },
      { on: "#v", type: "pickend", detail: {} },
    ]);
  });
});
