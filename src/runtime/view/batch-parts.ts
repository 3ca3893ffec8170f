/**
 * Parts of a batch that come before the rest of it. What nobody can see yet is done at once: blocks are made, and put into
 * others that stand nowhere. Everything else waits, so that the document changes in one go.
 */
import * as Op from "../operation-codes.ts";
import type { Operation } from "../protocol.ts";

export interface BatchPartsOptions {
  /** Makes a block as the operation there says. Returns where the next operation begins. */
  create(operations: readonly Operation[], at: number): number;
  /** The node with this number stands in the document, or may do so. */
  isShown(node: Operation): boolean;
  apply(operations: readonly Operation[], from: number, end: number): void;
}

/** Of each operation by its code, with its operands; of `create` it depends. */
const lengths = [8, 0, 4, 4, 2, 3, 3, 3, 3, 4, 3, 3, 4, 5, 2];

export class BatchParts {
  readonly #options: BatchPartsOptions;
  #kept: Operation[] = [];
  /** Something else than insertions is among them, on which later ones may depend. */
  #keepsAll = false;

  constructor(options: BatchPartsOptions) {
    this.#options = options;
  }

  /** @throws whatever an operation that makes no sense leads to; what comes after it in this part is lost */
  add(o: readonly Operation[]): void {
    // Most of what is shown comes into one list.
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

  /** All operations of the batch that are left to do. */
  finish(last: readonly Operation[]): readonly Operation[] {
    const kept = this.#kept;
    if (kept.length === 0) return last;
    this.#kept = [];
    this.#keepsAll = false;
    for (const one of last) kept.push(one);
    return kept;
  }
}
