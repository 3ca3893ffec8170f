/** The few functions that the TUF client uses of `node:path`, `node:util` and `node:url`, for browsers. */

export const URL = globalThis.URL;

export function join(...parts: readonly string[]): string {
  return parts.join("/");
}

export function isDeepStrictEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [x, y] = [a as Readonly<Record<string, unknown>>, b as Readonly<Record<string, unknown>>];
  const names = Object.keys(x);
  return (
    names.length === Object.keys(y).length &&
    names.every((name) => Object.hasOwn(y, name) && isDeepStrictEqual(x[name], y[name]))
  );
}
