/** project.config.json, which WeChat's developer tools write. The build reads only a few of its keys. */
import { choice, count, either, file, flag, list, open, record, text } from "./schema.ts";
import type { Properties, Schema } from "./schema.ts";

const packRule = record(
  "One rule about paths, relative to `miniprogramRoot`.",
  {
    type: choice("How `value` is matched against a path.", ["file", "folder", "suffix", "prefix", "glob", "regexp"]),
    value: text("A path, the end or the beginning of a name, or a pattern."),
  },
  ["type", "value"],
);

const packRules = (description: string) => list(description, packRule);

const usedSettings: Properties = {
  packNpmManually: flag("npm packages are found by `packNpmRelationList`.", false),
  packNpmRelationList: list(
    "Where npm packages come from and where WeChat's tools put them.",
    record(
      "One package.json and its folder of built packages.",
      {
        packageJsonPath: text("Path of a package.json, from the project's root."),
        miniprogramNpmDistDir: text("Folder that gets `miniprogram_npm`, from the project's root."),
      },
      ["packageJsonPath", "miniprogramNpmDistDir"],
    ),
  ),
  useCompilerPlugins: either(
    "Languages to compile. This build always recognizes them by their extensions.",
    { type: "boolean" },
    list("Languages.", choice("A language.", ["typescript", "less", "sass"])),
  ),
  lessSetting: open("Options of Less in WeChat's tools.", {
    commonUseFilePath: text(
      "Less stylesheet whose variables and mixins are available in every other one; `app.less` by default.",
    ),
  }),
  sassSetting: open("Options of Sass in WeChat's tools.", {
    scssCommonUseFilePath: text("SCSS stylesheet that every other one uses; `global.scss` by default."),
    sassCommonUseFilePath: text("Sass stylesheet that every other one uses; `global.sass` by default."),
  }),
  ignoreUploadUnusedFiles: flag("Omits unused files. This build always does.", true),
  minified: flag("Minifies scripts. This build uses `minify` of miniapp.json instead."),
  minifyWXSS: flag("Minifies styles. See `minified`."),
  minifyWXML: flag("Minifies templates. See `minified`."),
  es6: flag("Compiles scripts to ES5. This build uses `target` of miniapp.json instead."),
  enhance: flag("Compiles newer syntax too. See `es6`."),
};

/** Settings of WeChat's developer tools that do not affect this build; all are booleans. */
const toolSwitches: readonly (readonly [string, string])[] = [
  ["urlCheck", "Checks domains and TLS versions in the simulator."],
  ["postcss", "Adds vendor prefixes to styles."],
  ["newFeature", "Older setting of WeChat's tools."],
  ["coverView", "Renders cover-view in the tools."],
  ["showShadowRootInWxmlPanel", "Shows shadow roots in the inspector."],
  ["autoAudits", "Runs audits."],
  ["uglifyFileName", "Hides file names on upload."],
  ["uploadWithSourceMap", "Uploads source maps."],
  ["nodeModules", "Builds npm packages."],
  ["checkInvalidKey", "Reports errors in JSON files."],
  ["checkSiteMap", "Shows hints about sitemap.json."],
  ["scopeDataCheck", "Checks data while debugging."],
  ["useMultiFrameRuntime", "Prepares frames in the simulator."],
  ["useIsolateContext", "Isolates contexts in the simulator."],
  ["userConfirmedBundleSwitch", "Remembers an answer to a dialog of the tools."],
  ["preloadBackgroundData", "Prefetches data in the simulator."],
  ["compileHotReLoad", "Reloads without restarting the simulator."],
  ["showES6CompileOption", "Shows an older option."],
  ["useApiHook", "Allows mocking APIs."],
  ["useApiHostProcess", "Runs some APIs in another process."],
  ["disableUseStrict", "Omits strict mode when compiling to ES5."],
  ["condition", "Conditional compilation."],
  ["lazyloadPlaceholderEnable", "Shows placeholders while debugging."],
  ["enableEngineNative", "Uses native modules of a game engine."],
  ["useStaticServer", "Serves a folder of static files."],
  ["compileWorklet", "Compiles worklet functions."],
  ["ignoreDevUnusedFiles", "Omits unused files during development."],
  ["ignoreCodeQuality", "Skips the code quality check."],
  ["useCompilerModule", "Older setting of WeChat's tools."],
  ["userConfirmedUseCompilerModuleSwitch", "Remembers an answer to a dialog of the tools."],
  ["bundle", "Older setting of WeChat's tools."],
  ["localPlugins", "Loads the plugins of a game from a folder."],
  ["skylineRenderEnable", "Renders with Skyline in the simulator."],
  ["swc", "Compiles with swc."],
  ["disableSWC", "Does not compile with swc."],
  ["remoteDebugLogEnable", "Shows remote debugging logs."],
  ["prefetch", "Prefetches data in the simulator."],
  ["bigPackageSizeSupport", "Allows larger packages while debugging."],
  ["scriptsEnable", "Runs the commands under `scripts` in the tools. This build runs none."],
  ["es7", "Older setting of WeChat's tools."],
  ["useLanDebug", "Debugs over the local network."],
  ["codeProtect", "Obfuscates uploaded scripts."],
];

const setting = record("Settings.", {
  ...usedSettings,
  babelSetting: open("Options of Babel in WeChat's tools.", {
    ignore: list("Files that are not compiled.", { type: "string" }),
    disablePlugins: list("Disabled Babel plugins.", {}),
    outputPath: text("Folder of the helpers."),
  }),
  minifyWXMLSetting: record("How WeChat's tools minify templates.", {
    collapseWhitespace: flag("Collapses white space.", true),
    conservativeCollapse: flag("Keeps one space.", false),
    preserveLineBreaks: flag("Keeps line breaks.", false),
  }),
  ...Object.fromEntries(toolSwitches.map(([name, description]) => [name, flag(description)])),
});

const roots: Properties = {
  miniprogramRoot: text("Folder of the mini-program, the one with app.json."),
  srcMiniprogramRoot: text("Folder of the mini-program's sources, as recorded by WeChat's tools."),
  pluginRoot: text("Folder of the plugin."),
  qcloudRoot: text("Folder of a cloud project."),
  cloudbaseRoot: text("Folder of cloud development."),
  cloudfunctionRoot: text("Folder of the cloud functions; never part of a package."),
  cloudfunctionTemplateRoot: text("Folder of requests for debugging cloud functions."),
  cloudcontainerRoot: text("Folder of the cloud containers."),
};

const identity: Properties = {
  appid: text("App id: letters, digits, `.`, `_` and `-`. `appId` in miniapp.json takes precedence.", {
    // Many templates leave it empty.
    pattern: "^(?:[A-Za-z0-9][A-Za-z0-9._-]{0,127})?$",
  }),
  projectname: text("Name of the project."),
  description: text("Description of the project."),
  compileType: choice("Kind of project.", ["miniprogram", "plugin", "game", "gamePlugin"], "miniprogram"),
  libVersion: text("Version of WeChat's base library."),
  projectid: text("Older id of the project."),
  createTime: { description: "When the project was created.", anyOf: [{ type: "number" }, { type: "string" }] },
  accessTime: { description: "When the project was last opened.", anyOf: [{ type: "number" }, { type: "string" }] },
  pluginAppid: text("App id of the plugin, if the plugin has its own."),
  qqappid: text("App id on QQ."),
  TMFappid: text("App id on TMF."),
  TCMPPappid: text("App id on TCMPP."),
  TCMPPLibVersion: text("Base library version of TCMPP."),
  isGameTourist: flag("A game of a guest account."),
  projectArchitecture: text("Kind of project, as recorded by WeChat's tools."),
};

export const projectConfigSchema: Schema = file(
  "project-config",
  "project.config.json",
  "Settings of the project that WeChat's developer tools write. The build reads the folders, `packOptions`, and the npm settings.",
  {
    ...identity,
    ...roots,
    setting,
    packOptions: record("Which files the package contains.", {
      ignore: packRules("Files to exclude."),
      include: packRules("Files to include although nothing uses them."),
    }),
    debugOptions: record("Options for debugging.", {
      hidedInDevtools: packRules("Scripts hidden in the debugger."),
    }),
    watchOptions: record("File watching.", { ignore: list("Patterns to ignore.", { type: "string" }) }),
    scripts: record("Commands for WeChat's tools. This build runs none of them.", {
      beforeCompile: text("Before compiling."),
      beforePreview: text("Before a preview."),
      beforeUpload: text("Before an upload."),
    }),
    editorSetting: record("Indentation of generated files.", {
      tabIndent: either("Whether to indent with tabs.", { type: "string" }, { type: "boolean" }),
      tabSize: count("Indentation width."),
    }),
    staticServerOptions: open("Options of the static server of games."),
    skeletonConfig: open("Options of skeleton screens."),
    simulatorType: text("Which simulator is used."),
    simulatorPluginLibVersion: open("Versions of the simulator's plugins."),
    condition: open("Start pages for debugging."),
    mockConfig: record("API mocks in WeChat's tools.", {
      globalOpen: flag("Enables the mocks."),
      rules: list("The mocks.", {}),
    }),
  },
);
