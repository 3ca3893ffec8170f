/** An output as a list of its parts: units in the cache, files of the host, and bytes that are stored nowhere else. */
import { moduleHead, writeChunk, writeView } from "./link/chunk.ts";
import type { ChunkText, ModuleCode } from "./link/chunk.ts";
import { generatedFolder } from "./link/index.ts";
import type { Output, OutputFile, OutputSubpackage, SourceMapFile } from "./link/index.ts";
import { sourceMapOf } from "./link/output.ts";
import type { CacheLocation } from "./result-cache.ts";
import { esmSource } from "./script/index.ts";

export interface StoredOutput {
  readonly app: Output["app"];
  readonly subpackages: readonly StoredSubpackage[];
  /** Source maps that belong to no chunk. */
  readonly maps: readonly (readonly [path: string, map: StoredBytes])[];
}

interface StoredSubpackage extends Omit<OutputSubpackage, "files"> {
  readonly files: readonly (readonly [path: string, content: StoredContent])[];
}

/** A number is a size: the bytes are stored with the list. */
type StoredBytes = number | CacheLocation;

/**
 * A string is the host path of a file that is copied. `chunk` is a chunk of these modules. `view` is the script for
 * frames, made of the modules in the chunk at that path.
 */
type StoredContent =
  | StoredBytes
  | string
  | { readonly chunk: string; readonly modules: readonly StoredText[] }
  | { readonly view: string };

/** `module` is an index into the list of all modules. */
type StoredText = readonly [module: number, form: ModuleCode["form"], tail: string, lines: number];

export interface StoredParts {
  /**
   * The stored code of a module, by index; `lines` is absent if it has not changed. `undefined` if the cache has lost
   * it.
   */
  code(module: number): ({ readonly id: string } & Partial<ModuleCode>) | undefined;
  file(path: string): Uint8Array | undefined;
  cached(location: CacheLocation): Uint8Array | undefined;
  readonly sourceMaps: boolean;
}

/**
 * Describes an output by its parts.
 * @param chunks the modules of each script, by path
 * @param files the files that were read, by host path
 * @param numbers index of each module, by id
 * @param locationOf where bytes are in the cache
 * @returns `bytes`: everything that is stored nowhere else, concatenated
 */
export function storeOutput(
  output: Output,
  chunks: ReadonlyMap<string, readonly ChunkText[]>,
  files: ReadonlyMap<string, Uint8Array | undefined>,
  numbers: ReadonlyMap<string, number>,
  locationOf: (bytes: Uint8Array) => CacheLocation | undefined,
): { readonly stored: StoredOutput; readonly bytes: Uint8Array } {
  const paths = new Map<Uint8Array, string>();
  for (const [path, bytes] of files) if (bytes) paths.set(bytes, path);
  const kept: Uint8Array[] = [];
  const keep = (bytes: Uint8Array): StoredBytes => {
    const location = locationOf(bytes);
    if (location) return location;
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

/**
 * The reverse of `storeOutput`.
 * @returns `undefined` if a part is lost
 */
export function restoreOutput(stored: StoredOutput, bytes: Uint8Array, parts: StoredParts): Output | undefined {
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
  readonly #parts: StoredParts;
  readonly #texts = new Map<string, readonly ChunkText[]>();
  readonly #maps: SourceMapFile[] = [];
  #at = 0;

  constructor(bytes: Uint8Array, parts: StoredParts) {
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
      // Plus the line before the code and the line after it.
      const lines = found.lines === undefined ? before : found.lines + 2;
      texts.push({ id, form, head, code, tail, links: {}, lines, ...(map ? { map } : {}), ...(view ? { view } : {}) });
    }
    return texts;
  }

  /** Must be called in the order in which `storeOutput` stored the bytes. */
  #bytesOf(stored: StoredBytes): Uint8Array | undefined {
    if (typeof stored !== "number") return this.#parts.cached(stored);
    return this.#bytes.subarray(this.#at, (this.#at += stored));
  }
}
