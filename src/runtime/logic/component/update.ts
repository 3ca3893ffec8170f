/**
 * `setData`, and properties that a template gives: merge all, call observers, bring the template up to date (children
 * run their own updates meanwhile), call the observers of own properties.
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

/** `this.setData(values, callback)`; anything but an object sets nothing. */
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

/** Values that the owner's template gives; they are copied. */
export function setProperties(node: ComponentNode, values: ReadonlyMap<string, unknown>): void {
  const end = node.space.updates.begin?.();
  update(
    node,
    [...values].map(([name, value]) => ({ segments: [name], value: copyData(value) })),
    false,
  );
  end?.("given", node);
}

/** Collects what the owner's update gives to one child, so that the child updates once. */
export function queueProperty(owner: ComponentNode, child: ComponentNode, name: string, value: unknown): void {
  if (owner.pending?.child !== child) flushProperties(owner);
  owner.pending ??= { child, values: new Map() };
  owner.pending.values.set(name, value);
}

export function flushProperties(owner: ComponentNode): void {
  const { pending } = owner;
  owner.pending = undefined;
  if (pending) setProperties(pending.child, pending.values);
}

/** A component's data as its template sees it. */
export function viewData({ data, definition }: ComponentNode): Record<string, unknown> {
  const { pureData } = definition;
  if (!pureData) return copyData(data);
  return copyData(Object.fromEntries(Object.entries(data).filter(([name]) => !matches(pureData, name))));
}

/** @param own the component itself writes, so that what is bound with `model:` goes to its owner */
function update(node: ComponentNode, assignments: readonly Assignment[], own: boolean): void {
  const running = node.cycle;
  const cycle: Cycle = running ?? {
    hits: node.definition.observers.length > 0 ? new Set() : undefined,
    view: [],
    properties: [],
  };
  for (const assignment of assignments) merge(node, cycle, assignment, own);
  // Called by an observer: the loop that called it goes on with what was added.
  if (running) return;
  if (cycle.hits) {
    node.cycle = cycle;
    try {
      runObservers(node, cycle.hits);
    } finally {
      // Whoever hears of errors may throw them on.
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
  // Of pure data observers alone hear.
  if (!definition.pureData || !matches(definition.pureData, name)) {
    // A tree that is still to be made takes the data as it is then.
    if (node.root) cycle.view.push({ segments, value: viewCopy(node, cycle, name, { segments, value: merged }) });
    if (property && !(whole && merged === old)) {
      const host = own ? node.ownHost : undefined;
      // The file of modelBinding is not loaded before something is bound.
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

/** Rows whose items are shown already need no work: of a list these items stay, unless they are about to change. */
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

/** The owner's template gives the value back, so that the component's observers hear of it again. */
function writeBack({ owner }: ComponentNode, path: string, value: unknown): void {
  if (owner) setData(owner, { [path]: copyData(value) });
}

/** An observer that hits itself is called again; one that always does would never end. */
const MAX_PASSES = 1000;

/** In the order of their definition, each once; those that an observer's own `setData` hits follow it, in further passes. */
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

/** An expression that throws leaves the tree half updated; the component lives on. */
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
  const callback = observer && findCallback(node, observer, `observe property "${name}"`);
  if (callback) callGuarded(node, callback, value, old);
}

/** A pattern with the flag `g` remembers where it stopped. */
function matches(pattern: RegExp, name: string): boolean {
  pattern.lastIndex = 0;
  return pattern.test(name);
}
