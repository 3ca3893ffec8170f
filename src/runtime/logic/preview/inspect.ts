/** Answers a preview's requests to inspect or change the running app. */
import type {
  InspectedComponent,
  InspectedNode,
  InspectedPage,
  InspectRequest,
  ListedComponent,
  Snapshot,
} from "../../preview-protocol.ts";
import type { AppRuntime, Page } from "../app/index.ts";
import type { ElementReference, ShadowNode } from "../shadow-tree.ts";
import { blockNodes, childNodes } from "../shadow-tree.ts";
import { composedChildren } from "../component/composed-tree.ts";
import type { ComposedNode } from "../component/composed-tree.ts";
import { componentOf, idOf } from "../component/element.ts";
import type { ComponentNode } from "../component/node.ts";
import { setData } from "../component/update.ts";
import { eachComponent } from "../component/walk.ts";
import { editAttribute, inspectAttributes, onlyText } from "./attributes.ts";
import type { OnlyText } from "./attributes.ts";
import { numberOfComponent } from "./component-numbers.ts";
import type { UpdateHistory } from "./history.ts";
import { plain } from "./plain.ts";

export interface InspectContext {
  readonly runtime: AppRuntime;
  readonly history: UpdateHistory;
  /** The storage functions of `wx`. */
  readonly storage: {
    getStorageInfoSync(): { readonly keys: readonly string[] };
    getStorageSync(key: string): unknown;
    setStorageSync(key: string, value: unknown): void;
    removeStorageSync(key: string): void;
  };
}

/** Maximum number of components listed for a page. */
const maxListed = 1000;

/**
 * Answers one request.
 * @throws Error if there is no such page, component or element
 */
export async function inspect(context: InspectContext, request: InspectRequest): Promise<unknown> {
  const { runtime, history, storage } = context;
  switch (request.what) {
    case "pages":
      return runtime.router.stack.map(({ number, path, query, isTab }): InspectedPage => ({
        page: number,
        path,
        query: { ...query },
        isTab,
      }));
    case "tree":
      return treeOf(findPage(runtime, request.page), request.composed);
    case "component":
      return describe(findComponent(runtime, request), history);
    case "components":
      return listComponents(findPage(runtime, request.page), history);
    case "setAttribute": {
      const element = findPage(runtime, request.page).surface.elementOf?.(request.node);
      if (!element) throw new Error("the element is gone");
      return editAttribute(element, request);
    }
    case "setData":
      setData(findComponent(runtime, request), request.values);
      return undefined;
    case "history":
      return history.since(request.since);
    case "storage":
      return storage.getStorageInfoSync().keys.map((key) => [key, plain(storage.getStorageSync(key))]);
    case "setStorage":
      if ("value" in request) storage.setStorageSync(request.key, request.value);
      else storage.removeStorageSync(request.key);
      return undefined;
    case "snapshot":
      return snapshot(runtime);
    case "restore":
      return restore(runtime, request.snapshot);
  }
}

function findPage(runtime: AppRuntime, number: number): Page {
  const page = runtime.router.pages.find((one) => one.number === number);
  if (!page) throw new Error(`there is no page ${number}`);
  return page;
}

function findComponent(
  runtime: AppRuntime,
  { page, component }: { readonly page: number; readonly component: number },
): ComponentNode {
  const { root, tabBar } = findPage(runtime, page);
  const found = searchTree(root, component) ?? (tabBar && searchTree(tabBar, component));
  if (!found) throw new Error("the component is gone");
  return found;
}

function searchTree(node: ComponentNode, number: number): ComponentNode | undefined {
  if (numberOfComponent(node) === number) return node;
  let found: ComponentNode | undefined;
  if (node.root) eachComponent(node, node.root.block, (inner) => (found ??= searchTree(inner, number)));
  return found;
}

function treeOf({ root, tabBar, surface }: Page, composed: boolean): InspectedNode {
  const refer = (element: ElementReference) => surface.referenceOf?.(element);
  const children = (node: ComponentNode): InspectedNode[] =>
    composed
      ? composedChildren(node).map((one) => fromComposed(one, refer))
      : node.root
        ? blockNodes(node.root.block).map((one) => fromShadow(one, children, refer))
        : [];
  const top = (node: ComponentNode): InspectedNode => ({
    tag: "page",
    component: numberOfComponent(node),
    is: node.definition.id,
    attributes: [],
    children: children(node),
  });
  const page = top(root);
  return tabBar ? { ...page, children: [...page.children, { ...top(tabBar), tag: "tab-bar" }] } : page;
}

type Refer = (element: ElementReference) => { readonly base: number; readonly node: number } | undefined;

function fromShadow(one: ShadowNode, inside: (node: ComponentNode) => InspectedNode[], refer: Refer): InspectedNode {
  if (one.type === "text") return textNode(one.text);
  const component = componentOf(one);
  const text = component ? undefined : onlyText(one);
  const content =
    text !== undefined
      ? [editableText(text, one, refer)]
      : childNodes(one).map((child) => fromShadow(child, inside, refer));
  const own = component ? inside(component) : [];
  const shadow: InspectedNode[] = own.length > 0 ? [{ tag: "#shadow-root", attributes: [], children: own }] : [];
  return { ...headOf(one.tag, one, component, refer), children: [...shadow, ...content] };
}

function fromComposed(one: ComposedNode, refer: Refer): InspectedNode {
  if (typeof one === "string") return textNode(one);
  const { tag, element, component, children } = one;
  const text = component ? undefined : onlyText(element);
  const inside =
    text !== undefined ? [editableText(text, element, refer)] : children.map((child) => fromComposed(child, refer));
  return { ...headOf(tag, element, component, refer), children: inside };
}

function headOf(
  tag: string,
  element: ElementReference,
  component: ComponentNode | undefined,
  refer: Refer,
): Omit<InspectedNode, "children"> {
  const node = refer(element);
  return {
    tag,
    attributes: inspectAttributes(element, component),
    ...(node ? { node } : {}),
    ...(component ? { component: numberOfComponent(component), is: component.definition.id } : {}),
  };
}

function textNode(text: string): InspectedNode {
  return { tag: "#text", attributes: [], text, children: [] };
}

function editableText({ text, edited }: OnlyText, around: ElementReference, refer: Refer): InspectedNode {
  const node = refer(around);
  return { ...textNode(text), edited, ...(node ? { node } : {}) };
}

function listComponents({ root, tabBar, surface }: Page, history: UpdateHistory): ListedComponent[] {
  const found: ListedComponent[] = [];
  const visit = (owner: ComponentNode, depth: number): void => {
    if (!owner.root) return;
    eachComponent(owner, owner.root.block, (one) => {
      if (found.length >= maxListed || !one.host) return;
      const node = surface.referenceOf?.(one.host);
      found.push({
        ...history.timingOf(one),
        component: numberOfComponent(one),
        tag: one.host.skeleton[0],
        id: idOf(one.host),
        is: one.definition.id,
        depth,
        ...(node ? { node } : {}),
      });
      visit(one, depth + 1);
    });
  };
  visit(root, 0);
  if (tabBar) visit(tabBar, 0);
  return found;
}

function describe(node: ComponentNode, history: UpdateHistory): InspectedComponent {
  return {
    ...history.timingOf(node),
    is: node.definition.id,
    data: plain(node.data) as Record<string, unknown>,
    properties: [...node.definition.properties.keys()],
  };
}

async function snapshot(runtime: AppRuntime): Promise<Snapshot> {
  const pages = runtime.router.stack.map(async ({ path, query, root, surface }) => {
    const [[viewport] = []] = await surface.query([{ nodes: "viewport", scrollOffset: true }]).catch(() => [[]]);
    const { scrollTop = 0 } = (viewport ?? {}) as { scrollTop?: number };
    return { path, query: { ...query }, data: plain(root.data) as Record<string, unknown>, scrollTop };
  });
  return { pages: await Promise.all(pages) };
}

/**
 * Reopens the pages of a snapshot in order (the first one is already open), then restores each page's data and scroll
 * position.
 */
async function restore(runtime: AppRuntime, { pages }: Snapshot): Promise<void> {
  const { router } = runtime;
  for (const [index, { path, query }] of pages.entries()) {
    if (index === 0) continue;
    const text = Object.entries(query)
      .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
      .join("&");
    // If a page no longer exists, the stack ends before it.
    const opened = await router.navigateTo({ url: `/${path}${text === "" ? "" : `?${text}`}` }).then(
      () => true,
      () => false,
    );
    if (!opened) break;
  }
  for (const [index, page] of router.stack.entries()) {
    const kept = pages[index];
    if (!kept || kept.path !== page.path) continue;
    setData(page.root, kept.data);
    if (kept.scrollTop > 0)
      page.surface.scrollTo({ top: kept.scrollTop, duration: 0, element: undefined, offsetTop: 0 });
  }
}
