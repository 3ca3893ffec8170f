/** The state of a component's update, from `setData` until its observers have run. */
import type { Assignment } from "../root.ts";

export interface Cycle {
  /** Indexes of the observers that still have to be called. */
  readonly hits: Set<number> | undefined;
  /** Assignments for the template, with copied values. */
  readonly view: Assignment[];
  /** Changed properties of the component, whose own observers run last. */
  readonly properties: PropertyChange[];
}

export interface PropertyChange {
  readonly name: string;
  readonly value: unknown;
  readonly old: unknown;
  /**
   * If the component itself wrote to a property bound with `model:`: the path of the bound field in the owner's data.
   */
  readonly bound: string | undefined;
}
