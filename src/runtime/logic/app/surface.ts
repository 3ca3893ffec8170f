/**
 * What a page shows itself on, as the app's side sees it: a page frame behind a port, or nothing at all in a test. The
 * app's side names elements by their place in the shadow tree; the surface knows the frame's numbers.
 */
import type { IntersectionRequest, MediaRequest, NodeReference, PageMessage, QueryItem } from "../../protocol.ts";
import type { ComponentNode } from "../component/node.ts";
import type { ElementReference } from "../shadow-tree.ts";

export interface PageSurface {
  /** The page's tree is to be shown, with all that changes in it from now on. Called once, after `onLoad` and `onShow`. */
  attach(root: ComponentNode): void;
  /** Likewise the tree of a custom tab bar. */
  attachTabBar(root: ComponentNode): void;
  /** Calls back once all that has changed up to now can be seen. */
  whenShown(task: () => void): void;
  /** Per item, per node: the fields that were asked for. */
  query(items: readonly SurfaceQuery[]): Promise<readonly (readonly unknown[])[]>;
  /** Calls a method of a built-in component. */
  invoke(target: ElementReference, method: string, values: readonly unknown[]): Promise<unknown>;
  /** Returns how to stop. `target` is the element that was seen, for intersections. */
  observe(
    request: SurfaceObservation | MediaRequest,
    listener: (result: unknown, target: ElementReference | undefined) => void,
  ): () => void;
  /** The element in the frame's terms; nothing for one that is not shown, or where there is no frame. */
  referenceOf?(target: ElementReference): NodeReference | undefined;
  /** Only in a preview: the order of the sheets of the page's trees, for those that come from now on. */
  orderSheets?(paths: readonly string[]): void;
  /** And back. */
  elementOf?(reference: NodeReference): ElementReference | undefined;
  /** See `Override` of the protocol. */
  override(target: ElementReference, what: number, value: unknown): void;
  command(message: Omit<PageMessage, "type">): void;
  /** Scrolls the page, to a place or to an element. */
  scrollTo(target: {
    readonly top: number;
    /** Milliseconds. */
    readonly duration: number;
    readonly element: ElementReference | undefined;
    readonly offsetTop: number;
  }): void;
  /** The page is gone; nothing is called any more. */
  destroy(): void;
}

export type SurfaceQuery = Omit<QueryItem, "nodes"> & { readonly nodes: readonly ElementReference[] | "viewport" };

export type SurfaceObservation = Omit<IntersectionRequest, "targets" | "relativeTo"> & {
  readonly targets: readonly ElementReference[];
  readonly relativeTo: readonly {
    readonly node: ElementReference | "viewport";
    readonly margins: IntersectionRequest["relativeTo"][number]["margins"];
  }[];
};

/** The page behind a surface. */
export interface SurfaceOwner {
  /** As the host counts pages. */
  readonly page: number;
  readonly path: string;
  event(event: "scroll" | "reachBottom" | "resize", detail: unknown): void;
  /** What a built-in component wants of the Worker's side; see `ActMessage`. */
  act(name: string, argument: unknown, target: ElementReference | undefined): Promise<unknown>;
}
