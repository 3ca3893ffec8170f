/**
 * Signing. A signer is a single method, so that a key file, an HSM and a remote service look the same. Signatures are
 * verified before use, because a signer can be any program.
 */
import { encodeEnvelope, parseEnvelope, preAuthEncoding } from "./verify/envelope.ts";
import type { Envelope, EnvelopeSignature } from "./verify/envelope.ts";
import { refuse } from "./verify/error.ts";
import { defaultLimits } from "./verify/limits.ts";
import { packagePayloadType } from "./verify/manifest.ts";
import { sm2 } from "./read-package.ts";
import { checkSignatures, keyId } from "./verify/trust.ts";
import type { KeyAlgorithm } from "./verify/trust.ts";

export interface Signer {
  readonly algorithm: KeyAlgorithm;
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKey: Uint8Array;
  /** Signs exactly these bytes. Resolves with 64 bytes; for ECDSA and SM2 that is `r ‖ s` (IEEE P1363). */
  sign(message: Uint8Array): Promise<Uint8Array>;
}

/**
 * Signs a package's manifest.
 *
 * @param payload the exact bytes of the manifest
 * @param signers at least one, with distinct keys
 * @returns the bytes of `manifest.dsse.json`
 * @throws PackageError if a signature does not verify, `RangeError` without signers
 */
export async function signPackage(payload: Uint8Array, signers: readonly Signer[]): Promise<Uint8Array> {
  return encodeEnvelope(await signPayload(packagePayloadType, payload, signers), base64);
}

/**
 * Adds signatures to a signed manifest. Keys that have signed already are skipped.
 *
 * @param envelopeBytes a valid `manifest.dsse.json`
 * @throws PackageError
 */
export async function addSignatures(envelopeBytes: Uint8Array, signers: readonly Signer[]): Promise<Uint8Array> {
  const envelope = parseEnvelope(envelopeBytes, defaultLimits);
  const added = await signPayload(envelope.payloadType, envelope.payload, signers);
  const present = new Set(envelope.signatures.map(({ keyid }) => keyid));
  const signatures = [...envelope.signatures, ...added.signatures.filter(({ keyid }) => !present.has(keyid))];
  return encodeEnvelope(
    { ...envelope, signatures: signatures.toSorted((a, b) => (a.keyid < b.keyid ? -1 : 1)) },
    base64,
  );
}

/** Signs a statement of any kind: the payload type is part of the signed bytes. */
export async function signStatement(
  payloadType: string,
  payload: Uint8Array,
  signers: readonly Signer[],
): Promise<Uint8Array> {
  return encodeEnvelope(await signPayload(payloadType, payload, signers), base64);
}

function base64({ buffer, byteOffset, length }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, length).toString("base64");
}

async function signPayload(payloadType: string, payload: Uint8Array, signers: readonly Signer[]): Promise<Envelope> {
  if (signers.length === 0) throw new RangeError("a statement needs at least one signer");
  const message = preAuthEncoding(payloadType, payload);
  const signatures = await Promise.all(
    signers.map(async (signer): Promise<EnvelopeSignature> => {
      const [keyid, sig] = await Promise.all([keyId(signer.publicKey), signer.sign(message)]);
      return { keyid, sig };
    }),
  );
  signatures.sort((a, b) => (a.keyid < b.keyid ? -1 : 1));
  const envelope: Envelope = { payloadType, payload, signatures };
  const keys = signatures.map(({ keyid }) => keyid);
  if (new Set(keys).size < signers.length) refuse("package/trust-threshold");
  const own = await Promise.all(
    signers.map(async ({ algorithm, publicKey }) => [await keyId(publicKey), { algorithm, spki: publicKey }] as const),
  );
  await checkSignatures(envelope, new Map(own), { sm2 });
  return envelope;
}
