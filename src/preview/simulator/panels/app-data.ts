/** The data of the pages, live and editable. */
import type {
  InspectedComponent,
  InspectedNode,
  InspectedPage,
  InspectRequest,
} from "../../../runtime/preview-protocol.ts";
import type { Panel } from "../dock.ts";
import { el } from "../element.ts";
import { openEntries } from "./live-list.ts";
import { createLiveList } from "./live-panel.ts";
import { durationText, valueTree } from "./value.ts";

export type Inspect = (request: InspectRequest) => Promise<unknown>;

export function createAppData(inspect: Inspect): Panel {
  const { panel, refresh } = createLiveList({
    id: "data",
    title: "AppData",
    intervalMs: 500,
    load: () => collect(inspect),
    render(parts, list) {
      const open = openEntries(list);
      const changed = (): Promise<void> => refresh(true);
      return parts.map((part, index) => section(part, inspect, index === 0 || open.has(part.key), changed));
    },
  });
  return panel;
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
  for (const { page, path } of [...pages].reverse()) {
    const { component = 0 } = (await inspect({ what: "tree", page, composed: false })) as InspectedNode;
    const found = (await inspect({ what: "component", page, component })) as InspectedComponent;
    const { data, updates, lastUpdate } = found;
    const note = `${updates} updates, the last took ${durationText(lastUpdate)}`;
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
