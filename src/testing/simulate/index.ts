/**
 * Counterparts of miniprogram-simulate's functions, for tests that were written for it. What differs: `load` returns a
 * promise, because the compiler does, and there is no document, so `dom` is only what can be compared.
 */
import { compileApp } from "../compile-app.ts";
import type { BuiltApp } from "../compile-app.ts";
import { mountBuilt } from "../mount.ts";
import type { StartOptions } from "../start-app.ts";
import { BehaviorDefinition } from "../../runtime/logic/index.ts";
import { SimulatedComponent } from "./component.ts";
import type { SimulatedDom } from "./html.ts";
import { match } from "./html.ts";
import { locate, projectOf } from "./project.ts";
import type { Loaded, LoadOptions, SimulatedDefinition } from "./project.ts";

export interface Simulate {
  /**
   * Loads a component: from its path without extension, or from a definition with a `template`.
   *
   * @returns an id for `render`, and for `usingComponents` of others
   * @throws Error with the text that a build prints, if it does not compile
   */
  load(component: string, tagName?: string | LoadOptions, options?: LoadOptions): Promise<string>;
  load(definition: SimulatedDefinition): Promise<string>;
  /** Makes a component; `attach` puts it into a page. */
  render(id: string, properties?: Readonly<Record<string, unknown>>, options?: StartOptions): RootComponent;
  /** A behaviour for definitions. */
  behavior(definition: object): object;
  match(dom: SimulatedDom, html: string): boolean;
  /** Milliseconds. */
  sleep(time?: number): Promise<void>;
  /** Scroll events, `times` of them, until the element stands at `offset`. */
  scroll(component: SimulatedComponent, offset?: number, times?: number, property?: "scrollTop" | "scrollLeft"): void;
}

export class RootComponent extends SimulatedComponent {
  readonly #mounted: ReturnType<typeof mountBuilt>;

  constructor(mounted: ReturnType<typeof mountBuilt>, name: string) {
    super({ root: mounted.node, name, tree: undefined, element: undefined, component: mounted.node });
    this.#mounted = mounted;
  }

  /** `attached` runs in everything; `ready` does not, as in miniprogram-simulate: see `triggerLifeTime`. */
  attach(_parent?: unknown): void {
    this.#mounted.attachOnly();
  }

  detach(): void {
    this.#mounted.detach();
  }
}

/** Behaviours as they were given; they become the runtime's own when a definition is rendered. */
class GivenBehavior {
  readonly definition: object;

  constructor(definition: object) {
    this.definition = definition;
  }
}

export function createSimulate(): Simulate {
  const all = new Map<string, Loaded>();
  const built = new Map<string, { readonly app: BuiltApp; readonly id: string; readonly name: string }>();
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
      const { host, idOf } = projectOf(key, withoutOtherRoots(all, loaded));
      const app = await compileApp(host);
      built.set(key, { app, id: idOf(key), name: loaded.name });
      return key;
    },
    render(key, properties = {}, options = {}) {
      const found = built.get(key);
      if (!found) throw new Error(`nothing was loaded as ${JSON.stringify(key)}`);
      const globals = { ...options.globals, __simulated__: (id: string) => definitionOf(all.get(id)) };
      const mounted = mountBuilt(found.app, found.id, { ...options, globals, properties, attached: false });
      return new RootComponent(mounted, found.name);
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

/** A definition uses other definitions; a component on the disk uses those too, and its neighbours. */
function withoutOtherRoots(all: ReadonlyMap<string, Loaded>, main: Loaded): ReadonlyMap<string, Loaded> {
  return new Map(
    [...all].filter(
      ([, one]) => one.kind === "definition" || (main.kind === "path" && one.kind === "path" && one.root === main.root),
    ),
  );
}

function definitionOf(loaded: Loaded | undefined): object {
  if (loaded?.kind !== "definition") throw new Error("there is no such definition");
  const { id, tagName, template, usingComponents, ...options } = loaded.given;
  void [id, tagName, template, usingComponents];
  return withBehaviors(options);
}

/** Behaviours are of the runtime that runs the component, so they are made when it calls for them. */
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

/** For tests that share what they load. */
export const simulate: Simulate = createSimulate();
