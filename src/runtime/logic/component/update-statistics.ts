/**
 * What `setUpdatePerformanceListener` tells: when each `setData` began and ended. Off, and free of cost, until the first
 * component asks.
 *
 * An update inside another (a child's, from an observer of a property that the other one gave) is a sub-update and names
 * the other. One that a component makes while its own update is still on its way to the template is merged into that.
 */
import type { ComponentNode } from "./node.ts";
import type { Callback } from "./options.ts";

export interface UpdateListener {
  readonly callback: Callback;
  readonly withDataPaths: boolean;
}

export interface Running {
  readonly id: number;
  readonly node: ComponentNode;
  readonly start: number;
}

export class UpdateStatistics {
  isOn = false;
  /** Hears of every `setData` while it is on; for a preview. */
  heard: ((node: ComponentNode, values: object, start: number, end: number) => void) | undefined = undefined;
  /** A component begins to be made, attached, or given properties; returns what to call at the end. For a preview. */
  begin: (() => (what: "created" | "attached" | "given", node: ComponentNode) => void) | undefined = undefined;
  /** Set by `setUpdatePerformanceListener`. */
  readonly listeners = new WeakMap<ComponentNode, UpdateListener>();
  /** How many there were. */
  count = 0;
  /** Of the instance that was made last: no two have the same. */
  id = 0;
  /** Those on their way, the innermost last. */
  readonly running: Running[] = [];
}
