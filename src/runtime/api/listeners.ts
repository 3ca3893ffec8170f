/** Listeners added by `on…`. `off…` removes the given function, or all listeners if called without one. */
import { isFunction } from "./parameters.ts";

export interface Listeners {
  on(listener: unknown): void;
  off(listener?: unknown): void;
  emit(...values: unknown[]): void;
}

/**
 * @param report receives errors that listeners throw
 * @param first called when the first listener is added; the function it returns is called when the last one is removed
 */
export function createListeners(report: (error: unknown) => void, first?: () => () => void): Listeners {
  let all: ((...values: unknown[]) => unknown)[] = [];
  let stop: (() => void) | undefined;
  const left = (rest: typeof all): void => {
    all = rest;
    if (all.length > 0) return;
    stop?.();
    stop = undefined;
  };
  return {
    on(listener) {
      if (!isFunction(listener)) return;
      all = [...all, listener];
      if (all.length === 1) stop = first?.();
    },
    off(listener) {
      if (all.length > 0) left(listener === undefined ? [] : all.filter((one) => one !== listener));
    },
    emit(...values) {
      for (const listener of all) {
        try {
          listener(...values);
        } catch (error) {
          report(error);
        }
      }
    },
  };
}

/** Makes `onX` and `offX` methods for a task or manager, and `emit` to raise its events. */
export function createEvents<E extends string>(names: readonly E[], report: (error: unknown, during: string) => void) {
  const listeners = new Map<E, Listeners>();
  const methods: Record<string, (listener?: unknown) => void> = {};
  for (const name of names) {
    const capital = (name[0] as string).toUpperCase() + name.slice(1);
    const one = createListeners((error) => report(error, `on${capital} listener`));
    listeners.set(name, one);
    methods[`on${capital}`] = (listener) => one.on(listener);
    methods[`off${capital}`] = (listener) => one.off(listener);
  }
  return {
    methods,
    emit: (name: E, ...values: unknown[]) => (listeners.get(name) as Listeners).emit(...values),
  };
}
