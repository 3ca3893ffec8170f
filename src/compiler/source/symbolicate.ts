/**
 * Turns the places in a stack trace of packed code into places in the project's sources.
 */
import { FlattenMap, originalPositionFor } from "@jridgewell/trace-mapping";
import type { TraceMap } from "@jridgewell/trace-mapping";

/** A source map, decoded as far as places in a stack trace need it. @throws Error for what is none */
export function decodeMap(text: string): TraceMap {
  return new FlattenMap(text);
}

/**
 * Rewrites every `file:line:column` of a stack trace (V8's `at f (file:1:2)`, JavaScriptCore's and Firefox's
 * `f@file:1:2`) for which there is a map; everything else stays as it is.
 *
 * @param stack lines of text; columns count from 1, as engines print them
 * @param maps path of a script in the package → its source map, as text or decoded. A script's address in the stack may have
 *   anything in front of that path (an origin, a folder) and a query behind it.
 */
export function symbolicate(stack: string, maps: ReadonlyMap<string, string | TraceMap>): string {
  const decoded = new Map<string, TraceMap>();
  // The longest path first: `shop/main.js` before `main.js`.
  const paths = [...maps.keys()].sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
  const mapped = stack.replace(place, (whole: string, address: string, line: string, column: string) => {
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

/** V8 makes up a name for a module's function, from the call that hands it over; the file says more. */
const moduleFunction = /\bat __miniapp_define__\..* \((\S+:\d{1,9}:\d{1,9})\)$/gm;

/** An address as engines write it, with line and column; white space, brackets and `@` end it. */
const place = /([^\s()@[\]<>]+?):(\d{1,9}):(\d{1,9})(?!\d)/g;

function endsInPath(address: string, path: string): boolean {
  const query = address.search(/[?#]/);
  const bare = query < 0 ? address : address.slice(0, query);
  return bare === path || bare.endsWith(`/${path}`);
}
