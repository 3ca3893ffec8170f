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
  baseClass: string;
}

/** Classes on top of the template's. */
export function overrideClass(element: HTMLElement, what: unknown, value: unknown): void {
  if (what !== Override.addClass && what !== Override.removeClass) throw new OperationError("not an override");
  const overrides = overridesOf(element);
  const { added, removed } = overrides;
  const [into, from] = what === Override.addClass ? [added, removed] : [removed, added];
  for (const name of splitNames(toText(value))) {
    into.add(name);
    from.delete(name);
  }
  applyOverrides(element, overrides, "class", overrides.baseClass);
}

/** Style properties on top of the template's; null takes one back. */
export function overrideStyle(element: HTMLElement, value: unknown): void {
  const overrides = overridesOf(element);
  for (const [name, one] of Object.entries(asRecord(value))) {
    if (one === null || one === undefined) overrides.style.delete(name);
    else overrides.style.set(name, replaceRpx(toText(one)));
  }
  element.style.cssText = overrides.baseStyle;
  applyOverrides(element, overrides, "style", overrides.baseStyle);
}

function overridesOf(element: HTMLElement): Overrides {
  return (element.$overrides ??= {
    style: new Map(),
    added: new Set(),
    removed: new Set(),
    baseStyle: element.style.cssText,
    baseClass: element.className,
  });
}

/** Sets anew what lies on top of what the template says now. */
export function applyOverrides(
  element: HTMLElement,
  overrides: Overrides,
  what: "class" | "style",
  base: string,
): void {
  if (what === "style") {
    overrides.baseStyle = base;
    for (const [name, value] of overrides.style) setStyleProperty(element.style, name, value);
    return;
  }
  overrides.baseClass = base;
  const names = new Set(splitNames(base));
  for (const name of overrides.added) names.add(name);
  for (const name of overrides.removed) names.delete(name);
  element.className = [...names].join(" ");
}

/** `name` in camel case or as in a sheet; the value may end in `!important`. */
function setStyleProperty(style: CSSStyleDeclaration, name: string, value: string): void {
  const property = name.startsWith("--") ? name : name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  const important = /\s*!important\s*$/i.exec(value);
  style.setProperty(property, important ? value.slice(0, important.index) : value, important ? "important" : "");
}

function splitNames(names: string): string[] {
  return names.split(/\s+/).filter((name) => name !== "");
}

function asRecord(value: unknown): object {
  if (typeof value !== "object" || value === null) throw new OperationError("not an object");
  return value;
}
