/**
 * Parses expressions: JavaScript's operators and literals without statements, functions and assignment. Words like
 * `class` or `in` are ordinary names, and `}}` outside a string always ends the expression.
 *
 * Parsing never throws. The first problem is kept in `Scanner.problem`; after it the AST is meaningless.
 */
import type { Span } from "../source/text.ts";
import type { Expression, HoleElement, ObjectProperty, SpreadElement, UnaryExpression } from "./expression-ast.ts";
import { describeUnexpected, failExpression } from "./expression-failure.ts";
import { parseNumber, parseString } from "./expression-literal.ts";
import { isNewerOperator, operatorAt, OPERATORS, PRECEDENCE } from "./expression-operator.ts";
import { isDigit, isNamePart, isNameStart, Scanner } from "./scanner.ts";

/** Limits on the AST, so that no later phase overflows the stack. Real templates stay below a tenth of them. */
const MAX_NESTING = 200;
const MAX_OPERATORS = 2000;

/** Skips blanks and block comments. A `}}` inside a comment ends it. */
export function skipBlank(scan: Scanner): void {
  const { text } = scan;
  for (;;) {
    const c = text.charCodeAt(scan.at);
    if (c === 32 || (c >= 9 && c <= 13)) scan.at++;
    else if (c === 47 && text.charCodeAt(scan.at + 1) === 42) {
      const end = scan.commentEnd.next(scan.at + 2) + 2;
      scan.at = Math.min(end, scan.mustacheEnd.next(scan.at + 2), text.length);
    } else return;
  }
}

/** Parses a whole value: a conditional expression or anything with higher precedence. */
export function parseValue(scan: Scanner, depth: number): Expression {
  if (depth > MAX_NESTING) return failExpression(scan, scan.at, "it is nested too deeply");
  const test = parseBinary(scan, depth, 1);
  skipBlank(scan);
  if (scan.text.charCodeAt(scan.at) !== 63) return test;
  scan.at++;
  skipBlank(scan);
  const consequent = parseValue(scan, depth + 1);
  skipBlank(scan);
  if (scan.text.charCodeAt(scan.at) !== 58) {
    return failExpression(scan, scan.at, "the `:` of a `? :` is missing");
  }
  scan.at++;
  skipBlank(scan);
  const alternate = parseValue(scan, depth + 1);
  const span = { start: test.span.start, end: scan.at };
  return { type: "conditional", test, consequent, alternate, span };
}

function parseBinary(scan: Scanner, depth: number, minimum: number): Expression {
  let left = parseUnary(scan, depth);
  for (;;) {
    skipBlank(scan);
    const index = operatorAt(scan.text, scan.at);
    const precedence = index < 0 ? 0 : (PRECEDENCE[index] as number);
    if (precedence < minimum) return left;
    if (++scan.operatorCount > MAX_OPERATORS) return failExpression(scan, scan.at, "it is too long");
    const operator = OPERATORS[index] as (typeof OPERATORS)[number];
    const start = scan.at;
    scan.at += operator.length;
    if (isNewerOperator(operator)) scan.warnNewerSyntax(`The operator \`${operator}\``, start, scan.at);
    skipBlank(scan);
    const right = parseBinary(scan, depth + 1, precedence + 1);
    const span = { start: left.span.start, end: scan.at };
    left = { type: "binary", operator, left, right, span };
    if (scan.problem) return left;
  }
}

function parseUnary(scan: Scanner, depth: number): Expression {
  const { text, at: start } = scan;
  const c = text.charCodeAt(start);
  let operator: UnaryExpression["operator"] | undefined;
  if (c === 33) operator = "!";
  else if (c === 45) operator = "-";
  else if (c === 126) operator = "~";
  else if (c === 43 && text.charCodeAt(start + 1) !== 43) operator = "+";
  else if (c === 116 || c === 118) operator = wordOperatorAt(scan);
  if (operator === undefined) return parsePostfix(scan, depth);
  if (depth > MAX_NESTING) return failExpression(scan, start, "it is nested too deeply");
  scan.at = start + operator.length;
  if (operator === "+" || operator === "typeof" || operator === "void") {
    scan.warnNewerSyntax(operator === "+" ? "A unary `+`" : `The operator \`${operator}\``, start, scan.at);
  }
  skipBlank(scan);
  const operand = parseUnary(scan, depth + 1);
  const span = { start, end: operand.span.end };
  return { type: "unary", operator, operand, span };
}

/** `typeof` and `void` are operators only before a value; otherwise they are ordinary names. */
function wordOperatorAt(scan: Scanner): "typeof" | "void" | undefined {
  const { text, at: start } = scan;
  const word = text.startsWith("typeof", start) ? "typeof" : text.startsWith("void", start) ? "void" : undefined;
  if (word === undefined || isNamePart(text.charCodeAt(start + word.length))) return undefined;
  scan.at = start + word.length;
  skipBlank(scan);
  const c = text.charCodeAt(scan.at);
  const next = text.charCodeAt(scan.at + 1);
  scan.at = start;
  const startsValue = isNamePart(c) || c === 40 || c === 34 || c === 39 || c === 126 || (c === 33 && next !== 61);
  return startsValue ? word : undefined;
}

function parsePostfix(scan: Scanner, depth: number): Expression {
  const { text } = scan;
  const start = scan.at;
  let value = parsePrimary(scan, depth);
  // Older hosts allow member access only on a name, an array literal, or another member.
  let plain = value.type === "identifier" || value.type === "array";
  if (text.charCodeAt(start) === 40) plain = false;
  for (;;) {
    skipBlank(scan);
    const c = text.charCodeAt(scan.at);
    const optional = c === 63 && text.charCodeAt(scan.at + 1) === 46 && !isDigit(text.charCodeAt(scan.at + 2));
    if (c !== 46 && c !== 91 && c !== 40 && !optional) return value;
    if (++scan.operatorCount > MAX_OPERATORS) return failExpression(scan, scan.at, "it is too long");
    if (!plain) scan.warnNewerSyntax("Member access on a literal or a parenthesized value", start, scan.at);
    plain = true;
    if (optional) {
      scan.warnNewerSyntax("Optional chaining (`?.`)", scan.at, scan.at + 2);
      scan.at += 2;
      skipBlank(scan);
    } else if (c === 46) {
      scan.at++;
      skipBlank(scan);
    }
    const opener = text.charCodeAt(scan.at);
    if (opener === 91 && (optional || c === 91)) value = parseIndex(scan, depth, value);
    else if (opener === 40 && (optional || c === 40)) value = parseCall(scan, depth, value);
    else value = parseMember(scan, value);
    if (scan.problem) return value;
  }
}

function parseMember(scan: Scanner, object: Expression): Expression {
  const { text, at: start } = scan;
  if (!isNameStart(text.charCodeAt(start))) return failExpression(scan, start, "a name must follow the dot");
  const name = readName(scan);
  const nameSpan = { start, end: scan.at };
  if (name === "true" || name === "false" || name === "null" || name === "undefined") {
    scan.warnNewerSyntax(`The member name \`${name}\``, start, scan.at);
  }
  const property: Expression = { type: "literal", value: name, span: nameSpan };
  const span = { start: object.span.start, end: scan.at };
  return { type: "member", object, property, span };
}

function parseIndex(scan: Scanner, depth: number, object: Expression): Expression {
  scan.at++;
  skipBlank(scan);
  const property = parseValue(scan, depth + 1);
  skipBlank(scan);
  if (scan.text.charCodeAt(scan.at) !== 93) return failExpression(scan, scan.at, "a `]` is missing");
  scan.at++;
  const span = { start: object.span.start, end: scan.at };
  return { type: "member", object, property, span };
}

function parseCall(scan: Scanner, depth: number, callee: Expression): Expression {
  const args: Expression[] = [];
  scan.at++;
  skipBlank(scan);
  while (scan.text.charCodeAt(scan.at) !== 41) {
    args.push(parseValue(scan, depth + 1));
    skipBlank(scan);
    const c = scan.text.charCodeAt(scan.at);
    if (c === 44) {
      const comma = scan.at++;
      skipBlank(scan);
      if (scan.text.charCodeAt(scan.at) === 41)
        scan.warnNewerSyntax("A trailing comma after the arguments", comma, comma + 1);
    } else if (c !== 41) return failExpression(scan, scan.at, "a `,` or `)` is missing");
  }
  scan.at++;
  const span = { start: callee.span.start, end: scan.at };
  return { type: "call", callee, args, span };
}

function parsePrimary(scan: Scanner, depth: number): Expression {
  const { text, at: start } = scan;
  const c = text.charCodeAt(start);
  if (isNameStart(c)) return parseIdentifier(scan);
  if (c === 39 || c === 34) return parseString(scan);
  if (isDigit(c) || (c === 46 && isDigit(text.charCodeAt(start + 1)))) return parseNumber(scan);
  if (c === 40) return parseParentheses(scan, depth);
  if (c === 91) return parseArray(scan, depth);
  if (c === 123) return parseObject(scan, depth);
  if (c === 92 && scan.quote !== 0 && text.charCodeAt(start + 1) === scan.quote) return parseString(scan);
  return failExpression(scan, start, describeUnexpected(scan));
}

function parseIdentifier(scan: Scanner): Expression {
  const start = scan.at;
  const name = readName(scan);
  return nameExpression(name, { start, end: scan.at });
}

export function nameExpression(name: string, span: Span): Expression {
  if (name === "true") return { type: "literal", value: true, span };
  if (name === "false") return { type: "literal", value: false, span };
  if (name === "null") return { type: "literal", value: null, span };
  return { type: "identifier", name, span };
}

function readName(scan: Scanner): string {
  const start = scan.at;
  scan.at = scan.variableEnd(start);
  return scan.text.slice(start, scan.at);
}

function parseParentheses(scan: Scanner, depth: number): Expression {
  const start = scan.at++;
  skipBlank(scan);
  const inner = parseValue(scan, depth + 1);
  skipBlank(scan);
  if (scan.text.charCodeAt(scan.at) !== 41) return failExpression(scan, scan.at, "a `)` is missing");
  scan.at++;
  const span = { start, end: scan.at };
  return { ...inner, span };
}

function parseArray(scan: Scanner, depth: number): Expression {
  const start = scan.at++;
  const elements: (Expression | SpreadElement | HoleElement)[] = [];
  for (;;) {
    skipBlank(scan);
    const at = scan.at;
    const c = scan.text.charCodeAt(at);
    if (c === 93) break;
    if (c === 44) {
      elements.push({ type: "hole", span: { start: at, end: at } });
      scan.warnNewerSyntax("A hole in an array", at, at + 1);
      scan.at++;
      continue;
    }
    elements.push(scan.text.startsWith("...", at) ? parseSpread(scan, depth, true) : parseValue(scan, depth + 1));
    skipBlank(scan);
    const end = scan.text.charCodeAt(scan.at);
    if (end === 93) break;
    if (end !== 44) return failExpression(scan, scan.at, "a `,` or `]` is missing");
    const comma = scan.at++;
    skipBlank(scan);
    if (scan.text.charCodeAt(scan.at) === 93) scan.warnNewerSyntax("A trailing comma in an array", comma, comma + 1);
  }
  scan.at++;
  const span = { start, end: scan.at };
  return { type: "array", elements, span };
}

function parseSpread(scan: Scanner, depth: number, isNewer: boolean): SpreadElement {
  const start = scan.at;
  scan.at += 3;
  if (isNewer) scan.warnNewerSyntax("`...` in an array", start, scan.at);
  skipBlank(scan);
  const argument = parseValue(scan, depth + 1);
  const span = { start, end: argument.span.end };
  return { type: "spread", argument, span };
}

function parseObject(scan: Scanner, depth: number): Expression {
  const start = scan.at++;
  skipBlank(scan);
  const properties = parseProperties(scan, depth + 1, "}");
  if (properties.length === 0) scan.warnNewerSyntax("An empty object", start, scan.at + 1);
  const { text } = scan;
  if (text.charCodeAt(scan.at + 1) === 125) {
    return failExpression(scan, scan.at, "`}}` ends the mustache, so the object is never closed");
  }
  scan.at++;
  const span = { start, end: scan.at };
  return { type: "object", properties, span };
}

/** Parses properties up to (not including) the closing `}` or, in template data, `}}`. */
export function parseProperties(scan: Scanner, depth: number, close: "}" | "}}"): (ObjectProperty | SpreadElement)[] {
  const properties: (ObjectProperty | SpreadElement)[] = [];
  while (scan.text.charCodeAt(scan.at) !== 125) {
    const isSpread = scan.text.startsWith("...", scan.at);
    properties.push(isSpread ? parseSpread(scan, depth, false) : parseProperty(scan, depth));
    skipBlank(scan);
    const c = scan.text.charCodeAt(scan.at);
    if (c === 125) break;
    if (c !== 44) {
      failExpression(scan, scan.at, `a \`,\` or \`${close}\` is missing`);
      break;
    }
    const comma = scan.at++;
    skipBlank(scan);
    if (scan.text.charCodeAt(scan.at) === 125) scan.warnNewerSyntax("A trailing comma in an object", comma, comma + 1);
  }
  return properties;
}

function parseProperty(scan: Scanner, depth: number): ObjectProperty {
  const start = scan.at;
  if (!isNameStart(scan.text.charCodeAt(start))) {
    const stand = failExpression(scan, start, "a property key must be a plain name");
    return { type: "property", key: "", value: stand, span: stand.span };
  }
  const name = parseIdentifier(scan);
  const keyEnd = scan.at;
  const key = name.type === "identifier" ? name.name : scan.text.slice(start, keyEnd);
  if (name.type === "literal") scan.warnNewerSyntax(`The key \`${key}\``, start, keyEnd);
  skipBlank(scan);
  if (scan.text.charCodeAt(scan.at) !== 58) {
    const span = { start, end: keyEnd };
    return { type: "property", key, value: name, span };
  }
  scan.at++;
  skipBlank(scan);
  const value = parseValue(scan, depth + 1);
  const span = { start, end: value.span.end };
  return { type: "property", key, value, span };
}
