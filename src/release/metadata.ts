/**
 * Metadata in TUF format: built from plain objects, signed by any `Signer`, and verified as a client does it.
 *
 * A key's id is the SHA-256 of its public key, as everywhere in this project. A role that lists a key under another id
 * is refused, because the library would count one key with two ids twice.
 */
import { createPublicKey, hash } from "node:crypto";
import { Metadata, MetadataKind, Signature } from "@tufjs/models";
import type { Root, Snapshot, Targets, Timestamp } from "@tufjs/models";
import type { Signer } from "../package/index.ts";
import { spkiOfPem } from "../package/verify/trust-file.ts";
import { algorithmOf } from "../package/verify/trust.ts";
import { refuseRelease } from "./error.ts";

export type Json = null | boolean | number | string | Json[] | JsonMap;
export interface JsonMap {
  [key: string]: Json;
}

export type AnyMetadata = Metadata<Root> | Metadata<Snapshot> | Metadata<Targets> | Metadata<Timestamp>;
type TufJson = Parameters<typeof Metadata.fromJSON>[1];

/** The keys of a role and its signature threshold. */
export interface RoleKeys {
  readonly keyIds: readonly string[];
  readonly threshold: number;
}

export interface PublicKey {
  readonly keyid: string;
  readonly spki: Uint8Array;
}

/** Reads a public key from PEM (SPKI). Throws if the text is not a key. */
export function publicKeyFromPem(pem: string): PublicKey {
  const spki = new Uint8Array(createPublicKey(pem).export({ type: "spki", format: "der" }));
  return { spki, keyid: hash("sha256", spki) };
}

export function publicKeyFromSigner(signer: Signer): PublicKey {
  return { spki: signer.publicKey, keyid: hash("sha256", signer.publicKey) };
}

/** A key in TUF format: an Ed25519 point in hexadecimal, or a P-256 key as PEM. */
export function tufKey({ keyid, spki }: PublicKey): JsonMap {
  if (spki.length === 44) {
    return {
      keytype: "ed25519",
      scheme: "ed25519",
      keyval: { public: Buffer.from(spki.subarray(12)).toString("hex") },
    };
  }
  if (algorithmOf(spki) !== "ecdsa-p256") return refuseRelease("release/key-algorithm", keyid);
  const key = createPublicKey({ key: Buffer.from(spki), format: "der", type: "spki" });
  return {
    keytype: "ecdsa",
    scheme: "ecdsa-sha2-nistp256",
    keyval: { public: key.export({ type: "spki", format: "pem" }).toString() },
  };
}

/** Reads the public keys of a `keys` object; each must be listed under its own id. */
export function readKeys(
  keys: Readonly<Record<string, { keyType: string; keyVal: Record<string, string> }>>,
): PublicKey[] {
  return Object.entries(keys).map(([keyid, { keyType, keyVal }]) => {
    const text = keyVal["public"] ?? "";
    let spki: Uint8Array;
    try {
      if (keyType === "ed25519" && /^[0-9a-f]{64}$/.test(text)) {
        spki = Buffer.from(`302a300506032b6570032100${text}`, "hex");
      } else {
        // Parsed without OpenSSL, which takes longer for this than for a signature. Verification with an invalid point
        // fails later.
        spki = spkiOfPem(text);
        if (algorithmOf(spki) !== "ecdsa-p256" || spki.length !== 91) throw new Error("not a P-256 key");
      }
    } catch {
      return refuseRelease("release/metadata-malformed", `key ${keyid}`);
    }
    if (hash("sha256", spki) !== keyid) refuseRelease("release/key-alias", keyid);
    return { keyid, spki };
  });
}

/** Name of this project's extension field in TUF files. */
export const extension = "x-miniapp";

/**
 * The extension that names role and store inside a role's file. TUF files lack this, so if one key may sign two roles,
 * one role's file could be served as the other's.
 */
export function storeBinding(store: string, role: string): JsonMap {
  return { [extension]: { store, role } };
}

/** @throws ReleaseError if the file belongs to another role or store */
export function checkBinding(signed: { readonly unrecognizedFields: unknown }, store: string, role: string): void {
  const own = (signed.unrecognizedFields as JsonMap)[extension] as JsonMap | null | undefined;
  if (own?.["store"] !== store || own["role"] !== role) refuseRelease("release/metadata-swapped", role);
}

/** Checks root and delegations: no key under two ids, and no threshold that the keys cannot reach. */
export function checkRoles(metadata: Metadata<Root> | Metadata<Targets>): void {
  const { signed } = metadata;
  if (signed.type === MetadataKind.Root) {
    readKeys(signed.keys);
    for (const [name, role] of Object.entries(signed.roles)) checkThreshold(name, role);
    return;
  }
  const { delegations } = signed;
  if (!delegations) return;
  readKeys(delegations.keys);
  for (const [name, role] of Object.entries(delegations.roles ?? {})) checkThreshold(name, role);
  if (delegations.succinctRoles) checkThreshold(delegations.succinctRoles.namePrefix, delegations.succinctRoles);
}

function checkThreshold(name: string, role: { readonly keyIDs: readonly string[]; readonly threshold: number }): void {
  const { threshold, keyIDs } = role;
  if (!Number.isInteger(threshold) || threshold < 1 || threshold > new Set(keyIDs).size) {
    refuseRelease("release/role-threshold", name);
  }
}

/** The bytes that TUF signs: canonical JSON of the signed part. */
export function signedBytes(metadata: AnyMetadata): Uint8Array {
  let bytes: Uint8Array = new Uint8Array();
  // The library exposes these bytes only to a synchronous signer.
  const copy = new Metadata(metadata.signed as Targets);
  copy.sign((data) => {
    bytes = data;
    return new Signature({ keyID: "0", sig: "00" });
  });
  return bytes;
}

/** A signature in TUF format: hexadecimal, DER for ECDSA. */
export async function tufSignature(signer: Signer, message: Uint8Array): Promise<string> {
  const raw = await signer.sign(message);
  return Buffer.from(signer.algorithm === "ed25519" ? raw : derSignature(raw)).toString("hex");
}

/** Serializes a metadata file from its signed part and signatures (by key id). */
export function encodeMetadata(signed: JsonMap, signatures: Readonly<Record<string, string>>): Uint8Array {
  const list = Object.keys(signatures)
    .toSorted()
    .map((keyid) => ({ keyid, sig: signatures[keyid] ?? "" }));
  return Buffer.from(JSON.stringify({ signatures: list, signed }));
}

/** Signs a part with all signers. */
export async function signMetadata(signed: JsonMap, signers: readonly Signer[]): Promise<Uint8Array> {
  const message = signedBytes(parseSigned(signed));
  const signatures: Record<string, string> = {};
  for (const signer of signers) signatures[publicKeyFromSigner(signer).keyid] = await tufSignature(signer, message);
  return encodeMetadata(signed, signatures);
}

/** Parses a signed part with the library. @throws ReleaseError */
export function parseSigned(signed: JsonMap): AnyMetadata {
  return parseMetadata(Buffer.from(JSON.stringify({ signatures: [], signed })), signed["_type"] as string);
}

export function parseMetadata(bytes: Uint8Array, type: "root"): Metadata<Root>;
export function parseMetadata(bytes: Uint8Array, type: "snapshot"): Metadata<Snapshot>;
export function parseMetadata(bytes: Uint8Array, type: "targets"): Metadata<Targets>;
export function parseMetadata(bytes: Uint8Array, type: "timestamp"): Metadata<Timestamp>;
export function parseMetadata(bytes: Uint8Array, type: string): AnyMetadata;
export function parseMetadata(bytes: Uint8Array, type: string): AnyMetadata {
  try {
    const json = JSON.parse(Buffer.from(bytes).toString("utf8")) as TufJson;
    switch (type) {
      case "root":
        return Metadata.fromJSON(MetadataKind.Root, json);
      case "snapshot":
        return Metadata.fromJSON(MetadataKind.Snapshot, json);
      case "timestamp":
        return Metadata.fromJSON(MetadataKind.Timestamp, json);
      default:
        return Metadata.fromJSON(MetadataKind.Targets, json);
    }
  } catch (error) {
    return refuseRelease("release/metadata-malformed", `${type}: ${error instanceof Error ? error.message : ""}`);
  }
}

/** Checks that enough keys of the role signed. @throws ReleaseError */
export function verifyBy(delegator: Metadata<Root> | Metadata<Targets>, role: string, metadata: AnyMetadata): void {
  try {
    delegator.verifyDelegate(role, metadata as Metadata<Targets>);
  } catch (error) {
    refuseRelease("release/metadata-signature", error instanceof Error ? error.message : role);
  }
}

/** The key ids among `keyIds` whose signatures on the metadata verify. */
export function signersOf(
  metadata: AnyMetadata,
  delegator: Metadata<Root> | Metadata<Targets>,
  keyIds: readonly string[],
): string[] {
  const { signed } = delegator;
  const keys = signed.type === MetadataKind.Root ? signed.keys : (signed.delegations?.keys ?? {});
  return keyIds.filter((keyid) => {
    try {
      keys[keyid]?.verifySignature(metadata as Metadata<Targets>);
      return keys[keyid] !== undefined;
    } catch {
      return false;
    }
  });
}

/** Keys and threshold of a role according to its delegator. */
export function roleKeys(delegator: Metadata<Root> | Metadata<Targets>, role: string): RoleKeys | undefined {
  const { signed } = delegator;
  if (signed.type === MetadataKind.Root) {
    const found = signed.roles[role];
    return found && { keyIds: found.keyIDs, threshold: found.threshold };
  }
  const { roles, succinctRoles } = signed.delegations ?? {};
  const found = roles?.[role] ?? (succinctRoles?.isDelegatedRole(role) ? succinctRoles : undefined);
  return found && { keyIds: found.keyIDs, threshold: found.threshold };
}

/** Public keys and threshold of a role according to its delegator. @throws ReleaseError */
export function keysIn(
  delegator: Metadata<Root> | Metadata<Targets>,
  role: string,
): { keys: PublicKey[]; threshold: number } {
  const { signed } = delegator;
  if (signed.type === "root") {
    const found = signed.roles[role];
    if (!found) return refuseRelease("release/metadata-missing", role);
    return { keys: readKeys(pick(signed.keys, found.keyIDs)), threshold: found.threshold };
  }
  const { roles, succinctRoles, keys = {} } = signed.delegations ?? {};
  const found = roles?.[role] ?? (succinctRoles?.isDelegatedRole(role) ? succinctRoles : undefined);
  if (!found) return refuseRelease("release/metadata-missing", role);
  return { keys: readKeys(pick(keys, found.keyIDs)), threshold: found.threshold };
}

function pick<T>(all: Readonly<Record<string, T>>, names: readonly string[]): Record<string, T> {
  return Object.fromEntries(Object.entries(all).filter(([name]) => names.includes(name)));
}

/** The signed part as plain JSON, as a copy that may be changed. */
export function signedJson(metadata: AnyMetadata): JsonMap {
  return structuredClone(metadata.signed.toJSON()) as JsonMap;
}

/** Converts `r ‖ s` to DER: SEQUENCE { INTEGER r, INTEGER s }. */
function derSignature(raw: Uint8Array): Uint8Array {
  const integer = (bytes: Uint8Array) => {
    let from = 0;
    while (from < bytes.length - 1 && bytes[from] === 0) from++;
    const body = bytes.subarray(from);
    const padded = (body[0] as number) >= 0x80 ? [0, ...body] : [...body];
    return [2, padded.length, ...padded];
  };
  const body = [...integer(raw.subarray(0, 32)), ...integer(raw.subarray(32))];
  return Uint8Array.from([0x30, body.length, ...body]);
}

/** Serializes JSON with sorted keys, so that equal contents give equal texts. */
export function stable(value: Json | undefined): string {
  if (Array.isArray(value)) return `[${value.map(stable).join(",")}]`;
  if (typeof value === "object" && value !== null) {
    const keys = Object.keys(value).toSorted();
    return `{${keys.map((key) => `${JSON.stringify(key)}:${stable(value[key])}`).join(",")}}`;
  }
  return JSON.stringify(value ?? null);
}
