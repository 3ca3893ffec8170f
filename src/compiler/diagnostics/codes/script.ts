import { defineCodes } from "./row.ts";

export const scriptCodes = defineCodes({
  "script/dynamic-require": {
    severity: "warning",
    message: "The argument of `{call}` is an expression, so the build cannot tell which module it loads.",
    hint:
      'Pass a string literal, such as `{call}("./a")`. To choose at run time, use several such calls with `if` or ' +
      "a lookup table.",
    explain:
      "The build packages a module when its path is a string literal in `require`, `import` or `require.async`. It " +
      "also packages what a `require` with a computed path may mean, if the path starts with a folder: every script in " +
      "that folder and its folders whose path fits. The folder must lie below the app's root, and at least one and at " +
      "most 200 scripts must fit.\n\n" +
      "It cannot follow any other path that is computed at run time: unless other code needs the module too, the " +
      "package does not contain it, and the call throws.\n\n" +
      "    const plugin = require(`./plugins/${name}.js`);   // every script in plugins/\n" +
      "    const page = require(path);   // not found by the build\n" +
      '    const pages = { a: () => require("./pages/a"), b: () => require("./pages/b") };   // found',
  },
  "script/syntax-error": {
    severity: "error",
    message: "{language} syntax error: {problem}.",
    explain:
      "The script cannot be parsed, so it cannot run. The position is where the parser stopped; the mistake is " +
      "there or, for an unclosed bracket, before it.\n\n" +
      "    const a = { b: 1,, c: 2 };   // expected an identifier here, not `,`",
  },
  "script/bad-pattern": {
    severity: "error",
    message: "Invalid regular expression: {problem}.",
    explain:
      "Regular expression literals are checked when a script loads. An invalid one keeps the whole script from " +
      "running, and every other script of its package with it.\n\n" +
      "    const name = /(\\w+/;   // the group is never closed: /(\\w+)/",
  },
  "script/top-level-await": {
    severity: "error",
    message: "`await` is used outside an async function, but scripts of a mini-program load synchronously.",
    hint: "Move the code into an async function and call it.",
    explain:
      "`require` returns a module's exports immediately, so a module cannot wait while it loads.\n\n" +
      "    const user = await login();                               // rejected\n" +
      "    const user = login();  module.exports = { user };         // export the promise instead",
  },
  "script/jsx": {
    severity: "error",
    message: "This looks like JSX, which mini-programs do not support.",
    hint: "Write the markup in the page's .wxml file.",
    explain:
      "Templates (.wxml) describe pages and components; scripts contain no markup.\n\n" +
      "    const x = <view />;   // rejected",
  },
  "script/target": {
    severity: "error",
    message: "This uses {feature}, which cannot be compiled for the target `{target}`.",
    hint: "Build for a newer target (the default is `--target es2020`), or avoid this feature.",
    explain:
      "`--target` makes the build emit code for older engines. Most newer syntax can be compiled down, but some " +
      "has no older equivalent, such as BigInt before ES2020.\n\n" +
      "    const big = 10n;   // rejected with --target es2015",
  },
  "script/js-decorator": {
    severity: "error",
    message: "Decorators are not allowed in JavaScript files, because compilers disagree on what they mean.",
    hint:
      "Rename the file to .ts and set `experimentalDecorators` in tsconfig.json, or call the decorator as a " +
      "function.",
    explain:
      "Older tools compile decorators by an abandoned proposal, newer ones by the standard, so the same source can " +
      "behave differently. In TypeScript, tsconfig.json says which one applies.\n\n" +
      "    class Store { @observable count = 0 }   // in a .js file: rejected",
  },
  "script/will-throw": {
    severity: "warning",
    message: "This throws when it runs: {problem}.",
    explain:
      "The statement is valid but always fails: constants and imports cannot be reassigned.\n\n" +
      "    const a = 1;\n" +
      "    a = 2;   // throws",
  },
  "script/import-meta": {
    severity: "warning",
    message: "`import.meta` is an empty object here, because scripts of a mini-program have no URL.",
    hint: "Use a relative path in `require`, or an absolute path from the app's root.",
    explain:
      "Modules are packaged together and loaded by name, so `import.meta.url` would have no value.\n\n" +
      '    new URL("./a.png", import.meta.url)   // throws; write "/pages/a.png"',
  },
  "script/unknown-constant": {
    severity: "error",
    message: "The selected environment has no constant `{name}` (it has: {known}).",
    hint: "Add it to every environment under `env` in miniapp.json.",
    explain:
      "The build replaces `MINIAPP_ENV.NAME` with the value of NAME in the environment of miniapp.json that " +
      "`--mode` selects. A name that is not defined there would be `undefined` at run time.\n\n" +
      '    // miniapp.json: { "env": { "uat": { "API": "https://uat.example.com" } } }\n' +
      "    wx.request({ url: MINIAPP_ENV.API })   // with --mode uat",
  },
  "script/json-syntax": {
    severity: "error",
    message: "Invalid JSON: {problem}.",
    explain:
      "A script requires this file as a module. JSON does not allow comments or trailing commas, and keys must be " +
      "in double quotes.\n\n" +
      '    { "a": 1, }   // the last comma is one too many',
  },
  "script/node-builtin": {
    severity: "error",
    missing: true,
    message: "`{name}` is a Node.js module, and mini-programs do not run in Node.js.",
    hint: "Use a package made for browsers or mini-programs, or an npm package that provides `{name}`.",
    explain:
      "Some npm packages are written for servers and require modules that exist only in Node.js. A mini-program " +
      "cannot replace Node's file system or sockets. For some modules (`events`, `buffer`, `util`) there is an npm " +
      "package of the same name; install it and the build uses it.\n\n" +
      '    const fs = require("fs");   // wx.getFileSystemManager() reads files',
  },
  "script/missing-export": {
    severity: "warning",
    message: "`{specifier}` has no export named `{name}`, so the import is `undefined`.",
    hint: "Check the spelling, and whether the module exports it under another name.",
    explain:
      "The module does not export the imported name. Loading does not fail, because scripts of a mini-program are " +
      "compiled to CommonJS, but calling the import or reading a property of it throws. The build warns only about " +
      "modules whose exports it knows completely.\n\n" +
      "    // math.js: export const add = …\n" +
      '    import { ad } from "./math";   // undefined',
  },
});
