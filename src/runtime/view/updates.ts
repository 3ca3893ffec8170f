/**
 * New templates of a preview's builds. They come from the host; the Worker's port says from which message on they
 * apply. Whichever arrives first waits for the other, so that batches are applied with the templates they were made
 * for.
 */
import type { UpdateFrame } from "../preview-protocol.ts";
import type { ToFrame } from "../protocol.ts";
import type { Sheets } from "./sheets.ts";
import type { Templates } from "./template-files.ts";

type SheetList = Pick<Sheets, "known" | "add" | "load">;

export class FrameUpdates {
  readonly #changes = new Map<number, () => void>();
  readonly #receive: (message: ToFrame) => void;
  readonly #sheets: SheetList;
  /** Links to remove when the latest stylesheet of their path has loaded. */
  readonly #old = new Map<string, HTMLLinkElement[]>();
  /** The build of the current templates. */
  #build: number;
  /** The build being waited for, and the messages that arrived since. */
  #behind: { readonly build: number; readonly messages: ToFrame[] } | undefined;

  /** @param receive handles a message that was held */
  constructor(build: number, receive: (message: ToFrame) => void, sheets: SheetList) {
    this.#build = build;
    this.#receive = receive;
    this.#sheets = sheets;
  }

  /** Registers new templates, and loads stylesheets from their new URLs. Resolves when the stylesheets apply. */
  async takeUpdate({ build, views, sheets }: UpdateFrame, templates: Templates, own: string): Promise<void> {
    this.add(build, () => {
      for (const [module, skeletons] of Object.entries(views)) templates.set(module, skeletons as never);
    });
    await Promise.all(sheets.map(([path, url]) => this.#replaceSheet(path, url === null ? null : own + url)));
  }

  /** The host has delivered the templates of a build. */
  add(build: number, change: () => void): void {
    if (build <= this.#build) return;
    this.#changes.set(build, change);
    const behind = this.#behind;
    if (!behind || behind.build > build) return;
    this.#behind = undefined;
    this.#take(behind.build);
    for (const message of behind.messages) this.#receive(message);
  }

  /** Returns true for marks, and for messages that must wait behind one. */
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

  /**
   * Replaces a stylesheet by its new version, once that has loaded. A removed stylesheet keeps its place without
   * effect, in case it comes back.
   *
   * @returns a promise that resolves then, or if loading fails
   */
  #replaceSheet(path: string, url: string | null): Promise<void> {
    const { known } = this.#sheets;
    const before = known.get(path);
    if (before && url === null) before.media = "not all";
    if (!before || url === null) return Promise.resolve();
    this.#old.set(path, [...(this.#old.get(path) ?? []), before]);
    const link = this.#sheets.load(url, path, before);
    known.set(path, link);
    return new Promise((resolve) => {
      link.addEventListener("error", () => resolve());
      link.addEventListener("load", () => {
        resolve();
        if (known.get(path) !== link) return;
        for (const old of this.#old.get(path) ?? []) {
          // An old link that has not loaded yet never will; this resolves its promise.
          old.dispatchEvent(new Event("abort"));
          old.remove();
        }
        this.#old.delete(path);
      });
    });
  }

  /**
   * Applies all builds up to this one in order, because those in between had no mark. Returns false if this build is
   * not there yet.
   */
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

/** Adds missing stylesheets, each before its successor. */
function addInOrder(sheets: SheetList, order: readonly unknown[]): void {
  let follower: HTMLLinkElement | undefined;
  for (const path of [...order].reverse()) {
    if (typeof path !== "string") continue;
    sheets.add([path], follower?.previousSibling ?? null);
    follower = sheets.known.get(path) ?? follower;
  }
}
