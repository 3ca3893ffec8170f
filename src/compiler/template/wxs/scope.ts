/**
 * Finds which names of a wxs module are declared, and which come from outside. References are resolved at the end,
 * because `var` and functions are hoisted.
 */
import type { Span } from "../../source/text.ts";

export interface Scope {
  readonly names: Set<string>;
  readonly parent: Scope | undefined;
  /** Function bodies and the module itself hold `var`; blocks do not. */
  readonly isFunction: boolean;
}

/** `typeof` does not read the name's value. */
export type Use = "read" | "write" | "typeof";

export interface Reference {
  readonly name: string;
  readonly use: Use;
  readonly span: Span;
  readonly scope: Scope;
}

export function createScope(parent: Scope | undefined, isFunction: boolean): Scope {
  return { names: new Set(), parent, isFunction };
}

/** Declares a name in the nearest function (`var`) or in this scope. */
export function declare(scope: Scope, name: string, hoisted: boolean): void {
  let holder = scope;
  if (hoisted) while (!holder.isFunction && holder.parent !== undefined) holder = holder.parent;
  holder.names.add(name);
}

/** References that no scope declares, in source order. */
export function freeReferences(references: readonly Reference[]): Reference[] {
  return references.filter((reference) => !isDeclared(reference));
}

function isDeclared({ name, scope }: Reference): boolean {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) if (at.names.has(name)) return true;
  return false;
}
