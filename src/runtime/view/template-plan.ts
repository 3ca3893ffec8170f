/** What a frame has of a template once it is built: what to clone, and how to walk through a clone. */
import type { ClassScope, SlotPlan } from "./attribute.ts";
import type { TemplateRequest } from "./template-request.ts";
import * as Step from "./walk-steps.ts";

export interface Template extends ClassScope {
  readonly number: number;
  /** An element or text, or a fragment with a comment at each end. */
  readonly prototype: Node;
  /** The prototype is of a document without a window. */
  readonly isInert: boolean;
  readonly isRange: boolean;
  readonly steps: readonly number[];
  readonly slots: readonly SlotPlan[];
  /** Where behind a block's number the value of a slot is; nothing for one that is not sent. */
  readonly places: readonly (number | undefined)[];
  /** Slots, then extras. */
  readonly count: number;
  /** What is set on held elements once the walk is over, because a component may change its children then. */
  readonly late: readonly LateProperty[];
  /** By node index; nothing for texts and holes. */
  readonly elements: readonly (ElementPlan | undefined)[];
  /** Index among the extras by node index. */
  readonly extras: ReadonlyMap<number, number>;
  readonly directory: string;
  /** Of blocks in it that are made with it, and where their operands begin behind the block's number. */
  readonly trees: readonly (readonly [template: Template, from: number])[];
  /** How many operands a block has behind its number. */
  readonly operands: number;
  /** What it was built from. */
  readonly request: TemplateRequest;
}

export interface LateProperty {
  /** Which of the held elements. */
  readonly held: number;
  readonly element: ElementPlan;
  readonly slot: SlotPlan;
  /** A slot's index, or -1 for `value`. */
  readonly index: number;
  readonly value: unknown;
}

/** An element's fixed properties. */
export interface ElementPlan {
  readonly tag: string;
  /** Event type → whether it catches: always, never, or as the element's `$caught` says. */
  readonly listeners: Map<string, "yes" | "no" | "dynamic">;
  /** A host without an element. */
  readonly isVirtual: boolean;
  /** Names bound with `model:`. */
  readonly models: Set<string>;
}

/** The shortest walk, in document order, over all nodes that something is to be done with. */
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
