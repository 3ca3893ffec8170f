import { defineCodes } from "./row.ts";

export const assetCodes = defineCodes({
  "asset/bad-pattern": {
    severity: "error",
    message: "The `packOptions` pattern `{pattern}` is rejected: {problem}.",
    hint: "Use a `glob`, `suffix` or `folder` rule, or a simpler regular expression.",
    explain:
      "`packOptions` in project.config.json selects files by pattern. A regular expression can backtrack " +
      "exponentially, by accident or on purpose, and hang the build. The build therefore rejects nested " +
      "quantifiers, alternations inside a repeated group, and backreferences.\n\n" +
      '    { "type": "regexp", "value": "(a+)+\\\\.png$" }   // refused\n' +
      '    { "type": "glob", "value": "images/**/*.png" }   // fine',
  },
});
