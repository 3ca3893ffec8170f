/** Template expressions where they differ from JavaScript: member access, conversion to text, array spread. */

const hasOwn = Object.prototype.hasOwnProperty;

/**
 * Creates the function that evaluates `object[key]` in templates. It reads own properties only. It returns `undefined`
 * where JavaScript would throw (`object` is `undefined` or `null`), for an `undefined` or `null` key, for functions
 * that `isCallable` rejects (only wxs exports are callable), and for names that lead out of the data, such as
 * `__proto__`.
 */
export function createMember(isCallable: (value: object) => boolean): (object: unknown, key: unknown) => unknown {
  return (object, key) => {
    if (object === undefined || object === null || key === undefined || key === null) return undefined;
    // Any other key (a date, an object) is converted to text, as in JavaScript.
    const name = typeof key === "string" || typeof key === "number" ? key : toText(key);
    if (!hasOwn.call(object, name) || name === "__proto__" || name === "prototype" || name === "caller") {
      return undefined;
    }
    const value: unknown = (object as Record<string | number, unknown>)[name];
    return typeof value !== "function" || isCallable(value) ? value : undefined;
  };
}

/** Text of a value: "" for `undefined`, otherwise `String(value)`, except that it never throws. */
export function toText(value: unknown): string {
  if (typeof value === "string") return value;
  if (value === undefined) return "";
  if (typeof value !== "object" && typeof value !== "function") return String(value);
  try {
    return String(value);
  } catch {
    // The object has no usable toString.
    return "[object Object]";
  }
}

/** Items of `...value` in an array literal. A value that is not iterable adds nothing. */
export function toItems(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  return typeof value === "string" ? [...value] : [];
}
