/** Shows values (logged by the app, or its data) as text and as expandable trees. */
import { el } from "../element.ts";

const maxItems = 200;

/** A value in one line. */
export function shortText(value: unknown, depth = 1): string {
  if (typeof value === "string") return depth === 1 ? value : JSON.stringify(value);
  if (typeof value !== "object" || value === null) return String(value);
  if (depth > 2) return Array.isArray(value) ? `Array(${value.length})` : "{…}";
  if (value instanceof Error) return value.stack ?? value.message;
  if (Array.isArray(value))
    return `[${value
      .slice(0, 20)
      .map((one) => shortText(one, depth + 1))
      .join(", ")}${value.length > 20 ? ", …" : ""}]`;
  const entries = Object.entries(value);
  const inner = entries.slice(0, 12).map(([key, one]) => `${key}: ${shortText(one, depth + 1)}`);
  return `{${inner.join(", ")}${entries.length > 12 ? ", …" : ""}}`;
}

/** Clocks in a Worker are not more precise than 0.1 ms. */
export function durationText(milliseconds: number): string {
  return milliseconds < 0.1 ? "under 0.1 ms" : `${milliseconds.toFixed(1)} ms`;
}

export interface ValueOptions {
  /** Called when the user has changed a value; `path` as in `setData`. */
  edited?(path: string, value: unknown): void;
}

/** A value with its contents, which are created when it is opened. */
export function valueTree(
  name: string,
  value: unknown,
  options: ValueOptions = {},
  path = name,
  open = false,
): HTMLElement {
  const label = name === "" ? "" : el("span", { class: "key" }, name, ": ");
  if (typeof value !== "object" || value === null)
    return el("div", { class: "leaf" }, label, leaf(value, path, options));
  const details = el(
    "details",
    { open, "data-path": path },
    el("summary", {}, label, el("span", { class: "preview" }, shortText(value, 2))),
  );
  const fill = (): void => {
    if (!details.open || details.childElementCount > 1) return;
    const entries = Object.entries(value);
    for (const [key, one] of entries.slice(0, maxItems)) {
      const inner = Array.isArray(value) ? `${path}[${key}]` : path === "" ? key : `${path}.${key}`;
      details.append(valueTree(key, one, options, inner));
    }
    if (entries.length > maxItems) details.append(el("div", { class: "more" }, `… ${entries.length - maxItems} more`));
  };
  details.addEventListener("toggle", fill);
  fill();
  return details;
}

/** Width in columns: Chinese characters, and others as wide, take two. */
function columnsOf(text: string): number {
  return [...text].reduce((sum, one) => sum + (one > "\u2e7f" ? 2 : 1), 0);
}

function leaf(value: unknown, path: string, { edited }: ValueOptions): HTMLElement {
  const kind = value === null ? "null" : typeof value;
  const text = typeof value === "string" ? JSON.stringify(value) : String(value);
  if (!edited) return el("span", { class: `value ${kind}` }, text);
  const input = el("input", {
    class: `value ${kind}`,
    value: text,
    "aria-label": path,
    spellcheck: "false",
    onchange: () => {
      try {
        edited(path, JSON.parse(input.value));
        input.setCustomValidity("");
      } catch {
        input.setCustomValidity("Not valid JSON. Strings need double quotes.");
        input.reportValidity();
      }
    },
  });
  input.size = Math.min(60, Math.max(4, columnsOf(text)));
  return input;
}
