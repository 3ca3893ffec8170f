/**
 * What is known of one wxs module after parsing: plain data, so that it can be cached. The syntax tree itself is not
 * kept; analysis turned it into the few edits that make the author's text a closed JavaScript function.
 */
import type { Dependency } from "../../source/language.ts";
import type { Span } from "../../source/text.ts";

export interface WxsAst {
  readonly type: "wxs";
  /** The module's code: the whole of a .wxs file, or what stands between `<wxs>` and `</wxs>`. */
  readonly span: Span;
  /** False if the code could not be parsed; nothing else is known then. */
  readonly valid: boolean;
  readonly requires: readonly Dependency[];
  /** Not overlapping, but for an insertion at the edge of a replacement. In the order they must be applied. */
  readonly edits: readonly WxsEdit[];
  /** Built-in names that the code uses, in code-unit order. */
  readonly builtins: readonly string[];
  /** Names that the code uses or assigns and nobody declares; they become variables of the module. */
  readonly undeclared: readonly string[];
  /** Comments, in order; a minified module goes without. */
  readonly comments: readonly Span[];
  /** Strings, templates' texts and regular expressions, in order: white space in them is the author's. */
  readonly verbatim: readonly Span[];
}

/** Replaces `start`–`end`; an insertion where both are equal. */
export interface WxsEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** An insertion that belongs to what stands before it. */
  readonly after?: true;
}
