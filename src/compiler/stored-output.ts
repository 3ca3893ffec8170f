/**
 * An output as a list of what it was put together from: units of the cache, files of the host, and bytes that lie
 * nowhere else.
 */
import { moduleHead, writeChunk, writeView } from "./link/chunk.ts";
import type { ChunkText, ModuleCode } from "./link/chunk.ts";
import { generatedFolder } from "./link/index.ts";
import type { Output, OutputFile, OutputSubpackage, SourceMapFile } from "./link/index.ts";
import { sourceMapOf } from "./link/output.ts";
import type { CachePlace } from "./kept.ts";
import { esmSource } from "./script/index.ts";

export interface StoredOutput {
  readonly app: Output["app"];
  readonly subpackages: readonly StoredSubpackage[];
  /** The maps that belong to no chunk. */
  readonly maps: readonly (readonly [path: string, map: StoredBytes])[];
}

interface StoredSubpackage extends Omit<OutputSubpackage, "files"> {
  readonly files: readonly (readonly [path: string, content: StoredContent])[];
}

/** A size where the bytes are kept with the list. */
type StoredBytes = number | CachePlace;

/** A path: a file of the host. Modules: a chunk of them, or what of them frames clone. */
type StoredContent =
  | StoredBytes
  | string
  | { readonly chunk: string; readonly modules: readonly StoredText[] }
  | { readonly view: string };

/** By number of the module in the list of all. */
type StoredText = readonly [module: number, form: ModuleCode["form"], tail: string, lines: number];

export interface Parts {
  /** What a chunk has of a module; `lines` where they are not those that were stored. Nothing if it is lost. */
  code(module: number): ({ readonly id: string } & Partial<ModuleCode>) | undefined;
  file(path: string): Uint8Array | undefined;
  cached(place: CachePlace): Uint8Array | undefined;
  readonly sourceMaps: boolean;
}

/**
 * @param chunks by path, what a script is made of
 * @param files by host path, what was read
 * @param numbers of modules
 * @param placeOf where bytes lie in the cache
 * @returns `bytes` holds what lies nowhere else, one after the other
 */
export function takeApart(
  output: Output,
  chunks: ReadonlyMap<string, readonly ChunkText[]>,
  files: ReadonlyMap<string, Uint8Array | undefined>,
  numbers: ReadonlyMap<string, number>,
  placeOf: (bytes: Uint8Array) => CachePlace | undefined,
): { readonly stored: StoredOutput; readonly bytes: Uint8Array } {
  const paths = new Map<Uint8Array, string>();
  for (const [path, bytes] of files) if (bytes) paths.set(bytes, path);
  const kept: Uint8Array[] = [];
  const keep = (bytes: Uint8Array): StoredBytes => {
    const place = placeOf(bytes);
    if (place) return place;
    kept.push(bytes);
    return bytes.length;
  };
  const subpackages = output.subpackages.map(({ files: made, ...rest }): StoredSubpackage => {
    const base = rest.root === "" ? generatedFolder : `${rest.root}/${generatedFolder}`;
    const logic = `${base}/logic.js`;
    const content = ({ path, content }: OutputFile): StoredContent => {
      const modules = chunks.get(path);
      const chunk = path === logic ? rest.name : "workers";
      if (modules) return { chunk, modules: modules.map((text) => storeText(text, numbers)) };
      return path === `${base}/view.json` ? { view: logic } : (paths.get(content) ?? keep(content));
    };
    return { ...rest, files: made.map((file) => [file.path, content(file)]) };
  });
  const others = output.sourceMaps.filter(({ path }) => !chunks.has(path));
  const maps = others.map(({ path, map }) => [path, keep(map)] as const);
  return { stored: { app: output.app, subpackages, maps }, bytes: join(kept) };
}

/** @returns nothing if one of the parts is lost */
export function restoreOutput(stored: StoredOutput, bytes: Uint8Array, parts: Parts): Output | undefined {
  return new Restorer(bytes, parts).restore(stored);
}

function storeText({ id, form, tail, lines }: ChunkText, numbers: ReadonlyMap<string, number>): StoredText {
  return [numbers.get(id) as number, form, tail, lines];
}

function join(pieces: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(pieces.reduce((size, { length }) => size + length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}

class Restorer {
  readonly #bytes: Uint8Array;
  readonly #parts: Parts;
  readonly #texts = new Map<string, readonly ChunkText[]>();
  readonly #maps: SourceMapFile[] = [];
  #at = 0;

  constructor(bytes: Uint8Array, parts: Parts) {
    this.#bytes = bytes;
    this.#parts = parts;
  }

  restore({ app, subpackages, maps }: StoredOutput): Output | undefined {
    const made: OutputSubpackage[] = [];
    for (const { files, ...rest } of subpackages) {
      const contents: OutputFile[] = [];
      for (const [path, stored] of files) {
        const content = this.#content(path, stored);
        if (!content) return undefined;
        contents.push({ path, content });
      }
      made.push({ ...rest, files: contents });
    }
    for (const [path, stored] of maps) {
      const map = this.#bytesOf(stored);
      if (!map) return undefined;
      this.#maps.push({ path, map });
    }
    this.#maps.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
    return { app, subpackages: made, sourceMaps: this.#maps };
  }

  #content(path: string, stored: StoredContent): Uint8Array | undefined {
    if (typeof stored === "string") return this.#parts.file(stored);
    if (typeof stored === "number" || !("chunk" in stored || "view" in stored)) return this.#bytesOf(stored);
    if ("view" in stored) {
      const shown = this.#texts.get(stored.view)?.filter(({ view }) => view !== undefined);
      return shown && writeView(shown).code;
    }
    const texts = this.#modules(stored.modules);
    if (!texts) return undefined;
    this.#texts.set(path, texts);
    const file = path.slice(path.lastIndexOf("/") + 1);
    const options = { file, sourceMap: this.#parts.sourceMaps, interop: esmSource };
    const chunk = writeChunk(stored.chunk, texts, options);
    this.#maps.push(...sourceMapOf(path, chunk));
    return chunk.code;
  }

  #modules(stored: readonly StoredText[]): ChunkText[] | undefined {
    const texts: ChunkText[] = [];
    for (const [module, form, tail, before] of stored) {
      const found = this.#parts.code(module);
      if (!found?.code) return undefined;
      const { id, code, map, view } = found;
      const head = moduleHead(id, form);
      // The lines in front of the code and behind it are counted as well.
      const lines = found.lines === undefined ? before : found.lines + 2;
      texts.push({ id, form, head, code, tail, links: {}, lines, ...(map ? { map } : {}), ...(view ? { view } : {}) });
    }
    return texts;
  }

  /** Kept bytes are asked for in the order in which they were kept. */
  #bytesOf(stored: StoredBytes): Uint8Array | undefined {
    if (typeof stored !== "number") return this.#parts.cached(stored);
    return this.#bytes.subarray(this.#at, (this.#at += stored));
  }
}
