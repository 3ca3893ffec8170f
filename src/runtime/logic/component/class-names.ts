/** The classes of an element, each with the component whose template declares it. External classes are resolved. */
import { camelCase } from "../camel-case.ts";
import { attributeValue, classesOf, splitClasses } from "./element.ts";
import type { ElementReference } from "../shadow-tree.ts";
import type { ComponentNode } from "./node.ts";

export interface ClassName {
  readonly name: string;
  /** The component whose stylesheet applies to the class. */
  readonly owner: ComponentNode;
}

/** The classes of an element in `tree`'s template. */
export function classNames(tree: ComponentNode, element: ElementReference): ClassName[] {
  return classesOf(element).flatMap((name) => resolveClass(tree, name));
}

/** An external class is replaced by the classes that the owner passed, which may be external to the owner as well. */
function resolveClass(tree: ComponentNode, name: string): ClassName[] {
  if (!tree.definition.externalClasses.has(name)) return [{ name, owner: tree }];
  const { owner, host, definition } = tree;
  const given = camelCase(name);
  // If a property has this name, the attribute is a value, not a class.
  if (!owner || !host || definition.properties.has(given)) return [];
  return splitClasses(attributeValue(host, "property", given)).flatMap((one) => resolveClass(owner, one));
}
