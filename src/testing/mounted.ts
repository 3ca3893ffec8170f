/** A mounted page or component: what a test can do with it and read from it. */
import { componentOf, dispatch, selectPlaces } from "../runtime/logic/index.ts";
import type { ComponentInstance, ComponentNode, ElementReference, EventOptions } from "../runtime/logic/index.ts";
import { mountedTree } from "./mounted-tree.ts";
import type { MountedElement } from "./mounted-tree.ts";
import type { SurfaceRecord, TestSurface } from "./test-surface.ts";

export interface MountedEvent extends EventOptions {
  readonly type: string;
  readonly detail?: unknown;
}

export interface MountedView {
  /** `this` of the component. */
  readonly instance: ComponentInstance & Readonly<Record<string, unknown>>;
  /** The tree as a user sees it now, with components and slots expanded. */
  tree(): MountedElement;
  setData(values: Readonly<Record<string, unknown>>): void;
  /**
   * Dispatches an event to the first element that a selector finds. A list of selectors descends into components: each
   * is looked up in the template of the component that the previous one found. By default the event behaves like a tap:
   * it bubbles, crosses component boundaries and has a capture phase.
   * @throws Error if there is no such element
   */
  dispatch(at: string | readonly string[], event: MountedEvent): void;
  /** Everything that the page has sent to its frame: scrolling, animations, calls of built-in components. */
  readonly surfaceRecords: readonly SurfaceRecord[];
  /**
   * Simulates that the element enters or leaves the viewport; `result` goes to the callback of an intersection
   * observer.
   */
  intersect(at: string | readonly string[], result: Readonly<Record<string, unknown>>): void;
  /** Simulates a size change of the page; `matches` decides for each observed media query. */
  matchMedia(matches: (query: Readonly<Record<string, number | string>>) => boolean): void;
}

export function mountedView(node: ComponentNode, surface: TestSurface): MountedView {
  return {
    instance: node.instance as MountedView["instance"],
    tree: () => mountedTree(node),
    setData: (values) => node.instance.setData(values),
    dispatch: (at, event) => dispatchAt(node, at, event),
    surfaceRecords: surface.records,
    intersect: (at, result) => surface.intersect(findElement(node, at).element, result),
    matchMedia: (matches) => surface.matchMedia(matches),
  };
}

export function dispatchAt(
  node: ComponentNode,
  at: string | readonly string[],
  { type, detail, ...rest }: MountedEvent,
): void {
  const { tree, element } = findElement(node, at);
  dispatch(tree, element, type, detail === undefined ? {} : detail, {
    bubbles: true,
    composed: true,
    capturePhase: true,
    ...rest,
  });
}

/**
 * The first element that a selector, or a path of selectors through components, finds.
 * @throws Error if there is no such element
 */
export function findElement(
  root: ComponentNode,
  at: string | readonly string[],
): { readonly tree: ComponentNode; readonly element: ElementReference } {
  const path = typeof at === "string" ? [at] : at;
  let tree: ComponentNode | undefined;
  let next: ComponentNode | undefined = root;
  let element: ElementReference | undefined;
  for (const selector of path) {
    const place = next && selectPlaces(next, selector)[0];
    tree = place?.tree;
    element = place?.element;
    if (!element) break;
    next = componentOf(element);
  }
  if (!tree || !element) throw new Error(`there is no element ${JSON.stringify(path)}`);
  return { tree, element };
}
