/**
 * Guards: JavaScript that holds if something an expression reads has changed.
 *
 * `m` is the mask of changed names, `c` what changed of each register, `p` one step down. A whole name is a bit of the
 * mask; registers from 30 on share bit 30 and ask `c`. With the mask of creation and its `c` every guard holds.
 */
import type { Read } from "../analyze/reads.ts";
import { printExpression } from "./expression.ts";
import type { ExpressionContext } from "./expression.ts";

const SHARED_BIT = 1 << 30;
/** Every bit that an update's mask may have. */
export const ANY_MASK = 0x7fffffff;

export function bitOf(register: number): number {
  return register < 30 ? 1 << register : SHARED_BIT;
}

/** A coarse guard: bits of the names that are read. */
export function maskOf(reads: readonly Read[]): number {
  let mask = 0;
  for (const { register } of reads) mask |= bitOf(register);
  return mask;
}

/** The precise guard. Its parts are joined by `||`; nothing read is a guard that holds at creation only. */
export function printGuard(reads: readonly Read[], context: ExpressionContext): string {
  let mask = 0;
  const parts: string[] = [];
  const whole = new Set<number>();
  for (const { register, keys, shallow } of reads) {
    if (keys.length > 0 || shallow) continue;
    whole.add(register);
    if (register < 30) mask |= 1 << register;
    else if (!parts.includes(`c[${register}]`)) parts.push(`c[${register}]`);
  }
  for (const read of reads) {
    if (whole.has(read.register)) continue;
    const change = printChange(read, context);
    // A deep read of the same path says more than a shallow one.
    if (parts.includes(change)) continue;
    const part = read.shallow ? `${change}===true` : change;
    if (!parts.includes(part)) parts.push(part);
  }
  if (mask !== 0) parts.unshift(`m&${mask}`);
  return parts.length === 0 ? "m<0" : parts.join("||");
}

/** A guard for the left side of `&&`. */
export function printGuardOperand(reads: readonly Read[], context: ExpressionContext): string {
  const guard = printGuard(reads, context);
  return guard.includes("||") ? `(${guard})` : guard;
}

export function printMask(mask: number): string {
  return mask === 0 ? "m<0" : `m&${mask}`;
}

/** What changed at a path: `p(p(c[0],"a"),"b")`. */
export function printChange({ register, keys }: Read, context: ExpressionContext): string {
  let out = `c[${register}]`;
  for (const key of keys) out = `p(${out},${printExpression(key, context)})`;
  return out;
}
