/** `<include>`: the body of a file, run with the scope around the tag. */
import { bitOf, Scope, SHARED_BIT } from "./scope.ts";
import type { LoopNames } from "./scope.ts";
import type { Block } from "./block.ts";
import type { Change } from "./changes.ts";
import { blockIn, NO_DATA, warn } from "./nested.ts";
import { createBlock, runBlock } from "./run.ts";
import type { TemplateModule } from "./template-module.ts";

/** Creates or updates the content of `<include src>`. `loops` are the loop variables around the tag. */
export function updateInclude(
  scope: Scope,
  owner: Block,
  slot: number,
  specifier: string,
  loops: LoopNames,
  mask: number,
): void {
  const there = blockIn(owner, slot);
  const module =
    mask < 0 ? includable(scope, owner, slot, specifier) : there && scope.definition.module.included(specifier);
  if (!module) {
    if (mask < 0) owner.values[slot] = undefined;
    return;
  }
  const inner = new Scope(module.main, scope.runtime, NO_DATA, scope, loops, scope.depth + 1);
  const changed = loadIncluded(inner, scope);
  const block = there ?? createBlock(inner, module.main.block, owner);
  block.key = inner;
  if (there) runBlock(inner, there, changed);
  else owner.values[slot] = block;
}

/**
 * The module to include, or `undefined` with a warning if there is none or it is already being included, which would
 * never end.
 */
function includable(scope: Scope, owner: Block, slot: number, specifier: string): TemplateModule | undefined {
  const module = scope.definition.module.included(specifier);
  if (!module) {
    warn(scope, owner, slot, `there is no file "${specifier}" to include`);
    return undefined;
  }
  for (let around: Scope | undefined = scope; around; around = around.outer) {
    if (!around.loops || around.definition.module !== module) continue;
    warn(scope, owner, slot, `"${specifier}" includes itself; the inner one is left out`);
    return undefined;
  }
  return module;
}

/**
 * Fills the registers of an included file from the scope around it: first wxs modules of the outermost file, then loop
 * variables around the `<include>`, then data. Returns the update's mask.
 */
function loadIncluded(scope: Scope, outer: Scope): number {
  const { names } = scope.definition;
  scope.changes = scope.definition.nothing.slice();
  // Names that only a nested included file reads have no register here, so assume that they changed.
  let mask = SHARED_BIT;
  for (let i = 0; i < names.length; i++) {
    const name = names[i] as string;
    if (name === "") continue;
    const found = lookUp(outer, scope.loops as LoopNames, name);
    scope.values[i] = found.value;
    if (found.change === undefined) continue;
    scope.changes[i] = found.change;
    mask |= bitOf(i);
  }
  return mask;
}

function lookUp(scope: Scope, loops: LoopNames, name: string): { value: unknown; change: Change } {
  const { names, module } = scope.definition;
  // Only wxs modules of the outermost file are visible, not those of the files it includes.
  const wxs = scope.loops ? -1 : module.wxsIndex(name);
  if (wxs >= 0) return { value: module.wxs(wxs), change: undefined };
  const loop = loops.indexOf(name);
  const register = loop >= 0 ? (loops[loop + 1] as number) : names.indexOf(name);
  if (register >= 0) return { value: scope.values[register], change: scope.changes[register] };
  if (scope.loops) return lookUp(scope.outer as Scope, scope.loops, name);
  const { change } = scope;
  return { value: scope.data[name], change: change === undefined || change === true ? change : change[name] };
}
