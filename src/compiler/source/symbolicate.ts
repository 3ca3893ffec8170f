/** Maps positions in a stack trace of packaged code to positions in the project's sources. */
import { FlattenMap, originalPositionFor } from "@jridgewell/trace-mapping";
import type { TraceMap } from "@jridgewell/trace-mapping";

/** Decodes a source map as far as stack traces need it. @throws Error if the text is not a source map */
export function decodeMap(text: string): TraceMap {
  return new FlattenMap(text);
}

/**
 * Rewrites every `file:line:column` of a stack trace (V8's `at f (file:1:2)`, JavaScriptCore's and Firefox's
 * `f@file:1:2`) for which there is a source map; everything else stays as it is.
 * @param stack lines of text; columns count from 1, as engines print them
 * @param maps path of a script in the package → its source map, as text or decoded. In the stack, the script's address
 * may have any prefix (an origin, a folder) and a query.
 */
export function symbolicate(stack: string, maps: ReadonlyMap<string, string | TraceMap>): string {
  const decoded = new Map<string, TraceMap>();
  // The longest path first: `shop/main.js` before `main.js`.
  const paths = [...maps.keys()].sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
  const mapped = stack.replace(positionPattern, (whole: string, address: string, line: string, column: string) => {
    const path = paths.find((candidate) => endsInPath(address, candidate));
    if (path === undefined) return whole;
    let map = decoded.get(path);
    if (!map) {
      const given = maps.get(path) as string | TraceMap;
      decoded.set(path, (map = typeof given === "string" ? decodeMap(given) : given));
    }
    if (Number(line) < 1 || Number(column) < 1) return whole;
    const found = originalPositionFor(map, { line: Number(line), column: Number(column) - 1 });
    return found.source === null ? whole : `${found.source}:${found.line}:${found.column + 1}`;
  });
  return mapped.replace(moduleFunction, "at $1");
}

/** V8 invents a name for a module's function from the call that registers it; the file alone is clearer. */
const moduleFunction = /\bat __miniapp_define__\..* \((\S+:\d{1,9}:\d{1,9})\)$/gm;

/** A script's address with line and column, as engines write it; white space, brackets and `@` end it. */
const positionPattern = /([^\s()@[\]<>]+?):(\d{1,9}):(\d{1,9})(?!\d)/g;

function endsInPath(address: string, path: string): boolean {
  const query = address.search(/[?#]/);
  const withoutQuery = query < 0 ? address : address.slice(0, query);
  return withoutQuery === path || withoutQuery.endsWith(`/${path}`);
}
