/** `change:` handlers: wxs functions that are called when a property's value changes. */
import type { Block } from "../block.ts";
import type { ComponentNode } from "../component/node.ts";
import type { Descriptors } from "./descriptor.ts";
import { attributeKinds, DYNAMIC, EVENT } from "../skeleton.ts";
import type { SkeletonElement } from "../skeleton.ts";
import type { FrameTemplate, Watch } from "./frame-template.ts";

/** @param handler the slot of the `change:` handler for the element's property `name` */
export function watchesOf(element: SkeletonElement, name: string, handler: number): Watch[] {
  const attributes = element[1] || [];
  const found: Watch[] = [];
  for (let i = 0; i < attributes.length; i += 3) {
    const code = attributes[i] as number;
    if (code >= EVENT || attributes[i + 1] !== name) continue;
    const kind = attributeKinds[code >> 1];
    if (kind !== "property" && kind !== "model") continue;
    const isDynamic = (code & DYNAMIC) !== 0;
    const value = attributes[i + 2];
    const slot = isDynamic ? (value as number) : -1;
    found.push({ element, name, handler, slot, constant: isDynamic ? undefined : value });
  }
  return found;
}

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
