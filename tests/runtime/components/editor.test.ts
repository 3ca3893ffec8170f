/** The editor in a real browser. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { openStage } from "./stage.ts";
import type { Stage } from "./stage.ts";

let stage: Stage;

beforeAll(async () => {
  stage = await openStage();
});
afterEach(() => expect(stage.problems.splice(0)).toEqual([]));
afterAll(() => stage.close());

const call = <T>(method: string, ...values: readonly unknown[]) =>
  stage.run<T>(`document.querySelector('#e').invoke(${JSON.stringify(method)}, ${JSON.stringify(values)})`);
const contents = () => call<{ html: string; text: string; delta: { ops: unknown[] } }>("getContents");

describe("editor", () => {
  test("raises ready, accepts typing, reports its content", async () => {
    await stage.show('<wx-editor id="e" placeholder="write"></wx-editor>');
    await expect.poll(() => stage.events()).toEqual([{ on: "#e", type: "ready", detail: {} }]);
    await stage.page.click("#e .ql-editor");
    await stage.page.keyboard.type("ab");
    const events = await stage.events();
    expect(events.at(-1)).toMatchObject({
      type: "input",
      detail: { html: "<p>ab</p>", text: "ab\n", delta: { ops: [{ insert: "ab\n" }] } },
    });
    await stage.page.keyboard.press("Enter");
    await stage.page.keyboard.type("c");
    expect(await contents()).toEqual({
      html: "<p>ab</p><p>c</p>",
      text: "ab\nc\n",
      delta: { ops: [{ insert: "ab\nc\n" }] },
    });
    await call("clear");
    expect(await contents()).toEqual({ html: "<p><br></p>", text: "\n", delta: { ops: [{ insert: "\n" }] } });
    expect(await stage.run("document.querySelector('.ql-editor').className")).toBe("ql-editor ql-blank");
  });

  test("text stays in lines when the user deletes or replaces everything", async () => {
    await stage.show('<wx-editor id="e"></wx-editor>');
    const { keyboard } = stage.page;
    const html = async () => (await contents()).html;
    await stage.page.click("#e .ql-editor");
    await keyboard.type("ab");
    await keyboard.press("Enter");
    await keyboard.type("c");
    await keyboard.press("Control+a");
    await keyboard.press("Delete");
    expect(await html()).toBe("<p><br></p>");
    await keyboard.type("de");
    expect(await html()).toBe("<p>de</p>");
    for (let i = 0; i < 4; i++) await keyboard.press("Backspace");
    await keyboard.type("f");
    expect(await html()).toBe("<p>f</p>");
    await keyboard.press("Control+a");
    await keyboard.type("gh");
    expect(await html()).toBe("<p>gh</p>");
    const reported = (await stage.events()).flatMap(({ type, detail }) =>
      type === "input" ? [(detail as { html: string }).html] : [],
    );
    expect(reported.filter((one) => !/^(<p>.*<\/p>)+$/.test(one))).toEqual([]);
    await call("format", "header", 2);
    await stage.run("document.querySelector('.ql-editor').append(new Image())");
    await keyboard.type("i");
    expect(await html()).toBe("<h2>ghi</h2><img>");
  });

  test("a divider is followed by a line, where the cursor is; texts next to dividers stay in lines", async () => {
    await stage.show('<wx-editor id="e"></wx-editor>');
    await stage.page.click("#e .ql-editor");
    await stage.page.keyboard.type("above");
    await call("insertDivider");
    expect((await contents()).html).toBe("<p>above</p><hr><p><br></p>");
    await stage.page.keyboard.type("below");
    expect((await contents()).html).toBe("<p>above</p><hr><p>below</p>");
    await call("insertDivider");
    await call("insertText", { text: "end" });
    const { html, delta } = await contents();
    expect(html).toBe("<p>above</p><hr><p>below</p><hr><p>end</p>");
    const divider = { insert: { divider: true } };
    expect(delta.ops).toEqual([{ insert: "above\n" }, divider, { insert: "below\n" }, divider, { insert: "end\n" }]);
    await call("clear");
    await call("insertDivider");
    await call("insertText", { text: "one\ntwo" });
    expect((await contents()).html).toBe("<hr><p>one</p><p>two</p>");
    await call("setContents", { html: "<p>start-end</p>" });
    await stage.run(
      "{ const text = document.querySelector('.ql-editor p').firstChild; getSelection().setPosition(text, 5); }",
    );
    await call("insertDivider");
    await stage.page.keyboard.type("new");
    expect((await contents()).html).toBe("<p>start</p><hr><p>new-end</p>");
  });

  test("a delta is read back unchanged", async () => {
    await stage.show('<wx-editor id="e"></wx-editor>');
    const ops = [
      { insert: "Title" },
      { insert: "\n", attributes: { header: 2, align: "center" } },
      { insert: "plain " },
      { insert: "bold", attributes: { bold: true, color: "rgb(255, 0, 0)" } },
      { insert: "\none" },
      { insert: "\n", attributes: { list: "ordered" } },
      { insert: "two" },
      { insert: "\n", attributes: { list: "ordered" } },
      { insert: { image: "/dir/a.svg" }, attributes: { width: "10" } },
      { insert: "\n" },
      { insert: { divider: true } },
      { insert: "end" },
      { insert: "\n", attributes: { indent: 2 } },
    ];
    await call("setContents", { delta: { ops } });
    await stage.run("new Promise((done) => setTimeout(done))");
    const read = await contents();
    expect(read.delta.ops).toEqual(
      ops.map((one) =>
        one.attributes !== undefined && "bold" in one.attributes
          ? { insert: "bold", attributes: { color: "rgb(255, 0, 0)", bold: true } }
          : one,
      ),
    );
    expect(read.text).toBe("Title\nplain bold\none\ntwo\n\nend\n");
  });

  test("formats the selection, also after a button took the focus, and removes formats", async () => {
    await stage.show('<wx-editor id="e"></wx-editor><wx-input id="i"></wx-input>');
    await stage.page.click("#e .ql-editor");
    await stage.page.keyboard.type("word");
    await stage.page.keyboard.press("Control+A");
    await stage.page.click("#i");
    await stage.events();
    await call("format", "bold");
    await call("format", "header", 3);
    await call("format", "color", "#00ff00");
    expect((await contents()).delta.ops).toEqual([
      { insert: "word", attributes: { bold: true, color: "rgb(0, 255, 0)" } },
      { insert: "\n", attributes: { header: 3 } },
    ]);
    const last = (await stage.events()).findLast(({ type }) => type === "statuschange");
    expect(last?.detail).toEqual({ bold: true, header: 3, color: "rgb(0, 255, 0)" });
    await call("format", "bold");
    expect((await contents()).delta.ops[0]).toEqual({ insert: "word", attributes: { color: "rgb(0, 255, 0)" } });
    await call("undo");
    expect((await contents()).delta.ops[0]).toEqual({
      insert: "word",
      attributes: { bold: true, color: "rgb(0, 255, 0)" },
    });
    await call("redo");
    await stage.page.click("#e .ql-editor");
    await call("format", "list", "check");
    expect((await contents()).delta.ops[1]).toEqual({ insert: "\n", attributes: { list: "unchecked" } });
    await call("format", "list", "check");
    expect((await contents()).delta.ops[1]).toEqual({ insert: "\n" });
    await call("format", "indent", "+1");
    expect((await contents()).delta.ops[1]).toEqual({ insert: "\n", attributes: { indent: 1 } });
    await call("format", "indent", "-1");
    await call("format", "align", "right");
    expect((await contents()).delta.ops[1]).toEqual({ insert: "\n", attributes: { align: "right" } });
  });

  test("styles and texts of a selection over several lines keep the lines", async () => {
    await stage.show('<wx-editor id="e"></wx-editor>');
    await stage.page.click("#e .ql-editor");
    await call("format", "list", "bullet");
    await stage.page.keyboard.type("one");
    for (const text of ["", "two", "three"]) {
      await stage.page.keyboard.press("Enter");
      await stage.page.keyboard.type(text);
    }
    expect((await contents()).html).toBe("<ul><li>one</li></ul><p>two</p><p>three</p>");
    await stage.page.keyboard.press("Control+A");
    expect(await call("getSelectionText")).toEqual({ text: "one\ntwo\nthree" });
    await call("format", "color", "#ff0000");
    const red = (text: string) => `<span style="color: rgb(255, 0, 0);">${text}</span>`;
    expect((await contents()).html).toBe(`<ul><li>${red("one")}</li></ul><p>${red("two")}</p><p>${red("three")}</p>`);
    await stage.page.keyboard.press("Control+End");
    for (let step = 0; step < 3; step++) await stage.page.keyboard.press("Shift+ArrowLeft");
    await call("format", "color", "#ff0000");
    expect((await contents()).delta.ops).toEqual([
      { insert: "one", attributes: { color: "rgb(255, 0, 0)" } },
      { insert: "\n", attributes: { list: "bullet" } },
      { insert: "two", attributes: { color: "rgb(255, 0, 0)" } },
      { insert: "\n" },
      { insert: "th", attributes: { color: "rgb(255, 0, 0)" } },
      { insert: "ree\n" },
    ]);
  });

  test("a word in the middle of a line gets a format", async () => {
    await stage.show('<wx-editor id="e"></wx-editor>');
    await stage.page.click("#e .ql-editor");
    await stage.page.keyboard.type("a word here");
    for (let step = 0; step < 5; step++) await stage.page.keyboard.press("ArrowLeft");
    for (let step = 0; step < 4; step++) await stage.page.keyboard.press("Shift+ArrowLeft");
    await stage.events();
    await call("format", "bold");
    expect((await contents()).html).toBe("<p>a <b>word</b> here</p>");
    expect((await stage.events()).map(({ type }) => type)).toContain("input");
    expect(await call("getSelectionText")).toEqual({ text: "word" });
    await call("format", "bold");
    expect((await contents()).delta.ops).toEqual([{ insert: "a word here\n" }]);
  });

  test("screen readers hear the placeholder, or the author's name", async () => {
    await stage.show(
      '<wx-editor placeholder="Write"></wx-editor><wx-editor aria-label="Letter" placeholder="Write"></wx-editor>',
    );
    const known = await stage.accessible();
    expect(known.filter(([role]) => role === "textbox").map(([, name]) => name)).toEqual(["Write", "Letter"]);
  });

  test("executable content is removed from HTML", async () => {
    await stage.show('<wx-editor id="e"></wx-editor>');
    await call("setContents", { html: '<p onclick="x()">a<script>1</script><b>b</b></p>' });
    expect((await contents()).html).toBe("<p>a<b>b</b></p>");
    await call("setContents", { html: "x<b>y</b><p>z</p>" });
    expect((await contents()).html).toBe("<p>x<b>y</b></p><p>z</p>");
    const margin = "getComputedStyle(document.querySelector('#e p')).marginTop";
    expect(await stage.run(margin)).toBe("0px");
    await call("insertText", { text: "!" });
    expect((await contents()).text).toContain("!");
  });
});
