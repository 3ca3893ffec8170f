/** A page or component of a test: what can be done with it and read from it. */
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
  /** What a user sees by now, components and slots filled in. */
  tree(): MountedElement;
  setData(values: Readonly<Record<string, unknown>>): void;
  /**
   * An event at the first element that a selector finds. A list of selectors leads into components: each is looked up
   * in the template of the component that the one before found. Like a tap, an event bubbles, leaves components and
   * has a capture phase unless it says otherwise.
   *
   * @throws Error if there is no such element
   */
  dispatch(at: string | readonly string[], event: MountedEvent): void;
  /** What the page has told its frame: scrolling, animations, calls of built-in components. */
  readonly surfaceRecords: readonly SurfaceRecord[];
  /** The element comes into sight or leaves it; `result` is what an intersection observer's callback gets. */
  intersect(at: string | readonly string[], result: Readonly<Record<string, unknown>>): void;
  /** The page has another size; `matches` says of each media query observer's query if it holds. */
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
