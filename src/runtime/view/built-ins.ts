/**
 * Built-in components as the frame deals with them: their code is loaded when a template first uses one, and until it is
 * there, what they are to be told waits on the element.
 */
import type { BuiltInElement } from "../components/contract.ts";
import { defineBuiltIns, groups } from "../components/index.ts";
import type { Report } from "./problem.ts";

export type QueuedProperty = readonly [name: string, value: unknown, directory: string];

export class BuiltIns {
  /** Loads on their way. */
  readonly loading = new Set<Promise<void>>();
  readonly #tags = new Set(groups.flatMap(({ tags }) => tags));
  readonly #wanted = new Map<string, Promise<void>>();
  readonly #waiting = new Map<string, Element[]>();
  readonly #report: Report;

  constructor(report: Report) {
    this.#report = report;
  }

  /** There is a class behind this tag (without `wx-`). */
  has(tag: string): boolean {
    return this.#tags.has(tag);
  }

  /** A template uses this tag. */
  need(tag: string): void {
    void this.whenDefined(tag);
  }

  /** The class behind the tag is there, or cannot be had. */
  whenDefined(tag: string): Promise<void> {
    const there = this.#wanted.get(tag);
    if (there) return there;
    const loading = defineBuiltIns([tag])
      .catch((error: unknown) => this.#report(`<${tag}> could not be loaded: ${String(error)}`))
      .then(() => {
        this.loading.delete(loading);
        this.#flush(tag);
        // Classes come in groups, and imports of one group end one after the other: what is a component already is not
        // painted, and seen by observers, without what it was told.
        for (const other of this.#waiting.keys()) if (customElements.get(`wx-${other}`)) this.#flush(other);
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
      // Made in a fragment that never came into the document: nothing has upgraded it yet.
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
