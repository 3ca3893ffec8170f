import { defineCodes } from "./row.ts";

export const styleCodes = defineCodes({
  "style/unclosed-block": {
    severity: "error",
    message: "This block is never closed: its `}` is missing.",
    hint: "Add the missing `}`.",
    explain:
      "A rule or at-rule opens a block with `{`, and the file ends before the matching `}`. Browsers close it at the end of the file, so every rule after the missing brace is lost or becomes nested.\n\n```css\n.a { color: red;\n.b { width: 1px }\n```",
  },
  "style/unexpected-brace": {
    severity: "error",
    message: "This `}` has no matching `{`.",
    hint: "Remove it, or add the missing `{`.",
    explain:
      "There are more `}` than `{` up to this point. Browsers treat the extra brace as part of the next selector and drop that rule.\n\n```css\n.a { color: red }}\n.b { width: 1px }  /* lost */\n```",
  },
  "style/unclosed-string": {
    severity: "error",
    message: "This string is not closed before the end of its line.",
    hint: "Add the closing quote, or end the line with a backslash to continue the string on the next line.",
    explain:
      'A string must end on the line where it starts. Browsers drop the declaration, and possibly the code after it.\n\n```css\n.a::before { content: "abc }\n```',
  },
  "style/unclosed-comment": {
    severity: "warning",
    message: "This comment is never closed, so it extends to the end of the file.",
    hint: "Add `*/`.",
    explain:
      "A comment without `*/` extends to the end of the file. Everything after `/*` is ignored.\n\n```css\n.a { color: red }\n/* old rules\n.b { width: 1px }\n```",
  },
  "style/unclosed-bracket": {
    severity: "error",
    message: "This `{bracket}` is never closed.",
    hint: "Add the missing closing bracket.",
    explain:
      "A bracket in a value or selector has no match before the block ends. Browsers skip everything up to the next closing bracket.\n\n```css\n.a { width: calc(100% - (2px + 1px); color: red }\n```",
  },
  "style/unexpected-bracket": {
    severity: "warning",
    message: "This `{bracket}` has no matching opening bracket, so browsers skip the declaration or at-rule.",
    hint: "Remove it, or add the missing opening bracket.",
    explain:
      "A value or the condition of an at-rule has more closing than opening brackets.\n\n```css\n.a { width: calc(100% - (2px + 1px))); }\n```",
  },
  "style/missing-block": {
    severity: "error",
    message: "`{text}` has no block in braces, so it has no effect here.",
    hint: "Add a block in braces, move it into a rule, or remove it.",
    explain:
      "At the top level of a stylesheet, and in `@media`, `@keyframes` and similar at-rules, only rules and at-rules are allowed. Browsers ignore a declaration there, or a selector without `{ … }`, and may drop the next rule with it.\n\n```css\ncolor: red;\n.a\n```",
  },
  "style/missing-selector": {
    severity: "error",
    message: "This block has no selector.",
    hint: "Add a selector before the `{`, or remove the block.",
    explain: "A rule needs at least one selector.\n\n```css\n{ color: red }\n```",
  },
  "style/missing-colon": {
    severity: "warning",
    message: "`{text}` has no colon, so it is not a declaration and has no effect.",
    hint: "Write `name: value;`, or remove it.",
    explain:
      "A declaration is a name, a colon and a value. Browsers skip anything else up to the next semicolon.\n\n```css\n.a { color red; width: 1px }\n```",
  },
  "style/broken-declaration": {
    severity: "error",
    message: "`{text}` is not a declaration: it does not start with a valid property name.",
    hint: "Write `name: value;`. Look for an extra character, or a full-width one (`：`).",
    explain:
      "A property name consists of letters, digits and hyphens, and does not start with a digit. Browsers skip anything else up to the next semicolon, and WeChat rejects the stylesheet.\n\n```css\n.a { $main: red; 2width: 1px; color：red }\n```",
  },
  "style/invalid-declaration": {
    severity: "warning",
    message: "`{name}` is not a valid property name, so the declaration has no effect.",
    hint: "Write `name: value;`, or remove it.",
    explain:
      "The name contains whitespace, perhaps because a colon or semicolon is missing before it. Browsers skip the declaration.\n\n```css\n.a { color red width: 1px }\n```",
  },
  "style/missing-semicolon": {
    severity: "warning",
    message: "There is no `;` before `{second}`, so neither `{first}` nor `{second}` has an effect.",
    hint: "Add the `;`.",
    explain:
      "Without the semicolon, the next line becomes part of the value, and browsers do not understand the result. A full-width `；` does not count.\n\n```css\n.a {\n  color: red\n  width: 1px\n}\n```",
  },
  "style/empty-value": {
    severity: "warning",
    message: "`{name}` has no value, so it has no effect.",
    hint: "Add a value, or remove the declaration.",
    explain:
      "Browsers skip a declaration without a value, unless it is a custom property (`--x: ;`).\n\n```css\n.a { color: ; }\n```",
  },
  "style/stray-semicolon": {
    severity: "warning",
    message: "A `;` between rules is not valid in a stylesheet.",
    hint: "Remove it.",
    explain:
      "Browsers treat the semicolon as the start of the next selector and drop that rule. The build removes the semicolon so that the rule works.\n\n```css\n.a { color: red };\n.b { width: 1px }\n```",
  },
  "style/unknown-at-rule": {
    severity: "warning",
    message: "Unknown at-rule `@{name}`: no browser supports it, so it has no effect.",
    hint: "Check the spelling. At-rules of Less, Sass or PostCSS plugins do not work in a plain stylesheet.",
    explain:
      "Browsers skip an unknown at-rule together with its block, and WeChat rejects the stylesheet. Vendor-prefixed names (`@-webkit-…`) are allowed.\n\n```css\n@medai screen { .a { color: red } }\n```",
  },
  "style/incomplete-at-rule": {
    severity: "error",
    message: "`@{name}` needs {what} before its block.",
    hint: "Add it, or remove the at-rule.",
    explain:
      "Browsers skip this at-rule together with its block, and WeChat rejects the stylesheet.\n\n```css\n@keyframes { from { left: 0 } }\n@supports { .a { color: red } }\n```",
  },
  "style/too-deep": {
    severity: "error",
    message: "Blocks are nested more than {depth} levels deep, so the rest of the file was not read.",
    hint: "Reduce the nesting.",
    explain:
      "Nobody nests this deeply by hand. The cause is usually a faulty generator, or a missing `}` in a repeated block.\n\n```css\n@media all { @media all { @media all { … } } }\n```",
  },
  "style/control-character": {
    severity: "warning",
    message: "The file contains a control character, which is read as whitespace.",
    hint: "Remove it; an editor that shows invisible characters helps to find it.",
    explain:
      "Control characters often come from copying text out of other programs. They have no meaning in a stylesheet.\n\n```css\n.a\\u0001 { color: red }\n```",
  },
  "style/line-comment": {
    severity: "warning",
    message: "`//` does not start a comment in a stylesheet; the rest of the line may change or disable the next rule.",
    hint: "Write `/* … */`.",
    explain:
      "CSS and WXSS support only `/* … */`. WeChat's compiler drops the two slashes and reads the text after them as part of the next selector or declaration, which then matches nothing. Less and Sass do support `//`.\n\n```css\n// title\n.a { color: red }   /* read as: title .a */\n```",
  },
  "style/broken-selector": {
    severity: "error",
    message: "This selector cannot be parsed.",
    hint: "Look for an extra comma, combinator or colon, a full-width one (`，` `：`), or a character that selectors cannot contain.",
    explain:
      "Something is missing between two commas, before the first comma, or after a combinator or colon; or `[…]` is not a valid attribute selector; or the selector contains a character that selectors cannot contain, such as a full-width comma. Browsers skip the rule, and WeChat rejects the stylesheet.\n\n```css\n.a,, .b { color: red }\n.c > { color: red }\n```",
  },
  "style/invalid-selector": {
    severity: "warning",
    message: "This selector is invalid, so browsers skip the rule.",
    hint: "Look for a trailing comma, an extra dot or bracket, a leading combinator, or a class name that starts with a digit.",
    explain:
      "One invalid selector in a list disables the rule for all of them. `@keyframes` accepts only `from`, `to` and percentages.\n\n```css\n.a, { color: red }\n.1c { color: red }\n```",
  },
  "style/component-selector": {
    severity: "warning",
    message:
      "`{selector}` uses a tag, id or attribute selector, which WeChat does not allow in a component's stylesheet.",
    hint: "Give the element a class and select the class.",
    explain:
      "In a component's stylesheet, only class selectors (with pseudo-classes and combinators) work everywhere. The rule still works here; a selector without a class matches only elements inside the component.\n\n```css\n/* in a component */\nview { color: red }\n#title { color: red }\n[hidden] { display: none }\n```",
  },
  "style/unknown-property": {
    severity: "warning",
    message: "`{name}` is not a CSS property, so this declaration has no effect.",
    hint: "Did you mean `{near}`?",
    explain:
      "Browsers and WeChat silently skip a declaration whose property they do not know. The build compares names with the properties of CSS and reports an unknown one that differs from a known one by one or two letters. Names with a prefix and custom properties are not checked.\n\n```css\n.a { widht: 3px; aling-items: center }\n```",
  },
  "style/local-url": {
    severity: "warning",
    message: "`url({target})` refers to a local file, which WeChat does not load from a stylesheet.",
    hint: "If the mini-program must run in WeChat too, use a data: URL, a network URL or an `<image>`.",
    explain:
      "WeChat rejects local files in stylesheets, including fonts. The build packages the file and it works here, but the same source looks different in WeChat.\n\n```css\n.a { background: url(./a.png) }\n```",
  },
  "style/rpx-in-condition": {
    severity: "warning",
    message: "`rpx` does not work in the condition of `@{name}`.",
    hint: "Use `px` in the condition.",
    explain:
      "Conditions are evaluated before any length is computed, so the build leaves `rpx` there as written, and browsers treat the condition as false.\n\n```css\n@media (min-width: 750rpx) { .a { color: red } }\n```",
  },
  "style/invalid-import": {
    severity: "error",
    message: "This `@import` is invalid.",
    hint: 'Write `@import "./other.wxss";` with one quoted path.',
    explain:
      'An import takes one path, as a string or in `url()`.\n\n```css\n@import other.wxss;\n@import "./a.wxss", "./b.wxss";\n```',
  },
  "style/nested-import": {
    severity: "warning",
    message: "`@import` of `{specifier}` inside a block has no effect.",
    hint: "Move it to the top level of the stylesheet.",
    explain:
      'WeChat\'s compiler leaves an `@import` inside a block unchanged, and browsers ignore it there.\n\n```css\n@media (min-width: 400px) { @import "./wide.wxss"; }\n```\n\nWrite `@import "./wide.wxss" (min-width: 400px);` instead. WeChat rejects that form; if it matters, import at the top level and put `@media` into `wide.wxss`.',
  },
  "style/remote-import": {
    severity: "error",
    message: "`{specifier}` is not a file of the package; a stylesheet cannot import from the network.",
    hint: "Copy the stylesheet into the project and import it from there.",
    explain:
      'A package is complete and signed, so it loads no code or styles from elsewhere.\n\n```css\n@import "https://example.com/x.css";\n```',
  },
  "style/import-cycle": {
    severity: "error",
    message: "Circular import of stylesheets: {chain}.",
    hint: "Move the shared rules into a third stylesheet that imports neither.",
    explain:
      'In a circular import, no order of the rules is right.\n\n```css\n/* a.wxss */ @import "./b.wxss";\n/* b.wxss */ @import "./a.wxss";\n```',
  },
  "style/preprocessor-missing": {
    severity: "error",
    message: "This stylesheet needs `{name}`, which is not installed.",
    hint: "Install it where miniapp is installed: `npm install --save-dev {name}` for a miniapp of the project (`npx miniapp`), `npm install --global {name}` for a global one.",
    explain:
      "Less and Sass are optional: install the one you need beside miniapp. A copy that only the project has does not count: a build runs no code of the project.\n\n```sh\nnpm install --save-dev sass less   # miniapp is a dependency of the project\nnpm install --global sass less     # miniapp is installed globally\n```",
  },
  "style/preprocessor-error": {
    severity: "error",
    message: "{language} rejected the stylesheet: {reason}",
    hint: "Correct the stylesheet; the message comes from {language}.",
    explain:
      "The Less or Sass compiler reported an error. Position and message are its own.\n\n```scss\n.a { color: $undefined-variable }\n```",
  },
  "style/preprocessor-warning": {
    severity: "warning",
    message: "Warning from the stylesheet: {reason}",
    explain: 'The stylesheet, or one that it uses, printed a warning.\n\n```scss\n@warn "use the new mixin";\n```',
  },
  "style/less-plugin": {
    severity: "error",
    message: "Less plugins (`@plugin`) are not allowed, because a build never runs a project's code.",
    hint: "Replace the plugin with mixins, or generate the stylesheet before the build.",
    explain:
      'A Less plugin is JavaScript that would run inside the build, with all its permissions.\n\n```less\n@plugin "my-plugin";\n```',
  },
  "style/less-javascript": {
    severity: "error",
    message: "Inline JavaScript in Less is not allowed, because a build never runs a project's code.",
    hint: "Write the value directly, or compute it with Less functions.",
    explain:
      "JavaScript in backticks would run inside the build, with all its permissions.\n\n```less\n@year: `new Date().getFullYear()`;\n```",
  },
  "style/less-image-size": {
    severity: "error",
    message: "Less image functions (`image-size()` and similar) are not supported.",
    hint: "Write the size directly.",
    explain:
      'These functions read the disk without going through the build, so the result would not depend on the project alone.\n\n```less\n.a { width: image-width("a.png") }\n```',
  },
  "style/outside-project": {
    severity: "error",
    message: "`{specifier}` is outside the project and its npm packages, so it is not read.",
    hint: "Copy the file into the project, or install it as an npm package.",
    explain:
      'A build reads only the project and its installed packages. The same source therefore gives the same package on every machine, and a partner\'s source cannot read other files of the machine.\n\n```less\n@import (inline) "../../../secret.txt";\n```',
  },
});
