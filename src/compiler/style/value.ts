/**
 * Prints values. `rpx` lengths and local `url()` targets become markers that the linker replaces; minifying removes
 * unneeded blanks and comments. Most values contain none of these and are copied.
 */
import { isBlank, isNameCode, skipComment, skipName, skipString, startsName } from "./characters.ts";
import { Marker } from "./markers.ts";
import { isLocalTarget, readUrl } from "./url.ts";

/** Functions whose arguments are calculations, where a length may be a plain term. */
const mathFunctions = new Set([
  "calc",
  "-webkit-calc",
  "-moz-calc",
  "min",
  "max",
  "clamp",
  "round",
  "mod",
  "rem",
  "abs",
  "hypot",
  "calc-size",
]);

/**
 * Values that match are not just copied: they contain a length, `url()` or, when minifying, comments or extra blanks.
 */
const special = /rpx|url\(/i;
const spare = /rpx|url\(|\/\*|[\t\n\f\r]| [ ,)!]|[(,!] /i;

/**
 * Prints the value in `text` from `start` to `end`, which has no surrounding blanks.
 * @param custom the value of a custom property, whose blanks a script may read
 */
export function printValue(text: string, start: number, end: number, minify: boolean, custom: boolean): string {
  const value = text.slice(start, end);
  return (minify ? spare : special).test(value) ? rewrite(text, start, end, minify, custom) : value;
}

interface Rewriter {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** Blanks may be removed. */
  readonly squeeze: boolean;
  readonly minify: boolean;
  /** For every open bracket: whether it contains a calculation. */
  readonly math: boolean[];
  out: string;
  /** All text before this offset is in `out`. */
  copied: number;
  at: number;
}

function rewrite(text: string, start: number, end: number, minify: boolean, custom: boolean): string {
  const squeeze = minify && !custom;
  const r: Rewriter = { text, start, end, squeeze, minify, math: [], out: "", copied: start, at: start };
  while (r.at < end) {
    const c = text.charCodeAt(r.at);
    if (isBlank(c) || (c === 47 && text.charCodeAt(r.at + 1) === 42)) rewriteGap(r);
    else if (c === 34 || c === 39) r.at = Math.abs(skipString(text, r.at));
    else if (isNumberStart(text, r.at)) rewriteNumber(r);
    else if (startsName(text, r.at)) rewriteName(r);
    else {
      if (c === 40) r.math.push(r.math.at(-1) === true);
      else if (c === 41) r.math.pop();
      r.at += c === 92 ? 2 : 1;
    }
  }
  return r.copied < end ? r.out + text.slice(r.copied, end) : r.out;
}

/** Replaces the text between `start` and the current offset. */
function replace(r: Rewriter, start: number, by: string): void {
  r.out += r.text.slice(r.copied, start) + by;
  r.copied = r.at;
}

/** Reduces blanks and comments to one blank, or to none next to a comma, inside brackets and before `!`. */
function rewriteGap(r: Rewriter): void {
  const { text } = r;
  const start = r.at;
  let comment = false;
  for (;;) {
    if (isBlank(text.charCodeAt(r.at))) r.at++;
    else if (text.charCodeAt(r.at) === 47 && text.charCodeAt(r.at + 1) === 42) {
      comment = true;
      r.at = Math.abs(skipComment(text, r.at));
    } else break;
  }
  if (r.squeeze) {
    const before = text.charCodeAt(start - 1);
    const after = text.charCodeAt(r.at);
    const opens = start === r.start || before === 40 || before === 44 || before === 33;
    const closes = r.at >= r.end || after === 44 || after === 41 || after === 33;
    replace(r, start, opens || closes ? "" : " ");
  } else if (comment && r.minify) replace(r, start, " ");
}

function rewriteNumber(r: Rewriter): void {
  const { text, at } = r;
  const end = readNumber(text, at);
  if (!isRpx(text, end)) {
    r.at = skipName(text, end);
    return;
  }
  const value = Number(text.slice(at, end));
  const marker = r.math.at(-1) === true ? Marker.rpxTerm : Marker.rpx;
  r.at = end + 3;
  replace(r, at, value === 0 ? "0px" : marker + value + Marker.end);
}

/** Handles a word, a function name with its opening bracket, or a whole `url()`. */
function rewriteName(r: Rewriter): void {
  const { text, at } = r;
  const end = skipName(text, at);
  r.at = end;
  if (text.charCodeAt(end) !== 40) return;
  const name = text.slice(at, end).toLowerCase();
  const url = name === "url" ? readUrl(text, end) : undefined;
  r.at = url ? url.end : end + 1;
  if (!url) r.math.push(mathFunctions.has(name));
  else if (isLocalTarget(url.reference.target)) replace(r, end, `(${Marker.url}${url.reference.target}${Marker.end})`);
  else if (r.minify) replace(r, end, `(${text.slice(end + 1, url.end - 1).trim()})`);
}

function isNumberStart(text: string, at: number): boolean {
  let c = text.charCodeAt(at);
  let i = at;
  if (c === 43 || c === 45) c = text.charCodeAt(++i);
  if (c === 46) c = text.charCodeAt(++i);
  return c > 47 && c < 58;
}

/** The offset after the number at `at`: a sign, digits, a point, digits. */
function readNumber(text: string, at: number): number {
  let i = at;
  if (text.charCodeAt(i) === 43 || text.charCodeAt(i) === 45) i++;
  while (isDigit(text.charCodeAt(i))) i++;
  if (text.charCodeAt(i) === 46) i++;
  while (isDigit(text.charCodeAt(i))) i++;
  return i;
}

/** Whether lower-case `rpx` follows, without a letter or digit after it (`10rpx-2` counts, as in WeChat's compiler). */
function isRpx(text: string, at: number): boolean {
  if (text.charCodeAt(at) !== 114 || text.charCodeAt(at + 1) !== 112 || text.charCodeAt(at + 2) !== 120) return false;
  const next = text.charCodeAt(at + 3);
  return next === 45 || !isNameCode(next);
}

function isDigit(c: number): boolean {
  return c > 47 && c < 58;
}
