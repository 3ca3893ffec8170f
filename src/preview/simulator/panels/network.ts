/** The app's requests, with a switch for mocks. */
import type { Panel } from "../dock.ts";
import { button, el } from "../element.ts";
import type { NetworkEntry } from "../hooks.ts";
import type { Store } from "../store.ts";

export interface NetworkPanel extends Panel {
  /** Adds a request that has started, or updates the one with the same id. */
  record(entry: NetworkEntry): void;
}

const maxRows = 300;

export function createNetwork(mocking: Store<boolean>): NetworkPanel {
  const rows = new Map<number, HTMLElement>();
  const body = el("tbody", {});
  const detail = el("div", { class: "detail", tabindex: "0" });
  detail.hidden = true;
  const mocks = el("input", { type: "checkbox", onchange: () => mocking.set(mocks.checked) });
  mocking.watch((value) => (mocks.checked = value));
  const clear = (): void => {
    rows.clear();
    body.replaceChildren();
    detail.hidden = true;
  };
  const head = ["", "Method", "URL", "Status", "Size", "Time", "By"].map((text) => el("th", { scope: "col" }, text));
  const element = el(
    "section",
    { class: "panel network" },
    el("div", { class: "bar" }, button("Clear", "Clear", clear), el("label", {}, mocks, " Mocks")),
    el("div", { class: "table" }, el("table", {}, el("thead", {}, el("tr", {}, ...head)), body)),
    detail,
  );
  const show = (entry: NetworkEntry): void => {
    detail.hidden = false;
    const text = (title: string, content: string): (HTMLElement | string)[] =>
      content === "" ? [] : [el("h3", {}, title), el("pre", {}, content)];
    const headers = (list: NetworkEntry["requestHeaders"] = []): string =>
      list.map(([name, value]) => `${name}: ${value}`).join("\n");
    detail.replaceChildren(
      button("Close", "✕", () => (detail.hidden = true), { class: "close" }),
      el("h2", {}, `${entry.method} ${entry.url}`),
      ...text("Request headers", headers(entry.requestHeaders)),
      ...text("Request body", entry.requestBody),
      ...text("Response headers", headers(entry.responseHeaders)),
      ...text("Response body", pretty(entry.responseBody ?? "")),
    );
  };
  return {
    id: "network",
    title: "Network",
    element,
    record(entry) {
      const { id, method, url, status, statusText, size, time, by } = entry;
      const state = status === undefined ? "…" : status === 0 ? `failed: ${statusText ?? ""}` : String(status);
      const cells = [
        method,
        // Leave out the scheme: the space is needed for the part that differs.
        url.replace(/^https:\/\//, ""),
        state,
        size === undefined ? "" : bytes(size),
        time === undefined ? "" : `${Math.round(time)} ms`,
        by,
      ];
      const row = el(
        "tr",
        { class: status === 0 || (status ?? 0) >= 400 ? "bad" : "" },
        el(
          "td",
          {},
          button(`Details of ${url}`, "⋯", () => show(entry)),
        ),
        ...cells.map((text, index) => el("td", { title: index === 1 ? url : text }, text)),
      );
      const there = rows.get(id);
      if (there) there.replaceWith(row);
      else body.append(row);
      rows.set(id, row);
      const [oldest] = rows;
      if (oldest && rows.size > maxRows) {
        oldest[1].remove();
        rows.delete(oldest[0]);
      }
    },
  };
}

function bytes(size: number): string {
  return size < 1024
    ? `${size} B`
    : size < 1024 * 1024
      ? `${(size / 1024).toFixed(1)} KB`
      : `${(size / 1024 / 1024).toFixed(1)} MB`;
}

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
