/**
 * What compiled templates call: one object, passed to the function of each module as `$`.
 *
 * The names are short because they are in every package. They are a contract between compiler and runtime: a package
 * states which version of it it needs.
 */
import { EMPTY } from "./block.ts";
import type { Block } from "./block.ts";
import type { BlockCode, BlockDefinition, LoopDefinition, ModelPath } from "./definition.ts";
import { createChangeMap, mergeChanges, step } from "./changes.ts";
import type { Change, ChangeMap, LooseChange } from "./changes.ts";
import { updateInclude } from "./include.ts";
import { updateBranch, updateTemplate } from "./nested.ts";
import { updateLoop } from "./rows.ts";
import type { Scope } from "./scope.ts";
import type { SkeletonChild } from "./skeleton.ts";
import type { ScopeCode } from "./template-module.ts";
import { toItems, toText } from "./values.ts";

export interface TemplateAbi {
  /**
   * Defines a block. One without slots needs only a skeleton. `slots` is their number. `loop` is `[item register, index
   * register, key, mask without the loop's own variables]`. `fields` and `paths` are what `model:` attributes bind, by
   * slot.
   */
  b(
    skeleton: readonly SkeletonChild[],
    run?: BlockCode,
    places?: string,
    slots?: number,
    mask?: number,
    loop?: readonly [number, number, string, number] | 0,
    fields?: Readonly<Record<number, string>> | 0,
    paths?: Readonly<Record<number, ModelPath>>,
  ): BlockDefinition;
  /** Defines a scope: of a file or of a `<template name>`. */
  d(names: readonly string[], block: BlockDefinition, modules?: Readonly<Record<number, number>>): ScopeCode;
  /** Sets a dynamic text. */
  x(scope: Scope, block: Block, slot: number, value: unknown): void;
  /** Sets a dynamic attribute or event handler. */
  s(scope: Scope, block: Block, slot: number, value: unknown): void;
  /** Reads `object[key]`; see `createMember`. */
  g(object: unknown, key: unknown): unknown;
  /** Converts a value to text. */
  t(value: unknown): string;
  /** Items of `...value` in an array literal. */
  a(value: unknown): readonly unknown[];
  /** The change at a key of a changed value. */
  p(change: Change, key: unknown): Change;
  /** The change of an object literal, from the changes of its spreads and of its own keys. */
  u(...changes: LooseChange[]): Change;
  /** Calls a wxs function; `place` is `line:column`, for error messages. */
  k(scope: Scope, target: unknown, values: readonly unknown[], place: string): unknown;
  I: typeof updateBranch;
  F: typeof updateLoop;
  T: typeof updateTemplate;
  N: typeof updateInclude;
}

/** Creates the ABI for the function of the module with this id. */
export function createAbi(module: string, member: TemplateAbi["g"], call: TemplateAbi["k"]): TemplateAbi {
  let blocks = 0;
  return Object.freeze({
    b: (...values: Parameters<TemplateAbi["b"]>) => defineBlock(module, blocks++, values),
    d: (names: readonly string[], block: BlockDefinition, modules = {}): ScopeCode => ({ names, block, modules }),
    x: setText,
    s: setAttribute,
    g: member,
    t: toText,
    a: toItems,
    p: step,
    u: combineChanges,
    k: call,
    I: updateBranch,
    F: updateLoop,
    T: updateTemplate,
    N: updateInclude,
  });
}

function defineBlock(module: string, index: number, values: Parameters<TemplateAbi["b"]>): BlockDefinition {
  const [skeleton, run = nothing, places = "", slots = 0, mask = 0, loop = 0, fields, paths] = values;
  const empty = Array.from({ length: slots }, () => EMPTY);
  return {
    module,
    index,
    skeleton,
    run,
    places,
    empty,
    mask,
    holdsObjects: false,
    loop: loop === 0 ? undefined : loopOf(loop),
    fields,
    paths,
  };
}

function nothing(): void {}

function loopOf([item, index, key, outer]: readonly [number, number, string, number]): LoopDefinition {
  return { item, index, key, outer };
}

function setText(scope: Scope, block: Block, slot: number, value: unknown): void {
  const text = toText(value);
  const old = block.values[slot];
  if (old === text) return;
  block.values[slot] = text;
  if (old !== EMPTY) scope.runtime.operations.text(block, slot, text);
}

function setAttribute(scope: Scope, block: Block, slot: number, value: unknown): void {
  const old = block.values[slot];
  if (typeof value === "object" && value !== null) {
    // The same object may have changed inside; the guard around this call checked that.
    for (let at: Block | undefined = block; at; at = at.parent) at.definition.holdsObjects = true;
  } else if (old === value) return;
  block.values[slot] = value;
  if (old !== EMPTY) scope.runtime.operations.attribute(block, slot, value);
}

function combineChanges(...changes: LooseChange[]): Change {
  const all = createChangeMap();
  for (const change of changes) {
    if (change === true) return true;
    if (change) mergeChanges(all, change as ChangeMap);
  }
  for (const key in all) if (all[key]) return all;
  return undefined;
}
