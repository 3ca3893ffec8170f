/**
 * Updates by pieces: one `tar.gz` with the files that another version lacks, named by their digests. It needs no trust:
 * every file in it is taken by its digest, and what is put together passes the verifier that a whole package passes.
 */
import { createHash } from "node:crypto";
import { gunzipSync, gzipSync } from "node:zlib";
import { envelopePath } from "./verify/verify.ts";
import type { PackageContent } from "./verify/verify.ts";
import { PackageError, refuse } from "./verify/error.ts";
import { defaultLimits } from "./verify/limits.ts";
import type { PackageManifest } from "./verify/manifest.ts";
import { readTar, readTarEntry, tarEndSize, tarEntrySize } from "./verify/tar.ts";
import { writeTar } from "./write-tar.ts";

/** The first entry of a package, `manifest.dsse.json`, and where the rest begins. */
export function splitPackage(bytes: Uint8Array): { readonly envelope: Uint8Array; readonly rest: number } {
  const entry = readTarEntry(bytes, 0);
  if (entry?.path !== envelopePath) refuse("package/manifest-missing");
  return { envelope: bytes.slice(entry.start, entry.start + entry.size), rest: entry.next };
}

/** The same package with another envelope around the same manifest, as after a further signature. */
export function withEnvelope(bytes: Uint8Array, envelope: Uint8Array): Uint8Array {
  const { rest } = splitPackage(bytes);
  const head = writeTar([{ path: envelopePath, content: envelope }]);
  return Buffer.concat([head.subarray(0, head.length - tarEndSize), bytes.subarray(rest)]);
}

/**
 * What a device with `from` needs to make `to`.
 *
 * @returns a gzip-compressed tar, and the bytes of it
 */
export function createDelta(from: PackageManifest, to: PackageContent): Uint8Array {
  const present = digestsOf(from);
  const wanted = new Map<string, Uint8Array>();
  for (const { files } of to.subpackages) {
    for (const { sha256, content } of files) if (!present.has(sha256)) wanted.set(sha256, content);
  }
  const files = [...wanted].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([path, content]) => ({ path, content }));
  return gzipSync(writeTar(files), { level: 9 });
}

/**
 * The uncompressed archives of a package, put together from the files of another and a delta. The caller verifies
 * them: `verifyUnpacked`.
 *
 * @param to the manifest of the wanted package, verified
 * @param known content by digest, of what the device has
 * @throws PackageError if a file is neither known nor in the delta, or the delta is damaged
 */
export function applyDelta(
  to: PackageManifest,
  known: ReadonlyMap<string, Uint8Array>,
  delta: Uint8Array,
): Uint8Array[] {
  const missing = new Map<string, number>();
  for (const { files } of to.subpackages) {
    for (const { sha256, size } of files) if (!known.has(sha256)) missing.set(sha256, size);
  }
  const added = readDelta(delta, missing);
  return to.subpackages.map(({ files }) =>
    writeTar(
      files.map(({ path, sha256 }) => {
        const content = known.get(sha256) ?? added.get(sha256);
        if (!content) refuse("package/file-missing", path);
        return { path, content };
      }),
    ),
  );
}

function readDelta(delta: Uint8Array, missing: ReadonlyMap<string, number>): Map<string, Uint8Array> {
  // No more is unpacked than the wanted files take, whoever wrote the delta.
  let most = tarEndSize;
  for (const [path, size] of missing) most += tarEntrySize(path, size);
  let tar: Uint8Array;
  try {
    tar = gunzipSync(delta, { maxOutputLength: most });
  } catch (error) {
    throw Object.assign(new PackageError("package/gzip-data", "of an update"), { cause: error });
  }
  const added = new Map<string, Uint8Array>();
  for (const { path, start, size } of readTar(tar, defaultLimits.files)) {
    const content = tar.subarray(start, start + size);
    if (createHash("sha256").update(content).digest("hex") !== path) refuse("package/file-digest", path);
    added.set(path, content);
  }
  return added;
}

function digestsOf(manifest: PackageManifest): Set<string> {
  return new Set(manifest.subpackages.flatMap(({ files }) => files.map(({ sha256 }) => sha256)));
}
