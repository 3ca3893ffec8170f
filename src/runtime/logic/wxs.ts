/**
 * Runs wxs modules: loads each once, lets templates call its exports, and logs its errors instead of throwing them.
 *
 * A module's state lives as long as the registry and is shared by all templates that use the same file.
 */
import { copyValue, createWxsGlobals } from "./wxs-globals.ts";
import type { WxsConsole } from "./wxs-globals.ts";

/** The compiled function of a module. `exports` is always `undefined`, because wxs has no such name. */
export type WxsFactory = (
  module: WxsModule,
  exports: undefined,
  require: (specifier: string) => unknown,
  wxs: object,
) => void;

export interface WxsModule {
  exports: unknown;
}

export interface WxsDefinition {
  readonly factory: WxsFactory;
  /** Specifier as written in `require("…")` → module id. A specifier without an entry is a missing module. */
  readonly requires?: Readonly<Record<string, string>>;
}

export interface WxsModules {
  /**
   * Adds or replaces a module. Replacing discards its state, but not that of modules that required it. The id is the
   * path of the .wxs file; for inline code it is the template's path, `#` and the module's name.
   */
  define(id: string, definition: WxsDefinition): void;
  /** The module's exports; runs the module on first use. `undefined` if there is no such module or it threw. */
  exports(id: string): unknown;
  /**
   * Calls a function of a module from a template. Arguments and result are deep copies. Returns `undefined` if the
   * target is not a function or throws; an error is logged to the console. A result that is a function becomes `null`.
   */
  call(target: unknown, values: readonly unknown[]): unknown;
  /** Calls a function as an event handler or `change:` observer. Arguments and result are not copied. */
  handle(target: unknown, values: readonly unknown[]): unknown;
}

export function createWxsModules(console: WxsConsole): WxsModules {
  const wxs = createWxsGlobals(console);
  const definitions = new Map<string, WxsDefinition>();
  const loaded = new Map<string, WxsModule>();

  const load = (id: string): unknown => {
    const existing = loaded.get(id);
    if (existing) return existing.exports;
    const definition = definitions.get(id);
    if (!definition) return undefined;
    const module: WxsModule = { exports: {} };
    loaded.set(id, module);
    const require = (specifier: string): unknown => {
      const target = definition.requires?.[specifier];
      if (target === undefined) console.error(`wxs: no module ${JSON.stringify(specifier)} for ${id}`);
      return target === undefined ? undefined : load(target);
    };
    try {
      definition.factory(module, undefined, require, wxs);
    } catch (error) {
      module.exports = undefined;
      console.error(`wxs: ${id} failed to load: ${describe(error)}`);
    }
    return module.exports;
  };

  const fail = (error: unknown): undefined => {
    console.error(`wxs: ${describe(error)}`);
    return undefined;
  };

  return {
    define(id, definition) {
      definitions.set(id, definition);
      loaded.delete(id);
    },
    exports: load,
    call(target, values) {
      if (typeof target !== "function") return undefined;
      try {
        const copies: unknown[] = [];
        for (let i = 0; i < values.length; i++) copies.push(copyValue(values[i]));
        return copyValue((target as WxsFunction)(...copies));
      } catch (error) {
        return fail(error);
      }
    },
    handle(target, values) {
      if (typeof target !== "function") return undefined;
      try {
        return (target as WxsFunction)(...values);
      } catch (error) {
        return fail(error);
      }
    },
  };
}

type WxsFunction = (...values: unknown[]) => unknown;

/** The error with its stack trace, so that source maps can be applied; any other thrown value as text. */
function describe(error: unknown): string {
  return String((error instanceof Error && error.stack) || error);
}
