/**
 * The seam between the core and whatever shows its tree. The core calls a sink when something that was already shown
 * changes; in Node there is none to tell, and `silent` takes the calls.
 *
 * A sink gets blocks, not nodes: `block.definition.skeleton` is what a frame clones, `block.values` are the texts and
 * attributes of the clone in slot order (and the blocks nested in it), so a new row is one operation. `block.id` is
 * the sink's to set: the first of the block's node ids.
 */
import type { Block } from "./block.ts";

export interface Operations {
  /** A block was made, filled with everything in it; where it goes, `insert` says. What it replaces is still there. */
  create(block: Block): void;
  /** Nothing of the author's hears of the block's life, so that it may be inserted before others are made or removed. */
  isPlain?(block: Block): boolean;
  /** A new block takes its place in a slot of its parent: before `before`, or last. */
  insert(block: Block, before: Block | undefined, slot: number): void;
  /** A block of a loop goes before another of the same loop, or last. */
  move(block: Block, before: Block | undefined, slot: number): void;
  /** A block leaves, with everything in it. */
  remove(block: Block): void;
  /** All blocks of the loop in this slot leave at once; `arePlain` if `isPlain` says so of each. */
  clear(owner: Block, slot: number, blocks: readonly Block[], arePlain: boolean): void;
  text(block: Block, slot: number, value: string): void;
  /** The skeleton's triple with this slot says which attribute or event. Objects come again when their inside changed. */
  attribute(block: Block, slot: number, value: unknown): void;
}

export const silent: Operations = {
  create() {},
  insert() {},
  move() {},
  remove() {},
  clear() {},
  text() {},
  attribute() {},
};
