/** Generics: the user of a component says which one stands at a tag of its template. */
import type { ComponentDefinition } from "./definition.ts";
import { attributeValue } from "./element.ts";
import type { ComponentNode } from "./node.ts";
import { warn } from "./warning.ts";

/** @param fallback the component that stands there if nothing is given */
export function givenGeneric(
  owner: ComponentNode,
  tag: string,
  fallback: string | null | undefined,
  resolve: (owner: ComponentNode, tag: string) => ComponentDefinition | undefined,
): ComponentDefinition | undefined {
  const { space, host } = owner;
  // The user of this component says which one of its own tags is meant.
  const given = (host && attributeValue(host, "generic", tag)) || undefined;
  if (typeof given === "string" && owner.owner) return resolve(owner.owner, given);
  if (typeof fallback !== "string" && given === undefined) {
    warn(owner, `nothing is given for the generic ${JSON.stringify(tag)}, and it has no default`);
  }
  return typeof fallback === "string" ? space.definition(fallback) : undefined;
}
