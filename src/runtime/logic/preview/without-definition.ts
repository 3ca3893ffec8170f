/** Components that were asked for and have no definition, as a rule because their scripts threw. */
import type { ComponentSpace } from "../component/space.ts";

/** @returns their ids, from now on; one that has a definition when it is asked for again is taken out */
export function watchDefinitions(space: ComponentSpace): ReadonlySet<string> {
  const without = new Set<string>();
  const { definition } = space;
  space.definition = (id) => {
    const found = definition(id);
    if (found) without.delete(id);
    else without.add(id);
    return found;
  };
  return without;
}
