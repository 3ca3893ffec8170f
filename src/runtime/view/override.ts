/**
 * What wxs handlers, `animate` and the like do to an element on top of its template: kept apart, so that an update of
 * the template neither loses it nor is lost.
 */
import { Override } from "../protocol.ts";
import { OperationError } from "./problem.ts";
import { replaceRpx } from "./rpx.ts";
import { toText } from "./text.ts";

export interface Overrides {
  readonly style: Map<string, string>;
  readonly added: Set<string>;
  readonly removed: Set<string>;
  /** What the template says. */
  baseStyle: string;
}

/** Classes on top of the template's. */
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

/** To be called when the template has set the class attribute anew. */
export function applyClasses({ classList }: HTMLElement, { added, removed }: Overrides): void {
  // Name by name, because others (a hover-class) set theirs too.
  classList.add(...added);
  classList.remove(...removed);
}

/** Style properties on top of the template's; null takes one back. */
export function overrideStyle(element: HTMLElement, value: unknown): void {
  const overrides = overridesOf(element);
  for (const [name, one] of Object.entries(asRecord(value))) {
    if (one === null || one === undefined) overrides.style.delete(name);
    else overrides.style.set(name, replaceRpx(toText(one)));
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

/** To be called when the template has set the style attribute anew, to `base`. */
export function applyStyle({ style }: HTMLElement, overrides: Overrides, base: string): void {
  overrides.baseStyle = base;
  for (const [name, value] of overrides.style) setStyleProperty(style, name, value);
}

/** `name` in camel case or as in a sheet; the value may end in `!important`. */
function setStyleProperty(style: CSSStyleDeclaration, name: string, value: string): void {
  const property = name.startsWith("--") ? name : name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  const important = /\s*!important\s*$/i.exec(value);
  style.setProperty(property, important ? value.slice(0, important.index) : value, important ? "important" : "");
}

function asRecord(value: unknown): object {
  if (typeof value !== "object" || value === null) throw new OperationError("not an object");
  return value;
}
