/** A component, or an element in one, with the interface that tests written for miniprogram-simulate use. */
import {
  callPageLifetime,
  componentOf,
  composedChildren,
  composedElement,
  dispatch,
  selectPlaces,
} from "../../runtime/logic/index.ts";
import type { ComponentNode, ComposedElement, ComposedNode, ElementReference } from "../../runtime/logic/index.ts";
import { elementDom, rootDom } from "./html.ts";
import type { PrefixOf, SimulatedDom } from "./html.ts";
import { elementJson, rootJson } from "./json.ts";
import type { LoadedName, SimulatedJson } from "./json.ts";

export interface DispatchOptions {
  readonly bubbles?: boolean;
  readonly composed?: boolean;
  readonly capturePhase?: boolean;
  readonly detail?: unknown;
  readonly touches?: readonly Readonly<Record<string, number>>[];
  readonly changedTouches?: readonly Readonly<Record<string, number>>[];
}

type Listener = (event: { readonly type: string; readonly detail: unknown }) => void;

/** Shared by everything found in one rendered component. */
export interface Rendered {
  readonly root: ComponentNode;
  /** Tag of the root. */
  readonly name: string;
  /** Properties that the test passed to the root. */
  readonly properties: Readonly<Record<string, unknown>>;
  readonly prefixOf: PrefixOf;
  readonly loadedName: LoadedName;
  readonly listeners: {
    readonly position: TreePosition | undefined;
    readonly type: string;
    readonly listener: Listener;
  }[];
  /** Components whose `triggerEvent` is intercepted. */
  readonly hooked: Set<ComponentNode>;
}

/** The position of an element. */
interface TreePosition {
  readonly element: ElementReference;
  /** The component whose template contains the element. */
  readonly tree: ComponentNode;
}

export class SimulatedComponent {
  readonly #in: Rendered;
  readonly #position: TreePosition | undefined;
  readonly #component: ComponentNode | undefined;
  #touch: Readonly<Record<string, number>> | undefined = undefined;
  /** Scroll position set by `scroll`. */
  readonly scrolled: Record<string, number> = { scrollTop: 0, scrollLeft: 0 };

  /** @param position position of an element; `undefined` for the root */
  constructor(rendered: Rendered, position: TreePosition | undefined) {
    this.#in = rendered;
    this.#position = position;
    this.#component = position ? componentOf(position.element) : rendered.root;
  }

  /** Reflects the current state at every access. */
  get dom(): SimulatedDom {
    const { root, name, prefixOf } = this.#in;
    const position = this.#position;
    return position
      ? elementDom(() => this.#composed(position), prefixOf, this.scrolled)
      : rootDom(root, name, prefixOf);
  }

  /** `this` of the component; `undefined` for a plain element. */
  get instance(): (Readonly<Record<string, unknown>> & { data: Record<string, unknown> }) | undefined {
    return this.#component?.instance as unknown as SimulatedComponent["instance"];
  }

  get data(): Record<string, unknown> | undefined {
    return this.#component?.instance.data;
  }

  querySelector(selector: string): SimulatedComponent | undefined {
    return this.querySelectorAll(selector)[0];
  }

  querySelectorAll(selector: string): SimulatedComponent[] {
    if (!this.#component) return [];
    return selectPlaces(this.#component, selector).map((position) => new SimulatedComponent(this.#in, position));
  }

  setData(values: Readonly<Record<string, unknown>>, callback?: () => void): void {
    this.#component?.instance.setData(values, callback);
  }

  /**
   * Dispatches an event to this element. A `touchend` close to the `touchstart` is followed by a `tap`, as with a real
   * finger.
   */
  dispatchEvent(type: string, options: DispatchOptions = {}): void {
    const { detail = {}, ...given } = options;
    const flags = { bubbles: true, composed: true, capturePhase: true, ...given };
    const fingers = touchesOf(type, options);
    const path = this.#path();
    if (this.#position) {
      const { tree, element } = this.#position;
      const facts = fingers && { ...fingers, timeStamp: tree.space.now(), offsetOf: noOffset };
      dispatch(tree, element, type, detail, flags, facts);
    }
    for (const position of flags.bubbles ? path : path.slice(0, 1)) this.#callListeners(position, type, detail);
    const finger = fingers?.changedTouches[0] ?? fingers?.touches[0];
    if (type === "touchstart") this.#touch = finger;
    if (type === "touchend" && this.#touch) {
      const from = this.#touch;
      this.#touch = undefined;
      const to = finger ?? from;
      if (near(from, to)) this.dispatchEvent("tap", { detail: { x: to["x"] ?? 0, y: to["y"] ?? 0 } });
    }
  }

  /**
   * Listens to events that the component triggers, and to those that `dispatchEvent` sends to it or to an element
   * inside.
   */
  addEventListener(type: string, listener: Listener): void {
    this.#hook();
    this.#in.listeners.push({ position: this.#position, type, listener });
  }

  /** Without a listener, removes all of that type. */
  removeEventListener(type: string, listener?: Listener): void {
    const { listeners } = this.#in;
    const isGone = (one: (typeof listeners)[number]): boolean =>
      one.type === type && isSamePosition(one.position, this.#position) && (!listener || one.listener === listener);
    listeners.splice(0, listeners.length, ...listeners.filter((one) => !isGone(one)));
  }

  /** Calls the functions of a lifetime, without its other effects. */
  triggerLifeTime(name: string, argument?: unknown): void {
    const component = this.#component;
    if (!component) return;
    const callbacks = (component.definition.lifetimes as Readonly<Record<string, readonly Callback[]>>)[name] ?? [];
    for (const callback of callbacks) callback.call(component.instance, argument);
  }

  triggerPageLifeTime(name: string, argument?: unknown): void {
    const component = this.#component;
    if (component) callPageLifetime(component, name, [argument]);
  }

  /** The tree in the form of miniprogram-simulate, so that its snapshots stay valid. */
  toJSON(): SimulatedJson {
    const { root, name, properties, loadedName } = this.#in;
    const position = this.#position;
    return position ? elementJson(this.#composed(position), loadedName) : rootJson(root, name, properties, loadedName);
  }

  #composed(position: TreePosition): ComposedElement {
    const found = composedElement(position);
    if (found) return found;
    throw new Error(`a component with virtualHost has no element: ${this.#component?.definition.id}`);
  }

  /** This element and its ancestors in the rendered tree; the root, which has no position, comes last. */
  #path(): (TreePosition | undefined)[] {
    const position = this.#position;
    if (!position) return [undefined];
    return [...(pathTo(composedChildren(this.#in.root), position) ?? [position]), undefined];
  }

  #callListeners(position: TreePosition | undefined, type: string, detail: unknown): void {
    for (const one of Array.from(this.#in.listeners))
      if (one.type === type && isSamePosition(one.position, position)) one.listener({ type, detail });
  }

  #hook(): void {
    const component = this.#component;
    if (!component || this.#in.hooked.has(component)) return;
    this.#in.hooked.add(component);
    const instance = component.instance as unknown as { triggerEvent: (...values: unknown[]) => void };
    const trigger = instance.triggerEvent.bind(component.instance);
    instance.triggerEvent = (type, detail, options) => {
      trigger(type, detail, options);
      this.#callListeners(this.#position, String(type), detail);
    };
  }
}

type Callback = (this: unknown, argument: unknown) => void;

interface Touches {
  readonly touches: readonly Readonly<Record<string, number>>[];
  readonly changedTouches: readonly Readonly<Record<string, number>>[];
}

/**
 * Completes the touches of an event: a test gives `x` and `y`, handlers read the names used on a device. Touch events
 * without touches get one.
 */
function touchesOf(type: string, { touches, changedTouches }: DispatchOptions): Touches | undefined {
  const isFinger = /^touch(start|move|end|cancel)$/.test(type);
  if (!isFinger && !touches && !changedTouches) return undefined;
  const isDown = type === "touchstart" || type === "touchmove";
  const whole = (all: DispatchOptions["touches"], own: boolean): Touches["touches"] =>
    (all ?? (isFinger && own ? [{}] : [])).map((given, identifier) => {
      const { x = 0, y = 0 } = given;
      return Object.assign({ identifier, x, y, clientX: x, clientY: y, pageX: x, pageY: y }, given);
    });
  return { touches: whole(touches, isDown), changedTouches: whole(changedTouches, true) };
}

const noOffset = (): undefined => undefined;

/** Tolerates small movements, as with a real finger. */
function near(a: Readonly<Record<string, number>>, b: Readonly<Record<string, number>>): boolean {
  return ["x", "y"].every((axis) => Math.abs((a[axis] ?? 0) - (b[axis] ?? 0)) <= 10);
}

function isSamePosition(a: TreePosition | undefined, b: TreePosition | undefined): boolean {
  return a?.element.block === b?.element.block && a?.element.skeleton === b?.element.skeleton;
}

/** The path to a position, innermost element first. */
function pathTo(nodes: readonly ComposedNode[], position: TreePosition): TreePosition[] | undefined {
  for (const node of nodes) {
    if (typeof node === "string") continue;
    if (isSamePosition(node, position)) return [node];
    const inside = pathTo(node.children, position);
    if (inside) return [...inside, node];
  }
  return undefined;
}
