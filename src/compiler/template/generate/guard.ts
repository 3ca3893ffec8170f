/**
 * Generates guards: JavaScript conditions that are true if something an expression reads has changed.
 *
 * `m` is the mask of changed names, `c` the changes of each register, `p` goes one key down. Each name has one bit in
 * the mask; registers from 30 on share bit 30 and check `c`. With the mask and `c` of creation, every guard is true.
 */
import type { Read } from "../analyze/reads.ts";
import type { Expression } from "../expression-ast.ts";
import { printExpression } from "./expression.ts";
import type { ExpressionContext } from "./expression.ts";

const SHARED_BIT = 1 << 30;
/** Every bit that an update's mask may have. */
export const ANY_MASK = 0x7fffffff;

/** The bit of a register in the mask; registers from 30 on share one. */
export function bitOf(register: number): number {
  return register < 30 ? 1 << register : SHARED_BIT;
}

/** A coarse guard: the bits of the names that are read. */
export function maskOf(reads: readonly Read[]): number {
  let mask = 0;
  for (let i = 0; i < reads.length; i++) mask |= bitOf((reads[i] as Read).register);
  return mask;
}

/** The precise guard, with its parts joined by `||`. If nothing is read, a guard that is true only at creation. */
export function printGuard(reads: readonly Read[], context: ExpressionContext): string {
  if (reads.length === 0) return "m<0";
  if (reads.length === 1) return printPart(reads[0] as Read, (reads[0] as Read).shallow, context);
  let mask = 0;
  let parts = "";
  for (const { path, deep } of neededReads(reads, context)) {
    if (deep && path.keys.length === 0 && path.register < 30) mask |= 1 << path.register;
    else parts += (parts === "" ? "" : "||") + printPart(path, !deep, context);
  }
  if (mask === 0) return parts;
  return parts === "" ? `m&${mask}` : `m&${mask}||${parts}`;
}

function printPart(path: Read, shallow: boolean, context: ExpressionContext): string {
  if (shallow) return `${printChange(path, context)}===true`;
  const { register, keys } = path;
  return keys.length === 0 && register < 30 ? `m&${1 << register}` : printChange(path, context);
}

interface NeededRead {
  readonly path: Read;
  readonly change: string;
  deep: boolean;
}

/**
 * Removes reads that another read implies. A change of `a` also shows at `a.b`, so a read of `a.b` implies a shallow
 * read of `a`; a deep read of `a` implies everything below it.
 */
function neededReads(reads: readonly Read[], context: ExpressionContext): NeededRead[] {
  const needed: NeededRead[] = [];
  for (const path of reads) {
    const change = printChange(path, context);
    const same = needed.find((other) => other.change === change);
    if (same) same.deep ||= !path.shallow;
    else needed.push({ path, change, deep: !path.shallow });
  }
  if (needed.length === 1) return needed;
  return needed.filter(
    (read) =>
      !needed.some(
        (other) =>
          (other.deep && isBelow(read.change, other.change)) || (!read.deep && isBelow(other.change, read.change)),
      ),
  );
}

/** Whether one printed change is that of a path below the other's. */
function isBelow(change: string, above: string): boolean {
  return change.includes(`${above},`);
}

/** A guard as the left operand of `&&`. */
export function printGuardOperand(reads: readonly Read[], context: ExpressionContext): string {
  const guard = printGuard(reads, context);
  return reads.length > 1 && guard.includes("||") ? `(${guard})` : guard;
}

/** A guard for a mask. A mask of 0 gives a guard that is true only at creation. */
export function printMask(mask: number): string {
  return mask === 0 ? "m<0" : `m&${mask}`;
}

/** Prints what changed at a path: `p(p(c[0],"a"),"b")`. */
export function printChange({ register, keys }: Read, context: ExpressionContext): string {
  let out = `c[${register}]`;
  for (let i = 0; i < keys.length; i++) out = `p(${out},${printExpression(keys[i] as Expression, context)})`;
  return out;
}
