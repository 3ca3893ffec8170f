import { defineCodes } from "./row.ts";

export const wxsCodes = defineCodes({
  "wxs/syntax-error": {
    severity: "error",
    message: "wxs syntax error: {reason}.",
    hint: "Correct the code at this position; wxs uses ES5 syntax, without classes.",
    explain:
      "wxs modules are compiled at build time, so one syntax error makes every template that uses the module " +
      "unusable. The position is where the parser stopped; the cause may be slightly before it.\n\n" +
      "```js\n" +
      "module.exports = { a: 1;   // unexpected `;`: the brace is still open\n" +
      "```",
  },
  "wxs/newer-syntax": {
    severity: "warning",
    message: "This module uses {what}, which is newer than wxs; WeChat's own compiler rejects it.",
    hint: "Write it in ES5, or turn on `strictWxs` to make this an error.",
    explain:
      "wxs is a subset of ES5. This compiler also accepts newer syntax, but WeChat's own compiler does not, so " +
      "avoid it in a module that must run in WeChat too. Each kind of syntax is reported once per module, at its " +
      'first use. `getRegExp("a+", "g")` replaces a regular expression literal; `Object.keys` and `for … in` have ' +
      "no replacement.\n\n" +
      "```js\n" +
      "var double = function (x) { return 2 * x };   // not: (x) => 2 * x\n" +
      "```",
  },
  "wxs/strict-syntax": {
    severity: "error",
    message: "This module uses {what}, which is not part of wxs, and `strictWxs` is on.",
    hint: "Write it in ES5, or turn off `strictWxs` to accept newer syntax with a warning.",
    explain:
      "With `strictWxs` the compiler rejects what WeChat's own compiler rejects, so a module that builds here also " +
      "builds there. Every occurrence is reported.\n\n" +
      "```js\n" +
      "var items = list.map(function (x) { return x.id });   // not: list.map((x) => x.id)\n" +
      "```",
  },
  "wxs/unsupported-syntax": {
    severity: "error",
    message: "This module uses {what}, which wxs does not support.",
    hint: "Use functions, objects and arrays, or move this work to the page's script.",
    explain:
      "Some JavaScript syntax is not supported in wxs, whatever the settings: classes, `import` and `export`, " +
      "`with`, generators and async functions, and two parameters with the same name. A wxs module runs while a " +
      "template updates, has no module system but `require`, and cannot wait.\n\n" +
      "```js\n" +
      "module.exports = { f: function () {} };   // not: export function f() {}\n" +
      "```",
  },
  "wxs/unknown-name": {
    severity: "warning",
    message: "`{name}` is neither declared in this module nor built into wxs, so it is undefined.",
    hint: "Declare it, or check its spelling. wxs has no globals except its documented built-in names.",
    explain:
      "wxs code sees its own variables and a short list of built-in names: `module`, `require`, `getDate`, " +
      "`getRegExp`, `Math`, `JSON`, `Date` (`parse`, `UTC`, `now`), `Number`, `console`, `parseInt`, `parseFloat`, " +
      "`isNaN`, `isFinite`, `encodeURI`, `encodeURIComponent`, `decodeURI`, `decodeURIComponent`, `NaN`, " +
      "`Infinity` and `undefined`. Everything else is undefined, including `Object`, `Array`, `exports` and `wx`, " +
      "and calling it fails when the template renders.\n\n" +
      "```js\n" +
      "module.exports = { keys: Object.keys({}) };   // `Object` is undefined\n" +
      "```",
  },
  "wxs/dynamic-require": {
    severity: "error",
    message: "`require` in wxs takes one string literal, because wxs modules are linked at build time.",
    hint: 'Write the relative path of the .wxs file as a string literal: `require("./tools.wxs")`.',
    explain:
      "The modules that a wxs module needs must be visible in its source. A computed path, or `require` passed " +
      "around as a value, cannot be linked.\n\n" +
      "```js\n" +
      'var tools = require("./tools.wxs");   // not: require(path)\n' +
      "```",
  },
  "wxs/always-throws": {
    severity: "error",
    message: "This statement always throws, so the module can never load.",
    hint: "Remove it, or move it into the function that should report the error.",
    explain:
      "The top level of a wxs module runs once, when the first template uses it. A `throw` there, or destructuring " +
      "a value that is certainly undefined, leaves the module without exports.\n\n" +
      "```js\n" +
      "var { a } = settings;   // `settings` is not declared anywhere\n" +
      "```",
  },
});
