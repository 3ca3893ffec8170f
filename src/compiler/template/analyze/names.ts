/**
 * Resolves names in expressions to registers.
 *
 * The file's body and each definition have their own registers, numbered in the order in which names appear. wxs
 * modules take precedence over loop variables, and those over data. All loops of one depth share two registers, because
 * no two of them run at the same time.
 */
import type { ForNode } from "../ast.ts";
import type { Value } from "../ast.ts";
import type { Expression } from "../expression-ast.ts";
import type { SkeletonElement } from "../transform/skeleton.ts";

export interface Registers {
  /** Register → name; `""` for a loop variable. */
  readonly names: string[];
  /** Data and wxs modules. */
  readonly byName: Map<string, number>;
  /** wxs module → its index among the file's modules. */
  readonly modules: ReadonlyMap<string, number>;
  /** Registers of the loop variables, two for each depth. */
  readonly loops: number[];
  /** The values of `MINIAPP_ENV.name`. */
  readonly environment: Environment;
  /** Whether some element names values of slots (`slot:name`). */
  readonly hasSlotValues: boolean;
  /** The elements around the current position, outermost first; tracked only if `hasSlotValues`. */
  readonly around: SkeletonElement[];
}

/** The names visible at one position. */
export interface Names {
  readonly registers: Registers;
  readonly loop: LoopNames | undefined;
}

/**
 * The variables of one loop, linked to those of the loops around it. A slot value counts as a loop with one variable.
 */
export interface LoopNames {
  readonly item: string;
  readonly index: string;
  readonly itemRegister: number;
  readonly indexRegister: number;
  readonly depth: number;
  readonly outer: LoopNames | undefined;
  /** What the loop goes through; nothing for the value of a slot. */
  readonly list: Value | undefined;
}

export type Environment = Readonly<Record<string, string | number | boolean>>;

/** The empty register table of a file's body or of a definition. */
export function createRegisters(
  modules: ReadonlyMap<string, number>,
  environment: Environment,
  hasSlotValues: boolean,
): Registers {
  const names: string[] = [];
  const byName = new Map<string, number>();
  const loops: number[] = [];
  const around: SkeletonElement[] = [];
  return { names, byName, modules, loops, environment, hasSlotValues, around };
}

/** The value of a literal or of an environment constant (`MINIAPP_ENV.name`); otherwise `undefined`. */
export function constantOf(expression: Expression, { registers }: Names): Constant | undefined {
  if (expression.type === "literal") return expression.value;
  if (expression.type !== "member") return undefined;
  const { object, property } = expression;
  if (object.type !== "identifier" || object.name !== ENVIRONMENT || property.type !== "literal") return undefined;
  const name = String(property.value);
  return Object.hasOwn(registers.environment, name) ? registers.environment[name] : undefined;
}

export type Constant = string | number | boolean | null;

const ENVIRONMENT = "MINIAPP_ENV";

/** The register of a name. Data that is read for the first time gets a new one. */
export function registerOf({ registers, loop }: Names, name: string): number {
  if (!registers.modules.has(name)) {
    for (let frame = loop; frame; frame = frame.outer) {
      // If both variables have the same name, the index wins.
      if (frame.index === name) return frame.indexRegister;
      if (frame.item === name) return frame.itemRegister;
    }
  }
  let register = registers.byName.get(name);
  if (register === undefined) {
    register = registers.names.push(name) - 1;
    registers.byName.set(name, register);
  }
  return register;
}

/** Whether a name is one of the file's wxs modules, which never change. */
export function isModule({ registers }: Names, name: string): boolean {
  return registers.modules.has(name);
}

/** The names inside a loop. */
export function enterLoop({ registers, loop }: Names, node: ForNode): Names & { readonly loop: LoopNames } {
  const depth = loop ? loop.depth + 1 : 0;
  while (registers.loops.length < depth * 2 + 2) registers.loops.push(registers.names.push("") - 1);
  const itemRegister = registers.loops[depth * 2] as number;
  const indexRegister = registers.loops[depth * 2 + 1] as number;
  const { item, index, list } = node;
  return { registers, loop: { item, index, itemRegister, indexRegister, depth, outer: loop, list } };
}

/** The names inside an element of slot content that calls the slot's value `alias`. The value gets its own register. */
export function enterSlotValue({ registers, loop }: Names, alias: string): Names & { readonly loop: LoopNames } {
  const register = registers.names.push("") - 1;
  const depth = loop ? loop.depth : -1;
  const own = {
    item: alias,
    index: alias,
    itemRegister: register,
    indexRegister: register,
    depth,
    outer: loop,
    list: undefined,
  };
  return { registers, loop: own };
}

/** Loop variables for an included file: name, register, name, register …; inner before outer, index before item. */
export function visibleLoops({ loop }: Names): (string | number)[] {
  const out: (string | number)[] = [];
  for (let frame = loop; frame; frame = frame.outer) {
    if (!out.includes(frame.index)) out.push(frame.index, frame.indexRegister);
    if (!out.includes(frame.item)) out.push(frame.item, frame.itemRegister);
  }
  return out;
}
