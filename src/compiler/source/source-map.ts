/**
 * Source maps of single files and of the chunks made from them.
 *
 * A part is one compiled file with one source. A chunk's map is an index map (ECMA-426 "sections"): the unchanged maps
 * of its parts, each with the offset of the part. Nothing has to be decoded, however large the app is.
 */

import { ByteWriter } from "./byte-writer.ts";
import { vlqDigits, writeVlq } from "./mappings.ts";

/** The map of one compiled file with a single source. */
export interface PartMap {
  /** VLQ segments as in a version 3 map; the source index of every segment is 0. */
  readonly mappings: string;
  readonly names: readonly string[];
}

export interface MappedSource {
  /** The source's path, relative to the project's root. */
  readonly source: string;
  /** The source's text, if the map should contain it. */
  readonly content?: string;
  readonly map: PartMap;
}

export interface ChunkPart {
  /** 0-based line and column (UTF-16 units) in the chunk at which the part's code begins. */
  readonly line: number;
  readonly column: number;
  /** The result of `writePartMap`, in UTF-8. */
  readonly part: Uint8Array;
}

/** The map of one part as JSON. It does not depend on the chunk, so it can be cached with the part. */
export function writePartMap({ source, content, map }: MappedSource): string {
  return JSON.stringify({
    version: 3,
    sources: [source],
    ...(content === undefined ? {} : { sourcesContent: [content] }),
    names: map.names,
    mappings: map.mappings,
  });
}

/** A chunk's source map in UTF-8. Parts must be in the order of the chunk. */
export function composeChunkMap(file: string, parts: readonly ChunkPart[]): Uint8Array {
  const writer = new ByteWriter(parts.reduce((size, { part }) => size + part.length + 64, 256));
  writer.text(`{"version":3,"file":${JSON.stringify(file)},"sections":[`);
  parts.forEach(({ line, column, part }, index) => {
    writer.text(`${index === 0 ? "" : "},"}{"offset":{"line":${line},"column":${column}},"map":`);
    writer.bytes(part);
  });
  writer.text(parts.length === 0 ? "]}" : "}]}");
  return writer.finish();
}

/**
 * Adjusts mappings after the beginning of the generated code was replaced.
 * @param lines whole lines removed from the front (they must have no mappings)
 * @param columns by how much the text of the first remaining line moved right; negative: left
 */
export function shiftMappings(mappings: string, lines: number, columns: number): string {
  let start = 0;
  while (start < lines && mappings.charCodeAt(start) === 59) start++;
  const rest = start === 0 ? mappings : mappings.slice(start);
  const first = rest.charCodeAt(0);
  if (columns === 0 || rest === "" || first === 59) return rest;
  // Columns are relative to the previous segment, so only the first one on the line changes.
  const { value, end } = readFirstVlq(rest);
  return writeVlq(Math.max(0, value + columns)) + rest.slice(end);
}

function readFirstVlq(text: string): { value: number; end: number } {
  let value = 0;
  let shift = 0;
  let end = 0;
  for (;;) {
    const digit = vlqDigits.indexOf(text.charAt(end++));
    value |= (digit & 31) << shift;
    shift += 5;
    if ((digit & 32) === 0) break;
  }
  return { value: value & 1 ? -(value >>> 1) : value >>> 1, end };
}
