/** Behaviours: parts of definitions that several components share, and their merging. */
import type { ComponentOptions } from "./options.ts";

/** What `Behavior(…)` returns; `behaviors` of others name it by this object. */
export class BehaviorDefinition {
  readonly options: ComponentOptions;

  /** Runs the filters of the behaviours it uses, which may change `options`. */
  constructor(options: ComponentOptions) {
    this.options = options;
    runFilters(options);
  }
}

/** A behaviour of the platform, named by its address. */
const builtIn: ReadonlyMap<string, BehaviorDefinition> = new Map([
  ["wx://form-field", new BehaviorDefinition({ properties: { name: String, value: null } })],
  ["wx://form-field-group", new BehaviorDefinition({})],
  ["wx://form-field-button", new BehaviorDefinition({})],
  ["wx://component-export", new BehaviorDefinition({})],
]);

/** The behaviour that a value in `behaviors` names; nothing for one that does not exist. */
export function findBehavior(value: unknown): BehaviorDefinition | undefined {
  return typeof value === "string" ? builtIn.get(value) : value instanceof BehaviorDefinition ? value : undefined;
}

/**
 * The behaviours of a definition, nested before their user. Each comes twice: first all in the order in which they are
 * named first, then all in the order in which they are named last, because data, methods and the like go by the last.
 */
export function collectBehaviors(options: ComponentOptions): BehaviorDefinition[] {
  return [...collect(options, new Set(), false), ...[...collect(options, new Set(), true)].reverse()];
}

/** @param backwards from the last to the first */
function collect(
  { behaviors = [] }: ComponentOptions,
  found: Set<BehaviorDefinition>,
  backwards: boolean,
): Set<BehaviorDefinition> {
  const list = behaviors.map(findBehavior);
  for (const behavior of backwards ? list.reverse() : list) {
    if (!behavior || found.has(behavior)) continue;
    if (backwards) found.add(behavior);
    collect(behavior.options, found, backwards).add(behavior);
  }
  return found;
}

/** `definitionFilter` of each behaviour that a definition uses gets the definition, and the filters of its own behaviours. */
export function runFilters(options: ComponentOptions): void {
  for (const value of options.behaviors ?? []) {
    const behavior = findBehavior(value);
    behavior?.options.definitionFilter?.(options, filtersOf(behavior.options));
  }
}

/** Each to be called with a definition alone: it has the filters of its own behaviours. */
function filtersOf(options: ComponentOptions): ((options: ComponentOptions) => void)[] {
  return (options.behaviors ?? []).flatMap((value) => {
    const used = findBehavior(value)?.options;
    return used?.definitionFilter ? (given: ComponentOptions) => used.definitionFilter?.(given, filtersOf(used)) : [];
  });
}
