/** The form of a selector, looked at apart from scoping: attributes, full-width punctuation, blanks and words. */
import { isBlank, isNameCode } from "./characters.ts";

/**
 * `broken` is what WeChat refuses; `invalid` is a number without quotes, which it takes and browsers do not. One without
 * its closing bracket is the parser's to report.
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
 * Offset of full-width punctuation, or -1. It would count as a part of a name, which nobody means; strings and comments
 * may hold it.
 */
export function wideAt(list: string): number {
  if (!wide.test(list)) return -1;
  return list.replace(stringsAndComments, (text) => " ".repeat(text.length)).search(wide);
}

const wide = /[\u3000-\u3002\uff08\uff09\uff0c\uff0e\uff1a\uff1b\uff1e\uff5b\uff5d]/;
const stringsAndComments = /"(?:[^"\\]|\\[^])*"|'(?:[^'\\]|\\[^])*'|\/\*[^]*?\*\//g;

/** Only a nested rule's selector may begin so. */
export function startsWithCombinator(css: string): boolean {
  const c = css.charCodeAt(0);
  return c === 62 || c === 43 || c === 126;
}

/** Offset behind `of` in `:nth-child(2n of .a)`, or -1. */
export function ofKeyword(text: string, paren: number, end: number): number {
  for (let i = paren + 1; i < end; i++) {
    const c = text.charCodeAt(i);
    if (c === 41 || c === 40) return -1;
    if (isBlank(c) && text.slice(i + 1, i + 3).toLowerCase() === "of" && !isNameCode(text.charCodeAt(i + 3)))
      return i + 3;
  }
  return -1;
}

/** `: after` and `: : after`: WeChat's compiler takes them, and browsers do not. */
export function isNameAfterBlanks(text: string, from: number, end: number): boolean {
  let at = blankEnd(text, from, end);
  // No further than that: of many colons each would look at all that follow.
  if (at > from && text.charCodeAt(at) === 58) at = blankEnd(text, at + 1, end);
  return at > from && at < end && isNameCode(text.charCodeAt(at));
}

export function blankEnd(text: string, from: number, end: number): number {
  let at = from;
  while (at < end && isBlank(text.charCodeAt(at))) at++;
  return at;
}
