/**
 * Regular expressions that no engine takes. esbuild hands literals on as they are, and a script that holds a wrong one
 * cannot even be loaded, with all that is in the same chunk.
 *
 * Looking at each slash is cheap and knows too little of strings and divisions; so what it takes for a literal, and the
 * engine refuses, is looked up once more by the scan that knows.
 */
import { createDiagnostic } from "../diagnostics/index.ts";
import type { Diagnostic } from "../diagnostics/index.ts";
import type { SourceText } from "../source/index.ts";
import { isNamePart, skipRegExp } from "./lexer.ts";
import { findPatterns } from "./scan.ts";

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
    // Not that of `https://`.
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

/** Whether what stands before a slash is something that a value follows. */
function mayBegin(text: string, at: number): boolean {
  let before = at - 1;
  while (before >= 0 && text.charCodeAt(before) <= 32) before--;
  if (before < 0) return true;
  const c = text.charCodeAt(before);
  if (operators.has(c)) return true;
  return isNamePart(c) && wordBefore.test(text.slice(Math.max(0, before - 12), before + 1));
}

/** Newer than the engine that builds may be: what such an expression says is left to the one that runs it. */
const newer = /\(\?[a-z]*-?[a-z]*:|\(\?<[^=!]/;

function problemOf(literal: string): string | undefined {
  const slash = literal.lastIndexOf("/");
  const body = literal.slice(1, slash);
  const flags = literal.slice(slash + 1);
  try {
    return void new RegExp(body, flags);
  } catch (error) {
    // esbuild knows the flags.
    if (/[^dgimsuy]/.test(flags) || newer.test(body.replaceAll("(?:", "("))) return undefined;
    const reason = error instanceof Error ? /: ([^:]*)$/.exec(error.message)?.[1] : undefined;
    return reason === undefined ? "the engine refuses it" : reason.charAt(0).toLowerCase() + reason.slice(1);
  }
}
