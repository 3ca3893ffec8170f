/** The state of a component's update from `setData` to the end of its observers. */
import type { Assignment } from "../root.ts";

export interface Cycle {
  /** Places of the observers that are still to be called, in the definition's list. */
  readonly hits: Set<number> | undefined;
  /** For the template: copies. */
  readonly view: Assignment[];
  /** Paths of the owner's fields that own properties are bound to with `model:`, with what was written. */
  bound: { readonly path: string; readonly value: unknown }[] | undefined;
  /** Own properties that changed. */
  readonly properties: PropertyChange[];
}

export interface PropertyChange {
  readonly name: string;
  readonly value: unknown;
  readonly old: unknown;
}
