/**
 * Reports malformed declarations. Browsers silently skip them, and WeChat rejects some of them. Values are not checked.
 */
import { isBlank, isNameCode } from "./characters.ts";
import { nearest } from "../diagnostics/suggest.ts";
import { excerpt, report } from "./parser.ts";
import type { Parser } from "./parser.ts";
import { propertyNames } from "./property-names.ts";

/**
 * Checks the item from `start` to `end`, which was just scanned.
 * @param custom whether it begins like a custom property
 */
export function checkDeclaration(parser: Parser, start: number, end: number, custom: boolean): void {
  const { text, colon, closer } = parser;
  const nameEnd = trimmed(text, start, colon < 0 ? end : colon);
  // The text of a line comment already has its warning.
  const nameKind = custom || parser.lineComment >= 0 ? "name" : readName(text, start, nameEnd);
  if (nameKind === "broken") {
    report(parser, "style/broken-declaration", { start, end }, { text: excerpt(text, start, end) });
  } else if (colon < 0) {
    report(parser, "style/missing-colon", { start, end }, { text: excerpt(text, start, end) });
  } else if (nameKind === "words") {
    report(parser, "style/invalid-declaration", { start, end: nameEnd }, { name: excerpt(text, start, nameEnd) });
  } else if (custom) {
    // Its value may be anything.
  } else if (trimmed(text, colon + 1, end) === colon + 1) {
    report(parser, "style/empty-value", { start, end: colon + 1 }, { name: text.slice(start, nameEnd) });
  } else if (parser.secondColon >= 0 && parser.lineComment < 0 && !parser.isCut) checkSemicolon(parser, start, nameEnd);
  if (nameKind === "name" && colon >= 0 && !custom && parser.lineComment < 0) checkName(parser, start, nameEnd);
  if (closer >= 0 && parser.lineComment < 0) {
    report(parser, "style/unexpected-bracket", { start: closer, end: closer + 1 }, { bracket: text.charAt(closer) });
  }
}

/**
 * Reports a name that is no property but very near to one; others may belong to another platform. Names with capitals,
 * digits, hacks or a prefix are not checked, and neither are short ones, which are near to many others.
 */
function checkName(parser: Parser, start: number, end: number): void {
  const { text } = parser;
  if (end - start < 5 || text.charCodeAt(start) === 45) return;
  const name = text.slice(start, end);
  if (propertyNames.has(name) || !/^[a-z]+(?:-[a-z]+)*$/.test(name)) return;
  const near = nearest(name, [...propertyNames], 2);
  if (near !== undefined) report(parser, "style/unknown-property", { start, end }, { name, near });
}

/**
 * Reports a value that contains another `name:`: its semicolon is missing or full-width. Old filters begin with
 * `progid:` and are fine.
 */
function checkSemicolon(parser: Parser, start: number, nameEnd: number): void {
  const { text, colon, secondColon } = parser;
  const second = trimmed(text, colon + 1, secondColon);
  let at = second;
  while (at > colon && isNameCode(text.charCodeAt(at - 1)) && text.charCodeAt(at - 1) < 128) at--;
  if (at === second) return;
  const valueEnd = trimmed(text, colon + 1, at);
  const wide = text.charCodeAt(valueEnd - 1) === wideSemicolon;
  if (!wide && (valueEnd === at || valueEnd <= colon + 1 || text.startsWith("progid", at))) return;
  const span = wide ? { start: valueEnd - 1, end: valueEnd } : { start, end: valueEnd };
  const values = { first: text.slice(start, nameEnd), second: text.slice(at, second) };
  report(parser, "style/missing-semicolon", span, values);
}

const wideSemicolon = 0xff1b;

/**
 * `words`: a name with blanks, which WeChat accepts. `broken`: a name that WeChat rejects. The star hack for old
 * browsers, escapes and comments are accepted.
 */
function readName(text: string, start: number, end: number): "name" | "words" | "broken" {
  const first = text.charCodeAt(start);
  if (end <= start || (first > 47 && first < 58)) return "broken";
  for (let i = first === 42 ? start + 1 : start; i < end; i++) {
    const c = text.charCodeAt(i);
    if (c < 128 && isNameCode(c)) continue;
    if (c === 92 || (c === 47 && text.charCodeAt(i + 1) === 42)) return "name";
    return isBlank(c) && text.charCodeAt(start) < 128 ? "words" : "broken";
  }
  return "name";
}

function trimmed(text: string, from: number, to: number): number {
  let end = to;
  while (end > from && isBlank(text.charCodeAt(end - 1))) end--;
  return end;
}
