/**
 * The order of stylesheets on a page. It decides which of two components' sheets wins if both set the same property.
 */
import type { Block } from "../block.ts";
import { componentOf } from "../component/element.ts";
import type { ComponentNode } from "../component/node.ts";
import { blocksIn } from "../component/walk.ts";
import type { FrameTemplate } from "../frame/frame-template.ts";

/** Stylesheets of the displayed trees, in the order in which a newly opened frame would load them. */
export function sheetOrder(trees: readonly ComponentNode[]): string[] {
  const order = new Set<string>();
  for (const tree of trees) addTree(tree, order);
  return [...order];
}

function addTree(node: ComponentNode, order: Set<string>): void {
  for (const path of node.definition.entry.style ?? []) order.add(path);
  if (node.root) addBlock(node, node.root.block, order);
}

/**
 * In the order of the tree writer (frame/tree-writer.ts): first what is in the block, then the content of its slots.
 */
function addBlock(tree: ComponentNode, block: Block, order: Set<string>): void {
  const template = block.shown as FrameTemplate | undefined;
  for (const step of template?.steps ?? []) {
    if ("host" in step) {
      const component = componentOf({ block, skeleton: step.host });
      if (component) addTree(component, order);
    } else for (const inner of blocksIn(block.values[step.hole])) addBlock(tree, inner, order);
  }
  const { owner, root } = tree;
  if (owner) for (const copy of root?.content?.in(block) ?? []) addBlock(owner, copy.block, order);
}
