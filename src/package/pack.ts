/**
 * Converts the compiler's output to the bytes of a `.mapkg` (docs/package.md, archive 1–3). The same files always give
 * the same bytes, whatever the machine, date, folder or `PackMemory`.
 *
 * Compression runs on the thread pool while this thread hashes. The result is read back as a verifier would read it, so
 * that no package is written that hosts would refuse.
 */
import { hash } from "node:crypto";
import { crc32 } from "node:zlib";
import type { Output, OutputFile, OutputSubpackage } from "../compiler/link/output.ts";
import { compress } from "./compress.ts";
import { PackMemory } from "./pack-memory.ts";
import type { PackedSubpackage } from "./pack-memory.ts";
import { signPackage } from "./sign.ts";
import type { Signer } from "./sign.ts";
import { compareUtf8 } from "./verify/bytes.ts";
import { identityText } from "./verify/digest.ts";
import { refuse } from "./verify/error.ts";
import { gzipHeader, gzipTrailerSize } from "./verify/gzip.ts";
import { defaultLimits } from "./verify/limits.ts";
import type { PackageLimits } from "./verify/limits.ts";
import { domainKinds, readManifest } from "./verify/manifest.ts";
import type { PackageBuild, PackageDomains, PackageManifest, PackageSubpackage } from "./verify/manifest.ts";
import { parseStrictJson } from "./verify/strict-json.ts";
import { blobPath, envelopePath } from "./verify/verify.ts";
import { writeTar } from "./write-tar.ts";

export interface PackOptions {
  /** At least one signer. A function is called when compression has started, so that keys are read at the same time. */
  readonly signers: readonly Signer[] | (() => Promise<readonly Signer[]>);
  readonly build: PackageBuild;
  readonly limits?: PackageLimits;
  /** Reuses work of earlier packings in this process. */
  readonly memory?: PackMemory;
}

export interface PackedPackage {
  /** The whole `.mapkg`. */
  readonly bytes: Uint8Array;
  readonly manifest: PackageManifest;
  /** Identity of the package: SHA-256 over everything signed except the compression, in lower-case hexadecimal. */
  readonly digest: string;
}

/**
 * Packs and signs the compiler's output.
 *
 * @throws PackageError if the output has a forbidden path or exceeds a limit
 */
export async function packOutput(output: Output, options: PackOptions): Promise<PackedPackage> {
  const limits = options.limits ?? defaultLimits;
  const memory = options.memory ?? new PackMemory();
  const packing = Promise.all(output.subpackages.map((subpackage) => memory.subpackage(subpackage, pack)));
  const { signers: choice } = options;
  const [blobs, signers] = await Promise.all([packing, typeof choice === "function" ? choice() : choice]);
  memory.sweep();
  const payload = new TextEncoder().encode(
    JSON.stringify(
      createManifest(
        output,
        blobs.map((blob) => blob.entry),
        options.build,
      ),
    ),
  );
  const manifest = readManifest(parseStrictJson(payload), limits);
  const envelope = await signPackage(payload, signers);
  if (envelope.length > limits.envelopeSize) refuse("package/envelope-too-large");
  const bytes = writeTar([
    { path: envelopePath, content: envelope },
    ...blobs.map((blob) => ({ path: blobPath(blob.entry.digest), content: blob.bytes })),
  ]);
  if (bytes.length > limits.packageSize) refuse("package/archive-too-large");
  return { bytes, manifest, digest: sha256(identityText(manifest)) };
}

async function pack(subpackage: OutputSubpackage, memory: PackMemory): Promise<PackedSubpackage> {
  const files = subpackage.files.toSorted((a, b) => compareUtf8(a.path, b.path));
  const tar = writeTar(files, memory.tarHeaders);
  const compressed = compress(tar, memory);
  const digest = sha256(tar);
  const list = files.map(({ path, content }) => ({
    path,
    sha256: memory.digest(content, sha256),
    size: content.length,
  }));
  const checksum = crc32(tar);
  const bytes = frameGzip(await compressed, checksum, tar.length);
  return {
    bytes,
    entry: {
      name: subpackage.name,
      root: subpackage.root,
      independent: subpackage.independent,
      digest,
      size: bytes.length,
      compressedDigest: sha256(bytes),
      unpackedSize: totalSize(files),
      files: list,
    },
  };
}

/** Adds the gzip header and trailer. Not done by zlib, because its header names the operating system. */
function frameGzip(compressed: Uint8Array, checksum: number, size: number): Uint8Array {
  const out = new Uint8Array(gzipHeader.length + compressed.length + gzipTrailerSize);
  out.set(gzipHeader);
  out.set(compressed, gzipHeader.length);
  const trailer = new DataView(out.buffer, out.length - gzipTrailerSize);
  trailer.setUint32(0, checksum, true);
  trailer.setUint32(4, size, true);
  return out;
}

function createManifest(
  { app }: Output,
  subpackages: readonly PackageSubpackage[],
  build: PackageBuild,
): PackageManifest {
  const domains: { -readonly [K in keyof PackageDomains]: PackageDomains[K] } = {};
  for (const kind of domainKinds) {
    const hosts = app.domains[kind];
    if (hosts) domains[kind] = sortedSet(hosts);
  }
  return {
    format: 1,
    appId: app.appId,
    versionName: app.versionName,
    versionCode: app.versionCode,
    abi: app.abi,
    ...(app.minPlatform === undefined ? {} : { minPlatform: app.minPlatform }),
    permissions: sortedSet(app.permissions),
    domains,
    subpackages,
    build: {
      compiler: build.compiler,
      target: build.target,
      mode: build.mode,
      dependencies: build.dependencies
        .map(({ name, version }) => ({ name, version }))
        .toSorted((a, b) => compareUtf8(a.name, b.name) || compareUtf8(a.version, b.version)),
    },
  };
}

function sortedSet(items: readonly string[]): string[] {
  return [...new Set(items)].toSorted(compareUtf8);
}

function totalSize(files: readonly OutputFile[]): number {
  return files.reduce((sum, file) => sum + file.content.length, 0);
}

function sha256(data: Uint8Array | string): string {
  return hash("sha256", data);
}
