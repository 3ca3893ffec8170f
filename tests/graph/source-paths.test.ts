/** Path normalization and source map mappings, each compared with a slower implementation. */
import { GenMapping, maybeAddSegment, toEncodedMap } from "@jridgewell/gen-mapping";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { normalizePath } from "../../src/compiler/source/index.ts";
import { MappingsWriter } from "../../src/compiler/source/mappings.ts";

test("normalized paths stay as they are, all others are normalized", () => {
  const part = fc.constantFrom("", ".", "..", "...", "a", ".a", "a.", "..b", "b..c", "中");
  fc.assert(
    fc.property(fc.array(part, { maxLength: 6 }), (parts) => {
      const path = parts.join("/");
      expect(normalizePath(path)).toBe(fold(path.split("/")));
    }),
    { seed: 13, numRuns: 3000 },
  );
});

function fold(parts: readonly string[]): string {
  const kept: string[] = [];
  for (const part of parts) {
    if (part === "..") {
      const last = kept.pop();
      if (last === undefined) kept.push(part);
      else if (last === "..") kept.push(last, part);
    } else if (part !== "" && part !== ".") kept.push(part);
  }
  return kept.join("/");
}

test("mappings equal those of a library that keeps every segment", () => {
  const number = fc.oneof(fc.nat(3), fc.nat(70_000));
  const segment = fc.tuple(fc.nat(2), number, fc.nat(2), number, number);
  fc.assert(
    fc.property(fc.array(segment, { maxLength: 30 }), (segments) => {
      const writer = new MappingsWriter();
      const library = new GenMapping();
      // Their indexes are assigned in the order of first use.
      for (const source of ["0", "1", "2"]) maybeAddSegment(library, 0, 0, source, 0, 0);
      for (const source of [0, 1, 2]) writer.add(0, 0, source, 0, 0);
      let line = 0;
      let column = 0;
      for (const [lines, columns, source, sourceLine, sourceColumn] of segments) {
        column = lines > 0 ? columns : column + columns;
        line += lines;
        writer.add(line, column, source, sourceLine, sourceColumn);
        maybeAddSegment(library, line, column, String(source), sourceLine, sourceColumn);
      }
      expect(writer.finish()).toBe(toEncodedMap(library).mappings);
    }),
    { seed: 14, numRuns: 1000 },
  );
});
