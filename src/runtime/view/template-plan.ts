/** A built template: what to clone, and how to walk through a clone. */
import type { ClassScope, SlotPlan } from "./attribute.ts";
import type { TemplateRequest } from "./template-request.ts";
import * as Step from "./walk-steps.ts";

export interface Template extends ClassScope {
  readonly number: number;
  /** An element or text, or a fragment with a comment at each end. */
  readonly prototype: Node;
  /** Whether it contains tags of built-in components. */
  readonly hasBuiltIns: boolean;
  readonly isRange: boolean;
  readonly steps: readonly number[];
  readonly slots: readonly SlotPlan[];
  /** Index of a slot's value after the block's number in the operations; undefined if no value is sent. */
  readonly places: readonly (number | undefined)[];
  /** Numbers that a block takes after its own: slots, then extras. */
  readonly count: number;
  /** Properties set after the walk, because components may change their children then. */
  readonly late: readonly LateProperty[];
  /** By node index; undefined for texts and holes. */
  readonly elements: readonly (ElementPlan | undefined)[];
  /** Index among the extras, by node index. */
  readonly extras: ReadonlyMap<number, number>;
  readonly directory: string;
  /** Blocks created together with this one, and where their operands start after the block's number. */
  readonly trees: readonly (readonly [template: Template, from: number])[];
  /** Number of operands after a block's number. */
  readonly operands: number;
  /** The request that it was built from. */
  readonly request: TemplateRequest;
}

export interface LateProperty {
  /** Index of the element among those held during the walk. */
  readonly held: number;
  readonly element: ElementPlan;
  readonly slot: SlotPlan;
  /** Index of the slot, or -1 for the constant `value`. */
  readonly index: number;
  readonly value: unknown;
}

/** The constant properties of an element. */
export interface ElementPlan {
  readonly tag: string;
  /** Event type → whether the element catches it: always, never, or depending on its `$caught`. */
  readonly listeners: Map<string, "yes" | "no" | "dynamic">;
  /** Whether it is a host without an element. */
  readonly isVirtual: boolean;
  /** Names of properties bound with `model:`. */
  readonly models: Set<string>;
}

/** Computes the shortest walk, in document order, over all nodes with actions. */
export function walkThrough(first: Node | null, actionsOf: ReadonlyMap<Node, readonly number[]>): number[] {
  const steps: number[] = [];
  const walk = (from: Node | null): boolean => {
    let skipped = 0;
    let found = false;
    for (let node = from; node; node = node.nextSibling, skipped++) {
      const start = steps.length;
      for (; skipped > 0; skipped--) steps.push(Step.next);
      const moved = steps.length;
      const actions = actionsOf.get(node);
      if (actions) steps.push(...actions);
      const inside = steps.length;
      steps.push(Step.down);
      if (walk(node.firstChild)) steps.push(Step.up);
      else steps.length = inside;
      if (steps.length > moved) found = true;
      else {
        skipped = moved - start;
        steps.length = start;
      }
    }
    return found;
  };
  walk(first);
  while (steps.at(-1) === Step.up) steps.pop();
  return steps;
}
