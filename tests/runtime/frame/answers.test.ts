/** Which batches ask the frame for an answer: only those that something waits for. */
import { expect, test } from "vitest";
import { blocksIn } from "../../../src/runtime/logic/component/walk.ts";
import type { Batch } from "../../../src/runtime/protocol.ts";
import { buildPackage } from "../app.ts";
import { openFramed } from "./framed-session.ts";

const files: Readonly<Record<string, string>> = {
  "root.json": "{}",
  "root.wxml": '<view wx:for="{{rows}}" wx:key="id">{{item.label}}</view>',
  "root.js": 'Component({ data: { rows: [{ id: 1, label: "a" }, { id: 2, label: "b" }] } })',
};

test("answers are requested for the first batch, and when whenShown waits", async () => {
  const framed = openFramed(await buildPackage(files), { root: "root", order: ["root"] });
  framed.session.create();
  framed.check();
  const { instance } = framed.root();
  const sent = (change: () => void) => {
    const from = framed.messages.length;
    change();
    return framed.messages.slice(from).flatMap((one) => (one.type === "batch" ? [one] : []));
  };
  const set = (data: Record<string, unknown>) => {
    instance.setData(data);
    framed.check();
  };
  expect(framed.messages.flatMap((one) => (one.type === "batch" ? [one.quiet] : []))).toEqual([undefined]);
  expect(sent(() => set({ "rows[0].label": "c" })).map(({ quiet }) => quiet)).toEqual([true]);

  // The row's numbers are reused by the next row, which must not receive events of the removed one.
  expect(sent(() => set({ rows: [{ id: 1, label: "c" }] })).map(({ quiet }) => quiet)).toEqual([true]);
  const again = {
    rows: [
      { id: 1, label: "c" },
      { id: 3, label: "d" },
    ],
  };
  expect(sent(() => set(again)).map(({ quiet }) => quiet)).toEqual([true]);

  framed.answers.on = false;
  const [quiet] = sent(() => set({ "rows[0].label": "e" }));
  expect(quiet?.quiet).toBe(true);
  const done: string[] = [];
  const asked = sent(() => framed.view.whenShown(() => done.push("shown")));
  const number = (quiet?.number ?? 0) + 1;
  expect(asked).toEqual([{ type: "batch", number, operations: [] }]);
  expect(done).toEqual([]);
  framed.receive({ type: "applied", batch: number });
  expect(done).toEqual(["shown"]);
  expect(framed.failures).toEqual([]);
});

test("an event from before a number was reused is dropped", async () => {
  const tapped = {
    ...files,
    "root.wxml": '<view wx:for="{{rows}}" wx:key="id" bindtap="tap" data-id="{{item.id}}">{{item.label}}</view>',
    "root.js":
      'Component({ data: { rows: [{ id: 1, label: "a" }], heard: [] }, methods: { tap(event) { this.setData({ heard: this.data.heard.concat(event.currentTarget.dataset.id) }) } } })',
  };
  const framed = openFramed(await buildPackage(tapped), { root: "root", order: ["root"] });
  framed.session.create();
  framed.check();
  const { instance } = framed.root();
  const made = () => {
    const { number } = framed.messages.findLast((one) => one.type === "batch") as Batch;
    return { number, base: blocksIn(framed.root().root?.block.values[0])[0]?.id ?? 0 };
  };
  const tap = (base: number, batch: number) => {
    const target = { base, node: 0 };
    framed.receive({ type: "event", batch, target, event: "tap", detail: {}, timeStamp: 0, bubbles: true });
    framed.check();
    return instance.data["heard"];
  };
  const show = (id: number) => {
    instance.setData({ rows: [{ id, label: "a" }] });
    framed.check();
    return made();
  };
  const second = show(2);
  expect(tap(second.base, second.number)).toEqual([2]);
  instance.setData({ rows: [] });
  framed.check();
  show(3);
  const fourth = show(4);
  expect(tap(fourth.base, fourth.number - 1)).toEqual([2]);
  expect(tap(fourth.base, fourth.number)).toEqual([2, 4]);
  expect(framed.failures).toEqual([]);
});
