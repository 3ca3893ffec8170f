/** Lists that share items with the previously displayed list: they equal a full copy, whatever they share. */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { copyData, shareItems as share } from "../../src/runtime/logic/component/copy-data.ts";

const names = fc.constantFrom("a", "b", "id", "0", "1");
const leaf = fc.oneof(
  fc.constantFrom<unknown>(undefined, null, true, 0, 1, "", "x"),
  fc.constantFrom(0, 1).map((time) => new Date(time)),
  fc.array(fc.constantFrom(0, 1), { maxLength: 2 }).map((bytes) => new Uint8Array(bytes)),
);
const { item } = fc.letrec<{ item: unknown }>((tie) => ({
  item: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    leaf,
    fc.array(tie("item"), { maxLength: 2 }),
    fc.uniqueArray(fc.tuple(names, tie("item")), { maxLength: 3, selector: ([name]) => name }).map(Object.fromEntries),
  ),
}));

const shareItems = (value: readonly unknown[], old: readonly unknown[]) => share(value, old, (task) => task());

test("a list that shares items equals a copy", () => {
  const lists = fc.array(item, { maxLength: 6 });
  fc.assert(
    fc.property(lists, lists, fc.nat(6), fc.nat(3), (before, more, at, dropped) => {
      // Some items are removed and others added in one place; other changes are random.
      const value = copyData(before);
      value.splice(at, dropped, ...more);
      const made = shareItems(value, copyData(before));
      expect(made).toStrictEqual(copyData(value));
      expect(made.map(order)).toEqual(value.map(order));
    }),
    { numRuns: 1000 },
  );
});

/** Enumeration order matters, because `wx:for` displays objects in that order. */
function order(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  return Object.entries(value).map(([name, inner]) => [name, order(inner)]);
}

test("equal items are the same objects, before and after a removed row", () => {
  const row = (id: number) => ({ id, label: `row ${id}`, on: false, more: { tags: ["a"] } });
  const old = copyData([1, 2, 3, 4].map(row));
  const made = shareItems([1, 2, 4].map(row), old);
  expect(made.map((one) => old.indexOf(one as never))).toEqual([0, 1, 3]);
  const changed = shareItems([row(1), { ...row(2), on: true }, row(3), row(4)], old);
  expect(changed.map((one) => old.indexOf(one as never))).toEqual([0, -1, 2, 3]);
});

test("similar values are different", () => {
  const pairs: readonly (readonly [value: unknown, old: unknown])[] = [
    [
      { a: 1, b: 2 },
      { b: 1, c: 2 },
    ],
    [
      { a: 1, b: 2 },
      { b: 2, a: 1 },
    ],
    [{ 0: 1 }, [1]],
    [[1], { 0: 1 }],
    [new Uint8Array([1]), { 0: 1 }],
    [new Date(0), {}],
    [new Date(1), new Date(0)],
    [{ a: 1 }, { a: 1, b: undefined }],
    [[undefined], []],
  ];
  for (const [value, old] of pairs) {
    const shown = copyData([old]);
    expect(shareItems([value], shown)[0]).not.toBe(shown[0]);
  }
});
