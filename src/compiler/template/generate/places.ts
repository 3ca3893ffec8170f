/** `line:column` of offsets in one WXML file; every dynamic place of a template asks for its own. */
import { lineStarts } from "../../source/text.ts";
import type { SourceText } from "../../source/text.ts";

export function createPlaces(source: SourceText): (offset: number) => string {
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
