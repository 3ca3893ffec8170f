import { defineCodes } from "./row.ts";

export const manifestCodes = defineCodes({
  "manifest/json-syntax": {
    severity: "error",
    message: "Invalid JSON: {reason}.",
    hint: "Correct the syntax. JSON requires double quotes, and allows no comma after the last item.",
    explain:
      'Manifests are JSON (RFC 8259). A trailing comma, single quotes, an unquoted key or a missing bracket make the file unreadable, for WeChat\'s own tools as well.\n\n    { "pages": ["pages/index/index",] }   // the comma before ] is one too many',
  },
  "manifest/json-depth": {
    severity: "error",
    message: "This JSON is nested more than {maximum} levels deep.",
    hint: "Flatten it; no manifest needs this depth.",
    explain:
      "Manifests of real projects have at most seven levels. A file nested far deeper is damaged, or made to exhaust a tool's memory, so the build rejects it before walking it.",
  },
  "manifest/json-comment": {
    severity: "warning",
    message: "JSON does not allow comments; the build skips this one, but WeChat's own tools reject the file.",
    hint: "Remove the comment, or move it to a README.",
    explain:
      'Comments are not part of JSON. The build treats them as whitespace so that the project can be built, but other tools reject the file.\n\n    {\n      // start page first\n      "pages": ["pages/index/index"]\n    }',
  },
  "manifest/duplicate-key": {
    severity: "warning",
    message: "The key `{key}` occurs twice in this object; the last one wins.",
    hint: "Remove the one you do not need.",
    explain:
      'JSON parsers keep the last of two equal keys and silently drop the first, with everything in it.\n\n    { "usingComponents": { "a": "./a" }, "usingComponents": {} }   // the component is gone',
  },
  "manifest/empty-file": {
    severity: "warning",
    message: "This file is empty; the build reads it as `{}`.",
    hint: "Fill it in, or delete it.",
    explain:
      "An empty file is not valid JSON, but editors often leave empty manifests behind. The build reads one as an object without keys. An empty app.json is also an error, because it lists no pages.",
  },
  "manifest/wrong-type": {
    severity: "error",
    message: "`{where}` must be {expected}, but is {found}.",
    hint: "Write {expected} here.",
    explain:
      'Each manifest key has a type, which the JSON Schemas in schemas/ define. A value of another type cannot be used.\n\n    { "pages": "pages/index/index" }   // must be an array: ["pages/index/index"]',
  },
  "manifest/loose-type": {
    severity: "warning",
    message: "`{where}` must be {expected}, but is {found}; the build reads it {reading}.",
    hint: "{advice}",
    generalHint: "Write the value that the hint shows, or remove the key.",
    explain:
      'A few mistakes have only one sensible reading: "true" for true, "50" for 50, [] where an object is expected, null or "" for nothing. The build accepts them with this warning, because other tools may reject them or read them differently.\n\n    { "enablePullDownRefresh": "true" }',
  },
  "manifest/unknown-key": {
    severity: "warning",
    message: "`{where}` is not a known key here, so it has no effect.",
    hint: "{suggestion}",
    generalHint: "Correct the spelling, or remove the key. The hint names the nearest key that is allowed there.",
    explain:
      'A misspelt key is silently ignored. The build compares keys with the published JSON Schemas, which list the keys that WeChat documents and that real projects use.\n\n    { "navigationBarTitle": "Home" }   // navigationBarTitleText is meant',
  },
  "manifest/missing-key": {
    severity: "error",
    message: "`{where}` is missing the required key `{key}`.",
    hint: "Add `{key}`: {description}",
    explain:
      'Some keys are required, such as `pages` in app.json, or `root` and `pages` of a subpackage.\n\n    { "subpackages": [{ "pages": ["detail"] }] }   // root is missing',
  },
  "manifest/bad-value": {
    severity: "error",
    message: "`{where}` {problem}.",
    hint: "{advice}",
    generalHint: "Write one of the values that the hint lists, or a value in the form that it shows.",
    explain:
      'The value has the right type but is not one of the allowed values.\n\n    { "versionCode": -1 }   // must be at least 1',
  },
  "manifest/ignored-value": {
    severity: "warning",
    message: "`{where}` {problem}, so it is ignored.",
    hint: "{advice}",
    generalHint: "Write one of the values that the hint lists, or remove the key.",
    explain:
      'The value is out of range, but the mini-program works without it; most of these options concern a page\'s appearance. The default applies instead.\n\n    { "navigationBarTextStyle": "#fff" }   // black or white',
  },
  "manifest/bad-path": {
    severity: "error",
    message: "`{path}` is not a valid path: {reason}.",
    hint: "Write the path relative to the folder of app.json, with `/` between folders and without extension or query.",
    explain:
      'Pages, subpackage roots and other paths in app.json are resolved from its folder. A path that is empty, leaves that folder or contains characters such as `\\`, `?` or `*` names no file.\n\n    { "pages": ["pages\\\\index\\\\index"] }   // pages/index/index',
  },
  "manifest/duplicate-page": {
    severity: "warning",
    message: "The page `{path}` is listed twice; this entry has no effect.",
    hint: "Remove one of the entries.",
    explain:
      'A page belongs to one package and has one place in the list; the first entry wins.\n\n    { "pages": ["pages/a/a", "pages/b/b", "pages/a/a"] }',
  },
  "manifest/tab-page": {
    severity: "error",
    missing: true,
    message: "The tab page `{path}` is not listed in `pages`.",
    hint: "{advice}",
    generalHint: "Add the page to `pages`, or correct the path. A page of a subpackage must move to the main package.",
    explain:
      'Each tab shows a page of the main package, so `pages` must list it.\n\n    { "pages": ["pages/a/a"], "tabBar": { "list": [{ "pagePath": "pages/b/b" }, { "pagePath": "pages/a/a" }] } }',
  },
  "manifest/unknown-entry-page": {
    severity: "error",
    message: "`entryPagePath` is `{path}`, which is not a page of the app.",
    hint: "{suggestion}",
    generalHint: "Add the page to `pages`, or correct the path. The hint names the nearest page.",
    explain:
      'The first page to show must be listed in `pages` or by a subpackage. Write it without extension or query.\n\n    { "pages": ["pages/home/home"], "entryPagePath": "pages/hone/hone" }',
  },
  "manifest/nested-subpackages": {
    severity: "error",
    message:
      "The folders of the subpackages `{inner}` and `{outer}` overlap, so the build cannot tell which one a file belongs to.",
    hint: "Give each subpackage a separate folder.",
    explain:
      'A file\'s folder decides which package it ships in, so the roots of two subpackages must not be equal or nested.\n\n    { "subpackages": [{ "root": "shop", … }, { "root": "shop/cart", … }] }',
  },
  "manifest/main-page-in-subpackage": {
    severity: "warning",
    message: "`pages` lists the page `{path}` for the main package, but its files are in the subpackage `{root}`.",
    hint: "List it under the subpackage, or move its files out of `{root}`.",
    explain:
      'Files in the folder of a subpackage belong to it, and the main package starts without them. If `pages` lists such a page anyway, the build puts it into the main package, which makes the start slower than the folder layout suggests.\n\n    { "pages": ["shop/cart/cart"], "subpackages": [{ "root": "shop", "pages": ["list/list"] }] }',
  },
  "manifest/unknown-preload": {
    severity: "warning",
    message: "`preloadRule` names the {kind} `{name}`, which the app does not have.",
    hint: "Remove it, or correct its path.",
    explain:
      'A preload rule lists the subpackages to load in advance when a page opens. A rule that names a page or subpackage that does not exist has no effect.\n\n    { "preloadRule": { "pages/home/home": { "packages": ["shopp"] } } }',
  },
  "manifest/unknown-theme-name": {
    severity: "warning",
    message: "`@{name}` is not defined in theme.json, so this option keeps its default.",
    hint: "{advice}",
    generalHint:
      "Define the name in theme.json for light and dark mode, and name that file as `themeLocation` in app.json.",
    explain:
      'A value that starts with `@` is looked up in theme.json, for light or dark mode. `themeLocation` in app.json names that file.\n\n    { "window": { "backgroundColor": "@bg" } }   // theme.json: { "light": { "bg": "#fff" }, "dark": { "bg": "#000" } }',
  },
  "manifest/unknown-mode": {
    severity: "error",
    message: "miniapp.json has no environment `{mode}`.",
    hint: "{advice}",
    generalHint: "Use one of the environments that the hint lists, or add the environment under `env` in miniapp.json.",
    explain:
      '`--mode uat` selects the constants under `env.uat` in miniapp.json. With an environment that does not exist, every constant would be undefined.\n\n    { "env": { "uat": { "API": "https://uat.example.com" } } }',
  },
});
