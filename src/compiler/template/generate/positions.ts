/** Converts offsets in one WXML file to `line:column`; called for every dynamic part of a template. */
import { lineIndexAt, lineStarts } from "../../source/text.ts";
import type { SourceText } from "../../source/text.ts";

/** Returns a function from an offset to its 1-based `line:column`. */
export function createPositionOf(source: SourceText): (offset: number) => string {
  const starts = lineStarts(source);
  return (offset) => {
    const line = lineIndexAt(starts, offset);
    return `${line + 1}:${offset - (starts[line] as number) + 1}`;
  };
}
