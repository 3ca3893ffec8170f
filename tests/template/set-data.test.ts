/** Paths of `setData`, their assignment, and what is noted as changed. */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createChangeMap } from "../../src/runtime/logic/changes.ts";
import { assignPath, parsePath } from "../../src/runtime/logic/set-data.ts";
import type { PathSegment } from "../../src/runtime/logic/set-data.ts";

describe("paths", () => {
  test.each<[string, PathSegment[]]>([
    ["a", ["a"]],
    ["a.b", ["a", "b"]],
    ["a[0].b", ["a", 0, "b"]],
    ["a[0][12]", ["a", 0, 12]],
    ["[3]", [3]],
    ["x\\.y", ["x.y"]],
    ["x\\[0\\]", ["x[0]"]],
    ["a\\\\b", ["a\\b"]],
    [".a..b.", ["a", "b"]],
    ["a[b]", ["a[b]"]],
    ["a[", ["a["]],
    ["a[]", ["a[]"]],
    ["a b-c", ["a b-c"]],
    ["", []],
  ])("%s", (path, segments) => {
    expect(parsePath(path)).toEqual(segments);
  });

  test("a path made of names and indexes is read back", () => {
    const segment = fc.oneof(fc.string({ minLength: 1 }), fc.nat({ max: 1e6 }));
    fc.assert(
      fc.property(fc.array(segment, { minLength: 1 }), (segments) => {
        const path = segments
          .map((s) => (typeof s === "number" ? `[${s}]` : `.${s.replace(/[.[\]\\]/g, "\\$&")}`))
          .join("");
        expect(parsePath(path)).toEqual(segments);
      }),
      { seed: 1 },
    );
  });

  test("no text makes it throw", () => {
    fc.assert(
      fc.property(fc.string(), (path) => {
        expect(Array.isArray(parsePath(path))).toBe(true);
      }),
      { seed: 2 },
    );
  });
});

describe("assignment", () => {
  const assign = (data: Record<string, unknown>, path: string, value: unknown) => {
    const changes = createChangeMap();
    assignPath(data, parsePath(path), value, changes);
    return { data, changes: JSON.parse(JSON.stringify(changes)) as unknown };
  };

  test("keeps fitting containers and notes the leaf", () => {
    const inner = { x: 1 };
    const { data, changes } = assign({ a: [inner] }, "a[0].x", 2);
    expect(data).toEqual({ a: [{ x: 2 }] });
    expect((data["a"] as unknown[])[0]).toBe(inner);
    expect(changes).toEqual({ a: { 0: { x: true } } });
  });

  test("replaces what does not fit and notes the container", () => {
    expect(assign({ l: [1, 2] }, "l.length", 1)).toEqual({ data: { l: { length: 1 } }, changes: { l: true } });
    expect(assign({ o: { a: 1 } }, "o[0]", 1)).toEqual({ data: { o: [1] }, changes: { o: true } });
    expect(assign({ s: "text" }, "s.a.b", 1)).toEqual({ data: { s: { a: { b: 1 } } }, changes: { s: true } });
    expect(assign({ n: null }, "n.a", 1)).toEqual({ data: { n: { a: 1 } }, changes: { n: true } });
  });

  test("an array that grows has another length", () => {
    expect(assign({ l: [1] }, "l[1]", 2)).toEqual({ data: { l: [1, 2] }, changes: { l: { 1: true, length: true } } });
    expect(assign({ l: [1] }, "l[0]", 2).changes).toEqual({ l: { 0: true } });
  });

  test("inherited members are no containers, and prototypes stay as they are", () => {
    const { data } = assign({}, "toString.x", 1);
    expect(Object.keys(data)).toEqual(["toString"]);
    assign({}, "__proto__.polluted", 1);
    assign({}, "constructor.prototype.polluted", 1);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });

  test("several paths of one call: the wider statement stays", () => {
    const changes = createChangeMap();
    const data = { a: { b: { c: 1 } } };
    assignPath(data, parsePath("a.b.c"), 2, changes);
    assignPath(data, parsePath("a.b"), { c: 3 }, changes);
    assignPath(data, parsePath("a.b.c"), 4, changes);
    expect(data).toEqual({ a: { b: { c: 4 } } });
    expect(JSON.stringify(changes)).toBe('{"a":{"b":true}}');
  });

  test("an empty path does nothing", () => {
    const data = { a: 1 };
    expect(assignPath(data, [], 2, createChangeMap())).toBe(false);
    expect(data).toEqual({ a: 1 });
  });
});
