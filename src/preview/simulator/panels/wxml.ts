/** The tree of the page in front: by component, or as a user sees it. Hovering shows where an element is. */
import type { NodeReference } from "../../../runtime/protocol.ts";
import type { InspectedNode, InspectedPage } from "../../../runtime/preview-protocol.ts";
import type { Panel } from "../dock.ts";
import { button, el } from "../element.ts";
import type { Inspect } from "./app-data.ts";

const interval = 700;

export function createWxml(inspect: Inspect, highlight: (page: number, node: NodeReference | null) => void): Panel {
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
    try {
      const pages = (await inspect({ what: "pages" })) as readonly InspectedPage[];
      const page = pages.at(-1);
      if (!page) return;
      const tree = (await inspect({ what: "tree", page: page.page, composed: composed.checked })) as InspectedNode;
      const text = JSON.stringify(tree);
      if (!force && text === shown) return;
      shown = text;
      const closed = new Set(
        [...list.querySelectorAll("details:not([open])")].map((one) => (one as HTMLElement).dataset["id"]),
      );
      const show = (node: NodeReference | null): void => {
        hovered = page.page;
        highlight(page.page, node);
      };
      list.replaceChildren(render(tree, show, closed, "0"));
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

type Show = (node: NodeReference | null) => void;

function render(node: InspectedNode, show: Show, closed: ReadonlySet<string | undefined>, id: string): HTMLElement {
  if (node.text !== undefined) return el("div", { class: "text" }, node.text.trim() === "" ? "␣" : node.text);
  const { node: reference } = node;
  const enter = (): void => show(reference ?? null);
  const attributes = node.attributes.map(([name, value]) =>
    el(
      "span",
      { class: "attribute" },
      " ",
      el("span", { class: "name" }, name),
      "=",
      el("span", { class: "string" }, JSON.stringify(value)),
    ),
  );
  const tag = (end: string): HTMLElement =>
    el(
      "span",
      { class: "tag", onmouseenter: enter },
      `<${node.tag}`,
      ...attributes,
      end,
      node.is === undefined ? "" : el("span", { class: "is" }, `  ${node.is}`),
    );
  if (node.children.length === 0) return el("div", { class: "element", tabindex: "0", onfocus: enter }, tag(" />"));
  const details = el("details", { open: !closed.has(id), "data-id": id }, el("summary", { onfocus: enter }, tag(">")));
  node.children.forEach((child, index) => details.append(render(child, show, closed, `${id}.${index}`)));
  return details;
}
