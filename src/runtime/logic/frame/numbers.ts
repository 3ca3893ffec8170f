/**
 * Numbers of nodes. A block takes a run of them; what was given back is taken again by blocks of the same size, from the
 * next batch on, so that within one batch a number means one thing.
 */
import type { Block } from "../block.ts";
import { FIRST_BASE } from "../../protocol.ts";

export class Numbers {
  #next = FIRST_BASE;
  /** By size. */
  readonly #free: (number[] | undefined)[] = [];
  /** First number and size, in turn. */
  #released: number[] = [];

  /** Gives a block its numbers. */
  take(block: Block, size: number, batch: number): number {
    const again = this.#free[size]?.pop();
    if (again !== undefined) {
      block.born = batch;
      return (block.id = again);
    }
    const base = this.#next;
    this.#next += size;
    block.born = 0;
    return (block.id = base);
  }

  release(base: number, size: number): void {
    this.#released.push(base, size);
  }

  /** To be called when a batch is complete. */
  endBatch(): void {
    const released = this.#released;
    if (released.length === 0) return;
    this.#released = [];
    // So that the first one taken is the first one given.
    for (let i = released.length - 2; i >= 0; i -= 2) {
      const size = released[i + 1] as number;
      (this.#free[size] ??= []).push(released[i] as number);
    }
  }
}
