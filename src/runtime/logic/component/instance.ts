/** `this`, as authors have it: what every component can do. Its own methods stand on a class that extends this one. */
import { findBehavior } from "./behavior.ts";
import { datasetOf, idOf } from "./element.ts";
import { triggerEvent } from "./event.ts";
import type { EventOptions } from "./event.ts";
import type { ComponentNode } from "./node.ts";
import { relatedNodes } from "./relation.ts";
import { exportOf, selectAllComponents, selectComponent } from "./select.ts";
import { setData } from "./update.ts";

export class ComponentInstance {
  readonly #node: ComponentNode;

  constructor(node: ComponentNode) {
    this.#node = node;
  }

  /** Path of the component's files, without extension. */
  get is(): string {
    return this.#node.definition.id;
  }

  // Authors keep fields of these names of their own.
  set is(value: unknown) {
    defineField(this, "is", value);
  }

  /** Of its host element; empty before `created` has run. */
  get id(): string {
    const { host, isPlaced } = this.#node;
    return host && isPlaced ? idOf(host) : "";
  }

  set id(value: unknown) {
    defineField(this, "id", value);
  }

  get dataset(): Record<string, unknown> {
    const { host, isPlaced } = this.#node;
    return host && isPlaced ? datasetOf(host) : {};
  }

  set dataset(value: unknown) {
    defineField(this, "dataset", value);
  }

  get data(): Record<string, unknown> {
    return this.#node.data;
  }

  /** The same object as `data`. */
  get properties(): Record<string, unknown> {
    return this.#node.data;
  }

  /** Everything has happened when it returns, but for the callback. */
  setData(values: unknown, callback?: unknown): void {
    setData(this.#node, values, callback);
  }

  /** Calls the function; each `setData` in it is an update of its own. */
  groupSetData(callback: () => unknown): void {
    callback.call(this);
  }

  triggerEvent(type: string, detail?: unknown, options?: EventOptions): void {
    triggerEvent(this.#node, type, detail, options ?? {});
  }

  /** The first element of its own template, if that is a component: the instance, or what that exports. */
  selectComponent(selector?: unknown): unknown {
    return selectComponent(this.#node, String(selector ?? ""));
  }

  selectAllComponents(selector?: unknown): unknown[] {
    return selectAllComponents(this.#node, String(selector ?? ""));
  }

  /** The component in whose template this one stands; null for a page. */
  selectOwnerComponent(): unknown {
    const { owner } = this.#node;
    return owner ? exportOf(owner) : null;
  }

  /** Components linked under a key of `relations`. */
  getRelationNodes(key: string): ComponentInstance[] {
    return relatedNodes(this.#node, key).map(({ instance }) => instance);
  }

  hasBehavior(behavior: unknown): boolean {
    const found = findBehavior(behavior);
    return found !== undefined && this.#node.definition.behaviors.has(found);
  }
}

/** Gives an object a field of its own, whatever it inherits under that name. */
export function defineField(object: object, name: string, value: unknown): void {
  Object.defineProperty(object, name, { value, writable: true, configurable: true, enumerable: true });
}
