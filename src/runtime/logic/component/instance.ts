/** The author's `this`: what every component instance can do. The methods of a component are on a subclass. */
import { defineField } from "../define-field.ts";
import { findBehavior } from "./behavior.ts";
import { datasetOf, idOf } from "./element.ts";
import { triggerEvent } from "./event.ts";
import type { EventOptions } from "./event.ts";
import { callSafely } from "./node.ts";
import type { ComponentNode } from "./node.ts";
import type { Callback } from "./options.ts";
import type { ComponentPlatform } from "./platform.ts";
import { relatedNodes } from "./relation.ts";
import { exportOf, selectAllComponents, selectComponent } from "./select.ts";
import { setData } from "./update.ts";
import { setUpdateListener } from "./update-listener.ts";

/** The base class of all component and page instances. */
export class ComponentInstance {
  readonly #node: ComponentNode;

  /** Libraries use it to recognize components, and copy it to objects of their own that stand in for `this`. */
  readonly __wxExparserNodeId__: string;

  constructor(node: ComponentNode) {
    this.#node = node;
    this.__wxExparserNodeId__ = `${++node.space.updates.id}`;
  }

  /** Path of the component's files, without extension. */
  get is(): string {
    return this.#node.definition.id;
  }

  // The setters in this class exist because authors assign fields of the same names.
  set is(value: unknown) {
    defineField(this, "is", value);
  }

  /** The id of the host element; empty until `created` has run. */
  get id(): string {
    const { ownHost } = this.#node;
    return ownHost ? idOf(ownHost) : "";
  }

  set id(value: unknown) {
    defineField(this, "id", value);
  }

  get dataset(): Record<string, unknown> {
    const { ownHost } = this.#node;
    return ownHost ? datasetOf(ownHost) : {};
  }

  set dataset(value: unknown) {
    defineField(this, "dataset", value);
  }

  get data(): Record<string, unknown> {
    return this.#node.data;
  }

  // Some pages replace the whole object; that does not update the template.
  set data(value: Record<string, unknown>) {
    this.#node.data = value;
  }

  /** The same object as `data`. */
  get properties(): Record<string, unknown> {
    return this.#node.data;
  }

  /** Updates synchronously; only the callback runs later. */
  setData(values: unknown, callback?: unknown): void {
    setData(this.#node, values, callback);
  }

  /** Calls the function; each `setData` in it is a separate update. */
  groupSetData(callback: () => unknown): void {
    callback.call(this);
  }

  triggerEvent(type: string, detail?: unknown, options?: EventOptions): void {
    triggerEvent(this.#node, type, detail, options ?? {});
  }

  /**
   * The first matching element of its own template: the component instance there or what it exports, otherwise null.
   */
  selectComponent(selector?: unknown): unknown {
    return selectComponent(this.#node, String(selector ?? ""));
  }

  selectAllComponents(selector?: unknown): unknown[] {
    return selectAllComponents(this.#node, String(selector ?? ""));
  }

  /** The component whose template contains this one; null for a page. */
  selectOwnerComponent(): unknown {
    const { owner } = this.#node;
    return owner ? exportOf(owner, this.#node) : null;
  }

  /** Components linked under a key of `relations`. */
  getRelationNodes(key: string): ComponentInstance[] {
    return relatedNodes(this.#node, key).map(({ instance }) => instance);
  }

  hasBehavior(behavior: unknown): boolean {
    const found = findBehavior(behavior);
    return found !== undefined && this.#node.definition.behaviors.has(found);
  }

  /** Selectors match elements of the component's own template. */
  createSelectorQuery(): unknown {
    return platformOf(this.#node).createSelectorQuery(this.#node);
  }

  createIntersectionObserver(options?: unknown): unknown {
    return platformOf(this.#node).createIntersectionObserver(this.#node, options);
  }

  createMediaQueryObserver(): unknown {
    return platformOf(this.#node).createMediaQueryObserver(this.#node);
  }

  /** @param last a callback for the end, or the options of a scroll-driven animation */
  animate(selector: unknown, frames: unknown, duration: unknown, last?: unknown): void {
    platformOf(this.#node).animate(this.#node, selector, frames, duration, last);
  }

  clearAnimation(selector: unknown, options?: unknown, callback?: unknown): void {
    platformOf(this.#node).clearAnimation(this.#node, selector, options, callback);
  }

  applyAnimatedStyle(selector: unknown, updater: unknown, _config?: unknown, callback?: unknown): void {
    platformOf(this.#node).applyAnimatedStyle(this.#node, selector, updater, callback);
  }

  clearAnimatedStyle(selector: unknown, ids: unknown, callback?: unknown): void {
    platformOf(this.#node).clearAnimatedStyle(this.#node, selector, ids, callback);
  }

  /** Returns the instance of the page's custom tab bar, also passed to the callback; null if there is none. */
  getTabBar(callback?: unknown): unknown {
    const tabBar = platformOf(this.#node).tabBar(this.#node);
    if (typeof callback === "function" && tabBar) callback(tabBar);
    return tabBar;
  }

  /** The same text for all components of a page. */
  getPageId(): string {
    return `pageId:${this.__wxWebviewId__}`;
  }

  /** Number of the page that contains it. Components use it to find that page in `getCurrentPages()`. */
  get __wxWebviewId__(): number | undefined {
    return this.#node.space.platform()?.pageNumber(this.#node);
  }

  /** Navigation with paths relative to this component's files. */
  get router(): unknown {
    return platformOf(this.#node).router(this.#node, "self");
  }

  set router(value: unknown) {
    defineField(this, "router", value);
  }

  /** Navigation with paths relative to the page. */
  get pageRouter(): unknown {
    return platformOf(this.#node).router(this.#node, "page");
  }

  set pageRouter(value: unknown) {
    defineField(this, "pageRouter", value);
  }

  /** The channel to the page that opened this one with `navigateTo`. */
  getOpenerEventChannel(): unknown {
    return platformOf(this.#node).openerEventChannel(this.#node);
  }

  /** Calls the listener after each `setData` with its timestamps; null removes the listener. */
  setUpdatePerformanceListener(options: unknown, listener?: unknown): void {
    setUpdateListener(this.#node, options, listener);
  }

  /** Touch listeners never block scrolling here, whatever the setting. */
  getPassiveEvent(callback?: unknown): void {
    if (typeof callback === "function") {
      const config = { touchstart: true, touchmove: true, wheel: true };
      this.#node.space.later(() => callSafely(this.#node, callback as Callback, config));
    }
  }

  setPassiveEvent(_config?: unknown): void {}

  /** Has no effect: the initial rendering is not cached between runs. */
  setInitialRenderingCache(_data?: unknown): void {}

  /** The runtime's node for an instance; `undefined` for any other value. */
  static nodeOf(instance: unknown): ComponentNode | undefined {
    return typeof instance === "object" && instance !== null && #node in instance ? instance.#node : undefined;
  }
}

function platformOf({ space }: ComponentNode): ComponentPlatform {
  const platform = space.platform();
  if (!platform) throw new Error("this component stands in no page of an app");
  return platform;
}
