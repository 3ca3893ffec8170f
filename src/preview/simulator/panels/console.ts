/** The app's log output and errors, with positions in the sources. */
import type { Dock, Panel } from "../dock.ts";
import { button, el } from "../element.ts";
import { shortText, valueTree } from "./value.ts";

export interface ConsoleLine {
  readonly level: "log" | "info" | "warn" | "error" | "debug";
  readonly values: readonly unknown[];
  readonly position?: { readonly file: string; readonly line: number; readonly column: number };
}

export interface ConsolePanel extends Panel {
  /** @returns a function to add the position, and the text mapped to the sources, later */
  add(line: ConsoleLine): (found: Pick<ConsoleLine, "position"> & { readonly values?: readonly unknown[] }) => void;
  /** Adds a line that is not output, for example when the app restarts. */
  mark(text: string): void;
  attach(dock: Dock): void;
}

/** More lines make the page slow. */
const maxLines = 1_000;
const maxPositionLength = 36;

export function createConsole(open: (file: string, line: number, column: number) => void): ConsolePanel {
  const lines = el("div", { class: "lines", role: "log", tabindex: "0" });
  const filter = el("input", { type: "search", placeholder: "Filter", "aria-label": "Filter", oninput: () => apply() });
  const levels = el("select", { "aria-label": "Levels", onchange: () => apply() });
  for (const name of ["all", "info", "warn", "error"]) levels.append(el("option", {}, name));
  const element = el(
    "section",
    { class: "panel console" },
    el(
      "div",
      { class: "bar" },
      button("Clear", "Clear", () => clear()),
      filter,
      levels,
    ),
    lines,
  );
  let dock: Dock | undefined;
  let errors = 0;
  const rank = { debug: 0, log: 1, info: 1, warn: 2, error: 3 } as const;
  const minLevel = (): number => ({ all: 0, info: 1, warn: 2, error: 3 })[levels.value] ?? 0;
  const fits = (line: HTMLElement): boolean =>
    Number(line.dataset["rank"] ?? 9) >= minLevel() &&
    (line.textContent ?? "").toLowerCase().includes(filter.value.toLowerCase());
  const apply = (): void => {
    for (const line of lines.children) (line as HTMLElement).hidden = !fits(line as HTMLElement);
  };
  const append = (line: HTMLElement): void => {
    const isAtEnd = lines.scrollTop + lines.clientHeight >= lines.scrollHeight - 4;
    line.hidden = !fits(line);
    lines.append(line);
    if (lines.childElementCount > maxLines) lines.firstElementChild?.remove();
    if (isAtEnd) lines.scrollTop = lines.scrollHeight;
  };
  const clear = (): void => {
    lines.replaceChildren();
    errors = 0;
    dock?.setBadge("console", 0);
  };
  return {
    id: "console",
    title: "Console",
    element,
    attach(to) {
      dock = to;
    },
    mark: (text) => append(el("div", { class: "mark" }, text)),
    add({ level, values, position }) {
      if (level === "error") dock?.setBadge("console", ++errors, "error");
      const texts = el("span", { class: "values" }, ...values.map(show));
      const row = el("div", { class: `line ${level}`, "data-rank": String(rank[level]) }, texts);
      if (position) row.append(link(position, open));
      append(row);
      return (found) => {
        if (found.values) texts.replaceChildren(...found.values.map(show));
        if (found.position) row.append(link(found.position, open));
        row.hidden = !fits(row);
      };
    },
  };
}

function show(value: unknown): HTMLElement {
  const isTree = typeof value === "object" && value !== null && !(value instanceof Error);
  return isTree ? valueTree("", value) : el("span", {}, shortText(value));
}

function link(
  { file, line, column }: NonNullable<ConsoleLine["position"]>,
  open: (file: string, line: number, column: number) => void,
): HTMLElement {
  const where = `${file}:${line}:${column}`;
  // The end is the most useful part; leave room for the message.
  const shown = where.length > maxPositionLength ? `…${where.slice(1 - maxPositionLength)}` : where;
  return button(`Open ${where} in the editor`, shown, () => open(file, line, column), { class: "place" });
}
