/**
 * Parses a stylesheet in one pass and never fails: a syntax error gives a diagnostic, and the parser continues after
 * it.
 *
 * The grammar is that of browsers (CSS Syntax 3 with nesting), plus two features of WeChat's compiler: `@import` may
 * appear anywhere at the top level, and `//` is skipped like white space (see line-comment.ts). PostCSS is not used
 * because PostCSS alone takes longer than WeChat's whole compiler; the tests compare this parser with it.
 */
import type { Parsed, SourceText } from "../source/index.ts";
import type { AtRuleNode, DeclarationNode, ImportNode, RuleNode, StyleNode, StyleSheet, UrlReference } from "./ast.ts";
import { checkAtRule, isGrouping } from "./at-rule.ts";
import { isBlank, isNameCode, skipComment, skipString } from "./characters.ts";
import { checkDeclaration } from "./declaration.ts";
import { parseImport } from "./import.ts";
import { lineCommentEnd } from "./line-comment.ts";
import { findMarker } from "./markers.ts";
import { excerpt, report } from "./parser.ts";
import type { Parser } from "./parser.ts";
import { readUrl } from "./url.ts";

/** Refuse deeper nesting, so that no stylesheet can exhaust the stack. */
const maxDepth = 200;

/** Parses a stylesheet. Line breaks may be of any kind; `createSource` has removed the byte order mark. */
export function parseStyle(source: SourceText): Parsed<StyleSheet> {
  const parser: Parser = {
    source,
    text: source.text,
    diagnostics: [],
    imports: [],
    urls: [],
    at: 0,
    depth: 0,
    lineComment: -1,
    unclosed: false,
    rulesOnly: true,
    itemEnd: 0,
    colon: -1,
    secondColon: -1,
    closer: -1,
    isCut: false,
  };
  const stray = findMarker(source.text);
  if (stray >= 0) report(parser, "style/control-character", { start: stray, end: stray + 1 });
  const children = parseItems(parser, -1, 0);
  return {
    ast: { type: "sheet", children, imports: parser.imports, urls: parser.urls, hasMarkers: stray >= 0 },
    diagnostics: parser.diagnostics,
  };
}

/** Parses items up to the end of the block whose prelude begins at `start`, or of the file if `start` is negative. */
function parseItems(parser: Parser, start: number, inside: number): StyleNode[] {
  const { text } = parser;
  const nodes: StyleNode[] = [];
  for (;;) {
    skipTrivia(parser);
    if (parser.at >= text.length) {
      // If several blocks are open, only the innermost is reported: it is the most helpful.
      if (start >= 0 && !parser.unclosed) report(parser, "style/unclosed-block", { start, end: inside });
      parser.unclosed = true;
      return nodes;
    }
    const c = text.charCodeAt(parser.at);
    if (c === 125 /* } */) {
      if (start >= 0) {
        parser.at++;
        return nodes;
      }
      report(parser, "style/unexpected-brace", { start: parser.at, end: parser.at + 1 });
      parser.at++;
    } else if (c === 59 /* ; */) {
      if (start < 0) report(parser, "style/stray-semicolon", { start: parser.at, end: parser.at + 1 });
      parser.at++;
    } else {
      const node = c === 64 /* @ */ ? parseAtRule(parser) : parseRuleOrDeclaration(parser);
      if (node) nodes.push(node);
    }
  }
}

function parseAtRule(parser: Parser): AtRuleNode | ImportNode | undefined {
  const { text } = parser;
  const start = parser.at;
  let nameEnd = start + 1;
  while (isNameCode(text.charCodeAt(nameEnd))) nameEnd++;
  const name = text.slice(start + 1, nameEnd).toLowerCase();
  if (name === "import") return parseImport(parser, start, nameEnd);
  parser.lineComment = -1;
  parser.at = nameEnd;
  skipBlanks(parser);
  const preludeStart = parser.at;
  const stop = scanItem(parser, false);
  const preludeEnd = parser.itemEnd;
  const head = { type: "at-rule", start, name, preludeStart, preludeEnd } as const;
  const open = text.charCodeAt(stop) === 123; /* { */
  checkAtRule(parser, head, open);
  if (open) {
    const urls = parser.urls.length;
    const children = parseBlock(parser, start, stop + 1, parser.rulesOnly && isGrouping(name));
    if (name === "font-face") markFonts(parser.urls, urls);
    return { ...head, end: parser.at, children };
  }
  if (text.charCodeAt(stop) === 59) parser.at++;
  return { ...head, end: preludeEnd };
}

function markFonts(urls: UrlReference[], from: number): void {
  for (let i = from; i < urls.length; i++) urls[i] = { ...(urls[i] as UrlReference), font: true };
}

function parseRuleOrDeclaration(parser: Parser): RuleNode | DeclarationNode | undefined {
  const { text } = parser;
  const start = parser.at;
  const custom = text.charCodeAt(start) === 45 && text.charCodeAt(start + 1) === 45 && isCustomProperty(text, start);
  const stop = scanItem(parser, custom);
  const ending = text.charCodeAt(stop);
  const { itemEnd: end, colon } = parser;
  if (ending === 123 /* { */) {
    if (end <= start) report(parser, "style/missing-selector", { start: stop, end: stop + 1 });
    const children = parseBlock(parser, start, stop + 1, false);
    return { type: "rule", start, end: parser.at, preludeEnd: end, children };
  }
  if (ending === 64 /* @ */) return undefined; // Text of a line comment before an at-rule.
  if (ending === 59) parser.at++;
  if (parser.rulesOnly) {
    if (parser.lineComment < 0 || ending === 59) {
      report(parser, "style/missing-block", { start, end }, { text: excerpt(text, start, end) });
    }
    return undefined;
  }
  checkDeclaration(parser, start, end, custom);
  return { type: "declaration", start, end, colon };
}

/** Parses a block whose prelude begins at `start` and whose content begins at `inside`; `rulesOnly` as in `Parser`. */
function parseBlock(parser: Parser, start: number, inside: number, rulesOnly: boolean): StyleNode[] {
  parser.at = inside;
  if (parser.depth >= maxDepth) {
    report(parser, "style/too-deep", { start, end: inside }, { depth: maxDepth });
    parser.unclosed = true;
    parser.at = parser.text.length;
    return [];
  }
  const outer = parser.rulesOnly;
  parser.rulesOnly = rulesOnly;
  parser.depth++;
  const children = parseItems(parser, start, inside);
  parser.depth--;
  parser.rulesOnly = outer;
  return children;
}

/**
 * Scans to the `;`, `{` or `}` that ends a prelude or declaration, skipping brackets, strings, comments and `url()`.
 * Leaves the parser there and records what it saw in the parser's fields. In a custom property, braces belong to the
 * value.
 * @returns the offset of the ending character, or the text's length
 */
function scanItem(parser: Parser, custom: boolean): number {
  const { text } = parser;
  const start = parser.at;
  let i = start;
  let colon = -1;
  let open: number[] | undefined;
  let wrong: number | undefined;
  parser.secondColon = parser.closer = -1;
  parser.isCut = false;
  for (;;) {
    i = skipPlain(text, i);
    // Reading beyond the end would deoptimize this loop.
    if (i >= text.length) break;
    const c = text.charCodeAt(i);
    if (c === 58 /* : */) {
      if (colon < 0) colon = i;
      else if (parser.secondColon < 0) parser.secondColon = i;
      i++;
    } else if (c === 59 /* ; */) {
      if (open === undefined || open.length === 0) break;
      i++;
    } else if (c === 40 /* ( */ || c === 91 /* [ */ || (c === 123 /* { */ && custom)) {
      const end = c === 40 ? scanUrl(parser, i) : -1;
      if (end < 0) (open ??= []).push(i);
      i = end < 0 ? i + 1 : end;
    } else if (c === 41 /* ) */ || c === 93 /* ] */) {
      const opened = open?.pop();
      if (opened === undefined) parser.closer = i;
      else if (text.charCodeAt(opened) !== (c === 41 ? 40 : 91)) wrong = opened;
      i++;
    } else if (c === 123 || c === 125 /* } */) {
      if (!custom || text.charCodeAt(open?.at(-1) ?? -1) !== 123) break;
      open?.pop();
      i++;
    } else if (c === 34 || c === 39) i = scanString(parser, i);
    else if (c === 47 /* / */) i = scanSlash(parser, i, custom);
    else if (c === 92 /* \\ */) i += 2;
    else if (c === 64 /* @ */) {
      if (parser.lineComment >= 0 && !open?.length) break;
      i++;
    } else break;
  }
  if (i > text.length) i = text.length;
  const unclosed = wrong ?? open?.at(-1);
  if (unclosed !== undefined) {
    const bracket = text.charAt(unclosed);
    parser.isCut = true;
    report(parser, "style/unclosed-bracket", { start: unclosed, end: unclosed + 1 }, { bracket });
  }
  parser.at = i;
  let end = i;
  while (end > start && isBlank(text.charCodeAt(end - 1)) && (end === 1 || text.charCodeAt(end - 2) !== 92)) end--;
  parser.itemEnd = end;
  parser.colon = colon;
  return i;
}

/**
 * The next character that `scanItem` handles, or the end of the text. In a loop of its own, because the JIT compiles a
 * small loop sooner.
 */
function skipPlain(text: string, at: number): number {
  const { length } = text;
  for (let i = at; i < length; i++) {
    const c = text.charCodeAt(i);
    if (c < 126 && special[c] === 1) return i;
  }
  return length;
}

const special = Uint8Array.from({ length: 126 }, (_, c) =>
  ":;{}()[]\"'/\\@".includes(String.fromCharCode(c)) ? 1 : 0,
);

/** The offset after the `url()` whose bracket is at `at`; -1 if there is none. */
function scanUrl(parser: Parser, at: number): number {
  const url = isUrlName(parser.text, at) ? readUrl(parser.text, at) : undefined;
  if (!url) return -1;
  parser.urls.push(url.reference);
  return url.end;
}

/** The offset after a comment of either kind, or after a slash that starts none. */
function scanSlash(parser: Parser, at: number, custom: boolean): number {
  const next = parser.text.charCodeAt(at + 1);
  if (next === 42 /* * */) return scanComment(parser, at);
  if (next !== 47 || custom) return at + 1;
  report(parser, "style/line-comment", { start: at, end: at + 2 });
  return lineCommentEnd(parser.text, at);
}

function scanString(parser: Parser, at: number): number {
  const end = skipString(parser.text, at);
  if (end < 0) {
    report(parser, "style/unclosed-string", { start: at, end: -end });
    parser.isCut = true;
  }
  return Math.abs(end);
}

function scanComment(parser: Parser, at: number): number {
  const end = skipComment(parser.text, at);
  if (end < 0) report(parser, "style/unclosed-comment", { start: at, end: at + 2 });
  return Math.abs(end);
}

function skipBlanks(parser: Parser): void {
  while (isBlank(parser.text.charCodeAt(parser.at))) parser.at++;
}

/**
 * Skips blanks and comments between items. Of `//`, only the slashes are skipped if the rest of the line may be CSS.
 */
function skipTrivia(parser: Parser): void {
  const { text } = parser;
  parser.lineComment = -1;
  while (parser.at < text.length) {
    const c = text.charCodeAt(parser.at);
    if (isBlank(c)) parser.at++;
    else if (c === 47 && text.charCodeAt(parser.at + 1) === 42) parser.at = scanComment(parser, parser.at);
    else if (c === 47 && text.charCodeAt(parser.at + 1) === 47) {
      report(parser, "style/line-comment", { start: parser.at, end: parser.at + 2 });
      parser.lineComment = parser.at;
      parser.at = lineCommentEnd(text, parser.at);
    } else return;
  }
}

/** Whether this is `--name :` and not a selector for an element whose name begins with two dashes. */
function isCustomProperty(text: string, start: number): boolean {
  let i = start;
  while (isNameCode(text.charCodeAt(i))) i++;
  while (isBlank(text.charCodeAt(i))) i++;
  return text.charCodeAt(i) === 58;
}

function isUrlName(text: string, paren: number): boolean {
  return (
    (text.charCodeAt(paren - 1) | 32) === 108 &&
    (text.charCodeAt(paren - 2) | 32) === 114 &&
    (text.charCodeAt(paren - 3) | 32) === 117 &&
    !isNameCode(text.charCodeAt(paren - 4))
  );
}
