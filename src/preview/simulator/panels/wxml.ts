/**
 * The tree of the current page, by component or as a user sees it. Hovering highlights an element; attributes and texts
 * can be edited.
 */
import type { NodeReference } from "../../../runtime/protocol.ts";
import type { FrameEdit, InspectedAttribute, InspectedNode, InspectedPage } from "../../../runtime/preview-protocol.ts";
import type { Panel } from "../dock.ts";
import { el } from "../element.ts";
import type { Inspect } from "./app-data.ts";
import { editableValue } from "./edit-in-place.ts";
import { createLiveList } from "./live-panel.ts";

/** The index that `setAttribute` uses for an element's only text. */
const textIndex = -1;

export interface FrameActions {
  highlight(page: number, node: NodeReference | null): void;
  edit(page: number, edit: FrameEdit): void;
}

export function createWxml(inspect: Inspect, { highlight, edit }: FrameActions): Panel {
  const composed = el("input", { type: "checkbox", onchange: () => void refresh(true) });
  let hovered = 0;
  const load = async (): Promise<LoadedPage | undefined> => {
    const page = ((await inspect({ what: "pages" })) as readonly InspectedPage[]).at(-1)?.page;
    if (page === undefined) return undefined;
    return { page, tree: (await inspect({ what: "tree", page, composed: composed.checked })) as InspectedNode };
  };
  const renderTree = ({ page, tree }: LoadedPage, list: HTMLElement): HTMLElement[] => {
    const closed = new Set(
      [...list.querySelectorAll("details:not([open])")].map((one) => (one as HTMLElement).dataset["id"]),
    );
    const show = (node: NodeReference | null): void => {
      hovered = page;
      highlight(page, node);
    };
    const set = async (node: NodeReference, index: number, value: unknown): Promise<void> => {
      // An element that has been removed meanwhile is not in the next tree.
      const made = await inspect({ what: "setAttribute", page, node, index, value }).catch(() => undefined);
      if (made) edit(page, made as FrameEdit);
      await refresh(true);
    };
    return [render(tree, { show, set: (...edited) => void set(...edited), closed }, "0")];
  };
  const { panel, refresh } = createLiveList({
    id: "wxml",
    title: "WXML",
    intervalMs: 700,
    kind: "tree",
    controls: [el("label", {}, composed, " Composed")],
    load,
    render: renderTree,
    left: () => highlight(hovered, null),
  });
  return panel;
}

interface LoadedPage {
  readonly page: number;
  readonly tree: InspectedNode;
}

interface Rendering {
  show(node: NodeReference | null): void;
  set(node: NodeReference, index: number, value: unknown): void;
  readonly closed: ReadonlySet<string | undefined>;
}

function render(node: InspectedNode, rendering: Rendering, id: string): HTMLElement {
  if (node.text !== undefined) return renderText(node, node.text, rendering, id);
  const enter = (): void => rendering.show(node.node ?? null);
  const tag = (end: string): HTMLElement =>
    el(
      "span",
      { class: "tag", onmouseenter: enter },
      `<${node.tag}`,
      ...node.attributes.map((attribute) => renderAttribute(attribute, node.node, rendering)),
      end,
      node.is === undefined ? "" : el("span", { class: "is" }, `  ${node.is}`),
    );
  if (node.children.length === 0)
    return el("div", { class: "element", tabindex: "0", "data-id": id, onfocus: enter }, tag(" />"));
  const isOpen = !rendering.closed.has(id);
  const details = el("details", { open: isOpen, "data-id": id }, el("summary", { onfocus: enter }, tag(">")));
  node.children.forEach((child, index) => details.append(render(child, rendering, `${id}.${index}`)));
  return details;
}

function renderAttribute(
  { name, value, isText, index, edited }: InspectedAttribute,
  node: NodeReference | undefined,
  { set }: Rendering,
): HTMLElement {
  const shown = isText ? JSON.stringify(value) : `{{${value}}}`;
  const part =
    node && index !== undefined
      ? editableValue({ label: name, shown, typed: value, edited, isText, apply: (made) => set(node, index, made) })
      : el("span", { class: "string" }, shown);
  return el("span", { class: "attribute" }, " ", el("span", { class: "name" }, name), "=", part);
}

function renderText(
  { node, edited = false }: InspectedNode,
  text: string,
  { show, set }: Rendering,
  id: string,
): HTMLElement {
  const shown = text.trim() === "" ? "␣" : text;
  if (!node) return el("div", { class: "text" }, shown);
  const apply = (value: unknown): void => set(node, textIndex, value);
  return el(
    "div",
    { class: "text", "data-id": id, onmouseenter: () => show(node) },
    editableValue({ label: "text", shown, typed: text, edited, isText: true, apply }),
  );
}
