/** Checks of a selector's syntax, independent of scoping: attributes, full-width punctuation, blanks and words. */
import { isBlank, isNameCode } from "./characters.ts";

/**
 * `broken`: WeChat rejects it. `invalid`: a number without quotes, which WeChat accepts and browsers do not. An
 * attribute without its closing bracket counts as fine, because the parser reports it.
 */
export function attributeKind(attribute: string): "fine" | "invalid" | "broken" {
  if (/^\[[^\]/"']*=\s*-?\d/.test(attribute)) return "invalid";
  const other = !attribute.endsWith("]") || attribute.includes("/*");
  return other || attributePattern.test(attribute) ? "fine" : "broken";
}

const name = "(?:[\\w\\u0080-\\uffff-]|\\\\(?:[\\da-f]{6}\\s?|[\\da-f]{1,5}(?![\\da-f])\\s?|[^\\da-f]))+";
const value = `"(?:[^"\\\\]|\\\\[^])*"|'(?:[^'\\\\]|\\\\[^])*'|${name}`;
const attributePattern = new RegExp(
  `^\\[\\s*(?:[\\w-]*\\||\\*\\|)?(?!\\d)${name}\\s*(?:[~|^$*]?=\\s*(?:${value})\\s*(?:[is]\\s*)?)?\\]$`,
  "i",
);

/**
 * Offset of full-width punctuation outside strings and comments, or -1. CSS would treat it as part of a name, which is
 * never intended.
 */
export function fullWidthAt(list: string): number {
  if (!wide.test(list)) return -1;
  return list.replace(stringsAndComments, (text) => " ".repeat(text.length)).search(wide);
}

const wide = /[\u3000-\u3002\uff08\uff09\uff0c\uff0e\uff1a\uff1b\uff1e\uff5b\uff5d]/;
const stringsAndComments = /"(?:[^"\\]|\\[^])*"|'(?:[^'\\]|\\[^])*'|\/\*[^]*?\*\//g;

/** Whether the selector starts with a combinator, which only a nested rule's selector may do. */
export function startsWithCombinator(css: string): boolean {
  const c = css.charCodeAt(0);
  return c === 62 || c === 43 || c === 126;
}

/** Offset after `of` in `:nth-child(2n of .a)`, or -1. */
export function findOfKeyword(text: string, paren: number, end: number): number {
  for (let i = paren + 1; i < end; i++) {
    const c = text.charCodeAt(i);
    if (c === 41 || c === 40) return -1;
    if (isBlank(c) && text.slice(i + 1, i + 3).toLowerCase() === "of" && !isNameCode(text.charCodeAt(i + 3)))
      return i + 3;
  }
  return -1;
}

/** Detects `: after` and `: : after`, which WeChat's compiler accepts and browsers do not. */
export function isNameAfterBlanks(text: string, from: number, end: number): boolean {
  let at = blankEnd(text, from, end);
  // Look no further than the second colon: otherwise a long run of colons takes quadratic time.
  if (at > from && text.charCodeAt(at) === 58) at = blankEnd(text, at + 1, end);
  return at > from && at < end && isNameCode(text.charCodeAt(at));
}

/** The offset of the first character at or after `from` that is not blank; at most `end`. */
export function blankEnd(text: string, from: number, end: number): number {
  let at = from;
  while (at < end && isBlank(text.charCodeAt(at))) at++;
  return at;
}
