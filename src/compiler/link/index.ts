/**
 * Turns modules into output files: one script per package, each stylesheet once, the runtime's tables, and assets.
 *
 * It knows packages and paths, but no syntax: compiled code comes in through `Code`. Generated files go to `_miniapp/`
 * in the folder of their package, so that they cannot collide with the project's own files.
 */
import type { Entry, Graph, Use } from "../graph/graph.ts";
import type { Chunk, ChunkText } from "./chunk.ts";
import { writeChunk, writeView } from "./chunk.ts";
import { sourceMapOf } from "./output.ts";
import type { OutputFile, OutputSubpackage, SourceMapFile } from "./output.ts";
import { findCrossings, pagesByPackage, partition } from "./partition.ts";
import type { Crossing, PackageRoot, Partition } from "./partition.ts";

export type { AppIdentity, NetworkDomains, Output, OutputFile, OutputSubpackage, SourceMapFile } from "./output.ts";
export type { PackageRoot, Partition } from "./partition.ts";
export { locator } from "./partition.ts";
export { defineName, writeChunk } from "./chunk.ts";
export type { ChunkText } from "./chunk.ts";
export { readChunk } from "./read-chunk.ts";

/** Folder of generated files inside each package. */
export const generatedFolder = "_miniapp";

/** Compiled code by module id. */
export interface Code {
  /** See `writeChunk`. */
  readonly interop: string;
  /** A script, JSON, template or wxs module; `undefined` if it failed to compile. */
  module(id: string): ChunkText | undefined;
  /** How an entry's classes and stylesheets interact with those of others. */
  isolation(entry: string): Isolation | undefined;
  /** The linked stylesheet of an entry, or of the app (`"app"`); `undefined` if it has none or if it is a list. */
  sheet(owner: string): LinkedSheet | undefined;
  /** The modules whose stylesheets, in this order, make up the owner's. */
  sheetParts(owner: string): readonly string[] | undefined;
  /** The stylesheet of one module in such a list. */
  sheetOf(moduleId: string): LinkedSheet | undefined;
  /** The bytes of an asset. */
  asset(id: string): Uint8Array | undefined;
  /** The bytes of a generated file; the same object as long as the same path has the same text. */
  encode(path: string, text: string): Uint8Array;
  /** Which package each module ships in: the result of `make`, or the kept result for an equal graph. */
  partition(make: () => Partition): Partition;
  /** The chunk of these modules; the same object as long as the same path has the same modules. */
  chunk(path: string, modules: readonly ChunkText[], make: () => Chunk): Chunk;
}

export interface LinkedSheet {
  readonly css: Uint8Array;
  /** A source map as JSON. */
  readonly map?: Uint8Array;
  /** Class prefix of the owner's nodes; `""` for pages and the app. */
  readonly scope: string;
  /** Keys of the `data-*` attributes in its selectors, without duplicates. */
  readonly data?: readonly string[];
}

export interface Isolation {
  /** Class prefix of the entry's nodes; `""`: none. */
  readonly scope: string;
  /** Its nodes also match class selectors without the prefix. */
  readonly global: boolean;
  /** False for a page that app.wxss does not apply to. */
  readonly appSheet: boolean;
}

export interface LinkInput {
  readonly graph: Graph;
  /** Main first, then by name. */
  readonly packages: readonly PackageRoot[];
  readonly code: Code;
  /** The app-wide part of the runtime's table; plain JSON. */
  readonly app: Readonly<Record<string, unknown>>;
  readonly sourceMaps: boolean;
}

export interface Linked {
  readonly subpackages: readonly OutputSubpackage[];
  readonly sourceMaps: readonly SourceMapFile[];
  readonly crossings: readonly Crossing[];
  /** The modules of each package's script. A module that a rebuild did not change is the same object. */
  readonly emitted: ReadonlyMap<string, readonly ChunkText[]>;
  /** The modules of each script by path, including the workers' script. */
  readonly chunks: ReadonlyMap<string, readonly ChunkText[]>;
}

/**
 * Writes the output files of all packages. Reports no diagnostics; `crossings` lists the references that forced a file
 * of a subpackage into the main package.
 */
export function link(input: LinkInput): Linked {
  const parts = input.code.partition(() => partition(input.graph, input.packages));
  const sourceMaps: SourceMapFile[] = [];
  const emitted = new Map<string, readonly ChunkText[]>();
  const chunks = new Map<string, readonly ChunkText[]>();
  const subpackages = input.packages.map((p): OutputSubpackage => {
    const ids = parts.modules.get(p.name) ?? [];
    const writer = new PackageWriter(p, ids, input, sourceMaps, chunks);
    const entries = (parts.entries.get(p.name) ?? []).map((id) => input.graph.entries.get(id) as Entry);
    const modules = chunkTexts(ids, input.code);
    writer.writeLogic("logic.js", p.name, modules);
    writer.writeView(modules);
    writer.writeSharedSheets(ids);
    writer.writeEntries(entries);
    if (p.root === "") writer.writeApp();
    writer.copyAssets(parts.assets.get(p.name) ?? []);
    emitted.set(p.name, modules);
    return { name: p.name, root: p.root, independent: p.independent, files: writer.finish() };
  });
  sourceMaps.sort(byPath);
  return { subpackages, sourceMaps, crossings: findCrossings(input.graph, input.packages, parts), emitted, chunks };
}

class PackageWriter {
  readonly #input: LinkInput;
  readonly #maps: SourceMapFile[];
  readonly #chunks: Map<string, readonly ChunkText[]>;
  readonly #files: OutputFile[] = [];
  readonly #base: string;
  readonly #modules: ReadonlySet<string>;

  constructor(
    p: PackageRoot,
    modules: readonly string[],
    input: LinkInput,
    maps: SourceMapFile[],
    chunks: Map<string, readonly ChunkText[]>,
  ) {
    this.#modules = new Set(modules);
    this.#input = input;
    this.#maps = maps;
    this.#chunks = chunks;
    this.#base = p.root === "" ? generatedFolder : `${p.root}/${generatedFolder}`;
  }

  writeLogic(name: string, packageName: string, modules: readonly ChunkText[]): void {
    const path = `${this.#base}/${name}`;
    const { sourceMaps, code } = this.#input;
    const options = { file: name, sourceMap: sourceMaps, interop: code.interop };
    const chunk = code.chunk(path, modules, () => writeChunk(packageName, modules, options));
    this.#files.push({ path, content: chunk.code });
    this.#chunks.set(path, modules);
    this.#maps.push(...sourceMapOf(path, chunk));
  }

  /** The template skeletons for page frames, separate from the code that only the Worker runs. */
  writeView(modules: readonly ChunkText[]): void {
    const path = `${this.#base}/view.json`;
    const shown = modules.filter(({ view }) => view !== undefined);
    this.#files.push({ path, content: this.#input.code.chunk(path, shown, () => writeView(shown)).code });
  }

  /** Stylesheets that are shared as parts of lists, each in the package of its module. */
  writeSharedSheets(ids: readonly string[]): void {
    for (const id of ids) {
      const sheet = this.#input.code.sheetOf(id);
      if (sheet) this.#writeSheet(`${this.#base}/style/${id}.css`, sheet);
    }
  }

  /** The table of the package's pages and components. */
  writeEntries(entries: readonly Entry[]): void {
    // Not by assignment: an id may be `__proto__`.
    const table = Object.fromEntries(entries.map((entry) => [entry.id, this.#describe(entry)]));
    this.#write(`${this.#base}/entries.json`, JSON.stringify(table));
  }

  writeApp(): void {
    const { app, graph, packages, code } = this.#input;
    const style = this.#ownSheet("app");
    const table = {
      ...app,
      ...(graph.appScript === undefined ? {} : { script: graph.appScript }),
      ...(style.length > 0 ? { style } : {}),
      packages: [...pagesByPackage(graph.pages, packages)].map(([{ name, root, independent }, pages]) => ({
        name,
        root,
        independent,
        pages,
      })),
    };
    this.#write(`${this.#base}/app.json`, JSON.stringify(table));
    if (graph.workers.length > 0) this.writeLogic("workers.js", "workers", chunkTexts(workerModules(graph), code));
  }

  copyAssets(ids: readonly string[]): void {
    for (const id of ids) {
      const content = this.#input.code.asset(id);
      if (content) this.#files.push({ path: id, content });
    }
  }

  finish(): readonly OutputFile[] {
    return this.#files.sort(byPath);
  }

  #describe(entry: Entry): Record<string, unknown> {
    const style = this.#ownSheet(entry.id);
    const isolation = this.#input.code.isolation(entry.id);
    const styledData = this.#styledData(entry.id, isolation);
    return {
      kind: entry.kind,
      ...(entry.script === undefined ? {} : { script: entry.script }),
      ...(entry.template === undefined ? {} : { template: entry.template }),
      ...(style.length > 0 ? { style } : {}),
      ...(isolation && isolation.scope !== "" ? { scope: isolation.scope } : {}),
      ...(isolation?.global === true ? { global: true } : {}),
      ...(isolation?.appSheet === false ? { appSheet: false } : {}),
      ...(styledData.length > 0 ? { data: styledData } : {}),
      ...(entry.using.size > 0 ? { using: describeUses(entry) } : {}),
      ...(entry.generics.size > 0
        ? { generics: Object.fromEntries([...entry.generics].map(([k, v]) => [k, v ?? null])) }
        : {}),
      json: ownSettings(entry.json),
      ...(entry.dark && Object.keys(entry.dark).length > 0 ? { dark: entry.dark } : {}),
    };
  }

  /**
   * Writes the owner's own stylesheet and returns the paths of all its stylesheets in the order in which they apply.
   */
  #ownSheet(owner: string): readonly string[] {
    const { code } = this.#input;
    // A module that several packages need is in the main package; an independent package has its own copy.
    const base = (id: string) => (this.#modules.has(id) ? this.#base : generatedFolder);
    const parts = code.sheetParts(owner);
    if (parts) return parts.map((id) => `${base(id)}/style/${id}.css`);
    const sheet = code.sheet(owner);
    if (!sheet) return [];
    // Use the whole id: a package may contain its own `shop/card` and also `card`, moved in from the main package.
    const path = `${this.#base}/style/${owner}.css`;
    this.#writeSheet(path, sheet);
    return [path];
  }

  /** The frame shows these `data-*` attributes. All others are only for handlers. */
  #styledData(id: string, isolation: Isolation | undefined): readonly string[] {
    const { code } = this.#input;
    const owners = isolation?.appSheet === false ? [id] : ["app", id];
    const sheets = owners.flatMap(
      (one) => code.sheetParts(one)?.map((part) => code.sheetOf(part)) ?? [code.sheet(one)],
    );
    return [...new Set(sheets.flatMap((sheet) => sheet?.data ?? []))].sort();
  }

  #write(path: string, text: string): void {
    this.#files.push({ path, content: this.#input.code.encode(path, text) });
  }

  #writeSheet(path: string, { css, map }: LinkedSheet): void {
    this.#files.push({ path, content: css });
    if (map) this.#maps.push({ path, map });
  }
}

function describeUses(entry: Entry): Record<string, unknown> {
  const uses = [...entry.using.keys()].sort().flatMap((tag): [string, unknown][] => {
    const { id, placeholder } = entry.using.get(tag) as Use;
    if (id === undefined && placeholder === undefined) return [];
    return [[tag, placeholder === undefined ? id : { id: id ?? null, placeholder }]];
  });
  return Object.fromEntries(uses);
}

/** Leaves out settings that the graph has already resolved. */
function ownSettings(json: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { usingComponents, componentPlaceholder, componentGenerics, $schema, ...rest } = json;
  void [usingComponents, componentPlaceholder, componentGenerics, $schema];
  return rest;
}

/** Everything that the worker scripts need. Workers run apart from the app and share no module with it. */
function workerModules(graph: Graph): string[] {
  const seen = new Set<string>(graph.workers);
  for (const id of seen) {
    for (const edge of graph.modules.get(id)?.edges ?? []) {
      if (edge.target !== undefined && graph.modules.has(edge.target)) seen.add(edge.target);
    }
  }
  return [...seen].sort();
}

function chunkTexts(ids: readonly string[], code: Code): ChunkText[] {
  const texts: ChunkText[] = [];
  for (const id of ids) {
    const text = code.module(id);
    if (text) texts.push(text);
  }
  return texts;
}

function byPath(a: { readonly path: string }, b: { readonly path: string }): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0;
}
