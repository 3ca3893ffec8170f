/**
 * Values: `rpx` lengths and local `url()` targets become markers that the linker fills; blanks and comments that mean
 * nothing go when minifying. Most values contain none of these and are printed as they stand.
 */
import { ValueFact } from "./ast.ts";
import { isBlank, isNameCode, skipComment, skipName, skipString, startsName } from "./characters.ts";
import { Marker } from "./markers.ts";
import { isLocalTarget, readUrl } from "./url.ts";

/** Functions whose arguments are calculations, so that a length in them may be a term. */
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
 * Prints the value in `text` from `start` to `end`, both without blanks around it.
 *
 * @param facts see `ValueFact`
 * @param custom the value of a custom property, whose blanks a script may read
 */
export function printValue(
  text: string,
  start: number,
  end: number,
  facts: number,
  minify: boolean,
  custom: boolean,
): string {
  let wanted = facts & (ValueFact.rpx | ValueFact.url);
  if (minify) wanted |= facts & (custom ? ValueFact.comment : ValueFact.comment | ValueFact.space);
  if (wanted === 0) return text.slice(start, end);
  return rewrite(text, start, end, minify, custom);
}

function rewrite(text: string, start: number, end: number, minify: boolean, custom: boolean): string {
  const squeeze = minify && !custom;
  const math: boolean[] = [];
  let out = "";
  let last = start;
  let i = start;
  while (i < end) {
    const c = text.charCodeAt(i);
    if (c === 34 || c === 39) {
      i = Math.abs(skipString(text, i));
    } else if (c === 47 && text.charCodeAt(i + 1) === 42) {
      const stop = Math.abs(skipComment(text, i));
      if (minify) {
        out = squeeze ? `${out + text.slice(last, i)} ` : out + text.slice(last, i);
        last = stop;
      }
      i = stop;
    } else if (isBlank(c)) {
      if (!squeeze) {
        i++;
        continue;
      }
      out += text.slice(last, i);
      while (isBlank(text.charCodeAt(i))) i++;
      if (!closesTight(text.charCodeAt(i)) && !opensTight(out)) out += " ";
      last = i;
    } else if (isNumberStart(text, i)) {
      const number = readNumber(text, i);
      if (isRpx(text, number)) {
        const value = Number(text.slice(i, number));
        const marker = math[math.length - 1] === true ? Marker.rpxTerm : Marker.rpx;
        out += text.slice(last, i) + (value === 0 ? "0px" : marker + value + Marker.end);
        i = number + 3;
        last = i;
      } else {
        i = skipName(text, number);
      }
    } else if (startsName(text, i)) {
      const stop = skipName(text, i);
      if (text.charCodeAt(stop) !== 40) {
        i = stop;
        continue;
      }
      const name = text.slice(i, stop).toLowerCase();
      const url = name === "url" ? readUrl(text, stop) : undefined;
      if (url && url.end <= end) {
        const { target, span } = url.reference;
        out += text.slice(last, stop + 1);
        if (isLocalTarget(target)) out += Marker.url + target + Marker.end;
        else
          out += minify ? squeezedTarget(text, stop + 1, url.end - 1, span.start) : text.slice(stop + 1, url.end - 1);
        last = url.end - 1;
        i = url.end;
      } else {
        math.push(mathFunctions.has(name));
        i = stop + 1;
      }
    } else {
      if (c === 40) math.push(math[math.length - 1] ?? false);
      else if (c === 41) math.pop();
      i += c === 92 ? 2 : 1;
    }
  }
  return out + text.slice(Math.min(last, end), end);
}

/** Blanks in front of these are dropped: `,` `)` `!` and the end. */
function closesTight(c: number): boolean {
  return c === 44 || c === 41 || c === 33;
}

/** Blanks behind these are dropped: `(` `,` `!` and blanks. */
function opensTight(out: string): boolean {
  const c = out.charCodeAt(out.length - 1);
  return c === 40 || c === 44 || c === 33 || isBlank(c);
}

function squeezedTarget(text: string, start: number, end: number, target: number): string {
  const quoted = target > start && /["']/.test(text.charAt(target - 1));
  return quoted || isBlank(text.charCodeAt(start)) || isBlank(text.charCodeAt(end - 1))
    ? text.slice(start, end).trim()
    : text.slice(start, end);
}

function isNumberStart(text: string, at: number): boolean {
  let c = text.charCodeAt(at);
  let i = at;
  if (c === 43 || c === 45) c = text.charCodeAt(++i);
  if (c === 46) c = text.charCodeAt(++i);
  return c > 47 && c < 58;
}

/** The offset behind the number at `at`: a sign, digits, a point, digits. */
function readNumber(text: string, at: number): number {
  let i = at;
  if (text.charCodeAt(i) === 43 || text.charCodeAt(i) === 45) i++;
  while (isDigit(text.charCodeAt(i))) i++;
  if (text.charCodeAt(i) === 46) i++;
  while (isDigit(text.charCodeAt(i))) i++;
  return i;
}

/** `rpx` in lower case that no letter or digit follows (`10rpx-2` counts, as in WeChat's compiler). */
function isRpx(text: string, at: number): boolean {
  if (text.charCodeAt(at) !== 114 || text.charCodeAt(at + 1) !== 112 || text.charCodeAt(at + 2) !== 120) return false;
  const next = text.charCodeAt(at + 3);
  return next === 45 || !isNameCode(next);
}

function isDigit(c: number): boolean {
  return c > 47 && c < 58;
}
