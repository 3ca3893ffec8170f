/** Blocks in holes (see skeleton.ts): branches of `wx:if` and `<template is>`. */
import { CREATE, Block } from "./block.ts";
import type { BlockDefinition } from "./definition.ts";
import type { Change, LooseChange } from "./changes.ts";
import { TemplateError } from "./problem.ts";
import { createBlock, placeOf, runBlock } from "./run.ts";
import { loadChanges, loadValues, Scope } from "./scope.ts";
import type { Data } from "./scope.ts";

/** Maximum nesting of `<template is>`, to stop endless recursion. */
export const MAX_DEPTH = 256;

/** No branch applies. */
type Nothing = 0;
/** Nothing that the conditions read has changed. */
type Unchanged = -1;

/** `wx:if`: `chosen` is the definition of the branch that applies. */
export function updateBranch(
  scope: Scope,
  owner: Block,
  slot: number,
  chosen: BlockDefinition | Nothing | Unchanged,
  mask: number,
): void {
  const there = blockIn(owner, slot);
  if (chosen === -1 || there?.definition === chosen) {
    if (there) runBlock(scope, there, mask);
    return;
  }
  const block = chosen === 0 ? undefined : createBlock(scope, chosen, owner);
  replace(scope, owner, slot, there, block, mask);
}

/** `<template is="name" data="…">`; `change` is what changed in `data`. */
export function updateTemplate(
  scope: Scope,
  owner: Block,
  slot: number,
  name: unknown,
  data: Data | 0,
  change: LooseChange,
  mask: number,
): void {
  const there = blockIn(owner, slot);
  // `null` is not a name, even if a template is called "null".
  const definition = name ? scope.definition.module.definition(String(name)) : undefined;
  const same = definition !== undefined && there?.definition === definition.block;
  if (same && !change) return;
  if (!definition) {
    replace(scope, owner, slot, there, undefined, mask);
    if (mask < 0 || there) warn(scope, owner, slot, `there is no template "${String(name)}" here`);
    return;
  }
  const depth = scope.depth + 1;
  if (depth > MAX_DEPTH) throw tooDeep(scope, owner, slot, String(name));
  const inner = new Scope(definition, scope.runtime, data || NO_DATA, scope, undefined, depth);
  loadValues(inner);
  if (!same) {
    const block = createBlock(inner, definition.block, owner);
    block.key = inner;
    replace(scope, owner, slot, there, block, mask);
    return;
  }
  (there as Block).key = inner;
  const changed = loadChanges(inner, change as Change);
  if (changed !== 0) runBlock(inner, there, changed);
}

/** Data of a `<template is>` without `data`, and of an `<include>`, whose registers are filled from outside. */
export const NO_DATA: Data = Object.freeze(Object.create(null) as Data);

/**
 * Creates the new block before removing the old one, and inserts it after that: WeChat's order of component lifetimes.
 */
function replace(
  scope: Scope,
  owner: Block,
  slot: number,
  there: Block | undefined,
  block: Block | undefined,
  mask: number,
): void {
  const { operations } = scope.runtime;
  owner.values[slot] = block;
  if (block && mask !== CREATE) operations.create(block);
  if (there) operations.remove(there);
  if (block && mask !== CREATE) operations.insert(block, undefined, slot);
}

/** The block in a hole, if there is one. Not for holes of loops. */
export function blockIn(owner: Block, slot: number): Block | undefined {
  const there = owner.values[slot];
  return there instanceof Block ? there : undefined;
}

/** Reports a warning with the position of the expression for this slot. */
export function warn(scope: Scope, owner: Block, slot: number, message: string): void {
  scope.runtime.report({ severity: "warning", message, place: placeOf(scope, owner, slot) });
}

function tooDeep(scope: Scope, owner: Block, slot: number, name: string): TemplateError {
  const message = `template "${name}" nests more than ${MAX_DEPTH} deep; a recursion without end?`;
  return new TemplateError(placeOf(scope, owner, slot), message);
}
