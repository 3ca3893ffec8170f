/** Source maps of compiled templates; created only on request. */
import { MappingsWriter } from "../../source/mappings.ts";
import type { PartMap } from "../../source/source-map.ts";
import { positionAt } from "../../source/text.ts";
import type { SourceText } from "../../source/text.ts";

/**
 * Converts pairs of offsets to a source map.
 * @param mappings pairs of offsets: in the code, ascending, and in the source
 */
export function createPartMap(code: string, mappings: readonly number[], source: SourceText): PartMap {
  const writer = new MappingsWriter();
  // Code of inline wxs may contain line breaks.
  let line = 0;
  let lineStart = 0;
  let lineEnd = code.indexOf("\n");
  for (let i = 0; i < mappings.length; i += 2) {
    const at = mappings[i] as number;
    while (lineEnd >= 0 && lineEnd < at) {
      line++;
      lineStart = lineEnd + 1;
      lineEnd = code.indexOf("\n", lineStart);
    }
    const position = positionAt(source, mappings[i + 1] as number);
    writer.add(line, at - lineStart, 0, position.line - 1, position.column - 1);
  }
  return { mappings: writer.finish(), names: [] };
}
