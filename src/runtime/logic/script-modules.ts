/** Scripts of a package: CommonJS modules by id, each run on its first `require`. */
import { requireLater } from "./require-later.ts";

/** A module as a chunk registers it. `esm` is the object of interop helpers for modules that were ES modules. */
export type ScriptFactory = (
  require: (specifier: string) => unknown,
  module: { exports: unknown; readonly esm: unknown },
  exports: unknown,
) => void;

export interface ScriptModules {
  define(id: string, factory: ScriptFactory, links: Readonly<Record<string, string>>, esm: unknown): void;
  has(id: string): boolean;
  /**
   * Returns the module's exports; runs the module on first use.
   *
   * @throws Error if there is no such module; rethrows what the module throws
   */
  require(id: string): unknown;
}

export interface ScriptModulesOptions {
  /** Loads the package of a module that may not be loaded yet, for `require.async` and `require(x, callback)`. */
  readonly load?: (id: string) => Promise<void> | undefined;
  /** Called with errors thrown by callbacks of `require(x, callback)`. */
  readonly report?: (error: unknown) => void;
}

/** What `require.async` rejects with and the error callback of `require` receives. */
export interface RequireFailure {
  readonly mod: string;
  readonly errMsg: string;
}

/** @param around called with a module's id and a function that runs it; must call that function */
export function createScriptModules(
  around: (id: string, run: () => void) => void,
  options: ScriptModulesOptions = {},
): ScriptModules {
  const definitions = new Map<
    string,
    { factory: ScriptFactory; links: Readonly<Record<string, string>>; esm: unknown }
  >();
  const loaded = new Map<string, { exports: unknown; readonly esm: unknown }>();
  const require = (id: string): unknown => {
    const there = loaded.get(id);
    if (there) return there.exports;
    const definition = definitions.get(id);
    if (!definition) throw new Error(`there is no module ${JSON.stringify(id)}`);
    const { factory, links, esm } = definition;
    const module = { exports: {} as unknown, esm };
    loaded.set(id, module);
    const resolve = (specifier: string): string =>
      Object.hasOwn(links, specifier) ? (links[specifier] as string) : specifier;
    around(id, () => factory(requireFunction(resolve), module, module.exports));
    return module.exports;
  };

  const requireFunction = (resolve: (specifier: string) => string) => {
    const later = async (specifier: string): Promise<unknown> => requireLater(resolve(specifier), require, options);
    const own = (specifier: string, found?: unknown, failed?: unknown): unknown => {
      if (typeof found !== "function" && typeof failed !== "function") return require(resolve(specifier));
      void later(specifier)
        .then(found as () => void, (failed ?? (() => {})) as () => void)
        .catch(options.report);
      return undefined;
    };
    own.async = later;
    return own;
  };

  return {
    define(id, factory, links, esm) {
      definitions.set(id, { factory, links, esm });
      loaded.delete(id);
    },
    has: (id) => definitions.has(id),
    require,
  };
}
