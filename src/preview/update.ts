/**
 * Compares two builds and decides how to update the screen while keeping as much state as possible. A pure function:
 * returns a list of changes, or the reason why the app has to restart.
 */
import type { ChunkText, Output } from "../compiler/index.ts";

export interface BuildState {
  readonly output: Output;
  readonly emitted: ReadonlyMap<string, readonly ChunkText[]>;
  /** Names of the packages that were left to the next build. */
  readonly skipped: readonly string[];
}

export type Update =
  | { readonly type: "none" }
  | { readonly type: "hot"; readonly changes: Changes }
  /** The packages that the first build skipped are there. Usually nothing else has changed. */
  | { readonly type: "rest"; readonly changes: Changes }
  /** The app restarts; its page stack and storage are restored. */
  | { readonly type: "reload"; readonly reason: string };

export interface Changes {
  /** Paths of stylesheets with new content, in the package. */
  readonly sheets: readonly string[];
  /** Paths of removed stylesheets. */
  readonly goneSheets: readonly string[];
  /** Templates with changed skeletons. */
  readonly views: readonly ChunkText[];
  /** Packages whose `entries.json` changed. */
  readonly entries: readonly string[];
  /**
   * Templates and wxs modules with new code, and the modules that use them. Their instances are re-created, with their
   * data.
   */
  readonly templates: readonly string[];
  /**
   * Scripts to run again, in no particular order: the changed ones and all their importers, up to components and pages.
   */
  readonly scripts: readonly string[];
  /** The code of all these modules, with their package. Once registered again, a module counts as not run yet. */
  readonly modules: readonly { readonly package: string; readonly module: ChunkText }[];
}

const generated = /(^|\/)_miniapp\//;

/** @param sameFiles no file was created or deleted between the two builds */
export function compareBuilds(before: BuildState, after: BuildState, sameFiles: boolean): Update {
  const addsSkipped = before.skipped.length > 0 && after.skipped.length === 0;
  const reason = reasonToReload(before, after, addsSkipped);
  if (reason !== undefined) return { type: "reload", reason };
  // A new file may have been created by the developer, and may resolve a name that was missing before.
  if (addsSkipped && !sameFiles) return { type: "reload", reason: "the rest of the app is built" };
  const files = changedFiles(before.output, after.output);
  const known = addsSkipped ? pathsOf(before.output) : undefined;
  const isNews = (path: string): boolean => known?.has(path) ?? true;
  const entries = packagesOf(files, after.output, "entries.json");
  const pairs = changedModules(before, after, addsSkipped);
  const ofEntries = modulesOfEntries(before, after, entries, addsSkipped);
  // Modules that the rest adds are not running yet. A module that now uses one has changed as well.
  const changed = new Set([...pairs.filter(({ old }) => old || !addsSkipped).map(({ now }) => now.id), ...ofEntries]);
  const affected = dependents(changed, after);
  const app = appScript(after.output);
  if (app !== undefined && affected.has(app)) return { type: "reload", reason: reasonOfApp(app, changed) };
  const assets = files.filter((path) => !generated.test(path) && isNews(path));
  if (assets.length > 0) return { type: "reload", reason: `${assets[0] ?? ""} changed` };
  const ids = [...affected].sort();
  const added = new Set(addsSkipped ? addedModules(pairs, before) : []);
  const changes: Changes = {
    sheets: files.filter((path) => isSheet(path) && isNews(path)),
    goneSheets: goneFiles(before.output, after.output).filter((path) => isSheet(path)),
    views: pairs.flatMap(({ old, now }) => {
      if (!now.view || (old && sameView(old.view, now.view))) return [];
      // A template that no open page uses needs no update.
      return addsSkipped && !old && changed.size === 0 && !added.has(now) ? [] : [now];
    }),
    entries,
    templates: ids.filter((id) => isTemplate(id)),
    scripts: ids.filter((id) => !isTemplate(id)),
    modules: [...after.emitted].flatMap(([name, modules]) =>
      modules
        .filter((module) => affected.has(module.id) || added.has(module))
        .map((module) => ({ package: name, module })),
    ),
  };
  if (addsSkipped) return { type: "rest", changes };
  const isEmpty = Object.values(changes).every((list: readonly unknown[]) => list.length === 0);
  return isEmpty ? { type: "none" } : { type: "hot", changes };
}

/** Modules added to packages that browsers may already have loaded. */
function addedModules(pairs: readonly ChangedModule[], { skipped }: BuildState): ChunkText[] {
  return pairs.flatMap(({ old, now, package: name }) => (!old && !skipped.includes(name) ? [now] : []));
}

function pathsOf({ subpackages }: Output): Set<string> {
  return new Set(subpackages.flatMap(({ files }) => files.map(({ path }) => path)));
}

function isSheet(path: string): boolean {
  return generated.test(path) && path.endsWith(".css");
}

function isTemplate(id: string): boolean {
  return id.endsWith(".wxml") || id.endsWith(".wxs");
}

function reasonOfApp(app: string, changed: ReadonlySet<string>): string {
  if (changed.has(app)) return `${app} changed`;
  const first = [...changed].find((id) => !isTemplate(id)) ?? app;
  return `${first}, which ${app} needs, changed`;
}

/**
 * Scripts and templates of pages and components whose own settings changed (the tags they use, their isolation).
 * @param addsSkipped ignore stylesheets: a shared one may have moved to another package, without a change
 */
function modulesOfEntries(
  before: BuildState,
  after: BuildState,
  packages: readonly string[],
  addsSkipped: boolean,
): string[] {
  const text = (entry: EntryModules): string => JSON.stringify(addsSkipped ? { ...entry, style: undefined } : entry);
  return packages.flatMap((name) => {
    const old = readEntries(before.output, name);
    return Object.entries(readEntries(after.output, name)).flatMap(([id, entry]) => {
      const there = old[id];
      if (!there || text(there) === text(entry)) return [];
      return [entry.script, entry.template].filter((module) => module !== undefined);
    });
  });
}

interface EntryModules {
  readonly script?: string;
  readonly template?: string;
}

function readEntries(output: Output, name: string): Readonly<Record<string, EntryModules>> {
  const root = output.subpackages.find((one) => one.name === name)?.root ?? "";
  const table = findFile(output, `${root === "" ? "" : `${root}/`}_miniapp/entries.json`);
  return table ? (JSON.parse(new TextDecoder().decode(table)) as Record<string, EntryModules>) : {};
}

function reasonToReload(before: BuildState, after: BuildState, addsSkipped: boolean): string | undefined {
  const packages = ({ output }: BuildState): string =>
    output.subpackages.map(({ name, root }) => `${name} ${root}`).join();
  if (packages(before) !== packages(after)) return "the list of subpackages changed";
  if (!sameFile(before.output, after.output, "_miniapp/app.json"))
    return "app.json, or a file that belongs to it, changed";
  const workers = "_miniapp/workers.js";
  const hadNone = addsSkipped && !findFile(before.output, workers);
  if (!hadNone && !sameFile(before.output, after.output, workers)) return "a worker's script changed";
  if (JSON.stringify(before.output.app) !== JSON.stringify(after.output.app))
    return "the app's identity or permissions changed";
  return undefined;
}

interface ChangedModule {
  readonly package: string;
  readonly old: ChunkText | undefined;
  readonly now: ChunkText;
}

/** @param addsSkipped modules that have only moved to another package count as unchanged, but are new in that package */
function changedModules(before: BuildState, after: BuildState, addsSkipped: boolean): ChangedModule[] {
  const elsewhere = addsSkipped ? new Map([...before.emitted.values()].flat().map((one) => [one.id, one])) : undefined;
  return [...after.emitted].flatMap(([name, modules]) => {
    const there = before.emitted.get(name) ?? [];
    // Fast path: usually no module was added or removed, and unchanged ones are the same objects.
    const changed = modules.filter((module, i) => module !== there[i]);
    if (changed.length === 0) return [];
    const known = new Map(there.map((module) => [module.id, module]));
    return changed.flatMap((now): ChangedModule[] => {
      const old = known.get(now.id);
      const moved = old ? undefined : elsewhere?.get(now.id);
      if (old && (old === now || sameModule(old, now))) return [];
      return [{ package: name, old: old ?? (moved && !sameModule(moved, now) ? moved : undefined), now }];
    });
  });
}

function sameModule(a: ChunkText, b: ChunkText): boolean {
  return a.head === b.head && a.tail === b.tail && sameBytes(a.code, b.code) && sameView(a.view, b.view);
}

function sameView(a: Uint8Array | undefined, b: Uint8Array | undefined): boolean {
  return a === b || (a !== undefined && b !== undefined && sameBytes(a, b));
}

/** These modules and all their importers, direct and indirect. Entries are the end, because nothing imports a page. */
function dependents(modules: ReadonlySet<string>, { emitted }: BuildState): Set<string> {
  if (modules.size === 0) return new Set();
  const importers = new Map<string, string[]>();
  for (const { id, links } of [...emitted.values()].flat()) {
    for (const target of Object.values(links)) {
      const list = importers.get(target);
      if (list) list.push(id);
      else importers.set(target, [id]);
    }
  }
  const found = new Set<string>();
  const open = [...modules];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (found.has(id)) continue;
    found.add(id);
    open.push(...(importers.get(id) ?? []));
  }
  return found;
}

/** Paths with new or changed content, in order. */
function changedFiles(before: Output, after: Output): string[] {
  const old = new Map(
    before.subpackages.flatMap(({ files }) => files.map(({ path, content }) => [path, content] as const)),
  );
  return after.subpackages
    .flatMap(({ files }) => files)
    .filter(({ path, content }) => {
      const there = old.get(path);
      if (there === content) return false;
      // These are compared module by module, and are as large as the package.
      return /(^|\/)_miniapp\/(logic\.js|view\.json)$/.test(path) || !(there && sameBytes(there, content));
    })
    .map(({ path }) => path);
}

function goneFiles(before: Output, after: Output): string[] {
  const there = new Set(after.subpackages.flatMap(({ files }) => files.map(({ path }) => path)));
  return before.subpackages.flatMap(({ files }) => files.map(({ path }) => path).filter((path) => !there.has(path)));
}

function packagesOf(files: readonly string[], { subpackages }: Output, name: string): string[] {
  const own = (root: string): string => `${root === "" ? "" : `${root}/`}_miniapp/${name}`;
  return subpackages.filter(({ root }) => files.includes(own(root))).map((one) => one.name);
}

function sameFile(before: Output, after: Output, path: string): boolean {
  const a = findFile(before, path);
  const b = findFile(after, path);
  return a === b || (a !== undefined && b !== undefined && sameBytes(a, b));
}

/** The content of a file by its path from the app's root. */
export function findFile({ subpackages }: Pick<Output, "subpackages">, path: string): Uint8Array | undefined {
  for (const { files } of subpackages) {
    for (const file of files) if (file.path === path) return file.content;
  }
  return undefined;
}

export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && Buffer.from(a.buffer, a.byteOffset, a.byteLength).equals(b);
}

function appScript(output: Output): string | undefined {
  const table = findFile(output, "_miniapp/app.json");
  if (!table) return undefined;
  const { script } = JSON.parse(new TextDecoder().decode(table)) as { script?: string };
  return script;
}
