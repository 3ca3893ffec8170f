/**
 * The components of one app: their entries in the package, their definitions, and the services they need. A component's
 * script runs when the component is first needed.
 */
import type { TemplateRegistry } from "../registry.ts";
import { BehaviorDefinition } from "./behavior.ts";
import { defineComponent } from "./definition.ts";
import type { ComponentDefinition } from "./definition.ts";
import { createComponent } from "./mount.ts";
import type { ComponentNode } from "./node.ts";
import type { ComponentOptions } from "./options.ts";
import { pageOptions } from "./page.ts";
import type { ComponentPlatform } from "./platform.ts";
import type { ViewSink } from "./view-sink.ts";
import { UpdateStatistics } from "./update-statistics.ts";

/** An entry of `entries.json`, as far as components use it. */
export interface ComponentEntry {
  readonly script?: string;
  readonly template?: string;
  /** Tag → component id. */
  readonly using?: Readonly<Record<string, string | { readonly id: string | null; readonly placeholder: string }>>;
  /** Tag → default component, null if there is none. */
  readonly generics?: Readonly<Record<string, string | null>>;
  readonly kind?: string;
  /** Paths of its stylesheets, in the order in which they apply. */
  readonly style?: readonly string[];
  /** Prefix of its class names. */
  readonly scope?: string;
  /** Unprefixed (global) class names apply to it too. */
  readonly global?: boolean;
  /** False for a page that the app's stylesheet does not apply to. */
  readonly appSheet?: boolean;
  /** Keys of the `data-*` attributes that selectors of its stylesheets use. */
  readonly data?: readonly string[];
  /** Its JSON settings. */
  readonly json?: Readonly<Record<string, unknown>>;
  /** Settings of a page that differ in dark mode. */
  readonly dark?: Readonly<Record<string, unknown>>;
}

export interface ComponentSpaceOptions {
  readonly templates: TemplateRegistry;
  readonly entries: Readonly<Record<string, ComponentEntry>>;
  /** Runs a script if it has not run yet; the script calls `Component` or `Page`. Its errors are reported. */
  runScript(id: string): void;
  /**
   * Called with every error in the author's functions and templates; `node` and `during` say whose function it was and
   * which, if known.
   */
  report(error: unknown, node?: ComponentNode, during?: string): void;
  /** Schedules a callback for the end of the current task. Callbacks run in order. */
  later(task: () => void): void;
  /** Milliseconds, for `timeStamp` of events. */
  now(): number;
  /** False for a component whose package is not loaded. Its script does not run then, and a placeholder is shown. */
  isAvailable?(id: string): boolean;
  /** A placeholder was used for this component. Whoever loads its package must then call `replacePlaceholders`. */
  isWanted?(id: string): void;
  /** Called once, when a component needs it. */
  createPlatform?(): ComponentPlatform;
}

/** The constructors that scripts call. */
export interface ComponentConstructors {
  Component(options: ComponentOptions): void;
  Page(options: ComponentOptions): void;
  Behavior(options: ComponentOptions): BehaviorDefinition;
}

export interface ComponentSpace {
  readonly templates: TemplateRegistry;
  /** Displays the tree. Each page, and each component outside of a page, has a copy of the space for this field. */
  view: ViewSink | undefined;
  platform(): ComponentPlatform | undefined;
  readonly updates: UpdateStatistics;
  /** A placeholder was used for this component, whose package is not loaded. */
  isWanted(id: string): void;
  readonly constructors: ComponentConstructors;
  /** @param node the component whose function failed */
  report(error: unknown, node?: ComponentNode, during?: string): void;
  later(task: () => void): void;
  now(): number;
  /**
   * Must wrap every run of a script, so that `Component` in it defines the entry that the script belongs to. A script
   * that belongs to no entry defines the one whose script requires it.
   */
  running(script: string, run: () => void): void;
  /**
   * The definition of a component; runs its script if needed. `undefined` if it does not exist or its script defines
   * nothing.
   */
  definition(id: string): ComponentDefinition | undefined;
  /** Like `definition`, but never runs a script. */
  known(id: string): ComponentDefinition | undefined;
  /** Runs a script again after its code changed. Errors are reported, and the previous definition is kept. */
  redefine(id: string): void;
  /**
   * Creates a page, or a component that no other one contains.
   *
   * @throws Error if there is no such component
   * @throws TemplateError if an expression of its template throws
   */
  create(id: string): ComponentNode;
}

export function createComponentSpace(options: ComponentSpaceOptions): ComponentSpace {
  const { entries, templates } = options;
  const definitions = new Map<string, ComponentDefinition>();
  const owners = new Map<string, string>();
  for (const [id, { script }] of Object.entries(entries)) if (script !== undefined) owners.set(script, id);
  let current: string | undefined;

  const define = (given: ComponentOptions, fields: Readonly<Record<string, unknown>>): void => {
    const entry = current === undefined ? undefined : entries[current];
    // Ignore calls in scripts that do not belong to a component.
    if (current !== undefined && entry) definitions.set(current, defineComponent(current, entry, given, fields));
  };
  const redefine = (id: string): void => {
    const script = entries[id]?.script;
    if (script === undefined) return;
    // Entries may be added after the space was created.
    owners.set(script, id);
    try {
      options.runScript(script);
    } catch (error) {
      options.report(error);
    }
  };
  const find = (id: string): ComponentDefinition | undefined => {
    if (options.isAvailable?.(id) === false) return undefined;
    if (!definitions.has(id)) redefine(id);
    return definitions.get(id);
  };
  let platform: ComponentPlatform | undefined;
  const space: ComponentSpace = {
    templates,
    view: undefined,
    platform: () => (platform ??= options.createPlatform?.()),
    updates: new UpdateStatistics(),
    isWanted: (id) => options.isWanted?.(id),
    constructors: {
      Component: (given) => define(given, {}),
      Page: (given) => define(...pageOptions(given)),
      Behavior: (given) => new BehaviorDefinition(given),
    },
    report: (error, node, during) => options.report(error, node, during),
    later: (task) => options.later(task),
    now: () => options.now(),
    running(script, run) {
      const outer = current;
      // Some frameworks put a page's code into a module that the page's script requires.
      current = owners.get(script) ?? outer;
      try {
        run();
      } finally {
        current = outer;
      }
    },
    definition: find,
    known: (id) => definitions.get(id),
    redefine,
    create(id) {
      const definition = find(id);
      if (!definition) throw new Error(`there is no component ${JSON.stringify(id)}`);
      return createComponent({ ...space }, definition, undefined, undefined);
    },
  };
  return space;
}
