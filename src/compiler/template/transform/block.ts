/** Transforms nodes to a block: static parts go into the skeleton, everything that can change becomes a binding. */
import { enterLoop, enterSlotValue } from "../analyze/names.ts";
import type { Names } from "../analyze/names.ts";
import type { ElementNode, TemplateNode } from "../ast.ts";
import { transformElement, transformSlot } from "./element.ts";
import { addBinding } from "./plan.ts";
import type { Binding, BlockPlan } from "./plan.ts";
import { camelCase } from "../parse-attribute.ts";
import { attributeCode } from "./skeleton.ts";
import type { SkeletonChild, SkeletonElement } from "./skeleton.ts";

/**
 * Transforms nodes to one block.
 * @param names the names visible at these nodes
 */
export function transformBlock(nodes: readonly TemplateNode[], names: Names): BlockPlan {
  const skeleton: SkeletonChild[] = [];
  const bindings: Binding[] = [];
  const block: BlockPlan = { skeleton, bindings, names, here: names, others: undefined };
  addNodes(nodes, block, block.skeleton);
  return block;
}

/** The children of a block, or an element, which ends in its children. */
interface Children {
  push(child: SkeletonChild): unknown;
}

/** Adds nodes to a block; `into` receives their static parts. */
function addNodes(nodes: readonly TemplateNode[], block: BlockPlan, into: Children): void {
  // A counting loop: this runs for every node of an app, mostly before the JIT has optimized it.
  for (let i = 0; i < nodes.length; i++) addNode(nodes[i] as TemplateNode, block, into);
}

function addNode(node: TemplateNode, block: BlockPlan, into: Children): void {
  switch (node.type) {
    case "element":
      if (block.names.registers.hasSlotValues) return addWithSlotValues(asLoop(node) ?? node, block, into);
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
        block: transformBlock(children, block.here),
      }));
      return addHole(block, into, { type: "if", offset: node.span.start, branches });
    }
    case "for": {
      const inner = enterLoop(block.here, node);
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

/**
 * The element may name values of its slot (`slot:name="alias"`). Inside the element these are variables, and the parent
 * element records in which registers it wants them. A component with dynamic slots sets them for each slot.
 */
function addWithSlotValues(node: ElementNode, block: BlockPlan, into: Children): void {
  const { here } = block;
  const { around } = here.registers;
  const host = around.at(-1);
  for (const { kind, name, value } of host ? node.attributes : []) {
    if (kind !== "slot-value") continue;
    const property = camelCase(name);
    const inner = enterSlotValue(block.here, value?.type === "static" && value.text !== "" ? value.text : property);
    block.here = inner;
    addTriple(host as SkeletonElement, attributeCode("slot-value", false), property, inner.loop.itemRegister);
  }
  const element = transformElement(node, block);
  around.push(element);
  addWithChildren(element, node.children, block, into);
  around.pop();
  block.here = here;
}

/**
 * `<list-builder list>` and `<grid-builder list>` are built-in components that repeat their child for every item.
 * `slot:item` and `slot:index` name the item and its index, so transform the child to a loop. `undefined` for other
 * elements.
 */
function asLoop(node: ElementNode): ElementNode | undefined {
  if (node.tag !== "list-builder" && node.tag !== "grid-builder") return undefined;
  const list = node.attributes.find(({ kind, name }) => kind === "property" && name === "list")?.value;
  if (!list) return undefined;
  const children = node.children.map((child): TemplateNode => {
    if (child.type !== "element") return child;
    const names = child.attributes.filter(({ kind }) => kind === "slot-value");
    if (names.length === 0) return child;
    const aliasOf = (wanted: string): string => {
      const value = names.find(({ name }) => name === wanted)?.value;
      return value?.type === "static" && value.text !== "" ? value.text : wanted;
    };
    const attributes = child.attributes.filter(({ kind }) => kind !== "slot-value");
    const { span } = child;
    return {
      type: "for",
      span,
      list,
      item: aliasOf("item"),
      index: aliasOf("index"),
      children: [Object.assign({}, child, { attributes })],
    };
  });
  // The loop contains the items already, so the page does not need the list itself.
  const attributes = node.attributes.filter(({ name }) => name !== "list");
  return { ...node, attributes, children };
}

function addTriple(element: SkeletonElement, code: number, name: string, value: number): void {
  if (element[1] === 0) element[1] = [];
  element[1].push(code, name, value);
}

function addHole(block: BlockPlan, into: Children, binding: Binding): void {
  into.push(~addBinding(block, binding));
}
