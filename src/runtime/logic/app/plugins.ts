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
    const error = unavailable(name);
    if (typeof failed === "function") {
      given.later(() => (failed as (reason: object) => void)({ mod: name, errMsg: error.message }));
    }
    if (typeof found === "function" || typeof failed === "function") return undefined;
    if (!stubs.has(name)) stubs.set(name, createStub(error, given));
    return stubs.get(name);
  };
  requirePlugin.async = (name: string): Promise<never> => Promise.reject(unavailable(name));
  return requirePlugin;
}

function unavailable(name: unknown): Error {
  return new Error(`requirePlugin:fail plugin ${JSON.stringify(name)} is not available here`);
}

function createStub(error: Error, { later, report }: Given): unknown {
  let isTold = false;
  const call = (options: unknown): unknown => {
    if (!isTold) report(error);
    isTold = true;
    answer(options, error.message, later);
    return stub(promised);
  };
  // A plugin is no promise, and what its functions give may be one: awaiting it then fails.
  const rejected = (): Promise<never> => Promise.reject(error);
  const promised: Readonly<Record<string, unknown>> = {
    // oxlint-disable-next-line unicorn/no-thenable -- awaiting it has to fail
    then: (...handlers: Parameters<Promise<unknown>["then"]>) => rejected().then(...handlers),
    catch: (handler: () => unknown) => rejected().catch(handler),
    finally: (handler: () => void) => rejected().finally(handler),
  };
  const stub = (known: Readonly<Record<string, unknown>>): object => {
    const kept = new Map<PropertyKey, unknown>();
    return new Proxy(function plugin() {}, {
      get(_target, key) {
        if (kept.has(key)) return kept.get(key);
        if (key === Symbol.toPrimitive) return () => "";
        if (typeof key === "symbol" || key === "toJSON") return undefined;
        if (Object.hasOwn(known, key)) return known[key];
        if (key === "then") return undefined;
        const member = stub({});
        kept.set(key, member);
        return member;
      },
      set: (_target, key, value) => kept.set(key, value) === kept,
      apply: (_target, _self, given: readonly unknown[]) => call(given[0]),
      construct: (_target, given: readonly unknown[]) => call(given[0]) as object,
    });
  };
  return stub({});
}

function answer(options: unknown, errMsg: string, later: Given["later"]): void {
  if (typeof options !== "object" || options === null) return;
  const { fail, complete } = options as { readonly fail?: unknown; readonly complete?: unknown };
  for (const one of [fail, complete]) {
    if (typeof one === "function") later(() => (one as (reason: object) => void).call(options, { errMsg }));
  }
}
