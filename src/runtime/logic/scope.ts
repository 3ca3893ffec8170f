/**
 * Registers: where generated code finds the values of names.
 *
 * Each file and each `<template name>` is one scope. The compiler gives each of its names (data, wxs modules) and loop
 * variables a numbered register. A loop sets the registers of its own variables before it runs a row. Beside each
 * value, `changes` holds what the current update changed in it (see changes.ts). Register `i` has bit `i` in a mask.
 * Registers from 30 on share bit 30, also with names that only included files read.
 */
import type { Change } from "./changes.ts";
import type { ScopeDefinition } from "./template-module.ts";
import type { Runtime } from "./runtime.ts";

/** The bit for all names that have no bit of their own. */
export const SHARED_BIT = 1 << 30;

/** The bit of a register in masks. */
export function bitOf(register: number): number {
  return register < 30 ? 1 << register : SHARED_BIT;
}

export type Data = Record<string, unknown>;

/** Loop variables visible to an `<include>`: name, register, name, register … */
export type LoopNames = readonly (string | number)[];

/** `changes` of a scope that is not being updated. Frozen, because all such scopes share it. */
const NO_CHANGES: Change[] = [];
Object.freeze(NO_CHANGES);

/** The registers of one use of a file or `<template name>`. */
export class Scope {
  readonly values: unknown[];
  /** By register. */
  changes: Change[] = NO_CHANGES;
  /** Changes of the data by name, for names without a register here. */
  change: Change = undefined;

  constructor(
    readonly definition: ScopeDefinition,
    readonly runtime: Runtime,
    /** Has no prototype, so that only data is found in it. */
    readonly data: Data,
    /** The scope of the `<template is>` or `<include>` that created this one. */
    readonly outer: Scope | undefined,
    /** Only for an included file: the loop variables around the `<include>`. */
    readonly loops: LoopNames | undefined,
    readonly depth: number,
  ) {
    this.values = definition.nothing.slice();
  }

  /** A new scope with the same values and no changes. */
  copy(): Scope {
    const { definition, runtime, data, outer, loops, depth } = this;
    const made = new Scope(definition, runtime, data, outer, loops, depth);
    for (let i = 0; i < this.values.length; i++) made.values[i] = this.values[i];
    return made;
  }
}

/** Sets the registers of data and wxs modules to their current values. */
export function loadValues(scope: Scope): void {
  const { names, modules, module } = scope.definition;
  for (let i = 0; i < names.length; i++) {
    const wxs = modules[i];
    if (wxs !== undefined) scope.values[i] = module.wxs(wxs);
    else if (names[i] !== "") scope.values[i] = scope.data[names[i] as string];
  }
}

/** Sets `changes` for an update. Returns the update's mask, 0 if nothing changed. */
export function loadChanges(scope: Scope, change: Change): number {
  const { names, modules } = scope.definition;
  scope.change = change;
  scope.changes = scope.definition.nothing.slice();
  if (change === undefined) return 0;
  let mask = change === true ? SHARED_BIT : 0;
  let unknown = 0;
  if (change !== true) for (const name in change) if (change[name]) unknown++;
  for (let i = 0; i < names.length; i++) {
    if (names[i] === "" || modules[i] !== undefined) continue;
    const here = change === true ? true : change[names[i] as string];
    if (!here) continue;
    scope.changes[i] = here;
    mask |= bitOf(i);
    unknown--;
  }
  return unknown > 0 ? mask | SHARED_BIT : mask;
}
