/**
 * New templates of a preview's builds. They come from the host; the Worker's port says from which message on they count.
 * Whichever of the two is here first waits for the other, so that no batch meets templates that it was not made of.
 */
import type { ToFrame } from "../protocol.ts";
import type { Sheets } from "./sheets.ts";

export class FrameUpdates {
  readonly #changes = new Map<number, () => void>();
  readonly #receive: (message: ToFrame) => void;
  readonly #sheets: Pick<Sheets, "known" | "add">;
  /** What templates are of. */
  #build: number;
  /** The build that is waited for, and what has come since. */
  #behind: { readonly build: number; readonly messages: ToFrame[] } | undefined;

  /** @param receive takes a message that was held */
  constructor(build: number, receive: (message: ToFrame) => void, sheets: Pick<Sheets, "known" | "add">) {
    this.#build = build;
    this.#receive = receive;
    this.#sheets = sheets;
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
    if (Array.isArray(message.sheets)) addInOrder(this.#sheets, message.sheets);
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

/** Those that are missing, each before the one that follows it. */
function addInOrder(sheets: Pick<Sheets, "known" | "add">, order: readonly unknown[]): void {
  let follower: HTMLLinkElement | undefined;
  for (const path of order.toReversed()) {
    if (typeof path !== "string") continue;
    sheets.add([path], follower?.previousSibling ?? null);
    follower = sheets.known.get(path) ?? follower;
  }
}
