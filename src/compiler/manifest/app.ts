/**
 * Reads app.json and normalizes it: paths from the project's root, both spellings of subpackages merged, defaults
 * filled in.
 */
import { joinPath } from "../source/path.ts";
import type { SourceText } from "../source/text.ts";
import { createDiagnostic } from "../diagnostics/index.ts";
import type { Code, Diagnostic } from "../diagnostics/index.ts";
import { readAliases } from "./alias.ts";
import type { Alias } from "./alias.ts";
import { checkApp } from "./app-checks.ts";
import { readPlaceholders, readUsingComponents } from "./entries.ts";
import type { ComponentPlaceholder, ComponentUse } from "./entries.ts";
import { validateApp } from "./generated/validators.mjs";
import { pointerPart } from "./json-positions.ts";
import type { JsonObject, JsonValue } from "./json.ts";
import { openFile, readChoice, readFlag, readList, readObject, readPath, readString, readStrings } from "./read.ts";
import type { Located, OpenFile, ReadResult } from "./read.ts";
import { appSchema, tabBarLook } from "./schemas/app.ts";
import { permissionName } from "./schemas/miniapp.ts";
import { windowProperties } from "./schemas/shared.ts";
import { readWindow } from "./window.ts";
import type { WindowOptions } from "./window.ts";

/** A page that the manifest lists. */
export interface PageEntry {
  /** Relative to the folder of app.json, without extension, normalized. */
  readonly path: string;
  readonly pointer: string;
}

export interface Subpackage {
  /** Relative to the folder of app.json, without leading or trailing slash. */
  readonly root: string;
  readonly name: string | undefined;
  /** Including `root`. */
  readonly pages: readonly PageEntry[];
  readonly independent: boolean;
  /** Script that runs when the subpackage is loaded, including `root`, otherwise as written. */
  readonly entry: string | undefined;
  readonly plugins: readonly PluginUse[];
  readonly renderer: string | undefined;
  readonly componentFramework: string | undefined;
  /** Of the whole entry; its parts are at `${pointer}/root` and so on. */
  readonly pointer: string;
}

export interface PluginUse {
  readonly name: string;
  readonly version: string | undefined;
  readonly provider: string | undefined;
  readonly pointer: string;
}

export interface Tab {
  /** A page of the main package, normalized. */
  readonly pagePath: string;
  readonly text: string;
  /** Relative to the folder of app.json, normalized; a `@name` of theme.json as written. */
  readonly iconPath: string | undefined;
  readonly selectedIconPath: string | undefined;
  readonly pointer: string;
}

export interface TabBar {
  readonly list: readonly Tab[];
  /** The component custom-tab-bar/index renders the bar. */
  readonly custom: boolean;
  readonly position: "bottom" | "top";
  /** `color`, `selectedColor`, `backgroundColor`, `borderStyle`; `@name`s are not resolved. */
  readonly look: WindowOptions;
}

export interface PreloadRule {
  readonly page: string;
  /** Roots of subpackages; `__APP__` for the main package. */
  readonly packages: readonly string[];
  readonly network: "all" | "wifi";
  readonly pointer: string;
}

export interface Workers {
  /** Normalized folder. */
  readonly root: string;
  readonly isSubpackage: boolean;
  readonly pointer: string;
}

export interface AppManifest extends Located {
  /** Pages of the main package in order, without duplicates. */
  readonly pages: readonly PageEntry[];
  readonly subpackages: readonly Subpackage[];
  /** The page shown first; `""` if there are no pages. */
  readonly entryPagePath: string;
  readonly window: WindowOptions;
  readonly tabBar: TabBar | undefined;
  readonly usingComponents: readonly ComponentUse[];
  readonly componentPlaceholder: readonly ComponentPlaceholder[];
  /** Longest prefix first. */
  readonly resolveAlias: readonly Alias[];
  readonly workers: Workers | undefined;
  readonly plugins: readonly PluginUse[];
  readonly preloadRule: readonly PreloadRule[];
  /** `"lazyCodeLoading": "requiredComponents"`. */
  readonly lazyCodeLoading: boolean;
  readonly style: string | undefined;
  readonly renderer: string;
  readonly componentFramework: string;
  readonly darkmode: boolean;
  /** Normalized path of theme.json. */
  readonly themeLocation: string | undefined;
  readonly sitemapLocation: string | undefined;
  /** Names in `useExtendedLib` that are not set to false. */
  readonly extendedLibraries: readonly string[];
  readonly requiredPrivateInfos: readonly string[];
  readonly requiredBackgroundModes: readonly string[];
  /** Scopes in `permission`, with the explanation that the user sees. */
  readonly permissions: readonly { readonly scope: string; readonly description: string }[];
  /** Milliseconds. */
  readonly networkTimeout: Readonly<Record<"request" | "connectSocket" | "uploadFile" | "downloadFile", number>>;
  /** The whole object. */
  readonly raw: JsonObject;
}

/** Reads and checks app.json. Pages with invalid paths are errors and are left out. */
export function readAppManifest(source: SourceText): ReadResult<AppManifest> {
  const file = openFile(source, appSchema, validateApp, { mode: "manifest" });
  const manifest = new AppReader(file).read();
  if (!file.document.broken) checkApp(manifest, file.diagnostics);
  return { manifest, diagnostics: file.diagnostics };
}

class AppReader {
  private readonly file: OpenFile;
  private readonly root: JsonObject;
  private readonly located: Located;
  private readonly diagnostics: Diagnostic[];
  /** Page path → its pointer, over all packages. */
  private readonly seen = new Map<string, string>();

  constructor(file: OpenFile) {
    this.file = file;
    this.root = file.root;
    this.located = file.located;
    this.diagnostics = file.diagnostics;
  }

  read(): AppManifest {
    const { root } = this;
    const pages = this.pages(root["pages"], "", "/pages");
    const subpackages = [...this.subpackages("subpackages"), ...this.subpackages("subPackages")];
    return {
      ...this.located,
      pages,
      subpackages,
      entryPagePath: this.optionalPath("/entryPagePath", root["entryPagePath"]) ?? pages[0]?.path ?? "",
      window: readWindow(this.file, "/window", readObject(root["window"]), windowProperties),
      tabBar: this.tabBar(),
      usingComponents: readUsingComponents(root),
      componentPlaceholder: readPlaceholders(root),
      resolveAlias: readAliases(root, this.located, this.diagnostics),
      workers: this.workers(),
      plugins: this.plugins(root, ""),
      preloadRule: this.preloadRule(subpackages),
      ...this.switches(),
      raw: root,
    };
  }

  private switches() {
    const { root } = this;
    const permission = readObject(root["permission"]);
    const libraries = readObject(root["useExtendedLib"]);
    return {
      lazyCodeLoading: root["lazyCodeLoading"] === "requiredComponents",
      style: readChoice(this.file, "style"),
      renderer: readChoice(this.file, "renderer") ?? "webview",
      componentFramework: readChoice(this.file, "componentFramework") ?? "exparser",
      darkmode: readFlag(root["darkmode"]) ?? false,
      themeLocation: this.optionalPath("/themeLocation", root["themeLocation"]),
      sitemapLocation: this.optionalPath("/sitemapLocation", root["sitemapLocation"]),
      extendedLibraries: Object.keys(libraries).filter((name) => libraries[name] !== false),
      requiredPrivateInfos: readStrings(root["requiredPrivateInfos"]),
      requiredBackgroundModes: readStrings(root["requiredBackgroundModes"]),
      permissions: Object.keys(permission)
        .filter((scope) => scopeName.test(scope))
        .map((scope) => ({ scope, description: readString(readObject(permission[scope])["desc"]) ?? "" })),
      networkTimeout: this.networkTimeout(),
    };
  }

  private report(
    code: Code,
    pointer: string,
    values: Record<string, string>,
    related?: { message: string; pointer: string },
  ): void {
    const { source } = this.located;
    const position = { source, span: this.located.spanOf(pointer) };
    const more = related
      ? [{ message: related.message, position: { source, span: this.located.spanOf(related.pointer) } }]
      : [];
    this.diagnostics.push(createDiagnostic(code, values, position, more));
  }

  /** The path in an option; an empty string means absent. */
  private optionalPath(pointer: string, value: JsonValue | undefined): string | undefined {
    return value === "" ? undefined : this.path(pointer, value);
  }

  /** A normalized path; reports an invalid one and returns `undefined`. */
  private path(pointer: string, value: JsonValue | undefined): string | undefined {
    if (typeof value !== "string") return undefined;
    const result = readPath(value);
    if ("path" in result) return result.path;
    this.report("manifest/bad-path", pointer, { path: value, reason: result.reason });
    return undefined;
  }

  private pages(value: JsonValue | undefined, root: string, base: string): PageEntry[] {
    const pages: PageEntry[] = [];
    readList(value).forEach((item, index) => {
      const pointer = `${base}/${index}`;
      const own = this.path(pointer, item);
      if (own === undefined) return;
      const path = root === "" ? own : `${root}/${own}`;
      const first = this.seen.get(path);
      if (first === undefined) {
        this.seen.set(path, pointer);
        pages.push({ path, pointer });
      } else {
        this.report("manifest/duplicate-page", pointer, { path }, { message: "Listed here first.", pointer: first });
      }
    });
    return pages;
  }

  private subpackages(key: "subpackages" | "subPackages"): Subpackage[] {
    const subpackages: Subpackage[] = [];
    readList(this.root[key]).forEach((item, index) => {
      const entry = readObject(item);
      const pointer = `/${key}/${index}`;
      const root = this.path(`${pointer}/root`, entry["root"]);
      if (root === undefined) return;
      const script = readString(entry["entry"]);
      subpackages.push({
        root,
        name: this.file.isValid(`${pointer}/name`) ? readString(entry["name"]) : undefined,
        pages: this.pages(entry["pages"], root, `${pointer}/pages`),
        independent: readFlag(entry["independent"]) ?? false,
        entry: script === undefined ? undefined : joinPath(root, script),
        plugins: this.plugins(entry, pointer),
        renderer: readString(entry["renderer"]),
        componentFramework: readString(entry["componentFramework"]),
        pointer,
      });
    });
    return subpackages;
  }

  private tabBar(): TabBar | undefined {
    if (this.root["tabBar"] === undefined) return undefined;
    const bar = readObject(this.root["tabBar"]);
    const list: Tab[] = [];
    readList(bar["list"]).forEach((item, index) => {
      const tab = readObject(item);
      const pointer = `/tabBar/list/${index}`;
      const pagePath = this.path(`${pointer}/pagePath`, tab["pagePath"]);
      if (pagePath === undefined) return;
      list.push({
        pagePath,
        text: readString(tab["text"]) ?? "",
        iconPath: this.icon(`${pointer}/iconPath`, tab["iconPath"]),
        selectedIconPath: this.icon(`${pointer}/selectedIconPath`, tab["selectedIconPath"]),
        pointer,
      });
    });
    return {
      list,
      custom: readFlag(bar["custom"]) ?? false,
      position: bar["position"] === "top" ? "top" : "bottom",
      look: readWindow(this.file, "/tabBar", bar, tabBarLook),
    };
  }

  private icon(pointer: string, value: JsonValue | undefined): string | undefined {
    if (typeof value !== "string") return undefined;
    return value.startsWith("@") || value.includes("://") ? value : this.optionalPath(pointer, value);
  }

  private workers(): Workers | undefined {
    const value = this.root["workers"];
    const pointer = typeof value === "string" ? "/workers" : "/workers/path";
    const options = readObject(value);
    const root = this.optionalPath(pointer, typeof value === "string" ? value : options["path"]);
    return root === undefined ? undefined : { root, isSubpackage: readFlag(options["isSubpackage"]) ?? false, pointer };
  }

  private plugins(owner: JsonObject, base: string): PluginUse[] {
    const plugins = readObject(owner["plugins"]);
    return Object.keys(plugins).map((name) => {
      const plugin = readObject(plugins[name]);
      return {
        name,
        version: readString(plugin["version"]),
        provider: readString(plugin["provider"]),
        pointer: `${base}/plugins/${pointerPart(name)}`,
      };
    });
  }

  private preloadRule(subpackages: readonly Subpackage[]): PreloadRule[] {
    const rules = readObject(this.root["preloadRule"]);
    return Object.keys(rules).map((key) => {
      const rule = readObject(rules[key]);
      const pointer = `/preloadRule/${pointerPart(key)}`;
      const packages: string[] = [];
      readList(rule["packages"]).forEach((item, index) => {
        if (typeof item !== "string") return;
        const found = item === "__APP__" ? item : findPackage(subpackages, item);
        if (found !== undefined) packages.push(found);
        else
          this.report("manifest/unknown-preload", `${pointer}/packages/${index}`, { kind: "subpackage", name: item });
      });
      const page = readPath(key);
      return {
        page: "path" in page ? page.path : key,
        packages,
        network: rule["network"] === "all" ? "all" : "wifi",
        pointer,
      };
    });
  }

  private networkTimeout(): AppManifest["networkTimeout"] {
    const limits = readObject(this.root["networkTimeout"]);
    const read = (key: string) => {
      const value = Number(limits[key] ?? 60_000);
      return Number.isFinite(value) && value > 0 ? value : 60_000;
    };
    return {
      request: read("request"),
      connectSocket: read("connectSocket"),
      uploadFile: read("uploadFile"),
      downloadFile: read("downloadFile"),
    };
  }
}

/**
 * Scopes that the schema does not list may be new ones, so accept every valid name. This excludes remarks such as `//`.
 */
const scopeName = new RegExp(permissionName);

/** The root of the subpackage that has this root or name. */
function findPackage(subpackages: readonly Subpackage[], name: string): string | undefined {
  const path = readPath(name);
  const root = "path" in path ? path.path : name;
  return subpackages.find((candidate) => candidate.root === root || candidate.name === name)?.root;
}
