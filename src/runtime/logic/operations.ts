/**
 * The interface between the core and whatever displays its tree (the "sink"). The core calls the sink for changes of
 * what is already displayed. Without a display, as in tests in Node.js, use `silent`.
 *
 * A sink receives blocks (see block.ts), not single nodes: a page frame clones `block.definition.skeleton`, and
 * `block.values` holds the texts and attributes of the clone by slot, including nested blocks. So inserting a new row
 * is one operation. The sink owns `block.id`, the first of the block's node ids.
 */
import type { Block } from "./block.ts";

export interface Operations {
  /**
   * A block and everything in it was created. `insert` will say where it goes. The block that it replaces, if any, is
   * still there.
   */
  create(block: Block): void;
  /**
   * True if creating or removing this block runs no code of the author (no component lifetimes). Such a block may be
   * inserted before others are created or removed.
   */
  isPlain?(block: Block): boolean;
  /** Inserts a new block into a slot of its parent: before `before`, or at the end. */
  insert(block: Block, before: Block | undefined, slot: number): void;
  /** Moves a row of a loop before another row of the same loop, or to the end. */
  move(block: Block, before: Block | undefined, slot: number): void;
  /** Removes a block with everything in it. */
  remove(block: Block): void;
  /** Removes all rows of the loop in this slot at once. `arePlain`: `isPlain` holds for each of them. */
  clear(owner: Block, slot: number, blocks: readonly Block[], arePlain: boolean): void;
  text(block: Block, slot: number, value: string): void;
  /**
   * The skeleton triple that has this slot number names the attribute or event. An object is passed again if its
   * contents changed.
   */
  attribute(block: Block, slot: number, value: unknown): void;
}

/** A sink that ignores all operations. */
export const silent: Operations = {
  create() {},
  insert() {},
  move() {},
  remove() {},
  clear() {},
  text() {},
  attribute() {},
};
