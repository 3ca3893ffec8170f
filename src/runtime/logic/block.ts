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
import type { Change } from "./changes.ts";
import type { SkeletonChild } from "./skeleton.ts";
import { TemplateError } from "./problem.ts";
import type { Scope } from "./scope.ts";

/** All bits: every guard holds. Masks of updates are never negative. */
export const CREATE = -1;

/** In a slot that its block has not filled yet. */
export const EMPTY: unique symbol = Symbol("empty");

/**
 * The code of a block. `values` and `changes` are the scope's registers; the last parameter is a free local variable.
 */
export type BlockCode = (
  scope: Scope,
  block: Block,
  mask: number,
  values: unknown[],
  changes: readonly Change[],
  local?: undefined,
) => void;

export interface BlockDefinition {
  readonly skeleton: readonly SkeletonChild[];
  readonly run: BlockCode;
  /** `line:column` of each slot, blank-separated; read only when something failed. */
  readonly places: string;
  /** What a new block's slots hold: `EMPTY` in each. */
  readonly empty: readonly unknown[];
  /** Names that anything in it reads. */
  readonly mask: number;
  /** Only for the body of a loop. */
  readonly loop: LoopDefinition | undefined;
}

export interface LoopDefinition {
  /** Registers of the two loop variables. */
  readonly item: number;
  readonly index: number;
  /** `*this` or a property's name; `""` for a loop without keys. */
  readonly key: string;
  /** The body's mask without this loop's own two variables. */
  readonly outer: number;
}

export class Block {
  /** Set by the sink. */
  id = 0;
  readonly definition: BlockDefinition;
  readonly parent: Block | undefined;
  /** The value of `wx:key` in a loop over an array or object. */
  key: unknown;
  /** By slot: a text, an attribute's value, or the state of a hole: a block, nothing, or a loop's `Rows`. */
  readonly values: unknown[];

  constructor(definition: BlockDefinition, parent: Block | undefined) {
    this.definition = definition;
    this.parent = parent;
    this.key = undefined;
    this.values = definition.empty.slice();
  }
}

/** Makes a block and all that is in it. */
export function createBlock(scope: Scope, definition: BlockDefinition, parent: Block | undefined): Block {
  const block = new Block(definition, parent);
  runBlock(scope, block, CREATE);
  return block;
}

/** Runs a block's code; what an expression throws gets its place in the WXML. */
export function runBlock(scope: Scope, block: Block, mask: number): void {
  const { definition } = block;
  const changes = mask < 0 ? scope.definition.everything : scope.changes;
  try {
    definition.run(scope, block, mask, scope.values, changes);
  } catch (error) {
    throw error instanceof TemplateError ? error : locate(scope, block, mask, error);
  }
}

/**
 * Finds which expression threw. Creation fills slots in order, so the first empty one is it; after an update a new
 * block of the same definition is tried, which throws at the same place.
 */
function locate(scope: Scope, block: Block, mask: number, error: unknown): TemplateError {
  let slot = 0;
  if (mask < 0) slot = Math.max(0, block.values.indexOf(EMPTY));
  else {
    try {
      createBlock(scope, block.definition, block.parent);
    } catch (again) {
      if (again instanceof TemplateError) return again;
    }
  }
  const message = error instanceof Error ? error.message : String(error);
  return new TemplateError(placeOf(scope, block, slot), message, error);
}

/** `file:line:column` of a slot. */
export function placeOf(scope: Scope, block: Block, slot: number): string {
  const place = block.definition.places.split(" ")[slot];
  const { file } = scope.definition.module;
  return place ? `${file}:${place}` : file;
}
