/** Reading and printing `url()`. */
import { isBlank, skipEscape, skipString } from "./characters.ts";
import type { UrlReference } from "./ast.ts";

/**
 * Reads `url(…)` whose bracket is at `paren`.
 * @returns the reference and the offset after the closing bracket; `undefined` if the brackets contain anything but one
 * string or bare target (e.g. `url(var(--x))`) or are not closed
 */
export function readUrl(text: string, paren: number): { reference: UrlReference; end: number } | undefined {
  let i = skipBlanks(text, paren + 1);
  const c = text.charCodeAt(i);
  let start = i;
  let end: number;
  if (c === 34 || c === 39) {
    const stop = skipString(text, i);
    if (stop < 0) return undefined;
    start = i + 1;
    end = stop - 1;
    i = skipBlanks(text, stop);
  } else {
    i = skipBare(text, i);
    end = i;
    while (end > start && isBlank(text.charCodeAt(end - 1))) end--;
  }
  if (text.charCodeAt(i) !== 41) return undefined;
  return { reference: { target: unescapeCss(text.slice(start, end)), span: { start, end } }, end: i + 1 };
}

/** Whether a target names a file of the package: not a URL with a scheme, `//host`, `data:` or `#fragment`. */
export function isLocalTarget(target: string): boolean {
  return target !== "" && !/^(?:[a-z][a-z0-9+.-]*:|\/\/|#)/i.test(target);
}

/** A target in a form that is valid inside `url()`. */
export function printTarget(target: string): string {
  return /^[!#-&*-[\]-~\u0080-\uffff]*$/.test(target) ? target : `"${escapeString(target)}"`;
}

/** Resolves CSS escapes. */
export function unescapeCss(text: string): string {
  if (!text.includes("\\")) return text;
  return text.replace(/\\(?:([0-9a-f]{1,6})\s?|(\r\n|[^]))/gi, (_, hex: string | undefined, char: string) => {
    if (hex === undefined) return /[\r\n\f]/.test(char) ? "" : char;
    const code = Number.parseInt(hex, 16);
    // Control characters could be mistaken for markers.
    return code < 8 || code > 0x10ffff || (code > 0xd7ff && code < 0xe000) ? "\uFFFD" : String.fromCodePoint(code);
  });
}

function escapeString(text: string): string {
  return text.replace(/["\\]/g, "\\$&").replace(/[\n\r\f]/g, (c) => `\\${c.charCodeAt(0).toString(16)} `);
}

function skipBlanks(text: string, at: number): number {
  let i = at;
  while (isBlank(text.charCodeAt(i))) i++;
  return i;
}

/** The offset of the closing bracket of a bare target, or of a quote or opening bracket, which makes it invalid. */
function skipBare(text: string, at: number): number {
  const close = text.indexOf(")", at);
  // Fast path: most long targets are `data:` URLs without special characters.
  if (close > at + 64 && !/["'(\\]/.test(text.slice(at, close))) return close;
  let i = at;
  for (; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === 41 || c === 34 || c === 39 || c === 40) return i;
    if (c === 92) i = skipEscape(text, i) - 1;
  }
  return i;
}
