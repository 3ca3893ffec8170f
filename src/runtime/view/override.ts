/**
 * Changes to an element by wxs handlers, `animate` and the like, on top of its template. They are stored separately, so
 * that template updates and overrides do not overwrite each other.
 */
import { authorStyle, hyphenated } from "../components/author-style.ts";
import { Override } from "../protocol.ts";
import { OperationError } from "./problem.ts";
import { toText } from "./text.ts";

export interface Overrides {
  readonly style: Map<string, string>;
  readonly added: Set<string>;
  readonly removed: Set<string>;
  /** The style that the template sets. */
  baseStyle: string;
}

/** Adds or removes classes on top of the template's. */
export function overrideClass(element: HTMLElement, what: unknown, value: unknown): void {
  if (what !== Override.addClass && what !== Override.removeClass) throw new OperationError("not an override");
  const overrides = overridesOf(element);
  const { added, removed } = overrides;
  const [into, from] = what === Override.addClass ? [added, removed] : [removed, added];
  const names = toText(value).split(/\s+/);
  for (const name of names) {
    if (name === "") continue;
    into.add(name);
    from.delete(name);
  }
  applyClasses(element, overrides);
}

/** Call it after the template has set the class attribute. */
export function applyClasses({ classList }: HTMLElement, { added, removed }: Overrides): void {
  // Change single names, because others (such as a hover-class) set theirs too.
  classList.add(...added);
  classList.remove(...removed);
}

/** Sets style properties on top of the template's; null removes one. */
export function overrideStyle(element: HTMLElement, value: unknown): void {
  if (typeof value !== "object" || value === null) throw new OperationError("not an object");
  const overrides = overridesOf(element);
  for (const [name, one] of Object.entries(value)) {
    if (one === null || one === undefined) overrides.style.delete(name);
    else overrides.style.set(name, authorStyle(toText(one)));
  }
  element.style.cssText = overrides.baseStyle;
  applyStyle(element, overrides, overrides.baseStyle);
}

function overridesOf(element: HTMLElement): Overrides {
  return (element.$overrides ??= {
    style: new Map(),
    added: new Set(),
    removed: new Set(),
    baseStyle: element.style.cssText,
  });
}

/** Call it after the template has set the style attribute to `base`. */
export function applyStyle({ style }: HTMLElement, overrides: Overrides, base: string): void {
  overrides.baseStyle = base;
  for (const [name, value] of overrides.style) setStyleProperty(style, name, value);
}

/** `name` is in camel case or as in CSS; the value may end in `!important`. */
function setStyleProperty(style: CSSStyleDeclaration, name: string, value: string): void {
  const property = name.startsWith("--") ? name : hyphenated(name);
  const important = /\s*!important\s*$/i.exec(value);
  style.setProperty(property, important ? value.slice(0, important.index) : value, important ? "important" : "");
}
