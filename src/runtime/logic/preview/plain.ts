/** Converts values of an app for display in a preview. */

const maxDepth = 12;
/** Maximum length of JSON on one line, in characters. */
const longest = 200;

/** A copy that can be sent as a message; values that cannot be cloned are replaced by texts. */
export function plain(value: unknown, depth = 0, around: readonly object[] = []): unknown {
  if (typeof value === "function") return "[function]";
  if (typeof value === "symbol") return String(value);
  if (typeof value !== "object" || value === null) return value;
  if (around.includes(value) || depth > maxDepth) return "[…]";
  const inner = [...around, value];
  if (Array.isArray(value)) return value.map((one) => plain(one, depth + 1, inner));
  if (Object.getPrototypeOf(value) !== Object.prototype && Object.getPrototypeOf(value) !== null) {
    return `[${(value as object).constructor?.name ?? "object"}]`;
  }
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, plain(one, depth + 1, inner)]));
}

/** The value as one line of text or JSON, shortened if necessary. */
export function short(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value === "function") return "[function]";
  try {
    const text = JSON.stringify(plain(value)) ?? String(value);
    return text.length > longest ? `${text.slice(0, longest)}…` : text;
  } catch {
    return String(value);
  }
}
