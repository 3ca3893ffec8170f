/** Applies template attributes to elements. */
import { authorStyle, hyphenated } from "../components/author-style.ts";
import { setPlainProperty } from "../components/plain.ts";
import type { BuiltIns } from "./built-ins.ts";
import { PLACE } from "./marks.ts";
import { applyClasses, applyStyle } from "./override.ts";
import * as Kind from "./slot-kinds.ts";
import { refreshTexts, setText, toText } from "./text.ts";
import type { ElementPlan, Template } from "./template-plan.ts";

export interface SlotPlan {
  readonly kind: number;
  /**
   * Name of the property or attribute, of the toggled class, or of the style property; `""` for the whole attribute.
   */
  readonly name: string;
  /** Only for a text: its `TextMode`. */
  readonly mode?: number;
  /** For a class or style attribute: the whole attribute, and the index of this part. */
  readonly parts: PartsPlan | undefined;
  readonly part?: number;
  /** Set after the walk through the clone. */
  readonly isLate?: boolean;
  /** The element of the template's prototype, if new blocks can get this value by cloning it. */
  readonly origin?: HTMLElement | undefined;
  /** The value that the prototype has; undefined if it has none. */
  given?: unknown;
  /** The last value that differed from the prototype's. */
  last?: unknown;
}

export interface PartsPlan {
  fixed: string;
  /** A class that is set unchanged: the host class of a component. */
  readonly after: string;
  readonly slots: [slot: SlotPlan, index: number][];
  /** Cache of resulting strings by value, for attributes with one part; rows of a list have few different values. */
  readonly cache: Map<unknown, string>;
}

/** What is needed to prefix class names of a template. */
export interface ClassScope {
  readonly scope: string;
  readonly global: boolean;
  /** Cache: class names as written → as they are set. */
  readonly classes: Map<string, string>;
}

const keptClasses = 500;

/**
 * Dots and commas separate class names like spaces, because an array in a class attribute is joined with commas and
 * becomes several classes.
 */
const separators = /[.,]/;

/** Adds the prefixes that the stylesheets expect to an author's class names. */
export function scopedNames(scope: ClassScope, value: unknown): string {
  const names = toText(value);
  // Without a prefix, names are used as they are.
  if (scope.scope === "") return separators.test(names) ? names.replaceAll(/[.,]/g, " ") : names;
  const there = scope.classes.get(names);
  if (there !== undefined) return there;
  let prefixed = "";
  for (const name of names.split(/[\s.,]+/)) {
    if (name !== "") prefixed += `${prefixed === "" ? "" : " "}${scope.scope}${name}${scope.global ? ` ${name}` : ""}`;
  }
  if (scope.classes.size > keptClasses) scope.classes.clear();
  scope.classes.set(names, prefixed);
  return prefixed;
}

/** The value of one part of a class attribute. */
export function classPart(scope: ClassScope, { name }: SlotPlan, value: unknown): string {
  if (name === "") return scopedNames(scope, value);
  return value ? scopedNames(scope, name) : "";
}

/** The value of one part of a style attribute. */
export function stylePart({ name }: SlotPlan, value: unknown): string {
  const text = toText(value);
  if (text === "") return "";
  return name === "" ? `${text};` : `${hyphenated(name)}:${text};`;
}

/**
 * Sets the value of a slot's node, when a block is created and whenever the value changes.
 * @param template only classes and properties of plain tags need it
 */
export function setValue(slot: SlotPlan, node: Node, value: unknown, template?: Template): void {
  const element = node as HTMLElement;
  switch (slot.kind) {
    case Kind.text:
      setText(node as Text, value, slot.mode as number);
      break;
    case Kind.classes: {
      const parts = slot.parts as PartsPlan;
      let names = parts.cache.get(value);
      if (names === undefined) {
        names = classValue(slot, element, value, template as Template);
        const isKept = parts.slots.length === 1 && typeof value === "string" && parts.cache.size < keptClasses;
        if (isKept) parts.cache.set(value, names);
      }
      setClass(element, names);
      break;
    }
    case Kind.style:
      setStyle(element, styleValue(slot, element, value));
      break;
    case Kind.plain: {
      const { tag } = planOf(element, template as Template) ?? {};
      if (tag === undefined) break;
      setPlainProperty(element, tag, slot.name, value);
      if (slot.name === "decode" || slot.name === "space") refreshTexts(element);
      break;
    }
    case Kind.textAttribute:
      element.setAttribute(slot.name, toText(value));
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
 * Sets a slot of a new block whose value differs from the prototype's. If two such blocks in succession have the same
 * value, the prototype gets it too: rows of a list are alike, and cloning a class is cheaper than setting it.
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

/** Sets properties of components, and others that must wait until an element's children are known. */
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
  // Most elements with an `animation` attribute have no animation yet.
  else if (typeof value === "object") void import("./lazy.ts").then((m) => m.setAnimation(element, value));
}

/** The plan of an element in its template. */
export function planOf(element: Element, { elements }: Template): ElementPlan | undefined {
  const place = element.getAttribute(PLACE);
  return place === null ? undefined : elements[Number(place.slice(place.indexOf(".") + 1))];
}

/** Sets the class attribute and re-applies the overrides of its classes. */
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
  if (parts.slots.length === 1) return authorStyle(parts.fixed + stylePart(slot, value));
  const values = valuesOf(element, parts);
  values[slot.part as number] = value;
  return authorStyle(parts.fixed + parts.slots.map(([part], i) => stylePart(part, values[i])).join(""));
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

/**
 * Whether an attribute of an element without a component is set in the document, where selectors and assistive
 * technology can use it. Attributes with an effect in browsers are not.
 */
export function isShownName(name: string): boolean {
  return /^(?!on)[a-z][\w-]*$/i.test(name) && !refused.has(name.toLowerCase());
}

const refused = new Set(
  "style class is part nonce popover autofocus contenteditable draggable inert itemscope slot _n".split(" "),
);
