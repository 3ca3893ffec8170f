/** The return value of an `input` handler replaces the text in the field. WeChat: "处理函数可以直接 return 一个字符串，将替换输入框的内容". */
import { expect, test } from "vitest";
import { selectElements } from "../../../src/runtime/logic/component/select.ts";
import { buildPackage } from "../app.ts";
import { openFramed } from "./framed-session.ts";

test("a string, or a value with a cursor, is sent to the field; anything else is not", async () => {
  const built = await buildPackage({
    "root.wxml": '<input id="i" bindinput="change" bindblur="change"/>',
    "root.js": "Component({ methods: { change(e) { return JSON.parse(e.detail.value) } } })",
  });
  const framed = openFramed(built, { root: "root", order: ["root"] });
  framed.session.create();
  framed.check();
  const [element] = selectElements(framed.root(), "#i");
  const target = element && framed.view.referenceOf(element);
  if (!target) throw new Error("no input");
  const say = (event: string, value: unknown) =>
    framed.receive({
      type: "event",
      batch: 1,
      target,
      event,
      detail: { value: JSON.stringify(value) },
      timeStamp: 0,
      bubbles: false,
    });
  say("input", "x");
  say("input", { value: "yy", cursor: 1 });
  say("input", 5);
  say("input", null);
  say("blur", "z");
  const calls = framed.messages.flatMap((one) => (one.type === "invoke" ? [[one.method, ...one.values]] : []));
  expect(calls).toEqual([
    ["replaceValue", "x", undefined],
    ["replaceValue", "yy", 1],
  ]);
  expect(framed.failures).toEqual([]);
});
