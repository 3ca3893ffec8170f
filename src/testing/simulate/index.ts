/**
 * Replacements for miniprogram-simulate's functions, for tests that were written for it. Differences: `load` returns a
 * promise, because the compiler does. And there is no document, so `dom` supports only comparisons.
 */
import { compileApp } from "../compile-app.ts";
import type { BuiltApp } from "../compile-app.ts";
import { mountBuilt } from "../mount.ts";
import type { StartOptions } from "../start-app.ts";
import { BehaviorDefinition } from "../../runtime/logic/index.ts";
import { SimulatedComponent } from "./component.ts";
import type { Rendered } from "./component.ts";
import type { PrefixOf, SimulatedDom } from "./html.ts";
import type { LoadedName } from "./json.ts";
import { match } from "./html.ts";
import { locate, projectOf } from "./project.ts";
import type { Loaded, LoadOptions, SimulatedDefinition } from "./project.ts";

export interface Simulate {
  /**
   * Loads a component, from its path without extension or from a definition with a `template`.
   * @returns an id for `render`, and for `usingComponents` of other components
   * @throws Error with the text that a build prints, if there are errors
   */
  load(component: string, tagName?: string | LoadOptions, options?: LoadOptions): Promise<string>;
  load(definition: SimulatedDefinition): Promise<string>;
  /** Creates a component; `attach` adds it to a page. */
  render(id: string, properties?: Readonly<Record<string, unknown>>, options?: StartOptions): RootComponent;
  /** Creates a behavior for definitions. */
  behavior(definition: object): object;
  match(dom: SimulatedDom, html: string): boolean;
  /** Waits for this many milliseconds. */
  sleep(time?: number): Promise<void>;
  /** Dispatches `times` scroll events, until the element is at `offset`. */
  scroll(component: SimulatedComponent, offset?: number, times?: number, property?: "scrollTop" | "scrollLeft"): void;
}

interface Built {
  readonly app: BuiltApp;
  readonly id: string;
  readonly name: string;
  /** Ids of loaded components in the app → their names. */
  readonly names: ReadonlyMap<string, string>;
}

/** A component created by `render`. */
export class RootComponent extends SimulatedComponent {
  readonly #mounted: ReturnType<typeof mountBuilt>;

  constructor(mounted: ReturnType<typeof mountBuilt>, rendered: Rendered) {
    super(rendered, undefined);
    this.#mounted = mounted;
  }

  /** Runs `attached` in all components, then `ready`. A parent is not needed: there is no document. */
  attach(_parent?: unknown): void {
    this.#mounted.attach();
  }

  detach(): void {
    this.#mounted.detach();
  }
}

/** A behavior as the test defined it; the runtime's own is created when a definition is rendered. */
class GivenBehavior {
  readonly definition: object;

  constructor(definition: object) {
    this.definition = definition;
  }
}

/** Functions with their own set of loaded components. */
export function createSimulate(): Simulate {
  const all = new Map<string, Loaded>();
  const built = new Map<string, Built>();
  return {
    async load(
      given: string | SimulatedDefinition,
      tagName: string | LoadOptions = "main",
      options: LoadOptions = typeof tagName === "object" ? tagName : {},
    ): Promise<string> {
      const key = `component${all.size}`;
      const loaded: Loaded =
        typeof given === "string"
          ? locate(given, typeof tagName === "string" ? tagName : "main", options)
          : { kind: "definition", name: given.tagName ?? given.id ?? "main", given };
      all.set(key, loaded);
      const { host, idOf, names } = projectOf(key, all);
      const app = await compileApp(host);
      built.set(key, { app, id: idOf(key), name: loaded.name, names });
      return key;
    },
    render(key, properties = {}, options = {}) {
      const found = built.get(key);
      if (!found) throw new Error(`no component was loaded as ${JSON.stringify(key)}`);
      const globals = { ...options.globals, __simulated__: (id: string) => definitionOf(all.get(id)) };
      const mounted = mountBuilt(found.app, found.id, { ...options, globals, properties, attached: false });
      const { name, names } = found;
      const root = mounted.node;
      const loadedName: LoadedName = ({ definition }) => names.get(definition.id);
      const prefixOf: PrefixOf = (owner) =>
        owner === root ? name : (loadedName(owner) ?? owner.host?.skeleton[0] ?? name);
      const shared = { root, name, properties, prefixOf, loadedName };
      return new RootComponent(mounted, { ...shared, listeners: [], hooked: new Set() });
    },
    behavior: (definition) => new GivenBehavior(definition),
    match,
    sleep: (time = 0) => new Promise((resolve) => setTimeout(resolve, time)),
    scroll(component, offset = 0, times = 20, property = "scrollTop") {
      const steps = times > 0 ? Math.floor(times) : 1;
      const end = Math.max(0, offset);
      const start = component.scrolled[property] ?? 0;
      for (let i = 1; i <= steps; i++) {
        setTimeout(() => {
          component.scrolled[property] = i === steps ? end : start + Math.trunc((end - start) / steps) * i;
          component.dispatchEvent("scroll", { detail: { ...component.scrolled } });
        }, 0);
      }
    },
  };
}

function definitionOf(loaded: Loaded | undefined): object {
  if (loaded?.kind !== "definition") throw new Error("there is no such definition");
  const { id, tagName, template, usingComponents, ...options } = loaded.given;
  void [id, tagName, template, usingComponents];
  return withBehaviors(options);
}

/** A behavior belongs to the runtime that runs the component, so it is created only now. */
function withBehaviors(options: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { behaviors } = options;
  if (!Array.isArray(behaviors)) return { ...options };
  return {
    ...options,
    behaviors: behaviors.map((one: unknown) =>
      one instanceof GivenBehavior
        ? makeBehavior(withBehaviors(one.definition as Readonly<Record<string, unknown>>))
        : one,
    ),
  };
}

function makeBehavior(options: Record<string, unknown>): unknown {
  return new BehaviorDefinition(options);
}

/** For tests that share the components they load. */
export const simulate: Simulate = createSimulate();
