/**
 * Caches between packings, in one process and, if given a cache, across processes: after a change to one file, a build
 * compresses only the segment of the archive around it. The cache never affects the resulting bytes.
 */
import type { OutputFile, OutputSubpackage } from "../compiler/link/output.ts";
import type { TarHeaders } from "./write-tar.ts";
import type { PackageSubpackage } from "./verify/manifest.ts";

export interface PackedSubpackage {
  /** The blob: one gzip member. */
  readonly bytes: Uint8Array;
  readonly entry: PackageSubpackage;
}

type Pack = (subpackage: OutputSubpackage, memory: PackMemory) => Promise<PackedSubpackage>;

/** Stores bytes across processes. */
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

  /** Packs a subpackage, or returns the previous result if all its files are identical. */
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

  /** Ends a packing and evicts old segments. */
  sweep(): void {
    for (const [digest, compressed] of this.#used) this.#segments.set(digest, compressed);
    // Unchanged subpackages look up none of their segments, so eviction goes by count, oldest first.
    for (const digest of this.#segments.keys()) {
      if (this.#segments.size <= maximumSegments) break;
      if (!this.#used.has(digest)) this.#segments.delete(digest);
    }
    this.#used = new Map();
  }
}

/** Includes the platform, because another zlib may produce other bytes. */
function cacheKey(digest: string): string {
  return `segment ${process.version} ${process.platform} ${process.arch} ${digest}`;
}

/** About 40 MB, at some 20 KB per compressed segment. */
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
