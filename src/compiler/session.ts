/** What lasts from build to build while the options stay the same: layout, resolver, compiled units. */
import type { Place } from "./graph/graph.ts";
import { Layout } from "./graph/layout.ts";
import { Packages } from "./graph/packages.ts";
import { WalkMemory } from "./graph/replay.ts";
import { Resolver } from "./graph/resolve.ts";
import type { Sources } from "./graph/sources.ts";
import type { CompilerOptions } from "./options.ts";
import { Kept } from "./kept.ts";
import { Languages } from "./languages.ts";
import type { Alias } from "./manifest/index.ts";
import { missingBuiltin, packageEntry, packageSubpath } from "./script/index.ts";
import type { Dependency, Host } from "./source/index.ts";
import { commonSheets } from "./style/index.ts";
import type { CommonSheetSettings } from "./style/index.ts";
import { UnitStore } from "./units.ts";

export interface Session {
  /** Two sessions with the same key could share everything. */
  readonly key: string;
  readonly host: Host;
  readonly layout: Layout;
  readonly packages: Packages;
  readonly resolver: Resolver;
  readonly store: UnitStore;
  readonly languages: Languages;
  readonly target: string;
  readonly kept: Kept;
  readonly walks: WalkMemory;
  /** Forgets which files there are, not what is in them. */
  forget(): void;
  /**
   * Walks, with the package ids of a walk from nothing: a prefix that was given to a package in an earlier walk, or a
   * package.json as it was then, must not show.
   */
  fresh<T>(walk: () => Promise<T>): Promise<T>;
}

/** What of a project decides how its modules are found. */
export interface Places {
  readonly appRoot: string;
  readonly aliases: readonly Alias[];
  /** Further folders whose `node_modules` count, host paths. */
  readonly relations: readonly string[];
  /** `compilerOptions` of tsconfig.json that change what a script means. */
  readonly typescript: Readonly<Record<string, unknown>>;
  readonly plugins: readonly string[];
  /** `lessSetting` and `sassSetting` of project.config.json: sheets put in front of others, paths from the app's root. */
  readonly commonSheets: Omit<CommonSheetSettings, "plugins">;
}

/** What of a project and the call decides how a module compiles. */
export interface Meaning {
  readonly target: string;
  readonly minify: boolean;
  readonly strictWxs: boolean;
  readonly environment: Readonly<Record<string, string | number | boolean>>;
}

/** The session before, if nothing that it depends on has changed, else a new one. */
export function createSession(
  host: Host,
  places: Places,
  options: CompilerOptions,
  meaning: Meaning,
  before?: Session,
): Session {
  const key = JSON.stringify([places, meaning]);
  if (before?.key === key) return before;
  const { appRoot, aliases, relations, typescript, plugins } = places;
  const languageOptions = { ...meaning, sourceMaps: options.sourceMaps, typescript };
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
    turn: options.turn,
    commonSheets: commonSheets(appRoot, { ...places.commonSheets, plugins }),
  });
  const kept = new Kept();
  const walks = new WalkMemory();
  const forget = () => {
    layout.forgetListings();
    packages.forget();
    resolver.forget();
    languages.forget();
    walks.forget();
    kept.forgetStructure();
  };
  const fresh = async <T>(walk: () => Promise<T>): Promise<T> => {
    const before = [...layout.mounts()];
    if (!packages.refresh()) return walk();
    resolver.forget();
    languages.forget();
    walks.forget();
    const walked = await walk();
    if (JSON.stringify([...layout.mounts()]) !== JSON.stringify(before)) kept.forgetStructure();
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
    target: meaning.target,
    kept,
    walks,
    forget,
    fresh,
  };
}

/** The session's files as the graph asks for them. */
export function graphSources({ languages }: Session): Sources {
  return {
    module: (kind, id) => languages.module(kind, id),
    manifest: (id, kind) => languages.manifest(id, kind),
    turn: () => languages.turn(),
    explainMissing: (place: Place, dependency: Dependency) => missingBuiltin(place.source, dependency),
  };
}
