/** Normal forms and defaults of every manifest. */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Diagnostic } from "../../src/compiler/diagnostics/index.ts";
import {
  environmentConstants,
  readAppManifest,
  readComponentManifest,
  readMiniappConfig,
  readPageManifest,
  readProjectConfig,
  readSitemap,
  readTheme,
  resolveAlias,
  themedTabBar,
  themedWindow,
} from "../../src/compiler/manifest/index.ts";
import { createSource } from "../../src/compiler/source/index.ts";

const source = (value: unknown) => createSource("x.json", JSON.stringify(value));
const app = (value: unknown) => readAppManifest(source(value));
const codesOf = (diagnostics: readonly Diagnostic[]) => diagnostics.map((diagnostic) => diagnostic.code);

describe("app.json", () => {
  test("the least one has every default", () => {
    const { manifest, diagnostics } = app({ pages: ["pages/index/index"] });
    expect(diagnostics).toEqual([]);
    expect(manifest).toMatchObject({
      pages: [{ path: "pages/index/index", pointer: "/pages/0" }],
      subpackages: [],
      entryPagePath: "pages/index/index",
      window: {},
      tabBar: undefined,
      usingComponents: [],
      componentPlaceholder: [],
      resolveAlias: [],
      workers: undefined,
      plugins: [],
      preloadRule: [],
      lazyCodeLoading: false,
      style: undefined,
      renderer: "webview",
      componentFramework: "exparser",
      darkmode: false,
      themeLocation: undefined,
      sitemapLocation: undefined,
      extendedLibraries: [],
      permissions: [],
      networkTimeout: { request: 60000, connectSocket: 60000, uploadFile: 60000, downloadFile: 60000 },
    });
  });

  test("subpackages in either spelling, roots with slashes at their ends, pages joined", () => {
    const { manifest, diagnostics } = app({
      pages: ["a/a"],
      subpackages: [{ root: "/shop/", name: "s", pages: ["cart/cart", "/list"], independent: true, entry: "entry.js" }],
      subPackages: [{ root: "./me", pages: ["me"], plugins: { p: { version: "1.0.0", provider: "wx1" } } }],
    });
    expect(diagnostics).toEqual([]);
    expect(manifest.subpackages).toMatchObject([
      {
        root: "shop",
        name: "s",
        independent: true,
        entry: "shop/entry.js",
        pointer: "/subpackages/0",
        pages: [
          { path: "shop/cart/cart", pointer: "/subpackages/0/pages/0" },
          { path: "shop/list", pointer: "/subpackages/0/pages/1" },
        ],
      },
      {
        root: "me",
        independent: false,
        pages: [{ path: "me/me", pointer: "/subPackages/0/pages/0" }],
        plugins: [{ name: "p", version: "1.0.0", provider: "wx1", pointer: "/subPackages/0/plugins/p" }],
      },
    ]);
  });

  test("pointers lead to what is written", () => {
    const text = '{ "pages": ["a/a", "b/b", "c/c"], "usingComponents": { "x/y": "./x" }, "plugins": { "p": {} } }';
    const { manifest } = readAppManifest(createSource("app.json", text));
    const at = (pointer: string | undefined) => {
      const { start, end } = manifest.spanOf(pointer ?? "/nowhere");
      return text.slice(start, end);
    };
    expect(at(manifest.pages[2]?.pointer)).toBe('"c/c"');
    expect(at(manifest.usingComponents[0]?.pointer)).toBe('"./x"');
    expect(at(manifest.plugins[0]?.pointer)).toBe("{}");
  });

  test("tab bar: pages and icons in normal form, colours apart", () => {
    const { manifest, diagnostics } = app({
      pages: ["a/a", "b/b"],
      tabBar: {
        custom: "true",
        color: "#000",
        list: [
          { pagePath: "/a/a", text: "A", iconPath: "./icons/a.png", selectedIconPath: "@icon" },
          { pagePath: "b/b", text: "B", iconPath: "" },
        ],
      },
    });
    expect(codesOf(diagnostics)).toEqual(["manifest/loose-type"]);
    expect(manifest.tabBar).toEqual({
      custom: true,
      position: "bottom",
      look: { color: "#000" },
      list: [
        { pagePath: "a/a", text: "A", iconPath: "icons/a.png", selectedIconPath: "@icon", pointer: "/tabBar/list/0" },
        { pagePath: "b/b", text: "B", iconPath: undefined, selectedIconPath: undefined, pointer: "/tabBar/list/1" },
      ],
    });
  });

  test("of what is wrong each thing is said once, from top to bottom", () => {
    const { diagnostics } = app({
      subpackages: [{ root: null, zz: 1 }],
      workers: { path: 5 },
      pages: ["a/a", 3],
      functionalPages: "yes",
      window: { navigationBarTextStyle: "grey", navigationStyle: 7 },
    });
    expect(diagnostics.map(({ code, message }) => `${code} ${message.slice(0, message.indexOf("` ") + 1)}`)).toEqual([
      // A key that is read as absent is missing where it is required.
      "manifest/missing-key `subpackages[0]`",
      "manifest/missing-key `subpackages[0]`",
      "manifest/loose-type `subpackages[0].root`",
      "manifest/unknown-key `subpackages[0].zz`",
      // Of two forms, an object and a string, the one of the value's type speaks.
      "manifest/wrong-type `workers.path`",
      "manifest/wrong-type `pages[1]`",
      "manifest/wrong-type `functionalPages`",
      "manifest/ignored-value `window.navigationBarTextStyle`",
      "manifest/wrong-type `window.navigationStyle`",
    ]);
    expect(diagnostics.slice(0, 2).map(({ message }) => /key `(\w+)`/.exec(message)?.[1])).toEqual(["root", "pages"]);
  });

  test("workers as a folder or an object", () => {
    expect(app({ pages: ["a"], workers: "/workers/" }).manifest.workers).toEqual({
      root: "workers",
      isSubpackage: false,
      pointer: "/workers",
    });
    expect(app({ pages: ["a"], workers: { path: "w", isSubpackage: true } }).manifest.workers).toEqual({
      root: "w",
      isSubpackage: true,
      pointer: "/workers/path",
    });
  });

  test("aliases: the longest prefix wins", () => {
    const { manifest, diagnostics } = app({
      pages: ["a"],
      resolveAlias: { "@/*": "/*", "@/lib/*": "./vendor/lib/*", "#config": "config/index", "~*": "src*" },
    });
    expect(diagnostics).toEqual([]);
    const resolve = (specifier: string) => resolveAlias(manifest.resolveAlias, specifier);
    expect(resolve("@/utils/a")).toBe("utils/a");
    expect(resolve("@/lib/a")).toBe("vendor/lib/a");
    expect(resolve("#config")).toBe("config/index");
    expect(resolve("#config/x")).toBeUndefined();
    expect(resolve("~/a")).toBe("src/a");
    expect(resolve("./@/a")).toBeUndefined();
  });

  test("preload rules name subpackages by root or name; unknown ones are left out", () => {
    const { manifest, diagnostics } = app({
      pages: ["a/a"],
      subpackages: [{ root: "shop", name: "s", pages: ["b"] }],
      preloadRule: { "a/a": { network: "all", packages: ["s", "/shop/", "__APP__", "nope"] } },
    });
    expect(codesOf(diagnostics)).toEqual(["manifest/unknown-preload"]);
    expect(manifest.preloadRule).toEqual([
      { page: "a/a", packages: ["shop", "shop", "__APP__"], network: "all", pointer: "/preloadRule/a~1a" },
    ]);
  });

  test("the entry page may lie in a subpackage", () => {
    const { manifest, diagnostics } = app({
      entryPagePath: "/shop/b",
      pages: ["a"],
      subpackages: [{ root: "shop", pages: ["b"] }],
    });
    expect(diagnostics).toEqual([]);
    expect(manifest.entryPagePath).toBe("shop/b");
  });

  test("only options that fit get into the window", () => {
    const { manifest, diagnostics } = app({
      pages: ["a"],
      window: {
        navigationBarTextStyle: "#fff",
        navigationBarTitleText: "@ home",
        enablePullDownRefresh: "false",
        onReachBottomDistance: "80",
        backgroundTextStyle: null,
      },
    });
    expect(codesOf(diagnostics)).toEqual([
      "manifest/ignored-value",
      "manifest/loose-type",
      "manifest/loose-type",
      "manifest/loose-type",
    ]);
    expect(manifest.window).toEqual({
      navigationBarTitleText: "@ home",
      enablePullDownRefresh: false,
      onReachBottomDistance: 80,
    });
  });

  test("whatever the value, reading does not throw, and paths are in normal form", () => {
    const words = fc.constantFrom("a", "/b/", "../c", "a\\b", "", "@x", "s");
    const value: fc.Arbitrary<unknown> = fc.oneof(words, fc.jsonValue({ maxDepth: 2 }), fc.array(words));
    const record = (keys: readonly string[]) =>
      fc.tuple(...keys.map((key) => fc.tuple(fc.constant(key), value))).map((entries) => Object.fromEntries(entries));
    const tab = record(["pagePath", "text", "iconPath"]);
    const whole = fc.record(
      {
        pages: fc.oneof(fc.array(words), value),
        subpackages: fc.oneof(fc.array(record(["root", "pages", "name", "entry", "plugins"])), value),
        tabBar: fc.oneof(fc.record({ list: fc.array(tab) }), value),
        preloadRule: fc.oneof(fc.dictionary(words, record(["packages"])), value),
        resolveAlias: fc.oneof(fc.dictionary(words, words), value),
        usingComponents: value,
        workers: value,
        plugins: value,
        window: value,
        networkTimeout: value,
        permission: value,
        entryPagePath: value,
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.oneof({ weight: 9, arbitrary: whole }, { weight: 1, arbitrary: fc.jsonValue() }), (json) => {
        const { manifest } = app(json);
        const pages = [...manifest.pages, ...manifest.subpackages.flatMap((subpackage) => subpackage.pages)];
        for (const { path } of pages) expect(path).toMatch(/^(?!\.\.?(?:\/|$))[^\\]+$/);
        expect(new Set(pages.map((page) => page.path)).size).toBe(pages.length);
      }),
    );
  });
});

describe("page and component JSON", () => {
  test("an empty object has every default", () => {
    const { manifest, diagnostics } = readPageManifest(source({}));
    expect(diagnostics).toEqual([]);
    expect(manifest).toMatchObject({
      isComponent: false,
      usingComponents: [],
      componentPlaceholder: [],
      componentGenerics: [],
      styleIsolation: undefined,
      addGlobalClass: false,
      disableScroll: false,
      window: {},
    });
  });

  test("components, placeholders, generics", () => {
    const { manifest, diagnostics } = readComponentManifest(
      source({
        component: true,
        styleIsolation: "apply-shared",
        usingComponents: { "a-b": "./a", __proto: "/x" },
        componentPlaceholder: { "a-b": "view" },
        componentGenerics: { item: true, row: { default: "./row" }, off: false },
      }),
    );
    expect(diagnostics).toEqual([]);
    expect(manifest).toMatchObject({
      isComponent: true,
      styleIsolation: "apply-shared",
      usingComponents: [
        { name: "a-b", path: "./a", pointer: "/usingComponents/a-b" },
        { name: "__proto", path: "/x" },
      ],
      componentPlaceholder: [{ name: "a-b", placeholder: "view", pointer: "/componentPlaceholder/a-b" }],
      componentGenerics: [
        { name: "item", default: undefined, pointer: "/componentGenerics/item" },
        { name: "row", default: "./row", pointer: "/componentGenerics/row/default" },
      ],
    });
  });

  test("a broken file gives one error and a manifest without content", () => {
    const { manifest, diagnostics } = readPageManifest(createSource("p.json", '{ "component": true'));
    expect(codesOf(diagnostics)).toEqual(["manifest/json-syntax"]);
    expect(manifest.isComponent).toBe(false);
  });

  test("a misspelt key names its neighbour, far ones none", () => {
    const hints = readPageManifest(source({ navigationBarTitletext: "a", usingComponent: {}, zzz: 1 })).diagnostics;
    expect(hints.map((diagnostic) => diagnostic.hint)).toEqual([
      "Did you mean `navigationBarTitleText`?",
      "Did you mean `usingComponents`?",
      "Remove it, or check its spelling.",
    ]);
  });
});

describe("theme.json", () => {
  const manifest = app({
    pages: ["a", "b"],
    window: { backgroundColor: "@bg", navigationBarTitleText: "@home", navigationBarBackgroundColor: "#123456" },
    tabBar: {
      color: "@text",
      list: [
        { pagePath: "a", iconPath: "@icon" },
        { pagePath: "b", iconPath: "b.png" },
      ],
    },
  }).manifest;
  const theme = readTheme(
    source({ light: { bg: "#ffffff", text: "#000000", icon: "l.png" }, dark: { bg: "#000000", icon: "d.png" } }),
  ).manifest;

  test("both modes are kept; a name that one mode lacks takes the other's value", () => {
    const diagnostics: Diagnostic[] = [];
    const rest = { navigationBarTitleText: "@home", navigationBarBackgroundColor: "#123456" };
    expect(themedWindow(manifest, "/window", theme, diagnostics)).toEqual({
      light: { backgroundColor: "#ffffff", ...rest },
      dark: { backgroundColor: "#000000", ...rest },
    });
    expect(themedTabBar(manifest, theme, diagnostics)).toEqual({
      light: {
        look: { color: "#000000" },
        icons: [
          { iconPath: "l.png", selectedIconPath: undefined },
          { iconPath: "b.png", selectedIconPath: undefined },
        ],
      },
      dark: {
        look: { color: "#000000" },
        icons: [
          { iconPath: "d.png", selectedIconPath: undefined },
          { iconPath: "b.png", selectedIconPath: undefined },
        ],
      },
    });
    expect(diagnostics).toEqual([]);
  });

  test("without a theme every name is unknown and left out", () => {
    const diagnostics: Diagnostic[] = [];
    const { light } = themedWindow(manifest, "/window", undefined, diagnostics);
    expect(light).not.toHaveProperty("backgroundColor");
    expect(codesOf(diagnostics)).toEqual(["manifest/unknown-theme-name"]);
    expect(diagnostics[0]?.hint).toContain("themeLocation");
  });

  test("names that an object has by nature are not defined", () => {
    const diagnostics: Diagnostic[] = [];
    const page = readPageManifest(source({ backgroundColor: "@toString" })).manifest;
    expect(themedWindow(page, "", theme, diagnostics)).toEqual({ light: {}, dark: {} });
    expect(diagnostics).toHaveLength(1);
  });
});

describe("miniapp.json", () => {
  test("a project without one gets the defaults", () => {
    const { manifest, diagnostics } = readMiniappConfig();
    expect(diagnostics).toEqual([]);
    expect(manifest).toMatchObject({
      exists: false,
      appId: undefined,
      versionName: "0.0.0",
      versionCode: 1,
      permissions: [],
      domains: { request: [], socket: [], upload: [], download: [], webview: [] },
      budgets: { package: 2097152, total: 31457280 },
      signing: { key: undefined },
      release: { store: undefined },
      allowMissing: [],
      target: "es2020",
      minify: true,
      strictWxs: false,
    });
  });

  test("sizes as bytes or with a unit, a key and a store", () => {
    const { manifest, diagnostics } = readMiniappConfig(
      source({
        budgets: { package: "1.5 MB", total: 1000 },
        signing: { key: "dev.key" },
        release: { store: "../releases" },
        network: { domains: { request: ["https://a.example/"], socket: ["wss://b.example"] } },
      }),
    );
    expect(diagnostics).toEqual([]);
    expect(manifest.budgets).toEqual({ package: 1572864, total: 1000 });
    expect([manifest.signing.key, manifest.release.store]).toEqual(["dev.key", "../releases"]);
    expect(manifest.domains.request).toEqual(["https://a.example"]);
  });

  test("a mode picks its constants, sorted and typed", () => {
    const { manifest } = readMiniappConfig(source({ env: { uat: { URL: "https://u", DEBUG: true, LEVEL: 3 } } }));
    const { constants, diagnostics } = environmentConstants(manifest, "uat");
    expect(diagnostics).toEqual([]);
    expect(JSON.stringify(constants)).toBe('{"DEBUG":true,"LEVEL":3,"URL":"https://u"}');
    expect(environmentConstants(manifest, undefined)).toEqual({ constants: {}, diagnostics: [] });
    expect(environmentConstants(manifest, "constructor").diagnostics.map((d) => d.severity)).toEqual(["error"]);
  });

  test("what does not fit is an error, and is not used", () => {
    const { manifest, diagnostics } = readMiniappConfig(
      source({
        versionCode: 1.5,
        target: "es5",
        budgets: { package: "2 mb" },
        minify: 1,
        env: { uat: { "a-b": 1, ok: 2 } },
      }),
    );
    expect(codesOf(diagnostics).sort()).toEqual([
      "manifest/bad-value",
      "manifest/bad-value",
      "manifest/bad-value",
      "manifest/wrong-type",
      "manifest/wrong-type",
    ]);
    expect(manifest).toMatchObject({ versionCode: 1, target: "es2020", minify: true, budgets: { package: 2097152 } });
  });
});

describe("project.config.json and sitemap.json", () => {
  test("folders, pack rules and npm relations in normal form", () => {
    const { manifest, diagnostics } = readProjectConfig(
      source({
        appid: "wx1",
        miniprogramRoot: "./src/",
        packOptions: {
          ignore: [
            { type: "folder", value: "/docs/" },
            { type: "suffix", value: ".md" },
          ],
          include: [{ type: "file", value: "./a/b.json" }],
        },
        setting: {
          packNpmManually: true,
          packNpmRelationList: [{ packageJsonPath: "./package.json", miniprogramNpmDistDir: "./src/" }],
          useCompilerPlugins: ["typescript", "sass"],
          lessSetting: { commonUseFilePath: "./styles/all.less" },
          sassSetting: { scssCommonUseFilePath: "/styles/all.scss", sassCommonUseFilePath: "" },
        },
      }),
    );
    expect(diagnostics).toEqual([]);
    expect(manifest).toMatchObject({
      appId: "wx1",
      miniprogramRoot: "src",
      compileType: "miniprogram",
      packOptions: {
        ignore: [
          { type: "folder", value: "docs", pointer: "/packOptions/ignore/0" },
          { type: "suffix", value: ".md", pointer: "/packOptions/ignore/1" },
        ],
        include: [{ type: "file", value: "a/b.json", pointer: "/packOptions/include/0" }],
      },
      packNpmManually: true,
      packNpmRelations: [{ packageJsonPath: "package.json", miniprogramNpmDistDir: "src" }],
      compilerPlugins: ["typescript", "sass"],
      commonSheets: { less: "styles/all.less", scss: "styles/all.scss" },
    });
    expect(readProjectConfig(source({ setting: { useCompilerPlugins: false } })).manifest).toMatchObject({
      miniprogramRoot: "",
      compilerPlugins: [],
      commonSheets: {},
      appId: undefined,
    });
  });

  test("sitemap rules", () => {
    const { manifest, diagnostics } = readSitemap(
      source({
        rules: [
          { action: "disallow", page: "*", priority: 2 },
          { page: "a", matching: "exact", params: ["p"] },
        ],
      }),
    );
    expect(diagnostics).toEqual([]);
    expect(manifest.rules).toEqual([
      { action: "disallow", page: "*", params: [], matching: "inclusive", priority: 2, pointer: "/rules/0" },
      { action: "allow", page: "a", params: ["p"], matching: "exact", priority: undefined, pointer: "/rules/1" },
    ]);
  });
});
