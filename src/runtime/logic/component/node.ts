/**
 * A component at run time: what the runtime knows about it. The author sees its `instance` (instance.ts). Its owner is
 * the component or page whose template uses it; its host is the element there.
 */
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
/** Its owner's template no longer contains it. */
export const REMOVED = 8;
/** The components in its tree have been attached, or are being attached. */
export const OPEN = 16;

export class ComponentNode {
  readonly space: ComponentSpace;
  readonly definition: ComponentDefinition;
  /** The component whose template contains the host element; `undefined` for a page. */
  readonly owner: ComponentNode | undefined;
  readonly #block: Block | undefined;
  /** The host element's position in the skeleton of its block. */
  readonly skeleton: SkeletonElement | undefined;
  /** The instance, if it was created already. */
  made: ComponentInstance | undefined = undefined;
  /** `this.data`. */
  data: Record<string, unknown>;
  /** The next component whose host is in the same block. */
  beside: ComponentNode | undefined = undefined;
  /** Its own tree; `undefined` while that is being created. */
  root: Root | undefined = undefined;
  #state = 0;
  /** Cache of the slots of its own tree; cleared when the tree changes. */
  slots: readonly ShadowElement[] | undefined = undefined;
  /** Links to related components, around it and inside it; the other side has a link back. */
  links: Link[] | undefined = undefined;
  /** Set while its data is being updated, until the template is. */
  cycle: Cycle | undefined = undefined;
  /** Property values that its template's running update has for one child, not yet passed on. */
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

  /** The author's `this`, created on first use. */
  get instance(): ComponentInstance {
    return (this.made ??= this.definition.createInstance(this));
  }

  /** `undefined` for a page. */
  get host(): ElementReference | undefined {
    return this.#block && this.skeleton && { block: this.#block, skeleton: this.skeleton };
  }

  /**
   * The host element once the component belongs to it. Before that, the component has no id and no dataset, and its
   * events reach nobody.
   */
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

/** Calls a function of the component. An error is reported, not thrown. */
export function callSafely(node: ComponentNode, callback: Callback, ...values: readonly unknown[]): void {
  try {
    callback.apply(node.instance, [...values]);
  } catch (error) {
    node.space.report(error, node);
  }
}

/** Calls an event handler; `name` is for error reports. Only `input` uses the return value. */
export function callHandler(node: ComponentNode, name: string, callback: Callback, event: unknown): unknown {
  try {
    return callback.call(node.instance, event);
  } catch (error) {
    node.space.report(error, node, name);
    return undefined;
  }
}

/** Like `callSafely`, but calls the component's own `lifetimes.error` before the error is reported. */
export function callGuarded(node: ComponentNode, callback: Callback, ...values: readonly unknown[]): void {
  try {
    callback.apply(node.instance, [...values]);
  } catch (error) {
    failed(node, error, undefined);
  }
}

/** Calls all callbacks of a lifetime. Errors go to `lifetimes.error` and are reported. */
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
 * Returns the function, or the method with that name. If there is none, warns and returns `undefined`.
 *
 * @param use what it is for, for the warning: `handle event "tap"`
 */
export function findCallback(node: ComponentNode, callback: unknown, use: string): Callback | undefined {
  const found: unknown =
    typeof callback === "string" ? (node.instance as unknown as Record<string, unknown>)[callback] : callback;
  return typeof found === "function" ? (found as Callback) : warnNoMethod(node, callback, use);
}
