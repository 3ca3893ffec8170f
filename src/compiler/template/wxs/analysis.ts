/** The result of walking a wxs module's AST, and functions that record its parts. */
import type { AnyNode, Identifier, Literal } from "acorn";
import type { Dependency } from "../../source/language.ts";
import type { Span } from "../../source/text.ts";
import type { WxsEdit } from "./ast.ts";
import { RESERVED_NAMES } from "./parser.ts";
import type { Reference, Scope, Use } from "./scope.ts";
import { endOfSyntax, newerSyntaxOf } from "./syntax.ts";

export interface Analysis {
  readonly text: string;
  readonly edits: WxsEdit[];
  readonly references: Reference[];
  readonly requires: Dependency[];
  readonly verbatim: Span[];
  /** Every identifier used as a name, so that new names can be chosen without clashes. */
  readonly names: Set<string>;
  readonly renames: RenameSite[];
  readonly newerSyntax: Finding[];
  readonly unsupported: Finding[];
  /** Offsets of `require` where it is not a call with one string. */
  readonly looseRequires: Set<number>;
  /** Top-level statements that always throw; with `unless`, only if that name is undefined. */
  readonly failures: { readonly span: Span; readonly unless?: string }[];
}

export interface Finding {
  readonly what: string;
  readonly span: Span;
}

export interface RenameSite {
  readonly name: string;
  readonly span: Span;
  /** In `{class}` the key must stay. */
  readonly shorthand: boolean;
}

export function createAnalysis(text: string): Analysis {
  return {
    text,
    edits: [],
    references: [],
    requires: [],
    verbatim: [],
    names: new Set(),
    renames: [],
    newerSyntax: [],
    unsupported: [],
    looseRequires: new Set(),
    failures: [],
  };
}

/** Keys that escape from the module in JavaScript, but have no meaning in wxs. */
export const FORBIDDEN_KEYS: ReadonlySet<string> = new Set([
  "__proto__",
  "__defineGetter__",
  "__defineSetter__",
  "__lookupGetter__",
  "__lookupSetter__",
]);

/** Records the use of a name as a variable. */
export function recordReference(node: Identifier, use: Use, scope: Scope, analysis: Analysis): void {
  recordNewerSyntax(node, analysis);
  analysis.references.push({ name: node.name, use, span: spanOf(node), scope });
  if (node.name === "require") analysis.looseRequires.add(node.start);
}

/** Records an identifier; it will be renamed if it is not a valid name in JavaScript. */
export function recordName(node: Identifier, shorthand: boolean, analysis: Analysis): void {
  const { name } = node;
  analysis.names.add(name);
  if (RESERVED_NAMES.has(name) || name === "$wxs") analysis.renames.push({ name, span: spanOf(node), shorthand });
}

export function recordNewerSyntax(node: AnyNode, analysis: Analysis): void {
  const what = newerSyntaxOf(node, analysis.text);
  if (what !== undefined) analysis.newerSyntax.push({ what, span: { start: node.start, end: endOfSyntax(node) } });
}

export function recordUnsupported(what: string, node: AnyNode, analysis: Analysis): void {
  analysis.unsupported.push({ what, span: spanOf(node) });
}

/** Inserts the beginning of a call before an expression, with a blank if a word may come directly before it. */
export function insertCall(text: string, at: number, analysis: Analysis): void {
  let before = at - 1;
  while (before >= 0 && isSpace(analysis.text.charCodeAt(before))) before--;
  const apart = before < 0 || "([{,;=:?!&|+-*~<>^%".includes(analysis.text.charAt(before));
  analysis.edits.push({ start: at, end: at, text: apart ? text : ` ${text}` });
}

/**
 * Records literals whose white space must stay, and rewrites octal notation, which is an error in strict code (modules
 * may be emitted as such).
 */
export function recordLiteral(node: Literal, isKey: boolean, analysis: Analysis): void {
  const { start, end, raw = "", value } = node;
  if (typeof value === "string" || node.regex) analysis.verbatim.push({ start, end });
  if (typeof value === "string" && raw.includes("\\") && /\\(?:[1-9]|0[0-9])/.test(raw.replace(/\\\\/g, ""))) {
    analysis.edits.push({ start, end, text: JSON.stringify(value) });
  } else if (typeof value === "string" && raw.includes("\\")) {
    const kept = keepUnknownEscapes(raw);
    if (kept !== raw) analysis.edits.push({ start, end, text: kept });
  } else if (typeof value === "number" && /^0\d/.test(raw)) {
    analysis.edits.push({ start, end, text: isKey ? String(value) : `(${value})` });
  }
}

/**
 * `"\\d"` is a backslash and a `d` in wxs, whereas JavaScript drops an unknown backslash: real libraries write
 * `getRegExp("^\\d+$")`.
 */
function keepUnknownEscapes(raw: string): string {
  return raw.replace(/\\([\s\S])/g, (escape, next: string) =>
    /[ntrbfv0-9xu'"\\\n\r\u2028\u2029]/.test(next) ? escape : `\\${escape}`,
  );
}

/** Records a top-level `throw`, or a top-level pattern that destructures a value which is certainly undefined. */
export function recordFailure(statement: AnyNode, analysis: Analysis): void {
  if (statement.type === "ThrowStatement") analysis.failures.push({ span: spanOf(statement) });
  if (statement.type !== "VariableDeclaration") return;
  for (const { id, init } of statement.declarations) {
    if (id.type !== "ObjectPattern" && id.type !== "ArrayPattern") continue;
    if (init?.type === "Identifier") analysis.failures.push({ span: spanOf(init), unless: init.name });
    else if (init?.type === "Literal" && init.value === null && !init.regex)
      analysis.failures.push({ span: spanOf(init) });
  }
}

/** The name of a property's key that is not computed. */
export function keyName(key: AnyNode): string {
  return key.type === "Identifier" ? key.name : key.type === "Literal" ? String(key.value) : "";
}

/** The offset of the `.`, `?.` or `[` of a member: after its object, white space, comments and closing brackets. */
export function operatorAt(text: string, from: number): number {
  let i = from;
  for (;;) {
    const c = text.charCodeAt(i);
    if (c === 47 && text.charCodeAt(i + 1) === 42) i = text.indexOf("*/", i) + 2;
    else if (c === 47) i = text.indexOf("\n", i) + 1;
    else if (c === 41 || isSpace(c)) i++;
    else return i;
  }
}

export function isSpace(c: number): boolean {
  return c <= 32 || c === 0xa0 || c === 0xfeff || c === 0x2028 || c === 0x2029;
}

function spanOf(node: AnyNode): Span {
  return { start: node.start, end: node.end };
}
