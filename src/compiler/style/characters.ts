/** Character classes and token ends shared by all scanners of this room. Character codes are UTF-16 units. */

/** CSS white space. */
export function isBlank(c: number): boolean {
  return c === 32 || (c <= 13 && (c === 10 || c === 9 || c === 13 || c === 12));
}

/** Whether the unit may be part of a name: letter, digit, `-`, `_`, anything beyond ASCII. False for NaN. */
export function isNameCode(c: number): boolean {
  return c > 96 ? c < 123 || c > 127 : c > 64 ? c < 91 || c === 95 : c > 47 ? c < 58 : c === 45;
}

/** Whether a name starts at `at`: not with a digit, nor with a dash and a digit. */
export function startsName(text: string, at: number): boolean {
  const c = text.charCodeAt(at);
  if (c === 92) return isEscape(text, at);
  if (!isNameCode(c) || (c > 47 && c < 58)) return false;
  if (c !== 45) return true;
  const next = text.charCodeAt(at + 1);
  if (next === 92) return isEscape(text, at + 1);
  return isNameCode(next) && !(next > 47 && next < 58);
}

/** The offset after the name that starts at `at`, including escapes and the blank that ends a hex escape. */
export function skipName(text: string, at: number): number {
  let i = at;
  for (;;) {
    const c = text.charCodeAt(i);
    if (isNameCode(c)) i++;
    else if (c === 92 && isEscape(text, i)) i = skipEscape(text, i);
    else return i;
  }
}

/** The offset after the escape whose backslash is at `at`. */
export function skipEscape(text: string, at: number): number {
  let i = at + 1;
  const limit = i + 6;
  while (i < limit && isHex(text.charCodeAt(i))) i++;
  if (i === at + 1) return i + ((text.codePointAt(i) ?? 0) > 0xffff ? 2 : 1);
  return isBlank(text.charCodeAt(i)) ? i + 1 : i;
}

/**
 * The offset after the string whose opening quote is at `at`; negated if a line break or the end of the file comes
 * first.
 */
export function skipString(text: string, at: number): number {
  const quote = text.charCodeAt(at);
  const { length } = text;
  const close = text.indexOf(text.charAt(at), at + 1);
  // Fast path: most long strings are `data:` URLs without special characters.
  if (close > at + 64 && !/[\\\n\r\f]/.test(text.slice(at, close))) return close + 1;
  for (let i = at + 1; i < length; i++) {
    const c = text.charCodeAt(i);
    if (c === quote) return i + 1;
    if (c === 92) {
      if (text.charCodeAt(i + 1) === 13 && text.charCodeAt(i + 2) === 10) i++;
      i++;
    } else if (c === 10 || c === 13 || c === 12) return -i;
  }
  return -length;
}

/** The offset after the comment that starts at `at`; negated if it is not closed. */
export function skipComment(text: string, at: number): number {
  const end = text.indexOf("*/", at + 2);
  return end < 0 ? -text.length : end + 2;
}

function isEscape(text: string, at: number): boolean {
  const next = text.charCodeAt(at + 1);
  return !(next === 10 || next === 13 || next === 12 || Number.isNaN(next));
}

function isHex(c: number): boolean {
  return (c > 47 && c < 58) || (c > 96 && c < 103) || (c > 64 && c < 71);
}
