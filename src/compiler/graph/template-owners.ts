/**
 * Who shows a template. A relative path in markup (`<image src="./a.png">`) is an attribute like any other: it counts
 * from the page or component that shows the markup, not from the imported or included file in which it stands.
 */
import type { Edge } from "./graph.ts";

/**
 * Templates of entries by the templates that they import or include, over any number of files; each also by itself.
 *
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
