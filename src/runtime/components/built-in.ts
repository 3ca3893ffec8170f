/**
 * What all built-in components share: a table of properties with WeChat's types and defaults, and the ways to tell the
 * frame that something happened.
 *
 * A component's look comes from sheets of its shadow root: `:host` and `::slotted` there lose against any rule of the
 * author's sheets, as WeChat's own rules do. Whatever an author styles by a class of his (a placeholder, the nodes of a
 * rich text) or by WeChat's class names (`.wx-checkbox-input`) stands in the light tree, below the host.
 */
import { setAccessibility, setAttribute } from "./accessibility.ts";
import type { BuiltInElement } from "./contract.ts";
import { pageContext } from "./page-context.ts";

export interface Property<T> {
  readonly initial: T;
  readonly coerce: (value: unknown) => T;
  /** The value is seen as an attribute too, for selectors such as `button[disabled]`. */
  readonly reflect?: boolean;
}

/** A component's properties by name. Kinds differ, so a table says of each only what is common to all. */
export type PropertyTable = Readonly<Record<string, { readonly initial: unknown; readonly reflect?: boolean }>>;

type Values<P extends PropertyTable> = { -readonly [N in keyof P]: P[N]["initial"] };

/** A String property: null and undefined are the default. */
export function text(initial = "", reflect = false): Property<string> {
  return { initial, reflect, coerce: (value) => (value === null ? initial : String(value)) };
}

/** One of several words; what is none of them counts as the first. */
export function word<W extends string>(words: readonly [W, ...W[]], reflect = false): Property<W> {
  return { initial: words[0], reflect, coerce: (value) => words.find((one) => one === value) ?? words[0] };
}

/** A Number property: `"12"` is 12, what is no number is the default. */
export function number(initial = 0): Property<number> {
  const coerce = (value: unknown) => {
    const result = typeof value === "string" && value.trim() === "" ? Number.NaN : Number(value);
    return Number.isFinite(result) ? result : initial;
  };
  return { initial, coerce };
}

/** A Boolean property. Any string but the empty one is true, `"false"` included, as WeChat's documentation warns. */
export function flag(initial = false, reflect = false): Property<boolean> {
  return { initial, reflect, coerce: (value) => (value === null ? initial : Boolean(value)) };
}

/** A number of pixels, or a string with a unit; kept as CSS, `""` if it was not given. */
export function length(initial = ""): Property<string> {
  return { initial, coerce: (value) => cssLength(value) ?? initial };
}

export function anything<T = unknown>(initial: T): Property<T> {
  return { initial, coerce: (value) => value as T };
}

export abstract class BuiltIn<P extends PropertyTable = PropertyTable> extends HTMLElement implements BuiltInElement {
  /** What the template or the user set last, defaults included. */
  protected readonly values: Values<P>;
  /** Of the template's file, ends in "/" or is empty. */
  protected directory = "";
  readonly #table: P;

  protected constructor(table: P) {
    super();
    this.#table = table;
    const values: Record<string, unknown> = {};
    for (const name of Object.keys(table)) values[name] = table[name]?.initial;
    this.values = values as Values<P>;
  }

  setProperty(name: string, value: unknown, directory: string): void {
    const property = Object.hasOwn(this.#table, name) ? (this.#table[name] as Property<unknown>) : undefined;
    if (property === undefined) {
      setAccessibility(this, name, value);
      return;
    }
    this.directory = directory;
    const next = value === undefined ? property.initial : property.coerce(value);
    const old = this.values[name];
    // Objects count as changed: what the Worker sends is a copy each time.
    if (next === old && (typeof next !== "object" || next === null) && !this.always(name)) return;
    (this.values as Record<string, unknown>)[name] = next;
    if (property.reflect === true) setAttribute(this, kebab(name), next);
    this.changed(name, next, old);
  }

  queryProperty(name: string): unknown {
    return Object.hasOwn(this.values, name) ? this.values[name] : undefined;
  }

  /** A property has another value. Also called while the element stands in no document. */
  protected changed(_name: string, _value: unknown, _old: unknown): void {}

  /** Whether setting this property counts even if its value is equal: one that the user changes as well. */
  protected always(_name: string): boolean {
    return false;
  }

  /** Raises an event for the author's handlers. */
  protected emit(type: string, detail: unknown = {}, options?: { readonly bubbles?: boolean }): void {
    pageContext().raise(this, type, detail, options);
  }

  /** The user changed a property: keeps the value and hands it to whoever bound it with `model:`. */
  protected model(name: string, value: unknown): void {
    (this.values as Record<string, unknown>)[name] = value;
    pageContext().writeModel(this, name, value);
  }

  /** A shadow root with these sheets and this content, which is text of this program alone. */
  protected shadow(markup: string, ...sheets: readonly CSSStyleSheet[]): ShadowRoot {
    const root = this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [...sheets];
    root.innerHTML = markup;
    return root;
  }
}

/** A sheet for shadow roots; to be made once per file. */
export function sheet(css: string): CSSStyleSheet {
  const result = new CSSStyleSheet();
  result.replaceSync(css);
  return result;
}

/** The element of a shadow root's own markup that carries this id. */
export function part<E extends Element = HTMLElement>(root: ShadowRoot, id: string): E {
  const found = root.getElementById(id);
  if (found === null) throw new Error(`no #${id} in the markup of ${root.host.localName}`);
  return found as unknown as E;
}

/** Sets a style attribute's text as an author wrote it, `rpx` included, in the one way that a strict policy allows. */
export function setInlineStyle(element: HTMLElement | SVGElement, css: string): void {
  element.style.cssText = replaceRpx(css);
}

/** `12` and `"12"` are pixels, `"12rpx"` and others stay; undefined for what is no length. */
export function cssLength(value: unknown): string | undefined {
  if (typeof value === "number") return Number.isFinite(value) ? `${value}px` : undefined;
  if (typeof value !== "string") return undefined;
  const trimmed = value.trim();
  if (trimmed === "") return undefined;
  return Number.isFinite(Number(trimmed)) ? `${trimmed}px` : replaceRpx(trimmed);
}

function replaceRpx(css: string): string {
  return css.includes("rpx") ? css.replaceAll(/(-?\d*\.?\d+)rpx\b/g, "calc(var(--rpx) * $1)") : css;
}

function kebab(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
