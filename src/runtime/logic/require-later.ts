/** `require.async` and `require(x, callback)`: modules of packages that may not be loaded yet. */
import type { RequireFailure, ScriptModulesOptions } from "./script-modules.ts";

/** Rejects with a `RequireFailure`. */
export async function requireLater(
  id: string,
  require: (id: string) => unknown,
  options: ScriptModulesOptions,
): Promise<unknown> {
  try {
    await options.load?.(id);
    return require(id);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw { mod: id, errMsg: `require:fail ${reason}` } satisfies RequireFailure;
  }
}
