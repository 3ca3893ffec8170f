/** What an attribute of a template does to its element. */
import { setPlainProperty } from "../components/plain.ts";
import type { BuiltIns } from "./built-ins.ts";
import { PLACE } from "./marks.ts";
import { applyClasses, applyStyle } from "./override.ts";
import { replaceRpx } from "./rpx.ts";
import * as Kind from "./slot-kinds.ts";
import { refreshTexts, setText, toText } from "./text.ts";
import type { ElementPlan, Template } from "./template-plan.ts";

export interface SlotPlan {
  readonly kind: number;
  /** Of the property or attribute; of the class that is switched or the style property, `""` for the whole attribute. */
  readonly name: string;
  /** Of a text. */
  readonly mode?: number;
  /** Of a class or style attribute: all that it is made of, and which part this is. */
  readonly parts: PartsPlan | undefined;
  readonly part?: number;
  /** Set after the walk. */
  readonly isLate?: boolean;
  /** The element of the template's prototype, where blocks may have this value from the beginning. */
  readonly origin?: HTMLElement | undefined;
  /** What it has there: nothing is as if there were no such attribute. */
  given?: unknown;
  /** What the last block got that wanted something else. */
  last?: unknown;
}

export interface PartsPlan {
  fixed: string;
  /** A class that is set as it is: that of a component's host. */
  readonly after: string;
  readonly slots: [slot: SlotPlan, index: number][];
  /** Values of the only part → what is set; rows of a list have few different ones. */
  readonly made: Map<unknown, string>;
}

/** Where class names of a template are looked up. */
export interface ClassScope {
  readonly scope: string;
  readonly global: boolean;
  /** Attributes as written → as they are set. */
  readonly classes: Map<string, string>;
}

const keptClasses = 500;

/** Dots and commas stand between class names as blanks do: an array in a class attribute becomes several classes. */
const separators = /[.,]/;

/** Class names of an author with the prefixes that sheets expect. */
export function scopedNames(scope: ClassScope, value: unknown): string {
  const names = toText(value);
  // Without prefix there is only the global form.
  if (scope.scope === "") return separators.test(names) ? names.replaceAll(/[.,]/g, " ") : names;
  const there = scope.classes.get(names);
  if (there !== undefined) return there;
  let made = "";
  for (const name of names.split(/[\s.,]+/)) {
    if (name !== "") made += `${made === "" ? "" : " "}${scope.scope}${name}${scope.global ? ` ${name}` : ""}`;
  }
  if (scope.classes.size > keptClasses) scope.classes.clear();
  scope.classes.set(names, made);
  return made;
}

/** One part of a class attribute. */
export function classPart(scope: ClassScope, { name }: SlotPlan, value: unknown): string {
  if (name === "") return scopedNames(scope, value);
  return value ? scopedNames(scope, name) : "";
}

/** One part of a style attribute. */
export function stylePart({ name }: SlotPlan, value: unknown): string {
  const text = toText(value);
  if (text === "") return "";
  return name === "" ? `${text};` : `${attributeName(name)}:${text};`;
}

/** Gives a slot's node its value: when a block is made, and whenever the value changes. */
export function setValue(slot: SlotPlan, node: Node, value: unknown, template: Template): void {
  const element = node as HTMLElement;
  switch (slot.kind) {
    case Kind.text:
      setText(node as Text, value, slot.mode as number);
      break;
    case Kind.classes: {
      const parts = slot.parts as PartsPlan;
      let names = parts.made.get(value);
      if (names === undefined) {
        names = classValue(slot, element, value, template);
        const isKept = parts.slots.length === 1 && typeof value === "string" && parts.made.size < keptClasses;
        if (isKept) parts.made.set(value, names);
      }
      setClass(element, names);
      break;
    }
    case Kind.style:
      setStyle(element, styleValue(slot, element, value));
      break;
    case Kind.plain: {
      const { tag } = planOf(element, template) ?? {};
      if (tag === undefined) break;
      setPlainProperty(element, tag, slot.name, value);
      if (slot.name === "decode" || slot.name === "space") refreshTexts(element);
      break;
    }
    case Kind.id:
      element.id = toText(value);
      break;
    case Kind.hidden:
      element.hidden = Boolean(value);
      break;
    case Kind.attribute:
      setAttribute(element, slot.name, value);
      break;
    case Kind.caught: {
      const caught = (element.$caught ??= new Set());
      if (value) caught.add(slot.name);
      else caught.delete(slot.name);
      break;
    }
    default:
  }
}

/**
 * Gives the slot of a new block its value, where the prototype has another one. What two such blocks in succession want is
 * the prototype's from then on: rows of a list are alike, and cloning a class costs less than setting it.
 */
export function setOwn(slot: SlotPlan, node: Node, value: unknown, template: Template): void {
  setValue(slot, node, value, template);
  const { origin } = slot;
  if (!origin) return;
  if (slot.last === value && typeof value !== "object") {
    setValue(slot, origin, value, template);
    slot.given = value;
  }
  slot.last = value;
}

/** Properties of components, and others that are set once an element's children are found. */
export function setLate(
  slot: SlotPlan,
  element: HTMLElement,
  { tag }: ElementPlan,
  value: unknown,
  { directory }: Template,
  builtIns: BuiltIns,
): void {
  if (slot.kind === Kind.builtIn) builtIns.set(element, tag, slot.name, value, directory);
  else if (slot.kind === Kind.hover) setPlainProperty(element, tag, slot.name, value);
  // Most elements with such an attribute have nothing to play yet.
  else if (typeof value === "object") void import("./seldom.ts").then((m) => m.setAnimation(element, value));
}

/** The element's fixed properties. */
export function planOf(element: Element, { elements }: Template): ElementPlan | undefined {
  const place = element.getAttribute(PLACE);
  return place === null ? undefined : elements[Number(place.slice(place.indexOf(".") + 1))];
}

export function setClass(element: HTMLElement, names: string): void {
  element.className = names;
  if (element.$overrides) applyClasses(element, element.$overrides);
}

function setStyle(element: HTMLElement, style: string): void {
  if (style === "" && !element.hasAttribute("style")) return;
  element.style.cssText = style;
  if (element.$overrides) applyStyle(element, element.$overrides, style);
}

function classValue(slot: SlotPlan, element: Element, value: unknown, scope: ClassScope): string {
  const parts = slot.parts as PartsPlan;
  let names: string;
  if (parts.slots.length === 1) names = classPart(scope, slot, value);
  else {
    const values = valuesOf(element, parts);
    values[slot.part as number] = value;
    names = parts.slots.map(([part], i) => classPart(scope, part, values[i])).join(" ");
  }
  if (parts.fixed !== "") names = names === "" ? parts.fixed : `${parts.fixed} ${names}`;
  return parts.after === "" ? names : `${names} ${parts.after}`;
}

function styleValue(slot: SlotPlan, element: Element, value: unknown): string {
  const parts = slot.parts as PartsPlan;
  if (parts.slots.length === 1) return replaceRpx(parts.fixed + stylePart(slot, value));
  const values = valuesOf(element, parts);
  values[slot.part as number] = value;
  return replaceRpx(parts.fixed + parts.slots.map(([part], i) => stylePart(part, values[i])).join(""));
}

function valuesOf(element: Element, parts: PartsPlan): unknown[] {
  const all = (element.$parts ??= new Map());
  let values = all.get(parts);
  if (!values) all.set(parts, (values = []));
  return values;
}

function setAttribute(element: Element, name: string, value: unknown): void {
  if (value === undefined || value === null || value === false) element.removeAttribute(name);
  else element.setAttribute(name, value === true ? "" : toText(value));
}

/** As it stands in a document: `fontSize` is `font-size`. */
export function attributeName(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/**
 * Attributes of elements without a component behind them are there for selectors and for people who read pages by
 * other means; those that make a browser do something are not.
 */
export function isShownName(name: string): boolean {
  return /^[a-z][\w-]*$/i.test(name) && !/^on/i.test(name) && !refused.has(name.toLowerCase());
}

const refused = new Set([
  "style",
  "class",
  "is",
  "part",
  "nonce",
  "popover",
  "autofocus",
  "contenteditable",
  "draggable",
  "inert",
  "itemscope",
  "slot",
  "_n",
]);
