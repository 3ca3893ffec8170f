/** Paths of `setData`, their assignment, and which changes are recorded. */
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

  test("a path built from names and indexes is parsed back", () => {
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

  test("never throws, whatever the text", () => {
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

  test("keeps matching containers and records the leaf", () => {
    const inner = { x: 1 };
    const { data, changes } = assign({ a: [inner] }, "a[0].x", 2);
    expect(data).toEqual({ a: [{ x: 2 }] });
    expect((data["a"] as unknown[])[0]).toBe(inner);
    expect(changes).toEqual({ a: { 0: { x: true } } });
  });

  test("replaces mismatching values and records the container", () => {
    expect(assign({ l: [1, 2] }, "l.length", 1)).toEqual({ data: { l: { length: 1 } }, changes: { l: true } });
    expect(assign({ o: { a: 1 } }, "o[0]", 1)).toEqual({ data: { o: [1] }, changes: { o: true } });
    expect(assign({ s: "text" }, "s.a.b", 1)).toEqual({ data: { s: { a: { b: 1 } } }, changes: { s: true } });
    expect(assign({ n: null }, "n.a", 1)).toEqual({ data: { n: { a: 1 } }, changes: { n: true } });
  });

  test("a growing array also changes its length", () => {
    expect(assign({ l: [1] }, "l[1]", 2)).toEqual({ data: { l: [1, 2] }, changes: { l: { 1: true, length: true } } });
    expect(assign({ l: [1] }, "l[0]", 2).changes).toEqual({ l: { 0: true } });
  });

  test("inherited members are not containers, and prototypes stay unchanged", () => {
    const { data } = assign({}, "toString.x", 1);
    expect(Object.keys(data)).toEqual(["toString"]);
    assign({}, "__proto__.polluted", 1);
    assign({}, "constructor.prototype.polluted", 1);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });

  test("of several paths in one call, the more general record is kept", () => {
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
