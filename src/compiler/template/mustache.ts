/**
 * Parses mustaches: an expression between `{{` and `}}`, or the data of a template. Most of them contain one name.
 */
import type { Diagnostic } from "../diagnostics/index.ts";
import type { SourceText } from "../source/text.ts";
import type { Expression, ObjectExpression, SpreadElement } from "./expression-ast.ts";
import { describeUnexpected, failExpression } from "./expression-failure.ts";
import { nameExpression, parseProperties, parseValue, skipBlank } from "./expression.ts";
import { isNamePart, isNameStart, Scanner } from "./scanner.ts";

/**
 * Parses a text that is a single expression (without mustaches).
 * @returns the AST, or `undefined` for a blank or invalid text, and the problems
 */
export function parseExpression(source: SourceText): {
  expression: Expression | undefined;
  diagnostics: readonly Diagnostic[];
} {
  const scan = new Scanner(source);
  skipBlank(scan);
  let expression: Expression | undefined;
  if (scan.at < source.text.length) {
    expression = parseValue(scan, 0);
    skipBlank(scan);
    if (scan.at < source.text.length) failExpression(scan, scan.at, describeUnexpected(scan));
  }
  if (!scan.problem) return { expression, diagnostics: scan.diagnostics };
  scan.diagnostics.length = 0;
  scan.report("template/bad-expression", scan.problem.span, { reason: scan.problem.reason });
  return { expression: undefined, diagnostics: scan.diagnostics };
}

/**
 * Parses from just after `{{` to just after `}}`.
 * @returns `undefined` for an empty mustache; the result is meaningless if `scan.problem` is set
 */
export function parseMustache(scan: Scanner): Expression | undefined {
  scan.operatorCount = 0;
  skipBlank(scan);
  const name = parseLoneName(scan);
  if (name) return name;
  const expression = atMustacheEnd(scan) ? undefined : parseValue(scan, 0);
  skipBlank(scan);
  closeMustache(scan);
  return expression;
}

/** Fast path: most mustaches contain only one name and need no operator parsing. */
function parseLoneName(scan: Scanner): Expression | undefined {
  const { text, at: start } = scan;
  if (!isNameStart(text.charCodeAt(start))) return undefined;
  const end = scan.variableEnd(start);
  if (text.charCodeAt(end) !== 125 || text.charCodeAt(end + 1) !== 125) return undefined;
  scan.at = end + 2;
  return nameExpression(text.slice(start, end), { start, end });
}

/**
 * Parses the mustache of a template's `data`: the inside of an object literal, `{{a, b: c, ...d}}`. Any other
 * expression is spread into one, which only newer hosts support.
 */
export function parseDataMustache(scan: Scanner): ObjectExpression {
  scan.operatorCount = 0;
  skipBlank(scan);
  const start = scan.at;
  const properties = startsProperty(scan)
    ? parseProperties(scan, 0, "}}")
    : atMustacheEnd(scan)
      ? []
      : [parseSpreadData(scan)];
  const end = Math.max(start, scan.at);
  if (properties.length === 0 && !scan.problem)
    scan.warnNewerSyntax("Template data without any name", start - 2, end + 2);
  closeMustache(scan);
  const span = { start, end };
  return { type: "object", properties, span };
}

function parseSpreadData(scan: Scanner): SpreadElement {
  const start = scan.at;
  const argument = parseValue(scan, 0);
  const span = { start, end: scan.at };
  skipBlank(scan);
  scan.warnNewerSyntax("Template data that is not a list of names", start, span.end);
  return { type: "spread", argument, span };
}

/** Whether a property starts here: `...`, or a name followed by `,`, `:` or the end. */
function startsProperty(scan: Scanner): boolean {
  const { text } = scan;
  const start = scan.at;
  if (text.startsWith("...", start)) return true;
  if (!isNameStart(text.charCodeAt(start))) return false;
  let at = start;
  while (isNamePart(text.charCodeAt(at))) at++;
  scan.at = at;
  skipBlank(scan);
  const next = text.charCodeAt(scan.at);
  const yes = next === 44 || next === 58 || atMustacheEnd(scan);
  scan.at = start;
  return yes;
}

function closeMustache(scan: Scanner): void {
  if (scan.problem) return;
  if (atMustacheEnd(scan)) scan.at += 2;
  else failExpression(scan, scan.at, describeUnexpected(scan));
}

function atMustacheEnd(scan: Scanner): boolean {
  return scan.text.charCodeAt(scan.at) === 125 && scan.text.charCodeAt(scan.at + 1) === 125;
}
