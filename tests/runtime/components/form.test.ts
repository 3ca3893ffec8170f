/** Form controls in a real browser, with real mouse, keyboard and touch input. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { openStage } from "./stage.ts";
import { dragMouse, line, swipe, tap } from "./fingers.ts";
import type { Spot } from "./fingers.ts";
import type { Stage } from "./stage.ts";

let stage: Stage;

beforeAll(async () => {
  stage = await openStage(
    { hasTouch: true },
    ".mine { background-color: rgb(1, 2, 3); width: 100px } .p-ph { color: rgb(9, 8, 7) } wx-button.bare::after { border: none } .p-pressed { opacity: 0.3 }",
  );
});
afterEach(() => expect(stage.problems.splice(0)).toEqual([]));
afterAll(() => stage.close());

const style = (selector: string, property: string, pseudo = "") =>
  stage.run<string>(
    `getComputedStyle(document.querySelector(${JSON.stringify(selector)}), ${JSON.stringify(pseudo)})[${JSON.stringify(property)}]`,
  );

/** Waits for answers of the fake Worker, where none is expected. */
const settle = () => stage.run("new Promise((done) => setTimeout(done, 20))");

describe("button", () => {
  test("looks like WeChat's, and any rule of the author overrides that", async () => {
    await stage.show(
      '<wx-button id="a">A</wx-button><wx-button id="b" type="primary">B</wx-button><wx-button id="c" type="primary" class="mine bare">C</wx-button>',
    );
    expect(await style("#a", "backgroundColor")).toBe("rgb(248, 248, 248)");
    expect(await style("#a", "borderTopWidth", "::after")).toBe("1px");
    expect(await style("#b", "backgroundColor")).toBe("rgb(26, 173, 25)");
    expect(await style("#c", "backgroundColor")).toBe("rgb(1, 2, 3)");
    expect(await style("#c", "borderTopWidth", "::after")).toBe("0px");
    expect(await style("#c", "width")).toBe("100px");
  });

  test("shows its hover class while pressed; does nothing if disabled", async () => {
    await stage.show(
      '<wx-button id="a" hover-class="pressed">A</wx-button><wx-button id="b" disabled open-type="share">B</wx-button>',
    );
    await stage.page.mouse.move(187, 20);
    await stage.page.mouse.down();
    await expect.poll(() => style("#a", "opacity")).toBe("0.3");
    await stage.page.mouse.up();
    await expect.poll(() => style("#a", "opacity")).toBe("1");
    await stage.run("frame.acts.length = 0");
    await stage.page.click("#b");
    await settle();
    expect(await stage.run("frame.acts")).toEqual([]);
  });

  test("an open-type asks the Worker and raises its event", async () => {
    await stage.run("frame.answers.openType = () => ({ code: 'c', errMsg: 'getPhoneNumber:ok' })");
    await stage.show('<wx-button id="a" open-type="getPhoneNumber" lang="zh_CN">A</wx-button>');
    await stage.page.focus("#a");
    await stage.page.keyboard.press("Enter");
    await expect
      .poll(() => stage.heard())
      .toEqual([{ on: "#a", type: "getphonenumber", detail: { code: "c", errMsg: "getPhoneNumber:ok" } }]);
    expect(await stage.run("frame.acts.at(-1).argument.lang")).toBe("zh_CN");
  });
});

describe("input", () => {
  test("raises events for focus, typing, confirm and blur", async () => {
    await stage.show('<wx-input id="i" placeholder="name" name="n"></wx-input>');
    await stage.page.click("#i");
    await stage.page.keyboard.type("ab");
    await stage.page.keyboard.press("Enter");
    const events = (await stage.events()).filter(({ type }) => type !== "selectionchange");
    expect(events).toEqual([
      { on: "#i", type: "focus", detail: { value: "", height: 0 } },
      { on: "#i", type: "input", detail: { value: "a", cursor: 1, keyCode: 65 } },
      { on: "#i", type: "input", detail: { value: "ab", cursor: 2, keyCode: 66 } },
      { on: "#i", type: "confirm", detail: { value: "ab" } },
      { on: "#i", type: "blur", detail: { value: "ab", cursor: 2 } },
    ]);
    expect(await stage.run("frame.models")).toEqual([
      ["#i", "value", "a"],
      ["#i", "value", "ab"],
    ]);
  });

  test("keeps the typed text until the template sets a value; the result of a handler replaces it", async () => {
    await stage.show('<wx-input id="i" value="x"></wx-input>');
    await stage.page.click("#i");
    await stage.page.keyboard.type("yz");
    const value = () => stage.run("document.querySelector('#i').queryProperty('value')");
    expect(await value()).toBe("xyz");
    await stage.set("#i", "value", "x");
    expect(await value()).toBe("x");
    await stage.page.keyboard.type("q");
    await stage.run("document.querySelector('#i').invoke('replaceValue', ['Q!', 1])");
    await stage.page.keyboard.type("-");
    expect(await value()).toBe("Q-!");
  });

  test("enforces its type and maximum length", async () => {
    await stage.show(
      '<wx-input id="n" type="number"></wx-input><wx-input id="d" type="digit"></wx-input><wx-input id="m" maxlength="3"></wx-input><wx-input id="u" maxlength="-1"></wx-input>',
    );
    const typed = async (selector: string, text: string) => {
      await stage.page.click(selector);
      await stage.page.keyboard.type(text);
      return stage.run(`document.querySelector('${selector}').queryProperty('value')`);
    };
    expect(await typed("#n", "1a2.3")).toBe("123");
    expect(await typed("#d", "1.2.3x")).toBe("1.23");
    expect(await typed("#m", "abcdef")).toBe("abc");
    expect(await typed("#u", "z".repeat(150))).toBe("z".repeat(150));
  });

  test("a full field refuses what is typed or pasted at the cursor, and keeps the text after it", async () => {
    await stage.show(
      '<wx-input id="t" maxlength="5" value="abcde"></wx-input><wx-input id="n" type="number" maxlength="11"></wx-input><wx-input id="d" type="digit" value="12.50"></wx-input><wx-input id="e" maxlength="3"></wx-input>',
    );
    const value = (selector: string) => stage.run(`document.querySelector('${selector}').queryProperty('value')`);
    const insert = async (selector: string, cursor: number, text: string) => {
      await stage.page.click(selector);
      await stage.run(
        `document.querySelector('${selector}').shadowRoot.querySelector('input').setSelectionRange(${cursor}, ${cursor})`,
      );
      await stage.page.keyboard.insertText(text);
      return value(selector);
    };
    expect(await insert("#t", 2, "X")).toBe("abcde");
    await stage.page.keyboard.press("Backspace");
    await stage.page.keyboard.insertText("XYZ");
    expect(await value("#t")).toBe("aXcde");
    await stage.page.keyboard.type("_");
    expect(await value("#t")).toBe("aXcde");
    expect(await insert("#n", 0, "138 0013 8000")).toBe("13800138000");
    expect(await insert("#d", 1, ".")).toBe("12.50");
    expect(await insert("#e", 0, "ab😀")).toBe("ab");
    expect(await insert("#e", 0, "😀")).toBe("ab");
    const inputs = (await stage.events()).filter(({ type }) => type === "input");
    expect(inputs).toMatchObject([
      { on: "#t", detail: { value: "acde", cursor: 1 } },
      { on: "#t", detail: { value: "aXcde", cursor: 2 } },
      { on: "#n", detail: { value: "13800138000", cursor: 11 } },
      { on: "#e", detail: { value: "ab", cursor: 2 } },
    ]);
  });

  test("the type limits what the user types, not what the app writes: a card number with blanks", async () => {
    await stage.show('<wx-input id="n" type="number" maxlength="7" value="6222 0"></wx-input>');
    const value = () => stage.run("document.querySelector('#n').queryProperty('value')");
    expect(await value()).toBe("6222 0");
    await stage.page.click("#n");
    await stage.page.keyboard.type("x1");
    expect(await value()).toBe("6222 01");
    await stage.run("document.querySelector('#n').invoke('replaceValue', ['62-2', 4])");
    expect(await value()).toBe("62-2");
    const inputs = (await stage.events()).filter(({ type }) => type === "input");
    expect(inputs).toMatchObject([{ detail: { value: "6222 01", cursor: 7 } }]);
  });

  test("an input method reports its text when it is chosen; on Android, where every word is composed, each letter", async () => {
    const session = await stage.page.context().newCDPSession(stage.page);
    const compose = async () => {
      await stage.show('<wx-input id="i" maxlength="3"></wx-input>');
      await stage.page.click("#i");
      for (const text of ["a", "ab", "abcd"])
        await session.send("Input.imeSetComposition", { text, selectionStart: text.length, selectionEnd: text.length });
      await session.send("Input.insertText", { text: "abcd" });
      const inputs = (await stage.events()).filter(({ type }) => type === "input");
      return inputs.map(({ detail }) => (detail as { value: string }).value);
    };
    expect(await compose()).toEqual(["abc"]);
    await session.send("Emulation.setUserAgentOverride", { userAgent: "Mozilla/5.0 (Linux; Android 14)" });
    expect(await compose()).toEqual(["a", "ab", "abc"]);
    await session.send("Emulation.setUserAgentOverride", { userAgent: "" });
    // Safari ends the composition before the key that chooses the text; only its old key code tells.
    const enter = "new KeyboardEvent('keydown', { key: 'Enter', keyCode: 229 })";
    await stage.run(`document.querySelector('#i').shadowRoot.querySelector('input').dispatchEvent(${enter})`);
    expect((await stage.events()).filter(({ type }) => type === "confirm")).toEqual([]);
    await stage.show('<wx-input id="i" placeholder="name"></wx-input>');
    await stage.page.click("#i");
    const placeholder = () => stage.run("document.querySelector('wx-placeholder').textContent");
    for (const [text, shown] of [
      ["a", ""],
      ["", "name"],
    ] as const) {
      await session.send("Input.imeSetComposition", { text, selectionStart: 0, selectionEnd: 0 });
      expect(await placeholder()).toBe(shown);
    }
    await session.detach();
  });

  test("a placeholder has the author's class and style and disappears when there is text", async () => {
    await stage.show(
      '<wx-input id="i" placeholder="name" placeholder-class="ph" placeholder-style="font-size: 20rpx"></wx-input>',
    );
    expect(await style("wx-placeholder", "color")).toBe("rgb(9, 8, 7)");
    expect(await style("wx-placeholder", "fontSize")).toBe("10px");
    await stage.page.click("#i");
    await stage.page.keyboard.type("a");
    expect(await stage.run("document.querySelector('wx-placeholder').textContent")).toBe("");
  });

  test("focus can be set and removed; a disabled input cannot get it", async () => {
    await stage.show('<wx-input id="i" focus></wx-input><wx-input id="d" disabled focus></wx-input>');
    await expect.poll(() => stage.run("document.activeElement.id")).toBe("i");
    await stage.set("#i", "focus", false);
    expect(await stage.run("document.activeElement.id")).toBe("");
    await stage.page.click("#d");
    expect(await stage.run("document.activeElement.id")).toBe("");
  });
});

describe("textarea", () => {
  test("keeps what the user types, whatever the handler of input returns", async () => {
    await stage.show('<wx-textarea id="t"></wx-textarea>');
    await stage.page.click("#t");
    await stage.page.keyboard.type("a");
    await stage.run("document.querySelector('#t').invoke?.('replaceValue', ['B'])");
    expect(await stage.run("document.querySelector('#t').queryProperty('value')")).toBe("a");
  });

  test("grows with its text and reports the number of lines", async () => {
    await stage.show('<wx-textarea id="t" auto-height css="width: 200px; font: 16px/20px sans-serif"></wx-textarea>');
    await stage.page.click("#t");
    await stage.events();
    await stage.page.keyboard.type("one\ntwo");
    const events = await stage.events();
    expect(events.find(({ type }) => type === "linechange")).toEqual({
      on: "#t",
      type: "linechange",
      detail: { height: 40, heightRpx: 80, lineCount: 2, lineHeight: 20 },
    });
    expect(events.some(({ type }) => type === "confirm")).toBe(false);
    expect(await style("#t", "height")).toBe("40px");
  });

  test("counts lines if no line height is set", async () => {
    // Larger than 1.2, the usual value of `normal`.
    const font = "font: 16px 'Noto Sans CJK SC', sans-serif";
    await stage.show(`<wx-textarea id="t" auto-height css="width: 200px; ${font}; line-height: normal"></wx-textarea>`);
    await stage.page.click("#t");
    await stage.page.keyboard.type("一\n二\n三\n四");
    const told = (await stage.events()).filter(({ type }) => type === "linechange");
    const [height, , lineCount, lineHeight] = Object.values(told.at(-1)?.detail ?? {}) as number[];
    expect([lineCount, height]).toEqual([4, 4 * (lineHeight as number)]);
  });
});

describe("checkbox, radio, switch and their labels", () => {
  test("a label taps the button inside it once, unless the button is disabled", async () => {
    await stage.run("frame.answers.formFields = () => ({})");
    await stage.show(`<wx-form id="f"><wx-label><wx-view id="x">x</wx-view><wx-button id="b" form-type="submit">b</wx-button></wx-label></wx-form>
      <wx-label><wx-view id="y">y</wx-view><wx-button id="d" disabled>d</wx-button></wx-label>`);
    await stage.run("addEventListener('click', (e) => frame.clicks = (frame.clicks ?? 0) + 1)");
    await stage.page.click("#y");
    await stage.page.click("#x", { position: { x: 5, y: 6 } });
    await expect.poll(() => stage.heard()).toHaveLength(2);
    expect(await stage.events()).toMatchObject([
      { on: "#b", type: "tap", detail: { x: 5, y: 6 } },
      { on: "#f", type: "submit" },
    ]);
    // A click of its own would become a second tap.
    expect(await stage.run("frame.clicks")).toBe(2);
  });

  test("groups report their values; a label presses the first control inside it, or the one it names", async () => {
    await stage.show(`
      <wx-checkbox-group id="c"><wx-label id="la"><wx-checkbox value="a" checked></wx-checkbox>A</wx-label>
        <wx-label id="lb"><wx-checkbox value="b" id="cb"></wx-checkbox><wx-view id="text">B</wx-view></wx-label></wx-checkbox-group>
      <wx-radio-group id="r"><wx-radio id="ra" value="1" checked></wx-radio><wx-radio id="rb" value="2"></wx-radio></wx-radio-group>
      <wx-label id="for" for="rb">two</wx-label>`);
    await stage.page.click("#text");
    await stage.page.click("#cb");
    await stage.page.click("#for");
    await tap(stage.page, await center("#ra"));
    await expect.poll(() => stage.run("frame.events.length")).toBe(4);
    expect((await stage.events()).map(({ on, type, detail }) => [on, type, detail])).toEqual([
      ["#c", "change", { value: ["a", "b"] }],
      ["#c", "change", { value: ["a"] }],
      ["#r", "change", { value: "2" }],
      ["#r", "change", { value: "1" }],
    ]);
    expect(await stage.run("document.querySelector('#rb').hasAttribute('checked')")).toBe(false);
  });

  test("authors can restyle the controls through WeChat's class names", async () => {
    await stage.show('<wx-radio id="r" checked color="#f00"></wx-radio><wx-switch id="s" checked></wx-switch>');
    expect(await style("#r .wx-radio-input-checked", "backgroundColor")).toBe("rgb(255, 0, 0)");
    expect(await style("#s .wx-switch-input", "width")).toBe("52px");
  });

  test("keyboard: space toggles a switch, arrow keys move between radios", async () => {
    await stage.show(
      '<wx-switch id="s"></wx-switch><wx-radio-group id="g"><wx-radio id="a" value="a"></wx-radio><wx-radio value="b"></wx-radio></wx-radio-group>',
    );
    await stage.page.focus("#s");
    await stage.page.keyboard.press(" ");
    await stage.page.focus("#a");
    await stage.page.keyboard.press("ArrowDown");
    expect(await stage.events()).toEqual([
      { on: "#s", type: "change", detail: { value: true } },
      { on: "#g", type: "change", detail: { value: "b" } },
    ]);
    expect(await stage.run("frame.models")).toContainEqual(["#s", "checked", true]);
  });

  test("a caught tap inside a label does not press the control", async () => {
    await stage.show('<wx-label><wx-switch id="s"></wx-switch><wx-view id="x" catchtap="no">x</wx-view></wx-label>');
    await stage.page.click("#x");
    expect(await stage.events()).toEqual([]);
  });
});

describe("slider", () => {
  test("follows the mouse in steps and raises change once", async () => {
    await stage.show('<wx-slider id="s" min="10" max="110" step="10" show-value css="margin: 20px"></wx-slider>');
    const area = await stage.run<{ left: number; top: number; width: number }>(
      "document.querySelector('#s').shadowRoot.getElementById('track').getBoundingClientRect().toJSON()",
    );
    await stage.page.mouse.move(area.left, area.top);
    await stage.page.mouse.down();
    await stage.page.mouse.move(area.left + area.width / 2, area.top, { steps: 4 });
    await stage.page.mouse.up();
    const events = await stage.events();
    expect(events.at(-1)).toEqual({ on: "#s", type: "change", detail: { value: 60 } });
    expect(events.filter(({ type }) => type === "changing").length).toBeGreaterThan(2);
    expect(await stage.run("document.querySelector('#s').shadowRoot.getElementById('value').textContent")).toBe("60");
  });

  test("change reports the value that changing reported last, also at a maximum that is not on a step", async () => {
    await stage.show('<wx-slider id="s" max="100" step="7" value="30" css="margin: 20px"></wx-slider>');
    await dragMouse(stage.page, { x: 60, y: 34 }, { x: 370, y: 34 });
    const events = (await stage.events()).filter(({ type }) => type.startsWith("chang"));
    expect(events.slice(-2).map(({ type, detail }) => [type, detail])).toEqual([
      ["changing", { value: 100 }],
      ["change", { value: 100 }],
    ]);
  });
});

describe("touch and screen readers", () => {
  test("a finger drags a slider without scrolling the page", async () => {
    await stage.show('<wx-slider id="s" css="margin: 40px"></wx-slider><wx-view css="height: 2000px"></wx-view>');
    const { left, top, width } = await stage.run<{ left: number; top: number; width: number }>(
      "document.querySelector('#s').shadowRoot.getElementById('track').getBoundingClientRect().toJSON()",
    );
    await swipe(stage.page, line({ x: left, y: top }, { x: left + width * 0.75, y: top }));
    const events = await stage.events();
    expect(events.at(-1)).toEqual({ on: "#s", type: "change", detail: { value: 75 } });
    expect(await stage.run("scrollY")).toBe(0);
  });

  test("scrolling with a finger on a slider leaves its value; a tap sets it, without changing", async () => {
    await stage.show(
      '<wx-slider id="s" value="20" css="margin: 40px"></wx-slider><wx-view css="height: 2000px"></wx-view>',
    );
    const { left, top, width } = await stage.run<{ left: number; top: number; width: number }>(
      "document.querySelector('#s').shadowRoot.getElementById('track').getBoundingClientRect().toJSON()",
    );
    const x = left + width / 2;
    await swipe(stage.page, line({ x, y: top }, { x: x + 4, y: top - 60 }, 10), 200);
    await expect.poll(() => stage.run("scrollY")).toBeGreaterThan(20);
    expect(await stage.events()).toEqual([]);
    await stage.run("scrollTo(0, 0)");
    await tap(stage.page, { x, y: top });
    await expect.poll(() => stage.heard()).toEqual([{ on: "#s", type: "change", detail: { value: 50 } }]);
  });

  test("controls have roles, states and names that authors can change", async () => {
    await stage.show(
      '<wx-switch id="s" checked aria-label="Light"></wx-switch><wx-button id="b" disabled>go</wx-button><wx-input id="i" placeholder="Name"></wx-input><wx-view role="alert">x</wx-view>',
    );
    const known = await stage.accessible();
    expect(known).toContainEqual(["switch", "Light", "checked", expect.anything()]);
    expect(known).toContainEqual(["button", "go", "disabled", expect.anything()]);
    expect(known).toContainEqual(["textbox", "Name", "", expect.anything()]);
    expect(known).toContainEqual(["alert", "", "", expect.anything()]);
  });

  test("a field has the author's name and state, else its placeholder", async () => {
    await stage.show(
      `<wx-input id="a" aria-label="Account" placeholder="16 digits" aria-invalid="true"></wx-input>
       <wx-textarea id="t" placeholder="Old"></wx-textarea>`,
    );
    await stage.set("#t", "placeholder", "New");
    const known = await stage.accessible();
    expect(known).toContainEqual(["textbox", "Account", "invalid", expect.anything()]);
    expect(known).toContainEqual(["textbox", "New", "", expect.anything()]);
    expect(known.filter(([, name]) => name === "Account")).toHaveLength(1);
  });

  test("the label around a control names it", async () => {
    await stage.show(
      `<wx-label><wx-checkbox></wx-checkbox><wx-view>I agree</wx-view></wx-label>
       <wx-label><wx-radio></wx-radio>Mine</wx-label><wx-label>Dark<wx-switch></wx-switch></wx-label>
       <wx-label>Name<wx-input placeholder="as in your passport"></wx-input></wx-label>`,
    );
    const known = await stage.accessible();
    const controls = known.filter(([role]) => /checkbox|radio|switch|textbox/.test(role));
    expect(controls.map(([role, name]) => `${role} ${name}`)).toEqual([
      "checkbox I agree",
      "radio Mine",
      "switch Dark",
      "textbox Name as in your passport",
    ]);
  });

  test("the label that points to a control names it, unless the control has an own name", async () => {
    await stage.show(
      `<wx-label for="i">Name</wx-label><wx-view><wx-input id="i" placeholder="as in your passport"></wx-input></wx-view>
       <wx-switch id="s"></wx-switch><wx-label for="s">Dark</wx-label>
       <wx-label for="own">Note</wx-label><wx-textarea id="own" aria-label="Message"></wx-textarea>`,
    );
    const known = await stage.accessible();
    const controls = known.filter(([role]) => /switch|textbox/.test(role));
    const names = controls.map(([role, name]) => `${role} ${name}`);
    expect(names.toSorted()).toEqual(["switch Dark", "textbox Message", "textbox Name"]);
  });
});

describe("form", () => {
  test("submits its fields and those of the author's components, and clears them on reset", async () => {
    await stage.run("frame.answers.formFields = () => ({ values: { own: 7 }, foreign: [1] })");
    await stage.run("frame.answers.formReset = () => ({})");
    await stage.show(`<wx-form id="f">
      <wx-input name="a" value="x"></wx-input><wx-input name="other" value="y"></wx-input>
      <wx-switch name="s" checked></wx-switch><wx-slider name="n" value="30"></wx-slider>
      <wx-checkbox-group name="c"><wx-checkbox value="1" checked></wx-checkbox></wx-checkbox-group>
      <wx-radio-group name="r"><wx-radio value="9" checked></wx-radio></wx-radio-group>
      <wx-button id="go" form-type="submit">go</wx-button><wx-button id="no" form-type="reset">no</wx-button></wx-form>`);
    const told = async () => {
      await expect.poll(() => stage.heard()).toHaveLength(1);
      return stage.events();
    };
    await stage.page.click("#go");
    expect(await told()).toEqual([
      {
        on: "#f",
        type: "submit",
        detail: { value: { a: "x", s: true, n: 30, c: ["1"], r: "9", own: 7 }, target: { id: "go", dataset: {} } },
      },
    ]);
    await stage.page.click("#no");
    expect(await told()).toEqual([{ on: "#f", type: "reset", detail: {} }]);
    await stage.page.click("#go");
    expect(await told()).toMatchObject([{ detail: { value: { a: "", s: false, n: 0, c: [], r: "", own: 7 } } }]);
  });
});

async function center(selector: string): Promise<Spot> {
  const box = await stage.page.locator(selector).boundingBox();
  if (box === null) throw new Error(`no box: ${selector}`);
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}
