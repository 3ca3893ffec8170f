/** Names of a store's targets, and the metadata on them. Uses nothing of Node.js, because devices use it too. */
import { decodeBase64 } from "../package/verify/bytes.ts";
import { parseStrictJson } from "../package/verify/strict-json.ts";
import { algorithmOf } from "../package/verify/trust.ts";
import type { Trust } from "../package/verify/trust.ts";
import { refuseRelease } from "./error.ts";
import type { JsonMap, PublicKey } from "./metadata.ts";
import type { DisabledFile } from "./rollout.ts";

/** What the store's metadata says about a package, besides its digest. */
export interface PackageFacts {
  readonly digest: string;
  readonly versionName: string;
  readonly versionCode: number;
  readonly abi: string;
  readonly minPlatform: string;
  /** The signed manifest, which a device loads first. */
  readonly envelope: { readonly sha256: string; readonly length: number };
  readonly publisher: string;
  /**
   * Public key of the signature on the package (SPKI, base64). The key may be removed later while the package stays:
   * whoever signs the current list of versions vouches for it.
   */
  readonly signedBy: string;
  readonly time: string;
}

export function packagePath(appId: string, versionCode: number): string {
  return `apps/${appId}/${versionCode}.mapkg`;
}

/** Path of the signed manifest next to the package. */
export function envelopePathOf(packagePathText: string): string {
  return packagePathText.replace(/\.mapkg$/, ".dsse.json");
}

export function channelPath(app: string, channel: string): string {
  return `channels/${app}/${channel}.json`;
}

export function disabledPath(app: string): string {
  return `disabled/${app}.json`;
}

/** Trust in a package that any one of these keys has signed. */
export function trustOf(keys: readonly Pick<PublicKey, "spki">[]): Trust {
  return { keys: keys.map(({ spki }) => ({ algorithm: algorithmOf(spki), spki })), threshold: 1 };
}

/** Keys that may have signed a version: the current publishers', and the one that signed it when it was published. */
export function trustOfVersion(keys: readonly PublicKey[], facts: PackageFacts): Trust {
  if (typeof facts.signedBy !== "string") return trustOf(keys);
  const spki = decodeBase64(facts.signedBy);
  return spki ? trustOf([...keys, { spki }]) : refuseRelease("release/metadata-malformed", "signedBy");
}

/** Parses a file of disabled versions and trusts none of its fields. @throws ReleaseError */
export function parseDisabled(bytes: Uint8Array): DisabledFile {
  let json: JsonMap;
  try {
    json = parseStrictJson(bytes) as unknown as JsonMap;
  } catch (error) {
    return refuseRelease("release/channel-malformed", error instanceof Error ? error.message : "");
  }
  const file = json as unknown as DisabledFile;
  const sound =
    json["format"] === 1 &&
    [file.store, file.app, file.time, file.author, file.message].every((text) => typeof text === "string") &&
    typeof file.seq === "number" &&
    typeof file.all === "boolean" &&
    Array.isArray(file.versions) &&
    file.versions.every((code) => typeof code === "number");
  return sound ? file : refuseRelease("release/channel-malformed", "disabled");
}
