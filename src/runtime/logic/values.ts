/** What expressions mean where JavaScript means something else: members, texts, spreads. */

const hasOwn = Object.prototype.hasOwnProperty;

/**
 * `object[key]` in a template: own members only, `undefined` for a member of nothing, for an empty key, for functions
 * that are not a wxs module's, and for the names that lead out of the data.
 */
export function createMember(isCallable: (value: object) => boolean): (object: unknown, key: unknown) => unknown {
  return (object, key) => {
    if (object === undefined || object === null || key === undefined || key === null) return undefined;
    // A date or another object as key becomes its text, as in JavaScript.
    const name = typeof key === "string" || typeof key === "number" ? key : toText(key);
    if (!hasOwn.call(object, name) || name === "__proto__" || name === "prototype" || name === "caller") {
      return undefined;
    }
    const value: unknown = (object as Record<string | number, unknown>)[name];
    return typeof value !== "function" || isCallable(value) ? value : undefined;
  };
}

/** A value in text: `undefined` is nothing, all else as JavaScript's `String`, which here cannot fail. */
export function toText(value: unknown): string {
  if (typeof value === "string") return value;
  if (value === undefined) return "";
  if (typeof value !== "object" && typeof value !== "function") return String(value);
  try {
    return String(value);
  } catch {
    // An object without a usable toString.
    return "[object Object]";
  }
}

/** `...value` in an array; what cannot be walked adds nothing. */
export function toItems(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  return typeof value === "string" ? [...value] : [];
}
