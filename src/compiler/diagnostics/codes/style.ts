import { defineCodes } from "./row.ts";

export const styleCodes = defineCodes({
  "style/unclosed-block": {
    severity: "error",
    message: "This block is never closed: its `}` is missing.",
    hint: "Add the missing `}`.",
    explain:
      "A rule or at-rule opens a block with `{` and the file ends before the matching `}`. Browsers would close it at the end of the file, and every rule after the forgotten brace would be lost or nested.\n\n```css\n.a { color: red;\n.b { width: 1px }\n```",
  },
  "style/unexpected-brace": {
    severity: "error",
    message: "This `}` closes nothing.",
    hint: "Remove it, or add the `{` that it was meant to close.",
    explain:
      "There are more `}` than `{` up to here. Browsers take the stray brace for a part of the next selector and drop that rule.\n\n```css\n.a { color: red }}\n.b { width: 1px }  /* lost */\n```",
  },
  "style/unclosed-string": {
    severity: "error",
    message: "This string is not closed on its line.",
    hint: "Add the closing quote, or end the line with a backslash to continue the string on the next one.",
    explain:
      'A string ends on the line on which it begins. Browsers drop the declaration and may lose what follows.\n\n```css\n.a::before { content: "abc }\n```',
  },
  "style/unclosed-comment": {
    severity: "warning",
    message: "This comment is never closed, so the rest of the file is a comment.",
    hint: "Add `*/`.",
    explain:
      "A comment without `*/` reaches to the end of the file. Nothing after `/*` takes effect.\n\n```css\n.a { color: red }\n/* old rules\n.b { width: 1px }\n```",
  },
  "style/unclosed-bracket": {
    severity: "error",
    message: "This `{bracket}` is never closed.",
    hint: "Add the missing closing bracket.",
    explain:
      "A bracket in a value or selector has no partner before the block ends. Browsers would swallow everything up to the next closing bracket.\n\n```css\n.a { width: calc(100% - (2px + 1px); color: red }\n```",
  },
  "style/unexpected-bracket": {
    severity: "warning",
    message: "This `{bracket}` closes nothing, so browsers skip what it stands in.",
    hint: "Remove it, or add the bracket that it was meant to close.",
    explain:
      "There are more closing than opening brackets in a value or in the condition of an at-rule.\n\n```css\n.a { width: calc(100% - (2px + 1px))); }\n```",
  },
  "style/missing-block": {
    severity: "error",
    message: "`{text}` has no block, so it means nothing here.",
    hint: "Write a block in braces after it, move it into a rule, or remove it.",
    explain:
      "At the top level of a sheet, and in `@media`, `@keyframes` and their like there, only rules and at-rules may stand. A declaration there, or a selector without `{ … }`, means nothing, and browsers may lose the next rule with it.\n\n```css\ncolor: red;\n.a\n```",
  },
  "style/missing-selector": {
    severity: "error",
    message: "This block has no selector.",
    hint: "Write a selector in front of the `{`, or remove the block.",
    explain: "A rule needs at least one selector.\n\n```css\n{ color: red }\n```",
  },
  "style/missing-colon": {
    severity: "warning",
    message: "`{text}` is no declaration, so it has no effect: there is no colon.",
    hint: "Write it as `name: value;`, or remove it.",
    explain:
      "A declaration is a name, a colon and a value. Browsers skip anything else up to the next semicolon.\n\n```css\n.a { color red; width: 1px }\n```",
  },
  "style/broken-declaration": {
    severity: "error",
    message: "`{text}` is no declaration: a property's name cannot begin or look like this.",
    hint: "Write it as `name: value;`. Look for a character that was typed full-width (`：`), or one too many.",
    explain:
      "The name of a property has letters, digits and dashes and does not begin with a digit. Browsers skip anything else up to the next semicolon, and WeChat refuses the sheet.\n\n```css\n.a { $main: red; 2width: 1px; color：red }\n```",
  },
  "style/invalid-declaration": {
    severity: "warning",
    message: "`{name}` is no name of a property, so the declaration has no effect.",
    hint: "Write it as `name: value;`, or remove it.",
    explain:
      "There is a blank in the name, perhaps because a colon or semicolon is missing before it. Browsers skip the declaration.\n\n```css\n.a { color red width: 1px }\n```",
  },
  "style/missing-semicolon": {
    severity: "warning",
    message: "There is no `;` in front of `{second}`, so neither `{first}` nor `{second}` has an effect.",
    hint: "Add the `;`.",
    explain:
      "Without a semicolon the next line belongs to the value, which browsers then do not understand. A full-width `；` is none.\n\n```css\n.a {\n  color: red\n  width: 1px\n}\n```",
  },
  "style/empty-value": {
    severity: "warning",
    message: "`{name}` has no value, so it has no effect.",
    hint: "Give it a value, or remove it.",
    explain:
      "Browsers skip a declaration without a value, unless it is a custom property (`--x: ;`).\n\n```css\n.a { color: ; }\n```",
  },
  "style/stray-semicolon": {
    severity: "warning",
    message: "A `;` between rules means nothing in a style sheet.",
    hint: "Remove it.",
    explain:
      "Browsers take the semicolon for the beginning of the next selector and drop that rule; it is left out here so that the rule works.\n\n```css\n.a { color: red };\n.b { width: 1px }\n```",
  },
  "style/unknown-at-rule": {
    severity: "warning",
    message: "No browser knows `@{name}`, so it has no effect.",
    hint: "Look for a typing error; what Less, Sass or PostCSS plugins know is not known in a plain sheet.",
    explain:
      "Browsers skip an at-rule that they do not know, with its whole block, and WeChat refuses the sheet. Names with a vendor's prefix (`@-webkit-…`) pass.\n\n```css\n@medai screen { .a { color: red } }\n```",
  },
  "style/incomplete-at-rule": {
    severity: "error",
    message: "`@{name}` needs {what} in front of its block.",
    hint: "Add it, or remove the at-rule.",
    explain:
      "Browsers skip such an at-rule with its whole block, and WeChat refuses the sheet.\n\n```css\n@keyframes { from { left: 0 } }\n@supports { .a { color: red } }\n```",
  },
  "style/too-deep": {
    severity: "error",
    message: "Blocks are nested more than {depth} deep; the rest of the file was not read.",
    hint: "Nest less.",
    explain:
      "Nesting this deep is never written by hand; it usually comes from a generator that went wrong or from a missing `}` in a repeated part.\n\n```css\n@media all { @media all { @media all { … } } }\n```",
  },
  "style/control-character": {
    severity: "warning",
    message: "The file contains a control character; such characters are read as blanks.",
    hint: "Remove it; an editor that shows invisible characters helps to find it.",
    explain:
      "Control characters get into a file by copying from other programs. They have no meaning in a style sheet.\n\n```css\n.a\\u0001 { color: red }\n```",
  },
  "style/line-comment": {
    severity: "warning",
    message: "`//` is no comment in a style sheet: what follows it on this line may change or disable the next rule.",
    hint: "Write `/* … */`.",
    explain:
      "WXSS, like CSS, knows only `/* … */`. WeChat's compiler drops the two slashes and reads the words behind them as a part of the next selector or declaration, which then matches nothing. Less and Sass do have `//`.\n\n```css\n// title\n.a { color: red }   /* read as: title .a */\n```",
  },
  "style/broken-selector": {
    severity: "error",
    message: "This selector cannot be read.",
    hint: "Look for a comma, combinator or colon too many, a full-width one (`，` `：`), or a character that no selector has.",
    explain:
      "Nothing stands between two commas, in front of the first one, or behind a combinator or colon; an attribute in `[…]` is none; or there is a character that no selector has, such as a full-width comma. Browsers skip such a rule, and WeChat refuses the sheet.\n\n```css\n.a,, .b { color: red }\n.c > { color: red }\n```",
  },
  "style/invalid-selector": {
    severity: "warning",
    message: "This selector is not valid, so browsers skip the rule.",
    hint: "Look for a comma at the end, a dot or bracket too many, a combinator in front, or a class name that begins with a digit.",
    explain:
      "One invalid selector in a list disables the rule for all of them. In `@keyframes` there are only `from`, `to` and percentages.\n\n```css\n.a, { color: red }\n.1c { color: red }\n```",
  },
  "style/component-selector": {
    severity: "warning",
    message: "`{selector}` uses a tag, id or attribute selector, which WeChat does not allow in a component's sheet.",
    hint: "Give the element a class and select that.",
    explain:
      "In a component's sheet only class selectors (with pseudo-classes and combinators) are supported everywhere. The rule still works here; a selector without any class reaches only what lies inside the component.\n\n```css\n/* in a component */\nview { color: red }\n#title { color: red }\n[hidden] { display: none }\n```",
  },
  "style/local-url": {
    severity: "warning",
    message: "`url({target})` names a file of the package, which WeChat itself does not load from a style sheet.",
    hint: "Use a data: URL or a network address, or an `<image>`, if the mini-program must run in WeChat too.",
    explain:
      "WeChat refuses local files in style sheets, also for fonts. The file is packaged and works here, but the same source looks different in WeChat.\n\n```css\n.a { background: url(./a.png) }\n```",
  },
  "style/rpx-in-condition": {
    severity: "warning",
    message: "`rpx` does not work in the condition of `@{name}`.",
    hint: "Write the condition in `px`.",
    explain:
      "Conditions are decided before any length is computed, so `rpx` stays as written there and browsers take the condition for false.\n\n```css\n@media (min-width: 750rpx) { .a { color: red } }\n```",
  },
  "style/invalid-import": {
    severity: "error",
    message: "This `@import` cannot be read.",
    hint: 'Write `@import "./other.wxss";` with one path, in quotes.',
    explain:
      'The path of an import is a string (or `url()`), and each import has one.\n\n```css\n@import other.wxss;\n@import "./a.wxss", "./b.wxss";\n```',
  },
  "style/nested-import": {
    severity: "warning",
    message: "`@import` of `{specifier}` inside a block has no effect.",
    hint: "Move it to the top level of the sheet.",
    explain:
      'WeChat\'s compiler passes an import inside a block on as it stands, and browsers ignore it there.\n\n```css\n@media (min-width: 400px) { @import "./wide.wxss"; }\n```\n\nWrite `@import "./wide.wxss" (min-width: 400px);` instead or, since WeChat refuses that, import at the top level and put `@media` into `wide.wxss`.',
  },
  "style/remote-import": {
    severity: "error",
    message: "`{specifier}` is not a file of the package; a sheet cannot import from the network.",
    hint: "Copy the sheet into the project and import it from there.",
    explain:
      'A package is complete and signed: it loads no code or styles from elsewhere.\n\n```css\n@import "https://example.com/x.css";\n```',
  },
  "style/import-cycle": {
    severity: "error",
    message: "Style sheets import each other in a circle: {chain}.",
    hint: "Move what both need into a third sheet that imports neither.",
    explain:
      'In a circle no order of rules is right.\n\n```css\n/* a.wxss */ @import "./b.wxss";\n/* b.wxss */ @import "./a.wxss";\n```',
  },
  "style/preprocessor-missing": {
    severity: "error",
    message: "This sheet needs `{name}`, which is not installed.",
    hint: "Run `npm install --save-dev {name}` in the project.",
    explain:
      "Less and Sass are optional: a project that uses them brings the compiler along.\n\n```sh\nnpm install --save-dev sass less\n```",
  },
  "style/preprocessor-error": {
    severity: "error",
    message: "{language} refused the sheet: {reason}",
    hint: "Correct the sheet; the message is the compiler's own.",
    explain:
      "The Less or Sass compiler found an error. Place and words are its own.\n\n```scss\n.a { color: $undefined-variable }\n```",
  },
  "style/preprocessor-warning": {
    severity: "warning",
    message: "The sheet warns: {reason}",
    explain: 'The sheet itself, or one that it uses, printed a warning.\n\n```scss\n@warn "use the new mixin";\n```',
  },
  "style/less-plugin": {
    severity: "error",
    message: "Less plugins (`@plugin`) are code, and building a project runs none of its code.",
    hint: "Replace what the plugin does by mixins, or generate the sheet before the build.",
    explain:
      'A plugin is JavaScript that would run inside the build, with all its rights.\n\n```less\n@plugin "my-plugin";\n```',
  },
  "style/less-javascript": {
    severity: "error",
    message: "Inline JavaScript in Less is code, and building a project runs none of its code.",
    hint: "Write the value down, or compute it with Less's own functions.",
    explain:
      "JavaScript in backticks would run inside the build, with all its rights.\n\n```less\n@year: `new Date().getFullYear()`;\n```",
  },
  "style/less-image-size": {
    severity: "error",
    message: "The image functions of Less (`image-size()` and the like) are not available.",
    hint: "Write the size down.",
    explain:
      'These functions read the disk past the build, so that its result would not depend on the project alone.\n\n```less\n.a { width: image-width("a.png") }\n```',
  },
  "style/outside-project": {
    severity: "error",
    message: "`{specifier}` lies outside the project and its packages, so it is not read.",
    hint: "Copy the file into the project, or install it as a package.",
    explain:
      'A build reads the project and its installed packages, nothing else: the same source gives the same package anywhere, and a partner\'s source cannot read other files of the machine.\n\n```less\n@import (inline) "../../../secret.txt";\n```',
  },
});
