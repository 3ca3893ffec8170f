/**
 * What a page frame and its built-in components know of each other.
 *
 * Every tag of a template becomes an element `wx-<tag>`; a component's host too. `view`, `text` and others that are
 * styles and nothing else have no class behind them. The rest are custom elements that implement `BuiltInElement`. They
 * may be defined after the first of them is in the document: until then the frame keeps what it has to say to them.
 */
import type { NodeReference, PageVisibility } from "../protocol.ts";

export interface BuiltInElement extends HTMLElement {
  /**
   * An attribute of the template, name in camel case, value as the template gave it (a boolean attribute without value
   * is `true`). `class`, `style`, `id`, `slot`, `hidden`, `data-*` and events are the frame's own business.
   *
   * @param directory of the file in which the template stands, for relative URLs; ends in "/" or is empty
   */
  setProperty(name: string, value: unknown, directory: string): void;
  /** A context's method, such as `play`. What it throws becomes the `errMsg`. */
  invoke?(method: string, values: readonly unknown[]): unknown;
  /** Fields that a selector query asks for and that are the component's own: a property's value, its canvas. */
  queryProperty?(name: string): unknown;
  queryNode?(): unknown;
  scrollOffset?(): { readonly scrollLeft: number; readonly scrollTop: number };
  /** What the detail of a tap there has in place of `x` and `y`; null: no tap, it is disabled or raises something else. */
  tapDetail?(clientX: number, clientY: number): object | null | undefined;
  /** For a label around or beside it. Components hear of taps by `click`; one whose `detail` is 0 came from a keyboard. */
  activate?(): void;
}

/** The frame as its components see it; there is one, handed out by `pageContext()`. */
export interface PageContext {
  /** An event that a component raises. They do not bubble unless `bubbles` says so. Sent only if a template listens. */
  raise(element: Element, type: string, detail: unknown, options?: { readonly bubbles?: boolean }): void;
  /** A template listens somewhere to this type, so that an expensive event is worth making. */
  isHeard(type: string): boolean;
  /** The user changed a property: goes to the Worker if it is bound with `model:`. To be called before `raise`. */
  writeModel(element: Element, name: string, value: unknown): void;
  /**
   * Something only the Worker's side can do: `navigate`, `openType`, `file`. Resolves with its answer.
   */
  act(element: Element, name: string, argument: unknown): Promise<unknown>;
  /** The URL of a file of the package, of a temporary file, or of the network; `data:` and `blob:` stay. */
  resolveUrl(source: string, directory: string): Promise<string>;
  /** Calls back when the frame has been scrolled or resized, at most once per animation frame. Returns how to stop. */
  onLayout(listener: () => void): () => void;
  /** Calls back when the page is covered by another of the app, goes out of sight with it, or shows again. Returns how to stop. */
  onVisibility(listener: (visibility: PageVisibility) => void): () => void;
  /**
   * Class names that an author gave to a part of a component (`hover-class`, `placeholder-class`, classes of rich-text
   * nodes), as they are to be set: with the prefixes of the template in which the component stands.
   */
  classNames(element: Element, names: string): string;
  /**
   * Whether an element from `from` up to, but without, `host` catches this event, so that the component does not hear of
   * it: a `catchtap` inside a navigator.
   */
  isCaught(from: Element, host: Element, type: string): boolean;
  /** The element's reference in the Worker's terms. */
  reference(element: Element): NodeReference | undefined;
  /** Pixels of one `rpx`. */
  readonly rpx: number;
}
