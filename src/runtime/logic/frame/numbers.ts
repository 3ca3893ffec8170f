/**
 * Node numbers. A block takes a range of them. Released numbers are reused by blocks of the same size, but only from
 * the next batch on, so that a number has one meaning within a batch.
 */
import type { Block } from "../block.ts";
import { FIRST_BASE } from "../../protocol.ts";

export class Numbers {
  #next = FIRST_BASE;
  /** By size. */
  readonly #free: (number[] | undefined)[] = [];
  /** First number and size, alternately. */
  #released: number[] = [];

  /** Assigns a range of numbers to a block. Returns the first one. */
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

  /** Must be called when a batch is complete; makes released numbers available. */
  endBatch(): void {
    const released = this.#released;
    if (released.length === 0) return;
    this.#released = [];
    // Reverse order, so that numbers are reused in the order in which they were released.
    for (let i = released.length - 2; i >= 0; i -= 2) {
      const size = released[i + 1] as number;
      (this.#free[size] ??= []).push(released[i] as number);
    }
  }
}
