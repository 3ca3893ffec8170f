/** Classes of elements with the component that each was written in, external classes replaced. */
import { camelCase } from "../camel-case.ts";
import { attributeValue, classesOf, splitClasses } from "./element.ts";
import type { ElementReference } from "../shadow-tree.ts";
import type { ComponentNode } from "./node.ts";

export interface ClassName {
  readonly name: string;
  /** In whose template it stands: its sheet is the one that counts. */
  readonly owner: ComponentNode;
}

/** The classes of an element in `tree`'s template. */
export function classNames(tree: ComponentNode, element: ElementReference): ClassName[] {
  return classesOf(element).flatMap((name) => resolveClass(tree, name));
}

/** An external class stands for what the owner gave, which may be external to the owner as well. */
function resolveClass(tree: ComponentNode, name: string): ClassName[] {
  if (!tree.definition.externalClasses.has(name)) return [{ name, owner: tree }];
  const { owner, host, definition } = tree;
  const given = camelCase(name);
  // What a property takes is no class.
  if (!owner || !host || definition.properties.has(given)) return [];
  return splitClasses(attributeValue(host, "property", given)).flatMap((one) => resolveClass(owner, one));
}
