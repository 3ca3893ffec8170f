/** `change:` handlers: wxs functions that are called when a property's value changes. */
import type { Block } from "../block.ts";
import type { ComponentNode } from "../component/node.ts";
import type { Descriptors } from "./descriptor.ts";
import type { FrameTemplate, Watch } from "./frame-template.ts";

/** The `change:` handlers of a page, and the values that they received last. */
export class Watches {
  readonly #descriptors: Descriptors;
  /** Previous values by watch; only for blocks with watches. */
  readonly #old = new Map<Block, Map<Watch, unknown>>();
  #waiting: { readonly tree: ComponentNode; readonly block: Block; readonly slot: number | undefined }[] = [];

  constructor(descriptors: Descriptors) {
    this.#descriptors = descriptors;
  }

  /** @param slot the slot that changed; `undefined` for a new block */
  note(tree: ComponentNode, block: Block, slot: number | undefined): void {
    this.#waiting.push({ tree, block, slot });
  }

  forget(block: Block): void {
    this.#old.delete(block);
  }

  /** Calls the handlers for all changes since the last call. */
  run(): void {
    while (this.#waiting.length > 0) {
      const waiting = this.#waiting;
      this.#waiting = [];
      for (const { tree, block, slot } of waiting) {
        if (block.id === 0) continue;
        for (const watch of (block.shown as FrameTemplate).watches) {
          if (slot === undefined || slot === watch.slot) this.#call(tree, block, watch);
        }
      }
    }
  }

  #call(tree: ComponentNode, block: Block, watch: Watch): void {
    let old = this.#old.get(block);
    if (!old) this.#old.set(block, (old = new Map()));
    const value = watch.slot < 0 ? watch.constant : block.values[watch.slot];
    const before = old.get(watch);
    if (old.has(watch) && Object.is(before, value) && typeof value !== "object") return;
    old.set(watch, value);
    const element = { block, skeleton: watch.element };
    const owner = this.#descriptors.ofComponent(tree);
    const own = this.#descriptors.ofElement(tree, element);
    tree.space.templates.handle(block.values[watch.handler], [value, before, owner, own]);
  }
}
