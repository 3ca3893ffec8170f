/**
 * Applies delta updates on a device: one `tar.gz` with the files that it lacks, named by their digests. The delta needs
 * no trust: each file is identified by its digest, and the resulting package passes the same verification as a full
 * package.
 */
import { sha256 } from "./digest.ts";
import { PackageError, refuse } from "./error.ts";
import { inflate } from "./inflate.ts";
import { gzipTrailerSize } from "./gzip.ts";
import { defaultLimits } from "./limits.ts";
import type { PackageManifest } from "./manifest.ts";
import { encodeTarHeaders, readTar, readTarEntry, tarEndSize, tarEntrySize } from "./tar.ts";
import { envelopePath } from "./verify.ts";

/** Returns the first entry of a package, `manifest.dsse.json`, and the offset of the rest. */
export function splitPackage(bytes: Uint8Array): { readonly envelope: Uint8Array; readonly rest: number } {
  const entry = readTarEntry(bytes, 0);
  if (entry?.path !== envelopePath) refuse("package/manifest-missing");
  return { envelope: bytes.slice(entry.start, entry.start + entry.size), rest: entry.next };
}

/**
 * Builds the uncompressed archives of a package from the files of another package and a delta. The caller must verify
 * them with `verifyUnpacked`.
 *
 * @param to the verified manifest of the target package
 * @param known contents that the device has, by digest
 * @throws PackageError if a file is neither known nor in the delta, or the delta is damaged
 */
export async function applyDelta(
  to: PackageManifest,
  known: ReadonlyMap<string, Uint8Array>,
  delta: Uint8Array,
): Promise<Uint8Array[]> {
  const missing = new Map<string, number>();
  for (const { files } of to.subpackages) {
    for (const { sha256: digest, size } of files) if (!known.has(digest)) missing.set(digest, size);
  }
  const added = await readDelta(delta, missing);
  return to.subpackages.map(({ files }) =>
    tarOf(
      files.map(({ path, sha256: digest }) => {
        const content = known.get(digest) ?? added.get(digest);
        if (!content) refuse("package/file-missing", path);
        return { path, content };
      }),
    ),
  );
}

async function readDelta(delta: Uint8Array, missing: ReadonlyMap<string, number>): Promise<Map<string, Uint8Array>> {
  // Never unpack more than the missing files take, whoever wrote the delta.
  let maxSize = tarEndSize;
  for (const [path, size] of missing) maxSize += tarEntrySize(path, size);
  const tar = unzip(delta, maxSize);
  const added = new Map<string, Uint8Array>();
  for (const { path, start, size } of readTar(tar, defaultLimits.files)) {
    const content = tar.subarray(start, start + size);
    if ((await sha256(content)) !== path) refuse("package/file-digest", path);
    added.set(path, content);
  }
  return added;
}

/** Magic, deflate, no flags. The gzip checksum is not checked, because every file has a digest. */
const start: readonly number[] = [0x1f, 0x8b, 8, 0];
const headerSize = 10;

function unzip(delta: Uint8Array, maxSize: number): Uint8Array {
  try {
    if (start.some((byte, i) => delta[i] !== byte)) refuse("package/gzip-header");
    const body = delta.subarray(headerSize);
    const { output, consumed } = inflate(body, maxSize);
    if (body.length - consumed !== gzipTrailerSize) refuse("package/gzip-trailing-data");
    return output;
  } catch (error) {
    throw Object.assign(new PackageError("package/gzip-data", "of an update"), { cause: error });
  }
}

/** Writes the canonical archive of these files, in the given order. */
function tarOf(files: readonly { readonly path: string; readonly content: Uint8Array }[]): Uint8Array {
  const size = files.reduce((sum, { path, content }) => sum + tarEntrySize(path, content.length), tarEndSize);
  const archive = new Uint8Array(size);
  let offset = 0;
  for (const { path, content } of files) {
    const headers = encodeTarHeaders(path, content.length);
    archive.set(headers, offset);
    archive.set(content, offset + headers.length);
    offset += tarEntrySize(path, content.length);
  }
  return archive;
}
