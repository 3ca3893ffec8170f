/** `setUpdatePerformanceListener`: measures updates. Loaded with the first listener (see update-statistics.ts). */
import { parsePath } from "../set-data.ts";
import { callSafely } from "./node.ts";
import type { ComponentNode } from "./node.ts";
import type { Callback } from "./options.ts";
import type { Running } from "./update-statistics.ts";

/** Runs one `setData`, then calls the component's listener with its timestamps. */
export function measureUpdate(node: ComponentNode, values: object, run: () => void): void {
  const paths = Object.keys(values);
  const { space } = node;
  const { updates } = space;
  const pending = space.now();
  const around = updates.running.at(-1);
  const merged = node.cycle ? updates.running.findLast((one) => one.node === node) : undefined;
  const own: Running = merged ?? { id: ++updates.count, node, start: space.now() };
  updates.running.push(own);
  try {
    run();
  } finally {
    updates.running.pop();
  }
  updates.heard?.(node, values, own.start, space.now());
  const listener = updates.listeners.get(node);
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

/** @param listener a function, or null to remove the listener */
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
