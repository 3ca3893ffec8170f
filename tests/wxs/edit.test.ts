/** Text edits: their order at one position, nested edits, and the mappings of the result. */
import { expect, test } from "vitest";
import { applyEdits } from "../../src/compiler/template/wxs/edit.ts";

const text = "skip a[b] . c\n\n  d(e) skip";
const span = { start: 5, end: 20 };

test("order at one position: insertions after the previous token, the gap, the last insertion first, a replacement", () => {
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

test("a replacement discards edits inside it and earlier replacements of the same text", () => {
  const gaps = [{ start: 9, end: 10, text: "" }];
  const edits = [
    { start: 7, end: 8, text: "inner" },
    { start: 6, end: 12, text: "earlier" },
    { start: 6, end: 12, text: "later " },
  ];
  expect(applyEdits("head ", text, span, gaps, edits, false).code).toBe("head alater c\n\n  d(e");
});

test("unchanged text is mapped at its start and at each line, a replacement at its start, an insertion not at all", () => {
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
