/**
 * Finds the owners of a template: the pages and components that show it. A relative path in markup
 * (`<image src="./a.png">`) is resolved from the owner, not from the imported or included file that contains it.
 */
import type { Edge } from "./graph.ts";

/**
 * Template id → templates of the entries that import or include it, directly or indirectly. An entry's template also
 * owns itself.
 * @param roots templates of pages and components
 */
export function templateOwners(
  roots: Iterable<string>,
  edgesOf: (id: string) => readonly Edge[],
): ReadonlyMap<string, readonly string[]> {
  const owners = new Map<string, string[]>();
  for (const root of roots) {
    const seen = new Set([root]);
    for (const id of seen) {
      const known = owners.get(id);
      if (known) known.push(root);
      else owners.set(id, [root]);
      for (const { dependency, target } of edgesOf(id)) {
        const { kind } = dependency;
        if (target !== undefined && (kind === "template-import" || kind === "template-include")) seen.add(target);
      }
    }
  }
  return owners;
}
