/** Maps stack traces of the running app to its sources. */
import { decodeMap, symbolicate } from "../compiler/source/symbolicate.ts";
import { formatFrame, locate } from "../compiler/diagnostics/index.ts";
import { createSource, lineStarts } from "../compiler/source/index.ts";

export interface MappedStack {
  readonly stack: string;
  /** Position of the topmost line that is in the project. */
  readonly position?: StackPosition;
}

export interface StackPosition {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A script that may appear in a stack trace, by its path in the package or below the app's URL. */
export interface MappedScript {
  readonly path: string;
  /** JSON. */
  readonly map?: Uint8Array | undefined;
}

type Decoded = ReturnType<typeof decodeMap>;

/** Cached: decoding the map of a large app takes a while, and the same maps are needed repeatedly. */
const decodedMaps = new WeakMap<Uint8Array, Decoded>();

/** @param id of the app; its URL is removed from the result */
export function symbolicateStack(given: string, scripts: Iterable<MappedScript>, id: string): MappedStack {
  // Remove the runtime's own frames, which do not help the developer.
  const stack = given
    .split("\n")
    .filter((line) => !line.includes(`/a/${id}/worker.js:`))
    .join("\n");
  const maps = new Map<string, Decoded>();
  for (const { path, map } of scripts) if (map && stack.includes(path)) maps.set(path, decode(map));
  const mapped = symbolicate(stack, maps)
    .split("\n")
    .map((line) => line.replace(new RegExp(`https?://[^\\s/()]+/a/${id}/`), ""))
    .join("\n");
  const sources = new Set([...maps.values()].flatMap((map) => map.sources));
  for (const [, file = "", line, column] of mapped.matchAll(/([^\s()@[\]<>]+?):(\d{1,9}):(\d{1,9})(?!\d)/g)) {
    if (sources.has(file)) return { stack: mapped, position: { file, line: Number(line), column: Number(column) } };
  }
  return { stack: mapped };
}

/** The lines around a position, with a marker below it; `undefined` if the file has no such line. */
export function frameOf({ file, line, column }: StackPosition, content: Uint8Array): string | undefined {
  const source = createSource(file, content);
  const start = lineStarts(source)[line - 1];
  if (start === undefined) return undefined;
  const from = Math.min(start + column - 1, source.text.length);
  const word = /^[\p{ID_Continue}$]+/u.exec(source.text.slice(from, from + 200))?.[0] ?? "";
  return formatFrame(locate({ source, span: { start: from, end: from + Math.max(1, word.length) } }));
}

function decode(map: Uint8Array): Decoded {
  let decoded = decodedMaps.get(map);
  if (!decoded) decodedMaps.set(map, (decoded = decodeMap(new TextDecoder().decode(map))));
  return decoded;
}
