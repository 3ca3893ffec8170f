/** project.config.json, which WeChat's developer tools write. The build reads only a few of its keys. */
import { choice, count, either, file, flag, list, open, record, text } from "./schema.ts";
import type { Properties, Schema } from "./schema.ts";

const packRule = record(
  "One rule about paths, relative to `miniprogramRoot`.",
  {
    type: choice("How `value` is compared with a path.", ["file", "folder", "suffix", "prefix", "glob", "regexp"]),
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
    "Languages that are compiled. This build recognises them by their extensions in any case.",
    { type: "boolean" },
    list("Languages.", choice("A language.", ["typescript", "less", "sass"])),
  ),
  lessSetting: open("Options of Less in WeChat's tools.", {
    commonUseFilePath: text("Less sheet whose variables and mixins every other one sees; `app.less` by default."),
  }),
  sassSetting: open("Options of Sass in WeChat's tools.", {
    scssCommonUseFilePath: text("SCSS sheet that every other one uses; `global.scss` by default."),
    sassCommonUseFilePath: text("Sass sheet that every other one uses; `global.sass` by default."),
  }),
  ignoreUploadUnusedFiles: flag("Leaves out files that nothing uses. This build always does.", true),
  minified: flag("Makes scripts smaller. This build asks `minify` of miniapp.json instead."),
  minifyWXSS: flag("Makes styles smaller. See `minified`."),
  minifyWXML: flag("Makes templates smaller. See `minified`."),
  es6: flag("Compiles scripts to ES5. This build asks `target` of miniapp.json instead."),
  enhance: flag("Compiles newer syntax too. See `es6`."),
};

/** Settings of WeChat's developer tools that do not affect this build; all are booleans. */
const toolSwitches: readonly (readonly [string, string])[] = [
  ["urlCheck", "Checks domains and TLS versions in the simulator."],
  ["postcss", "Adds vendor prefixes to styles."],
  ["newFeature", "Older switch of the tools."],
  ["coverView", "Draws cover-view in the tools."],
  ["showShadowRootInWxmlPanel", "Shows shadow roots in the inspector."],
  ["autoAudits", "Runs audits."],
  ["uglifyFileName", "Hides file names on upload."],
  ["uploadWithSourceMap", "Uploads source maps."],
  ["nodeModules", "Builds npm packages."],
  ["checkInvalidKey", "Shows faults in JSON files."],
  ["checkSiteMap", "Shows hints about sitemap.json."],
  ["scopeDataCheck", "Checks data while debugging."],
  ["useMultiFrameRuntime", "Prepares frames in the simulator."],
  ["useIsolateContext", "Isolates contexts in the simulator."],
  ["userConfirmedBundleSwitch", "Remembers a question of the tools."],
  ["preloadBackgroundData", "Fetches data ahead in the simulator."],
  ["compileHotReLoad", "Reloads without restarting the simulator."],
  ["showES6CompileOption", "Shows an older option."],
  ["useApiHook", "Allows mocking of interfaces."],
  ["useApiHostProcess", "Runs some interfaces in another process."],
  ["disableUseStrict", "Leaves out strict mode when compiling to ES5."],
  ["condition", "Compiles conditionally."],
  ["lazyloadPlaceholderEnable", "Shows placeholders while debugging."],
  ["enableEngineNative", "Uses native modules of a game engine."],
  ["useStaticServer", "Serves a folder of static files."],
  ["compileWorklet", "Compiles worklet functions."],
  ["ignoreDevUnusedFiles", "Leaves out unused files while developing."],
  ["ignoreCodeQuality", "Skips the check of code quality."],
  ["useCompilerModule", "Older switch of the tools."],
  ["userConfirmedUseCompilerModuleSwitch", "Remembers a question of the tools."],
  ["bundle", "Older switch of the tools."],
  ["localPlugins", "Takes plugins of a game from a folder."],
  ["skylineRenderEnable", "Draws with Skyline in the simulator."],
  ["swc", "Compiles with swc."],
  ["disableSWC", "Does not compile with swc."],
  ["remoteDebugLogEnable", "Shows logs of remote debugging."],
  ["prefetch", "Fetches data ahead in the simulator."],
  ["bigPackageSizeSupport", "Allows larger packages while debugging."],
  ["scriptsEnable", "Runs the commands under `scripts` in the tools. This build runs none."],
  ["es7", "Older switch of the tools."],
  ["useLanDebug", "Debugs over the local network."],
  ["codeProtect", "Makes uploaded scripts harder to read."],
];

const setting = record("Settings.", {
  ...usedSettings,
  babelSetting: open("Options of Babel in WeChat's tools.", {
    ignore: list("Files that are not compiled.", { type: "string" }),
    disablePlugins: list("Babel plugins that are off.", {}),
    outputPath: text("Folder of the helpers."),
  }),
  minifyWXMLSetting: record("How templates are made smaller in WeChat's tools.", {
    collapseWhitespace: flag("Joins white space.", true),
    conservativeCollapse: flag("Keeps one blank.", false),
    preserveLineBreaks: flag("Keeps line breaks.", false),
  }),
  ...Object.fromEntries(toolSwitches.map(([name, description]) => [name, flag(description)])),
});

const roots: Properties = {
  miniprogramRoot: text("Folder of the mini-program, the one with app.json."),
  srcMiniprogramRoot: text("Folder of the mini-program's sources, as WeChat's tools note it."),
  pluginRoot: text("Folder of the plugin."),
  qcloudRoot: text("Folder of a cloud project."),
  cloudbaseRoot: text("Folder of cloud development."),
  cloudfunctionRoot: text("Folder of the cloud functions; never part of a package."),
  cloudfunctionTemplateRoot: text("Folder of requests for debugging cloud functions."),
  cloudcontainerRoot: text("Folder of the cloud containers."),
};

const identity: Properties = {
  appid: text("An app id is made of letters, digits, `.`, `_` and `-`; appId in miniapp.json counts before this one.", {
    // Many templates leave it empty.
    pattern: "^(?:[A-Za-z0-9][A-Za-z0-9._-]{0,127})?$",
  }),
  projectname: text("Name of the project."),
  description: text("What the project is."),
  compileType: choice("What the project is.", ["miniprogram", "plugin", "game", "gamePlugin"], "miniprogram"),
  libVersion: text("Version of WeChat's base library."),
  projectid: text("Older id of the project."),
  createTime: { description: "When the project was made.", anyOf: [{ type: "number" }, { type: "string" }] },
  accessTime: { description: "When the project was last opened.", anyOf: [{ type: "number" }, { type: "string" }] },
  pluginAppid: text("App id of the plugin, where the plugin has one of its own."),
  qqappid: text("App id on QQ."),
  TMFappid: text("App id on TMF."),
  TCMPPappid: text("App id on TCMPP."),
  TCMPPLibVersion: text("Base library version of TCMPP."),
  isGameTourist: flag("A guest's game."),
  projectArchitecture: text("Kind of project, as WeChat's tools note it."),
};

export const projectConfigSchema: Schema = file(
  "project-config",
  "project.config.json",
  "Settings of the project that WeChat's developer tools write. The build reads the folders, `packOptions`, and the npm settings.",
  {
    ...identity,
    ...roots,
    setting,
    packOptions: record("What goes into the package.", {
      ignore: packRules("Files that stay out."),
      include: packRules("Files that go in although nothing uses them."),
    }),
    debugOptions: record("Options for debugging.", {
      hidedInDevtools: packRules("Scripts that are hidden in the debugger."),
    }),
    watchOptions: record("What is watched.", { ignore: list("Patterns that are not watched.", { type: "string" }) }),
    scripts: record("Commands for WeChat's tools. This build runs none of them.", {
      beforeCompile: text("Before compiling."),
      beforePreview: text("Before a preview."),
      beforeUpload: text("Before an upload."),
    }),
    editorSetting: record("How generated files are indented.", {
      tabIndent: either("What indents.", { type: "string" }, { type: "boolean" }),
      tabSize: count("How far."),
    }),
    staticServerOptions: open("Options of the static server of games."),
    skeletonConfig: open("Options of skeleton screens."),
    simulatorType: text("Which simulator is used."),
    simulatorPluginLibVersion: open("Versions of the simulator's plugins."),
    condition: open("Start pages for debugging."),
    mockConfig: record("Mocks of interfaces in WeChat's tools.", {
      globalOpen: flag("Mocks are on."),
      rules: list("The mocks.", {}),
    }),
  },
);
