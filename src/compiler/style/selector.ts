/**
 * Rewrites selectors for the runtime's nodes: class names get the scope's prefix (a marker that the linker replaces),
 * tags become the custom elements of the built-in components, `page` becomes the page's root element, and `:host` the
 * component's own node.
 *
 * One pass over the characters. Unknown syntax is copied, so that future selectors work too.
 */
import { isBlank, isNameCode, skipComment, skipName, skipString, startsName } from "./characters.ts";
import { lineCommentEnd } from "./line-comment.ts";
import { Marker } from "./markers.ts";
import {
  attributeKind,
  blankEnd,
  isNameAfterBlanks,
  findOfKeyword,
  startsWithCombinator,
  fullWidthAt,
} from "./selector-form.ts";

interface ScopedSelector {
  readonly css: string;
  /**
   * Offset of a tag, id, attribute or `*`, which WeChat does not allow in a component's stylesheet; -1 if there is
   * none.
   */
  readonly illegal: number;
  /** Offset of something that makes browsers ignore the rule; -1 if there is none. */
  readonly invalid: number;
  /** Offset of a syntax error for which WeChat rejects the stylesheet; -1 if there is none. */
  readonly broken: number;
  readonly hasHost: boolean;
  /** The whole list is `:host` or `:host(…)`. */
  readonly hostOnly: boolean;
}

interface Scan {
  readonly text: string;
  readonly end: number;
  readonly minify: boolean;
  at: number;
  illegal: number;
  invalid: number;
  broken: number;
  hasHost: boolean;
  /** The complex selector contains a class, `:host`, `page`, `:root` or `&`. */
  anchored: boolean;
  /** Inside `:not()`, where WeChat allows every selector. */
  negated: boolean;
  depth: number;
}

/** Deeper brackets are copied unchanged. */
const maxDepth = 50;

const listFunctions = new Set([
  "not",
  "is",
  "where",
  "has",
  "matches",
  "any",
  "-webkit-any",
  "-moz-any",
  "slotted",
  "cue",
  "current",
]);

/** Fast path for the most frequent selectors: only classes and blanks, which need only the prefix. */
const classesOnly = /^\.[a-z_][\w-]*(?: ?\.[a-z_][\w-]*)*$/i;

/**
 * Scopes the selector list in `text` from `start` to `end`.
 * @param nested the rule is inside another one, which anchors its selectors
 */
export function scopeSelector(
  text: string,
  start: number,
  end: number,
  minify: boolean,
  nested: boolean,
): ScopedSelector {
  const list = text.slice(start, end);
  if (classesOnly.test(list)) {
    const css = list.replaceAll(".", `.${Marker.scope}`);
    return { css, illegal: -1, invalid: -1, broken: -1, hasHost: false, hostOnly: false };
  }
  const scan: Scan = {
    text,
    end,
    minify,
    at: start,
    illegal: -1,
    invalid: -1,
    broken: -1,
    hasHost: false,
    anchored: false,
    negated: false,
    depth: 0,
  };
  const css = scopeList(scan, false, !nested);
  const wide = fullWidthAt(list);
  if (wide >= 0) {
    scan.at = start + wide;
    markBroken(scan);
  }
  const hostOnly = scan.hasHost && isHostOnly(css, text, start);
  const { illegal, invalid, broken, hasHost } = scan;
  return { css, illegal, invalid, broken, hasHost, hostOnly };
}

/** Scopes complex selectors up to the end or an unmatched closing bracket. */
function scopeList(scan: Scan, deep: boolean, top: boolean): string {
  let out = "";
  for (;;) {
    scan.anchored = false;
    const before = scan.at;
    const part = scopeComplex(scan, deep);
    if (top && scan.invalid < 0 && startsWithCombinator(part)) scan.invalid = before;
    if (part === "" && scan.invalid < 0 && scan.depth === 0) {
      scan.invalid = before;
      // WeChat accepts a trailing comma.
      if (scan.at < scan.end) markBroken(scan);
    }
    out += top && !scan.anchored ? Marker.root + part : part;
    if (scan.at >= scan.end) return out;
    if (scan.text.charCodeAt(scan.at) !== 44 /* , */) {
      if (scan.depth > 0) return out;
      // An unmatched closing bracket: browsers drop the rule, but keep its text.
      scan.invalid = scan.at;
      out += scan.text.charAt(scan.at++);
      continue;
    }
    out += scan.minify ? "," : ", ";
    scan.at++;
  }
}

/** A complex selector while it is printed. */
interface Part {
  out: string;
  /** Blanks or a combinator, read but not printed yet. */
  gap: string;
  /** All text before this offset is in `out` or `gap`. */
  copied: number;
  /** After `/deep/` or similar: class names stay unchanged. */
  deep: boolean;
}

/** Scopes one complex selector, up to a comma, a closing bracket or the end. */
function scopeComplex(scan: Scan, deep: boolean): string {
  const { text, end } = scan;
  const part: Part = { out: "", gap: "", copied: scan.at, deep };
  while (scan.at < end) {
    const at = scan.at;
    const c = text.charCodeAt(at);
    if (c === 46 /* . */) scopeClass(scan, part);
    else if (isGap(text, c, at)) {
      const combinator = readGap(scan);
      if (combinator === ">>>") part.deep = true;
      addGap(scan, part, at, combinator === ">>>" ? " " : combinator);
    } else if (c === 44 || c === 41) break;
    else if (c === 58 /* : */) {
      const pseudo = scopePseudo(scan, part.deep);
      if (pseudo?.deep) {
        part.deep = true;
        addGap(scan, part, at, " ");
      }
      if (pseudo === undefined) printGap(part);
      else if (pseudo.css !== "") print(scan, part, at, pseudo.css);
    } else if (startsName(text, at)) {
      markIllegal(scan, at);
      scan.at = skipName(text, at);
      print(scan, part, at, scopeTag(scan, text.slice(at, scan.at)));
    } else {
      printGap(part);
      skipSimple(scan, c);
    }
  }
  // The blank that ends a hex escape may lie beyond the end.
  if (scan.at > end) scan.at = end;
  if (part.gap !== "" && part.gap.trim() !== "") markBroken(scan);
  return part.out + text.slice(part.copied, scan.at) + part.gap.trim();
}

function scopeClass(scan: Scan, part: Part): void {
  const { text, at } = scan;
  printGap(part);
  if (startsName(text, at + 1)) {
    if (!part.deep) {
      part.out += text.slice(part.copied, at + 1) + Marker.scope;
      part.copied = at + 1;
    }
    scan.at = skipName(text, at + 1);
    scan.anchored = true;
  } else {
    if (scan.invalid < 0) scan.invalid = at;
    scan.at = at + 1;
    while (isNameCode(text.charCodeAt(scan.at))) scan.at++;
  }
}

/** Skips an id, an attribute, `*`, or anything else that stays unchanged. */
function skipSimple(scan: Scan, c: number): void {
  const { text, at } = scan;
  if (c === 35 /* # */ || c === 91 /* [ */ || c === 42 /* * */) markIllegal(scan, at);
  else if (c === 38 /* & */) scan.anchored = true;
  else if (c < 128 && !oddOnes.has(c)) markBroken(scan);
  if (c === 35) scan.at = skipName(text, at + 1);
  else if (c === 91) skipAttribute(scan);
  else scan.at = at + 1;
}

function skipAttribute(scan: Scan): void {
  const end = skipBrackets(scan.text, scan.at, scan.end);
  const kind = attributeKind(scan.text.slice(scan.at, end));
  if (kind === "broken") markBroken(scan);
  else if (kind === "invalid" && scan.invalid < 0) scan.invalid = scan.at;
  scan.at = end;
}

/** Characters of namespaces and escapes, and `@`, which WeChat accepts. */
const oddOnes = new Set([124 /* | */, 92 /* \ */, 64 /* @ */]);

/** Prints the text before `start`, then `css` in place of the text from `start` to the current position. */
function print(scan: Scan, part: Part, start: number, css: string): void {
  if (start > part.copied) part.out += scan.text.slice(part.copied, start);
  printGap(part);
  part.out += css;
  part.copied = scan.at;
}

function printGap(part: Part): void {
  if (part.gap === "") return;
  part.out += part.gap;
  part.gap = "";
}

/** Records a gap that began at `start`, merging it with a previous gap; the start of a selector has none. */
function addGap(scan: Scan, part: Part, start: number, gap: string): void {
  if (start > part.copied) part.out += scan.text.slice(part.copied, start);
  part.copied = scan.at;
  if (part.gap === "" || part.gap === " ") part.gap = gap;
  if (part.out === "") part.gap = part.gap.trimStart();
}

/**
 * `page` becomes the page's root element, every other tag the element of a built-in component. As in WeChat's compiler,
 * `page` with a class is an ordinary tag, because the page's root never has a class.
 */
function scopeTag(scan: Scan, name: string): string {
  if (name.length === 4 && name.toLowerCase() === "page" && scan.text.charCodeAt(scan.at) !== 46) {
    scan.anchored = true;
    return "body";
  }
  return name.startsWith("wx-") ? name : `wx-${name}`;
}

/** Rewrites a pseudo-class or pseudo-element. `undefined` if it stays unchanged; the scan is then after it. */
function scopePseudo(scan: Scan, deep: boolean): { css: string; deep: boolean } | undefined {
  const { text } = scan;
  const start = scan.at;
  let nameStart = start + 1;
  if (text.charCodeAt(nameStart) === 58) nameStart++;
  const nameEnd = skipName(text, nameStart);
  if (nameEnd === nameStart) {
    if (!isNameAfterBlanks(text, nameEnd, scan.end)) markBroken(scan);
    else if (scan.invalid < 0) scan.invalid = start;
  }
  if (nameEnd > nameStart && !startsName(text, nameStart)) markBroken(scan);
  scan.at = nameEnd;
  const call = text.charCodeAt(nameEnd) === 40;
  if (call && text.charCodeAt(blankEnd(text, nameEnd + 1, scan.end)) === 41) checkEmptyCall(scan, nameStart, nameEnd);
  const first = text.charCodeAt(nameStart);
  // Fast path: without brackets, only host, root and v-deep have a special meaning.
  if (!call && first !== 104 && first !== 114 && first !== 118) return undefined;
  const name = text.slice(nameStart, nameEnd).toLowerCase();
  if (name === "v-deep") {
    scan.anchored = true;
    return { css: call ? scopeArguments(scan, true) : "", deep: true };
  }
  if (name === "host" || (call && name === "host-context")) {
    scan.hasHost = true;
    const css = call ? hostWith(scopeArguments(scan, deep)) : Marker.host;
    scan.anchored = true;
    return { css, deep: false };
  }
  if (name === "root") scan.anchored = true;
  if (!call) return undefined;
  const of = name.startsWith("nth-") ? findOfKeyword(text, nameEnd, scan.end) : -1;
  if ((!listFunctions.has(name) && of < 0) || scan.depth >= maxDepth) {
    scan.at = skipBrackets(text, nameEnd, scan.end);
    return undefined;
  }
  const head = text.slice(start, of < 0 ? nameEnd : of);
  if (of >= 0) scan.at = of - 1;
  const { anchored, negated } = scan;
  if (name === "not") scan.negated = true;
  const inner = scopeArguments(scan, deep);
  scan.negated = negated;
  scan.anchored = anchored || (scan.anchored && name !== "not");
  return { css: of < 0 ? `${head}(${inner})` : `${head} ${inner})`, deep: false };
}

/** Empty `:is()` and `:where()` are valid: they match nothing. */
function checkEmptyCall(scan: Scan, nameStart: number, nameEnd: number): void {
  const name = scan.text.slice(nameStart, nameEnd).toLowerCase();
  if (name !== "is" && name !== "where") markBroken(scan);
}

/** Scopes the list inside the brackets that open at `scan.at`; returns it without brackets. */
function scopeArguments(scan: Scan, deep: boolean): string {
  scan.at++;
  scan.depth++;
  const inner = scopeList(scan, deep, false);
  scan.depth--;
  if (scan.text.charCodeAt(scan.at) === 41 && scan.at < scan.end) scan.at++;
  else if (scan.invalid < 0) scan.invalid = scan.at;
  return inner;
}

function hostWith(inner: string): string {
  return (inner.includes(",") ? `:is(${inner})` : inner) + Marker.host;
}

function markBroken(scan: Scan): void {
  if (scan.invalid < 0) scan.invalid = scan.at;
  if (scan.broken < 0) scan.broken = scan.at;
}

function markIllegal(scan: Scan, at: number): void {
  if (scan.illegal < 0 && !scan.negated) scan.illegal = at;
}

function isGap(text: string, c: number, at: number): boolean {
  if (isBlank(c) || c === 62 || c === 43 || c === 126) return true;
  if (c !== 47) return false;
  const next = text.charCodeAt(at + 1);
  return next === 42 || next === 47 || text.startsWith("/deep/", at);
}

/**
 * Reads blanks, comments and combinators between compound selectors. Returns `" "`, a combinator (with blanks as
 * written unless minifying), or `>>>` for a combinator that leaves the component's scope.
 */
function readGap(scan: Scan): string {
  const { text, end } = scan;
  let blank = false;
  let out = "";
  let deep = false;
  while (scan.at < end) {
    const at = scan.at;
    const c = text.charCodeAt(at);
    if (isBlank(c)) {
      blank = true;
      scan.at++;
    } else if (c === 47 && text.charCodeAt(at + 1) === 42) {
      blank = true;
      scan.at = Math.min(end, Math.abs(skipComment(text, at)));
    } else if (c === 47 && text.charCodeAt(at + 1) === 47) {
      blank = true;
      scan.at = Math.min(end, lineCommentEnd(text, at));
    } else if (c === 47 && text.startsWith("/deep/", at)) {
      deep = true;
      scan.at += 6;
    } else if (c === 62 && text.startsWith(">>>", at)) {
      deep = true;
      scan.at += 3;
    } else if (c === 62 || c === 43 || c === 126) {
      if (out !== "") markBroken(scan);
      out += (blank && !scan.minify ? " " : "") + text.charAt(at);
      blank = false;
      scan.at++;
    } else break;
  }
  if (deep) return ">>>";
  return out === "" ? " " : out + (blank && !scan.minify ? " " : "");
}

/** The offset after the bracket that closes the one at `at`; skips strings and escapes. */
export function skipBrackets(text: string, at: number, end: number): number {
  let depth = 0;
  for (let i = at; i < end; i++) {
    const c = text.charCodeAt(i);
    if (c === 34 || c === 39) i = Math.abs(skipString(text, i)) - 1;
    else if (c === 92) i++;
    else if (c === 40 || c === 91) depth++;
    else if ((c === 41 || c === 93) && --depth === 0) return i + 1;
  }
  return end;
}

function isHostOnly(css: string, text: string, start: number): boolean {
  return css.endsWith(Marker.host) && css.indexOf(Marker.host) === css.length - 1 && text.startsWith(":host", start)
    ? !/[ >+~,]/.test(css)
    : false;
}
