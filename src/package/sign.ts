/**
 * Signing: a signer is one method, so that a key in a file, an HSM and a remote service look alike. What comes back is
 * checked before it is used, because a signer may be any program.
 */
import { encodeEnvelope, preAuthEncoding } from "./verify/envelope.ts";
import type { Envelope, EnvelopeSignature } from "./verify/envelope.ts";
import { packagePayloadType } from "./verify/manifest.ts";
import { keyId, verifySignatures } from "./verify/trust.ts";
import type { KeyAlgorithm } from "./verify/trust.ts";

export interface Signer {
  readonly algorithm: KeyAlgorithm;
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKey: Uint8Array;
  /** Signs exactly these bytes; 64 bytes of signature, for ECDSA `r ‖ s` (IEEE P1363). */
  sign(message: Uint8Array): Promise<Uint8Array>;
}

/**
 * Signs a package's manifest.
 *
 * @param payload the exact bytes of the manifest
 * @param signers at least one, with distinct keys
 * @returns the bytes of `manifest.dsse.json`
 * @throws PackageError if a signature does not hold, `RangeError` without signers
 */
export async function signPackage(payload: Uint8Array, signers: readonly Signer[]): Promise<Uint8Array> {
  return encodeEnvelope(await signPayload(packagePayloadType, payload, signers));
}

async function signPayload(payloadType: string, payload: Uint8Array, signers: readonly Signer[]): Promise<Envelope> {
  if (signers.length === 0) throw new RangeError("a package needs at least one signer");
  const message = preAuthEncoding(payloadType, payload);
  const signatures = await Promise.all(
    signers.map(async (signer): Promise<EnvelopeSignature> => {
      const [keyid, sig] = await Promise.all([keyId(signer.publicKey), signer.sign(message)]);
      return { keyid, sig };
    }),
  );
  signatures.sort((a, b) => (a.keyid < b.keyid ? -1 : 1));
  const envelope: Envelope = { payloadType, payload, signatures };
  const keys = signers.map(({ algorithm, publicKey }) => ({ algorithm, spki: publicKey }));
  await verifySignatures(envelope, { keys, threshold: signers.length });
  return envelope;
}
