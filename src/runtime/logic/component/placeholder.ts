/**
 * `componentPlaceholder`: once a package has arrived, the components in it take the places of those that stood in.
 * What stands inside the host, the owner's content, stays as it is.
 */
import type { Block } from "../block.ts";
import type { ElementReference } from "../shadow-tree.ts";
import { componentOf } from "./element.ts";
import { attach, becomeReady, createHost, detach } from "./mount.ts";
import type { ComponentNode } from "./node.ts";
import { planOf } from "./plan.ts";
import type { Step } from "./plan.ts";
import { blocksIn } from "./walk.ts";

/** Goes through a page's tree. `replaced` hears of each host, after its component is there and before it is attached. */
export function replacePlaceholders(
  root: ComponentNode,
  replaced: (owner: ComponentNode, host: ElementReference, before: ComponentNode | undefined) => void = () => {},
): void {
  if (!root.root) return;
  visitBlock(root, root.root.block, replaced);
}

type Replaced = (owner: ComponentNode, host: ElementReference, before: ComponentNode | undefined) => void;

function visitBlock(owner: ComponentNode, block: Block, replaced: Replaced): void {
  visitSteps(owner, block, planOf(owner.definition, block.definition).steps, replaced);
}

function visitSteps(owner: ComponentNode, block: Block, steps: readonly Step[], replaced: Replaced): void {
  for (const step of steps) {
    if (step.type === "hole") {
      for (const inner of blocksIn(block.values[step.slot])) visitBlock(owner, inner, replaced);
      continue;
    }
    const host = { block, skeleton: step.skeleton };
    replaceHost(owner, host, replaced);
    const component = componentOf(host);
    if (component) replacePlaceholders(component, replaced);
    visitSteps(owner, block, step.children, replaced);
  }
}

function replaceHost(owner: ComponentNode, host: ElementReference, replaced: Replaced): void {
  const use = owner.definition.entry.using?.[host.skeleton[0]];
  if (typeof use !== "object" || use.id === null) return;
  const definition = owner.space.definition(use.id);
  const before = componentOf(host);
  if (!definition || before?.definition === definition) return;
  if (before) {
    before.isRemoved = true;
    detach(before);
    host.block.components?.splice(host.block.components.indexOf(before), 1);
  }
  createHost(owner, host);
  replaced(owner, host, before);
  const made = componentOf(host);
  if (!made || !owner.isAttached) return;
  attach(made);
  owner.space.later(() => becomeReady(made));
}
