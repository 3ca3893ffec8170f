/**
 * Runs wxs modules: loads each once, lets templates call what they export, and keeps their troubles from the page.
 *
 * A module's state lives as long as the registry and is shared by every template that names the same file.
 */
import { copyValue, createWxsGlobals } from "./wxs-globals.ts";
import type { WxsConsole } from "./wxs-globals.ts";

/** What the compiler made of a module; `exports` is always undefined, because wxs has no such name. */
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
  /** Specifier as written in `require("…")` → id of the module. A specifier without an id is a missing module. */
  readonly requires?: Readonly<Record<string, string>>;
}

export interface WxsModules {
  /**
   * Adds a module, or replaces it and forgets its state (and that of nothing else). The id is the path of the .wxs
   * file; for inline code the path of the template, `#` and the module's name.
   */
  define(id: string, definition: WxsDefinition): void;
  /** What the module exports; runs it if nobody did yet. Undefined if there is no such module or it threw. */
  exports(id: string): unknown;
  /**
   * Calls a member of a module for a template. Arguments and result are copies. What is no function gives undefined,
   * and so does a call that throws, with a message to the console. A function as the result becomes null.
   */
  call(target: unknown, values: readonly unknown[]): unknown;
  /** Calls a function as event handler or `change:` observer: arguments go in as they are, the result comes back. */
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

/** The error with its stack, whose places source maps can trace back; a thrown value that is no error as text. */
function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? String(error)) : String(error);
}
