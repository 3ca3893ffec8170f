/** An element → its part of the skeleton; attributes whose value can change become bindings. */
import { constantOf } from "../analyze/names.ts";
import type { ElementNode, EventBinding, SlotNode, Value } from "../ast.ts";
import { addBinding } from "./plan.ts";
import type { BlockPlan } from "./plan.ts";
import { attributeCode, eventCode } from "./skeleton.ts";
import type { SkeletonAttribute, SkeletonElement } from "./skeleton.ts";

/** The element without its children. */
export function transformElement(node: ElementNode, block: BlockPlan): SkeletonElement {
  const attributes: SkeletonAttribute[] = [];
  addAttributes(node, block, attributes);
  for (const { name, tag } of node.generics) attributes.push(attributeCode("generic", false), name, tag);
  return [node.tag, attributes.length === 0 ? 0 : attributes];
}

export function transformSlot(node: SlotNode, block: BlockPlan): SkeletonElement {
  const attributes: SkeletonAttribute[] = [];
  if (node.name) addAttribute("property", "name", node.name, block, attributes);
  addAttributes(node, block, attributes);
  return ["slot", attributes.length === 0 ? 0 : attributes];
}

function addAttributes(node: ElementNode | SlotNode, block: BlockPlan, into: SkeletonAttribute[]): void {
  for (const { kind, name, value } of node.attributes) addAttribute(kind, name, value, block, into);
  for (const event of node.events) addEvent(event, block, into);
}

function addAttribute(
  kind: Parameters<typeof attributeCode>[0],
  name: string,
  value: Value | undefined,
  block: BlockPlan,
  into: SkeletonAttribute[],
): void {
  const constant = value ? fixedValue(value, block) : true;
  if (constant !== undefined) into.push(attributeCode(kind, false), name, constant);
  else into.push(attributeCode(kind, true), name, addBinding(block, { type: "attribute", value: value as Value }));
}

function addEvent(event: EventBinding, block: BlockPlan, into: SkeletonAttribute[]): void {
  const { name, handler } = event;
  const constant = handler ? fixedValue(handler, block) : "";
  if (constant !== undefined) into.push(eventCode(event, false), name, String(constant));
  else into.push(eventCode(event, true), name, addBinding(block, { type: "attribute", value: handler as Value }));
}

/** The value of a text without mustaches, or of a mustache around nothing but a constant that JSON can hold. */
function fixedValue(value: Value, { names }: BlockPlan): string | number | boolean | undefined {
  if (value.type === "static") return value.text;
  const constant = value.type === "expression" ? constantOf(value.expression, names) : undefined;
  if (typeof constant === "number" && !Number.isFinite(constant)) return undefined;
  return constant === null ? undefined : constant;
}
