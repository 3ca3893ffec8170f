/** Requests of a preview's panels: highlight an element, change a constant value of a template, report frame times. */
import type { FrameEdit, FrameTimes, InspectFrame } from "../preview-protocol.ts";
import { setValue } from "./attribute.ts";
import type { SlotPlan } from "./attribute.ts";
import { framesSince } from "./frame-times.ts";
import type { RunningFrame } from "./frame.ts";
import { highlight } from "./highlight.ts";
import type { PLACE } from "./marks.ts";
import type * as Kind from "./slot-kinds.ts";
import { attributeSlot } from "./template-parts.ts";
import type { Template } from "./template-plan.ts";
import { updateText } from "./text.ts";

// Constants are copied: importing their values would add exports to `page.js`, which every frame loads. The types keep
// the copies equal to the originals.
const place: typeof PLACE = "_n";
const classes: typeof Kind.classes = 2;
const style: typeof Kind.style = 3;
const plain: typeof Kind.plain = 5;
const builtIn: typeof Kind.builtIn = 4;
const hover: typeof Kind.hover = 6;

export function inspect(message: InspectFrame, frame: RunningFrame | undefined): void {
  const { highlight: node, edit } = message;
  if (node !== undefined) highlight(node && frame?.applier.element(node.base, node.node));
  if (edit && frame) editElement(edit, frame);
  // Only a preview's page can be the parent, and the message contains nothing secret.
  if (message.frames === true)
    parent.postMessage({ type: "miniapp-frames", frames: framesSince(document) } satisfies FrameTimes, "*");
}

/** Uses the same functions as template updates, so that built-in components and plain elements behave the same. */
function editElement({ node, code, name, was, value }: FrameEdit, { applier, builtIns }: RunningFrame): void {
  const element = applier.element(node.base, node.node);
  if (!element) return;
  if (code === undefined) {
    const text = [...element.childNodes].find(({ nodeType }) => nodeType === 3);
    if (text) updateText(text as Text, value);
    return;
  }
  const [number, index] = (element.getAttribute(place) ?? "").split(".").map(Number);
  const template = applier.template(number ?? -1);
  const plan = template?.elements[index ?? -1];
  if (!template || !plan) return;
  const what = element.localName.endsWith("--host") ? "host" : builtIns.has(plan.tag) ? "built-in" : "plain";
  const slot = attributeSlot(code, name, what, plan);
  if (slot.kind === classes || slot.kind === style) swapPart(element, slot, template, was, value);
  else if (slot.kind === builtIn) builtIns.set(element, plan.tag, name, value, template.directory);
  // Properties set late during creation can be set at once here.
  else setValue(slot.kind === hover ? { ...slot, kind: plain } : slot, element, value, template);
}

/** Replaces one part of the attribute and keeps its other parts and values from elsewhere. */
function swapPart(element: HTMLElement, slot: SlotPlan, template: Template, was: unknown, value: unknown): void {
  const styledElement = (of: unknown): HTMLElement => {
    const alone = document.createElement("i");
    const plan: SlotPlan = { ...slot, parts: { fixed: "", after: "", slots: [[slot, 0]], cache: new Map() } };
    setValue(plan, alone, of, template);
    return alone;
  };
  const before = styledElement(was);
  const after = styledElement(value);
  element.classList.remove(...before.classList);
  element.classList.add(...after.classList);
  for (const name of before.style) element.style.removeProperty(name);
  for (const name of after.style)
    element.style.setProperty(name, after.style.getPropertyValue(name), after.style.getPropertyPriority(name));
}
