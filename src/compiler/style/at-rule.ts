/** Reports mistakes in the head of an at-rule. Browsers silently skip such a rule, and WeChat rejects most of them. */
import type { AtRuleNode } from "./ast.ts";
import { report } from "./parser.ts";
import type { Parser } from "./parser.ts";

type Head = Pick<AtRuleNode, "start" | "name" | "preludeStart" | "preludeEnd">;

/**
 * Checks the at-rule that was just scanned.
 * @param open a block follows
 */
export function checkAtRule(parser: Parser, { start, name, preludeStart, preludeEnd }: Head, open: boolean): void {
  const span = { start, end: preludeEnd };
  if (!isKnown(name))
    report(
      parser,
      "style/unknown-at-rule",
      { start, end: start + 1 + name.length },
      { name: parser.text.slice(start + 1, start + 1 + name.length) },
    );
  else if (!open && needsBlock(name)) report(parser, "style/missing-block", span, { text: `@${name}` });
  else if (open && preludeEnd <= preludeStart) {
    const what = conditional.has(name) ? (name === "media" ? "" : "a condition") : needsName(name) ? "a name" : "";
    if (what !== "")
      report(parser, "style/incomplete-at-rule", { start, end: start + 1 + name.length }, { name, what });
  }
  const { closer } = parser;
  if (closer >= 0 && parser.lineComment < 0) {
    const bracket = parser.text.charAt(closer);
    report(parser, "style/unexpected-bracket", { start: closer, end: closer + 1 }, { bracket });
  }
  if (conditional.has(name) && parser.text.slice(preludeStart, preludeEnd).includes("rpx")) {
    report(parser, "style/rpx-in-condition", { start: preludeStart, end: preludeEnd }, { name });
  }
}

/** Whether the at-rule's block holds only rules (unless it is nested in a rule). */
export function isGrouping(name: string): boolean {
  return conditional.has(name) || name === "layer" || name === "starting-style" || name.endsWith("keyframes");
}

const conditional = new Set(["media", "supports", "container"]);

function needsBlock(name: string): boolean {
  return conditional.has(name) || name === "font-face" || name === "page" || name.endsWith("keyframes");
}

function needsName(name: string): boolean {
  return name.endsWith("keyframes") || name === "counter-style" || name === "property";
}

/** At-rules that a browser may know. Vendor-prefixed ones are not checked. */
function isKnown(name: string): boolean {
  return known.has(name) || name.charCodeAt(0) === 45 || /^(?:top|bottom|left|right)-[a-z]/.test(name);
}

const known = new Set(
  (
    "media keyframes font-face supports charset import layer container page property namespace scope starting-style " +
    "counter-style font-feature-values font-palette-values view-transition position-try color-profile document " +
    "viewport function stylistic historical-forms styleset character-variant swash ornaments annotation"
  ).split(" "),
);
