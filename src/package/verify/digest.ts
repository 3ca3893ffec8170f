/** SHA-256 through WebCrypto, and the digest that identifies a package. */
import { toHex } from "./bytes.ts";
import { domainKinds } from "./manifest.ts";
import type { PackageManifest } from "./manifest.ts";

/** Returns lower-case hexadecimal. */
export async function sha256(bytes: Uint8Array): Promise<string> {
  return toHex(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes as Uint8Array<ArrayBuffer>)));
}

/**
 * The text that is hashed for a package's identity: everything in its manifest except the compression, which differs
 * between zlib versions. Files are included through the digests of their archives.
 *
 * It is a sequence of strings, each written as its length in UTF-8 bytes, a space, the string and a newline, so that
 * any language can produce it. A list is its number of items, as a string, followed by the items. In order:
 *
 * - `miniapp-package-1`, appId, versionName, versionCode, abi, minPlatform (empty if absent)
 * - the list of permissions
 * - five lists of domains: request, socket, upload, download, webview
 * - the list of subpackages, each as name, root, `1` or `0` for independent, digest, unpackedSize
 * - compiler, target, mode
 * - the list of dependencies, each as name, version
 */
export function identityText(manifest: PackageManifest): string {
  const { build } = manifest;
  return [
    "miniapp-package-1",
    manifest.appId,
    manifest.versionName,
    String(manifest.versionCode),
    manifest.abi,
    manifest.minPlatform ?? "",
    ...counted(manifest.permissions, (permission) => [permission]),
    ...domainKinds.flatMap((kind) => counted(manifest.domains[kind] ?? [], (domain) => [domain])),
    ...counted(manifest.subpackages, (subpackage) => [
      subpackage.name,
      subpackage.root,
      subpackage.independent ? "1" : "0",
      subpackage.digest,
      String(subpackage.unpackedSize),
    ]),
    build.compiler,
    build.target,
    build.mode,
    ...counted(build.dependencies, ({ name, version }) => [name, version]),
  ]
    .map((text) => `${new TextEncoder().encode(text).length} ${text}\n`)
    .join("");
}

/** The digest that identifies a package: equal wherever the same source was built. */
export function packageDigest(manifest: PackageManifest): Promise<string> {
  return sha256(new TextEncoder().encode(identityText(manifest)));
}

function counted<T>(items: readonly T[], texts: (item: T) => string[]): string[] {
  return [String(items.length), ...items.flatMap(texts)];
}
