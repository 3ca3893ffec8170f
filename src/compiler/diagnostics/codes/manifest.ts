import { defineCodes } from "./row.ts";

export const manifestCodes = defineCodes({
  "manifest/json-syntax": {
    severity: "error",
    message: "This is not valid JSON: {reason}.",
    hint: "Correct the text; JSON knows double quotes only, and no comma after the last item.",
    explain:
      'Manifests are JSON (RFC 8259). A trailing comma, single quotes, an unquoted key or a missing bracket make the file unreadable, also for WeChat\'s own tools.\n\n    { "pages": ["pages/index/index",] }   // the comma before ] is one too many',
  },
  "manifest/json-depth": {
    severity: "error",
    message: "This JSON nests more than {maximum} levels deep.",
    hint: "Flatten it; no manifest needs that.",
    explain:
      "The deepest manifests of real projects have seven levels. A file that nests far deeper is damaged or made to exhaust a tool's memory, so it is refused before anything walks it.",
  },
  "manifest/json-comment": {
    severity: "warning",
    message: "JSON has no comments; this one is skipped, but WeChat's own tools refuse the file.",
    hint: "Remove the comment, or keep the remark in a README.",
    explain:
      'Comments are not part of JSON. The build reads such a file as if the comment were blank, so that a project with one can be built, but other tools stop at it.\n\n    {\n      // start page first\n      "pages": ["pages/index/index"]\n    }',
  },
  "manifest/duplicate-key": {
    severity: "warning",
    message: "The key `{key}` occurs twice in this object; the last one counts.",
    hint: "Remove the one you do not mean.",
    explain:
      'JSON readers take the last of two equal keys and drop the first silently, which loses what stands there.\n\n    { "usingComponents": { "a": "./a" }, "usingComponents": {} }   // the component is gone',
  },
  "manifest/empty-file": {
    severity: "warning",
    message: "This file is empty; it is read as `{}`.",
    hint: "Fill it in, or delete it.",
    explain:
      "An empty text is not JSON, yet empty manifests are common, left behind by editors. The build reads one as an object without keys. An empty app.json is an error besides, since it names no page.",
  },
  "manifest/wrong-type": {
    severity: "error",
    message: "`{where}` must be {expected}, but is {found}.",
    hint: "Write {expected} here.",
    explain:
      'Each key of a manifest has a type, which its JSON Schema in schemas/ states. A value of another type cannot be used.\n\n    { "pages": "pages/index/index" }   // must be an array: ["pages/index/index"]',
  },
  "manifest/loose-type": {
    severity: "warning",
    message: "`{where}` must be {expected}, but is {found}; it is read {reading}.",
    hint: "{advice}",
    explain:
      'A few slips have only one sensible reading: "true" for true, "50" for 50, [] where an object is meant, null or "" for nothing. They are read that way, with this warning, because other tools may refuse them or read them otherwise.\n\n    { "enablePullDownRefresh": "true" }',
  },
  "manifest/unknown-key": {
    severity: "warning",
    message: "`{where}` is not a key that is known here, so it has no effect.",
    hint: "{suggestion}",
    explain:
      'A misspelt key does nothing and nobody notices. Keys are compared with the published JSON Schemas, which list what WeChat documents and what real projects use.\n\n    { "navigationBarTitle": "Home" }   // navigationBarTitleText is meant',
  },
  "manifest/missing-key": {
    severity: "error",
    message: "`{where}` lacks the key `{key}`.",
    hint: "Add `{key}`: {description}",
    explain:
      'Some keys cannot be left out, such as `pages` in app.json, or `root` and `pages` of a subpackage.\n\n    { "subpackages": [{ "pages": ["detail"] }] }   // root is missing',
  },
  "manifest/bad-value": {
    severity: "error",
    message: "`{where}` {problem}.",
    hint: "{advice}",
    explain:
      'The value has the right type but is not one of those allowed.\n\n    { "versionCode": -1 }   // must be at least 1',
  },
  "manifest/ignored-value": {
    severity: "warning",
    message: "`{where}` {problem}, so it is ignored.",
    hint: "{advice}",
    explain:
      'A value that is out of its range, in a place where the mini-program still works without it, mostly an option of a page\'s looks. The default is used instead.\n\n    { "navigationBarTextStyle": "#fff" }   // black or white',
  },
  "manifest/bad-path": {
    severity: "error",
    message: "`{path}` cannot be used as a path: {reason}.",
    hint: "Write it from the folder of app.json, with `/` between folders and without extension or query.",
    explain:
      'Pages, roots of subpackages and other paths of app.json are looked up from its folder. A path that is empty, leaves that folder or holds characters such as `\\`, `?` or `*` names no file.\n\n    { "pages": ["pages\\\\index\\\\index"] }   // pages/index/index',
  },
  "manifest/duplicate-page": {
    severity: "warning",
    message: "The page `{path}` is listed twice; this entry has no effect.",
    hint: "Remove one of them.",
    explain:
      'A page belongs to one package and one place in the list; the first entry counts.\n\n    { "pages": ["pages/a/a", "pages/b/b", "pages/a/a"] }',
  },
  "manifest/tab-page": {
    severity: "error",
    missing: true,
    message: "The tab's page `{path}` is not in `pages`.",
    hint: "{advice}",
    explain:
      'Each tab shows a page of the main package, which `pages` must list.\n\n    { "pages": ["pages/a/a"], "tabBar": { "list": [{ "pagePath": "pages/b/b" }, { "pagePath": "pages/a/a" }] } }',
  },
  "manifest/unknown-entry-page": {
    severity: "error",
    message: "`entryPagePath` names `{path}`, which is not a page of the app.",
    hint: "{suggestion}",
    explain:
      'The page that is shown first must be listed in `pages` or by a subpackage. It is written without extension and query.\n\n    { "pages": ["pages/home/home"], "entryPagePath": "pages/hone/hone" }',
  },
  "manifest/nested-subpackages": {
    severity: "error",
    message:
      "The folders of the subpackages `{inner}` and `{outer}` overlap, so it is not clear to which one a file belongs.",
    hint: "Give each subpackage a folder of its own, beside the others.",
    explain:
      'Which package a file ships in follows from its folder, so the roots of two subpackages may be neither equal nor inside each other.\n\n    { "subpackages": [{ "root": "shop", … }, { "root": "shop/cart", … }] }',
  },
  "manifest/main-page-in-subpackage": {
    severity: "warning",
    message: "The page `{path}` is listed for the main package, but lies in the subpackage `{root}`.",
    hint: "List it under the subpackage, or move its files out of `{root}`.",
    explain:
      'Files in the folder of a subpackage belong to it, and the main package starts without them. A page that `pages` lists all the same is put into the main package, where it makes the start slower than the folders suggest.\n\n    { "pages": ["shop/cart/cart"], "subpackages": [{ "root": "shop", "pages": ["list/list"] }] }',
  },
  "manifest/unknown-preload": {
    severity: "warning",
    message: "`preloadRule` names the {kind} `{name}`, which the app does not have.",
    hint: "Remove it, or correct its path.",
    explain:
      'A rule says which subpackages are loaded ahead when a page is opened. A page or a subpackage that does not exist makes the rule do nothing.\n\n    { "preloadRule": { "pages/home/home": { "packages": ["shopp"] } } }',
  },
  "manifest/unknown-theme-name": {
    severity: "warning",
    message: "`@{name}` is not defined in theme.json, so this option keeps its default.",
    hint: "{advice}",
    explain:
      'A value that begins with `@` takes its value from theme.json, by light or dark mode. app.json names that file with `themeLocation`.\n\n    { "window": { "backgroundColor": "@bg" } }   // theme.json: { "light": { "bg": "#fff" }, "dark": { "bg": "#000" } }',
  },
  "manifest/unknown-mode": {
    severity: "error",
    message: "There is no environment `{mode}` in miniapp.json.",
    hint: "{advice}",
    explain:
      '`--mode uat` picks the constants under `env.uat` of miniapp.json. Building for an environment that does not exist would leave every constant undefined.\n\n    { "env": { "uat": { "API": "https://uat.example.com" } } }',
  },
});
