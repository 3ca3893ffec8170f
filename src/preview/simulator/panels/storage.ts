/** The app's storage, editable. */
import type { Panel } from "../dock.ts";
import { button, el } from "../element.ts";
import type { Inspect } from "./app-data.ts";
import { pollWhileVisible } from "./live-panel.ts";

export function createStorage(inspect: Inspect): Panel {
  const body = el("tbody", {});
  const size = el("span", { class: "note" });
  const newKey = el("input", { type: "text", placeholder: "key", "aria-label": "New key" });
  const newValue = el("input", { type: "text", placeholder: '"value"', "aria-label": "New value, as JSON" });
  let shown = "";
  const set = (key: string, value: unknown): void => {
    void inspect({ what: "setStorage", key, ...(value === undefined ? {} : { value }) }).then(
      () => refresh(true),
      () => refresh(true),
    );
  };
  const add = (): void => {
    const value = readJson(newValue);
    if (newKey.value === "" || value === undefined) return;
    set(newKey.value, value);
    newKey.value = "";
    newValue.value = "";
  };
  const refresh = async (force: boolean): Promise<void> => {
    if (!force && body.contains(document.activeElement)) return;
    let entries: readonly (readonly [string, unknown])[];
    try {
      entries = (await inspect({ what: "storage" })) as typeof entries;
    } catch {
      entries = [];
    }
    const text = JSON.stringify(entries);
    if (!force && text === shown) return;
    shown = text;
    size.textContent = `${entries.length} keys, ${text.length} characters`;
    body.replaceChildren(...entries.map(([key, value]) => row(key, value, set)));
  };
  const head = ["Key", "Value", ""].map((text) => el("th", { scope: "col" }, text));
  const element = el(
    "section",
    { class: "panel storage" },
    el("div", { class: "bar" }, newKey, newValue, button("Add", "Add", add), size),
    el("div", { class: "table", tabindex: "0" }, el("table", {}, el("thead", {}, el("tr", {}, ...head)), body)),
  );
  return {
    id: "storage",
    title: "Storage",
    element,
    setVisible: pollWhileVisible(800, refresh),
  };
}

function row(key: string, value: unknown, set: (key: string, value: unknown) => void): HTMLElement {
  const input = el("input", {
    type: "text",
    value: JSON.stringify(value),
    "aria-label": key,
    spellcheck: "false",
    onchange: () => {
      const changed = readJson(input);
      if (changed !== undefined) set(key, changed);
    },
  });
  return el(
    "tr",
    {},
    el("td", { title: key }, key),
    el("td", {}, input),
    el(
      "td",
      {},
      button(`Delete ${key}`, "✕", () => set(key, undefined)),
    ),
  );
}

/** Parses a field; if it is not JSON, shows a message at the field and returns `undefined`. */
function readJson(input: HTMLInputElement): unknown {
  try {
    input.setCustomValidity("");
    return JSON.parse(input.value) as unknown;
  } catch {
    input.setCustomValidity("Not valid JSON. Strings need double quotes.");
    input.reportValidity();
    return undefined;
  }
}
