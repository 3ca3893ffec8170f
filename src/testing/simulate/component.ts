/** A component, or an element in one, as tests written for miniprogram-simulate handle it. */
import {
  callPageLifetime,
  componentOf,
  composedChildren,
  dispatch,
  selectElements,
} from "../../runtime/logic/index.ts";
import type { ComponentNode, ComposedElement, ComposedNode, ElementReference } from "../../runtime/logic/index.ts";
import { mountedTree, toElement } from "../mounted-tree.ts";
import type { MountedElement } from "../mounted-tree.ts";
import { elementDom, rootDom } from "./html.ts";
import type { SimulatedDom } from "./html.ts";

export interface DispatchOptions {
  readonly bubbles?: boolean;
  readonly composed?: boolean;
  readonly capturePhase?: boolean;
  readonly detail?: unknown;
  readonly touches?: readonly Readonly<Record<string, number>>[];
  readonly changedTouches?: readonly Readonly<Record<string, number>>[];
}

type Listener = (event: { readonly type: string; readonly detail: unknown }) => void;

/** Where something stands: a component, an element of a template, or both. */
export interface Position {
  readonly root: ComponentNode;
  /** Tag of the root. */
  readonly name: string;
  /** Of an element: the component in whose template it stands. */
  readonly tree: ComponentNode | undefined;
  readonly element: ElementReference | undefined;
  readonly component: ComponentNode | undefined;
}

export class SimulatedComponent {
  readonly #at: Position;
  readonly #listeners = new Map<string, Set<Listener>>();
  #isHooked = false;
  #touch: Readonly<Record<string, number>> | undefined = undefined;
  /** Where `scroll` has brought it. */
  readonly scrolled: Record<string, number> = { scrollTop: 0, scrollLeft: 0 };

  constructor(at: Position) {
    this.#at = at;
  }

  get dom(): SimulatedDom {
    const { element, root, name } = this.#at;
    if (!element) return rootDom(root, name);
    const found = findComposed(composedChildren(root), element);
    if (!found) throw new Error("the element is gone");
    return elementDom(found, root, name);
  }

  /** `this` of the component; nothing for a plain element. */
  get instance(): (Readonly<Record<string, unknown>> & { data: Record<string, unknown> }) | undefined {
    return this.#at.component?.instance as unknown as SimulatedComponent["instance"];
  }

  get data(): Record<string, unknown> | undefined {
    return this.#at.component?.instance.data;
  }

  querySelector(selector: string): SimulatedComponent | undefined {
    return this.querySelectorAll(selector)[0];
  }

  querySelectorAll(selector: string): SimulatedComponent[] {
    const { component, root, name } = this.#at;
    if (!component) return [];
    return selectElements(component, selector).map(
      (element) => new SimulatedComponent({ root, name, tree: component, element, component: componentOf(element) }),
    );
  }

  setData(values: Readonly<Record<string, unknown>>, callback?: () => void): void {
    this.#at.component?.instance.setData(values, callback);
  }

  /**
   * An event at this element. A `touchend` where the `touchstart` was is followed by a `tap`, as a finger makes them.
   */
  dispatchEvent(type: string, options: DispatchOptions = {}): void {
    const { tree, element } = this.#at;
    const { detail = {}, touches, changedTouches, ...rest } = options;
    const facts = { touches, changedTouches };
    for (const listener of Array.from(this.#listeners.get(type) ?? [])) listener({ type, detail });
    if (tree && element) {
      const platform = /^(tap|long(press|tap)|touch\w+|transitionend|animation\w+)$/.test(type);
      const flags = platform ? { bubbles: true, composed: true, capturePhase: true } : {};
      const given =
        touches || changedTouches ? { ...facts, timeStamp: tree.space.now(), offsetOf: noOffset } : undefined;
      dispatch(tree, element, type, detail, { ...flags, ...rest }, given);
    }
    if (type === "touchstart") this.#touch = touches?.[0] ?? changedTouches?.[0] ?? {};
    if (type === "touchend" && this.#touch) {
      const from = this.#touch;
      this.#touch = undefined;
      const to = changedTouches?.[0] ?? from;
      if (near(from, to)) this.dispatchEvent("tap", { detail: { x: to["x"] ?? 0, y: to["y"] ?? 0 } });
    }
  }

  /** Hears what the component triggers, and what `dispatchEvent` sends here. */
  addEventListener(type: string, listener: Listener): void {
    this.#hook();
    const there = this.#listeners.get(type) ?? new Set();
    this.#listeners.set(type, there.add(listener));
  }

  removeEventListener(type: string, listener: Listener): void {
    this.#listeners.get(type)?.delete(listener);
  }

  /** Calls the functions of a lifetime, and does nothing else that goes with it. */
  triggerLifeTime(name: string, argument?: unknown): void {
    const { component } = this.#at;
    if (!component) return;
    const callbacks = (component.definition.lifetimes as Readonly<Record<string, readonly Callback[]>>)[name] ?? [];
    for (const callback of callbacks) callback.call(component.instance, argument);
  }

  triggerPageLifeTime(name: string, argument?: unknown): void {
    const { component } = this.#at;
    if (component) callPageLifetime(component, name, [argument]);
  }

  /** The tree as `tree()` of `mount` has it. */
  toJSON(): MountedElement {
    const { element, component, root } = this.#at;
    if (!element) return mountedTree(root);
    const found = findComposed(composedChildren(root), element);
    if (!found) throw new Error(`the element of ${component?.definition.id ?? element.skeleton[0]} is gone`);
    return toElement(found);
  }

  #hook(): void {
    const { component } = this.#at;
    if (!component || this.#isHooked) return;
    this.#isHooked = true;
    const instance = component.instance as unknown as { triggerEvent: (...values: unknown[]) => void };
    const trigger = instance.triggerEvent.bind(component.instance);
    instance.triggerEvent = (type, detail, options) => {
      trigger(type, detail, options);
      for (const listener of Array.from(this.#listeners.get(String(type)) ?? []))
        listener({ type: String(type), detail });
    };
  }
}

type Callback = (this: unknown, argument: unknown) => void;

const noOffset = (): undefined => undefined;

/** A finger trembles. */
function near(a: Readonly<Record<string, number>>, b: Readonly<Record<string, number>>): boolean {
  return ["x", "y"].every((axis) => Math.abs((a[axis] ?? 0) - (b[axis] ?? 0)) <= 10);
}

function findComposed(nodes: readonly ComposedNode[], element: ElementReference): ComposedElement | undefined {
  for (const node of nodes) {
    if (typeof node === "string") continue;
    if (node.element.block === element.block && node.element.skeleton === element.skeleton) return node;
    const inside = findComposed(node.children, element);
    if (inside) return inside;
  }
  return undefined;
}
