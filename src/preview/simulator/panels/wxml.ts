/**
 * The tree of the page in front: by component, or as a user sees it. Hovering shows where an element is; attributes and
 * texts can be changed.
 */
import type { NodeReference } from "../../../runtime/protocol.ts";
import type { FrameEdit, InspectedAttribute, InspectedNode, InspectedPage } from "../../../runtime/preview-protocol.ts";
import type { Panel } from "../dock.ts";
import { button, el } from "../element.ts";
import type { Inspect } from "./app-data.ts";
import { editableValue } from "./edit-in-place.ts";
import { isTypedInto, replaceKeeping } from "./live-list.ts";

const interval = 700;

/** What `setAttribute` calls the text that an element has alone. */
const textIndex = -1;

export interface FrameActions {
  highlight(page: number, node: NodeReference | null): void;
  edit(page: number, edit: FrameEdit): void;
}

export function createWxml(inspect: Inspect, { highlight, edit }: FrameActions): Panel {
  const list = el("div", { class: "lines tree", tabindex: "0" });
  const composed = el("input", { type: "checkbox", onchange: () => void refresh(true) });
  const element = el(
    "section",
    { class: "panel wxml" },
    el(
      "div",
      { class: "bar" },
      button("Refresh", "Refresh", () => void refresh(true)),
      el("label", {}, composed, " Composed"),
    ),
    list,
  );
  let timer: ReturnType<typeof setInterval> | undefined;
  let shown = "";
  let hovered = 0;
  const refresh = async (force: boolean): Promise<void> => {
    if (!force && isTypedInto(list)) return;
    try {
      const pages = (await inspect({ what: "pages" })) as readonly InspectedPage[];
      const page = pages.at(-1);
      if (!page) return;
      const tree = (await inspect({ what: "tree", page: page.page, composed: composed.checked })) as InspectedNode;
      const text = JSON.stringify(tree);
      if (!force && (text === shown || isTypedInto(list))) return;
      shown = text;
      const closed = new Set(
        [...list.querySelectorAll("details:not([open])")].map((one) => (one as HTMLElement).dataset["id"]),
      );
      const show = (node: NodeReference | null): void => {
        hovered = page.page;
        highlight(page.page, node);
      };
      const set = async (node: NodeReference, index: number, value: unknown): Promise<void> => {
        const request = { what: "setAttribute", page: page.page, node, index, value } as const;
        // An element that has gone meanwhile is not in the next tree.
        const forFrame = (await inspect(request).catch(() => undefined)) as FrameEdit | undefined;
        if (forFrame) edit(page.page, forFrame);
        await refresh(true);
      };
      replaceKeeping(list, render(tree, { show, set: (...edited) => void set(...edited), closed }, "0"));
    } catch (error) {
      list.replaceChildren(el("p", { class: "empty" }, error instanceof Error ? error.message : String(error)));
      shown = "";
    }
  };
  list.addEventListener("mouseleave", () => highlight(hovered, null));
  return {
    id: "wxml",
    title: "WXML",
    element,
    setVisible(visible) {
      clearInterval(timer);
      if (!visible) return highlight(hovered, null);
      void refresh(true);
      timer = setInterval(() => void refresh(false), interval);
    },
  };
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
