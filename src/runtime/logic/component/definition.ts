/** One component as its instances see it: its options merged with those of its behaviours. */
import { collectBehaviors, findBehavior, runFilters } from "./behavior.ts";
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
  /** No function of its author's runs when one is made, given properties, attached or detached. */
  readonly isQuiet: boolean;
  readonly slots: "single" | "multiple" | "dynamic";
  readonly virtualHost: boolean;
  /** What stands in front of its class names, and whether they count without that as well. */
  readonly scope: string;
  readonly global: boolean;
  /** Fields that templates do not see. */
  readonly pureData: RegExp | undefined;
  /** What `selectComponent` gives instead of the instance. */
  readonly exports: Callback | undefined;
  /** Where the components stand in the blocks of its template; filled as they are met. */
  readonly plans: WeakMap<BlockDefinition, Plan>;
  createData(): Record<string, unknown>;
  createInstance(node: ComponentNode): ComponentInstance;
}

/** @param fields values that each instance gets a copy of, for pages */
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
  // Each once, where it comes first.
  const parts = [...new Set(overrides)];
  const properties = mergeProperties(overrides);
  const data = mergeAllData(overrides);
  // A property wins over data of the same name.
  for (const [name, { value }] of properties) data[name] = copyData(value);
  const Instance = defineInstance(overrides);
  const exporting = findBehavior("wx://component-export");
  const observers = parts.flatMap((part) => parseObservers(part.observers));
  const lifetimes = mergeLifetimes(parts);
  const slots = options.options?.dynamicSlots ? "dynamic" : options.options?.multipleSlots ? "multiple" : "single";
  return {
    id,
    entry,
    behaviors,
    properties,
    observers,
    relations: new Map(
      overrides.flatMap(({ relations = {} }) =>
        Object.entries(relations).map(([key, relation]) => [key, defineRelation(id, key, relation)] as const),
      ),
    ),
    lifetimes,
    pageLifetimes: mergePageLifetimes(parts),
    externalClasses: new Set(options.externalClasses),
    isQuiet:
      observers.length === 0 &&
      slots !== "dynamic" &&
      parts.every(({ relations }) => !relations) &&
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

/** As text in the component's settings, or as an option of its script. */
function pureDataOf({ json }: ComponentEntry, { options }: ComponentOptions): RegExp | undefined {
  const pattern = json?.["pureDataPattern"];
  return typeof pattern === "string" ? new RegExp(pattern) : options?.pureDataPattern;
}

/** The compiler has told which sheets there are; a script's own options may let more of them in. */
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

function mergeAllData(parts: readonly ComponentOptions[]): Record<string, unknown> {
  const merged: Record<string, unknown> = {};
  for (const { data } of parts) if (data) mergeData(merged, data);
  return merged;
}

/** Plain objects merge into what is there, arrays included; all else replaces it. */
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

/** A class of its own for each component, so that its methods stand on a prototype. */
function defineInstance(parts: readonly ComponentOptions[]): new (node: ComponentNode) => ComponentInstance {
  class Instance extends ComponentInstance {}
  for (const { methods } of parts) {
    for (const [name, value] of Object.entries(methods ?? {})) {
      defineField(Instance.prototype, name, value);
    }
  }
  return Instance;
}

/** In one part `lifetimes.x` overrides `x`; `error` is one only inside `lifetimes`. */
function mergeLifetimes(parts: readonly ComponentOptions[]): Record<LifetimeName, Callback[]> {
  const merged = Object.fromEntries(lifetimeNames.map((name) => [name, []])) as unknown as Record<
    LifetimeName,
    Callback[]
  >;
  for (const part of parts) {
    for (const name of lifetimeNames) {
      const own = part.lifetimes?.[name];
      const callback = own ?? (name === "error" ? undefined : part[name]);
      // Whatever else stands in `lifetimes` fails when it is called. A page may have a field of such a name.
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
