import { defineCodes } from "./row.ts";

export const graphCodes = defineCodes({
  "graph/missing-app": {
    severity: "error",
    message: "There is no app.json in {where}.",
    hint: "Run the command in a mini-program's folder, or set `miniprogramRoot` in project.config.json.",
    explain:
      "Every mini-program has an app.json that lists its pages. It is looked for in `miniprogramRoot` of project.config.json, else in the project's folder, in `miniprogram/` and in `src/`.",
  },
  "graph/missing-page": {
    severity: "error",
    missing: true,
    message: 'The page "{page}" is listed but has no files.',
    hint: "Create {file}.wxml and {file}.js, or take the page out of app.json. Pages are listed without an extension.",
    explain:
      "app.json lists a page for which neither a template nor a script exists. On a device, opening it would fail. With `--allow-missing` (or listed in `allowMissing` of miniapp.json) the page is left out with a warning.",
  },
  "graph/missing-part": {
    severity: "error",
    missing: true,
    message: 'The {kind} "{entry}" has no {part}.',
    hint: "Create {file}.",
    explain:
      "A page or component needs a template and a script. One of the two is not there, so it could not be shown, or would never react.",
  },
  "graph/missing-component": {
    severity: "error",
    missing: true,
    message: 'The component "{tag}" is declared as "{path}", and no component is found there.',
    hint: "Correct the path in usingComponents{install}",
    explain:
      "usingComponents maps a tag to a component's path: relative (`./x`), absolute (`/components/x`), or the name of an npm package's component (`package/x`). A folder stands for its `index`. Nothing was found for this path.",
  },
  "graph/undefined-component": {
    severity: "error",
    missing: true,
    message: "The tag <{tag}> is neither a built-in component nor declared in usingComponents.",
    hint: 'Declare it: "usingComponents": { "{tag}": "path/to/{tag}" } in {file}.',
    explain:
      "A tag with a hyphen that no manifest declares renders as nothing at all on a device, without any message. Declare the component in the page's, the component's or the app's JSON file.",
  },
  "graph/unknown-tag": {
    severity: "warning",
    message: "The tag <{tag}> is not a built-in component; it renders as an element without behaviour.",
    hint: "{suggestion}",
    explain:
      "Unknown tags render as plain elements that keep class and style. Often the tag is a typing error of a built-in one.",
  },
  "graph/former-component": {
    severity: "warning",
    message: "<{tag}> has been taken out of WeChat's documentation; here it renders as an element without behaviour.",
    hint: "Use {successor}.",
    explain:
      'WeChat\'s first versions had components for messages and choices: `modal`, `toast`, `loading`, `action-sheet` with its items, `contact-button`. Functions of `wx` took their place years ago.\n\n    <toast hidden="{{done}}">Saved</toast>   // wx.showToast({ title: "Saved" })',
  },
  "graph/missing-module": {
    severity: "error",
    missing: true,
    message: 'The module "{specifier}" cannot be found.',
    hint: "{tried}",
    explain:
      "A script requires or imports a file or an npm package that is not there. At run time the first line that needs it would throw. Paths are looked for relative to the script, from the app's root, through `resolveAlias` and tsconfig `paths`, and in installed npm packages.",
  },
  "graph/optional-module": {
    severity: "warning",
    message: 'The module "{specifier}" cannot be found; the script catches that.',
    hint: "If the module should be there, install it or correct the path.",
    explain:
      "The `require` stands inside `try`, so that the script goes on without the module. It is reported because what is missing by mistake looks the same.",
  },
  "graph/missing-template": {
    severity: "error",
    missing: true,
    message: 'The template file "{specifier}" cannot be found.',
    hint: "Correct the path of the <import> or <include>.",
    explain:
      "`<import src>` and `<include src>` name another WXML file, relative to this one or from the app's root (`/x`).",
  },
  "graph/missing-wxs": {
    severity: "error",
    missing: true,
    message: 'The wxs module "{specifier}" cannot be found.',
    hint: "Correct the path; it is relative to this file.",
    explain: "`<wxs src>` and `require` inside wxs name another .wxs file by a relative path.",
  },
  "graph/missing-style": {
    severity: "error",
    missing: true,
    message: 'The style sheet "{specifier}" cannot be found.',
    hint: "Correct the path of the @import.",
    explain:
      "`@import` names another sheet, relative to this one or from the app's root (`/x`); the extension may be left out.",
  },
  "graph/missing-asset": {
    severity: "error",
    missing: true,
    message: 'The file "{specifier}" cannot be found.',
    hint: "Correct the path, or add the file.{where}",
    explain:
      "A template, a style sheet or a manifest names a local file, such as an image or a font, that is not in the project. It would show as a blank. A relative path in an imported or included template counts from the page or component that shows it.",
  },
  "graph/path-above-root": {
    severity: "warning",
    message: 'The path "{specifier}" climbs above the app\'s root and is taken from the root.',
    hint: 'Write "/{id}" instead.',
    explain:
      "A relative path with more `../` than there are folders is clamped at the app's root, as WeChat does. It works by accident and breaks when files move.",
  },
  "graph/plugin": {
    severity: "warning",
    message: 'Plugins are not available: "{name}" is replaced by a stub.',
    hint: "Guard what depends on the plugin, or ship the feature as an npm package.",
    explain:
      "WeChat plugins live on WeChat's servers and cannot be packed. `requirePlugin` returns a stub: whatever is called on it fails when it runs. A plugin's component renders nothing.",
  },
  "graph/cross-package": {
    severity: "warning",
    message: 'This needs "{target}" of the subpackage "{package}" at once, so that file moves to the main package.',
    hint: "Use require.async, a componentPlaceholder, or move the file out of the subpackage.",
    explain:
      "A package can only count on itself and on the main package. A file of a subpackage that another package needs synchronously ships with the main package, which makes that larger.",
  },
  "graph/link-outside": {
    severity: "warning",
    message: 'The link "{path}" leads out of the project and is not followed.',
    hint: "Copy the file into the project, or install it as a package.",
    explain:
      "A symbolic link may not bring files from outside the project's folder and its npm packages into a package: the result would depend on the machine, and could carry its secrets.",
  },
});
