/** Generics: the user of a component chooses the component for a tag in its template. */
import type { ComponentDefinition } from "./definition.ts";
import { attributeValue } from "./element.ts";
import type { ComponentNode } from "./node.ts";
import { warn } from "./warning.ts";

/**
 * The component for a generic tag. Warns if the user chose none and there is no default.
 * @param fallback id of the default component
 */
export function givenGeneric(
  owner: ComponentNode,
  tag: string,
  fallback: string | null | undefined,
  resolve: (owner: ComponentNode, tag: string) => ComponentDefinition | undefined,
): ComponentDefinition | undefined {
  const { space, host } = owner;
  // The name is a tag in the template of this component's owner.
  const given = (host && attributeValue(host, "generic", tag)) || undefined;
  if (typeof given === "string" && owner.owner) return resolve(owner.owner, given);
  if (typeof fallback !== "string" && given === undefined) {
    warn(owner, `the generic "${tag}" has neither a value nor a default`);
  }
  return typeof fallback === "string" ? space.definition(fallback) : undefined;
}
