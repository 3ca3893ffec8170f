/**
 * Registers: where generated code finds the values of names.
 *
 * A file and each `<template name>` is one scope. Its names (data, wxs modules) and its loop variables have registers,
 * numbered by the compiler; a loop writes its own before it runs a row. Beside each value stands what changed of it in
 * the current update. Register `i` has bit `i` of a mask; registers from 30 on, and names that only included files
 * know, share bit 30.
 */
import type { Change } from "./changes.ts";
import type { ScopeDefinition } from "./template-module.ts";
import type { Runtime } from "./runtime.ts";

export const SHARED_BIT = 1 << 30;

export function bitOf(register: number): number {
  return register < 30 ? 1 << register : SHARED_BIT;
}

export type Data = Record<string, unknown>;

/** Loop variables that an `<include>` sees: name, register, name, register … */
export type LoopNames = readonly (string | number)[];

/** Of a scope that is not being updated; nobody writes to it. */
const NO_CHANGES: Change[] = [];
Object.freeze(NO_CHANGES);

export class Scope {
  readonly values: unknown[];
  /** By register. */
  changes: Change[] = NO_CHANGES;
  /** Changes of data by name, for names that have no register here. */
  change: Change = undefined;

  constructor(
    readonly definition: ScopeDefinition,
    readonly runtime: Runtime,
    /** Inherits nothing. */
    readonly data: Data,
    /** The scope that used this template or included this file. */
    readonly outer: Scope | undefined,
    /** Only for an included file: the loop variables around the `<include>`. */
    readonly loops: LoopNames | undefined,
    readonly depth: number,
  ) {
    this.values = definition.nothing.slice();
  }

  /** With the same values. */
  copy(): Scope {
    const { definition, runtime, data, outer, loops, depth } = this;
    const made = new Scope(definition, runtime, data, outer, loops, depth);
    for (let i = 0; i < this.values.length; i++) made.values[i] = this.values[i];
    return made;
  }
}

/** Takes the values of data and wxs modules into their registers. */
export function loadValues(scope: Scope): void {
  const { names, modules, module } = scope.definition;
  for (let i = 0; i < names.length; i++) {
    const wxs = modules[i];
    if (wxs !== undefined) scope.values[i] = module.wxs(wxs);
    else if (names[i] !== "") scope.values[i] = scope.data[names[i] as string];
  }
}

/** Notes the changes of an update beside the values. Returns the update's mask; 0 if nothing changed. */
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
