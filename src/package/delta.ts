/**
 * Creates delta updates, on the publisher's side: one `tar.gz` with the files that another version lacks, named by
 * their digests. `verify/delta.ts` applies them on a device.
 */
import { gzipSync } from "node:zlib";
import { splitPackage } from "./verify/delta.ts";
import { envelopePath } from "./verify/verify.ts";
import type { PackageContent } from "./verify/verify.ts";
import type { PackageManifest } from "./verify/manifest.ts";
import { tarEndSize } from "./verify/tar.ts";
import { writeTar } from "./write-tar.ts";

/** Replaces the envelope of a package, for instance after another signature was added to the same manifest. */
export function withEnvelope(bytes: Uint8Array, envelope: Uint8Array): Uint8Array {
  const { rest } = splitPackage(bytes);
  const head = writeTar([{ path: envelopePath, content: envelope }]);
  return Buffer.concat([head.subarray(0, head.length - tarEndSize), bytes.subarray(rest)]);
}

/**
 * Creates the delta with which a device that has `from` can build `to`.
 *
 * @returns a gzip-compressed tar
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

function digestsOf(manifest: PackageManifest): Set<string> {
  return new Set(manifest.subpackages.flatMap(({ files }) => files.map(({ sha256 }) => sha256)));
}
