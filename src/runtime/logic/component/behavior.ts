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

/** All behaviours of a definition, nested before their user, each once. */
export function collectBehaviors(
  options: ComponentOptions,
  into = new Set<BehaviorDefinition>(),
): Set<BehaviorDefinition> {
  for (const value of options.behaviors ?? []) {
    const behavior = findBehavior(value);
    if (!behavior || into.has(behavior)) continue;
    collectBehaviors(behavior.options, into);
    into.add(behavior);
  }
  return into;
}

/**
 * The same, each once as well, where it would come last if each brought all that it uses every time it is named: what
 * replaces what is of its name.
 */
export function collectOverrides(options: ComponentOptions): BehaviorDefinition[] {
  const found = new Set<BehaviorDefinition>();
  const visit = ({ behaviors = [] }: ComponentOptions): void => {
    for (const value of [...behaviors].reverse()) {
      const behavior = findBehavior(value);
      if (!behavior || found.has(behavior)) continue;
      found.add(behavior);
      visit(behavior.options);
    }
  };
  visit(options);
  return [...found].reverse();
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
