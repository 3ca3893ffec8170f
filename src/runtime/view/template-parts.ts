/** Attributes and slots of a skeleton, for building a template. */
import { plainTags, setPlainProperty } from "../components/plain.ts";
import { hyphenated } from "../components/author-style.ts";
import { isShownName, setValue } from "./attribute.ts";
import type { SlotPlan } from "./attribute.ts";
import { OperationError } from "./problem.ts";
import * as Kind from "./slot-kinds.ts";
import { AttributeKind, DYNAMIC, EVENT_STOP } from "./skeleton.ts";
import type { ElementPlan } from "./template-plan.ts";

/** Maximum nesting of a skeleton: a package must not overflow the frame's stack. */
export const maxSkeletonDepth = 500;

/** The plan of a slot that frames do not show. */
export const nothing: SlotPlan = { kind: Kind.none, name: "", parts: undefined };

/** How to apply an attribute. */
export function attributeSlot(
  code: number,
  name: string,
  what: "host" | "built-in" | "plain",
  plan: ElementPlan,
): SlotPlan {
  const slot = (kind: number, as = name): SlotPlan => ({ kind, name: as, parts: undefined });
  const kind = code >> 1;
  switch (kind) {
    case AttributeKind.class:
      return slot(Kind.classes, "");
    case AttributeKind.classToggle:
      return slot(Kind.classes);
    case AttributeKind.style:
      return slot(Kind.style, "");
    case AttributeKind.styleProperty:
      return slot(Kind.style);
    case AttributeKind.data:
      return slot(Kind.textAttribute, `data-${hyphenated(name)}`);
    case AttributeKind.model:
      plan.models.add(name);
      break;
    case AttributeKind.property:
      break;
    default:
      return nothing;
  }
  if (name === "slot") return nothing;
  if (name === "id") return slot(Kind.textAttribute);
  if (name === "hidden") return slot(Kind.hidden);
  if (name === "animation") return slot(Kind.animation);
  if (what === "host") return nothing;
  if (what === "built-in") return slot(Kind.builtIn);
  if (!plainTags.has(plan.tag)) return isShownName(name) ? slot(Kind.attribute, hyphenated(name)) : nothing;
  return slot(name.startsWith("hover") ? Kind.hover : Kind.plain);
}

/** Sets a constant attribute on the prototype. */
export function setFixed(element: HTMLElement, slot: SlotPlan, { tag }: ElementPlan, value: unknown): void {
  if (slot.kind === Kind.plain) setPlainProperty(element, tag, slot.name, value);
  else setValue(slot, element, value);
}

/** Records an event listener of an element, and whether it catches the event. */
export function addListener({ listeners }: ElementPlan, code: number, name: string, value: unknown): void {
  const isDynamic = (code & DYNAMIC) !== 0;
  const stops = (code & EVENT_STOP) !== 0;
  // `catchtouchmove` without a handler has no handler to call, but still keeps the page from scrolling.
  if (!stops && !isDynamic && value === "") return;
  if (listeners.get(name) !== "yes") listeners.set(name, !stops ? "no" : isDynamic ? "dynamic" : "yes");
}

/** Whether a tag in the tree passes the test. */
export function hasTag(children: readonly unknown[], from: number, test: (tag: string) => boolean): boolean {
  for (let i = from; i < children.length; i++) {
    const child = children[i];
    if (!Array.isArray(child)) continue;
    if (test(String(child[0]).toLowerCase()) || hasTag(child as unknown[], 2, test)) return true;
  }
  return false;
}

/** Number of slots: one more than the highest slot. Throws OperationError for excessive nesting. */
export function countSlots(children: readonly unknown[], from: number, depth: number): number {
  if (depth > maxSkeletonDepth) throw new OperationError("a template nests too deep");
  let count = 0;
  for (let i = from; i < children.length; i++) {
    const child = children[i];
    if (typeof child === "number") count = Math.max(count, (child < 0 ? ~child : child) + 1);
    else if (Array.isArray(child)) {
      const attributes: unknown = child[1];
      if (Array.isArray(attributes)) {
        for (let j = 0; j + 2 < attributes.length; j += 3) {
          if (Number(attributes[j]) & DYNAMIC) count = Math.max(count, Number(attributes[j + 2]) + 1);
        }
      }
      count = Math.max(count, countSlots(child as unknown[], 2, depth + 1));
    } else if (typeof child !== "string") throw new OperationError("not a skeleton");
  }
  if (!(count < 1e6)) throw new OperationError("not a skeleton");
  return count;
}
