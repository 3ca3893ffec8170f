/**
 * What wxs functions see of a component or element: `ownerInstance`, `instance` and results of `selectComponent`
 * (WeChat's `ComponentDescriptor`). Their changes to an element are sent to the frame and apply on top of the element's
 * template.
 */
import { classesOf, componentOf, datasetOf } from "../component/element.ts";
import { triggerEvent } from "../component/event.ts";
import { callSafely, findCallback } from "../component/node.ts";
import type { ComponentNode } from "../component/node.ts";
import { selectElements } from "../component/select.ts";
import { splitClasses } from "../component/element.ts";
import type { Operation } from "../../protocol.ts";
import { Override } from "../../protocol.ts";
import type { ElementReference } from "../shadow-tree.ts";
import { scopedNames } from "./class-text.ts";

/** The page that descriptors belong to. */
export interface DescriptorPage {
  override(element: ElementReference, what: number, value: Operation): void;
  /** Left, top, width and height, as reported by the frame with the last event. */
  rectOf(element: ElementReference): readonly [number, number, number, number] | undefined;
}

/** One descriptor per element. It lives as long as the element, and so does the object that `getState` returns. */
export class Descriptors {
  readonly #page: DescriptorPage;
  readonly #known = new WeakMap<object, Map<unknown, ComponentDescriptor>>();

  constructor(page: DescriptorPage) {
    this.#page = page;
  }

  /** @param tree the component whose template contains the element */
  ofElement(tree: ComponentNode, element: ElementReference): ComponentDescriptor {
    const component = componentOf(element);
    if (component) return this.ofComponent(component);
    return this.#keep(element.block, element.skeleton, () => new ComponentDescriptor(this, this.#page, tree, element));
  }

  ofComponent(node: ComponentNode): ComponentDescriptor {
    return this.#keep(node, node, () => new ComponentDescriptor(this, this.#page, node, node.host));
  }

  #keep(holder: object, key: unknown, make: () => ComponentDescriptor): ComponentDescriptor {
    let all = this.#known.get(holder);
    if (!all) this.#known.set(holder, (all = new Map()));
    let one = all.get(key);
    if (!one) all.set(key, (one = make()));
    return one;
  }
}

export class ComponentDescriptor {
  readonly #all: Descriptors;
  readonly #page: DescriptorPage;
  /** The component itself, or the one whose template contains the element. */
  readonly #node: ComponentNode;
  readonly #element: ElementReference | undefined;
  readonly #state: Record<string, unknown> = {};
  readonly #style: Record<string, unknown> = {};
  readonly #added = new Set<string>();
  readonly #removed = new Set<string>();

  constructor(all: Descriptors, page: DescriptorPage, node: ComponentNode, element: ElementReference | undefined) {
    this.#all = all;
    this.#page = page;
    this.#node = node;
    this.#element = element;
  }

  selectComponent(selector: unknown): ComponentDescriptor | null {
    return this.selectAllComponents(selector)[0] ?? null;
  }

  selectAllComponents(selector: unknown): ComponentDescriptor[] {
    return selectElements(this.#node, String(selector)).map((element) => this.#all.ofElement(this.#node, element));
  }

  /** @param style a text with declarations, or an object */
  setStyle(style: unknown): this {
    const values = typeof style === "string" ? parseStyle(style) : Object(style);
    Object.assign(this.#style, values);
    this.#override(Override.style, { ...(values as object) });
    return this;
  }

  addClass(names: unknown): this {
    for (const name of splitClasses(names)) {
      this.#added.add(name);
      this.#removed.delete(name);
    }
    this.#override(Override.addClass, this.#scoped(names));
    return this;
  }

  removeClass(names: unknown): this {
    for (const name of splitClasses(names)) {
      this.#removed.add(name);
      this.#added.delete(name);
    }
    this.#override(Override.removeClass, this.#scoped(names));
    return this;
  }

  hasClass(name: unknown): boolean {
    const text = String(name);
    if (this.#added.has(text)) return true;
    return !this.#removed.has(text) && this.#element !== undefined && classesOf(this.#element).includes(text);
  }

  getDataset(): Record<string, unknown> {
    return this.#element ? datasetOf(this.#element) : {};
  }

  /** Calls a method of the component, or of the one whose template contains the element. */
  callMethod(name: unknown, argument?: unknown): void {
    const callback = findCallback(this.#node, String(name), "be called");
    if (callback) callSafely(this.#node, callback, argument);
  }

  requestAnimationFrame(callback: unknown): void {
    setTimeout(() => this.#call(callback), FRAME);
  }

  setTimeout(callback: unknown, delay?: unknown): number {
    return Number(setTimeout(() => this.#call(callback), Number(delay) || 0));
  }

  clearTimeout(id: unknown): void {
    clearTimeout(Number(id));
  }

  /** An object for the author's own state, always the same. */
  getState(): Record<string, unknown> {
    return this.#state;
  }

  triggerEvent(name: unknown, detail?: unknown, options?: unknown): void {
    triggerEvent(this.#node, String(name), detail, (options ?? {}) as object);
  }

  /** Styles set by wxs, and the size at the last event. Only the frame knows other properties. */
  getComputedStyle(names?: unknown): Record<string, unknown> {
    const rect = this.#element && this.#page.rectOf(this.#element);
    const known: Record<string, unknown> = {
      ...(rect ? { width: `${rect[2]}px`, height: `${rect[3]}px` } : {}),
      ...this.#style,
    };
    if (!Array.isArray(names)) return known;
    return Object.fromEntries(names.map((name) => [String(name), known[String(name)] ?? ""]));
  }

  /** The rectangle at the last event whose path included this element. */
  getBoundingClientRect(): Record<string, number> {
    const [left, top, width, height] = (this.#element && this.#page.rectOf(this.#element)) ?? NO_RECT;
    return { left, top, width, height, right: left + width, bottom: top + height };
  }

  #override(what: number, value: Operation): void {
    if (this.#element) this.#page.override(this.#element, what, value);
  }

  #scoped(names: unknown): string {
    // A component's host is in its owner's template.
    const tree = this.#element && componentOf(this.#element) ? this.#node.owner : this.#node;
    const scoped = new Set<string>();
    for (const name of splitClasses(names)) if (tree) scopedNames(tree.definition, name, scoped);
    return [...scoped].join(" ");
  }

  #call(callback: unknown): void {
    this.#node.space.templates.handle(callback, []);
  }
}

/** Duration of an animation frame in milliseconds. */
const FRAME = 16;
const NO_RECT = [0, 0, 0, 0] as const;

function parseStyle(text: string): Record<string, string> {
  const style: Record<string, string> = {};
  for (const declaration of text.split(/;(?![^(]*\))/)) {
    const colon = declaration.indexOf(":");
    if (colon > 0) style[declaration.slice(0, colon).trim()] = declaration.slice(colon + 1).trim();
  }
  return style;
}
