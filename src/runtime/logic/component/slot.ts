/**
 * Slots: which part of a component's slot content (what is between the tags of its host) goes to which `<slot>` in its
 * template.
 */
import { blockNodes, childNodes } from "../shadow-tree.ts";
import type { ElementReference, ShadowElement, ShadowNode } from "../shadow-tree.ts";
import { copiedContent, slotAround } from "./content-copy.ts";
import { attributeValue, slotOf } from "./element.ts";
import type { ComponentNode } from "./node.ts";
import { toText } from "../values.ts";

/** The slots of a component's own tree, in tree order. */
export function slotsOf(node: ComponentNode): readonly ShadowElement[] {
  // While the tree is being created there are none.
  return node.root ? (node.slots ??= findSlots(node)) : [];
}

function findSlots(node: ComponentNode): ShadowElement[] {
  const slots: ShadowElement[] = [];
  const visit = (nodes: readonly ShadowNode[]): void => {
    for (const one of nodes) {
      if (one.type === "text") continue;
      if (one.tag === "slot") slots.push(one);
      visit(childNodes(one));
    }
  };
  if (node.root) visit(blockNodes(node.root.block));
  return slots;
}

/** The slot that shows an element of the host's content; `undefined` if none does. */
export function slotFor(node: ComponentNode, content: ElementReference): ElementReference | undefined {
  if (node.definition.slots === "dynamic") return slotAround(content.block);
  const slots = slotsOf(node);
  if (node.definition.slots === "single") return slots[0];
  const name = slotOf(content);
  return slots.find((slot) => slotName(slot) === name);
}

/** The content of the host that a slot of the component shows. */
export function slotContent(node: ComponentNode, slot: ElementReference): ShadowNode[] {
  if (!node.host) return [];
  const { slots: mode } = node.definition;
  if (mode === "dynamic") {
    const copy = node.root?.content?.at(slot);
    return copy ? copiedContent(copy) : [];
  }
  const all = childNodes(node.host);
  const name = slotName(slot);
  const slots = slotsOf(node);
  // If several slots match, the first one gets all of the content.
  const taker = mode === "single" ? slots[0] : slots.find((other) => slotName(other) === name);
  if (!taker || !isSame(taker, slot)) return [];
  if (mode === "single") return all;
  return all.filter((one) => (one.type === "text" ? "" : slotOf(one)) === name);
}

export function slotName(slot: ElementReference): string {
  const name = attributeValue(slot, "property", "name");
  return name === null ? "" : toText(name);
}

function isSame(a: ElementReference, b: ElementReference): boolean {
  return a.block === b.block && a.skeleton === b.skeleton;
}
