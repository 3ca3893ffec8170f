/**
 * Finds the methods of a page or component, if the script alone decides them.
 *
 * Works on tokens, not on a syntax tree, and only on the few scripts that a check asks about. It reads one shape: a
 * single `Page({…})` or `Component({…})` at the top level whose argument is an object literal. Whatever could add a
 * method in another way (a behavior, a spread, a computed key, a wrapper) makes the answer `undefined`.
 */
import type { SourceText } from "../source/index.ts";
import {
  isNameStart,
  literalValue,
  skipName,
  skipNumber,
  skipRegExp,
  skipSpace,
  skipString,
  skipTemplateChunk,
} from "./lexer.ts";
import { findPatterns } from "./scan.ts";

interface Token {
  /** `name`, `string`, `literal`, `...`, `=>`, `${`, or a punctuator's single character. */
  readonly kind: string;
  readonly start: number;
  readonly end: number;
  /** Number of brackets around it. */
  readonly depth: number;
  /** Index of the closing token; only for opening brackets. */
  close?: number;
}

interface Member {
  readonly name: string;
  readonly isMethod: boolean;
  /** Indexes of the value's first token and of the token after it; empty without a value. */
  readonly value: readonly [start: number, end: number] | undefined;
}

interface Tokens {
  readonly text: string;
  readonly list: readonly Token[];
}

/** Names of the methods; `undefined` if there may be others. */
export function definedMethods(source: SourceText): readonly string[] | undefined {
  const list = tokenize(source);
  const tokens = list && { text: source.text, list };
  const object = tokens && definitionObject(tokens);
  if (!tokens || object === undefined || computedAssignment.test(source.text)) return undefined;
  const members = membersOf(tokens, object);
  if (!members || members.some(({ name }) => name === "behaviors")) return undefined;
  const all = [...members];
  for (const { name, value } of members) {
    if (name !== "methods") continue;
    const [start, end] = value ?? [0, 0];
    const isObject = value !== undefined && list[start]?.kind === "{" && list[start].close === end - 1;
    const methods = isObject ? membersOf(tokens, start) : undefined;
    if (!methods) return undefined;
    all.push(...methods);
  }
  return all.filter(({ isMethod }) => isMethod).map(({ name }) => name);
}

/** A quick test whether `definedMethods` is worth a call: most scripts fail it that get methods from elsewhere. */
export function mayDecideMethods(text: string): boolean {
  return definition.test(text) && !/\bbehaviors["']?\s*:/.test(text);
}

/** A call, perhaps with type arguments. */
const definition = /(?<![.\w$])(?:Page|Component)\s*(?:<|\(\s*(?:\{|\/[/*]))/;

/** Whether `word` occurs in the text as a whole word, be it in code, in a string or in a comment. */
export function hasWord(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    if (!isWordPart(text.charCodeAt(at - 1)) && !isWordPart(text.charCodeAt(at + word.length))) return true;
  }
  return false;
}

/** Only ASCII, unlike a name's part: a name between Chinese characters of a comment counts, so less is reported. */
function isWordPart(c: number): boolean {
  return (c >= 97 && c <= 122) || (c >= 65 && c <= 90) || (c >= 48 && c <= 57) || c === 95 || c === 36;
}

/** Index of the `{` of the object literal passed to the only `Page` or `Component` of the script. */
function definitionObject({ text, list }: Tokens): number | undefined {
  const calls = list.filter((token) => isDefiner(text, token));
  if (calls.length !== 1 || calls[0]?.depth !== 0) return undefined;
  const call = list.indexOf(calls[0]);
  let open = call + 1;
  // Type arguments of TypeScript.
  if (list[open]?.kind === "<") while (open < list.length && !(isOpen(list, open) && list[open]?.depth === 0)) open++;
  if (!isOpen(list, open)) return undefined;
  const end = list[open + 1]?.close ?? 0;
  const after = list[end + 1]?.kind === "," ? end + 2 : end + 1;
  return list[open]?.close === after ? open + 1 : undefined;
}

function isOpen(list: readonly Token[], at: number): boolean {
  return list[at]?.kind === "(" && list[at + 1]?.kind === "{";
}

/** The members of an object literal; `undefined` if a name is computed or something is spread. */
function membersOf({ text, list }: Tokens, open: number): readonly Member[] | undefined {
  const members: Member[] = [];
  const close = list[open]?.close ?? open;
  let i = open + 1;
  while (i < close) {
    while (isModifier(text, list, i)) i++;
    const key = list[i] as Token;
    const next = list[i + 1]?.kind as string;
    if (!(key.kind === "name" || key.kind === "string" || key.kind === "literal") || !",}:(<".includes(next))
      return undefined;
    const end = memberEnd(list, i, close);
    const name = key.kind === "string" ? literalValue(text, key.start + 1, key.end - 1) : wordOf(text, key);
    const value = next === ":" ? ([i + 2, end] as const) : undefined;
    const first = list[i + 2]?.kind ?? "";
    members.push({ name, value, isMethod: value ? first === "name" || first === "(" : true });
    i = end + 1;
  }
  return members;
}

/** `async`, `get`, `set` or `*` ahead of a member's name. */
function isModifier(text: string, list: readonly Token[], at: number): boolean {
  const token = list[at] as Token;
  if (token.kind === "*") return true;
  const isName = ["name", "string", "literal", "[", "*"].includes(list[at + 1]?.kind ?? "");
  return token.kind === "name" && isName && /^(?:async|get|set)$/.test(wordOf(text, token));
}

/** Index of the comma after the member at `at`, or of the closing brace. */
function memberEnd(list: readonly Token[], at: number, close: number): number {
  let i = at;
  while (i < close && list[i]?.kind !== ",") i = (list[i]?.close ?? i) + 1;
  return i;
}

/** `this[name] = …` may add a method of any name. The names are usual for a page or component in its own script. */
const computedAssignment =
  /(?<![.\w$])(?:this|_?that|_?self|_this|\$this|me|vm|_?page|ctx|context)\s*\[[^\]\n]*\]\s*=(?![=>])/i;

function wordOf(text: string, token: Token | undefined): string {
  return token ? text.slice(token.start, token.end) : "";
}

function isDefiner(text: string, { kind, start, end }: Token): boolean {
  if (kind !== "name" || (end - start !== 4 && end - start !== 9) || text.charCodeAt(start - 1) === 46) return false;
  return text.startsWith("Page", start) || text.startsWith("Component", start);
}

/** The depth of the members of `methods`: in `Component(`, in its object and in that of `methods`. */
const memberDepth = 3;

/** The tokens, without comments and without most of what is deeper; `undefined` if brackets do not match. */
function tokenize(source: SourceText): readonly Token[] | undefined {
  const { text } = source;
  const patterns = findPatterns(source);
  const list: Token[] = [];
  const opened: Token[] = [];
  for (let i = skipSpace(text, 0); i < text.length; i = skipSpace(text, i)) {
    let [kind, end] = readToken(text, i, patterns);
    if (kind === ")" || kind === "]" || kind === "}") {
      const open = opened.pop();
      if (!open || pairs[open.kind] !== kind) return undefined;
      open.close = list.length;
      if (open.kind === "${") {
        list.push({ kind, start: i, end, depth: opened.length });
        i = end;
        [kind, end] = readTemplate(text, i);
      }
    }
    const token: Token = { kind, start: i, end, depth: opened.length };
    i = end;
    if (kind in pairs) opened.push(token);
    if (token.depth <= memberDepth || isDefiner(text, token)) list.push(token);
  }
  return opened.length === 0 ? list : undefined;
}

const pairs: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}", "${": "}" };

function readToken(text: string, at: number, patterns: ReadonlySet<number>): [kind: string, end: number] {
  const c = text.charCodeAt(at);
  if (isNameStart(c)) return ["name", skipName(text, at)];
  if (c === 34 || c === 39) return ["string", skipString(text, at)];
  if (c >= 48 && c <= 57) return ["literal", skipNumber(text, at)];
  if (c === 96) return readTemplate(text, at + 1);
  if (c === 47 && patterns.has(at)) return ["literal", skipRegExp(text, at)];
  if (text.startsWith("...", at)) return ["...", at + 3];
  if (text.startsWith("=>", at)) return ["=>", at + 2];
  return [text.charAt(at), at + 1];
}

/** A template from `at` to its end or to the next `${`. */
function readTemplate(text: string, at: number): [kind: string, end: number] {
  const end = skipTemplateChunk(text, at);
  return [text.charCodeAt(end - 1) === 123 && end - 2 >= at ? "${" : "literal", end];
}
