/**
 * The tree of a style sheet. Nodes are values: nobody edits them after parse.
 *
 * The tree holds offsets only (UTF-16 units into the source text); selectors and values stay text until `compileStyle`
 * prints them, because most of them are printed as they are. Places of `url()` and `@import` are gathered while
 * parsing, so that dependencies cost nothing.
 */
import type { Span } from "../source/index.ts";

export interface StyleSheet {
  readonly type: "sheet";
  readonly children: readonly StyleNode[];
  readonly imports: readonly ImportNode[];
  readonly urls: readonly UrlReference[];
  /** The text contains characters that compiled css uses as markers. */
  readonly hasMarkers: boolean;
}

export type StyleNode = RuleNode | AtRuleNode | DeclarationNode | ImportNode;

/** `prelude { children }`; the prelude is a selector list, except in `@keyframes`. */
export interface RuleNode {
  readonly type: "rule";
  readonly start: number;
  readonly end: number;
  /** Where the selector ends, without trailing blanks. */
  readonly preludeEnd: number;
  readonly children: readonly StyleNode[];
}

/** `@name prelude;` or `@name prelude { children }`. */
export interface AtRuleNode {
  readonly type: "at-rule";
  readonly start: number;
  readonly end: number;
  /** Lower case, without `@`. */
  readonly name: string;
  readonly preludeStart: number;
  readonly preludeEnd: number;
  /** Absent for a statement that ends with `;`. */
  readonly children?: readonly StyleNode[];
}

/** `name: value`. */
export interface DeclarationNode {
  readonly type: "declaration";
  readonly start: number;
  readonly end: number;
  /** Offset of the colon; -1 where the author forgot it. */
  readonly colon: number;
}

/** `@import "specifier" condition;` at the top level. */
export interface ImportNode {
  readonly type: "import";
  readonly start: number;
  readonly end: number;
  readonly specifier: string;
  /** Place of the specifier without quotes. */
  readonly span: Span;
  /** What follows the specifier: a media query, `layer(x)` or `supports(x)`; `""` if nothing does. */
  readonly condition: string;
}

/** `url(target)` somewhere in a value or prelude. */
export interface UrlReference {
  readonly target: string;
  /** Place of the target without quotes. */
  readonly span: Span;
  /** One of several sources that a font may come from. */
  readonly font?: true;
}
