/** The result of transform: blocks, each with a skeleton and the bindings that fill its slots. */
import type { LoopNames, Names, Registers } from "../analyze/names.ts";
import type { Value } from "../ast.ts";
import type { Expression } from "../expression-ast.ts";
import type { SkeletonChild } from "./skeleton.ts";

export interface BlockPlan {
  readonly skeleton: SkeletonChild[];
  /** By slot. */
  readonly bindings: Binding[];
  readonly names: Names;
  /** The names at the current position. More than `names` inside content that uses values of a slot. */
  here: Names;
  /** By slot: the names of bindings that differ from `names`. */
  others: Names[] | undefined;
}

/** Adds a binding and returns its slot. */
export function addBinding(block: BlockPlan, binding: Binding): number {
  const slot = block.bindings.push(binding) - 1;
  if (block.here !== block.names) (block.others ??= [])[slot] = block.here;
  return slot;
}

export type Binding = TextBinding | AttributeBinding | IfBinding | ForBinding | TemplateBinding | IncludeBinding;

export interface TextBinding {
  readonly type: "text";
  readonly value: Value;
}

export interface AttributeBinding {
  readonly type: "attribute";
  readonly value: Value;
  /** Written with `model:`. */
  readonly isModel: boolean;
}

export interface IfBinding {
  readonly type: "if";
  readonly offset: number;
  readonly branches: readonly { readonly condition: Value | undefined; readonly block: BlockPlan }[];
}

export interface ForBinding {
  readonly type: "for";
  readonly list: Value;
  readonly loop: LoopNames;
  /** `""` for a loop without keys. */
  readonly key: string;
  readonly block: BlockPlan;
}

export interface TemplateBinding {
  readonly type: "template";
  readonly is: Value;
  readonly data: Expression | undefined;
}

export interface IncludeBinding {
  readonly type: "include";
  readonly src: string;
  readonly offset: number;
}

export interface ScopePlan {
  readonly registers: Registers;
  readonly block: BlockPlan;
}

export interface FilePlan {
  readonly main: ScopePlan;
  /** Of two definitions with the same name, only the later one. */
  readonly definitions: readonly { readonly name: string; readonly scope: ScopePlan }[];
  readonly imports: readonly string[];
  readonly includes: readonly string[];
}
