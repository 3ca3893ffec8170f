/**
 * The verifier for Node: the same code, with Node's own synchronous SHA-256 (WebCrypto would go through the thread pool
 * for each of thousands of small files), and with SM2, which loads only if a key needs it.
 */
import { createHash } from "node:crypto";
import {
  readUnverifiedPackage as readAnywhere,
  verifyPackage as verifyAnywhere,
  verifyUnpacked as verifyUnpackedAnywhere,
} from "./verify/index.ts";
import type { Sm2Verifier, Trust, UnverifiedPackage, VerifiedPackage, VerifyOptions } from "./verify/index.ts";

/** See `verify/verify.ts`. */
export function verifyPackage(bytes: Uint8Array, trust: Trust, options: VerifyOptions = {}): Promise<VerifiedPackage> {
  return verifyAnywhere(bytes, trust, { sha256, sm2, ...options });
}

/** See `verify/verify.ts`. */
export function readUnverifiedPackage(bytes: Uint8Array, options: VerifyOptions = {}): Promise<UnverifiedPackage> {
  return readAnywhere(bytes, { sha256, ...options });
}

/** See `verify/verify.ts`. */
export function verifyUnpacked(
  envelope: Uint8Array,
  tars: readonly Uint8Array[],
  trust: Trust,
  options: VerifyOptions = {},
): Promise<VerifiedPackage> {
  return verifyUnpackedAnywhere(envelope, tars, trust, { sha256, sm2, ...options });
}

/** See `verify/trust.ts`. */
export const sm2: Sm2Verifier = async (...args) => (await import("./verify-sm2.ts")).verifySm2(...args);

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
