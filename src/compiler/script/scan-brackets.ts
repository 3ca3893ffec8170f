/** Tracks brackets: what each one opens, and what the token before means for a slash or brace that follows. */
import type { ScanState } from "./scan-state.ts";

// The token before, in `ScanState.previous`.
export const STATEMENT = 0; // a statement may start here: after the start, `;`, `{`, else, do, try, finally
export const OPERATOR = 1; // an operand follows
export const OPERAND = 2;
export const DOT = 3;
export const CLOSED = 4; // after `)` or `}`: `closed` decides
export const ARROW = 5;

// Bits of a bracket.
export const PAREN = 1;
export const BRACE = 2;
export const BRACKET = 4;
export const TEMPLATE = 8;
export const CONTROL = 16; // the parenthesis of if, while, for, with, switch, catch
export const PARAMETERS = 32; // the parenthesis after `function`
export const NAMES_REQUIRE = 64; // contains `require` as a name of its own
export const OWN_REQUIRE = 128; // a body in which `require` is a parameter or local variable
export const TRY = 256;
export const OBJECT = 512;

/** Notes an opening bracket. @param bits what it opens */
export function open(scan: ScanState, bits: number, at: number): void {
  if (scan.opened) scan.opened[scan.stack.length] = at;
  scan.stack.push(bits);
}

/** Notes a `{`: of a block, a function's body or an object, as the token before says. */
export function openBrace(scan: ScanState, at: number): void {
  let bits = BRACE | (scan.pending & TRY);
  scan.pending = 0;
  if ((scan.previous === CLOSED || scan.previous === ARROW) && (scan.closed & PAREN) !== 0) {
    // The body of a function with a parameter `require`, which hides the module's.
    if ((scan.closed & NAMES_REQUIRE) !== 0 && (scan.closed & CONTROL) === 0) bits |= OWN_REQUIRE;
  } else if (scan.previous === OPERATOR) bits |= OBJECT;
  if (bits & OWN_REQUIRE) scan.shadows++;
  if (bits & TRY) scan.tries++;
  open(scan, bits, at);
  scan.previous = STATEMENT;
}

/** Notes a closing bracket. Returns the offset behind it. */
export function close(scan: ScanState, at: number): number {
  const bits = scan.stack.pop() ?? BRACE;
  if (bits & OWN_REQUIRE) scan.shadows--;
  if (bits & TRY) scan.tries--;
  scan.closed = bits;
  scan.pending = 0;
  scan.previous = bits & BRACKET ? OPERAND : CLOSED;
  return at + 1;
}
