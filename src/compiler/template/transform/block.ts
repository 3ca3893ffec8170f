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

/** The children of a block, or an element, whose children come last. */
interface Children {
  push(child: SkeletonChild): unknown;
}

/** Adds nodes to a block; `into` is where their static parts go. */
function addNodes(nodes: readonly TemplateNode[], block: BlockPlan, into: Children): void {
  // A counting loop: this runs for every node of an app, mostly before the engine has optimised anything.
  for (let i = 0; i < nodes.length; i++) addNode(nodes[i] as TemplateNode, block, into);
}

function addNode(node: TemplateNode, block: BlockPlan, into: Children): void {
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
  into: Children,
): void {
  into.push(element);
  if (nodes.length > 0) addNodes(nodes, block, element);
}

function addHole(block: BlockPlan, into: Children, binding: Binding): void {
  into.push(~addBinding(block, binding));
}
