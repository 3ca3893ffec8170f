/**
 * What `requirePlugin(name)` gives where there are no plugins. Scripts ask for a plugin when they load and use it later,
 * if at all, so an error would take whole pages with it. Whatever is read from the stub is a stub again. Whatever is
 * called fails as functions of `wx` do: `fail` and `complete` of its argument hear of it, and what is awaited rejects.
 */

import type { AppGlobals } from "./contract.ts";

interface Given {
  /** Runs a task after the caller's script. */
  later(task: () => void): void;
  /** Hears of the first call of each plugin. */
  report(error: Error): void;
}

export function createRequirePlugin(given: Given): AppGlobals["requirePlugin"] {
  const stubs = new Map<string, unknown>();
  const requirePlugin = (name: string, found?: unknown, failed?: unknown): unknown => {
    if (!found && !failed) {
      if (!stubs.has(name)) stubs.set(name, createStub(unavailable(name), given));
      return stubs.get(name);
    }
    tell(given, failed, { mod: name, errMsg: unavailable(name).message });
    return undefined;
  };
  requirePlugin.async = (name: string): Promise<never> => Promise.reject(unavailable(name));
  return requirePlugin;
}

function unavailable(name: unknown): Error {
  return new Error(`requirePlugin:fail plugin ${JSON.stringify(name)} is not available here`);
}

function createStub(error: Error, given: Given): unknown {
  let isTold = false;
  const call = (options?: { readonly fail?: unknown; readonly complete?: unknown }): object => {
    if (!isTold) given.report(error);
    isTold = true;
    for (const one of [options?.fail, options?.complete]) tell(given, one, { errMsg: error.message });
    return stub(Promise.reject(error));
  };
  // A plugin is no promise; what its functions give may be one, and then it fails.
  const stub = (answer?: Promise<never>): object => {
    answer?.catch(() => {});
    return new Proxy(function () {} as unknown as Record<PropertyKey, unknown>, {
      get(target, key) {
        if (key in target || typeof key === "symbol" || key === "toJSON") return target[key];
        if (key === "then" || key === "catch") return answer?.[key].bind(answer);
        return (target[key] = stub());
      },
      apply: (_target, _self, [options]) => call(options),
      construct: (_target, [options]) => call(options),
    });
  };
  return stub();
}

function tell({ later }: Given, callback: unknown, reason: object): void {
  if (typeof callback === "function") later(() => (callback as (reason: object) => void)(reason));
}
