/** Parses numbers and strings in template expressions. */
import type { Expression } from "./expression-ast.ts";
import { isDigit, isNameStart } from "./scanner.ts";
import type { Scanner } from "./scanner.ts";
import { failExpression } from "./expression-failure.ts";

/** Parses `1`, `1.5`, `.5`, `1.`, `010` (octal, as in sloppy scripts), `0x1f`, `1e3`. */
export function parseNumber(scan: Scanner): Expression {
  const { text } = scan;
  const start = scan.at;
  let at = start;
  let value: number;
  const second = text.charCodeAt(at + 1);
  if (text.charCodeAt(at) === 48 && (second === 120 || second === 88)) {
    at += 2;
    while (isHexDigit(text.charCodeAt(at))) at++;
    if (at === start + 2) return failExpression(scan, at, "a hexadecimal number needs digits after `0x`");
    value = Number.parseInt(text.slice(start + 2, at), 16);
    scan.warnNewerSyntax("A hexadecimal number", start, at);
  } else {
    while (isDigit(text.charCodeAt(at))) at++;
    const wholeEnd = at;
    if (text.charCodeAt(at) === 46) {
      at++;
      while (isDigit(text.charCodeAt(at))) at++;
    }
    at = skipExponent(scan, start, at);
    const digits = text.slice(start, at);
    value = at === wholeEnd && isOctal(digits) ? Number.parseInt(digits, 8) : Number(digits);
  }
  scan.at = at;
  const next = text.charCodeAt(at);
  if (isNameStart(next) || isDigit(next)) return failExpression(scan, at, "a number is directly followed by a name");
  if (next === 46 && text.charCodeAt(at + 1) !== 46)
    return failExpression(scan, at, "a number has a second decimal point");
  const span = { start, end: at };
  return { type: "literal", value, span };
}

function skipExponent(scan: Scanner, start: number, at: number): number {
  const { text } = scan;
  const c = text.charCodeAt(at);
  if (c !== 101 && c !== 69) return at;
  let end = at + 1;
  const sign = text.charCodeAt(end);
  if (sign === 43 || sign === 45) end++;
  if (!isDigit(text.charCodeAt(end))) return at;
  while (isDigit(text.charCodeAt(end))) end++;
  scan.warnNewerSyntax("A number with an exponent", start, end);
  return end;
}

function isOctal(digits: string): boolean {
  if (digits.length < 2 || digits.charCodeAt(0) !== 48) return false;
  for (let i = 1; i < digits.length; i++) {
    const c = digits.charCodeAt(i);
    if (c < 48 || c > 55) return false;
  }
  return true;
}

/**
 * Parses a string from its opening quote. In an attribute the quote itself may be written `\"` (older hosts remove the
 * backslash before they parse the expression); then `\"` also closes it.
 */
export function parseString(scan: Scanner): Expression {
  const { text } = scan;
  const start = scan.at;
  const escaped = text.charCodeAt(start) === 92;
  const contentStart = escaped ? start + 2 : start + 1;
  const quote = text.charCodeAt(contentStart - 1);
  const finder = quote === 34 ? scan.doubleQuote : scan.singleQuote;
  let close = finder.next(contentStart);
  if (!escaped) while (close < text.length && isEscaped(text, contentStart, close)) close = finder.next(close + 1);
  else while (close < text.length && text.charCodeAt(close - 1) !== 92) close = finder.next(close + 1);
  const contentEnd = escaped ? close - 1 : close;
  const end = Math.min(close + 1, text.length);
  const brokenLine = scan.lineBreak.next(contentStart) < close;
  if (close >= text.length || (brokenLine && looksUnclosed(scan, contentStart, close))) {
    return failExpression(scan, start, "a string is not closed");
  }
  if (brokenLine) scan.warnNewerSyntax("A line break in a string", start, end);
  if (scan.quote !== 0 && !escaped && holdsQuote(scan, start, end)) {
    scan.warnNewerSyntax("The attribute's own quote character inside a mustache", start, end);
  }
  scan.at = end;
  const value =
    scan.backslash.next(contentStart) < contentEnd
      ? decode(text, contentStart, contentEnd)
      : scan.slice(contentStart, contentEnd);
  const span = { start, end };
  return { type: "literal", value, span };
}

/** Whether a multi-line string is more likely unclosed: it contains the end of a mustache or a tag. */
function looksUnclosed(scan: Scanner, start: number, close: number): boolean {
  return scan.mustacheEnd.next(start) < close || scan.tagStart.next(start) < close;
}

/** Whether the text contains the attribute's quote without a backslash before it. */
function holdsQuote(scan: Scanner, start: number, end: number): boolean {
  const finder = scan.quote === 34 ? scan.doubleQuote : scan.singleQuote;
  for (let at = finder.next(start); at < end; at = finder.next(at + 1)) {
    if (!isEscaped(scan.text, start, at)) return true;
  }
  return false;
}

/** Whether an odd number of backslashes precedes `at`. */
export function isEscaped(text: string, start: number, at: number): boolean {
  let first = at;
  while (first > start && text.charCodeAt(first - 1) === 92) first--;
  return (at - first) % 2 === 1;
}

const SIMPLE_ESCAPES: Readonly<Record<string, string>> = {
  n: "\n",
  t: "\t",
  r: "\r",
  b: "\b",
  f: "\f",
  v: "\v",
  "0": "\0",
  "\n": "",
};

function decode(text: string, start: number, end: number): string {
  let out = "";
  let plain = start;
  for (let at = start; at < end; at++) {
    if (text.charCodeAt(at) !== 92 || at + 1 >= end) continue;
    out += text.slice(plain, at);
    const letter = text.charAt(at + 1);
    const digits = letter === "u" ? 4 : letter === "x" ? 2 : 0;
    const code = digits > 0 && at + 2 + digits <= end ? hexValue(text, at + 2, digits) : -1;
    if (code >= 0) {
      out += String.fromCharCode(code);
      at += 1 + digits;
    } else {
      out += SIMPLE_ESCAPES[letter] ?? letter;
      at += 1;
    }
    plain = at + 1;
  }
  return out + text.slice(plain, end);
}

/** The value of `count` hexadecimal digits, or -1 if they are not all digits. */
function hexValue(text: string, start: number, count: number): number {
  for (let at = start; at < start + count; at++) if (!isHexDigit(text.charCodeAt(at))) return -1;
  return Number.parseInt(text.slice(start, start + count), 16);
}

function isHexDigit(c: number): boolean {
  return isDigit(c) || (c >= 97 && c <= 102) || (c >= 65 && c <= 70);
}
