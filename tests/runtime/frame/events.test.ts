/** Messages from a frame: events, user input, wxs handlers. And how much is sent for an update. */
import { expect, test } from "vitest";
import { Op, Override } from "../../../src/runtime/protocol.ts";
import type { Batch, FromFrame, NodeReference } from "../../../src/runtime/protocol.ts";
import { selectElements } from "../../../src/runtime/logic/index.ts";
import type { ComponentNode } from "../../../src/runtime/logic/index.ts";
import { componentOf } from "../../../src/runtime/logic/component/element.ts";
import { buildPackage } from "../app.ts";
import { openFramed } from "./framed-session.ts";
import type { FramedSession } from "./framed-session.ts";

interface Opened extends FramedSession {
  readonly said: string[];
  at(...path: string[]): NodeReference;
  set(values: Record<string, unknown>): Batch | undefined;
  raise(event: Partial<Extract<FromFrame, { type: "event" }>> & { target: NodeReference; event: string }): void;
}

async function open(files: Record<string, string>): Promise<Opened> {
  const said: string[] = [];
  const log = (...values: unknown[]) =>
    said.push(values.map((v) => (typeof v === "string" ? v : JSON.stringify(v))).join(" "));
  const framed = openFramed(await buildPackage(files), { scope: { log } });
  framed.session.create();
  framed.session.attach();
  framed.check();
  return {
    ...framed,
    said,
    at(...path) {
      let tree: ComponentNode | undefined = framed.root();
      let reference: NodeReference | undefined;
      for (const selector of path) {
        const [element] = tree ? selectElements(tree, selector) : [];
        if (!element) throw new Error(`no ${selector}`);
        reference = framed.view.referenceOf(element);
        tree = componentOf(element);
      }
      if (!reference) throw new Error("it is not shown");
      return reference;
    },
    set(values) {
      const before = framed.messages.length;
      framed.session.setData(framed.session.root(), values);
      framed.check();
      expect(framed.failures).toEqual([]);
      return framed.messages[before] as Batch | undefined;
    },
    raise: (event) =>
      framed.receive({ type: "event", batch: framed.frame.batches, detail: {}, timeStamp: 5, bubbles: true, ...event }),
  };
}

test("an event has the frame's touches, offsets and time, and bubbles through components", async () => {
  const page = await open({
    "root.wxml": `<view id="outer" bindtap="outer"><c id="c" bindtap="host"/></view>`,
    "root.js": `Component({ methods: {
      outer(e) { log("outer", e.target.id, e.currentTarget.offsetLeft, e.changedTouches, e.timeStamp, e.detail) },
      host(e) { log("host", e.currentTarget.id) },
    } })`,
    "c.wxml": `<view id="in" capture-bind:tap="down" bindtap="up"/>`,
    "c.js": `Component({ methods: { down() { log("down") }, up(e) { log("up", e.target.offsetTop, e.touches.length) } } })`,
  });
  const touch = { identifier: 0, pageX: 1, pageY: 2, clientX: 1, clientY: 2 };
  const target = page.at("#c", "#in");
  const offset = (node: NodeReference, left: number, top: number) => ({
    node,
    left,
    top,
    rect: [left, top, 9, 9] as const,
  });
  page.raise({
    target,
    event: "tap",
    detail: { x: 1, y: 2 },
    touches: [],
    changedTouches: [touch],
    offsets: [offset(target, 3, 4), offset(page.at("#outer"), 7, 8)],
  });
  expect(page.said).toEqual(["down", "up 4 0", "host c", `outer c 7 ${JSON.stringify([touch])} 5 {"x":1,"y":2}`]);
});

test("an event that does not bubble stays at its element", async () => {
  const page = await open({
    "root.wxml": `<view bindinput="outer"><input id="i" bindinput="inner"/></view>`,
    "root.js": `Component({ methods: { outer() { log("outer") }, inner(e) { log("inner", e.detail) } } })`,
  });
  page.raise({ target: page.at("#i"), event: "input", detail: { value: "x" }, bubbles: false });
  expect(page.said).toEqual([`inner {"value":"x"}`]);
});

test("an event is dropped if its block was removed, or its number was reused since", async () => {
  const page = await open({
    "root.wxml": `<view wx:if="{{a}}" id="a" bindtap="tapA"/><view wx:if="{{b}}" id="b" bindtap="tapB"/>`,
    "root.js": `Component({ data: { a: true }, methods: { tapA() { log("a") }, tapB() { log("b") } } })`,
  });
  const old = page.at("#a");
  const { batches } = page.frame;
  page.set({ a: false });
  page.answers.on = false;
  page.raise({ target: old, event: "tap", batch: batches });
  page.set({ b: true });
  expect(page.at("#b")).toEqual(old);
  page.raise({ target: old, event: "tap", batch: batches + 1 });
  expect(page.said).toEqual([]);
  page.raise({ target: old, event: "tap" });
  expect(page.said).toEqual(["b"]);
});

test("model: user input passes through components to the field, and is not sent back to the frame", async () => {
  const page = await open({
    "root.wxml": `<c id="c" model:value="{{text}}"/><text>{{text}}</text>`,
    "root.js": `Component({ data: { text: "a" }, observers: { text(t) { log("root", t) } } })`,
    "c.wxml": `<input id="i" model:value="{{value}}"/>`,
    "c.js": `Component({ properties: { value: { type: String, observer(v, old) { log("c", v, old) } } } })`,
  });
  page.said.length = 0;
  const before = page.messages.length;
  page.receive({ type: "model", batch: page.frame.batches, target: page.at("#c", "#i"), name: "value", value: "ab" });
  page.view.flush();
  expect(page.said).toEqual(["root ab", "c ab a"]);
  expect(page.session.data(page.session.root())).toEqual({ text: "ab" });
  const sent = (page.messages[before] as Batch).operations;
  expect(sent.filter((one) => one === "ab")).toHaveLength(1);
});

test("model: user input is written to the item of the row, at its current index", async () => {
  const page = await open({
    "root.wxml": `<input wx:for="{{list}}" wx:key="k" id="{{item.k}}" model:value="{{item.x}}"/>`,
    "root.js": `Component({ data: { list: [{ k: "a", x: "1" }, { k: "b", x: "2" }] } })`,
  });
  page.set({
    list: [
      { k: "b", x: "2" },
      { k: "a", x: "1" },
    ],
  });
  const write = { type: "model", batch: page.frame.batches, target: page.at("#a"), name: "value", value: "3" } as const;
  page.receive(write);
  expect(page.view.flush()).toBeUndefined();
  expect(page.session.data(page.session.root())).toEqual({
    list: [
      { k: "b", x: "2" },
      { k: "a", x: "3" },
    ],
  });
  page.check();
});

test("model: a change by the component is sent once; an equal value is not sent", async () => {
  const page = await open({
    "root.wxml": `<c id="c" model:value="{{text}}"/>`,
    "root.js": `Component({ data: { text: "a" }, observers: { text(t) { log("root", t) } } })`,
    "c.wxml": "",
    "c.js": `Component({
      properties: { value: { type: String, observer(v, old) { log("own", v, old) } } },
      observers: { value(v) { log("observer", v) } },
      methods: { go(v) { this.setData({ value: v }) } },
    })`,
  });
  page.said.length = 0;
  page.session.call(page.session.node(["#c"]), "go", ["b"]);
  expect(page.said).toEqual(["observer b", "root b", "observer b", "own b a"]);
  page.said.length = 0;
  page.session.call(page.session.node(["#c"]), "go", ["b"]);
  expect(page.said).toEqual(["observer b"]);
});

test("wxs handlers receive the event and their owner, and change elements on top of their template", async () => {
  const page = await open({
    "root.wxml": `<wxs module="w">
      module.exports = {
        tap: function (event, owner) {
          var box = owner.selectComponent('.box');
          box.setStyle({ color: 'red' });
          box.addClass('hot');
          event.instance.getState().n = (event.instance.getState().n || 0) + 1;
          owner.callMethod('heard', { n: event.instance.getState().n, has: box.hasClass('hot'), id: event.instance.getDataset().id,
            width: event.instance.getBoundingClientRect().width });
          return false;
        },
        changed: function (now, before, owner, instance) { owner.callMethod('noted', [now, before]); },
      };
      </wxs>
      <view bindtap="outer"><view id="t" data-id="4" bindtap="{{w.tap}}"/></view><view class="box"/>
      <view change:prop="{{w.changed}}" prop="{{x}}"/>`,
    "root.js": `Component({ data: { x: 1 }, methods: {
      heard(v) { log("heard", v) }, noted(v) { log("noted", v) }, outer() { log("outer") } } })`,
  });
  const target = page.at("#t");
  page.raise({ target, event: "tap", offsets: [{ node: target, left: 0, top: 0, rect: [0, 0, 30, 9] }] });
  for (const x of [2, 2]) {
    page.session.setData(page.session.root(), { x });
    page.view.flush();
  }
  expect(page.said).toEqual(["noted [1,null]", `heard {"n":1,"has":true,"id":"4","width":30}`, "noted [2,1]"]);
  expect(page.frame.overrides).toEqual([
    ["view", Override.style, { color: "red" }],
    ["view", Override.addClass, "hot"],
  ]);
});

test("the cost of an update, a swap, a removal and a selection does not depend on the length of the list", async () => {
  const counts: number[][][] = [];
  for (const length of [10, 500]) {
    const page = await open({
      "root.wxml": `<c wx:for="{{rows}}" wx:key="id" class="{{item.on ? 'on' : ''}}" text="{{item.text}}"/>`,
      "root.js": `Component({ data: { rows: [] } })`,
      "c.wxml": `<view>{{text}}</view>`,
      "c.js": `Component({ properties: { text: String } })`,
    });
    const rows = Array.from({ length }, (_, id) => ({ id, text: `t${id}`, on: false }));
    page.set({ rows });
    const own: number[][] = [];
    const note = (values: Record<string, unknown>) => {
      const batch = page.set(values);
      own.push([batch?.operations.length ?? 0, ...page.frame.counts.map((count) => count ?? 0)]);
    };
    note({ "rows[3].text": "new" });
    note({ "rows[4].on": true });
    note({ "rows[1]": rows[7], "rows[7]": rows[1] });
    const swapped = (page.session.data(page.session.root()) as { rows: typeof rows }).rows;
    note({ rows: swapped.filter((_, i) => i !== 5) });
    counts.push(own);
    note({ rows: [] });
    // One `clear` for all rows, and few `free` ranges for their numbers.
    expect(page.frame.counts[Op.clear]).toBe(1);
    expect(page.frame.size).toBeLessThan(10);
  }
  expect(counts[0]).toEqual(counts[1]);
});

test("values that a frame does not display are not sent", async () => {
  const page = await open({
    "root.wxml": `<c a="{{x}}" data-x="{{x}}" mark:m="{{x}}" bindtap="{{x}}" slot="{{x}}"/><view data-x="{{x}}" mark:m="{{x}}"/>`,
    "root.js": `Component({ data: { x: "one" } })`,
    "c.wxml": "fixed",
    "c.js": `Component({ properties: { a: String } })`,
  });
  expect(JSON.stringify(page.messages)).not.toContain("one");
  expect(page.set({ x: "two" })).toBeUndefined();
});

test("functions in attribute values are left out", async () => {
  const page = await open({
    "root.wxml": `<wxs module="w">module.exports = { f: function () {} }</wxs><map id="m" f="{{w.f}}" o="{{ {f: w.f, a: x} }}"/>{{x}}`,
    "root.js": `Component({ data: { x: 1 } })`,
  });
  expect(page.failures.filter((failure) => String(failure).includes("clone"))).toEqual([]);
  expect(JSON.stringify(page.frame.tree())).toContain(`"a":1`);
});

test("in large lists, rows are created together with the trees of their components", async () => {
  const page = await open({
    "root.wxml": `<view wx:for="{{list}}" wx:key="*this"><c id="c-{{item}}" text="{{item}}" bind:hit="hit"/><c text="fixed">in it</c></view>`,
    "root.js": `Component({ data: { list: [] }, methods: { hit(e) { log("hit", e.detail) } } })`,
    "c.wxml": `<text id="t" bindtap="tap">{{text}}</text><view wx:if="{{text === 'b'}}">more</view><slot/>`,
    "c.js": `Component({ properties: { text: String }, methods: { tap() { this.triggerEvent("hit", this.data.text) } } })`,
  });
  page.set({ list: ["a", "b", "c", "d"] });
  // Both trees of the first row; in the other rows only the tree of the component with slot content.
  expect(page.frame.counts[Op.root]).toBe(2 + 3);
  // The row, the component's tree, and the block in it; then each of the first two with what is in it.
  expect(page.frame.counts[Op.template]).toBe(6);
  page.set({ list: ["d", "b", "x"] });
  expect(page.frame.counts[Op.root]).toBe(1);
  const target = page.at("#c-d", "#t");
  page.raise({ target, event: "tap" });
  expect(page.said).toEqual([`hit d`]);
  const { size } = page.frame;
  for (const list of [[], ["y", "b"], ["d", "b", "x"]]) page.set({ list });
  expect(page.frame.size).toBe(size);
});
