/**
 * What `setUpdatePerformanceListener` tells: when each `setData` began and ended. Off, and free of cost, until the first
 * component asks.
 *
 * An update inside another (a child's, from an observer of a property that the other one gave) is a sub-update and names
 * the other. One that a component makes while its own update is still on its way to the template is merged into that.
 */
import { callSafely } from "./node.ts";
import type { ComponentNode } from "./node.ts";
import type { Callback } from "./options.ts";
import { parsePath } from "../set-data.ts";

interface UpdateListener {
  readonly callback: Callback;
  readonly withDataPaths: boolean;
}

interface Running {
  readonly id: number;
  readonly node: ComponentNode;
  readonly start: number;
}

export class UpdateStatistics {
  isOn = false;
  /** Hears of every `setData` while it is on; for a preview. */
  heard: ((node: ComponentNode, values: object, start: number, end: number) => void) | undefined = undefined;
  /** Set by `setUpdatePerformanceListener`. */
  readonly listeners = new WeakMap<ComponentNode, UpdateListener>();
  #last = 0;
  readonly #running: Running[] = [];

  /** Runs one `setData`, and tells the component's listener of it when it has run. */
  measure(node: ComponentNode, values: object, run: () => void): void {
    const paths = Object.keys(values);
    const { space } = node;
    const pending = space.now();
    const around = this.#running.at(-1);
    const merged = node.cycle ? this.#running.findLast((one) => one.node === node) : undefined;
    const own: Running = merged ?? { id: ++this.#last, node, start: space.now() };
    this.#running.push(own);
    try {
      run();
    } finally {
      this.#running.pop();
    }
    this.heard?.(node, values, own.start, space.now());
    const listener = this.listeners.get(node);
    if (!listener) return;
    const { callback, withDataPaths } = listener;
    callSafely(node, callback, {
      updateProcessId: own.id,
      ...(around && !merged ? { parentUpdateProcessId: around.id } : {}),
      isMergedUpdate: merged !== undefined,
      ...(withDataPaths ? { dataPaths: paths.map((path) => parsePath(path)) } : {}),
      pendingStartTimestamp: pending,
      updateStartTimestamp: own.start,
      updateEndTimestamp: space.now(),
    });
  }
}

/** @param listener a function, or null to hear no more */
export function setUpdateListener(node: ComponentNode, options: unknown, listener: unknown): void {
  const { updates } = node.space;
  if (typeof listener !== "function") {
    updates.listeners.delete(node);
    return;
  }
  const withDataPaths = (options as { withDataPaths?: unknown } | null | undefined)?.withDataPaths === true;
  updates.listeners.set(node, { callback: listener as Callback, withDataPaths });
  updates.isOn = true;
}
