/** Transforms an element to its part of the skeleton; attributes whose value can change become bindings. */
import { constantOf } from "../analyze/names.ts";
import type { Attribute, AttributeKind, ElementNode, EventBinding, SlotNode, Value } from "../ast.ts";
import { addBinding } from "./plan.ts";
import type { BlockPlan } from "./plan.ts";
import { attributeCode, eventCode } from "./skeleton.ts";
import type { SkeletonAttribute, SkeletonElement } from "./skeleton.ts";

/** The element without its children. */
export function transformElement(node: ElementNode, block: BlockPlan): SkeletonElement {
  const { attributes, events, generics } = node;
  if (attributes.length === 0 && events.length === 0 && generics.length === 0) return [node.tag, 0];
  const into: SkeletonAttribute[] = [];
  addAttributes(node, block, into);
  if (generics.length > 0) {
    for (const { name, tag } of generics) into.push(attributeCode("generic", false), name, tag);
  }
  return [node.tag, into];
}

export function transformSlot(node: SlotNode, block: BlockPlan): SkeletonElement {
  const attributes: SkeletonAttribute[] = [];
  if (node.name) addAttribute("property", "name", node.name, block, attributes);
  addAttributes(node, block, attributes);
  return ["slot", attributes.length === 0 ? 0 : attributes];
}

function addAttributes(node: ElementNode | SlotNode, block: BlockPlan, into: SkeletonAttribute[]): void {
  const { attributes, events } = node;
  // Counting loops: they run for every attribute of an app, mostly before the JIT has optimized them.
  for (let i = 0; i < attributes.length; i++) {
    const { kind, name, value } = attributes[i] as Attribute;
    if (value?.type === "static") into.push(attributeCode(kind, false), name, value.text);
    else addAttribute(kind, name, value, block, into);
  }
  for (let i = 0; i < events.length; i++) addEvent(events[i] as EventBinding, block, into);
}

function addAttribute(
  kind: AttributeKind,
  name: string,
  value: Value | undefined,
  block: BlockPlan,
  into: SkeletonAttribute[],
): void {
  const constant = value ? fixedValue(value, block) : true;
  if (constant !== undefined) into.push(attributeCode(kind, false), name, constant);
  else
    into.push(
      attributeCode(kind, true),
      name,
      addBinding(block, { type: "attribute", value: value as Value, isModel: kind === "model" }),
    );
}

function addEvent(event: EventBinding, block: BlockPlan, into: SkeletonAttribute[]): void {
  const { name, handler } = event;
  const constant = handler ? fixedValue(handler, block) : "";
  // `catchtap="{{true}}"` names no handler, but still stops the event.
  const handlerName = constant === true ? "" : String(constant);
  if (constant !== undefined) into.push(eventCode(event, false), name, handlerName);
  else
    into.push(
      eventCode(event, true),
      name,
      addBinding(block, { type: "attribute", value: handler as Value, isModel: false }),
    );
}

/** The value of text without mustaches, or of a mustache with just a constant that JSON can represent. */
function fixedValue(value: Value, { here }: BlockPlan): string | number | boolean | undefined {
  if (value.type === "static") return value.text;
  const constant = value.type === "expression" ? constantOf(value.expression, here) : undefined;
  if (typeof constant === "number" && !Number.isFinite(constant)) return undefined;
  return constant === null ? undefined : constant;
}
