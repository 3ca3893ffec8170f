/**
 * Loads built-in components when a template first uses them. Until then, property changes are queued on the element.
 */
import type { BuiltInElement } from "../components/contract.ts";
import { defineBuiltIns, groups } from "../components/index.ts";
import type { Report } from "./problem.ts";

export type QueuedProperty = readonly [name: string, value: unknown, directory: string];

export class BuiltIns {
  /** Pending loads. */
  readonly loading = new Set<Promise<void>>();
  readonly #tags = new Set(groups.flatMap(({ tags }) => tags));
  readonly #wanted = new Map<string, Promise<void>>();
  readonly #waiting = new Map<string, Element[]>();
  readonly #report: Report;

  constructor(report: Report) {
    this.#report = report;
  }

  /** Whether this tag (without `wx-`) has a class. */
  has(tag: string): boolean {
    return this.#tags.has(tag);
  }

  /** Starts to load the class of a tag that a template uses. */
  need(tag: string): void {
    void this.whenDefined(tag);
  }

  /** Resolves when the tag's class is defined, or failed to load. */
  whenDefined(tag: string): Promise<void> {
    const there = this.#wanted.get(tag);
    if (there) return there;
    const loading = defineBuiltIns([tag], () => {
      for (const other of this.#waiting.keys()) if (customElements.get(`wx-${other}`)) this.#flush(other);
    })
      .catch((error: unknown) => this.#report(`<${tag}> could not be loaded: ${String(error)}`))
      .then(() => {
        this.loading.delete(loading);
        this.#flush(tag);
      });
    this.loading.add(loading);
    this.#wanted.set(tag, loading);
    return loading;
  }

  set(element: Element, tag: string, name: string, value: unknown, directory: string): void {
    const { setProperty } = element as BuiltInElement;
    if (setProperty && !element.$queue) {
      setProperty.call(element, name, value, directory);
      return;
    }
    if (element.$queue) {
      element.$queue.push([name, value, directory]);
      return;
    }
    element.$queue = [[name, value, directory]];
    const waiting = this.#waiting.get(tag);
    if (waiting) waiting.push(element);
    else this.#waiting.set(tag, [element]);
  }

  #flush(tag: string): void {
    const waiting = this.#waiting.get(tag) ?? [];
    this.#waiting.delete(tag);
    for (const element of waiting) {
      const queue = element.$queue ?? [];
      element.$queue = undefined;
      // An element created in a fragment that never entered the document has not been upgraded yet.
      customElements.upgrade(element);
      for (const [name, value, directory] of queue) {
        try {
          (element as Partial<BuiltInElement>).setProperty?.(name, value, directory);
        } catch (error) {
          this.#report(`${name} of <${tag}>: ${String(error)}`);
        }
      }
    }
  }
}
