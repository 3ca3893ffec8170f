/** Parses `@import`. WXSS allows it anywhere at the top level, with a string or `url()`, and even without `;`. */
import type { ImportNode } from "./ast.ts";
import { isBlank, skipComment, skipString } from "./characters.ts";
import { report } from "./parser.ts";
import type { Parser } from "./parser.ts";
import { readUrl, unescapeCss } from "./url.ts";

/** Parses what follows `@import`; leaves the parser after the statement. */
export function parseImport(parser: Parser, start: number, nameEnd: number): ImportNode | undefined {
  const { text } = parser;
  const target = readTarget(text, skipGap(text, nameEnd));
  if (!target) {
    parser.at = statementEnd(text, nameEnd);
    report(parser, "style/invalid-import", { start, end: trimmed(text, start, parser.at) });
    skipSemicolon(parser);
    return undefined;
  }
  // Without a semicolon the statement ends after its target, as in WeChat's compiler.
  const stop = statementEnd(text, target.end);
  const complete = text.charCodeAt(stop) === 59 || stop === text.length;
  if (complete && /^["',]/.test(text.slice(skipGap(text, target.end), stop))) {
    parser.at = stop;
    report(parser, "style/invalid-import", { start, end: trimmed(text, start, stop) });
    skipSemicolon(parser);
    return undefined;
  }
  const end = complete ? trimmed(text, target.end, stop) : target.end;
  parser.at = complete ? stop : target.end;
  skipSemicolon(parser);
  if (parser.depth > 0) {
    report(parser, "style/nested-import", { start, end }, { specifier: target.specifier });
    return undefined;
  }
  if (/^(?:[a-z][a-z0-9+.-]*:|\/\/)/i.test(target.specifier)) {
    report(parser, "style/remote-import", target.span, { specifier: target.specifier });
    return undefined;
  }
  const condition = text
    .slice(target.end, end)
    .replace(/\/\*[^]*?\*\//g, " ")
    .trim();
  const { specifier, span } = target;
  const node: ImportNode = { type: "import", start, end, specifier, span, condition };
  parser.imports.push(node);
  return node;
}

function readTarget(text: string, at: number) {
  const c = text.charCodeAt(at);
  if (c === 34 || c === 39) {
    const end = skipString(text, at);
    if (end < 0 || end === at + 2) return undefined;
    const span = { start: at + 1, end: end - 1 };
    return { specifier: unescapeCss(text.slice(span.start, span.end)), span, end };
  }
  if (text.slice(at, at + 4).toLowerCase() !== "url(") return undefined;
  const url = readUrl(text, at + 3);
  if (!url || url.reference.target === "") return undefined;
  return { specifier: url.reference.target, span: url.reference.span, end: url.end };
}

/** The offset of the `;` that ends the statement, of the next brace or at-rule, or of the end of the file. */
function statementEnd(text: string, at: number): number {
  for (let i = at; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === 59 || c === 123 || c === 125 || c === 64) return i;
    if (c === 34 || c === 39) i = Math.abs(skipString(text, i)) - 1;
    else if (c === 47 && text.charCodeAt(i + 1) === 42) i = Math.abs(skipComment(text, i)) - 1;
  }
  return text.length;
}

function skipGap(text: string, at: number): number {
  let i = at;
  for (;;) {
    if (isBlank(text.charCodeAt(i))) i++;
    else if (text.charCodeAt(i) === 47 && text.charCodeAt(i + 1) === 42) i = Math.abs(skipComment(text, i));
    else return i;
  }
}

function skipSemicolon(parser: Parser): void {
  if (parser.text.charCodeAt(parser.at) === 59) parser.at++;
}

function trimmed(text: string, start: number, stop: number): number {
  let end = stop;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end--;
  return end;
}
