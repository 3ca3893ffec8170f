/**
 * `setData`, and properties set by a template. In this order: assign all values, call observers, update the template
 * (which updates child components), call the observers of own properties.
 */
import type { Assignment } from "../root.ts";
import { assignPath, parsePath } from "../set-data.ts";
import { copyData, shareItems } from "./copy-data.ts";
import type { Cycle, PropertyChange } from "./cycle.ts";
import { modelBinding } from "./model.ts";
import { callGuarded, callSafely, findCallback } from "./node.ts";
import type { ComponentNode } from "./node.ts";
import { observedValues, observes } from "./observers.ts";
import { measureUpdate } from "./update-listener.ts";
import type { Callback } from "./options.ts";
import { coerce } from "./property-type.ts";
import { warn } from "./warning.ts";

/** `this.setData(values, callback)`. If `values` is not an object, nothing is set. */
export function setData(node: ComponentNode, values: unknown, callback?: unknown): void {
  if (typeof values === "object" && values !== null) {
    const assignments = Object.entries(values).map(([path, value]) => {
      if (value === undefined) warn(node, `setData gives no value to ${JSON.stringify(path)}`);
      return { segments: parsePath(path), value };
    });
    const { updates } = node.space;
    if (updates.isOn) measureUpdate(node, values, () => update(node, assignments, true));
    else update(node, assignments, true);
  }
  if (typeof callback === "function") node.space.later(() => callSafely(node, callback as Callback));
}

/** Sets properties to values from the owner's template; copies the values. */
export function setProperties(node: ComponentNode, values: ReadonlyMap<string, unknown>): void {
  const end = node.space.updates.begin?.();
  update(
    node,
    [...values].map(([name, value]) => ({ segments: [name], value: copyData(value) })),
    false,
  );
  end?.("given", node);
}

/** Collects the property values that the owner's update sets on one child, so that the child updates once. */
export function queueProperty(owner: ComponentNode, child: ComponentNode, name: string, value: unknown): void {
  if (owner.pending?.child !== child) flushProperties(owner);
  owner.pending ??= { child, values: new Map() };
  owner.pending.values.set(name, value);
}

/** Updates the child that `queueProperty` collected values for, if any. */
export function flushProperties(owner: ComponentNode): void {
  const { pending } = owner;
  owner.pending = undefined;
  if (pending) setProperties(pending.child, pending.values);
}

/** A copy of a component's data as its template sees it. */
export function viewData({ data, definition }: ComponentNode): Record<string, unknown> {
  const { pureData } = definition;
  if (!pureData) return copyData(data);
  return copyData(Object.fromEntries(Object.entries(data).filter(([name]) => !matches(pureData, name))));
}

/** @param own the component itself writes, so `model:` bindings also write to its owner */
function update(node: ComponentNode, assignments: readonly Assignment[], own: boolean): void {
  const running = node.cycle;
  const cycle: Cycle = running ?? {
    hits: node.definition.observers.length > 0 ? new Set() : undefined,
    view: [],
    properties: [],
  };
  for (const assignment of assignments) merge(node, cycle, assignment, own);
  // An observer called this; the loop that called it continues with what was added.
  if (running) return;
  if (cycle.hits) {
    node.cycle = cycle;
    try {
      runObservers(node, cycle.hits);
    } finally {
      // Error reporters may throw.
      node.cycle = undefined;
    }
  }
  if (cycle.view.length > 0) updateView(node, cycle.view);
  for (const change of cycle.properties) {
    if (change.bound !== undefined) writeBack(node, change.bound, change.value);
    callPropertyObserver(node, change);
  }
}

function merge(node: ComponentNode, cycle: Cycle, { segments, value }: Assignment, own: boolean): void {
  if (segments.length === 0) return;
  const { data, definition } = node;
  const name = String(segments[0]);
  const property = definition.properties.get(name);
  const whole = segments.length === 1;
  const merged = whole && property ? coerce(property, value) : value;
  const old = whole ? data[name] : undefined;
  assignPath(data, segments, merged, undefined);
  // Changes of pure data only reach observers.
  if (!definition.pureData || !matches(definition.pureData, name)) {
    // A tree that is not created yet will start with the new data.
    if (node.root) cycle.view.push({ segments, value: viewCopy(node, cycle, name, { segments, value: merged }) });
    if (property && !(whole && merged === old)) {
      const host = own ? node.ownHost : undefined;
      // Check `fields` first: model.ts is loaded only once something is bound.
      const isBound = node.owner && host?.block.definition.fields !== undefined;
      const bound = isBound ? modelBinding(node.owner, host, name)?.path : undefined;
      if (property.observer !== undefined || bound !== undefined) {
        cycle.properties.push({ name, value: merged, old, bound });
      }
    }
  }
  const { observers } = definition;
  for (let i = 0; i < observers.length; i++) {
    if (observes(observers[i] as (typeof observers)[number], segments)) cycle.hits?.add(i);
  }
}

/**
 * Copies a value for the view. In a list, reuses the displayed items that are equal, so that their rows need no work,
 * unless this update changes the list again.
 */
function viewCopy(
  { root, space }: ComponentNode,
  { view }: Cycle,
  name: string,
  { segments, value }: Assignment,
): unknown {
  const isFresh = Array.isArray(value) && root && !view.some((one) => String(one.segments[0]) === name);
  const shown = isFresh ? root.shown(segments) : undefined;
  return Array.isArray(shown) ? shareItems(value as readonly unknown[], shown, space.later) : copyData(value);
}

/**
 * Writes a bound value to the owner. The owner's template then sets it on the component again, so the component's
 * observers run again.
 */
function writeBack({ owner }: ComponentNode, path: string, value: unknown): void {
  if (owner) setData(owner, { [path]: copyData(value) });
}

/** Observers that keep triggering themselves are stopped after this many passes. */
const MAX_PASSES = 1000;

/**
 * Runs each observer once, in the order of definition. Observers triggered by an observer's own `setData` run after it,
 * if necessary in another pass.
 */
function runObservers(node: ComponentNode, hits: Set<number>): void {
  const { observers } = node.definition;
  for (let pass = 0; hits.size > 0; pass++) {
    if (pass === MAX_PASSES) {
      hits.clear();
      node.space.report(new Error(`observers of ${node.definition.id} set what they observe without end`), node);
      return;
    }
    for (let i = 0; i < observers.length; i++) {
      if (!hits.delete(i)) continue;
      const observer = observers[i] as (typeof observers)[number];
      const callback = findCallback(node, observer.callback, "observe data");
      if (callback) callGuarded(node, callback, ...observedValues(observer, node.data));
    }
  }
}

/** If an expression throws, the tree is left partly updated, and the component continues to work. */
function updateView(node: ComponentNode, view: readonly Assignment[]): void {
  try {
    node.root?.assign(view);
  } catch (error) {
    node.space.report(error);
  }
  flushProperties(node);
}

function callPropertyObserver(node: ComponentNode, { name, value, old }: PropertyChange): void {
  const observer = node.definition.properties.get(name)?.observer;
  const callback = observer && findCallback(node, observer, `observe "${name}"`);
  if (callback) callGuarded(node, callback, value, old);
}

/** Resets the pattern first: with the flag `g` it remembers where it stopped. */
function matches(pattern: RegExp, name: string): boolean {
  pattern.lastIndex = 0;
  return pattern.test(name);
}
