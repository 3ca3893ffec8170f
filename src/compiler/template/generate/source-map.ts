/** Source maps of compiled templates, made only where somebody asks for one. */
import { GenMapping, maybeAddSegment, toEncodedMap } from "@jridgewell/gen-mapping";
import type { PartMap } from "../../source/source-map.ts";
import { positionAt } from "../../source/text.ts";
import type { SourceText } from "../../source/text.ts";

/** @param mappings pairs of offsets: in the code, ascending, and in the source */
export function createPartMap(code: string, mappings: readonly number[], source: SourceText): PartMap {
  const map = new GenMapping();
  // Code of inline wxs may hold line breaks.
  let line = 0;
  let lineStart = 0;
  for (let i = 0; i < mappings.length; i += 2) {
    const at = mappings[i] as number;
    for (let end = code.indexOf("\n", lineStart); end >= 0 && end < at; end = code.indexOf("\n", lineStart)) {
      line++;
      lineStart = end + 1;
    }
    const place = positionAt(source, mappings[i + 1] as number);
    maybeAddSegment(map, line, at - lineStart, source.path, place.line - 1, place.column - 1);
  }
  return { mappings: toEncodedMap(map).mappings, names: [] };
}
