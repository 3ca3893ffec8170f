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
  "Parts of the app that are loaded when first needed.",
  record(
    "One subpackage.",
    {
      root: text("Folder of the subpackage."),
      name: text("Another name, for `preloadRule` and `wx.loadSubpackage`: one line, up to 128 characters.", {
        pattern: lineOfText(128),
      }),
      pages: list("Pages, relative to `root`.", pagePath),
      independent: flag("Starts without the main package, and so may use nothing of it.", false),
      entry: text("Script, relative to `root`, that runs when the subpackage is loaded."),
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
  "The bar that switches between the main pages.",
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
    position: choice("Where the bar stands; at the top it has no icons.", ["bottom", "top"], "bottom"),
    custom: flag("The app draws the bar itself, with the component in custom-tab-bar/.", false),
    "box-shadow": text("Shadow of the bar."),
  },
  ["list"],
);

const scopePermission = record("What the user is told.", {
  desc: text("Why the permission is wanted, up to 30 characters."),
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
  name: text("Name in the list of tools; `${nickname}` stands for the app's name."),
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
    "The pages of the main package, without extension. The first one is shown first, unless `entryPagePath` says otherwise.",
    pagePath,
    { minItems: 1 },
  ),
  entryPagePath: text("The page that is shown first."),
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
    "Which subpackages are loaded ahead, by the page that is opened.",
    record(
      "What to load.",
      {
        packages: list("Roots or names of subpackages; `__APP__` is the main package.", { type: "string" }),
        network: choice("On which network.", ["all", "wifi"], "wifi"),
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
  __lazyCodeLoadingChunk: flag("Splits lazily loaded code further."),
  style: choice("`v2` uses the newer look of built-in components.", ["default", "v2"]),
  renderer,
  rendererOptions,
  componentFramework,
  convertRpxToVw: flag("Writes `rpx` as `vw`.", false),
  darkmode: flag("The app supports dark mode.", false),
  themeLocation: text("Path of theme.json, which holds the values of `@name`s."),
  enablePassiveEvent,
  resizable: flag("The window may change its size (PC), or turn (tablet).", false),
  frameset: flag("The app may be shown in two panes on wide screens."),
  singlePage,
  halfPage: record("How the app looks when opened over half the screen from a live stream.", {
    firstPageNavigationStyle: choice("Navigation bar of the first page.", ["default", "custom"], "default"),
  }),
  networkTimeout: record("Time limits in milliseconds.", {
    request: count("Of `wx.request`.", { default: 60000 }),
    connectSocket: count("Of `wx.connectSocket`.", { default: 60000 }),
    uploadFile: count("Of `wx.uploadFile`.", { default: 60000 }),
    downloadFile: count("Of `wx.downloadFile`.", { default: 60000 }),
  }),
  debug: flag("Prints what the framework does.", false),
  debugOptions: record("Aids for debugging.", { enableFPSPanel: flag("Shows the frame rate.", false) }),
  permission: {
    ...record(
      "Why the app asks for a permission.",
      Object.fromEntries(scopes.map((name) => [`scope.${name}`, scopePermission])),
    ),
  },
  requiredPrivateInfos: list("Location interfaces that the app calls.", choice("Name of an interface.", privateInfos)),
  requiredBackgroundModes: list(
    "What goes on in the background.",
    choice("A mode.", ["audio", "location", "bluetooth"]),
  ),
  navigateToMiniProgramAppIdList: list("Other mini-programs that this one opens.", { type: "string" }),
  embeddedAppIdList: list("Other mini-programs that this one opens over half the screen.", { type: "string" }),
  __usePrivacyCheck__: flag("Asks for the user's consent before private interfaces are called."),
};

const platform: Properties = {
  sitemapLocation: text("Path of sitemap.json, which says what a search may index.", { default: "sitemap.json" }),
  functionalPages: either("Offers pages to plugins.", { type: "boolean" }, { type: "object" }),
  useExtendedLib: dictionary("Libraries that the platform brings along.", {}),
  cloud: flag("The app uses cloud development."),
  entranceDeclare: open("Pages that other parts of the host open.", {
    locationMessage: record("Opened from a location in a chat.", { path: pagePath, query: text("Query of the page.") }),
  }),
  openLocationPagePath: text("Page that shows a location."),
  supportedMaterials: list("Files of a chat that the app opens.", record("One kind of file.", material)),
  multiSelectSupportedMaterials: list(
    "Files of a chat, several at once, that the app opens.",
    record("One kind of file.", material),
  ),
  serviceProviderTicket: text("Ticket of a service provider."),
  appBar: open("Options of the app bar."),
  chatTools: list(
    "Subpackages that are tools of a chat.",
    record("One tool.", {
      root: text("Root of an independent subpackage."),
      entryPagePath: text("First page, relative to `root`."),
      desc: text("What the tool does."),
      scopes: list("Scopes that the tool uses.", { type: "string" }),
    }),
  ),
  agent: open("What an assistant may do with the app.", {
    skills: { description: "Skills that the app offers." },
    pageMetadata: { description: "What each page is about." },
  }),
  miniApp: open("Options for building the app as a native one.", {
    useAuthorizePage: flag("Shows a page that asks for authorisation."),
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
