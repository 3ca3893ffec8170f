/**
 * The contract between a page frame and its built-in components.
 *
 * Every tag of a template becomes an element `wx-<tag>`, and so does a component's host. Tags that are only styled
 * (`view`, `text` and others) have no class. The rest are custom elements that implement `BuiltInElement`. They may be
 * defined after their first element is in the document: until then the frame queues what it has for them.
 */
import type { NodeReference, PageVisibility } from "../protocol.ts";

export interface BuiltInElement extends HTMLElement {
  /**
   * Sets an attribute of the template. The name is in camel case, the value as the template gave it (`true` for a
   * boolean attribute without value). The frame itself handles `class`, `style`, `id`, `slot`, `hidden`, `data-*` and
   * events.
   *
   * @param directory directory of the template's file, for relative URLs; ends in "/" or is empty
   */
  setProperty(name: string, value: unknown, directory: string): void;
  /** Calls a method of the component's context, such as `play`. The message of a thrown error becomes the `errMsg`. */
  invoke?(method: string, values: readonly unknown[]): unknown;
  /** Component-specific answers to selector queries: a property's value, a canvas, the scroll position. */
  queryProperty?(name: string): unknown;
  queryNode?(): unknown;
  scrollOffset?(): { readonly scrollLeft: number; readonly scrollTop: number };
  /**
   * Replaces `x` and `y` in the detail of a tap at this position. Null means that no tap is raised, because the
   * component is disabled or raises another event.
   */
  tapDetail?(clientX: number, clientY: number): object | null | undefined;
  /**
   * Activates the component on behalf of a label that was clicked. Components listen to taps as `click`; a click with `detail` 0 came
   * from the keyboard.
   */
  activate?(event?: MouseEvent): void;
}

/** The frame as seen by its components; `pageContext()` returns the only instance. */
export interface PageContext {
  /** Raises an event, which bubbles only if `bubbles` is set. It is sent only if a template listens to it. */
  raise(element: Element, type: string, detail: unknown, options?: { readonly bubbles?: boolean }): void;
  /** Whether any template listens to this event type. Check it before creating an expensive event. */
  hasListener(type: string): boolean;
  /** Sends a value that the user changed to the Worker, if it is bound with `model:`. Call it before `raise`. */
  writeModel(element: Element, name: string, value: unknown): void;
  /**
   * Requests what only the Worker's side can do, such as `navigate`, `openType` or `file`. Resolves with the answer.
   */
  act(element: Element, name: string, argument: unknown): Promise<unknown>;
  /**
   * Resolves the URL of a package file, temporary file or network address; `data:` and `blob:` URLs stay unchanged. The
   * URL is "" if there is no such file. Never rejects.
   */
  resolveUrl(source: string, directory: string): Promise<string>;
  /**
   * Resolves a `url()` of an inline style. Relative paths start at the page's folder, as in WeChat's tools. Temporary
   * files are not supported.
   */
  styleUrl(path: string): string;
  /**
   * Calls back after the frame was scrolled or resized, at most once per animation frame. Returns a function that
   * removes the listener.
   */
  onLayout(listener: () => void): () => void;
  /**
   * Calls back when another page of the app covers this one, when it goes out of sight with the app, or shows again.
   * Returns a function that removes the listener.
   */
  onVisibility(listener: (visibility: PageVisibility) => void): () => void;
  /**
   * Converts class names that an author gave to a part of a component (`hover-class`, `placeholder-class`, classes of
   * rich-text nodes) to those to set, with the prefixes of the template that contains the component.
   */
  classNames(element: Element, names: string): string;
  /**
   * Whether an element between `from` and `host` (without `host`) catches this event, so that the component must ignore
   * it: for example a `catchtap` inside a navigator.
   */
  isCaught(from: Element, host: Element, type: string): boolean;
  /** The element's reference in messages to the Worker. */
  reference(element: Element): NodeReference | undefined;
  /** Pixels per `rpx`. */
  readonly rpx: number;
}
