/** Resolves a tag of a template to a component: `usingComponents`, placeholders and generics. */
import type { ComponentDefinition } from "./definition.ts";
import { givenGeneric } from "./given-generic.ts";
import type { ComponentNode } from "./node.ts";

/** The component for a tag in `owner`'s template; `undefined` for a plain element. */
export function resolveTag(owner: ComponentNode, tag: string): ComponentDefinition | undefined {
  const { space, definition } = owner;
  const { using = {}, generics = {} } = definition.entry;
  const use = Object.hasOwn(using, tag) ? using[tag] : undefined;
  if (typeof use === "string") return space.definition(use);
  if (use) {
    const found = use.id === null ? undefined : space.definition(use.id);
    if (!found && use.id !== null) space.isWanted(use.id);
    return found ?? resolveTag(owner, use.placeholder);
  }
  return Object.hasOwn(generics, tag) ? givenGeneric(owner, tag, generics[tag], resolveTag) : undefined;
}
