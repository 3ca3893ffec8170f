/** The normalized forms and the defaults of all manifests but app.json. */
import { describe, expect, test } from "vitest";
import type { Diagnostic } from "../../src/compiler/diagnostics/index.ts";
import {
  environmentConstants,
  readComponentManifest,
  readMiniappConfig,
  readPageManifest,
  readProjectConfig,
  readSitemap,
  readTheme,
  themedTabBar,
  themedWindow,
} from "../../src/compiler/manifest/index.ts";
import { createSource } from "../../src/compiler/source/index.ts";
import { app, codesOf, source } from "./reading.ts";

describe("page and component JSON", () => {
  test("`components`, which has no effect, may have any value", () => {
    for (const components of [true, "x", {}, [], null])
      expect(readComponentManifest(source({ component: true, components })).diagnostics).toEqual([]);
  });

  test("an empty object gets every default", () => {
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

  test("a broken file causes one error and an empty manifest", () => {
    const { manifest, diagnostics } = readPageManifest(createSource("p.json", '{ "component": true'));
    expect(codesOf(diagnostics)).toEqual(["manifest/json-syntax"]);
    expect(manifest.isComponent).toBe(false);
  });

  test("a misspelt key gets a suggestion, an unrelated one gets none", () => {
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

  test("both modes are kept; a name missing in one mode gets the other's value", () => {
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

  test("inherited property names such as `constructor` are not defined", () => {
    const diagnostics: Diagnostic[] = [];
    const page = readPageManifest(source({ backgroundColor: "@toString" })).manifest;
    expect(themedWindow(page, "", theme, diagnostics)).toEqual({ light: {}, dark: {} });
    expect(diagnostics).toHaveLength(1);
  });
});

describe("miniapp.json", () => {
  test("a project without miniapp.json gets the defaults", () => {
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

  test("a mode selects its constants, sorted and typed", () => {
    const { manifest } = readMiniappConfig(source({ env: { uat: { URL: "https://u", DEBUG: true, LEVEL: 3 } } }));
    const { constants, diagnostics } = environmentConstants(manifest, "uat");
    expect(diagnostics).toEqual([]);
    expect(JSON.stringify(constants)).toBe('{"DEBUG":true,"LEVEL":3,"URL":"https://u"}');
    expect(environmentConstants(manifest, undefined)).toEqual({ constants: {}, diagnostics: [] });
    expect(environmentConstants(manifest, "constructor").diagnostics.map((d) => d.severity)).toEqual(["error"]);
  });

  test("invalid values are errors and are not used", () => {
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
  test("folders, pack rules and npm relations are normalized", () => {
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
