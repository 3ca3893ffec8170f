/** The state of a component's update from `setData` to the end of its observers. */
import type { Assignment } from "../root.ts";

export interface Cycle {
  /** Places of the observers that are still to be called, in the definition's list. */
  readonly hits: Set<number> | undefined;
  /** For the template: copies. */
  readonly view: Assignment[];
  /** Own properties that changed. */
  readonly properties: PropertyChange[];
}

export interface PropertyChange {
  readonly name: string;
  readonly value: unknown;
  readonly old: unknown;
  /** Path of the owner's field that the property is bound to with `model:`, if the component wrote to it. */
  readonly bound: string | undefined;
}
