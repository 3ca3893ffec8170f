/**
 * Error handling of the expression parser: it keeps the first problem and moves the scanner to the end, so that every
 * loop terminates.
 */
import type { Expression } from "./expression-ast.ts";
import type { Scanner } from "./scanner.ts";
import { isNamePart, isNameStart } from "./scanner.ts";

/** Records a problem with the token at `at` and returns a placeholder expression. */
export function failExpression(scan: Scanner, at: number, reason: string): Expression {
  scan.problem ??= { reason, span: { start: at, end: tokenEnd(scan.text, at) } };
  scan.at = scan.text.length;
  return { type: "literal", value: null, span: { start: at, end: at } };
}

function tokenEnd(text: string, at: number): number {
  let end = at;
  while (end < text.length && isNamePart(text.charCodeAt(end))) end++;
  if (end > at || end >= text.length) return end;
  return text.startsWith("}}", at) ? at + 2 : at + 1;
}

const UNSUPPORTED_WORDS = new Set(["in", "instanceof", "of"]);

/** Describes the unexpected token at the scanner's position. */
export function describeUnexpected(scan: Scanner): string {
  const { text, at } = scan;
  const c = text.charCodeAt(at);
  if (Number.isNaN(c) || text.startsWith("}}", at)) return "unexpected end of the expression";
  if (isNameStart(c)) {
    const word = text.slice(at, tokenEnd(text, at));
    const before = /\b(new|delete|await)\s+$/.exec(text.slice(Math.max(0, at - 12), at))?.[1];
    if (before !== undefined) return `\`${before}\` is not supported in templates`;
    return UNSUPPORTED_WORDS.has(word) ? `\`${word}\` is not supported in templates` : `unexpected \`${word}\``;
  }
  for (const [token, reason] of UNSUPPORTED_TOKENS) if (text.startsWith(token, at)) return reason;
  if (c === 0x200b || c === 0x200c || c === 0x200d || c === 0xfeff || c === 0xa0 || c === 0x3000) {
    return `it contains the invisible character U+${c.toString(16).toUpperCase().padStart(4, "0")}`;
  }
  const character = String.fromCodePoint(text.codePointAt(at) as number);
  return `unexpected \`${character}\``;
}

const UNSUPPORTED_TOKENS: readonly (readonly [string, string])[] = [
  ["=>", "functions are not supported in templates"],
  ["==", "`==` has no value before it"],
  ["=", "assignment is not supported in templates"],
  ["++", "`++` is not supported in templates"],
  ["**", "`**` is not supported in templates"],
  ["`", "template literals are not supported in templates"],
  ["//", "line comments are not supported in templates"],
  ["/", "regular expressions are not supported in templates"],
  [",", "unexpected `,`"],
  [";", "unexpected `;`"],
  ["...", "unexpected `...`"],
  [":", "`name: value` is allowed only in the data of a template"],
];
