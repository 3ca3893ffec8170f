import { defineCodes } from "./row.ts";

export const assetCodes = defineCodes({
  "asset/bad-pattern": {
    severity: "error",
    message: "The pattern `{pattern}` of `packOptions` cannot be used: {problem}.",
    hint: "Use a `glob`, `suffix` or `folder` rule, or a simpler expression.",
    explain:
      "`packOptions` in project.config.json chooses files by patterns. A regular expression can take longer than " +
      "anyone would wait, on purpose or by accident, so expressions that repeat a repetition, choose inside a " +
      "repetition or refer back to a group are refused.\n\n" +
      '    { "type": "regexp", "value": "(a+)+\\\\.png$" }   // refused\n' +
      '    { "type": "glob", "value": "images/**/*.png" }   // fine',
  },
});
