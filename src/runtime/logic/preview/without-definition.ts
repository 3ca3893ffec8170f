/** Tracks components that were needed but have no definition, usually because their scripts threw. */
import type { AppRuntime, AppTable } from "../app/index.ts";
import { packageOf } from "../app/tables.ts";

/**
 * @returns the set of their ids, kept up to date: an id is removed if a later request finds a definition. Components
 * whose package is not loaded are not included; they appear once it is.
 */
export function watchDefinitions(
  { space, packages }: Pick<AppRuntime, "space" | "packages">,
  app: AppTable,
): ReadonlySet<string> {
  const without = new Set<string>();
  const { definition } = space;
  space.definition = (id) => {
    const found = definition(id);
    const own = packageOf(app, id);
    if (found) without.delete(id);
    else if (!own || packages.isLoaded(own.name)) without.add(id);
    return found;
  };
  return without;
}
