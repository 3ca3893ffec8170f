import { defineCodes } from "./row.ts";

export const graphCodes = defineCodes({
  "graph/missing-app": {
    severity: "error",
    message: "Cannot find app.json in {where}.",
    hint: "{todo}.",
    generalHint:
      "Run the command in the mini-program's folder, or set `miniprogramRoot` in project.config.json. The hint names a folder below that has an app.json, or the framework whose compiler must run first.",
    explain:
      "Every mini-program has an app.json that lists its pages. The build looks for it in `miniprogramRoot` of project.config.json if that is set, otherwise in the project folder, in `miniprogram/` and in `src/`.",
  },
  "graph/missing-app-script": {
    severity: "warning",
    message: "The app has no script: there is no app.js or app.ts next to app.json.",
    hint: "Create app.js. `App({});` is enough.",
    explain:
      "WeChat requires app.js, and its tools stop if the file is missing. Here an app without it runs, but nothing calls `App`, so `getApp()` returns `undefined`.",
  },
  "graph/missing-page": {
    severity: "error",
    missing: true,
    message: 'The page "{page}" is listed in app.json, but it has neither a template nor a script.',
    hint: "Create {file}.wxml and {file}.js, or remove the page from app.json. List pages without a file extension.",
    explain:
      "app.json lists a page that has neither a template nor a script, so opening it on a device would fail. With `--allow-missing`, or if `allowMissing` in miniapp.json lists the page, the build leaves it out and warns.",
  },
  "graph/missing-part": {
    severity: "error",
    missing: true,
    message: 'The {kind} "{entry}" has no {part}.',
    hint: "Create {file}.",
    explain:
      "A page or component needs a template and a script. Without a template it cannot render; without a script it cannot react to events.",
  },
  "graph/missing-component": {
    severity: "error",
    missing: true,
    message: 'The component "{tag}" is declared as "{path}", but there is no component at that path.',
    hint: "Correct the path in usingComponents{install}",
    explain:
      "`usingComponents` maps a tag to the path of a component: relative (`./x`), absolute (`/components/x`), or inside an npm package (`package/x`). A folder resolves to its `index`. There is no component at this path.",
  },
  "graph/undefined-component": {
    severity: "error",
    missing: true,
    message: "The tag <{tag}> is neither a built-in component nor declared in usingComponents.",
    hint: 'Declare it: "usingComponents": { "{tag}": "path/to/{tag}" } in {file}.',
    explain:
      "A device renders nothing for a tag with a hyphen that no manifest declares, and reports nothing. Declare the component in the JSON file of the page, of the component or of the app.",
  },
  "graph/unknown-tag": {
    severity: "warning",
    message: "<{tag}> is not a built-in component, so it renders as a plain element without behaviour.",
    hint: "{suggestion}",
    generalHint: "Use a built-in component such as view or text. The hint names the nearest one.",
    explain:
      "An unknown tag renders as a plain element that keeps its class and style. It is often a misspelt built-in tag.",
  },
  "graph/former-component": {
    severity: "warning",
    message: "WeChat has removed <{tag}> from its documentation; here it renders as a plain element without behaviour.",
    hint: "Use {successor}.",
    explain:
      'Early versions of WeChat had components for messages and choices: `modal`, `toast`, `loading`, `action-sheet` with its items, `contact-button`. They were replaced years ago, mostly by functions of `wx`.\n\n    <toast hidden="{{done}}">Saved</toast>   // wx.showToast({ title: "Saved" })',
  },
  "graph/missing-module": {
    severity: "error",
    missing: true,
    message: 'Cannot find the module "{specifier}".',
    hint: "{tried}",
    generalHint:
      "Correct the path, or install the package with npm. The hint lists the files that the build looked for.",
    explain:
      "A script requires or imports a file or npm package that does not exist; the first line that uses it would throw at run time. Paths are resolved relative to the script, from the app's root, through `resolveAlias` and tsconfig `paths`, and in installed npm packages.",
  },
  "graph/optional-module": {
    severity: "warning",
    message: 'Cannot find the module "{specifier}", but the script catches the error.',
    hint: "If the module should exist, install it or correct the path.",
    explain:
      "The `require` call is inside a `try` block, so the script can continue without the module. The build still warns, because a module that is missing by mistake looks the same.",
  },
  "graph/missing-template": {
    severity: "error",
    missing: true,
    message: 'Cannot find the template file "{specifier}".',
    hint: "Correct the path in the <import> or <include> tag.",
    explain:
      "`<import src>` and `<include src>` name another WXML file, relative to this one or from the app's root (`/x`).",
  },
  "graph/missing-wxs": {
    severity: "error",
    missing: true,
    message: 'Cannot find the wxs module "{specifier}".',
    hint: "Correct the path; it is resolved relative to this file.",
    explain: "`<wxs src>`, and `require` in a wxs module, name another .wxs file by relative path.",
  },
  "graph/missing-style": {
    severity: "error",
    missing: true,
    message: 'Cannot find the stylesheet "{specifier}".',
    hint: "Correct the path in the @import rule.",
    explain:
      "`@import` names another stylesheet, relative to this one or from the app's root (`/x`). The extension is optional.",
  },
  "graph/missing-asset": {
    severity: "error",
    missing: true,
    message: 'Cannot find the file "{specifier}".',
    hint: "Correct the path, or add the file.{where}",
    explain:
      "A template, stylesheet or manifest refers to a local file, such as an image or font, that is not in the project, so it would show up blank. A relative path in an imported or included template is resolved from the page or component that shows the template. An absolute path in an npm package means a file of the app or of the package; if it is missing, that is only a warning.",
  },
  "graph/path-above-root": {
    severity: "warning",
    message: 'The path "{specifier}" climbs above the app\'s root, so it is resolved from the root.',
    hint: 'Write "/{id}" instead.',
    explain:
      "Like WeChat, the build stops at the app's root when a relative path has more `../` than there are folders. Such a path works by accident and breaks when files move.",
  },
  "graph/plugin": {
    severity: "warning",
    message: 'Plugins are not supported: "{name}" is replaced by a stub.',
    hint: "Guard the code that uses the plugin, or ship the feature as an npm package.",
    explain:
      "WeChat plugins live on WeChat's servers and cannot be packaged. `requirePlugin` returns a stub, and any call on it fails at run time. A component of a plugin renders nothing.",
  },
  "graph/extended-library": {
    severity: "warning",
    message: 'The library "{name}" of `useExtendedLib` is not installed, so its components and styles are missing.',
    hint: "{todo}.",
    generalHint:
      "Install the npm packages that the hint names, or remove the library from `useExtendedLib` in app.json.",
    explain:
      "WeChat adds the libraries of `useExtendedLib` to an app at run time. The build takes them from npm packages of the project instead: `weui` from weui-miniprogram, whose stylesheet then applies to the whole app as in WeChat, and `kbone` from miniprogram-element and miniprogram-render. They count towards the size of the package.",
  },
  "graph/tsconfig-extends": {
    severity: "warning",
    message: '"{name}", which tsconfig.json extends, {why}, so its options do not apply.',
    hint: "{todo}.",
    generalHint:
      "Correct the path, or install the package. If the file is outside the project, copy its options into the project, or build the folder that contains both, with `miniprogramRoot` in its project.config.json.",
    explain:
      'A build reads `compilerOptions` and `paths` of the tsconfig.json that is nearest to the app, and of the files that it extends, if they are in the project or in an npm package. It never reads a file above the project: the result would depend on where the project lies.\n\n    { "extends": "../../tsconfig.base.json" }',
  },
  "graph/cross-package": {
    severity: "warning",
    message:
      'This needs "{target}" of the subpackage "{package}" synchronously, so that file moves to the main package.',
    hint: "Use require.async or a componentPlaceholder, or move the file out of the subpackage.",
    explain:
      "A package can rely only on itself and on the main package. When another package needs a file of a subpackage synchronously, the build puts that file into the main package, which makes the main package larger.",
  },
  "graph/link-outside": {
    severity: "warning",
    message: 'The symbolic link "{path}" points outside the project, so it is not followed.',
    hint: "Copy the file into the project, or install it as an npm package.",
    explain:
      "A symbolic link must not bring files from outside the project folder and its npm packages into a package: the result would depend on the machine and could leak its secrets.",
  },
});
