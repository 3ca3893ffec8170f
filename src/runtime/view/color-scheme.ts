/**
 * `@media (prefers-color-scheme: …)` in sheets of the package means the theme that the host has given the page, which need
 * not be the browser's: an app that takes no part in dark mode is light everywhere, and a preview shows both.
 */

const feature = /\(\s*prefers-color-scheme\s*:\s*(light|dark)\s*\)/gi;
const always = "(min-width: 0px)";
const never = "(max-width: -1px)";

/** Conditions as they stand in the sheet. */
const originals = new WeakMap<CSSMediaRule, string>();

/** Settles the conditions of a sheet for a theme; a sheet of another origin is left alone. */
export function settleColorScheme(sheet: CSSStyleSheet | null, theme: string): void {
  if (!sheet) return;
  try {
    settleRules(sheet.cssRules, theme);
  } catch {
    // Its rules cannot be read.
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
