/**
 * Numbers of nodes. A block takes a run of them; what was given back is taken again by blocks of the same size, from the
 * next batch on, so that within one batch a number means one thing.
 */
import { FIRST_BASE } from "../../protocol.ts";

export class Numbers {
  #next = FIRST_BASE;
  /** By size. */
  readonly #free: (number[] | undefined)[] = [];
  /** First number and size, in turn. */
  #released: number[] = [];
  /** Numbers that were taken again, with the batch in which they were: events of earlier batches mean their former owners. */
  readonly #reborn = new Map<number, number>();

  take(size: number, batch: number): number {
    const again = this.#free[size]?.pop();
    if (again !== undefined) {
      this.#reborn.set(again, batch);
      return again;
    }
    const base = this.#next;
    this.#next += size;
    return base;
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

  /** True if the block at `base` was there when this batch was applied. */
  isOlder(base: number, batch: number): boolean {
    const born = this.#reborn.get(base);
    return born === undefined || born <= batch;
  }

  /** Numbers mean something else than they did in batches of which events may still come. */
  get isAmbiguous(): boolean {
    return this.#reborn.size > 0;
  }

  /** No event of a batch before this one will come any more. */
  forgetBefore(batch: number): void {
    if (this.#reborn.size === 0) return;
    for (const [base, born] of this.#reborn) if (born <= batch) this.#reborn.delete(base);
  }
}
