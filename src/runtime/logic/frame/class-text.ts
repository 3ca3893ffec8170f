/** Class attributes that the Worker computes: those of elements that may have external classes. */
import { classNames } from "../component/class-names.ts";
import type { ComponentDefinition } from "../component/definition.ts";
import { componentOf } from "../component/element.ts";
import type { ComponentNode } from "../component/node.ts";
import type { ElementReference } from "../shadow-tree.ts";
import { hostClass } from "./frame-template.ts";

/** The element's whole class attribute, with the class names that stylesheets use. */
export function classText(tree: ComponentNode, element: ElementReference): string {
  const names = new Set<string>();
  for (const { name, owner } of classNames(tree, element)) scopedNames(owner.definition, name, names);
  const component = componentOf(element);
  const host = component ? hostClass(component.definition) : "";
  if (host !== "") names.add(host);
  return [...names].join(" ");
}

/** Adds the names that stylesheets use for a class in a component's template. */
export function scopedNames({ scope, global }: ComponentDefinition, name: string, into: Set<string>): void {
  if (scope !== "") into.add(scope + name);
  if (global || scope === "") into.add(name);
}
