/** The definition of one component, shared by its instances: its options merged with those of its behaviors. */
import { collectBehaviors, findBehavior, runFilters, usedBehaviors } from "./behavior.ts";
import type { BehaviorDefinition } from "./behavior.ts";
import { copyData } from "./copy-data.ts";
import { defineField } from "../define-field.ts";
import { ComponentInstance } from "./instance.ts";
import type { ComponentNode } from "./node.ts";
import { parseObservers } from "./observers.ts";
import type { Observer } from "./observers.ts";
import { lifetimeNames } from "./options.ts";
import type { Callback, ComponentOptions, LifetimeName } from "./options.ts";
import type { Plan } from "./plan.ts";
import type { BlockDefinition } from "../definition.ts";
import { defineProperty } from "./property-type.ts";
import type { Property } from "./property-type.ts";
import { defineRelation } from "./relation.ts";
import type { Relation } from "./relation.ts";
import type { ComponentEntry } from "./space.ts";

export interface ComponentDefinition {
  /** Path of the component's files, without extension. */
  readonly id: string;
  readonly entry: ComponentEntry;
  readonly behaviors: ReadonlySet<BehaviorDefinition>;
  readonly properties: ReadonlyMap<string, Property>;
  readonly observers: readonly Observer[];
  readonly relations: ReadonlyMap<string, Relation>;
  readonly lifetimes: Readonly<Record<LifetimeName, readonly Callback[]>>;
  readonly pageLifetimes: ReadonlyMap<string, readonly Callback[]>;
  readonly externalClasses: ReadonlySet<string>;
  /** True if creating, attaching or detaching an instance or setting its properties runs no code of the author. */
  readonly isQuiet: boolean;
  readonly slots: "single" | "multiple" | "dynamic";
  readonly virtualHost: boolean;
  /** Prefix of its class names, and whether unprefixed (global) class names apply to it too. */
  readonly scope: string;
  readonly global: boolean;
  /** Names of fields that templates do not see (`pureDataPattern`). */
  readonly pureData: RegExp | undefined;
  /** What `selectComponent` returns instead of the instance. */
  readonly exports: Callback | undefined;
  /** Where components are in the blocks of its template; filled on first use. */
  readonly plans: WeakMap<BlockDefinition, Plan>;
  createData(): Record<string, unknown>;
  createInstance(node: ComponentNode): ComponentInstance;
}

/** @param fields initial values of a page's own fields; each instance gets a copy */
export function defineComponent(
  id: string,
  entry: ComponentEntry,
  options: ComponentOptions,
  fields: Readonly<Record<string, unknown>> = {},
): ComponentDefinition {
  runFilters(options);
  const all = collectBehaviors(options);
  const overrides = [...all.map((behavior) => behavior.options), options];
  const behaviors = new Set(all);
  // Each part once, at its first position.
  const parts = [...new Set(overrides)];
  const properties = mergeProperties(overrides);
  const data = mergeAllData(options);
  // A property overrides a data field with the same name.
  for (const [name, { value }] of properties) data[name] = copyData(value);
  const Instance = defineInstance(overrides);
  const exporting = findBehavior("wx://component-export");
  const observers = parts.flatMap((part) => parseObservers(part.observers));
  const lifetimes = mergeLifetimes(parts);
  const relations = new Map(
    overrides.flatMap(({ relations = {} }) =>
      Object.entries(relations).map(([key, relation]) => [key, defineRelation(id, key, relation)] as const),
    ),
  );
  const slots = options.options?.multipleSlots ? "multiple" : options.options?.dynamicSlots ? "dynamic" : "single";
  return {
    id,
    entry,
    behaviors,
    properties,
    observers,
    relations,
    lifetimes,
    pageLifetimes: mergePageLifetimes(parts),
    externalClasses: new Set(options.externalClasses),
    isQuiet:
      observers.length === 0 &&
      slots !== "dynamic" &&
      relations.size === 0 &&
      lifetimeNames.every((name) => lifetimes[name].length === 0) &&
      [...properties.values()].every(({ observer }) => observer === undefined),
    slots,
    virtualHost: (entry.json?.["virtualHost"] ?? options.options?.virtualHost) === true,
    scope: entry.scope ?? "",
    global: seesGlobal(entry, options),
    pureData: pureDataOf(entry, options),
    exports: exporting && behaviors.has(exporting) ? options.export : undefined,
    plans: new WeakMap(),
    createData: () => copyData(data),
    createInstance(node) {
      const instance = new Instance(node);
      for (const name of Object.keys(fields)) defineField(instance, name, copyData(fields[name]));
      return instance;
    },
  };
}

/** The pattern is text in the component's JSON file, or an option of its script. */
function pureDataOf({ json }: ComponentEntry, { options }: ComponentOptions): RegExp | undefined {
  const pattern = json?.["pureDataPattern"];
  return typeof pattern === "string" ? new RegExp(pattern) : options?.pureDataPattern;
}

/**
 * Whether global class names apply. The compiler determined `scope` and `global` from the JSON files; options in the
 * script may only add to that.
 */
function seesGlobal({ scope, global, json }: ComponentEntry, { options }: ComponentOptions): boolean {
  if (scope === undefined || global === true) return true;
  if (json?.["styleIsolation"] !== undefined) return false;
  const mode = options?.styleIsolation;
  return mode === undefined ? options?.addGlobalClass === true : mode === "apply-shared" || mode === "shared";
}

function mergeProperties(parts: readonly ComponentOptions[]): Map<string, Property> {
  return new Map(
    parts.flatMap(({ properties = {} }) =>
      Object.entries(properties).map(([name, property]) => [name, defineProperty(property)] as const),
    ),
  );
}

/** The data of a definition's behaviors, each merged with that of its own behaviors first, then the definition's own. */
function mergeAllData(options: ComponentOptions): Record<string, unknown> {
  const merged: Record<string, unknown> = {};
  for (const used of usedBehaviors(options)) mergeData(merged, (used.data ??= mergeAllData(used.options)));
  mergeData(merged, options.data ?? {});
  return merged;
}

/** Merges plain objects into existing objects, arrays included. Any other value replaces the existing one. */
function mergeData(into: Record<string, unknown>, from: Readonly<Record<string, unknown>>): void {
  for (const key of Object.keys(from)) {
    const value = from[key];
    const there = into[key];
    if (isPlainObject(value) && typeof there === "object" && there !== null) mergeData(there as typeof into, value);
    else into[key] = copyData(value);
  }
}

function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return Object.prototype.toString.call(value) === "[object Object]";
}

/** Each component has a class of its own, so that methods are on the prototype. */
function defineInstance(parts: readonly ComponentOptions[]): new (node: ComponentNode) => ComponentInstance {
  class Instance extends ComponentInstance {}
  for (const { methods } of parts) {
    for (const [name, value] of Object.entries(methods ?? {})) {
      defineField(Instance.prototype, name, value);
    }
  }
  return Instance;
}

/** Within one part, `lifetimes.x` overrides `x`. `error` is a lifetime only inside `lifetimes`. */
function mergeLifetimes(parts: readonly ComponentOptions[]): Record<LifetimeName, Callback[]> {
  const merged = Object.fromEntries(lifetimeNames.map((name) => [name, []])) as unknown as Record<
    LifetimeName,
    Callback[]
  >;
  for (const part of parts) {
    for (const name of lifetimeNames) {
      const own = part.lifetimes?.[name];
      const callback = own ?? (name === "error" ? undefined : part[name]);
      // In `lifetimes`, keep values that are not functions: they fail when they are called. Outside of it, a page may
      // use the name for a field.
      if (own || typeof callback === "function") merged[name].push(callback as Callback);
    }
  }
  return merged;
}

function mergePageLifetimes(parts: readonly ComponentOptions[]): Map<string, Callback[]> {
  const merged = new Map<string, Callback[]>();
  for (const { pageLifetimes = {} } of parts) {
    for (const [name, callback] of Object.entries(pageLifetimes)) {
      if (!callback) continue;
      const list = merged.get(name) ?? [];
      list.push(callback as Callback);
      merged.set(name, list);
    }
  }
  return merged;
}
