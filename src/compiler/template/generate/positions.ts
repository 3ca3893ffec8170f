/** Converts offsets in one WXML file to `line:column`; called for every dynamic part of a template. */
import { lineStarts } from "../../source/text.ts";
import type { SourceText } from "../../source/text.ts";

/** Returns a function from an offset to its 1-based `line:column`. */
export function createPositionOf(source: SourceText): (offset: number) => string {
  const starts = lineStarts(source);
  return (offset) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] as number) <= offset) low = middle;
      else high = middle - 1;
    }
    return `${low + 1}:${offset - (starts[low] as number) + 1}`;
  };
}
