/**
 * The project as its manifests describe it: where the app is, what it lists, how it is built. Missing files get
 * defaults; a project with nothing but an app.json is complete.
 */
import type { Diagnostic } from "./diagnostics/index.ts";
import { findApp, missingApp } from "./find-app.ts";
import type { AppShape, NamedReference } from "./graph/app-shape.ts";
import {
  parseJson,
  readAppManifest,
  readMiniappConfig,
  readProjectConfig,
  readSitemap,
  readTheme,
} from "./manifest/index.ts";
import type { Alias, AppManifest, MiniappConfig, ProjectConfig, Sitemap, Theme } from "./manifest/index.ts";
import { locator } from "./link/index.ts";
import type { PackageRoot } from "./link/index.ts";
import { createSource, joinPath, normalizePath } from "./source/index.ts";
import type { Host, SourceText } from "./source/index.ts";
import { readTypescriptConfig } from "./typescript-config.ts";

export interface Project {
  /** Host path of the folder of app.json; `""` if that is the project's root. */
  readonly appRoot: string;
  readonly app: AppManifest;
  readonly config: ProjectConfig | undefined;
  readonly miniapp: MiniappConfig;
  readonly sitemap: Sitemap | undefined;
  readonly theme: Theme | undefined;
  /** `compilerOptions` of tsconfig.json, as written. */
  readonly typescript: Readonly<Record<string, unknown>>;
  /** `resolveAlias` and tsconfig `paths`, longest prefix first. */
  readonly aliases: readonly Alias[];
  /** Whether a preview restricts requests to the declared domains. Real hosts always do. */
  readonly urlCheck: boolean;
}

export interface LoadedProject {
  /** Absent if there is no app.json. */
  readonly project?: Project;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Returns a function that reads the project's manifests. If none of the files changed since the last call, it returns
 * the same object again.
 * @param readPrivateConfig also read project.private.config.json
 */
export function createProjectLoader(host: Host, readPrivateConfig = false): () => LoadedProject {
  let reads = new Map<string, Uint8Array | undefined>();
  let loaded: LoadedProject | undefined;
  const listening = {
    read(path: string) {
      const bytes = host.read(path);
      reads.set(path, bytes);
      return bytes;
    },
    list: (path: string) => host.list(path),
    resolvePackage: (name: string, from: string) => host.resolvePackage(name, from),
  };
  return () => {
    if (loaded && [...reads].every(([path, bytes]) => host.read(path) === bytes)) return loaded;
    reads = new Map();
    return (loaded = loadProject(listening, readPrivateConfig));
  };
}

/** Never throws; problems are diagnostics. */
function loadProject(host: Pick<Host, "read" | "list" | "resolvePackage">, readPrivateConfig: boolean): LoadedProject {
  const diagnostics: Diagnostic[] = [];
  const keep = <T>(result: { manifest: T; diagnostics: readonly Diagnostic[] }): T => {
    diagnostics.push(...result.diagnostics);
    return result.manifest;
  };
  const configSource = readSource(host, "project.config.json");
  const config = configSource ? keep(readProjectConfig(configSource)) : undefined;
  const appRoot = findApp(host, config);
  const appSource = appRoot === undefined ? undefined : readSource(host, joinPath(appRoot, "app.json"));
  if (appRoot === undefined || !appSource) {
    return { diagnostics: [...diagnostics, missingApp(host, config, configSource)] };
  }
  const app = keep(readAppManifest(appSource));
  const miniappSource = readSource(host, "miniapp.json") ?? readSource(host, joinPath(appRoot, "miniapp.json"));
  const miniapp = keep(readMiniappConfig(miniappSource));
  const optional = <T>(
    path: string | undefined,
    read: (s: SourceText) => { manifest: T; diagnostics: readonly Diagnostic[] },
  ) => {
    const source = path === undefined ? undefined : readSource(host, joinPath(appRoot, path));
    return source ? keep(read(source)) : undefined;
  };
  const sitemap = optional(app.sitemapLocation ?? "sitemap.json", readSitemap);
  const theme = optional(app.themeLocation, readTheme);
  const tsconfig = readTypescriptConfig(host, appRoot);
  diagnostics.push(...tsconfig.diagnostics);
  const aliases = [...app.resolveAlias, ...tsconfig.aliases].sort((a, b) => b.prefix.length - a.prefix.length);
  const { compilerOptions: typescript } = tsconfig;
  const urlCheck = (readPrivateConfig ? ownUrlCheck(host) : undefined) ?? urlCheckOf(config?.raw) ?? true;
  const project = { appRoot, app, config, miniapp, sitemap, theme, typescript, aliases, urlCheck };
  return { project, diagnostics };
}

/**
 * `urlCheck` of project.private.config.json, where WeChat's developer tools store a developer's own settings. It
 * overrides project.config.json.
 */
function ownUrlCheck(host: Pick<Host, "read">): boolean | undefined {
  const source = readSource(host, "project.private.config.json");
  return source && urlCheckOf(asObject(parseJson(source).value));
}

function urlCheckOf(config: Readonly<Record<string, unknown>> | undefined): boolean | undefined {
  const { urlCheck } = asObject(config?.["setting"]);
  return typeof urlCheck === "boolean" ? urlCheck : undefined;
}

/** The part of the manifests that the graph needs. */
export function appShape(project: Project): AppShape {
  const { app } = project;
  // Finding positions in JSON takes another parse, so do it only when a diagnostic asks.
  const position = (pointer: string) => ({
    source: app.source,
    get span() {
      return app.spanOf(pointer);
    },
  });
  const named = (name: string, pointer: string): NamedReference => ({ name, position: position(pointer) });
  const pages = [...app.pages, ...app.subpackages.flatMap((p) => p.pages)].map((page) =>
    named(page.path, page.pointer),
  );
  const icons = (app.tabBar?.list ?? []).flatMap((tab) =>
    (["iconPath", "selectedIconPath"] as const).flatMap((key) => {
      const path = tab[key];
      return path === undefined || path === "" || path.startsWith("@")
        ? []
        : [named(`/${path}`, `${tab.pointer}/${key}`)];
    }),
  );
  return {
    pages,
    using: new Map(app.usingComponents.map((use) => [use.name, named(use.path, use.pointer)])),
    extendedLibraries: new Map(app.extendedLibraries.map((name) => [name, position(`/useExtendedLib/${name}`)])),
    ...(app.tabBar?.custom ? { customTabBar: position("/tabBar/custom") } : {}),
    ...(app.raw["appBar"] === undefined ? {} : { appBar: position("/appBar") }),
    assets: [...icons, ...themeIcons(project)],
    ...(app.workers ? { workersRoot: app.workers.root } : {}),
    plugins: new Set([...app.plugins, ...app.subpackages.flatMap((p) => p.plugins)].map((plugin) => plugin.name)),
    position: { source: app.source, span: { start: 0, end: 0 } },
  };
}

/** The first step of a build in two steps. */
export interface PartialShape {
  readonly shape: AppShape;
  /** Names of the skipped packages. */
  readonly skipped: readonly string[];
}

/**
 * The main package and the package of one page, with everything they need; `undefined` if that is the whole app.
 * @param page where the app will start; an empty string means its entry page
 */
export function partialShape(project: Project, shape: AppShape, page: string): PartialShape | undefined {
  const roots = packageRoots(project);
  const locate = locator(roots);
  const own = locate(page === "" ? project.app.entryPagePath : page);
  const isSkipped = (one: PackageRoot): boolean => one.root !== "" && one !== own;
  const skippedPages = new Set(shape.pages.flatMap(({ name }) => (isSkipped(locate(name)) ? [name] : [])));
  if (skippedPages.size === 0) return undefined;
  return { shape: { ...shape, skippedPages }, skipped: roots.filter(isSkipped).map(({ name }) => name) };
}

/**
 * All packages: main first, then the others by name. A subpackage whose name is already taken gets its root as name,
 * because roots are unique.
 */
export function packageRoots({ app }: Project): PackageRoot[] {
  const taken = new Set(["main", ...app.subpackages.map(({ root }) => root)]);
  const others = app.subpackages.map(({ name, root, independent }) => {
    const free = name !== undefined && name !== "main" && (name === root || !taken.has(name));
    if (free) taken.add(name);
    // A folder named `main` would clash with the main package. No root ends in a slash, so `main/` is free.
    const own = root === "main" ? "main/" : root;
    return { name: free ? name : own, root, independent };
  });
  others.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  return [{ name: "main", root: "", independent: false }, ...others];
}

/** Icons that the tab bar refers to through theme.json. */
function themeIcons({ app, theme }: Project): NamedReference[] {
  if (!theme) return [];
  const names = (app.tabBar?.list ?? []).flatMap((tab) => [tab.iconPath, tab.selectedIconPath]);
  return names.flatMap((name) => {
    if (name === undefined || !name.startsWith("@")) return [];
    return (["light", "dark"] as const).flatMap((mode) => {
      const value = theme[mode].get(name.slice(1));
      if (typeof value !== "string" || value === "") return [];
      const path = value.startsWith("/") ? value : `/${normalizePath(value)}`;
      return [{ name: path, position: { source: theme.source, span: theme.spanOf(`/${mode}/${name.slice(1)}`) } }];
    });
  });
}

function readSource(host: Pick<Host, "read">, path: string): SourceText | undefined {
  const bytes = host.read(path);
  return bytes && createSource(path, bytes);
}

function asObject(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}
