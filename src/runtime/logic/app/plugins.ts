/**
 * The result of `requirePlugin(name)`: a stub, because plugins are not supported. Scripts request a plugin when they
 * load and use it later, if at all, so throwing would break whole pages. Every property of the stub is a stub too.
 * Calling one fails as functions of `wx` do: it calls `fail` and `complete` of its argument, and the returned promise
 * rejects.
 */

import type { AppGlobals } from "./contract.ts";

interface Given {
  /** Schedules a task after the caller's script. */
  later(task: () => void): void;
  /** Called on the first call of each plugin. */
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
  // A stub is thenable only if it is the result of a call; that promise rejects.
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
