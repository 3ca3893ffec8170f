/**
 * Reports invalid regular expression literals. esbuild does not check them, and one invalid literal prevents the whole
 * chunk from loading.
 *
 * A fast search for slashes comes first. It does not really distinguish literals from strings and divisions, so
 * whatever it finds invalid is confirmed by the full scan.
 */
import { createDiagnostic } from "../diagnostics/index.ts";
import type { Diagnostic } from "../diagnostics/index.ts";
import type { SourceText } from "../source/index.ts";
import { isNamePart, skipRegExp } from "./lexer.ts";
import { findPatterns } from "./scan.ts";

/** One error for each regular expression literal that the engine rejects. */
export function checkPatterns(source: SourceText): Diagnostic[] {
  const refused = refusedPatterns(source.text);
  if (refused.size === 0) return [];
  const real = findPatterns(source);
  return [...refused].flatMap(([start, { end, problem }]) =>
    real.has(start) ? [createDiagnostic("script/bad-pattern", { problem }, { source, span: { start, end } })] : [],
  );
}

interface Refused {
  readonly end: number;
  readonly problem: string;
}

function refusedPatterns(text: string): Map<number, Refused> {
  const refused = new Map<number, Refused>();
  let at = text.indexOf("/");
  while (at >= 0) {
    const next = text.charCodeAt(at + 1);
    let from = at + 1;
    if (next === 42 /* * */) from = after(text, "*/", at + 2);
    // Not a comment in `https://`.
    else if (next === 47 /* / */) from = text.charCodeAt(at - 1) === 58 /* : */ ? at + 2 : after(text, "\n", at + 2);
    else if (mayBegin(text, at)) {
      const end = skipRegExp(text, at);
      if (end > 0) {
        const problem = problemOf(text.slice(at, end));
        if (problem !== undefined) refused.set(at, { end, problem });
        from = end;
      }
    }
    at = text.indexOf("/", from);
  }
  return refused;
}

function after(text: string, end: string, from: number): number {
  const found = text.indexOf(end, from);
  return found < 0 ? text.length : found + end.length;
}

const operators = new Set([..."(,=:[!&|?{};+-*%~^<>"].map((sign) => sign.charCodeAt(0)));
const wordBefore = /(?:^|[^\w$.])(?:return|typeof|case|in|of|delete|void|instanceof|new|else|do|throw|yield|await)$/;

/**
 * Whether the text before a slash is something that an expression follows, so that the slash starts a regular
 * expression.
 */
function mayBegin(text: string, at: number): boolean {
  let before = at - 1;
  while (before >= 0 && text.charCodeAt(before) <= 32) before--;
  if (before < 0) return true;
  const c = text.charCodeAt(before);
  if (operators.has(c)) return true;
  return isNamePart(c) && wordBefore.test(text.slice(Math.max(0, before - 12), before + 1));
}

/** Syntax that may be newer than the engine running the build; leave these to the engine that runs the app. */
const newer = /\(\?[a-z]*-?[a-z]*:|\(\?<[^=!]/;

function problemOf(literal: string): string | undefined {
  const slash = literal.lastIndexOf("/");
  const body = literal.slice(1, slash);
  const flags = literal.slice(slash + 1);
  try {
    return void new RegExp(body, flags);
  } catch (error) {
    // esbuild checks flags itself.
    if (/[^dgimsuy]/.test(flags) || newer.test(body.replaceAll("(?:", "("))) return undefined;
    const reason = error instanceof Error ? /: ([^:]*)$/.exec(error.message)?.[1] : undefined;
    return reason === undefined ? "the JavaScript engine rejects it" : reason.charAt(0).toLowerCase() + reason.slice(1);
  }
}
