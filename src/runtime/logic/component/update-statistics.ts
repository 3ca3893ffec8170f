/**
 * State for `setUpdatePerformanceListener`, which reports the start and end of each `setData`. Off, and without cost,
 * until the first component sets a listener.
 *
 * An update inside another one (of a child, by an observer of a property that the other one set) is a sub-update and
 * names its parent. An update that a component starts before its own running update has reached the template is merged
 * into that one.
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

/** The measurements of one app's updates. */
export class UpdateStatistics {
  isOn = false;
  /** For previews: called for every `setData` while measuring is on. */
  heard: ((node: ComponentNode, values: object, start: number, end: number) => void) | undefined = undefined;
  /**
   * For previews: called when creating, attaching or setting properties of a component begins; returns the function to
   * call at the end.
   */
  begin: (() => (what: "created" | "attached" | "given", node: ComponentNode) => void) | undefined = undefined;
  /** Set by `setUpdatePerformanceListener`. */
  readonly listeners = new WeakMap<ComponentNode, UpdateListener>();
  /** The number of updates so far. */
  count = 0;
  /** The id of the instance created last; ids are unique. */
  id = 0;
  /** Running updates, innermost last. */
  readonly running: Running[] = [];
}
