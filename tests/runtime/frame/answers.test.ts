/** Which batches a frame has to answer: none that nobody waits for. */
import { expect, test } from "vitest";
import { buildPackage } from "../app.ts";
import { openFramed } from "./framed-session.ts";

const files: Readonly<Record<string, string>> = {
  "root.json": "{}",
  "root.wxml": '<view wx:for="{{rows}}" wx:key="id">{{item.label}}</view>',
  "root.js": 'Component({ data: { rows: [{ id: 1, label: "a" }, { id: 2, label: "b" }] } })',
};

test("the first batch, those whose numbers are used again, and those that somebody waits for", async () => {
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

  // Its numbers are free for the row that comes next, which is not to get events of the one that left.
  expect(sent(() => set({ rows: [{ id: 1, label: "c" }] })).map(({ quiet }) => quiet)).toEqual([true]);
  const again = {
    rows: [
      { id: 1, label: "c" },
      { id: 3, label: "d" },
    ],
  };
  expect(sent(() => set(again)).map(({ quiet }) => quiet)).toEqual([undefined]);

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
