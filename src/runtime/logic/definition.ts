/** What compiled code says of blocks, the same for all their instances. */
import type { Change } from "./changes.ts";
import type { SkeletonChild, SkeletonElement } from "./skeleton.ts";

/**
 * The code of a block. Scope and block only go on to the runtime's functions; `values` and `changes` are the scope's registers; the last parameter is a free local variable.
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
  /** Id of the template module, and the block's place among those of the module: what frames call it. */
  readonly module: string;
  readonly index: number;
  readonly skeleton: readonly SkeletonChild[];
  readonly run: BlockCode;
  /** `line:column` of each slot, blank-separated; read only when something failed. */
  readonly places: string;
  /** What a new block's slots hold: `EMPTY` in each. */
  readonly empty: readonly unknown[];
  /** Names that anything in it reads. */
  readonly mask: number;
  /** Attributes in it were given objects, of which equal ones are not the same: who gets one hears of each update. */
  holdsObjects: boolean;
  /** Only for the body of a loop. */
  readonly loop: LoopDefinition | undefined;
  /** By slot of a `model:` attribute: the field of the component's data that it is bound to. 0 with nothing but `paths`. */
  readonly fields: Readonly<Record<number, string>> | 0 | undefined;
  /** The same for attributes that are bound to what lies deeper: the keys that lead there. */
  readonly paths: Readonly<Record<number, ModelPath>> | undefined;
  /** Of a copy of a host's content: the block in which the host stands, which of its children these are, and for which slots. */
  readonly content?: {
    readonly of: BlockDefinition;
    readonly host: SkeletonElement;
    readonly positions: readonly number[];
    readonly slot: string;
  };
}

export type ModelPath = (scope: object, values: readonly unknown[]) => readonly unknown[];

export interface LoopDefinition {
  /** Registers of the two loop variables. */
  readonly item: number;
  readonly index: number;
  /** `*this` or a property's name; `""` for a loop without keys. */
  readonly key: string;
  /** The body's mask without this loop's own two variables. */
  readonly outer: number;
}
