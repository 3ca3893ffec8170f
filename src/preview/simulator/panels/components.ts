/** The components of the page in front: what each was given, what it has besides, and how long it took. */
import type {
  ComponentTiming,
  InspectedComponent,
  InspectedPage,
  ListedComponent,
} from "../../../runtime/preview-protocol.ts";
import type { NodeReference } from "../../../runtime/protocol.ts";
import type { Panel } from "../dock.ts";
import { button, el } from "../element.ts";
import type { Inspect } from "./app-data.ts";
import { isTypedInto, openEntries, replaceKeeping } from "./live-list.ts";
import { valueTree } from "./value.ts";

/** Milliseconds between looks at an app whose panel is shown. */
const interval = 500;

export function createComponents(
  inspect: Inspect,
  highlight: (page: number, node: NodeReference | null) => void,
): Panel {
  const list = el("div", { class: "lines", tabindex: "0" });
  const element = el(
    "section",
    { class: "panel components" },
    el(
      "div",
      { class: "bar" },
      button("Refresh", "Refresh", () => void refresh(true)),
    ),
    list,
  );
  let timer: ReturnType<typeof setInterval> | undefined;
  let shown = "";
  let hovered = 0;
  const refresh = async (force: boolean): Promise<void> => {
    if (!force && isTypedInto(list)) return;
    try {
      const page = ((await inspect({ what: "pages" })) as readonly InspectedPage[]).at(-1)?.page;
      if (page === undefined) return;
      const all = (await inspect({ what: "components", page })) as readonly ListedComponent[];
      const details = await inspectOpen(inspect, page, all, openEntries(list));
      const text = JSON.stringify([all, [...details]]);
      if (!force && (text === shown || isTypedInto(list))) return;
      shown = text;
      const show = (node: NodeReference | undefined): void => {
        hovered = page;
        highlight(page, node ?? null);
      };
      const edited = (component: number, path: string, value: unknown): void => {
        const look = (): Promise<void> => refresh(true);
        void inspect({ what: "setData", page, component, values: { [path]: value } }).then(look, look);
      };
      const entries = all.map((one) =>
        entry(one, details.get(one.component), { show, edited, opened: () => refresh(false) }),
      );
      const empty = el("p", { class: "empty" }, "No components on this page.");
      replaceKeeping(list, ...(entries.length > 0 ? entries : [empty]));
    } catch (error) {
      list.replaceChildren(el("p", { class: "empty" }, error instanceof Error ? error.message : String(error)));
      shown = "";
    }
  };
  list.addEventListener("mouseleave", () => highlight(hovered, null));
  return {
    id: "components",
    title: "Components",
    element,
    setVisible(visible) {
      clearInterval(timer);
      if (!visible) return highlight(hovered, null);
      void refresh(true);
      timer = setInterval(() => void refresh(false), interval);
    },
  };
}

/** Of those that are closed nothing more is asked. */
async function inspectOpen(
  inspect: Inspect,
  page: number,
  all: readonly ListedComponent[],
  open: ReadonlySet<string | undefined>,
): Promise<Map<number, InspectedComponent>> {
  const wanted = all.filter(({ component }) => open.has(String(component)));
  const details = await Promise.all(
    // One that has gone meanwhile is not in the next list.
    wanted.map(({ component }) => inspect({ what: "component", page, component }).catch(() => undefined)),
  );
  const found = new Map<number, InspectedComponent>();
  wanted.forEach(({ component }, i) => {
    if (details[i]) found.set(component, details[i] as InspectedComponent);
  });
  return found;
}

interface EntryActions {
  show(node: NodeReference | undefined): void;
  edited(component: number, path: string, value: unknown): void;
  opened(): void;
}

function entry(
  listed: ListedComponent,
  details: InspectedComponent | undefined,
  { show, edited, opened }: EntryActions,
): HTMLElement {
  const { component, tag, id, is, depth, node } = listed;
  const place = el(
    "details",
    { class: "component", open: details !== undefined, "data-id": String(component) },
    el(
      "summary",
      { onmouseenter: () => show(node), onfocus: () => show(node) },
      `<${tag}>`,
      id === "" ? "" : el("span", { class: "id" }, `#${id}`),
      " ",
      el("span", { class: "note" }, is),
      el("div", { class: "note timing" }, timingText(listed)),
    ),
  );
  place.style.marginLeft = `${Math.min(depth, 12) * 14}px`;
  if (details) {
    const set = (path: string, value: unknown): void => edited(component, path, value);
    const { data, properties } = details;
    const own = Object.keys(data).filter((name) => !properties.includes(name));
    place.append(...values("Properties", properties, data, set), ...values("Data", own, data, set));
  }
  // Made open it says so as well.
  place.addEventListener("toggle", () => {
    if (place.open && !details) opened();
  });
  return place;
}

function values(
  title: string,
  names: readonly string[],
  data: InspectedComponent["data"],
  edited: (path: string, value: unknown) => void,
): HTMLElement[] {
  if (names.length === 0) return [];
  return [el("h4", {}, title), ...names.map((name) => valueTree(name, data[name], { edited }))];
}

function timingText({ created, attached, updates, lastUpdate }: ComponentTiming): string {
  const parts: string[] = [];
  if (created !== undefined) parts.push(`created in ${created.toFixed(2)} ms`);
  if (attached !== undefined) parts.push(`attached in ${attached.toFixed(2)} ms`);
  parts.push(updates === 1 ? "1 update" : `${updates} updates`);
  if (updates > 0) parts.push(`the last took ${lastUpdate.toFixed(2)} ms`);
  return parts.join(", ");
}
