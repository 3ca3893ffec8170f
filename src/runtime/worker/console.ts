/** The app's `console`. Everything is sent to the host as text, because only the host can show it. */
import type { LogMessage } from "../protocol.ts";

type Level = LogMessage["level"];

export type AppConsole = Readonly<Record<string, (...values: unknown[]) => void>>;

/** @param now clock in milliseconds, for `time` */
export function createConsole(write: (level: Level, values: readonly string[]) => void, now: () => number): AppConsole {
  const counts = new Map<string, number>();
  const starts = new Map<string, number>();
  const at =
    (level: Level) =>
    (...values: unknown[]): void =>
      write(level, values.map(toLogText));
  return {
    log: at("log"),
    info: at("info"),
    warn: at("warn"),
    error: at("error"),
    debug: at("debug"),
    dir: at("log"),
    table: at("log"),
    trace: at("log"),
    group: at("log"),
    groupCollapsed: at("log"),
    groupEnd() {},
    clear() {},
    assert(holds, ...values) {
      if (!holds) write("error", ["Assertion failed:", ...values.map(toLogText)]);
    },
    count(label = "default") {
      const name = String(label);
      counts.set(name, (counts.get(name) ?? 0) + 1);
      write("log", [`${name}: ${counts.get(name)}`]);
    },
    countReset: (label = "default") => void counts.delete(String(label)),
    time: (label = "default") => void starts.set(String(label), now()),
    timeLog: (label = "default") => writeTime(String(label)),
    timeEnd(label = "default") {
      writeTime(String(label));
      starts.delete(String(label));
    },
  };

  function writeTime(label: string): void {
    const start = starts.get(label);
    if (start !== undefined) write("log", [`${label}: ${(now() - start).toFixed(3)} ms`]);
  }
}

const maxLength = 10_000;

/** Formats a value like a developer console, with a limit on its length. */
export function toLogText(value: unknown): string {
  if (typeof value === "string") return value;
  try {
    const text = describe(value, 0, new Set());
    return text.length > maxLength ? `${text.slice(0, maxLength)}…` : text;
  } catch {
    // A getter or proxy threw.
    return "[unreadable]";
  }
}

function describe(value: unknown, depth: number, above: Set<object>): string {
  if (typeof value === "string") return depth === 0 ? value : JSON.stringify(value);
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value === "function") return `[function ${value.name || "anonymous"}]`;
  if (typeof value !== "object" || value === null) return String(value);
  if (value instanceof Error) return value.stack ?? `${value.name}: ${value.message}`;
  if (above.has(value)) return "[circular]";
  if (depth > 4) return Array.isArray(value) ? "[…]" : "{…}";
  above.add(value);
  const text = describeObject(value, depth + 1, above);
  above.delete(value);
  return text;
}

function describeObject(value: object, depth: number, above: Set<object>): string {
  if (Array.isArray(value)) return `[${some(value.map((item) => describe(item, depth, above)))}]`;
  if (value instanceof Map) {
    return `Map {${some([...value].map(([k, v]) => `${describe(k, depth, above)} => ${describe(v, depth, above)}`))}}`;
  }
  if (value instanceof Set) return `Set {${some([...value].map((item) => describe(item, depth, above)))}}`;
  if (value instanceof Date || value instanceof RegExp) return String(value);
  if (ArrayBuffer.isView(value)) return `[${value.constructor.name} of ${value.byteLength} bytes]`;
  if (value instanceof ArrayBuffer) return `[ArrayBuffer of ${value.byteLength} bytes]`;
  return `{${some(Object.entries(value).map(([key, item]) => `${key}: ${describe(item, depth, above)}`))}}`;
}

function some(items: readonly string[]): string {
  const shown = items.slice(0, 100).join(", ");
  return items.length > 100 ? `${shown}, … ${items.length - 100} more` : shown;
}
