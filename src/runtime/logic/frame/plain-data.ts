/** A copy that can be sent to another thread: functions, symbols and objects that cannot be cloned are left out. */
export function plainData(value: unknown, around: readonly object[] = []): unknown {
  if (typeof value === "function" || typeof value === "symbol") return undefined;
  if (typeof value !== "object" || value === null) return value;
  if (around.includes(value)) return undefined;
  const inner = [...around, value];
  if (Array.isArray(value)) return value.map((item) => plainData(item, inner));
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plainData(item, inner)]));
  }
  try {
    return structuredClone(value);
  } catch {
    return undefined;
  }
}
