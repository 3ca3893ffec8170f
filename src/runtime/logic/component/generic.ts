/** Which component a tag of a template means: `usingComponents`, its placeholders, and generics. */
import { attributeValue } from "./element.ts";
import type { ComponentDefinition } from "./definition.ts";
import type { ComponentNode } from "./node.ts";

/** The component behind a tag in `owner`'s template; nothing for a plain element. */
export function resolveTag(owner: ComponentNode, tag: string): ComponentDefinition | undefined {
  const { space, definition, host } = owner;
  const { using = {}, generics = {} } = definition.entry;
  const use = Object.hasOwn(using, tag) ? using[tag] : undefined;
  if (typeof use === "string") return space.definition(use);
  if (use) {
    const found = use.id === null ? undefined : space.definition(use.id);
    if (!found && use.id !== null) space.isWanted(use.id);
    return found ?? resolveTag(owner, use.placeholder);
  }
  if (!Object.hasOwn(generics, tag)) return undefined;
  // The user of this component says which one of its own tags is meant.
  const given = host && attributeValue(host, "generic", tag);
  if (typeof given === "string" && owner.owner) return resolveTag(owner.owner, given);
  const fallback = generics[tag];
  if (typeof fallback !== "string" && given === undefined) {
    const message = `nothing is given for the generic ${JSON.stringify(tag)}, and it has no default`;
    space.templates.report({ severity: "warning", message, place: definition.id });
  }
  return typeof fallback === "string" ? space.definition(fallback) : undefined;
}
