/** Nodes → a block: static parts into the skeleton, everything that can change into bindings. */
import { enterLoop } from "../analyze/names.ts";
import type { Names } from "../analyze/names.ts";
import type { TemplateNode } from "../ast.ts";
import { transformElement, transformSlot } from "./element.ts";
import { addBinding } from "./plan.ts";
import type { Binding, BlockPlan } from "./plan.ts";
import type { SkeletonChild, SkeletonElement } from "./skeleton.ts";

export function transformBlock(nodes: readonly TemplateNode[], names: Names): BlockPlan {
  const block: BlockPlan = { skeleton: [], bindings: [], names };
  addNodes(nodes, block, block.skeleton);
  return block;
}

/** Adds nodes to a block; `into` is where their static parts go. */
function addNodes(nodes: readonly TemplateNode[], block: BlockPlan, into: SkeletonChild[]): void {
  for (const node of nodes) addNode(node, block, into);
}

function addNode(node: TemplateNode, block: BlockPlan, into: SkeletonChild[]): void {
  switch (node.type) {
    case "element":
      return addWithChildren(transformElement(node, block), node.children, block, into);
    case "slot":
      return addWithChildren(transformSlot(node, block), node.children, block, into);
    case "text":
      if (node.value.type === "static") into.push(node.value.text);
      else into.push(addBinding(block, { type: "text", value: node.value }));
      return;
    case "if": {
      const branches = node.branches.map(({ condition, children }) => ({
        condition,
        block: transformBlock(children, block.names),
      }));
      return addHole(block, into, { type: "if", offset: node.span.start, branches });
    }
    case "for": {
      const inner = enterLoop(block.names, node);
      const body = transformBlock(node.children, inner);
      return addHole(block, into, { type: "for", list: node.list, loop: inner.loop, key: node.key ?? "", block: body });
    }
    case "template-use":
      return addHole(block, into, { type: "template", is: node.is, data: node.data });
    case "include":
      return addHole(block, into, { type: "include", src: node.src, offset: node.span.start });
  }
}

function addWithChildren(
  element: SkeletonElement,
  nodes: readonly TemplateNode[],
  block: BlockPlan,
  into: SkeletonChild[],
): void {
  into.push(element);
  if (nodes.length === 0) return;
  const children: SkeletonChild[] = [];
  addNodes(nodes, block, children);
  for (const child of children) element.push(child);
}

function addHole(block: BlockPlan, into: SkeletonChild[], binding: Binding): void {
  into.push(~addBinding(block, binding));
}
