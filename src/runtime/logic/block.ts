/**
 * Blocks: the unit that is created, updated and removed as one.
 *
 * A file, a `<template name>`, a branch of `wx:if` and the body of `wx:for` are each a block. What all instances share
 * (the skeleton, see skeleton.ts, and the code) is in the `BlockDefinition`. An instance holds a key, its parent and
 * one value per slot. A slot is a numbered place for a value: a dynamic text, a dynamic attribute, or a hole, which is
 * a place for nested blocks. Static elements have no object at all.
 *
 * The compiler generates one function per block. It runs with the mask `CREATE` to fill a new block, and with a mask of
 * the changed names to update one. Each statement is guarded by the names (and, below them, the paths) that it reads.
 */
import type { ComponentNode } from "./component/node.ts";
import type { BlockDefinition } from "./definition.ts";

/** All bits set, so every guard holds. Masks of updates are never negative. */
export const CREATE = -1;

/** Value of a slot that the block's code has not set yet. */
export const EMPTY: unique symbol = Symbol("empty");

export class Block {
  /**
   * Owned by the sink: the first node number of the block, 0 while it is not displayed; `shown` is the sink's own
   * state.
   */
  id = 0;
  shown: unknown = undefined;
  /** The batch in which this block got its numbers, if another block had them before. */
  born = 0;
  readonly definition: BlockDefinition;
  readonly parent: Block | undefined;
  /**
   * In a row of a keyed loop over an array or object: the value of `wx:key`. In the outermost block of a component: the
   * component. In the block of a `<template is>` or `<include>`: its `Scope`. In a copy of slot content
   * (component/content-copy.ts): its `ContentCopy`.
   */
  key: unknown;
  /** By slot: a text, an attribute's value, or the state of a hole: a block, `undefined`, or the `Rows` of a loop. */
  readonly values: unknown[];
  /** The first component whose host element is directly in this block; the others are linked through `beside`. */
  component: ComponentNode | undefined;

  constructor(definition: BlockDefinition, parent: Block | undefined) {
    this.definition = definition;
    this.parent = parent;
    this.key = undefined;
    this.values = definition.empty.slice();
    this.component = undefined;
  }
}
