/**
 * The components of one app: their entries in the package, what their scripts define, and what they need from around
 * them. A component's script runs when it is first asked for.
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

/** An entry of `entries.json`, as far as components go. */
export interface ComponentEntry {
  readonly script?: string;
  readonly template?: string;
  /** Tag → component. */
  readonly using?: Readonly<Record<string, string | { readonly id: string | null; readonly placeholder: string }>>;
  /** Tag → the component that stands there if the user names none. */
  readonly generics?: Readonly<Record<string, string | null>>;
  readonly kind?: string;
  /** Paths of its sheets, in the order in which they apply. */
  readonly style?: readonly string[];
  /** What stands in front of its class names. */
  readonly scope?: string;
  /** Its class names count without that as well. */
  readonly global?: boolean;
  /** False for a page that the app's sheet leaves alone. */
  readonly appSheet?: boolean;
  /** Its own settings. */
  readonly json?: Readonly<Record<string, unknown>>;
  /** Those of a page that are others in dark mode. */
  readonly dark?: Readonly<Record<string, unknown>>;
}

export interface ComponentSpaceOptions {
  readonly templates: TemplateRegistry;
  readonly entries: Readonly<Record<string, ComponentEntry>>;
  /** Runs a script if it has not run yet; it calls `Component` or `Page`. What it throws is reported. */
  runScript(id: string): void;
  /** Hears every error that authors' functions throw, and failed templates; where known, whose function it was and which. */
  report(error: unknown, node?: ComponentNode, during?: string): void;
  /** Calls back when the current task's work is done, in order. */
  later(task: () => void): void;
  /** Milliseconds, for `timeStamp` of events. */
  now(): number;
  /** False for a component whose package has not arrived; its script is not run then, and a placeholder stands in. */
  isAvailable?(id: string): boolean;
  /** A placeholder stands for this component; whoever brings its package calls `replacePlaceholders` then. */
  isWanted?(id: string): void;
  readonly platform?: ComponentPlatform;
}

/** What scripts see. */
export interface ComponentConstructors {
  Component(options: ComponentOptions): void;
  Page(options: ComponentOptions): void;
  Behavior(options: ComponentOptions): BehaviorDefinition;
}

export interface ComponentSpace {
  readonly templates: TemplateRegistry;
  /** Who shows the tree; each tree that stands in no other has a space of its own, for this. */
  view: ViewSink | undefined;
  readonly platform: ComponentPlatform | undefined;
  readonly updates: UpdateStatistics;
  /** A placeholder stands for this component, whose package has not arrived. */
  isWanted(id: string): void;
  readonly constructors: ComponentConstructors;
  /** @param node whose function it was */
  report(error: unknown, node?: ComponentNode, during?: string): void;
  later(task: () => void): void;
  now(): number;
  /** To be called around the running of a script: `Component` then belongs to the entry whose script it is. */
  running(script: string, run: () => void): void;
  /** Nothing for one that does not exist or whose script defines nothing. */
  definition(id: string): ComponentDefinition | undefined;
  /** The same without running a script. */
  known(id: string): ComponentDefinition | undefined;
  /** Runs the script again, which has new code; what it throws is reported, and what was defined stays. */
  redefine(id: string): void;
  /**
   * Makes a page or component that stands in no other.
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
    // A script that is no component's own defines nothing.
    if (current !== undefined && entry) definitions.set(current, defineComponent(current, entry, given, fields));
  };
  const find = (id: string): ComponentDefinition | undefined => {
    const script = entries[id]?.script;
    if (options.isAvailable?.(id) === false) return undefined;
    if (!definitions.has(id) && script !== undefined) {
      // An entry may have come later than the others.
      owners.set(script, id);
      try {
        options.runScript(script);
      } catch (error) {
        options.report(error);
      }
    }
    return definitions.get(id);
  };
  const space: ComponentSpace = {
    templates,
    view: undefined,
    platform: options.platform,
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
      current = owners.get(script);
      try {
        run();
      } finally {
        current = outer;
      }
    },
    definition: find,
    known: (id) => definitions.get(id),
    redefine(id) {
      const script = entries[id]?.script;
      if (script === undefined) return;
      owners.set(script, id);
      try {
        options.runScript(script);
      } catch (error) {
        options.report(error);
      }
    },
    create(id) {
      const definition = find(id);
      if (!definition) throw new Error(`there is no component ${JSON.stringify(id)}`);
      return createComponent({ ...space }, definition, undefined, undefined);
    },
  };
  return space;
}
