/**
 * Parses values: text or an attribute value, split at its mustaches.
 *
 * Each mustache is parsed in place, so that a quote or `<` inside a string of an expression ends nothing. If parsing
 * fails, the value is cut like in WeChat's own compiler: at the first `}}`, quote, or tag.
 */
import type { Value } from "./ast.ts";
import type { Expression } from "./expression-ast.ts";
import { parseDataMustache, parseMustache } from "./mustache.ts";
import { isEscaped } from "./expression-literal.ts";
import { isBlank, isNameStart } from "./scanner.ts";
import type { Scanner } from "./scanner.ts";

/** How to read an attribute's value: with mustaches, as the data of a template, or unchanged. */
export type ValueMode = "mustache" | "data" | "raw";

/** Text and expressions in order; adjacent texts are joined, empty ones left out. */
type Parts = (string | Expression)[];

/**
 * Parses text up to the next tag or comment.
 * @param blankEnd the end of its leading blanks
 * @returns `undefined` if there are only blanks
 */
export function parseText(scan: Scanner, blankEnd: number): Value | undefined {
  const start = scan.at;
  const end = nextTag(scan, start);
  if (scan.mustache.next(start) < end) return parseMixedText(scan, start);
  const text = blankEnd < end ? textSlice(scan, end) : "";
  scan.at = end;
  if (text === "") return undefined;
  const span = { start, end };
  return { type: "static", text, span };
}

/** Parses text with mustaches. */
function parseMixedText(scan: Scanner, start: number): Value | undefined {
  const { text } = scan;
  const parts: Parts = [];
  for (;;) {
    const tag = nextTag(scan, scan.at);
    const mustache = scan.mustache.next(scan.at);
    if (mustache >= tag) {
      if (tag > scan.at) pushText(parts, textSlice(scan, tag));
      scan.at = tag;
      break;
    }
    if (mustache > scan.at) pushText(parts, textSlice(scan, mustache));
    const expression = readMustache(scan, mustache, nextEndTag(scan, mustache + 2), "mustache");
    if (expression) parts.push(expression);
    if (scan.at >= text.length) break;
  }
  const only = parts[0];
  if (only === undefined || (parts.length === 1 && typeof only === "string" && isBlankText(only))) return undefined;
  return toValue(parts, start, scan.at);
}

function textSlice(scan: Scanner, end: number): string {
  const angle = scan.tagStart.next(scan.at);
  if (angle < end) scan.warnNewerSyntax("A `<` in text", angle, angle + 1);
  return scan.slice(scan.at, end);
}

/** The next `<` that starts a tag, an end tag or a comment. Any other `<` is text, which only newer hosts accept. */
function nextTag(scan: Scanner, from: number): number {
  const { text } = scan;
  let at = scan.tagStart.next(from);
  while (at < text.length && !opensTag(text, at)) at = scan.tagStart.next(at + 1);
  return at;
}

/** The next `</`: a mustache that is not closed before it is considered unclosed. */
function nextEndTag(scan: Scanner, from: number): number {
  const { text } = scan;
  let at = scan.tagStart.next(from);
  while (at < text.length && text.charCodeAt(at + 1) !== 47) at = scan.tagStart.next(at + 1);
  return at;
}

/** Whether the `<` at `at` starts a tag (`<a`, `< a>`), an end tag, a comment or a declaration. */
export function opensTag(text: string, at: number): boolean {
  const c = text.charCodeAt(at + 1);
  if (isTagStart(c) || c === 47 || c === 33) return true;
  return isBlank(c) && looksLikeTag(text, at + 2);
}

/** Characters that a tag's name may start with. */
export function isTagStart(c: number): boolean {
  return (c >= 97 && c <= 122) || (c >= 65 && c <= 90) || c === 95 || c === 45 || c === 58;
}

/** After `<` and a blank, only a complete tag counts as a tag: `< view class="a">`, but not `a < b and c`. */
function looksLikeTag(text: string, from: number): boolean {
  const rest = text.slice(from, from + 1000);
  return /^\s*[A-Za-z_][\w:-]*(?:\s+[\w:-]+(?:\s*=\s*(?:"[^"]*"|'[^']*'))?)*\s*\/?>/.test(rest);
}

/** Parses a value from its opening quote to after the closing one. */
export function parseQuotedValue(scan: Scanner, quote: number, mode: ValueMode): Value {
  const start = scan.at + 1;
  const end = closingQuote(scan, start, quote);
  if (scan.lineBreak.next(start) < end && runsIntoMarkup(scan, start, end)) return cutValue(scan, start);
  let value: Value;
  if (mode === "raw" || scan.mustache.next(start) >= end) {
    const span = { start, end };
    value = { type: "static", text: attributeSlice(scan, start, end), span };
    scan.at = end + 1;
  } else {
    scan.quote = quote;
    value = parseMustacheValue(scan, start, end, quote, mode);
    scan.quote = 0;
    scan.at++;
  }
  const lineBreak = scan.lineBreak.next(start);
  if (lineBreak < scan.at && scan.at <= scan.text.length)
    scan.warnNewerSyntax("A line break in an attribute value", lineBreak, lineBreak + 1);
  return value;
}

/**
 * Whether a multi-line value more likely lacks its closing quote: it contains a tag, and the quote that ends it is the
 * opening one of the next value (`class="a>` … `<text class="b">`), so a name without `=` comes directly after it.
 */
function runsIntoMarkup(scan: Scanner, start: number, end: number): boolean {
  if (end >= scan.text.length || nextTag(scan, start) >= end) return false;
  const after = scan.nameEnd(end + 1);
  const c = scan.text.charCodeAt(after);
  return after > end + 1 && c !== 61 && !isBlank(c) && c !== 47 && c !== 62;
}

/** Ends a value without a closing quote before the first `>` or line break. */
function cutValue(scan: Scanner, start: number): Value {
  const { text } = scan;
  let end = start;
  while (text.charCodeAt(end) !== 62 && text.charCodeAt(end) !== 10) end++;
  scan.report("template/unclosed-quote", { start: start - 1, end: start });
  scan.at = end;
  const span = { start, end };
  return { type: "static", text: text.slice(start, end).trimEnd(), span };
}

/** The quote that ends a value; `\"` does not. */
function closingQuote(scan: Scanner, from: number, quote: number): number {
  const { text } = scan;
  const character = quote === 34 ? '"' : "'";
  let end = text.indexOf(character, from);
  // If there is no quote at all, the value extends to the end of the file, so this long search happens only once.
  if (end < 0) return text.length;
  if (scan.backslash.next(from) >= end) return end;
  while (end >= 0 && isEscaped(text, from, end)) end = text.indexOf(character, end + 1);
  return end < 0 ? text.length : end;
}

function parseMustacheValue(scan: Scanner, start: number, limit: number, quote: number, mode: ValueMode): Value {
  let end = limit;
  let parts: Parts;
  scan.at = start;
  if (scan.mustache.next(start) === start) {
    // Fast path: usually there is a single mustache.
    const expression = readMustache(scan, start, end, mode);
    const span = { start, end };
    if (expression && scan.at === end) return { type: "expression", expression, span };
    parts = expression ? [expression] : [];
    if (scan.at > end) end = closingQuote(scan, scan.at, quote);
  } else parts = [];
  for (;;) {
    const mustache = scan.mustache.next(scan.at);
    if (mustache >= end) {
      if (end > scan.at) pushText(parts, attributeSlice(scan, scan.at, end));
      scan.at = end;
      return toValue(parts, start, end);
    }
    if (mustache > scan.at) pushText(parts, attributeSlice(scan, scan.at, mustache));
    const expression = readMustache(scan, mustache, end, mode);
    if (expression) parts.push(expression);
    // The expression contains the attribute's own quote in a string, so the value ends at a later quote.
    if (scan.at > end) end = closingQuote(scan, scan.at, quote);
  }
}

/**
 * Parses a value without quotes: up to a blank, `>` or `/>`. A mustache in it may contain anything.
 * @returns `undefined` if there is no value at all
 */
export function parseBareValue(scan: Scanner, mode: ValueMode): Value | undefined {
  const { text } = scan;
  const start = scan.at;
  const parts: Parts = [];
  let plain = start;
  for (;;) {
    const c = text.charCodeAt(scan.at);
    if (Number.isNaN(c) || isBlank(c) || c === 62 || c === 60 || (c === 47 && text.charCodeAt(scan.at + 1) === 62))
      break;
    if (c === 123 && text.charCodeAt(scan.at + 1) === 123 && mode !== "raw") {
      if (scan.at > plain) pushText(parts, attributeSlice(scan, plain, scan.at));
      const expression = readMustache(scan, scan.at, nextTag(scan, scan.at + 2), mode);
      if (expression) parts.push(expression);
      plain = scan.at;
    } else scan.at++;
  }
  if (scan.at === start) return undefined;
  if (scan.at > plain) pushText(parts, attributeSlice(scan, plain, scan.at));
  scan.warnNewerSyntax("A value without quotes", start, scan.at);
  return toValue(parts, start, scan.at);
}

/**
 * Parses the mustache at `start`.
 * @param limit without a `}}` before this offset, the mustache is unclosed
 * @returns `undefined` if the mustache is empty or invalid; the latter is reported
 */
function readMustache(scan: Scanner, start: number, limit: number, mode: ValueMode): Expression | undefined {
  const reported = scan.diagnostics.length;
  scan.at = start + 2;
  scan.problem = undefined;
  const expression = mode === "data" ? parseDataMustache(scan) : parseMustache(scan);
  if (scan.problem) {
    scan.diagnostics.length = reported;
    recover(scan, start, limit);
    return undefined;
  }
  if (scan.text.charCodeAt(scan.at) === 125) {
    scan.report("template/surplus-brace", { start: scan.at, end: scan.at + 1 });
  }
  return expression;
}

/** Reports the problem in a mustache and moves to where the text after it begins. */
function recover(scan: Scanner, start: number, limit: number): void {
  const { text, problem } = scan;
  const close = scan.mustacheEnd.next(start + 2);
  const nested = scan.mustache.next(start + (text.charCodeAt(start + 2) === 123 ? 3 : 2));
  const isNested = nested < close && text.slice(start + 2, nested).trim() === "";
  if (close < limit && (nested >= close || isNested)) {
    const span = problem && problem.span.start < close ? problem.span : { start: close, end: close + 2 };
    scan.report("template/bad-expression", span, { reason: problem?.reason ?? "" });
    scan.at = close + 2;
    return;
  }
  scan.report("template/unclosed-mustache", { start, end: start + 2 });
  scan.at = Math.min(nested, limit, scan.quote === 0 ? nextTag(scan, start + 2) : limit);
}

function toValue(parts: Parts, start: number, end: number): Value {
  const span = { start, end };
  const only = parts[0];
  if (only === undefined) return { type: "static", text: "", span };
  if (parts.length > 1) return { type: "concat", parts, span };
  return typeof only === "string"
    ? { type: "static", text: only, span }
    : { type: "expression", expression: only, span };
}

function pushText(parts: Parts, text: string): void {
  const last = parts.length - 1;
  const before = parts[last];
  if (typeof before === "string") parts[last] = before + text;
  else parts.push(text);
}

/** The text of an attribute, with backslash escapes resolved as in WeChat's compiler. */
function attributeSlice(scan: Scanner, start: number, end: number): string {
  const raw = scan.slice(start, end);
  return scan.backslash.next(start) < end ? unescapeAttribute(raw) : raw;
}

const ATTRIBUTE_ESCAPES: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r" };

function unescapeAttribute(raw: string): string {
  return raw.replace(/\\([^])/g, (_, letter: string) => ATTRIBUTE_ESCAPES[letter] ?? letter);
}

/** Whether the text consists of blanks only (a no-break space is not one). */
export function isBlankText(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (!isBlank(text.charCodeAt(i))) return false;
  return true;
}

/** Whether `text` is a name that an expression can use. */
export function isName(text: string): boolean {
  return isNameStart(text.charCodeAt(0)) && /^[\w$]+$/.test(text);
}
