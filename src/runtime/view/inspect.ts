/** What a preview's panels do to a page: the box around an element, and values that its template has as they are. */
import type { FrameEdit, InspectFrame } from "../preview-protocol.ts";
import { classPart, setLate, setValue, stylePart } from "./attribute.ts";
import type { SlotPlan } from "./attribute.ts";
import type { RunningFrame } from "./frame.ts";
import { highlight } from "./highlight.ts";
import { PLACE } from "./marks.ts";
import { applyClasses } from "./override.ts";
import { replaceRpx } from "./rpx.ts";
import * as Kind from "./slot-kinds.ts";
import { attributeSlot } from "./template-parts.ts";
import type { Template } from "./template-plan.ts";
import { updateText } from "./text.ts";

export function inspect(message: InspectFrame, frame: RunningFrame | undefined): void {
  const { highlight: node, edit } = message;
  if (node !== undefined) highlight(node && frame?.applier.element(node.base, node.node));
  if (edit && frame) editElement(edit, frame);
}

/** By the functions that updates use, so that built-in components and plain elements do what they do then. */
function editElement({ node, code, name, was, value }: FrameEdit, { applier, builtIns }: RunningFrame): void {
  const element = applier.element(node.base, node.node);
  if (!element) return;
  if (code === undefined) {
    const text = [...element.childNodes].find(({ nodeType }) => nodeType === 3);
    if (text) updateText(text as Text, value);
    return;
  }
  const [number, index] = (element.getAttribute(PLACE) ?? "").split(".").map(Number);
  const template = applier.template(number ?? -1);
  const plan = template?.elements[index ?? -1];
  if (!template || !plan) return;
  const what = element.localName.endsWith("--host") ? "host" : builtIns.has(plan.tag) ? "built-in" : "plain";
  const slot = attributeSlot(code, name, what, plan);
  if (slot.kind === Kind.classes) swapClasses(element, slot, template, was, value);
  else if (slot.kind === Kind.style) swapStyle(element, stylePart(slot, was), stylePart(slot, value));
  else if (slot.kind === Kind.builtIn || slot.kind === Kind.hover || slot.kind === Kind.animation)
    setLate(slot, element, plan, value, template, builtIns);
  else setValue(slot, element, value, template);
}

/** Other parts of the attribute, and classes of others, stay. */
function swapClasses(element: HTMLElement, slot: SlotPlan, template: Template, was: unknown, value: unknown): void {
  const names = (of: unknown): string[] => classPart(template, slot, of).split(/\s+/).filter(Boolean);
  element.classList.remove(...names(was));
  element.classList.add(...names(value));
  if (element.$overrides) applyClasses(element, element.$overrides);
}

function swapStyle({ style }: HTMLElement, was: string, value: string): void {
  const part = document.createElement("i").style;
  part.cssText = replaceRpx(was);
  for (const name of part) style.removeProperty(name);
  part.cssText = replaceRpx(value);
  for (const name of part) style.setProperty(name, part.getPropertyValue(name), part.getPropertyPriority(name));
}
