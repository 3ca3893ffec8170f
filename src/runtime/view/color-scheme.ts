/**
 * Makes `@media (prefers-color-scheme: …)` in the package's stylesheets follow the theme that the host gives the page.
 * That may differ from the browser's: an app without dark mode support is always light, and a preview can show both.
 */

const feature = /\(\s*prefers-color-scheme\s*:\s*(light|dark)\s*\)/gi;
const always = "(min-width: 0px)";
const never = "(max-width: -1px)";

/** Original media conditions of changed rules. */
const originals = new WeakMap<CSSMediaRule, string>();

/** Sets the conditions of a stylesheet for a theme; a cross-origin stylesheet is left alone. */
export function settleColorScheme(sheet: CSSStyleSheet | null, theme: string): void {
  if (!sheet) return;
  try {
    settleRules(sheet.cssRules, theme);
  } catch {
    // The rules of a cross-origin stylesheet cannot be read.
  }
}

function settleRules(rules: CSSRuleList, theme: string): void {
  for (const rule of rules) {
    if (rule instanceof CSSMediaRule) {
      const original = originals.get(rule) ?? rule.media.mediaText;
      if (original.includes("prefers-color-scheme")) {
        originals.set(rule, original);
        rule.media.mediaText = original.replace(feature, (_all, wanted: string) =>
          wanted.toLowerCase() === theme ? always : never,
        );
      }
    }
    if (rule instanceof CSSGroupingRule) settleRules(rule.cssRules, theme);
  }
}
