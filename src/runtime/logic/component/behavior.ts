/** Behaviors: parts of definitions that components share, and how a component collects them. */
import type { ComponentOptions } from "./options.ts";

/** The result of `Behavior(…)`. Other definitions list this object in `behaviors`. */
export class BehaviorDefinition {
  readonly options: ComponentOptions;
  /** Its data merged with that of its behaviors, once a component needs it. */
  data: Readonly<Record<string, unknown>> | undefined = undefined;

  /** Runs the filters of the behaviors it uses; they may modify `options`. */
  constructor(options: ComponentOptions) {
    this.options = options;
    runFilters(options);
  }
}

/** Behaviors of the platform, by their addresses. */
const builtIn: ReadonlyMap<string, BehaviorDefinition> = new Map([
  ["wx://form-field", new BehaviorDefinition({ properties: { name: String, value: null } })],
  ["wx://form-field-group", new BehaviorDefinition({})],
  ["wx://form-field-button", new BehaviorDefinition({})],
  ["wx://component-export", new BehaviorDefinition({})],
]);

/** The behavior for a value in `behaviors`; `undefined` if it does not exist. */
export function findBehavior(value: unknown): BehaviorDefinition | undefined {
  return typeof value === "string" ? builtIn.get(value) : value instanceof BehaviorDefinition ? value : undefined;
}

/**
 * All behaviors of a definition, nested ones before the behavior that uses them. Each occurs twice: first all in the
 * order of their first mention, then all in the order of their last mention. Lifetimes and observers use the first
 * order; data, properties and methods use the last one.
 */
export function collectBehaviors(options: ComponentOptions): BehaviorDefinition[] {
  return [...collect(options, new Set(), false), ...[...collect(options, new Set(), true)].reverse()];
}

/** The behaviors that a definition lists itself, without those that do not exist. */
export function usedBehaviors({ behaviors = [] }: ComponentOptions): BehaviorDefinition[] {
  return behaviors.flatMap((value) => findBehavior(value) ?? []);
}

/** @param backwards visit the list from the last behavior to the first */
function collect(
  options: ComponentOptions,
  found: Set<BehaviorDefinition>,
  backwards: boolean,
): Set<BehaviorDefinition> {
  const list = usedBehaviors(options);
  for (const behavior of backwards ? list.reverse() : list) {
    if (found.has(behavior)) continue;
    if (backwards) found.add(behavior);
    collect(behavior.options, found, backwards).add(behavior);
  }
  return found;
}

/**
 * Calls `definitionFilter` of each behavior that a definition uses, with the definition and the filters of the
 * behavior's own behaviors.
 */
export function runFilters(options: ComponentOptions): void {
  for (const used of usedBehaviors(options)) used.options.definitionFilter?.(options, filtersOf(used.options));
}

/** Filters that take only a definition: the filters of their own behaviors are bound. */
function filtersOf(options: ComponentOptions): ((options: ComponentOptions) => void)[] {
  return usedBehaviors(options).flatMap(({ options: used }) =>
    used.definitionFilter ? (given: ComponentOptions) => used.definitionFilter?.(given, filtersOf(used)) : [],
  );
}
