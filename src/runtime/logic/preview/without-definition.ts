/** Components that were asked for and have no definition, as a rule because their scripts threw. */
import type { AppRuntime, AppTable } from "../app/index.ts";
import { packageOf } from "../app/tables.ts";

/**
 * @returns their ids, from now on; one that has a definition when it is asked for again is taken out. One whose package
 *   has not arrived is none of them: it comes into its place when the package does.
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
