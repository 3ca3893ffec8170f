/** Prints preludes that are not selectors: those of at-rules, and the steps in `@keyframes`. */
import { scopeSelector, skipBrackets } from "./selector.ts";

/**
 * Prints the prelude in `text` from `start` to `end`. When minifying, removes comments and extra blanks.
 * @param name the at-rule's name in lower case; `@scope` has selectors in its brackets
 */
export function printPrelude(text: string, start: number, end: number, minify: boolean, name = ""): string {
  if (name === "scope") return printScope(text, start, end, minify);
  const raw = text.slice(start, end);
  return minify && /[\s/]/.test(raw) ? condense(raw) : raw;
}

/**
 * Whether this is a step of `@keyframes`, such as `from, 50%`, possibly with the name of a scroll timeline's range
 * before it.
 */
export function isKeyframeStep(text: string): boolean {
  const plain = text.includes("/*") ? text.replace(/\/\*[^]*?\*\//g, " ") : text;
  return plain.split(",").every((part) => stepPattern.test(part));
}

const stepPattern = /^\s*(?:from|to|(?:[a-z-]+\s+)?\+?(?:\d+(?:\.\d+)?|\.\d+)%)\s*$/i;

/** `(.a) to (.b)` */
function printScope(text: string, start: number, end: number, minify: boolean): string {
  let out = "";
  let copied = start;
  for (let i = start; i < end; i++) {
    if (text.charCodeAt(i) !== 40) continue;
    const close = skipBrackets(text, i, end);
    const { css } = scopeSelector(text, i + 1, close - 1, minify, true);
    out += `${text.slice(copied, i + 1) + css})`;
    copied = close;
    i = close - 1;
  }
  return out + text.slice(copied, end);
}

/** Removes blanks around commas, after the colon of a media feature and inside brackets. */
function condense(raw: string): string {
  return raw
    .split(/("(?:\\[^]|[^"\\])*"|'(?:\\[^]|[^'\\])*')/)
    .map((part, index) => (index % 2 === 1 ? part : condensePlain(part)))
    .join("")
    .trim();
}

function condensePlain(part: string): string {
  return part
    .replace(/\/\*[^]*?\*\//g, " ")
    .replace(/\s+/g, " ")
    .replace(/ ?, ?/g, ",")
    .replace(/\( | \)/g, (bracket) => bracket.trim())
    .replace(/(?<!selector)(\([\w-]+) ?: ?/gi, "$1:");
}
