/**
 * New templates of a preview's builds. They come from the host; the Worker's port says from which message on they count.
 * Whichever of the two is here first waits for the other, so that no batch meets templates that it was not made of.
 */
import type { ToFrame } from "../protocol.ts";

export class FrameUpdates {
  readonly #changes = new Map<number, () => void>();
  readonly #receive: (message: ToFrame) => void;
  /** What templates are of. */
  #build: number;
  /** The build that is waited for, and what has come since. */
  #behind: { readonly build: number; readonly messages: ToFrame[] } | undefined;

  /** @param receive takes a message that was held */
  constructor(build: number, receive: (message: ToFrame) => void) {
    this.#build = build;
    this.#receive = receive;
  }

  /** The host has given the templates of a build. */
  add(build: number, change: () => void): void {
    if (build <= this.#build) return;
    this.#changes.set(build, change);
    const behind = this.#behind;
    if (!behind || behind.build > build) return;
    this.#behind = undefined;
    this.#take(behind.build);
    for (const message of behind.messages) this.#receive(message);
  }

  /** True for marks, and for what waits behind one. */
  holds(message: ToFrame): boolean {
    if (this.#behind) {
      this.#behind.messages.push(message);
      return true;
    }
    if (message.type !== "update") return false;
    const build = Number(message.build);
    if (build > this.#build && !this.#take(build)) this.#behind = { build, messages: [] };
    return true;
  }

  /** Builds are told of in order; those in between had no mark. */
  #take(build: number): boolean {
    if (![...this.#changes.keys()].some((known) => known >= build)) return false;
    for (const [known, change] of [...this.#changes].sort(([a], [b]) => a - b)) {
      if (known > build) continue;
      change();
      this.#changes.delete(known);
    }
    this.#build = build;
    return true;
  }
}
