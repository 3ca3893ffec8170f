/** Data of the pages, live and editable. */
import type {
  InspectedComponent,
  InspectedNode,
  InspectedPage,
  InspectRequest,
} from "../../../runtime/preview-protocol.ts";
import type { Panel } from "../dock.ts";
import { button, el } from "../element.ts";
import { valueTree } from "./value.ts";

export type Inspect = (request: InspectRequest) => Promise<unknown>;

/** Milliseconds between looks at an app whose panel is shown. */
const interval = 500;

export function createAppData(inspect: Inspect): Panel {
  const list = el("div", { class: "lines", tabindex: "0" });
  const element = el(
    "section",
    { class: "panel app-data" },
    el(
      "div",
      { class: "bar" },
      button("Refresh", "Refresh", () => void refresh(true)),
    ),
    list,
  );
  let timer: ReturnType<typeof setInterval> | undefined;
  let shown = "";
  const refresh = async (force: boolean): Promise<void> => {
    // Whoever is typing is left alone.
    if (!force && list.contains(document.activeElement)) return;
    let parts: Shown[];
    try {
      parts = await collect(inspect);
    } catch (error) {
      list.replaceChildren(el("p", { class: "empty" }, error instanceof Error ? error.message : String(error)));
      shown = "";
      return;
    }
    const text = JSON.stringify(parts);
    if (!force && text === shown) return;
    shown = text;
    const open = new Set([...list.querySelectorAll("details[open]")].map((one) => (one as HTMLElement).dataset["id"]));
    list.replaceChildren(
      ...parts.map((part, index) => section(part, inspect, index === 0 || open.has(part.key), () => refresh(true))),
    );
  };
  return {
    id: "data",
    title: "AppData",
    element,
    setVisible(visible) {
      clearInterval(timer);
      if (!visible) return;
      void refresh(true);
      timer = setInterval(() => void refresh(false), interval);
    },
  };
}

interface Shown {
  readonly key: string;
  readonly title: string;
  readonly page: number;
  readonly component: number;
  readonly data: InspectedComponent["data"];
  readonly note: string;
}

async function collect(inspect: Inspect): Promise<Shown[]> {
  const pages = (await inspect({ what: "pages" })) as readonly InspectedPage[];
  const parts: Shown[] = [];
  for (const { page, path } of pages.toReversed()) {
    const { component = 0 } = (await inspect({ what: "tree", page, composed: false })) as InspectedNode;
    const found = (await inspect({ what: "component", page, component })) as InspectedComponent;
    const { data, updates, lastUpdate } = found;
    const note = `${updates} updates, the last took ${lastUpdate.toFixed(2)} ms`;
    parts.push({ key: `${page}:${component}`, title: path, page, component, data, note });
  }
  return parts;
}

function section(
  { key, title, page, component, data, note }: Shown,
  inspect: Inspect,
  open: boolean,
  changed: () => void,
): HTMLElement {
  const edited = (path: string, value: unknown): void => {
    void inspect({ what: "setData", page, component, values: { [path]: value } }).then(changed, changed);
  };
  const values = Object.entries(data).map(([name, value]) => valueTree(name, value, { edited }));
  return el(
    "details",
    { class: "component", open, "data-id": key },
    el("summary", {}, title, " ", el("span", { class: "note" }, note)),
    ...(values.length > 0 ? values : [el("p", { class: "empty" }, "No data.")]),
  );
}
