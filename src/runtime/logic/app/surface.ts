/**
 * What displays a page, as the app side sees it: a page frame behind a port, or nothing in a test. The app side
 * identifies elements by their position in the shadow tree; the surface translates to the frame's node numbers.
 */
import type { IntersectionRequest, MediaRequest, NodeReference, PageMessage, QueryItem } from "../../protocol.ts";
import type { ComponentNode } from "../component/node.ts";
import type { ElementReference } from "../shadow-tree.ts";

export interface PageSurface {
  /** Displays the page's tree and all its changes from now on. Called once, after `onLoad` and `onShow`. */
  attach(root: ComponentNode): void;
  /** The same for the tree of a custom tab bar. */
  attachTabBar(root: ComponentNode): void;
  /** Calls `task` once all changes up to now are visible. */
  whenShown(task: () => void): void;
  /** Returns the requested fields, per item and per node. */
  query(items: readonly SurfaceQuery[]): Promise<readonly (readonly unknown[])[]>;
  /** Calls a method of a built-in component. */
  invoke(target: ElementReference, method: string, values: readonly unknown[]): Promise<unknown>;
  /** Starts an observation; returns a function that stops it. For intersections, `target` is the observed element. */
  observe(
    request: SurfaceObservation | MediaRequest,
    listener: (result: unknown, target: ElementReference | undefined) => void,
  ): () => void;
  /** The frame's reference to an element; `undefined` if it is not displayed, or if there is no frame. */
  referenceOf?(target: ElementReference): NodeReference | undefined;
  /** Only in previews: the order of the stylesheets of the page's trees, for those added from now on. */
  orderSheets?(paths: readonly string[]): void;
  /** The reverse of `referenceOf`. */
  elementOf?(reference: NodeReference): ElementReference | undefined;
  /** See `Override` in the protocol. */
  override(target: ElementReference, what: number, value: unknown): void;
  command(message: Omit<PageMessage, "type">): void;
  /** Scrolls the page, to a position or to an element. */
  scrollTo(target: {
    readonly top: number;
    /** Milliseconds. */
    readonly duration: number;
    readonly element: ElementReference | undefined;
    readonly offsetTop: number;
  }): void;
  /** Releases the page's resources; no method is called afterwards. */
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

/** Callbacks to the page that a surface belongs to. */
export interface SurfaceOwner {
  /** The host's number of the page. */
  readonly page: number;
  readonly path: string;
  event(event: "scroll" | "reachBottom" | "resize", detail: unknown): void;
  /** A request from a built-in component to the Worker; see `ActMessage`. */
  act(name: string, argument: unknown, target: ElementReference | undefined): Promise<unknown>;
}
