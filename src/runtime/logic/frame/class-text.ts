/** Class attributes that the Worker works out: those of elements that external classes may stand on. */
import { classNames } from "../component/class-names.ts";
import type { ComponentDefinition } from "../component/definition.ts";
import { componentOf } from "../component/element.ts";
import type { ComponentNode } from "../component/node.ts";
import type { ElementReference } from "../shadow-tree.ts";
import { hostClass } from "./frame-template.ts";

/** The element's whole class attribute as a frame sets it. */
export function classText(tree: ComponentNode, element: ElementReference): string {
  const names = new Set<string>();
  for (const { name, owner } of classNames(tree, element)) scopedNames(owner.definition, name, names);
  const component = componentOf(element);
  const host = component ? hostClass(component.definition) : "";
  if (host !== "") names.add(host);
  return [...names].join(" ");
}

/** A class as it stands in a component's template, in the names that sheets know it by. */
export function scopedNames({ scope, global }: ComponentDefinition, name: string, into: Set<string>): void {
  if (scope !== "") into.add(scope + name);
  if (global || scope === "") into.add(name);
}
