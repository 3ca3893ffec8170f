/**
 * wxs for templates: module exports, the set of functions that templates may call, and error messages with the position
 * of the call.
 */
import type { Report } from "./problem.ts";
import { createWxsModules } from "./wxs.ts";
import type { WxsDefinition } from "./wxs.ts";
import type { WxsConsole } from "./wxs-globals.ts";

export interface WxsCalls {
  define(id: string, definition: WxsDefinition): void;
  /** Loads the module on first use. `undefined` if there is none or it failed to load. */
  exports(id: string): unknown;
  /** Calls an exported function; returns `undefined` for any other target. `place` is for the error message. */
  call(target: unknown, values: readonly unknown[], place: string): unknown;
  /** Calls an exported function as an event handler or `change:` observer; see `WxsModules.handle`. */
  handle(target: unknown, values: readonly unknown[]): unknown;
  /** True for functions exported by a module, at any depth. Templates see no other functions. */
  isCallable(value: object): boolean;
}

export function createWxsCalls(report: Report, console: WxsConsole): WxsCalls {
  const callable = new WeakSet<object>();
  let place = "";
  const error: WxsConsole["error"] = (...values) => {
    if (place === "") console.error(...values);
    else report({ severity: "error", message: values.map(String).join(" "), place });
  };
  const wxs = createWxsModules(Object.create(console, { error: { value: error } }) as WxsConsole);
  return {
    define: (id, definition) => wxs.define(id, definition),
    exports(id) {
      const exported = wxs.exports(id);
      markFunctions(exported, callable, new Set());
      return exported;
    },
    call(target, values, at) {
      if (!callable.has(target as object)) return undefined;
      const outer = place;
      place = at;
      try {
        return wxs.call(target, values);
      } finally {
        place = outer;
      }
    },
    handle: (target, values) => (callable.has(target as object) ? wxs.handle(target, values) : undefined),
    isCallable: (value) => callable.has(value),
  };
}

function markFunctions(value: unknown, callable: WeakSet<object>, seen: Set<object>): void {
  if (typeof value === "function") callable.add(value);
  if (typeof value !== "object" || value === null || seen.has(value)) return;
  seen.add(value);
  for (const key of Object.keys(value)) markFunctions((value as Record<string, unknown>)[key], callable, seen);
}
