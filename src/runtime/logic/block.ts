/**
 * Blocks: the unit that is created, updated and removed as one.
 *
 * A file, a definition, a branch of `wx:if` and the body of `wx:for` are each a block. What is the same for every
 * instance stands once in its definition; an instance holds a key, its parent and one value for each slot. Static
 * elements have no object at all.
 *
 * Generated code has one function per block. It runs with the mask `CREATE` to fill a new block and with a mask of
 * changed names to update one: each statement is guarded by the names (and, below them, the paths) that it reads.
 */
import type { ComponentNode } from "./component/node.ts";
import type { BlockDefinition } from "./definition.ts";

/** All bits: every guard holds. Masks of updates are never negative. */
export const CREATE = -1;

/** In a slot that its block has not filled yet. */
export const EMPTY: unique symbol = Symbol("empty");

export class Block {
  /** Set by whoever shows it: the first of its numbers, 0 while it is not shown, and what else there is to know. */
  id = 0;
  shown: unknown = undefined;
  /** If its numbers were another's before: the batch in which they became its own. */
  born = 0;
  readonly definition: BlockDefinition;
  readonly parent: Block | undefined;
  /**
   * The value of `wx:key` in a loop over an array or object. Of a component's outermost block: the component; of a
   * template's or an included file's: its scope; of a copy of a host's content: what its slot gives it.
   */
  key: unknown;
  /** By slot: a text, an attribute's value, or the state of a hole: a block, nothing, or a loop's `Rows`. */
  readonly values: unknown[];
  /** Of the components whose host elements stand in this very block one; the others follow by `beside`. */
  component: ComponentNode | undefined;

  constructor(definition: BlockDefinition, parent: Block | undefined) {
    this.definition = definition;
    this.parent = parent;
    this.key = undefined;
    this.values = definition.empty.slice();
    this.component = undefined;
  }
}
