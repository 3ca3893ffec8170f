/**
 * The lowest level of the script scanner: where a string, comment, template chunk, regular expression or name ends.
 * Every function takes the text and an offset and returns an offset. None throws, and all advance, so that broken
 * source cannot hang the build; esbuild reports the error later.
 */

/** 1: may start a name; 2: may only continue one (digits). Code units above 127 are handled separately. */
const nameTable: Uint8Array = createNameTable();

/** Whether a UTF-16 code unit may start a name. */
export const isNameStart = (c: number): boolean => (c < 128 ? nameTable[c] === 1 : !isWideSpace(c));
/** Whether a UTF-16 code unit may be part of a name. */
export const isNamePart = (c: number): boolean => (c < 128 ? (nameTable[c] as number) > 0 : !isWideSpace(c));

/** The offset after the name that starts at `at`. */
export function skipName(text: string, at: number): number {
  let i = at + 1;
  while (i < text.length) {
    const c = text.charCodeAt(i);
    if (c < 128 ? nameTable[c] === 0 : isWideSpace(c)) break;
    i++;
  }
  return i;
}

/** The offset after a number literal, including forms like `1e+5`, `0x1F`, `1_000n`. */
export function skipNumber(text: string, at: number): number {
  let i = at;
  while (i < text.length) {
    const c = text.charCodeAt(i);
    if (c === 46 /* . */ || isNamePart(c)) i++;
    else if ((c === 43 || c === 45) && isExponent(text, at, i)) i++;
    else break;
  }
  return i;
}

/** The offset after the string whose opening quote is at `at`. An unclosed string ends before the line break. */
export function skipString(text: string, at: number): number {
  const quote = text.charCodeAt(at);
  let i = at + 1;
  while (i < text.length) {
    const c = text.charCodeAt(i);
    if (c === quote) return i + 1;
    if (c === 92 /* \ */) i += text.charCodeAt(i + 1) === 13 && text.charCodeAt(i + 2) === 10 ? 3 : 2;
    else if (c === 10 || c === 13) return i;
    else i++;
  }
  return text.length;
}

/**
 * Reads template characters from `at` (after a backtick, or after the `}` of a substitution).
 * Returns the offset after the closing backtick or after `${`; the caller checks the character before it.
 */
export function skipTemplateChunk(text: string, at: number): number {
  let i = at;
  while (i < text.length) {
    const c = text.charCodeAt(i);
    if (c === 96 /* ` */) return i + 1;
    if (c === 92 /* \ */) i += 2;
    else if (c === 36 /* $ */ && text.charCodeAt(i + 1) === 123 /* { */) return i + 2;
    else i++;
  }
  return text.length;
}

/** The offset after the regular expression at `at` and its flags, or `-1` if it does not end on its line. */
export function skipRegExp(text: string, at: number): number {
  let inClass = false;
  for (let i = at + 1; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === 10 || c === 13 || c === 0x2028 || c === 0x2029) return -1;
    if (c === 92 /* \ */) i++;
    else if (c === 91 /* [ */) inClass = true;
    else if (c === 93 /* ] */) inClass = false;
    else if (c === 47 /* / */ && !inClass) {
      const end = i + 1;
      return end < text.length && isNamePart(text.charCodeAt(end)) ? skipName(text, end) : end;
    }
  }
  return -1;
}

/** The offset of the next line break (or the end of the text) at or after `at`. */
export function skipLine(text: string, at: number): number {
  let i = at;
  while (i < text.length) {
    const c = text.charCodeAt(i);
    if (c === 10 || c === 13 || c === 0x2028 || c === 0x2029) return i;
    i++;
  }
  return i;
}

/** The offset after the block comment that starts at `at`. */
export function skipBlockComment(text: string, at: number): number {
  const end = text.indexOf("*/", at + 2);
  return end < 0 ? text.length : end + 2;
}

/** The offset of the next token, after white space, line breaks and comments. */
export function skipSpace(text: string, at: number): number {
  let i = at;
  while (i < text.length) {
    const c = text.charCodeAt(i);
    if (c === 32 || (c >= 9 && c <= 13) || (c > 127 && isWideSpace(c))) i++;
    else if (c === 47 && text.charCodeAt(i + 1) === 47) i = skipLine(text, i);
    else if (c === 47 && text.charCodeAt(i + 1) === 42) i = skipBlockComment(text, i);
    else break;
  }
  return i;
}

/** Whether the name at `at` is exactly `word`. */
export function isWord(text: string, at: number, word: string): boolean {
  return text.startsWith(word, at) && !isNamePart(text.charCodeAt(at + word.length) || 0);
}

/** White space beyond ASCII, as ECMAScript defines it. */
export function isWideSpace(c: number): boolean {
  return (
    c === 0xa0 ||
    c === 0xfeff ||
    c === 0x1680 ||
    (c >= 0x2000 && c <= 0x200a) ||
    c === 0x2028 ||
    c === 0x2029 ||
    c === 0x202f ||
    c === 0x205f ||
    c === 0x3000
  );
}

/** The offset after the string literal, or the template without substitutions, at `at`; `-1` if there is none. */
export function literalEnd(text: string, at: number): number {
  const c = text.charCodeAt(at);
  if (c === 34 || c === 39) {
    const end = skipString(text, at);
    return text.charCodeAt(end - 1) === c && end - 1 > at ? end : -1;
  }
  if (c !== 96) return -1;
  const end = skipTemplateChunk(text, at + 1);
  return text.charCodeAt(end - 1) === 96 && end - 1 > at ? end : -1;
}

/** The value of a string literal (or of a template without substitutions), given the range between its quotes. */
export function literalValue(text: string, start: number, end: number): string {
  const raw = text.slice(start, end);
  return raw.includes("\\")
    ? raw.replace(/\\(u\{[0-9a-fA-F]+\}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|\r\n|[^])/g, unescape)
    : raw;
}

function unescape(whole: string, escape: string): string {
  if (/^[ux]./.test(escape)) {
    const code = Number.parseInt(escape.replace(/[ux{}]/g, ""), 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  }
  switch (escape) {
    case "n":
      return "\n";
    case "t":
      return "\t";
    case "r":
      return "\r";
    case "b":
      return "\b";
    case "f":
      return "\f";
    case "v":
      return "\v";
    case "0":
      return "\0";
    case "\n":
    case "\r":
    case "\r\n":
      return "";
    default:
      return escape;
  }
}

function isExponent(text: string, start: number, at: number): boolean {
  const before = text.charCodeAt(at - 1) | 32;
  return before === 101 /* e */ && (text.charCodeAt(start + 1) | 32) !== 120; /* x */
}

function createNameTable(): Uint8Array {
  const table = new Uint8Array(128);
  for (let c = 65; c <= 90; c++) table[c] = table[c + 32] = 1;
  for (let c = 48; c <= 57; c++) table[c] = 2;
  table[36] = table[95] = table[92] = 1; // $ _ and the backslash of an escaped name
  return table;
}
