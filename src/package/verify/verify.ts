/**
 * Verifies a package in memory, in the order of docs/package.md: nothing of the payload is parsed before the signatures
 * verify, nothing is unpacked before its digest matches, and nothing is returned before everything has passed.
 *
 * Shared by Node and browsers: it does no file access and needs only WebCrypto from the platform.
 */
import { packageDigest, sha256 } from "./digest.ts";
import { parseEnvelope } from "./envelope.ts";
import type { Envelope } from "./envelope.ts";
import { quote, refuse } from "./error.ts";
import { gunzip } from "./gzip.ts";
import { defaultLimits } from "./limits.ts";
import type { PackageLimits } from "./limits.ts";
import { packagePayloadType, readManifest, tarSize } from "./manifest.ts";
import type { PackageFile, PackageManifest, PackageSubpackage } from "./manifest.ts";
import { checkPath } from "./paths.ts";
import { parseStrictJson } from "./strict-json.ts";
import { readTar, readTarEntry } from "./tar.ts";
import type { TarEntry } from "./tar.ts";
import { verifySignatures } from "./trust.ts";
import type { Ed25519Verifier, Sha256, Sm2Verifier, Trust } from "./trust.ts";

export interface VerifyOptions {
  /** Refuses a package of any other app. */
  readonly appId?: string;
  /** Refuses a package with any other digest. */
  readonly digest?: string;
  readonly limits?: PackageLimits;
  /** Returns lower-case hexadecimal. Defaults to WebCrypto, which costs an event loop turn per file. */
  readonly sha256?: Sha256;
  /** Verifies SM2 signatures; without it, packages that need them are refused. */
  readonly sm2?: Sm2Verifier;
  /** Verifies Ed25519 signatures if WebCrypto cannot; without it, packages that need them are then refused. */
  readonly ed25519?: Ed25519Verifier;
}

export interface PackageContent {
  readonly manifest: PackageManifest;
  /** Digest that identifies the package, in lower-case hexadecimal. */
  readonly digest: string;
  /** In the order of the manifest. */
  readonly subpackages: readonly SubpackageContent[];
}

export interface SubpackageContent {
  readonly name: string;
  readonly files: readonly FileContent[];
}

export interface FileContent extends PackageFile {
  /** A view of a buffer shared with the package's other files. */
  readonly content: Uint8Array;
}

export interface VerifiedPackage extends PackageContent {
  /** Ids of the trusted keys that signed. */
  readonly signedBy: readonly string[];
}

export interface UnverifiedPackage extends PackageContent {
  /** Key ids named in the envelope; not verified. */
  readonly claimedKeys: readonly string[];
}

/** Path of the first entry of a package. */
export const envelopePath = "manifest.dsse.json";

/** Path of a subpackage's entry. */
export function blobPath(digest: string): string {
  return `blobs/${digest}.tar.gz`;
}

/**
 * Verifies a package and returns its files.
 *
 * @param bytes the whole `.mapkg`; the result does not refer to it
 * @throws PackageError
 */
export async function verifyPackage(
  bytes: Uint8Array,
  trust: Trust,
  options: VerifyOptions = {},
): Promise<VerifiedPackage> {
  const limits = options.limits ?? defaultLimits;
  // 1. The envelope, the payload type, the signatures.
  const { envelope, next } = readEnvelope(bytes, limits);
  const signedBy = await verifySignatures(envelope, trust, options);
  // 2. The signed manifest. 3. The rest of the archive against the manifest.
  const content = await readContent(bytes, next, envelope, options);
  return { ...content, signedBy };
}

/**
 * Reads a package and checks everything except who signed it. For tools that show a package, never for running one.
 *
 * @throws PackageError
 */
export async function readUnverifiedPackage(
  bytes: Uint8Array,
  options: VerifyOptions = {},
): Promise<UnverifiedPackage> {
  const { envelope, next } = readEnvelope(bytes, options.limits ?? defaultLimits);
  const content = await readContent(bytes, next, envelope, options);
  return { ...content, claimedKeys: envelope.signatures.map((signature) => signature.keyid) };
}

/**
 * Verifies what a device stores after a delta update: the signed manifest and the uncompressed archive of each
 * subpackage. Only the compression is not checked, and the package's identity does not depend on it.
 *
 * @param envelopeBytes `manifest.dsse.json`
 * @param tars one per subpackage, in the order of the manifest
 * @throws PackageError
 */
export async function verifyUnpacked(
  envelopeBytes: Uint8Array,
  tars: readonly Uint8Array[],
  trust: Trust,
  options: VerifyOptions = {},
): Promise<VerifiedPackage> {
  const limits = options.limits ?? defaultLimits;
  const { manifest, digest, signedBy } = await verifyManifest(envelopeBytes, trust, options);
  const subpackages: SubpackageContent[] = [];
  for (const [index, subpackage] of manifest.subpackages.entries()) {
    const tar = tars[index];
    if (!tar) refuse("package/blob-missing", quote(subpackage.name));
    subpackages.push(await readUnpacked(tar, subpackage, limits, options.sha256 ?? sha256));
  }
  if (tars.length > manifest.subpackages.length) refuse("package/blob-unlisted");
  return { manifest, digest, subpackages, signedBy };
}

/**
 * Verifies the signed manifest alone, before any content of the package is available.
 *
 * @throws PackageError
 */
export async function verifyManifest(
  envelopeBytes: Uint8Array,
  trust: Trust,
  options: VerifyOptions = {},
): Promise<Omit<VerifiedPackage, "subpackages">> {
  const limits = options.limits ?? defaultLimits;
  if (envelopeBytes.length > limits.envelopeSize) refuse("package/envelope-too-large");
  const envelope = parseEnvelope(envelopeBytes, limits);
  if (envelope.payloadType !== packagePayloadType) refuse("package/payload-type", quote(envelope.payloadType));
  const signedBy = await verifySignatures(envelope, trust, options);
  return { ...(await readSigned(envelope, options)), signedBy };
}

function readEnvelope(bytes: Uint8Array, limits: PackageLimits): { envelope: Envelope; next: number } {
  if (bytes.length > limits.packageSize) refuse("package/archive-too-large");
  const entry = readTarEntry(bytes, 0);
  if (entry?.path !== envelopePath) refuse("package/manifest-missing");
  if (entry.size > limits.envelopeSize) refuse("package/envelope-too-large");
  const envelope = parseEnvelope(bytes.subarray(entry.start, entry.start + entry.size), limits);
  if (envelope.payloadType !== packagePayloadType) refuse("package/payload-type", quote(envelope.payloadType));
  return { envelope, next: entry.next };
}

async function readContent(
  bytes: Uint8Array,
  offset: number,
  envelope: Envelope,
  options: VerifyOptions,
): Promise<PackageContent> {
  const limits = options.limits ?? defaultLimits;
  const hash = options.sha256 ?? sha256;
  const { manifest, digest } = await readSigned(envelope, options);
  const blobs = readBlobs(bytes, offset, manifest.subpackages);
  const subpackages: SubpackageContent[] = [];
  for (const [index, blob] of blobs.entries()) {
    subpackages.push(await readSubpackage(blob, manifest.subpackages[index]!, limits, hash));
  }
  return { manifest, digest, subpackages };
}

async function readSigned(
  envelope: Envelope,
  options: VerifyOptions,
): Promise<{ readonly manifest: PackageManifest; readonly digest: string }> {
  const limits = options.limits ?? defaultLimits;
  const manifest = readManifest(parseStrictJson(envelope.payload), limits);
  if (options.appId !== undefined && options.appId !== manifest.appId) {
    refuse("package/wrong-app", quote(manifest.appId));
  }
  const digest = await packageDigest(manifest);
  if (options.digest !== undefined && options.digest !== digest) refuse("package/digest-mismatch", digest);
  return { manifest, digest };
}

/** Reads the entries after the first, which must be exactly the listed blobs, in order. */
function readBlobs(bytes: Uint8Array, first: number, subpackages: readonly PackageSubpackage[]): Uint8Array[] {
  const blobs: Uint8Array[] = [];
  const seen = new Set([envelopePath]);
  let offset = first;
  for (;;) {
    const entry = readTarEntry(bytes, offset);
    const subpackage = subpackages[blobs.length];
    if (!entry) {
      if (subpackage) refuse("package/blob-missing", quote(subpackage.name));
      return blobs;
    }
    if (seen.has(entry.path)) refuse("package/entry-duplicate", quote(entry.path));
    if (!subpackage || entry.path !== blobPath(subpackage.digest)) refuseBlob(entry, subpackages, subpackage);
    if (entry.size !== subpackage.size) refuse("package/blob-size", quote(subpackage.name));
    seen.add(entry.path);
    blobs.push(bytes.subarray(entry.start, entry.start + entry.size));
    offset = entry.next;
  }
}

/** Throws the error that says why an entry is not the expected blob. */
function refuseBlob(
  entry: TarEntry,
  subpackages: readonly PackageSubpackage[],
  expected: PackageSubpackage | undefined,
): never {
  checkPath(entry.path, defaultLimits);
  if (!subpackages.some((subpackage) => blobPath(subpackage.digest) === entry.path)) {
    refuse("package/blob-unlisted", quote(entry.path));
  }
  refuse("package/entry-order", quote(expected ? blobPath(expected.digest) : entry.path));
}

/**
 * Bytes that may be unpacked beyond the listed files: enough for a few unlisted files, so that the error can name one.
 */
const unlistedSize = 64 * 1024;

async function readSubpackage(
  blob: Uint8Array,
  subpackage: PackageSubpackage,
  limits: PackageLimits,
  hash: Sha256,
): Promise<SubpackageContent> {
  const { name, files } = subpackage;
  if ((await hash(blob)) !== subpackage.compressedDigest) refuse("package/blob-compressed-digest", quote(name));
  return readUnpacked(gunzip(blob, tarSize(files) + unlistedSize), subpackage, limits, hash);
}

async function readUnpacked(
  tar: Uint8Array,
  subpackage: PackageSubpackage,
  limits: PackageLimits,
  hash: Sha256,
): Promise<SubpackageContent> {
  const { name, files } = subpackage;
  if ((await hash(tar)) !== subpackage.digest) refuse("package/blob-digest", quote(name));
  const entries = readTar(tar, limits.files);
  matchEntries(entries, files);
  const contents = entries.map((entry) => tar.subarray(entry.start, entry.start + entry.size));
  const digests = await Promise.all(contents.map(hash));
  return { name, files: files.map((file, index) => fileContent(file, contents[index]!, digests[index]!)) };
}

function fileContent({ path, sha256: expected, size }: PackageFile, content: Uint8Array, actual: string): FileContent {
  if (actual !== expected) refuse("package/file-digest", quote(path));
  return { path, sha256: expected, size, content };
}

/** Checks that each entry is the listed file at its position; throws a specific error if not. */
function matchEntries(entries: readonly TarEntry[], files: readonly PackageFile[]): void {
  for (let i = 0; i < Math.max(entries.length, files.length); i++) {
    const entry = entries[i];
    const file = files[i];
    if (entry && file && entry.path === file.path) {
      if (entry.size !== file.size) refuse("package/file-size", quote(file.path));
      continue;
    }
    if (entry) {
      checkPath(entry.path, defaultLimits);
      if (entries.findIndex((other) => other.path === entry.path) < i)
        refuse("package/entry-duplicate", quote(entry.path));
      if (!files.some((other) => other.path === entry.path)) refuse("package/file-unlisted", quote(entry.path));
    }
    if (file && !entries.some((other) => other.path === file.path)) refuse("package/file-missing", quote(file.path));
    refuse("package/entry-order", quote(entry?.path ?? file?.path ?? ""));
  }
}
