/** Scripts of a package: CommonJS modules by id, each run at its first `require`. */

/** As a chunk registers it; `esm` is what modules that were ES modules call. */
export type ScriptFactory = (
  require: (specifier: string) => unknown,
  module: { exports: unknown; readonly esm: unknown },
  exports: unknown,
) => void;

export interface ScriptModules {
  define(id: string, factory: ScriptFactory, links: Readonly<Record<string, string>>, esm: unknown): void;
  /**
   * What the module exports; runs it if nobody did yet.
   *
   * @throws Error if there is no such module, and what the module throws
   */
  require(id: string): unknown;
}

/** @param around called instead of running a module, to run it */
export function createScriptModules(around: (id: string, run: () => void) => void): ScriptModules {
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
    const requireFrom = (specifier: string): unknown =>
      require(Object.hasOwn(links, specifier) ? (links[specifier] as string) : specifier);
    around(id, () => factory(requireFrom, module, module.exports));
    return module.exports;
  };
  return {
    define(id, factory, links, esm) {
      definitions.set(id, { factory, links, esm });
      loaded.delete(id);
    },
    require,
  };
}
