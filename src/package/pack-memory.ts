/**
 * What is remembered from one packing to the next, by a process and, where it is given a cache, between processes: a
 * build that changed one file compresses the piece of the archive around it and takes everything else as it was. It
 * changes no byte of the result.
 */
import type { OutputFile, OutputSubpackage } from "../compiler/link/output.ts";
import type { TarHeaders } from "./write-tar.ts";
import type { PackageSubpackage } from "./verify/manifest.ts";

export interface PackedSubpackage {
  /** The blob: a gzip member. */
  readonly bytes: Uint8Array;
  readonly entry: PackageSubpackage;
}

type Pack = (subpackage: OutputSubpackage, memory: PackMemory) => Promise<PackedSubpackage>;

/** Keeps bytes between processes. */
export interface SegmentCache {
  get(key: string): Uint8Array | undefined;
  set(key: string, value: Uint8Array): void;
}

export class PackMemory {
  readonly #cache: SegmentCache | undefined;
  /** See `writeTar`. */
  readonly tarHeaders: TarHeaders = new Map();
  readonly #packed = new Map<string, { readonly subpackage: OutputSubpackage; readonly result: PackedSubpackage }>();
  readonly #digests = new WeakMap<Uint8Array, string>();
  #segments = new Map<string, Uint8Array>();
  #used = new Map<string, Uint8Array>();

  constructor(cache?: SegmentCache) {
    this.#cache = cache;
  }

  /** The packed form; the one from before if every file of the subpackage is the very same. */
  async subpackage(subpackage: OutputSubpackage, pack: Pack): Promise<PackedSubpackage> {
    const known = this.#packed.get(subpackage.name);
    if (known && sameSubpackage(known.subpackage, subpackage)) return known.result;
    const result = await pack(subpackage, this);
    this.#packed.set(subpackage.name, { subpackage, result });
    return result;
  }

  digest(content: Uint8Array, hash: (bytes: Uint8Array) => string): string {
    let digest = this.#digests.get(content);
    if (digest === undefined) this.#digests.set(content, (digest = hash(content)));
    return digest;
  }

  segment(digest: string): Uint8Array | undefined {
    const known = this.#used.get(digest) ?? this.#segments.get(digest) ?? this.#cache?.get(cacheKey(digest));
    if (known) this.#used.set(digest, known);
    return known;
  }

  keepSegment(digest: string, compressed: Uint8Array): void {
    this.#used.set(digest, compressed);
    this.#cache?.set(cacheKey(digest), compressed);
  }

  /** Ends a packing: segments of an archive that was not asked for twice in a row are forgotten. */
  sweep(): void {
    for (const [digest, compressed] of this.#used) this.#segments.set(digest, compressed);
    // Subpackages that did not change asked for none of theirs, so forgetting goes by number, oldest first.
    for (const digest of this.#segments.keys()) {
      if (this.#segments.size <= maximumSegments) break;
      if (!this.#used.has(digest)) this.#segments.delete(digest);
    }
    this.#used = new Map();
  }
}

/** Another zlib may compress the same bytes to others. */
function cacheKey(digest: string): string {
  return `segment ${process.version} ${process.platform} ${process.arch} ${digest}`;
}

/** At some 20 KB compressed, about 40 MB. */
const maximumSegments = 2000;

function sameSubpackage(a: OutputSubpackage, b: OutputSubpackage): boolean {
  return (
    a.root === b.root &&
    a.independent === b.independent &&
    a.files.length === b.files.length &&
    a.files.every((file, i) => sameFile(file, b.files[i] as OutputFile))
  );
}

function sameFile(a: OutputFile, b: OutputFile): boolean {
  return a.path === b.path && a.content === b.content;
}
