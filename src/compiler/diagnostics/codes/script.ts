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
});
