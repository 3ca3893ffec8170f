/** What compiled code declares about blocks; shared by all instances of a block (see block.ts). */
import type { Change } from "./changes.ts";
import type { SkeletonChild, SkeletonElement } from "./skeleton.ts";

/**
 * The code of a block. It only passes `scope` and `block` on to functions of the runtime. `values` and `changes` are
 * the registers of the scope. The last parameter is a local variable of the code.
 */
export type BlockCode = (
  scope: object,
  block: object,
  mask: number,
  values: unknown[],
  changes: readonly Change[],
  local?: undefined,
) => void;

export interface BlockDefinition {
  /** Id of the template module, and the position among its blocks. Page frames identify the block by both. */
  readonly module: string;
  readonly index: number;
  readonly skeleton: readonly SkeletonChild[];
  readonly run: BlockCode;
  /** `line:column` of each slot, separated by spaces; only read for error messages. */
  readonly places: string;
  /** Initial slot values of a new block: `EMPTY` in each. */
  readonly empty: readonly unknown[];
  /** Bits of the names that anything in the block reads. */
  readonly mask: number;
  /**
   * Set once an attribute in the block got an object. An object may have changed inside while its identity is the same,
   * so such blocks are never skipped.
   */
  holdsObjects: boolean;
  /** Only for the body of a loop. */
  readonly loop: LoopDefinition | undefined;
  /**
   * By slot of a `model:` attribute: the field of the component's data that it is bound to. 0 if there are only
   * `paths`.
   */
  readonly fields: Readonly<Record<number, string>> | 0 | undefined;
  /** The same for attributes bound to nested values: a function that returns the keys of the path. */
  readonly paths: Readonly<Record<number, ModelPath>> | undefined;
  /**
   * Only for a copy of slot content (dynamic slots): the block that contains the host element, which children of the
   * host these are, and the name of the slot.
   */
  readonly content?: {
    readonly of: BlockDefinition;
    readonly host: SkeletonElement;
    readonly positions: readonly number[];
    readonly slot: string;
  };
}

export type ModelPath = (scope: object, values: readonly unknown[]) => readonly unknown[];

export interface LoopDefinition {
  /** Registers of the loop variables. */
  readonly item: number;
  readonly index: number;
  /** `*this` or the name of a property; `""` for a loop without keys. */
  readonly key: string;
  /** The body's mask without the loop's own two variables. */
  readonly outer: number;
}
