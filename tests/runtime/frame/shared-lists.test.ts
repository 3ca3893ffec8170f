/** A new list with mostly the same items: rows with equal items are left alone, all others are updated. */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { Op } from "../../../src/runtime/protocol.ts";
import { buildPackage } from "../app.ts";
import { openFramed } from "./framed-session.ts";
import type { FramedSession } from "./framed-session.ts";

interface Row {
  id: number;
  label: string;
  hot?: boolean;
  tags?: string[];
}

const plain: Readonly<Record<string, string>> = {
  "root.wxml":
    '<block wx:if="{{!off}}"><view wx:for="{{rows}}" wx:key="id" class="{{item.hot ? \'hot\' : \'\'}}">{{item.label}}<text wx:for="{{item.tags}}">{{item}}</text></view></block>',
  "root.js": "Component({ data: { rows: [] } })",
};

async function open(files: Readonly<Record<string, string>>, data: Record<string, unknown> = {}) {
  const built = await buildPackage({ "root.json": "{}", ...files });
  return (): FramedSession => {
    const framed = openFramed(built, { root: "root", order: ["root"], scope: data });
    framed.session.create();
    framed.session.attach();
    framed.check();
    return framed;
  };
}

function set(framed: FramedSession, values: Record<string, unknown>): unknown[] {
  const from = framed.messages.length;
  framed.root().instance.setData(values);
  framed.check();
  expect(framed.failures).toEqual([]);
  return framed.messages.slice(from).flatMap((one) => ("operations" in one ? one.operations : []));
}

function shown({ frame }: FramedSession): string {
  return JSON.stringify(frame.tree());
}

const rows = (...labels: string[]): Row[] => labels.map((label, id) => ({ id, label }));

test("sends only what changed if a row is removed, inserted, or all are replaced", async () => {
  const framed = (await open(plain))();
  set(framed, { rows: rows("a", "b", "c", "d") });
  const [, second, ...others] = rows("a", "b", "c", "d");
  expect(set(framed, { rows: [...rows("a"), ...others] })).toEqual([
    Op.remove,
    expect.any(Number),
    Op.free,
    expect.any(Number),
    expect.any(Number),
  ]);
  const inserted = set(framed, { rows: [...rows("a"), second, ...others] });
  expect(inserted[0]).toBe(Op.create);
  expect(inserted.filter((one) => one === "c" || one === "d")).toEqual([]);
  const replaced = set(framed, { rows: rows("x", "y").map(({ id, label }) => ({ id: id + 10, label })) });
  expect(replaced[0]).toBe(Op.clear);
});

test("items that were changed in place, in the same call or before, are displayed correctly", async () => {
  const framed = (await open(plain))();
  const { instance } = framed.root();
  set(framed, { rows: rows("a", "b", "c") });
  const own = instance.data["rows"] as Row[];
  (own[1] as Row).label = "changed";
  set(framed, { rows: own });
  expect(shown(framed)).toContain("changed");
  set(framed, { "rows[1].label": "again", rows: rows("a", "again") });
  expect(shown(framed)).toContain("again");
  set(framed, { rows: rows("a", "again"), "rows[1].label": "later" });
  expect(shown(framed)).toContain("later");
  set(framed, { "rows[0].label": "lost", rows: rows("a", "later") });
  expect(shown(framed)).not.toContain("lost");
});

test("properties with objects are set at each update, and items changed by wxs code are updated", async () => {
  const calls: string[] = [];
  const framed = (
    await open(
      {
        "root.json": '{ "usingComponents": { "leaf": "leaf" } }',
        "root.wxml": `<wxs module="m">module.exports = { mark: function (list, at) { list.forEach(function (one, i) { one.label = i === at ? "here" : "" }); return list } }</wxs>
          <leaf wx:for="{{rows}}" wx:key="id" item="{{item}}"/>
          <text wx:for="{{m.mark(other, at)}}" wx:key="id">{{index}}{{item.label}}</text>`,
        "root.js": "Component({ data: { rows: [], other: [], at: 0 } })",
        "leaf.json": '{ "component": true }',
        "leaf.wxml": "{{item.label}}",
        "leaf.js":
          "Component({ properties: { item: { type: Object, observer() { calls.push(this.data.item.label) } } } })",
      },
      { calls },
    )
  )();
  set(framed, { rows: rows("a", "b"), other: rows("", "", "") });
  calls.length = 0;
  set(framed, { rows: rows("a", "b") });
  expect(calls).toEqual(["a", "b"]);
  expect(shown(framed)).toContain("0here");
  set(framed, { other: rows("here", "", ""), at: 2 });
  expect(shown(framed)).toContain("2here");
  expect(shown(framed)).not.toContain("0here");
});

test("random lists, one after the other", async () => {
  const rowOf = (row: string): Readonly<Record<string, string>> => ({
    ...plain,
    "root.wxml": `<block wx:if="{{!off}}">${row}</block>`,
  });
  const starts = await Promise.all([
    open(plain),
    // Rows that display their index, rows that display data from outside, and rows without keys.
    open(rowOf('<view wx:for="{{rows}}" wx:key="id">{{index}}{{item.label}}</view>')),
    open(rowOf('<view wx:for="{{rows}}" wx:key="id">{{rows.length}}{{item.label}}</view>')),
    open(rowOf('<view wx:for="{{rows}}">{{item.label}}{{item.hot}}</view>')),
    open({
      ...rowOf('<leaf wx:for="{{rows}}" wx:key="id" item="{{item}}" label="{{item.label}}"/>'),
      "root.json": '{ "usingComponents": { "leaf": "leaf" } }',
      "leaf.json": '{ "component": true }',
      "leaf.wxml": '{{label}}<text wx:for="{{item.tags}}">{{item}}</text>',
      "leaf.js": "Component({ properties: { item: Object, label: String } })",
    }),
  ]);
  const item = fc.record(
    {
      id: fc.nat(7),
      label: fc.constantFrom("a", "b"),
      hot: fc.boolean(),
      tags: fc.array(fc.constantFrom("x", "y"), { maxLength: 2 }),
    },
    { requiredKeys: ["id", "label"] },
  );
  const list = fc.uniqueArray(item, { selector: ({ id }) => id, maxLength: 7 });
  /** The previous list with one item removed and one added. */
  const edit = fc.record({ drop: fc.nat(7), add: fc.option(item), at: fc.nat(7), reverse: fc.boolean() });
  const path = fc.tuple(fc.nat(6), fc.constantFrom("p", "q"));
  const step = fc.record({ list, edit, path, isPathFirst: fc.boolean() }, { requiredKeys: ["isPathFirst"] });
  fc.assert(
    fc.property(fc.constantFrom(...starts), list, fc.array(step, { maxLength: 6 }), (start, first, steps) => {
      const framed = start();
      set(framed, { rows: first });
      for (const { list: next, edit: change, path: one, isPathFirst } of steps) {
        const data = structuredClone(framed.root().data["rows"]) as Row[];
        const edited = next ?? data;
        if (change) {
          edited.splice(change.drop, 1);
          if (change.add && !edited.some(({ id }) => id === change.add?.id))
            edited.splice(change.at, 0, change.add as Row);
          if (change.reverse) edited.reverse();
        }
        const whole: [string, unknown][] = [["rows", edited]];
        const below: [string, unknown][] = one && one[0] < edited.length ? [[`rows[${one[0]}].label`, one[1]]] : [];
        set(framed, Object.fromEntries(isPathFirst ? [...below, ...whole] : [...whole, ...below]));
        const fresh = start();
        set(fresh, { rows: structuredClone(framed.root().data["rows"]) });
        expect(framed.frame.tree()).toEqual(fresh.frame.tree());
        // Re-created rows display the template's own copy of the data.
        for (const off of [true, false]) set(framed, { off });
        expect(framed.frame.tree()).toEqual(fresh.frame.tree());
      }
    }),
    { numRuns: 300, seed: 17 },
  );
}, 60_000);
