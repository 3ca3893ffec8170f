/**
 * `componentPlaceholder`: once a package is loaded, its components replace their placeholders. The owner's content
 * inside the host stays as it is.
 */
import type { Block } from "../block.ts";
import type { ElementReference } from "../shadow-tree.ts";
import { componentOf } from "./element.ts";
import { attach, becomeReady, createHost, detach, takeFromBlock } from "./mount.ts";
import { OPEN, REMOVED } from "./node.ts";
import type { ComponentNode } from "./node.ts";
import { planOf } from "./plan.ts";
import type { Step } from "./plan.ts";
import { blocksIn } from "./walk.ts";

/**
 * Replaces placeholders in a page's tree whose components are available now. The new components are attached at once,
 * and become ready in a later task.
 */
export function replacePlaceholders(root: ComponentNode): void {
  if (root.root) visitBlock(root, root.root.block);
}

function visitBlock(owner: ComponentNode, block: Block): void {
  const { steps } = planOf(owner.definition, block.definition);
  const hosts = replaceable(owner, block, steps, []);
  if (hosts.length > 0) {
    const change = (): void => {
      for (const host of hosts) replaceHost(owner, host);
    };
    const { view } = owner.space;
    if (view) view.replace(owner, block, change);
    else change();
  }
  visitSteps(owner, block, steps);
}

function visitSteps(owner: ComponentNode, block: Block, steps: readonly Step[]): void {
  for (const step of steps) {
    if (step.type === "hole") {
      for (const inner of blocksIn(block.values[step.slot])) visitBlock(owner, inner);
      continue;
    }
    const component = componentOf({ block, skeleton: step.skeleton });
    if (component) replacePlaceholders(component);
    visitSteps(owner, block, step.children);
  }
}

/** Hosts in the block whose component is available now but not yet in place. */
function replaceable(
  owner: ComponentNode,
  block: Block,
  steps: readonly Step[],
  found: ElementReference[],
): ElementReference[] {
  for (const step of steps) {
    if (step.type === "hole") continue;
    const host = { block, skeleton: step.skeleton };
    const use = owner.definition.entry.using?.[host.skeleton[0]];
    if (typeof use === "object" && use.id !== null) {
      const definition = owner.space.definition(use.id);
      if (definition && componentOf(host)?.definition !== definition) found.push(host);
    }
    replaceable(owner, block, step.children, found);
  }
  return found;
}

function replaceHost(owner: ComponentNode, host: ElementReference): void {
  const before = componentOf(host);
  if (before) {
    before.enter(REMOVED);
    detach(before);
    takeFromBlock(before, host.block);
  }
  createHost(owner, host);
  const made = componentOf(host);
  if (!made || !owner.in(OPEN)) return;
  attach(made);
  owner.space.later(() => becomeReady(made));
}
