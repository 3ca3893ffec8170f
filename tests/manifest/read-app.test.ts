/** The normalized form of app.json, and its defaults. */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readAppManifest, resolveAlias } from "../../src/compiler/manifest/index.ts";
import { createSource } from "../../src/compiler/source/index.ts";
import { app, codesOf } from "./reading.ts";

describe("app.json", () => {
  test("a minimal app.json gets every default", () => {
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

  test("subpackages under either key; trailing slashes in roots are removed, page paths joined with the root", () => {
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

  test("pointers refer to the values as written", () => {
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

  test("tab bar: normalized pages and icons, colours grouped separately", () => {
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

  test("reports each error once, from top to bottom", () => {
    const { diagnostics } = app({
      subpackages: [{ root: null, zz: 1 }],
      workers: { path: 5 },
      pages: ["a/a", 3],
      functionalPages: "yes",
      window: { navigationBarTextStyle: "grey", navigationStyle: 7 },
    });
    expect(diagnostics.map(({ code, message }) => `${code} ${message.slice(0, message.indexOf("` ") + 1)}`)).toEqual([
      // A required key whose value is ignored counts as missing.
      "manifest/missing-key `subpackages[0]`",
      "manifest/missing-key `subpackages[0]`",
      "manifest/loose-type `subpackages[0].root`",
      "manifest/unknown-key `subpackages[0].zz`",
      // If both an object and a string are allowed, the errors are those of the form that has the value's type.
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

  test("preload rules refer to subpackages by root or name; unknown ones are left out", () => {
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

  test("the entry page may be in a subpackage", () => {
    const { manifest, diagnostics } = app({
      entryPagePath: "/shop/b",
      pages: ["a"],
      subpackages: [{ root: "shop", pages: ["b"] }],
    });
    expect(diagnostics).toEqual([]);
    expect(manifest.entryPagePath).toBe("shop/b");
  });

  test("only valid options are copied into the window", () => {
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

  test("reading never throws, and paths are normalized, whatever the value", () => {
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
