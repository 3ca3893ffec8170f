/** State that lasts from build to build while the options stay the same: layout, resolver, compiled units. */
import type { SourceSpan } from "./graph/graph.ts";
import { Layout } from "./graph/layout.ts";
import { Packages } from "./graph/packages.ts";
import { WalkMemory } from "./graph/replay.ts";
import { Resolver } from "./graph/resolve.ts";
import type { Sources } from "./graph/sources.ts";
import type { CompilerOptions } from "./options.ts";
import { ResultCache } from "./result-cache.ts";
import { Languages } from "./languages.ts";
import type { Alias } from "./manifest/index.ts";
import { missingBuiltin, packageEntry, packageSubpath } from "./script/index.ts";
import type { Dependency, Host } from "./source/index.ts";
import { commonSheets } from "./style/index.ts";
import type { CommonSheetSettings } from "./style/index.ts";
import { UnitStore } from "./units.ts";

export interface Session {
  /** Sessions with equal keys are interchangeable. */
  readonly key: string;
  readonly host: Host;
  readonly layout: Layout;
  readonly packages: Packages;
  readonly resolver: Resolver;
  readonly store: UnitStore;
  readonly languages: Languages;
  readonly target: string;
  readonly results: ResultCache;
  readonly walks: WalkMemory;
  /** Forgets which files exist. File contents stay known. */
  forget(): void;
  /**
   * Runs `walk` so that package ids come out as in a first walk: id prefixes and package.json files from earlier walks
   * must not influence it.
   */
  walkFromScratch<T>(walk: () => Promise<T>): Promise<T>;
}

/** The parts of a project that decide how modules are found. */
export interface ResolutionSettings {
  readonly appRoot: string;
  readonly aliases: readonly Alias[];
  /** Host paths of further folders whose `node_modules` are searched. */
  readonly relations: readonly string[];
  /** `compilerOptions` of tsconfig.json that change what a script does. */
  readonly typescript: Readonly<Record<string, unknown>>;
  readonly plugins: readonly string[];
  /**
   * `lessSetting` and `sassSetting` of project.config.json: stylesheets prepended to others, with paths from the app's
   * root.
   */
  readonly commonSheets: Omit<CommonSheetSettings, "plugins">;
}

/** The parts of a project and of the options that decide how a module compiles. */
export interface CompileSettings {
  readonly target: string;
  readonly minify: boolean;
  readonly strictWxs: boolean;
  readonly environment: Readonly<Record<string, string | number | boolean>>;
}

/** Returns `before` if nothing it depends on changed, otherwise a new session. */
export function createSession(
  host: Host,
  resolution: ResolutionSettings,
  options: CompilerOptions,
  settings: CompileSettings,
  before?: Session,
): Session {
  const key = JSON.stringify([resolution, settings]);
  if (before?.key === key) return before;
  const { appRoot, aliases, relations, typescript, plugins } = resolution;
  const languageOptions = { ...settings, sourceMaps: options.sourceMaps, typescript };
  const layout = new Layout(host, appRoot);
  const packages = new Packages(host, layout, {
    appRoot,
    extraFolders: relations,
    entryOf: packageEntry,
    subpathOf: packageSubpath,
  });
  const resolver = new Resolver(layout, packages, { aliases, preferTypescript: plugins.includes("typescript") });
  const salt = `${options.version}\0${JSON.stringify(languageOptions)}`;
  const store = new UnitStore({ digest: options.digest, salt, ...(options.cache ? { cache: options.cache } : {}) });
  const languages = new Languages(host, layout, store, {
    ...languageOptions,
    preprocessors: options.preprocessors,
    yieldToEventLoop: options.yieldToEventLoop,
    commonSheets: commonSheets(appRoot, { ...resolution.commonSheets, plugins }),
  });
  const results = new ResultCache();
  const walks = new WalkMemory();
  const forget = () => {
    layout.forgetListings();
    packages.forget();
    resolver.forget();
    languages.forget();
    walks.forget();
    results.forgetStructure();
  };
  const walkFromScratch = async <T>(walk: () => Promise<T>): Promise<T> => {
    const before = [...layout.mounts()];
    if (!packages.refresh()) return walk();
    resolver.forget();
    languages.forget();
    walks.forget();
    const walked = await walk();
    if (JSON.stringify([...layout.mounts()]) !== JSON.stringify(before)) results.forgetStructure();
    return walked;
  };
  return {
    key,
    host,
    layout,
    packages,
    resolver,
    store,
    languages,
    target: settings.target,
    results,
    walks,
    forget,
    walkFromScratch,
  };
}

/** The session's files in the form that the graph asks for. */
export function graphSources({ languages }: Session): Sources {
  return {
    module: (kind, id) => languages.module(kind, id),
    manifest: (id, kind) => languages.manifest(id, kind),
    yieldToEventLoop: () => languages.yieldToEventLoop(),
    explainMissing: (position: SourceSpan, dependency: Dependency) => missingBuiltin(position.source, dependency),
  };
}
