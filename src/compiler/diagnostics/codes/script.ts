import { defineCodes } from "./row.ts";

export const scriptCodes = defineCodes({
  "script/dynamic-require": {
    severity: "warning",
    message: "`{call}` is given an expression here, so the build cannot know which module it means.",
    hint: 'Write the path as a plain string, e.g. `{call}("./a")`; choose between several such calls with if or a table.',
    explain:
      "The build puts a module into the package when it finds its path as a plain string in `require`, `import` or " +
      "`require.async`. A path that is computed while the program runs cannot be followed: the module is missing " +
      "from the package unless something else needs it too, and the call then throws.\n\n" +
      "    const page = require(`./pages/${name}`);   // not found by the build\n" +
      '    const pages = { a: () => require("./pages/a"), b: () => require("./pages/b") };   // found',
  },
  "script/syntax-error": {
    severity: "error",
    message: "This is not valid {language}: {problem}.",
    explain:
      "The script cannot be read, so nothing can run it. The place shown is where reading had to stop; the mistake " +
      "is there or, with a bracket that is not closed, before it.\n\n" +
      "    const a = { b: 1,, c: 2 };   // a name is expected here, not `,`",
  },
  "script/bad-pattern": {
    severity: "error",
    message: "This is no regular expression: {problem}.",
    explain:
      "A literal between slashes is checked when the script is loaded, and a wrong one keeps the whole script from " +
      "running, with every other of its package.\n\n" +
      "    const name = /(\\w+/;   // the group is never closed: /(\\w+)/",
  },
  "script/top-level-await": {
    severity: "error",
    message: "`await` stands outside of any async function, and scripts of a mini-program are loaded synchronously.",
    hint: "Wrap the code in an async function and call it.",
    explain:
      "`require` returns a module's exports at once, so a module cannot wait while it is loaded.\n\n" +
      "    const user = await login();                               // refused\n" +
      "    const user = login();  module.exports = { user };         // give the promise to those who need it",
  },
  "script/jsx": {
    severity: "error",
    message: "This looks like JSX, which is not a part of mini-programs.",
    hint: "Describe the page in its .wxml file.",
    explain:
      "Pages and components are described by templates (.wxml), not by markup in scripts.\n\n    const x = <view />;   // refused",
  },
  "script/target": {
    severity: "error",
    message: "This uses {feature}, which cannot be rewritten for the language level `{target}`.",
    hint: "Build for a newer level (`--target es2020` is the default), or write it without this feature.",
    explain:
      "`--target` asks for code that an older engine understands. Most newer syntax can be rewritten, but some has no " +
      "older form, such as big integers before ES2020.\n\n" +
      "    const big = 10n;   // refused with --target es2015",
  },
  "script/js-decorator": {
    severity: "error",
    message: "Decorators in JavaScript mean different things to different compilers, so they are refused.",
    hint: "Rename the file to .ts and set `experimentalDecorators` in tsconfig.json, or call the function yourself.",
    explain:
      "Older tools compile decorators by a proposal that was given up, newer ones by the standard; the same source " +
      "then does different things. TypeScript says in tsconfig.json which one is meant.\n\n" +
      "    class Store { @observable count = 0 }   // in a .js file: refused",
  },
  "script/will-throw": {
    severity: "warning",
    message: "This throws as soon as it runs: {problem}.",
    explain:
      "The statement is valid, but it can only fail: neither a constant nor an import can be assigned to.\n\n    const a = 1;\n    a = 2;   // throws",
  },
  "script/import-meta": {
    severity: "warning",
    message: "`import.meta` is an empty object here: scripts of a mini-program have no address.",
    hint: "Use a path relative to the file in `require`, or an absolute path of the app.",
    explain:
      "Modules are packed together and loaded by name, so there is nothing that `import.meta.url` could tell.\n\n" +
      '    new URL("./a.png", import.meta.url)   // throws; write "/pages/a.png"',
  },
  "script/unknown-constant": {
    severity: "error",
    message: "The chosen environment has no constant `{name}` (it has: {known}).",
    hint: "Add it to every environment under `env` in miniapp.json.",
    explain:
      "`MINIAPP_ENV.NAME` is replaced by the value that the environment chosen with `--mode` gives to NAME in " +
      "miniapp.json. A name that it does not have would be `undefined` at run time.\n\n" +
      '    // miniapp.json: { "env": { "uat": { "API": "https://uat.example.com" } } }\n' +
      "    wx.request({ url: MINIAPP_ENV.API })   // with --mode uat",
  },
  "script/json-syntax": {
    severity: "error",
    message: "This JSON cannot be read: {problem}.",
    explain:
      "A script requires this file as a module. JSON knows neither comments nor trailing commas, and names stand in " +
      'double quotes.\n\n    { "a": 1, }   // the last comma is one too many',
  },
  "script/node-builtin": {
    severity: "error",
    missing: true,
    message: "`{name}` is a module of Node.js, and a mini-program does not run in Node.js.",
    hint: "Use a package made for browsers or mini-programs, or an npm package that provides `{name}`.",
    explain:
      "Some npm packages are written for servers and ask for modules that only Node.js has. Nothing in a mini-program " +
      "can stand in for the file system or for sockets. For some (`events`, `buffer`, `util`) there are npm packages " +
      'of the same name; install one and it is used.\n\n    const fs = require("fs");   // wx.getFileSystemManager() reads files',
  },
  "script/missing-export": {
    severity: "warning",
    message: "`{specifier}` has no export named `{name}`, so it is `undefined` here.",
    hint: "Check the spelling, or whether the module exports it under another name.",
    explain:
      "The imported name is not among the names that the module exports. It is not an error when the module is loaded, " +
      "as scripts of a mini-program are compiled to CommonJS, but calling it or reading from it throws. It is only said " +
      "of modules whose exports are all known.\n\n" +
      '    // math.js: export const add = …\n    import { ad } from "./math";   // undefined',
  },
});
