/** The components of the current page: their properties, their other data, and their timing. */
import type {
  ComponentTiming,
  InspectedComponent,
  InspectedPage,
  ListedComponent,
} from "../../../runtime/preview-protocol.ts";
import type { NodeReference } from "../../../runtime/protocol.ts";
import type { Panel } from "../dock.ts";
import { el } from "../element.ts";
import type { Inspect } from "./app-data.ts";
import { openEntries } from "./live-list.ts";
import { createLiveList } from "./live-panel.ts";
import { durationText, valueTree } from "./value.ts";

export function createComponents(
  inspect: Inspect,
  highlight: (page: number, node: NodeReference | null) => void,
): Panel {
  let hovered = 0;
  const load = async (list: HTMLElement): Promise<LoadedPage | undefined> => {
    const page = ((await inspect({ what: "pages" })) as readonly InspectedPage[]).at(-1)?.page;
    if (page === undefined) return undefined;
    const all = (await inspect({ what: "components", page })) as readonly ListedComponent[];
    return { page, all, details: await inspectOpen(inspect, page, all, openEntries(list)) };
  };
  const render = ({ page, all, details }: LoadedPage): HTMLElement[] => {
    const show = (node: NodeReference | undefined): void => {
      hovered = page;
      highlight(page, node ?? null);
    };
    const edited = (component: number, path: string, value: unknown): void => {
      const again = (): Promise<void> => refresh(true);
      void inspect({ what: "setData", page, component, values: { [path]: value } }).then(again, again);
    };
    const opened = (): void => void refresh(false);
    if (all.length === 0) return [el("p", { class: "empty" }, "No components on this page.")];
    return all.map((one, index) => entry(one, details[index], { show, edited, opened }));
  };
  const { panel, refresh } = createLiveList({
    id: "components",
    title: "Components",
    intervalMs: 500,
    load,
    render,
    left: () => highlight(hovered, null),
  });
  return panel;
}

interface LoadedPage {
  readonly page: number;
  readonly all: readonly ListedComponent[];
  /** For each of `all`; `undefined` for closed ones, which are not queried. */
  readonly details: readonly (InspectedComponent | undefined)[];
}

function inspectOpen(
  inspect: Inspect,
  page: number,
  all: readonly ListedComponent[],
  open: ReadonlySet<string | undefined>,
): Promise<(InspectedComponent | undefined)[]> {
  const details = all.map(async ({ component }) => {
    if (!open.has(String(component))) return undefined;
    // A component that has been removed meanwhile is not in the next list.
    return (await inspect({ what: "component", page, component }).catch(() => undefined)) as
      | InspectedComponent
      | undefined;
  });
  return Promise.all(details);
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
  const element = el(
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
  element.style.marginLeft = `${Math.min(depth, 12) * 14}px`;
  if (details) {
    const set = (path: string, value: unknown): void => edited(component, path, value);
    const { data, properties } = details;
    const own = Object.keys(data).filter((name) => !properties.includes(name));
    element.append(...values("Properties", properties, data, set), ...values("Data", own, data, set));
  }
  // Also fires for an element that was created open.
  element.addEventListener("toggle", () => {
    if (element.open && !details) opened();
  });
  return element;
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
  if (created !== undefined) parts.push(`created in ${durationText(created)}`);
  if (attached !== undefined) parts.push(`attached in ${durationText(attached)}`);
  parts.push(updates === 1 ? "1 update" : `${updates} updates`);
  if (updates > 0) parts.push(`the last took ${durationText(lastUpdate)}`);
  return parts.join(", ");
}
