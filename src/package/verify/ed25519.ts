/**
 * Ed25519 for browsers whose WebCrypto does not have it (before Chrome 137, Safari 17 and Firefox 129). A file of its
 * own, because the others need not load it.
 */
import { ed25519 } from "@noble/curves/ed25519";

/**
 * Verifies a signature by the rules of RFC 8032. A malformed key or signature does not verify.
 *
 * @param key the public key, 32 bytes
 */
export function verifyEd25519(key: Uint8Array, signature: Uint8Array, data: Uint8Array): boolean {
  return ed25519.verify(signature, data, key, { zip215: false });
}
