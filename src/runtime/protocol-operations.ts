/** What a batch between a page's Worker and its frame is made of: operations, their operands, and the numbers of nodes. */

export * as Op from "./operation-codes.ts";

export const HostKind = {
  /** An element of its own, its component's tree inside. */
  element: 0,
  /** No element: the tree stands in its place. */
  virtual: 1,
  /** Added to one of these: what stands between its tags is never shown; its slots have blocks of their own. */
  copied: 2,
  /**
   * So many times the number of an earlier template, for an element without content: the component's tree is a block of
   * that, and is made with the host. For a hole: a block of it stands there.
   */
  tree: 4,
} as const;

/** First number that blocks use. */
export const FIRST_BASE = 16;

/** Containers of a page: they are hosts without an owner. */
export const Container = {
  page: 1,
  /** A custom tab bar. */
  tabBar: 2,
} as const;

export const Override = {
  /** Value: `{ property: value }`, in the way of a style attribute; null takes one back. */
  style: 0,
  /** Value: class names as they are to be set. */
  addClass: 1,
  removeClass: 2,
  /** Value: keyframes and timing of an animation, see `AnimationSteps`; null clears it. */
  animate: 3,
} as const;

export type Operation = string | number | boolean | null | object | undefined;

/** An element, as frames name it to the Worker and the other way round. */
export interface NodeReference {
  readonly base: number;
  readonly node: number;
}
