/**
 * The AST of a stylesheet. Nodes are immutable after parsing.
 *
 * The AST holds only offsets (UTF-16 units into the source text). Selectors and values stay text until `compileStyle`
 * prints them, because most are printed unchanged. The parser also collects `url()` and `@import`, so that finding
 * dependencies costs nothing.
 */
import type { Span } from "../source/index.ts";

export interface StyleSheet {
  readonly type: "sheet";
  readonly children: readonly StyleNode[];
  readonly imports: readonly ImportNode[];
  readonly urls: readonly UrlReference[];
  /** The text contains characters that compiled CSS uses as markers. */
  readonly hasMarkers: boolean;
}

export type StyleNode = RuleNode | AtRuleNode | DeclarationNode | ImportNode;

/** `prelude { children }`. The prelude is a selector list, except in `@keyframes`. */
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
  /** Absent for a statement that ends in `;`. */
  readonly children?: readonly StyleNode[];
}

/** `name: value`. */
export interface DeclarationNode {
  readonly type: "declaration";
  readonly start: number;
  readonly end: number;
  /** Offset of the colon; -1 if it is missing. */
  readonly colon: number;
}

/** `@import "specifier" condition;` at the top level. */
export interface ImportNode {
  readonly type: "import";
  readonly start: number;
  readonly end: number;
  readonly specifier: string;
  /** Position of the specifier without quotes. */
  readonly span: Span;
  /** The text after the specifier: a media query, `layer(x)` or `supports(x)`; `""` if there is none. */
  readonly condition: string;
}

/** `url(target)` somewhere in a value or prelude. */
export interface UrlReference {
  readonly target: string;
  /** Position of the target without quotes. */
  readonly span: Span;
  /** One of several alternative sources of a font. */
  readonly font?: true;
}
