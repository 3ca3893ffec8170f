/**
 * Reads the argument of `require("./plugins/" + name)` and of the same call with a template literal: a fixed path,
 * expressions, and possibly a fixed end. The graph looks up the scripts that such a call may mean.
 */
import { isNamePart, literalEnd, literalValue, skipSpace, skipString, skipTemplateChunk } from "./lexer.ts";

/**
 * @param at offset of the argument
 * @returns the argument with `*` in place of all that is computed, and the offset after the argument; `undefined` if it has
 * another form or does not start with a relative or absolute path
 */
export function readPattern(
  text: string,
  at: number,
): { readonly specifier: string; readonly end: number } | undefined {
  const read = text.charCodeAt(at) === 96 ? readTemplate(text, at) : readSum(text, at);
  if (!read || text.charCodeAt(skipSpace(text, read.end)) !== 41) return undefined;
  const { prefix, suffix, end } = read;
  if (!/^\.{0,2}\/[^*]*$/.test(prefix) || suffix.includes("*")) return undefined;
  return { specifier: `${prefix}*${suffix}`, end };
}

interface Parts {
  readonly prefix: string;
  readonly suffix: string;
  readonly end: number;
}

/** `./folder/${expression}.js`, possibly with more expressions */
function readTemplate(text: string, at: number): Parts | undefined {
  const first = skipTemplateChunk(text, at + 1);
  let end = first;
  let chunk = at + 1;
  while (text.charCodeAt(end - 1) === 123) {
    const close = closingBracket(text, end);
    if (close < 0 || text.charCodeAt(close) !== 125) return undefined;
    chunk = close + 1;
    end = skipTemplateChunk(text, chunk);
  }
  if (chunk === at + 1 || text.charCodeAt(end - 1) !== 96) return undefined;
  return { prefix: literalValue(text, at + 1, first - 2), suffix: literalValue(text, chunk, end - 1), end };
}

/** "./folder/" + expression + ".js", possibly with more operands */
function readSum(text: string, at: number): Parts | undefined {
  const first = literalEnd(text, at);
  if (first < 0) return undefined;
  const prefix = literalValue(text, at + 1, first - 1);
  let end = first;
  let suffix = "";
  let isComputed = false;
  for (let plus = skipSpace(text, end); text.charCodeAt(plus) === 43; plus = skipSpace(text, end)) {
    const start = skipSpace(text, plus + 1);
    const literal = literalEnd(text, start);
    end = literal < 0 ? operandEnd(text, start) : literal;
    if (end <= start) return undefined;
    suffix = literal < 0 ? "" : suffix + literalValue(text, start + 1, end - 1);
    isComputed ||= literal < 0;
  }
  return isComputed ? { prefix, suffix, end } : undefined;
}

/** The end of names, property accesses, calls and parentheses. Other operators end it, so that the caller gives up. */
function operandEnd(text: string, at: number): number {
  let i = at;
  while (i < text.length) {
    const c = text.charCodeAt(i);
    if (c === 40 || c === 91) {
      const close = closingBracket(text, i + 1);
      if (close < 0) return -1;
      i = close + 1;
    } else if (c === 46 || isNamePart(c)) i++;
    else break;
  }
  return i;
}

/** Longer expressions are not read, so that source with unclosed brackets cannot make the scan slow. */
const maxExpression = 2000;

/** The offset of the bracket that closes the one before `at`; `-1` if there is none, or a template literal comes first. */
function closingBracket(text: string, at: number): number {
  const limit = Math.min(text.length, at + maxExpression);
  let depth = 0;
  let i = at;
  while (i < limit) {
    const c = text.charCodeAt(i);
    if (c === 96) return -1;
    if (c === 34 || c === 39) {
      i = skipString(text, i);
      continue;
    }
    if (c === 40 || c === 91 || c === 123) depth++;
    else if ((c === 41 || c === 93 || c === 125) && --depth < 0) return i;
    i++;
  }
  return -1;
}
