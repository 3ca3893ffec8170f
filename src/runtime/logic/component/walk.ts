/** Visits the components of a tree. */
import { Block } from "../block.ts";
import { Rows } from "../rows.ts";
import { componentOf } from "./element.ts";
import type { ComponentNode } from "./node.ts";
import { planOf } from "./plan.ts";
import type { Step } from "./plan.ts";

/** The blocks in a hole, from the hole's state. */
export function blocksIn(state: unknown): readonly Block[] {
  if (state instanceof Block) return [state];
  return state instanceof Rows ? state.blocks : [];
}

/**
 * Visits the components in a block of `owner`'s own tree, in source order. `before` is called before the components in
 * a component's slot content, `after` after them.
 */
export function eachComponent(
  owner: ComponentNode,
  block: Block,
  before: ((node: ComponentNode) => void) | undefined,
  after?: (node: ComponentNode) => void,
): void {
  eachStep(owner, block, planOf(owner.definition, block.definition).steps, before, after);
}

function eachStep(
  owner: ComponentNode,
  block: Block,
  steps: readonly Step[],
  before: ((node: ComponentNode) => void) | undefined,
  after: ((node: ComponentNode) => void) | undefined,
): void {
  for (const step of steps) {
    if (step.type === "hole") {
      for (const inner of blocksIn(block.values[step.slot])) {
        eachStep(owner, inner, planOf(owner.definition, inner.definition).steps, before, after);
      }
      continue;
    }
    const node = componentOf({ block, skeleton: step.skeleton });
    if (node) before?.(node);
    const content = node?.root?.content;
    if (!content) eachStep(owner, block, step.children, before, after);
    for (const copy of content?.blocks ?? []) {
      eachStep(owner, copy, planOf(owner.definition, copy.definition).steps, before, after);
    }
    if (node) after?.(node);
  }
}
