/**
 * The parser's state over one WXML text: its position, its diagnostics, and cached look-aheads.
 *
 * All parts of the parser share this object, so that one pass over the characters is enough. Look-aheads remember the
 * next position of a needle, because calling `indexOf` again at every attribute would take quadratic time.
 */
import { createDiagnostic } from "../diagnostics/index.ts";
import type { Code, Diagnostic } from "../diagnostics/index.ts";
import type { SourceText, Span } from "../source/text.ts";

/** Limits the memory that a hostile file can use for diagnostics. At least one error is always kept. */
const MAX_DIAGNOSTICS = 500;

interface Note {
  readonly message: string;
  readonly span: Span;
}

export class Scanner {
  readonly source: SourceText;
  readonly text: string;
  readonly diagnostics: Diagnostic[] = [];
  readonly mustache: Finder;
  readonly mustacheEnd: Finder;
  readonly commentEnd: Finder;
  readonly tagStart: Finder;
  readonly lineBreak: Finder;
  readonly backslash: Finder;
  readonly doubleQuote: Finder;
  readonly singleQuote: Finder;
  /** False in the usual case; then no code needs to look for one. */
  readonly hasCarriageReturn: boolean;
  private readonly tagName = /[\w:.-]*/y;
  private readonly variable = /[\w$]*/y;
  private readonly blanks = /[\t-\r ]*/y;
  private readonly plainAttribute = /[A-Za-z_:-][\w:-]*="[^"{\\\r\n]*"/y;
  at = 0;
  /** The quote (its character code) around the attribute value being read; 0 outside of one. */
  quote = 0;
  /** The first problem in the expression being read. */
  problem: { readonly reason: string; readonly span: Span } | undefined;
  /** Number of operators and members in the expression being read; limits the depth of its AST. */
  operatorCount = 0;
  private hasError = false;

  constructor(source: SourceText) {
    const { text } = source;
    this.source = source;
    this.text = text;
    this.mustache = new Finder(text, "{{");
    this.mustacheEnd = new Finder(text, "}}");
    this.commentEnd = new Finder(text, "*/");
    this.tagStart = new Finder(text, "<");
    this.lineBreak = new Finder(text, "\n");
    this.backslash = new Finder(text, "\\");
    this.doubleQuote = new Finder(text, '"');
    this.singleQuote = new Finder(text, "'");
    this.hasCarriageReturn = text.includes("\r");
  }

  report(
    code: Code,
    span: Span,
    values: Readonly<Record<string, string | number>> = {},
    notes: readonly Note[] = [],
  ): void {
    if (this.diagnostics.length >= MAX_DIAGNOSTICS && this.hasError) return;
    const related = notes.map(({ message, span: where }) => ({
      message,
      position: { source: this.source, span: where },
    }));
    const diagnostic = createDiagnostic(code, values, { source: this.source, span }, related);
    const isError = diagnostic.severity === "error";
    if (this.diagnostics.length >= MAX_DIAGNOSTICS && !isError) return;
    this.hasError ||= isError;
    this.diagnostics.push(diagnostic);
  }

  /** Reports syntax that only newer hosts accept: a warning, and it is compiled. */
  warnNewerSyntax(what: string, start: number, end: number): void {
    this.report("template/newer-syntax", { start, end }, { what });
  }

  // Sticky patterns instead of loops: until the JIT compiles it, a loop over characters costs several times as much,
  // and a process that parses a few hundred templates mostly runs before that.

  /** The end of the tag or attribute name at `from`. */
  nameEnd(from: number): number {
    this.tagName.lastIndex = from;
    this.tagName.test(this.text);
    return this.tagName.lastIndex;
  }

  /** The end of the variable name at `from`. */
  variableEnd(from: number): number {
    this.variable.lastIndex = from;
    this.variable.test(this.text);
    return this.variable.lastIndex;
  }

  /** The end of an attribute of the usual form `name="value"` without mustaches at `from`; 0 for other forms. */
  plainAttributeEnd(from: number): number {
    this.plainAttribute.lastIndex = from;
    this.plainAttribute.test(this.text);
    return this.plainAttribute.lastIndex;
  }

  /** The end of the blanks at `from`. */
  blankEnd(from: number): number {
    this.blanks.lastIndex = from;
    this.blanks.test(this.text);
    return this.blanks.lastIndex;
  }

  /** Text between two offsets, with CRLF replaced by LF. */
  slice(start: number, end: number): string {
    const raw = this.text.slice(start, end);
    return this.hasCarriageReturn && raw.includes("\r") ? raw.replaceAll("\r\n", "\n") : raw;
  }
}

/** Finds the next position of a needle and remembers the last answer. */
class Finder {
  private readonly text: string;
  private readonly needle: string;
  private from = -1;
  private found = -1;

  constructor(text: string, needle: string) {
    this.text = text;
    this.needle = needle;
  }

  /** The first position at or after `from`; the length of the text if there is none. */
  next(from: number): number {
    if (this.from >= 0 && from >= this.from && from <= this.found) return this.found;
    this.from = from;
    const found = this.text.indexOf(this.needle, from);
    this.found = found < 0 ? this.text.length : found;
    return this.found;
  }
}

/** Blank, tab, line feed, form feed, vertical tab, carriage return: the separators inside a tag. */
export function isBlank(c: number): boolean {
  return c === 32 || (c >= 9 && c <= 13);
}

/** `A-Z a-z _ $` */
export function isNameStart(c: number): boolean {
  return (c >= 97 && c <= 122) || (c >= 65 && c <= 90) || c === 95 || c === 36;
}

/** `A-Z a-z 0-9 _ $` */
export function isNamePart(c: number): boolean {
  return (c >= 97 && c <= 122) || (c >= 65 && c <= 90) || (c >= 48 && c <= 57) || c === 95 || c === 36;
}

export function isDigit(c: number): boolean {
  return c >= 48 && c <= 57;
}
