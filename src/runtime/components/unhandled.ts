/**
 * Changes by the user that the app has not handled yet. What the app sets meanwhile answers an earlier change, and would
 * undo the later: text typed meanwhile would be lost. So it waits until the app has handled all changes.
 */
import { pageContext } from "./page-context.ts";

export class Unhandled {
  #count = 0;
  /** What sets the values that wait, by whatever identifies the property. */
  #waiting = new Map<unknown, () => void>();

  /** Counts a change. Call it before or right after the events that report it. */
  add(element: Element): void {
    this.#count++;
    const handled = (): void => {
      if (--this.#count > 0) return;
      const waiting = this.#waiting;
      this.#waiting = new Map();
      for (const set of waiting.values()) set();
    };
    // Deferred: the events come first, and messages keep their order.
    queueMicrotask(() => pageContext().act(element, "handled", undefined).then(handled, handled));
  }

  /**
   * Returns whether a value must wait. If so, `set` is called later, unless another one comes for the same key; if not,
   * the caller sets the value now.
   */
  holds(key: unknown, set: () => void): boolean {
    if (this.#count > 0) this.#waiting.set(key, set);
    return this.#count > 0;
  }
}
