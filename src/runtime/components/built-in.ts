/**
 * The base of all built-in components: a property table with WeChat's types and defaults, and methods that report
 * events to the frame.
 *
 * A component's styles are in its shadow root. `:host` and `::slotted` rules there lose against any rule of the
 * author's stylesheets, as WeChat's own rules do. Whatever authors style by their own class (a placeholder, the nodes
 * of a rich-text) or by WeChat's class names (`.wx-checkbox-input`) is in the light tree, below the host.
 */
import { authorStyle, hyphenated } from "./author-style.ts";
import { setAccessibility, setAttribute } from "./accessibility.ts";
import type { BuiltInElement } from "./contract.ts";
import { pageContext } from "./page-context.ts";
import { Unhandled } from "./unhandled.ts";

export interface Property<T> {
  readonly initial: T;
  readonly coerce: (value: unknown) => T;
  /** Also sets the value as an attribute, for selectors such as `button[disabled]`. */
  readonly reflect?: boolean;
}

/** Properties by name. Their types differ, so the table type has only the common fields. */
export type PropertyTable = Readonly<Record<string, { readonly initial: unknown; readonly reflect?: boolean }>>;

type Values<P extends PropertyTable> = { -readonly [N in keyof P]: P[N]["initial"] };

/** A String property; null and undefined give the default. */
export function text(initial = "", reflect = false): Property<string> {
  return { initial, reflect, coerce: (value) => (value === null ? initial : String(value)) };
}

/** One of several words; any other value gives the first. */
export function word<W extends string>(words: readonly [W, ...W[]], reflect = false): Property<W> {
  return { initial: words[0], reflect, coerce: (value) => words.find((one) => one === value) ?? words[0] };
}

/** A Number property: `"12"` is 12; a value that is not a number gives the default. */
export function number(initial = 0): Property<number> {
  const coerce = (value: unknown) => {
    const result = typeof value === "string" && value.trim() === "" ? Number.NaN : Number(value);
    return Number.isFinite(result) ? result : initial;
  };
  return { initial, coerce };
}

/** A Boolean property. Any string but the empty one is true, even `"false"`, as WeChat's documentation warns. */
export function flag(initial = false, reflect = false): Property<boolean> {
  return { initial, reflect, coerce: (value) => (value === null ? initial : Boolean(value)) };
}

/** A length: a number of pixels, or a string with a unit. Kept as CSS; `""` if it is not set. */
export function length(initial = ""): Property<string> {
  return { initial, coerce: (value) => cssLength(value) ?? initial };
}

/** A property of any type, kept unchanged. */
export function anything<T = unknown>(initial: T): Property<T> {
  return { initial, coerce: (value) => value as T };
}

export abstract class BuiltIn<P extends PropertyTable = PropertyTable> extends HTMLElement implements BuiltInElement {
  /** Current values, set by the template or the user, defaults included. */
  protected readonly values: Values<P>;
  /** Directory of the template's file; ends in "/" or is empty. */
  protected directory = "";
  readonly #table: P;
  #changes: Unhandled | undefined;

  protected constructor(table: P) {
    super();
    this.#table = table;
    const values: Record<string, unknown> = {};
    for (const name of Object.keys(table)) values[name] = table[name]?.initial;
    this.values = values as Values<P>;
  }

  setProperty(name: string, value: unknown, directory: string): void {
    if (this.holds(name, () => this.setProperty(name, value, directory))) return;
    const property = Object.hasOwn(this.#table, name) ? (this.#table[name] as Property<unknown>) : undefined;
    if (property === undefined) {
      setAccessibility(this.operated, name, value);
      return;
    }
    this.directory = directory;
    const next = value === undefined ? property.initial : property.coerce(value);
    const old = this.values[name];
    // Objects always count as changed, because the Worker sends a copy each time.
    if (next === old && (typeof next !== "object" || next === null) && !this.always(name)) return;
    (this.values as Record<string, unknown>)[name] = next;
    if (property.reflect === true) setAttribute(this, hyphenated(name), next);
    this.changed(name, next, old);
  }

  /** The element that the user operates; accessibility attributes apply to it. */
  protected get operated(): Element {
    return this;
  }

  queryProperty(name: string): unknown {
    return Object.hasOwn(this.values, name) ? this.values[name] : undefined;
  }

  /** Called when a property has changed, also while the element is outside the document. */
  protected changed(_name: string, _value: unknown, _old: unknown): void {}

  /** Whether setting this property counts even if the value is equal: true for properties that the user changes too. */
  protected always(_name: string): boolean {
    return false;
  }

  /** Raises an event for the author's handlers. */
  protected emit(type: string, detail: unknown = {}, options?: { readonly bubbles?: boolean }): void {
    pageContext().raise(this, type, detail, options);
  }

  /** Stores a value that the user changed, and sends it to the Worker if it is bound with `model:`. */
  protected model(name: string, value: unknown): void {
    (this.values as Record<string, unknown>)[name] = value;
    pageContext().writeModel(this, name, value);
    (this.#changes ??= new Unhandled()).add(this);
  }

  /** Returns whether a value that the app sets must wait; see `Unhandled.holds`. */
  protected holds(name: string, set: () => void): boolean {
    return this.#changes?.holds(name, set) === true;
  }

  /** Creates the shadow root with these stylesheets and this markup, which must be a constant of this program. */
  protected shadow(markup: string, ...sheets: readonly CSSStyleSheet[]): ShadowRoot {
    const root = this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [...sheets];
    root.innerHTML = markup;
    return root;
  }
}

/** Creates a stylesheet for shadow roots; call it once per file. */
export function sheet(css: string): CSSStyleSheet {
  const result = new CSSStyleSheet();
  result.replaceSync(css);
  return result;
}

/** The element with this id in the shadow root's own markup. Throws if there is none. */
export function part<E extends Element = HTMLElement>(root: ShadowRoot, id: string): E {
  const found = root.getElementById(id);
  if (found === null) throw new Error(`no #${id} in the markup of ${root.host.localName}`);
  return found as unknown as E;
}

/** An image's own size. Of an SVG in the document, WebKit gives the displayed size instead; of a copy, its own. */
export function naturalSize(image: HTMLImageElement): { readonly width: number; readonly height: number } {
  const copy = image.cloneNode() as HTMLImageElement;
  const { naturalWidth: width, naturalHeight: height } = copy.naturalWidth ? copy : image;
  return { width, height };
}

/**
 * Sets a style attribute's text as the author wrote it. Only `style.cssText` works under the page's
 * strict Content-Security-Policy.
 */
export function setInlineStyle(element: HTMLElement | SVGElement, css: string): void {
  element.style.cssText = authorStyle(css);
}

/**
 * Converts a length to CSS: `12` and `"12"` are pixels, `"12rpx"` uses the frame's rpx size, other units stay.
 * Undefined if the value is not a length.
 */
export function cssLength(value: unknown): string | undefined {
  if (typeof value === "number") return Number.isFinite(value) ? `${value}px` : undefined;
  if (typeof value !== "string") return undefined;
  const trimmed = value.trim();
  if (trimmed === "") return undefined;
  return Number.isFinite(Number(trimmed)) ? `${trimmed}px` : authorStyle(trimmed);
}
