/** The binary operators of template expressions. */
import type { BinaryOperator } from "./expression-ast.ts";

export const OPERATORS: readonly BinaryOperator[] = [
  "||", "??", "&&", "|", "^", "&", "==", "!=", "===", "!==", "<", ">", "<=", ">=", "<<", ">>", ">>>",
  "+", "-", "*", "/", "%",
]; // prettier-ignore
/** The precedence of each operator in OPERATORS; as in JavaScript, with `??` equal to `||`. */
export const PRECEDENCE: readonly number[] = [1, 1, 2, 3, 4, 5, 6, 6, 6, 6, 7, 7, 7, 7, 8, 8, 8, 9, 9, 10, 10, 10];

/** The operator at `at` as an index into OPERATORS, or -1. */
export function operatorAt(text: string, at: number): number {
  const next = text.charCodeAt(at + 1);
  switch (text.charCodeAt(at)) {
    case 124: // |
      return next === 124 ? 0 : 3;
    case 63: // ?
      return next === 63 ? 1 : -1;
    case 38: // &
      return next === 38 ? 2 : 5;
    case 94: // ^
      return 4;
    case 61: // =
      return next !== 61 ? -1 : text.charCodeAt(at + 2) === 61 ? 8 : 6;
    case 33: // !
      return next !== 61 ? -1 : text.charCodeAt(at + 2) === 61 ? 9 : 7;
    case 60: // <
      return next === 60 ? 14 : next === 61 ? 12 : 10;
    case 62: // >
      return next === 62 ? (text.charCodeAt(at + 2) === 62 ? 16 : 15) : next === 61 ? 13 : 11;
    case 43: // +
      return next === 43 ? -1 : 17;
    case 45: // -
      return 18;
    case 42: // *
      return next === 42 ? -1 : 19;
    case 47: // /
      return 20;
    case 37: // %
      return 21;
    default:
      return -1;
  }
}

/** Whether older hosts reject the operator. */
export function isNewerOperator(operator: BinaryOperator): boolean {
  return operator === "??" || operator === ">>>";
}
