/** Removes comments and unneeded white space from a module, without parsing it again. */
import type { Span } from "../../source/text.ts";
import type { WxsAst, WxsEdit } from "./ast.ts";

/**
 * The edits that remove comments, and blanks between tokens that do not need them. Keeps a line break where a semicolon
 * may be implied.
 */
export function needlessBlanks(text: string, ast: WxsAst): WxsEdit[] {
  const { start, end } = ast.span;
  const { comments, verbatim } = ast;
  const edits: WxsEdit[] = [];
  const nextBlank = /\s/g;
  let at = start;
  let comment = 0;
  let literal = 0;
  while (at < end) {
    const next = verbatim[literal];
    if (next !== undefined && at >= next.start) {
      at = Math.max(at, next.end);
      literal++;
      continue;
    }
    // A pattern finds the next blank much faster than a loop that the JIT has not optimized yet.
    nextBlank.lastIndex = at;
    const blank = nextBlank.test(text) ? nextBlank.lastIndex - 1 : end;
    const from = Math.max(at, Math.min(blank, comments[comment]?.start ?? end, next?.start ?? end));
    if (from > at) {
      at = from;
      continue;
    }
    let broken = false;
    for (;;) {
      const inside: Span | undefined = comments[comment];
      if (inside !== undefined && inside.start === at) {
        broken ||= text.slice(inside.start, inside.end).includes("\n");
        at = inside.end;
        comment++;
      } else if (at < end && isBlank(text.charCodeAt(at))) {
        broken ||= isBreak(text.charCodeAt(at));
        at++;
      } else break;
    }
    if (at === from) at++;
    else addGap(edits, text, from, at, broken, ast.span);
  }
  return edits;
}

function addGap(edits: WxsEdit[], text: string, from: number, to: number, broken: boolean, span: Span): void {
  const previous = from > span.start ? text.charCodeAt(from - 1) : 0;
  const next = to < span.end ? text.charCodeAt(to) : 0;
  const gap = between(previous, next, broken);
  if (gap === "" || text.slice(from, to) !== gap) edits.push({ start: from, end: to, text: gap });
}

function between(previous: number, next: number, broken: boolean): string {
  if (previous === 0 || next === 0) return "";
  if (broken) return OPENS.has(previous) || CONTINUES.has(next) ? "" : "\n";
  // After `/`, a word could be mistaken for the flags of a regular expression.
  if ((isWord(previous) || previous === 47) && isWord(next)) return " ";
  // `1 .x`, `+ +`, `- -`, `/ /`, `< !`: without the blank, these tokens would merge.
  if (previous >= 48 && previous <= 57 && next === 46) return " ";
  if ((previous === 43 || previous === 45 || previous === 47) && (next === previous || next === 42)) return " ";
  if (previous === 60 && next === 33) return " ";
  if (previous === 45 && next === 62) return " ";
  return "";
}

/** `{ ( [ , ; = ? : & | ^ % ~`: no statement ends after these, so a line break there has no meaning. */
const OPENS = new Set([123, 40, 91, 44, 59, 61, 63, 58, 38, 124, 94, 37, 126]);
/** `} ) ] , ; . = ? : & | ^ %`: no statement starts with these (except `.5`, which does not follow a line break). */
const CONTINUES = new Set([125, 41, 93, 44, 59, 61, 63, 58, 38, 124, 94, 37]);

function isBlank(c: number): boolean {
  return c === 32 || (c >= 9 && c <= 13) || c === 0xa0 || c === 0xfeff || c === 0x2028 || c === 0x2029;
}

function isBreak(c: number): boolean {
  return c === 10 || c === 13 || c === 0x2028 || c === 0x2029;
}

function isWord(c: number): boolean {
  return (
    (c >= 97 && c <= 122) || (c >= 65 && c <= 90) || (c >= 48 && c <= 57) || c === 95 || c === 36 || c === 92 || c > 127
  );
}
