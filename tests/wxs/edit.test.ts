/** Edits of a text: their order at one place, edits inside others, and where each part of the result comes from. */
import { expect, test } from "vitest";
import { applyEdits } from "../../src/compiler/template/wxs/edit.ts";

const text = "skip a[b] . c\n\n  d(e) skip";
const span = { start: 5, end: 20 };

test("at one place: what belongs to the token before, the gap, then the last insertion first, then a replacement", () => {
  const gaps = [{ start: 9, end: 10, text: "" }];
  const edits = [
    { start: 10, end: 10, text: "<first>" },
    { start: 9, end: 9, text: ")", after: true as const },
    { start: 10, end: 11, text: "?." },
    { start: 10, end: 10, text: "<last>" },
    { start: 9, end: 9, text: "]", after: true as const },
  ];
  expect(applyEdits("", text, span, gaps, edits, false).code).toBe("a[b])]<last><first>?. c\n\n  d(e");
});

test("a replacement takes the place of what lies inside it and of an earlier one of the same text", () => {
  const gaps = [{ start: 9, end: 10, text: "" }];
  const edits = [
    { start: 7, end: 8, text: "inner" },
    { start: 6, end: 12, text: "earlier" },
    { start: 6, end: 12, text: "later " },
  ];
  expect(applyEdits("head ", text, span, gaps, edits, false).code).toBe("head alater c\n\n  d(e");
});

test("what stays is marked at its beginning and at each line, what is replaced at its beginning, insertions not at all", () => {
  const edits = [
    { start: 10, end: 11, text: "?." },
    { start: 18, end: 18, text: "new " },
    { start: 19, end: 20, text: "" },
  ];
  const { code, mappings } = applyEdits("head ", text, span, [], edits, true);
  expect(code).toBe("head a[b] ?. c\n\n  dnew (");
  const pairs = mappings.flatMap((at, i) =>
    i % 2 === 0 ? [[code.slice(at, at + 3), text.slice(mappings[i + 1])]] : [],
  );
  expect(pairs).toEqual([
    ["a[b", "a[b] . c\n\n  d(e) skip"],
    ["?. ", ". c\n\n  d(e) skip"],
    [" c\n", " c\n\n  d(e) skip"],
    ["  d", "  d(e) skip"],
    ["(", "(e) skip"],
  ]);
});
