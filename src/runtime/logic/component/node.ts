/** A component that exists: what the runtime knows of it, apart from the object that its author sees. */
import type { Root } from "../root.ts";
import type { Block } from "../block.ts";
import type { ElementReference, ShadowElement } from "../shadow-tree.ts";
import type { SkeletonElement } from "../skeleton.ts";
import type { ComponentDefinition } from "./definition.ts";
import type { ComponentInstance } from "./instance.ts";
import type { Callback, LifetimeName } from "./options.ts";
import type { Link } from "./relation.ts";
import type { ComponentSpace } from "./space.ts";
import type { Cycle } from "./cycle.ts";
import { warnNoMethod } from "./warning.ts";

/** States of a component: bits of one number, because there are many components. */
export const PLACED = 1;
export const ATTACHED = 2;
export const READY = 4;
/** Its owner's template has no place for it any more. */
export const REMOVED = 8;
/** What is in its tree is attached. */
export const OPEN = 16;

export class ComponentNode {
  readonly space: ComponentSpace;
  readonly definition: ComponentDefinition;
  /** The component in whose template the host element stands; nothing for a page. */
  readonly owner: ComponentNode | undefined;
  readonly #block: Block | undefined;
  /** Of its host element. */
  readonly skeleton: SkeletonElement | undefined;
  /** `instance`, if somebody has wanted it. */
  made: ComponentInstance | undefined = undefined;
  /** `this.data`. */
  data: Record<string, unknown>;
  /** Another component in the block of its host. */
  beside: ComponentNode | undefined = undefined;
  /** Its own tree; not there while that is being made. */
  root: Root | undefined = undefined;
  #state = 0;
  /** The slots of its own tree as they were found last; forgotten when the tree's shape changes. */
  slots: readonly ShadowElement[] | undefined = undefined;
  /** To components around it; those around have their own, to this one. */
  links: Link[] | undefined = undefined;
  /** There while an update is on its way to the template. */
  cycle: Cycle | undefined = undefined;
  /** What its template's update has for the child that it came to last. */
  pending: { readonly child: ComponentNode; readonly values: Map<string, unknown> } | undefined = undefined;

  constructor(
    space: ComponentSpace,
    definition: ComponentDefinition,
    owner: ComponentNode | undefined,
    host: ElementReference | undefined,
  ) {
    this.space = space;
    this.definition = definition;
    this.owner = owner;
    this.#block = host?.block;
    this.skeleton = host?.skeleton;
    this.data = definition.createData();
  }

  /** Made when somebody first wants it. */
  get instance(): ComponentInstance {
    return (this.made ??= this.definition.createInstance(this));
  }

  /** Nothing for a page. */
  get host(): ElementReference | undefined {
    return this.#block && this.skeleton && { block: this.#block, skeleton: this.skeleton };
  }

  /** Before its host element is its own it has no id, no dataset, and its events reach no one. */
  get ownHost(): ElementReference | undefined {
    return this.in(PLACED) ? this.host : undefined;
  }

  in(state: number): boolean {
    return (this.#state & state) !== 0;
  }

  enter(state: number): void {
    this.#state |= state;
  }

  leave(state: number): void {
    this.#state &= ~state;
  }
}

/** Calls a component's function; what it throws is reported and does not go on. */
export function callSafely(node: ComponentNode, callback: Callback, ...values: readonly unknown[]): void {
  try {
    callback.apply(node.instance, [...values]);
  } catch (error) {
    node.space.report(error, node);
  }
}

/** A handler of an event, by its name. What it returns matters to `input` alone. */
export function callHandler(node: ComponentNode, name: string, callback: Callback, event: unknown): unknown {
  try {
    return callback.call(node.instance, event);
  } catch (error) {
    node.space.report(error, node, name);
    return undefined;
  }
}

/** As `callSafely`, and the component's own `lifetimes.error` hears of it first. */
export function callGuarded(node: ComponentNode, callback: Callback, ...values: readonly unknown[]): void {
  try {
    callback.apply(node.instance, [...values]);
  } catch (error) {
    failed(node, error, undefined);
  }
}

export function callLifetime(node: ComponentNode, name: LifetimeName): void {
  for (const callback of node.definition.lifetimes[name]) {
    try {
      callback.call(node.instance);
    } catch (error) {
      failed(node, error, name);
    }
  }
}

function failed(node: ComponentNode, error: unknown, during: string | undefined): void {
  for (const hook of node.definition.lifetimes.error) callSafely(node, hook, error);
  node.space.report(error, node, during);
}

/**
 * A function, or the method of that name; nothing, with a warning, if there is none.
 *
 * @param use what it is for: `handle event "tap"`
 */
export function findCallback(node: ComponentNode, callback: unknown, use: string): Callback | undefined {
  const found: unknown =
    typeof callback === "string" ? (node.instance as unknown as Record<string, unknown>)[callback] : callback;
  if (typeof found === "function") return found as Callback;
  warnNoMethod(node, callback, use);
  return undefined;
}
