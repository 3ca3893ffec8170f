/**
 * The AST of one mustache. Every identifier is a name to look up: first wxs modules, then loop variables, then data.
 */
import type { Span } from "../source/text.ts";

export type Expression =
  | LiteralExpression
  | IdentifierExpression
  | MemberExpression
  | CallExpression
  | UnaryExpression
  | BinaryExpression
  | ConditionalExpression
  | ArrayExpression
  | ObjectExpression;

interface ExpressionBase {
  readonly span: Span;
}

export interface LiteralExpression extends ExpressionBase {
  readonly type: "literal";
  readonly value: string | number | boolean | null;
}

export interface IdentifierExpression extends ExpressionBase {
  readonly type: "identifier";
  readonly name: string;
}

/** `a.b` (property is a literal string), `a[b]`, and `a?.b`, which means the same here. */
export interface MemberExpression extends ExpressionBase {
  readonly type: "member";
  readonly object: Expression;
  readonly property: Expression;
}

/** Only functions of wxs modules can be called; any other callee gives `undefined`. */
export interface CallExpression extends ExpressionBase {
  readonly type: "call";
  readonly callee: Expression;
  readonly args: readonly Expression[];
}

export interface UnaryExpression extends ExpressionBase {
  readonly type: "unary";
  readonly operator: "-" | "+" | "!" | "~" | "typeof" | "void";
  readonly operand: Expression;
}

export type BinaryOperator =
  | "||" | "&&" | "??" | "|" | "^" | "&" | "==" | "!=" | "===" | "!==" | "<" | ">" | "<=" | ">="
  | "<<" | ">>" | ">>>" | "+" | "-" | "*" | "/" | "%"; // prettier-ignore

export interface BinaryExpression extends ExpressionBase {
  readonly type: "binary";
  readonly operator: BinaryOperator;
  readonly left: Expression;
  readonly right: Expression;
}

export interface ConditionalExpression extends ExpressionBase {
  readonly type: "conditional";
  readonly test: Expression;
  readonly consequent: Expression;
  readonly alternate: Expression;
}

export interface ArrayExpression extends ExpressionBase {
  readonly type: "array";
  readonly elements: readonly (Expression | SpreadElement | HoleElement)[];
}

export interface ObjectExpression extends ExpressionBase {
  readonly type: "object";
  readonly properties: readonly (ObjectProperty | SpreadElement)[];
}

export interface ObjectProperty extends ExpressionBase {
  readonly type: "property";
  readonly key: string;
  readonly value: Expression;
}

export interface SpreadElement extends ExpressionBase {
  readonly type: "spread";
  readonly argument: Expression;
}

export interface HoleElement extends ExpressionBase {
  readonly type: "hole";
}
