/**
 * The contents of a batch between a page's Worker and its frame: operations, operands and node numbers. The tables are
 * enums because esbuild inlines the numbers of enums, but not the properties of objects.
 */

export * as Op from "./operation-codes.ts";

export enum HostKind {
  /** The component has an element of its own, which contains its tree. */
  element = 0,
  /** The component has no element; its tree takes its place. */
  virtual = 1,
  /**
   * A flag added to one of the two: the host's content is never shown in place, because its slots have blocks of their
   * own.
   */
  copied = 2,
  /**
   * Multiplied by the number of an earlier template and added. For a host without content: the component's tree is a
   * block of that template, created together with the host. For a hole: it is created with a block of that template.
   */
  tree = 4,
}

/** The first number that blocks use. */
export const FIRST_BASE = 16;

/** Containers of a page. They act as hosts without an owner. */
export enum Container {
  page = 1,
  /** A custom tab bar. */
  tabBar = 2,
}

export enum Override {
  /** Value: `{ property: value }`, like a style attribute; null removes the property. */
  style = 0,
  /** Value: class names, exactly as they are to be set. */
  addClass = 1,
  removeClass = 2,
  /** Value: keyframes and timing of an animation, see `AnimationSteps`; null clears it. */
  animate = 3,
}

export type Operation = string | number | boolean | null | object | undefined;

/** An element, as frame and Worker refer to it. */
export interface NodeReference {
  readonly base: number;
  readonly node: number;
}
