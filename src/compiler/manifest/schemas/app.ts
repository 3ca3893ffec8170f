/** app.json: pages, subpackages, window, tab bar and platform options. Source: WeChat's configuration reference. */
import { choice, count, dictionary, either, file, flag, lineOfText, list, open, record, text } from "./schema.ts";
import type { Properties, Schema } from "./schema.ts";
import {
  colour,
  componentFramework,
  componentPlaceholder,
  enablePassiveEvent,
  renderer,
  rendererOptions,
  singlePage,
  themedChoice,
  usingComponents,
  windowProperties,
} from "./shared.ts";

const pagePath = text("Path of a page without extension.");

const subpackages = list(
  "Parts of the app that are loaded on demand.",
  record(
    "One subpackage.",
    {
      root: text("Folder of the subpackage."),
      name: text("Another name, for `preloadRule` and `wx.loadSubpackage`: one line, up to 128 characters.", {
        pattern: lineOfText(128),
      }),
      pages: list("Pages, relative to `root`.", pagePath),
      independent: flag("Can start without the main package, so it may not use anything from it.", false),
      entry: text("Script that runs when the subpackage is loaded, relative to `root`."),
      plugins: dictionary("Plugins that only this subpackage uses.", open("Version and provider of a plugin.")),
      renderer,
      componentFramework,
    },
    ["root", "pages"],
  ),
);

export const tabBarLook: Properties = {
  color: colour("Colour of the labels."),
  selectedColor: colour("Colour of the selected label."),
  backgroundColor: colour("Background of the bar."),
  borderStyle: themedChoice("Colour of the line above the bar.", ["black", "white"], "black"),
};

const tabBar = record(
  "The tab bar.",
  {
    ...tabBarLook,
    list: list(
      "The tabs, two to five.",
      record(
        "One tab.",
        {
          pagePath: text("A page of the list `pages`."),
          text: text("Label."),
          iconPath: text("Image of the tab, or a `@name` of theme.json."),
          selectedIconPath: text("Image of the selected tab, or a `@name` of theme.json."),
        },
        ["pagePath"],
      ),
      { minItems: 2, maxItems: 5 },
    ),
    position: choice("Position of the bar; at the top it has no icons.", ["bottom", "top"], "bottom"),
    custom: flag("The app draws the bar itself, with the component in custom-tab-bar/.", false),
    "box-shadow": text("Shadow of the bar."),
  },
  ["list"],
);

const scopePermission = record("What the user sees when the app asks for a permission.", {
  desc: text("Why the app needs the permission, up to 30 characters."),
});
const scopes = [
  "userLocation",
  "userFuzzyLocation",
  "userLocationBackground",
  "record",
  "camera",
  "bluetooth",
  "writePhotosAlbum",
  "addPhoneContact",
  "addPhoneCalendar",
  "werun",
  "address",
  "invoice",
  "invoiceTitle",
  "userInfo",
];

const material: Properties = {
  materialType: either("MIME type of the files.", { type: "string" }, list("Several types.", { type: "string" })),
  name: text("Name in the list of tools; `${nickname}` is replaced by the app's name."),
  desc: text("What the tool does, up to 22 characters."),
  path: pagePath,
  scopes: list("Scopes that the page uses.", { type: "string" }),
};

const privateInfos = [
  "getLocation",
  "getFuzzyLocation",
  "onLocationChange",
  "startLocationUpdate",
  "startLocationUpdateBackground",
  "chooseLocation",
  "choosePoi",
  "chooseAddress",
];

const structure: Properties = {
  pages: list(
    "The pages of the main package, without extension. The first one is the start page, unless `entryPagePath` names another.",
    pagePath,
    { minItems: 1 },
  ),
  entryPagePath: text("The start page."),
  subpackages,
  subPackages: { ...subpackages, description: "The same as `subpackages`." },
  usingComponents,
  componentPlaceholder,
  resolveAlias: dictionary(
    "Short names for folders in `require`, `import` and component paths; key and value end in `/*`.",
    text("Folder, from the project's root."),
  ),
  workers: either(
    "Folder of the scripts for `wx.createWorker`.",
    { type: "string" },
    record(
      "The folder, and how it is packed.",
      {
        path: text("Folder of the scripts."),
        isSubpackage: flag("The folder is a package of its own.", false),
      },
      ["path"],
    ),
  ),
  plugins: dictionary(
    "Plugins by the name that `plugin://` and `requirePlugin` use.",
    open("Version and provider.", {
      version: text("Version of the plugin."),
      provider: text("App id of the plugin."),
      export: text("Script whose exports the plugin receives."),
      genericsImplementation: open("Components that the plugin's generics use."),
    }),
  ),
  preloadRule: dictionary(
    "Subpackages to preload when a page is opened, by page.",
    record(
      "What to preload.",
      {
        packages: list("Roots or names of subpackages; `__APP__` is the main package.", { type: "string" }),
        network: choice("Networks on which to preload.", ["all", "wifi"], "wifi"),
      },
      ["packages"],
    ),
  ),
  tabBar,
  window: record("Options of every page's window.", windowProperties),
};

const behaviour: Properties = {
  lazyCodeLoading: choice("`requiredComponents` runs only the code of the page that is opened.", [
    "requiredComponents",
  ]),
  __lazyCodeLoadingChunk: flag("Splits lazily loaded code into smaller chunks."),
  style: choice("`v2` uses the newer look of built-in components.", ["default", "v2"]),
  renderer,
  rendererOptions,
  componentFramework,
  convertRpxToVw: flag("Converts `rpx` to `vw`.", false),
  darkmode: flag("The app supports dark mode.", false),
  themeLocation: text("Path of theme.json, which defines the `@name` variables."),
  enablePassiveEvent,
  resizable: flag("The window can be resized (PC) or rotated (tablet).", false),
  frameset: flag("The app may be shown in two panes on wide screens."),
  singlePage,
  halfPage: record("Appearance when opened as a half-screen window from a live stream.", {
    firstPageNavigationStyle: choice("Navigation bar of the first page.", ["default", "custom"], "default"),
  }),
  networkTimeout: record("Timeouts in milliseconds.", {
    request: count("Timeout of `wx.request`.", { default: 60000 }),
    connectSocket: count("Timeout of `wx.connectSocket`.", { default: 60000 }),
    uploadFile: count("Timeout of `wx.uploadFile`.", { default: 60000 }),
    downloadFile: count("Timeout of `wx.downloadFile`.", { default: 60000 }),
  }),
  debug: flag("Logs what the framework does.", false),
  debugOptions: record("Debugging options.", { enableFPSPanel: flag("Shows the frame rate.", false) }),
  permission: {
    ...record(
      "Reasons for permissions, by scope.",
      Object.fromEntries(scopes.map((name) => [`scope.${name}`, scopePermission])),
    ),
  },
  requiredPrivateInfos: list("Location APIs that the app calls.", choice("Name of an API.", privateInfos)),
  requiredBackgroundModes: list(
    "What may continue in the background.",
    choice("A mode.", ["audio", "location", "bluetooth"]),
  ),
  navigateToMiniProgramAppIdList: list("Other mini-programs that this one opens.", { type: "string" }),
  embeddedAppIdList: list("Other mini-programs that this one opens as half-screen windows.", { type: "string" }),
  __usePrivacyCheck__: flag("Asks for the user's consent before privacy-related APIs are called."),
};

const platform: Properties = {
  sitemapLocation: text("Path of sitemap.json, which says which pages search may index.", { default: "sitemap.json" }),
  functionalPages: either("Enables functional pages, which plugins can open.", { type: "boolean" }, { type: "object" }),
  useExtendedLib: dictionary("Libraries that the platform provides.", {}),
  cloud: flag("The app uses cloud development."),
  entranceDeclare: open("Pages that other parts of the host open.", {
    locationMessage: record("Opened from a location in a chat.", { path: pagePath, query: text("Query of the page.") }),
  }),
  openLocationPagePath: text("Page that shows a location."),
  supportedMaterials: list("Chat files that the app can open.", record("One kind of file.", material)),
  multiSelectSupportedMaterials: list(
    "Chat files that the app can open, several at once.",
    record("One kind of file.", material),
  ),
  serviceProviderTicket: text("Ticket of a service provider."),
  appBar: open("Options of the app bar."),
  chatTools: list(
    "Subpackages that are chat tools.",
    record("One tool.", {
      root: text("Root of an independent subpackage."),
      entryPagePath: text("Start page, relative to `root`."),
      desc: text("What the tool does."),
      scopes: list("Scopes that the tool uses.", { type: "string" }),
    }),
  ),
  agent: open("How an AI assistant may use the app.", {
    skills: { description: "Skills that the app offers." },
    pageMetadata: { description: "What each page is about." },
  }),
  miniApp: open("Options for building a native app.", {
    useAuthorizePage: flag("Shows an authorization page."),
  }),
  static: list(
    "Which platforms a file is for.",
    open("One rule.", {
      pattern: text("Which files."),
      platforms: list("Platforms.", { type: "string" }),
    }),
  ),
};

export const appSchema: Schema = file(
  "app",
  "app.json",
  "The manifest of a mini-program.",
  { ...structure, ...behaviour, ...platform },
  ["pages"],
);
