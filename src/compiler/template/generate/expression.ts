/** Generates JavaScript for expressions. Registers become `v[i]`; member access goes through `g`, calls through `k`. */
import { constantOf, registerOf } from "../analyze/names.ts";
import type { Constant, Names } from "../analyze/names.ts";
import type { Value } from "../ast.ts";
import type { ArrayExpression, BinaryExpression, Expression, ObjectExpression } from "../expression-ast.ts";

/** `line:column` of an offset in the WXML. */
export type PositionOf = (offset: number) => string;

export interface ExpressionContext {
  readonly names: Names;
  readonly positionOf: PositionOf;
}

// Precedence levels; an operand below the level that its position requires is put in parentheses.
const LOWEST = 0;
const CONDITIONAL = 3;
const UNARY = 15;
const PRIMARY = 20;

const BINDING: Readonly<Record<string, number>> = {
  "??": 4,
  "||": 4,
  "&&": 5,
  "|": 6,
  "^": 7,
  "&": 8,
  "==": 9,
  "!=": 9,
  "===": 9,
  "!==": 9,
  "<": 10,
  ">": 10,
  "<=": 10,
  ">=": 10,
  "<<": 11,
  ">>": 11,
  ">>>": 11,
  "+": 12,
  "-": 12,
  "*": 13,
  "/": 13,
  "%": 13,
};

/** Prints a value. A single mustache keeps its type; text with mustaches gives a string. */
export function printValue(value: Value, context: ExpressionContext, minPrecedence: number = LOWEST): string {
  if (value.type === "static") return JSON.stringify(value.text);
  if (value.type === "expression") return printExpression(value.expression, context, minPrecedence);
  let out = "";
  for (let i = 0; i < value.parts.length; i++) {
    const part = value.parts[i] as string | Expression;
    if (out !== "") out += "+";
    out += typeof part === "string" ? JSON.stringify(part) : `t(${printExpression(part, context)})`;
  }
  if (value.parts.length === 1 && typeof value.parts[0] === "string") return out;
  return minPrecedence > (BINDING["+"] as number) ? `(${out})` : out;
}

/** Prints an expression, in parentheses if its precedence is below `least`. */
export function printExpression(
  expression: Expression,
  context: ExpressionContext,
  minPrecedence: number = LOWEST,
): string {
  switch (expression.type) {
    case "literal":
      return printConstant(expression.value);
    case "identifier":
      return `v[${registerOf(context.names, expression.name)}]`;
    case "member": {
      const constant = constantOf(expression, context.names);
      // Parentheses, because a negative number could follow a minus sign.
      if (constant !== undefined) return typeof constant === "number" ? `(${constant})` : printConstant(constant);
      return `g(${printExpression(expression.object, context)},${printExpression(expression.property, context)})`;
    }
    case "call": {
      const args = expression.args.map((argument) => printExpression(argument, context)).join();
      const callee = printExpression(expression.callee, context);
      return `k(S,${callee},[${args}],"${context.positionOf(expression.span.start)}")`;
    }
    case "unary": {
      const operand = printExpression(expression.operand, context, UNARY);
      const { operator } = expression;
      // `- -x` must not become `--x`.
      const blank = operator.length > 1 || operand.charCodeAt(0) === operator.charCodeAt(0) ? " " : "";
      return wrap(operator + blank + operand, UNARY, minPrecedence);
    }
    case "binary":
      return printBinary(expression, context, minPrecedence);
    case "conditional": {
      const test = printExpression(expression.test, context, CONDITIONAL + 1);
      const consequent = printExpression(expression.consequent, context, CONDITIONAL);
      const alternate = printExpression(expression.alternate, context, CONDITIONAL);
      return wrap(`${test}?${consequent}:${alternate}`, CONDITIONAL, minPrecedence);
    }
    case "array":
      return printArray(expression, context);
    case "object": {
      const [only, another] = expression.properties;
      // As on WeChat, `{...x}` is x itself, whatever its type.
      if (only?.type === "spread" && !another) return printExpression(only.argument, context, minPrecedence);
      return wrap(printObject(expression, context), PRIMARY, minPrecedence);
    }
  }
}

function printBinary(expression: BinaryExpression, context: ExpressionContext, minPrecedence: number): string {
  const { operator, left, right } = expression;
  const binding = BINDING[operator] as number;
  const a = mixes(operator, left) ? PRIMARY : binding;
  const b = mixes(operator, right) ? PRIMARY : binding + 1;
  const first = printExpression(left, context, a);
  const second = printExpression(right, context, b);
  // `a - -b`, `a + +b`
  const blank = (operator === "-" || operator === "+") && second.charCodeAt(0) === operator.charCodeAt(0) ? " " : "";
  return wrap(first + operator + blank + second, binding, minPrecedence);
}

/** JavaScript rejects `??` next to `||` or `&&` without parentheses. */
function mixes(operator: string, operand: Expression): boolean {
  if (operand.type !== "binary") return false;
  const inner = operand.operator;
  const outerNullish = operator === "??";
  return outerNullish ? inner === "||" || inner === "&&" : inner === "??" && (operator === "||" || operator === "&&");
}

function wrap(code: string, binding: number, minPrecedence: number): string {
  return binding < minPrecedence ? `(${code})` : code;
}

function printConstant(value: Constant): string {
  if (typeof value === "string") return JSON.stringify(value);
  return value === Infinity ? "1/0" : String(value);
}

function printArray(expression: ArrayExpression, context: ExpressionContext): string {
  let out = "";
  for (const element of expression.elements) {
    if (element.type === "spread") out += `...a(${printExpression(element.argument, context)}),`;
    else if (element.type === "hole") out += ",";
    else out += `${printExpression(element, context)},`;
  }
  const last = expression.elements.at(-1);
  // A trailing comma adds nothing, but a hole at the end needs it.
  return `[${last && last.type !== "hole" ? out.slice(0, -1) : out}]`;
}

/** Prints an object literal; `head` opens it. */
export function printObject(expression: ObjectExpression, context: ExpressionContext, head = "{"): string {
  let out = head;
  for (const property of expression.properties) {
    if (!out.endsWith("{")) out += ",";
    if (property.type === "spread") out += `...${printExpression(property.argument, context, CONDITIONAL)}`;
    else out += `${printKey(property.key)}:${printExpression(property.value, context, CONDITIONAL)}`;
  }
  return `${out}}`;
}

/** Prints a key of an object literal. A plain `__proto__` would set the prototype. */
export function printKey(key: string): string {
  if (key === "__proto__") return '["__proto__"]';
  return isPlainName(key) ? key : JSON.stringify(key);
}

function isPlainName(key: string): boolean {
  for (let i = 0; i < key.length; i++) {
    const c = key.charCodeAt(i);
    const letter = (c >= 97 && c <= 122) || (c >= 65 && c <= 90) || c === 95 || c === 36;
    if (!letter && (i === 0 || c < 48 || c > 57)) return false;
  }
  return key !== "";
}
