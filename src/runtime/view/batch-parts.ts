/**
 * Parts of a batch that arrive before the rest. Whatever is not visible yet is applied at once: blocks are created and
 * inserted into detached blocks. All other operations wait, so that the document changes in one step.
 */
import * as Op from "../operation-codes.ts";
import type { Operation } from "../protocol.ts";

export interface BatchPartsOptions {
  /** Creates the block of the operation at `at`. Returns the index of the next operation. */
  create(operations: readonly Operation[], at: number): number;
  /** Whether the node is in the document, or may be. */
  isShown(node: Operation): boolean;
  apply(operations: readonly Operation[], from: number, end: number): void;
}

/** Length of each operation by code, operands included; 0 for `create`, whose length varies. */
const lengths = [8, 0, 4, 4, 2, 3, 3, 3, 3, 4, 3, 3, 4, 5, 2];

export class BatchParts {
  readonly #options: BatchPartsOptions;
  #kept: Operation[] = [];
  /** Whether an operation other than an insertion was kept. Later ones may depend on it, so they are kept too. */
  #keepsAll = false;

  constructor(options: BatchPartsOptions) {
    this.#options = options;
  }

  /** Handles a part. Throws for an invalid operation; the rest of the part is then lost. */
  add(o: readonly Operation[]): void {
    // The hole last found to be in the document: most insertions go to the same list.
    let shown: Operation = undefined;
    for (let i = 0; i < o.length;) {
      const code = o[i] as number;
      if (code === Op.create) {
        i = this.#options.create(o, i);
        continue;
      }
      const end = i + (lengths[code] ?? o.length);
      const place = o[i + 2];
      const isInsertion = code === Op.insert && !this.#keepsAll;
      if (isInsertion && place !== shown && this.#options.isShown(place)) shown = place;
      if (code === Op.template || (isInsertion && place !== shown)) this.#options.apply(o, i, end);
      else {
        if (code !== Op.insert) this.#keepsAll = true;
        for (let at = i; at < end; at++) this.#kept.push(o[at]);
      }
      i = end;
    }
  }

  /** All remaining operations of the batch. */
  finish(last: readonly Operation[]): readonly Operation[] {
    const kept = this.#kept;
    if (kept.length === 0) return last;
    this.#kept = [];
    this.#keepsAll = false;
    for (const one of last) kept.push(one);
    return kept;
  }
}
