/** The state of a component's update between `setData` and the end of its observers. */
import type { Assignment } from "../root.ts";

export interface Cycle {
  isObserving: boolean;
  /** Places of the observers that are still to be called, in the definition's list. */
  readonly hits: Set<number>;
  /** For the template: copies. */
  view: Assignment[];
  /** Own properties that changed. */
  properties: PropertyChange[];
}

export interface PropertyChange {
  readonly name: string;
  readonly value: unknown;
  readonly old: unknown;
}

export function createCycle(): Cycle {
  return { isObserving: false, hits: new Set(), view: [], properties: [] };
}
