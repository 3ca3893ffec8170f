/**
 * Statements signed by people: proposals, approvals, log entries. They are DSSE envelopes like those of packages. The
 * payload type is part of the signed bytes, so that one kind of statement cannot be used as another.
 */
import { createHash } from "node:crypto";
import { PackageError, signStatement } from "../package/index.ts";
import type { Signer } from "../package/index.ts";
import { parseEnvelope } from "../package/verify/envelope.ts";
import { defaultLimits } from "../package/verify/limits.ts";
import { parseStrictJson } from "../package/verify/strict-json.ts";
import { algorithmOf, verifySignatures } from "../package/verify/trust.ts";
import { refuseRelease } from "./error.ts";
import type { JsonMap, PublicKey } from "./metadata.ts";

export const payloadTypes = {
  proposal: "application/vnd.miniapp.proposal+json",
  approval: "application/vnd.miniapp.approval+json",
  audit: "application/vnd.miniapp.audit-entry+json",
} as const;

export type StatementKind = keyof typeof payloadTypes;

export interface Statement {
  readonly payload: JsonMap;
  /** SHA-256 of the exact payload bytes, by which other statements refer to it. */
  readonly digest: string;
  /** The key that signed. */
  readonly keyid: string;
}

/** Signs a statement; returns the bytes of its envelope. */
export async function writeStatement(kind: StatementKind, payload: object, signer: Signer): Promise<Uint8Array> {
  return signStatement(payloadTypes[kind], new TextEncoder().encode(JSON.stringify(payload)), [signer]);
}

/** The digest that identifies a statement's payload. */
export function payloadDigest(payload: object): string {
  return sha256(new TextEncoder().encode(JSON.stringify(payload)));
}

/**
 * Reads a statement of one kind, signed by exactly one of the keys.
 *
 * @throws ReleaseError
 */
export async function readStatement(
  kind: StatementKind,
  bytes: Uint8Array,
  keys: readonly PublicKey[],
): Promise<Statement> {
  try {
    const envelope = parseEnvelope(bytes, defaultLimits);
    if (envelope.payloadType !== payloadTypes[kind]) {
      return refuseRelease("release/statement-malformed", `it is no ${kind}`);
    }
    const trust = { keys: keys.map(({ spki }) => ({ algorithm: algorithmOf(spki), spki })), threshold: 1 };
    const signedBy = await verifySignatures(envelope, trust, { sha256 });
    if (envelope.signatures.length !== 1 || signedBy.length !== 1) {
      return refuseRelease("release/statement-malformed", "it wants one signature");
    }
    // The strict parser creates objects without prototypes.
    const payload = parseStrictJson(envelope.payload) as unknown as JsonMap;
    if (typeof payload !== "object" || payload === null || Array.isArray(payload)) {
      return refuseRelease("release/statement-malformed");
    }
    return { payload, digest: sha256(envelope.payload), keyid: signedBy[0] as string };
  } catch (error) {
    if (!(error instanceof PackageError)) throw error;
    const signature = /signature|key|threshold|unsigned/.test(error.code);
    return refuseRelease(signature ? "release/statement-signature" : "release/statement-malformed", error.message);
  }
}

export function sha256(bytes: Uint8Array | string): string {
  return createHash("sha256").update(bytes).digest("hex");
}
