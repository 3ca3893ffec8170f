/**
 * The reading head over one WXML text: where it stands, what it has complained about, and cached look-aheads.
 *
 * Every rule of the grammar reads through this object, so that one pass over the characters is enough. Look-aheads
 * remember the next place of a needle, because asking `indexOf` again at every attribute would be quadratic.
 */
import { createDiagnostic } from "../diagnostics/index.ts";
import type { Code, Diagnostic } from "../diagnostics/index.ts";
import type { SourceText, Span } from "../source/text.ts";

/** A hostile file must not cost memory for hundreds of thousands of complaints; an error is never left out. */
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
  /** Without a carriage return anywhere (the usual case) nobody needs to look for one. */
  readonly hasCarriageReturn: boolean;
  private readonly tagName = /[\w:.-]*/y;
  private readonly variable = /[\w$]*/y;
  private readonly blanks = /[\t-\r ]*/y;
  private readonly plainAttribute = /[A-Za-z_:-][\w:-]*="[^"{\\\r\n]*"/y;
  at = 0;
  /** The quote (its character code) around the attribute value being read; 0 outside of one. */
  quote = 0;
  /** The first thing wrong with the expression being read. */
  problem: { readonly reason: string; readonly span: Span } | undefined;
  /** Operators and members seen in the expression being read: a bound on how deep its tree can get. */
  links = 0;
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
    const related = notes.map(({ message, span: where }) => ({ message, place: { source: this.source, span: where } }));
    const diagnostic = createDiagnostic(code, values, { source: this.source, span }, related);
    const isError = diagnostic.severity === "error";
    if (this.diagnostics.length >= MAX_DIAGNOSTICS && !isError) return;
    this.hasError ||= isError;
    this.diagnostics.push(diagnostic);
  }

  /** Something only newer hosts understand: compiled, with a warning. */
  newer(what: string, start: number, end: number): void {
    this.report("template/newer-syntax", { start, end }, { what });
  }

  // A loop over characters costs several times a sticky pattern as long as the code runs uncompiled, and in a process
  // that parses a few hundred templates it mostly does.

  /** Where the name of a tag or attribute that stands at `from` ends. */
  nameEnd(from: number): number {
    this.tagName.lastIndex = from;
    this.tagName.test(this.text);
    return this.tagName.lastIndex;
  }

  /** Where the variable that stands at `from` ends. */
  variableEnd(from: number): number {
    this.variable.lastIndex = from;
    this.variable.test(this.text);
    return this.variable.lastIndex;
  }

  /** Where an attribute that stands at `from` ends, if it is of the usual kind: `name="value"` without mustaches; else 0. */
  plainAttributeEnd(from: number): number {
    this.plainAttribute.lastIndex = from;
    this.plainAttribute.test(this.text);
    return this.plainAttribute.lastIndex;
  }

  /** Where the blanks that stand at `from` end. */
  blankEnd(from: number): number {
    this.blanks.lastIndex = from;
    this.blanks.test(this.text);
    return this.blanks.lastIndex;
  }

  /** Text between two offsets with CRLF as LF. */
  slice(start: number, end: number): string {
    const raw = this.text.slice(start, end);
    return this.hasCarriageReturn && raw.includes("\r") ? raw.replaceAll("\r\n", "\n") : raw;
  }
}

/** Finds the next place of a needle, remembering the last answer. */
class Finder {
  private readonly text: string;
  private readonly needle: string;
  private from = -1;
  private found = -1;

  constructor(text: string, needle: string) {
    this.text = text;
    this.needle = needle;
  }

  /** The first place at or after `from`; the length of the text if there is none. */
  next(from: number): number {
    if (this.from >= 0 && from >= this.from && from <= this.found) return this.found;
    this.from = from;
    const found = this.text.indexOf(this.needle, from);
    this.found = found < 0 ? this.text.length : found;
    return this.found;
  }
}

/** Blank, tab, line feed, form feed, vertical tab, carriage return: what separates names in a tag. */
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
