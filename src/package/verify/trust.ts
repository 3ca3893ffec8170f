/**
 * Trusted keys, and whether enough of them signed (docs/package.md, signatures).
 *
 * The algorithm comes from the trusted key, never from the envelope. Keys are identified by their public key, so a key
 * listed under two names counts once.
 */
import { equalBytes } from "./bytes.ts";
import { sha256 } from "./digest.ts";
import { preAuthEncoding } from "./envelope.ts";
import type { Envelope } from "./envelope.ts";
import { refuse } from "./error.ts";

export type KeyAlgorithm = "ed25519" | "ecdsa-p256" | "sm2";

export interface TrustKey {
  readonly algorithm: KeyAlgorithm;
  /** The public key as SubjectPublicKeyInfo in DER. */
  readonly spki: Uint8Array;
}

export interface TrustGroup {
  readonly keys: readonly TrustKey[];
  /** Minimum number of distinct keys that must have signed; at least 1. */
  readonly threshold: number;
}

export interface Trust extends TrustGroup {
  /** Further groups that must have signed too. Groups must not share keys. SM2 keys are allowed only here. */
  readonly also?: readonly TrustGroup[];
}

/**
 * Verifies an SM2 signature with SM3 and the default user id; WebCrypto does not support SM2.
 *
 * @param point uncompressed point of the public key
 * @param signature `r ‖ s`
 */
export type Sm2Verifier = (point: Uint8Array, signature: Uint8Array, data: Uint8Array) => Promise<boolean> | boolean;

/** Verifies an Ed25519 signature. @param key the public key, 32 bytes */
export type Ed25519Verifier = (key: Uint8Array, signature: Uint8Array, data: Uint8Array) => Promise<boolean> | boolean;

export type Sha256 = (bytes: Uint8Array) => string | Promise<string>;

/** Functions that the platform provides for verifying signatures. */
export interface SignatureChecks {
  /** Needed for trust files with SM2 keys; without it, packages that need them are refused. */
  readonly sm2?: Sm2Verifier;
  /** Used if WebCrypto does not have Ed25519; without it, packages with such a signature are then refused. */
  readonly ed25519?: Ed25519Verifier;
  /** Defaults to WebCrypto. */
  readonly sha256?: Sha256;
}

/**
 * Verifies an envelope's signatures.
 *
 * Signatures by untrusted keys are ignored, because they may be meant for someone else. A signature that names a
 * trusted key but does not verify means damage or an attack, and refuses the whole package.
 *
 * @returns ids of the keys that signed
 * @throws PackageError
 */
export async function verifySignatures(
  envelope: Envelope,
  trust: Trust,
  checks: SignatureChecks = {},
): Promise<readonly string[]> {
  if (trust.keys.some(({ algorithm }) => algorithm === "sm2")) {
    refuse("package/trust-group", "SM2 signs in addition to another algorithm, never instead");
  }
  const digest = checks.sha256 ?? sha256;
  const groups: (readonly string[])[] = [];
  const all = new Map<string, TrustKey>();
  for (const group of [trust, ...(trust.also ?? [])]) {
    const keys = await keysById(group, digest);
    for (const [id, key] of keys) {
      if (all.has(id)) refuse("package/trust-group", `key ${id} is in two groups`);
      all.set(id, key);
    }
    groups.push([...keys.keys()]);
  }
  const holders = await checkSignatures(envelope, all, checks);
  if (holders.length === 0) refuse("package/key-untrusted", envelope.signatures.map((s) => s.keyid).join(", "));
  for (const [index, { threshold }] of [trust, ...(trust.also ?? [])].entries()) {
    const count = holders.filter((id) => groups[index]?.includes(id)).length;
    if (count < threshold)
      refuse("package/threshold", `${count} of ${threshold}${index === 0 ? "" : ` in group ${index + 1}`}`);
  }
  return holders;
}

async function keysById(group: TrustGroup, digest: Sha256): Promise<Map<string, TrustKey>> {
  const keys = new Map<string, TrustKey>();
  for (const key of group.keys) {
    publicPoint(key);
    keys.set(await digest(key.spki), key);
  }
  const { threshold } = group;
  if (!Number.isInteger(threshold) || threshold < 1 || threshold > keys.size) refuse("package/trust-threshold");
  return keys;
}

/**
 * Verifies the signatures by these keys, without regard to trust.
 *
 * @param keys by key id
 * @returns ids of the keys that signed
 * @throws PackageError if one of their signatures does not verify
 */
export async function checkSignatures(
  envelope: Envelope,
  keys: ReadonlyMap<string, TrustKey>,
  checks: SignatureChecks,
): Promise<string[]> {
  if (envelope.signatures.length === 0) refuse("package/unsigned");
  const signed = preAuthEncoding(envelope.payloadType, envelope.payload);
  const holders: string[] = [];
  for (const { keyid, sig } of envelope.signatures) {
    const key = keys.get(keyid);
    if (!key) continue;
    if (sig.length !== 64) refuse("package/signature-malformed", `by key ${keyid}`);
    if (!(await verifySignature(key, sig, signed, checks))) refuse("package/signature-invalid", `by key ${keyid}`);
    holders.push(keyid);
  }
  return holders;
}

/** A key's id: SHA-256 of its SPKI. */
export function keyId(spki: Uint8Array): Promise<string> {
  return sha256(spki);
}

/** Detects the algorithm of a public key from its bytes. */
export function algorithmOf(spki: Uint8Array): KeyAlgorithm {
  for (const algorithm of ["ed25519", "ecdsa-p256", "sm2"] as const) {
    if (startsWith(spki, spkiForms[algorithm].prefix)) return algorithm;
  }
  if (containsBytes(spki, ecPublicKeyOid)) refuse("package/key-curve");
  refuse("package/key-malformed");
}

/**
 * DER encodings of the key types. Each has a single form in which everything but the point is constant (RFC 8410 §4;
 * RFC 5480 §2, P-256, uncompressed point; the same with the curve of GM/T 0006).
 */
const spkiForms: Readonly<Record<KeyAlgorithm, { prefix: readonly number[]; size: number }>> = {
  ed25519: { prefix: [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00], size: 44 },
  "ecdsa-p256": {
    prefix: [
      0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce,
      0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00,
    ],
    size: 91,
  },
  sm2: {
    prefix: [
      0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x81, 0x1c, 0xcf,
      0x55, 0x01, 0x82, 0x2d, 0x03, 0x42, 0x00,
    ],
    size: 91,
  },
};
const ecPublicKeyOid = [0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01];

/** Extracts the public key from its DER. */
function publicPoint({ algorithm, spki }: TrustKey): Uint8Array {
  if (algorithmOf(spki) !== algorithm) refuse("package/key-algorithm", algorithm);
  const { prefix, size } = spkiForms[algorithm];
  if (spki.length !== size) refuse("package/key-malformed");
  return spki.subarray(prefix.length);
}

async function verifySignature(
  key: TrustKey,
  signature: Uint8Array,
  data: Uint8Array,
  { sm2, ed25519 }: SignatureChecks,
): Promise<boolean> {
  if (key.algorithm === "sm2") {
    return sm2 ? sm2(publicPoint(key), signature, data) : refuse("package/algorithm-unavailable", "sm2");
  }
  const importAs = key.algorithm === "ed25519" ? { name: "Ed25519" } : { name: "ECDSA", namedCurve: "P-256" };
  const verifyAs = key.algorithm === "ed25519" ? { name: "Ed25519" } : { name: "ECDSA", hash: "SHA-256" };
  let imported;
  try {
    imported = await crypto.subtle.importKey("raw", publicPoint(key) as Uint8Array<ArrayBuffer>, importAs, false, [
      "verify",
    ]);
  } catch (error) {
    // A browser without Ed25519 throws NotSupportedError; any other error means that the bytes are not a point on the
    // curve.
    const unsupported = (error as { name?: unknown }).name === "NotSupportedError";
    if (unsupported && key.algorithm === "ed25519" && ed25519) return ed25519(publicPoint(key), signature, data);
    refuse(unsupported ? "package/algorithm-unavailable" : "package/key-malformed", key.algorithm);
  }
  return crypto.subtle.verify(
    verifyAs,
    imported,
    signature as Uint8Array<ArrayBuffer>,
    data as Uint8Array<ArrayBuffer>,
  );
}

function startsWith(bytes: Uint8Array, prefix: readonly number[]): boolean {
  return bytes.length >= prefix.length && equalBytes(bytes.subarray(0, prefix.length), Uint8Array.from(prefix));
}

function containsBytes(bytes: Uint8Array, part: readonly number[]): boolean {
  for (let at = 0; at + part.length <= bytes.length; at++) if (startsWith(bytes.subarray(at), part)) return true;
  return false;
}
