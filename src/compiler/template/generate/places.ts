/**
 * `line:column` of offsets in one WXML file. Every dynamic place of a template asks, so this finds line ends with the
 * engine's own search instead of walking the text.
 */
import { positionAt } from "../../source/text.ts";
import type { SourceText } from "../../source/text.ts";

export function createPlaces(source: SourceText): (offset: number) => string {
  const { text } = source;
  // Only a carriage return makes line ends that are more than line feeds.
  if (text.includes("\r")) {
    return (offset) => {
      const { line, column } = positionAt(source, offset);
      return `${line}:${column}`;
    };
  }
  const starts = [0];
  for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n", end + 1)) starts.push(end + 1);
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
