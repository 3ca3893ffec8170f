/**
 * The result of parsing one wxs module: plain data, so that it can be cached. The syntax tree itself is not kept;
 * analysis turned it into the few edits that make the author's text an isolated JavaScript function.
 */
import type { Dependency } from "../../source/language.ts";
import type { Span } from "../../source/text.ts";

export interface WxsAst {
  readonly type: "wxs";
  /** The module's code: a whole .wxs file, or the text between `<wxs>` and `</wxs>`. */
  readonly span: Span;
  /** False if the code could not be parsed; all other fields are empty then. */
  readonly valid: boolean;
  readonly requires: readonly Dependency[];
  /**
   * In the order in which they must be applied. They do not overlap, except for an insertion at the edge of a
   * replacement.
   */
  readonly edits: readonly WxsEdit[];
  /** Built-in names that the code uses, in code-unit order. */
  readonly builtins: readonly string[];
  /** Names that the code uses or assigns without declaring them; they become variables of the module. */
  readonly undeclared: readonly string[];
  /** Comments, in order; minifying removes them. */
  readonly comments: readonly Span[];
  /** Strings, template texts and regular expressions, in order: their white space must stay. */
  readonly verbatim: readonly Span[];
}

/** Replaces `start`–`end`; an insertion if both are equal. */
export interface WxsEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** An insertion that belongs to the text before it. */
  readonly after?: true;
}
