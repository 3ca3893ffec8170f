import { defineCodes } from "./row.ts";

export const wxsCodes = defineCodes({
  "wxs/syntax-error": {
    severity: "error",
    message: "This wxs code cannot be parsed: {reason}.",
    hint: "Correct the code at this place; wxs is written like JavaScript of the year 2009 (ES5), without classes.",
    explain:
      "A wxs module is compiled before anything runs, so one syntax error makes every template that uses the module " +
      "unusable. The place is where the parser could not go on; the cause may stand a little before it.\n\n" +
      "```js\nmodule.exports = { a: 1;   // unexpected `;`: the brace is still open\n```",
  },
  "wxs/newer-syntax": {
    severity: "warning",
    message: "This module uses {what}, which is newer than the wxs language: WeChat's own compiler refuses it.",
    hint: "Write it in ES5, or turn on strictWxs to make this an error.",
    explain:
      "wxs is a subset of ES5. This compiler also takes newer syntax, but WeChat's own compiler does not: a module " +
      "that is to run there as well has to do without. Each kind of syntax is reported once per module, at its first " +
      'place. `getRegExp("a+", "g")` stands for a regular expression literal, `Object.keys` and `for … in` have no ' +
      "counterpart.\n\n```js\nvar double = function (x) { return 2 * x };   // not: (x) => 2 * x\n```",
  },
  "wxs/strict-syntax": {
    severity: "error",
    message: "This module uses {what}, which is not part of the wxs language, and strictWxs is on.",
    hint: "Write it in ES5, or turn strictWxs off to accept newer syntax with a warning.",
    explain:
      "With `strictWxs` the compiler refuses what WeChat's own compiler refuses, so that a module which builds here " +
      "also builds there. Every place is reported.\n\n```js\nvar items = list.map(function (x) { return x.id });   " +
      "// not: list.map((x) => x.id)\n```",
  },
  "wxs/unsupported-syntax": {
    severity: "error",
    message: "This module uses {what}, which wxs does not have.",
    hint: "wxs has functions, objects and arrays; use those, or do this work in the page's script.",
    explain:
      "Some syntax of JavaScript has no meaning in wxs, whatever its settings: classes, `import` and `export`, `with`, " +
      "generators and asynchronous functions, two parameters of one name. A wxs module runs while a template is being " +
      "updated, has no modules but `require`, and cannot wait.\n\n" +
      "```js\nmodule.exports = { f: function () {} };   // not: export function f() {}\n```",
  },
  "wxs/unknown-name": {
    severity: "warning",
    message: "`{name}` is neither declared in this module nor built into wxs, so it is undefined.",
    hint: "Declare it, or check its spelling; wxs has no globals but the built-in names of its documentation.",
    explain:
      "wxs code sees its own variables and a short list of built-in names: `module`, `require`, `getDate`, " +
      "`getRegExp`, `Math`, `JSON`, `Date` (`parse`, `UTC`, `now`), `Number`, `console`, `parseInt`, `parseFloat`, " +
      "`isNaN`, `isFinite`, `encodeURI`, `encodeURIComponent`, `decodeURI`, `decodeURIComponent`, `NaN`, `Infinity` " +
      "and `undefined`. Everything else is undefined, also what JavaScript has, such as `Object`, `Array`, `exports` " +
      "or `wx`, and calling it fails when the template is rendered.\n\n" +
      "```js\nmodule.exports = { keys: Object.keys({}) };   // `Object` is undefined\n```",
  },
  "wxs/dynamic-require": {
    severity: "error",
    message: "`require` needs one literal string, because wxs modules are linked when the app is built.",
    hint: 'Write the relative path of the .wxs file between quotes: `require("./tools.wxs")`.',
    explain:
      "Which modules a wxs module needs must be visible in its text. A path that is computed, or `require` handed on " +
      'as a value, cannot be linked.\n\n```js\nvar tools = require("./tools.wxs");   // not: require(path)\n```',
  },
  "wxs/always-throws": {
    severity: "error",
    message: "This statement always throws, so the module can never be loaded.",
    hint: "Remove it, or move it into the function where the trouble should be reported.",
    explain:
      "A wxs module's top level runs once, when the first template uses it. A `throw` there, or taking apart a value " +
      "that is certainly undefined, leaves the module without exports.\n\n" +
      "```js\nvar { a } = settings;   // `settings` is declared nowhere\n```",
  },
});
