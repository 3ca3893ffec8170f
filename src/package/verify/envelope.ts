/**
 * DSSE envelopes (Dead Simple Signing Envelope, protocol v1.0.0 §2–§3): who signed which exact bytes.
 *
 * The envelope itself is not signed, so only one form of it is accepted: these keys in this order, no white space,
 * signatures sorted by key id. Otherwise two different packages could carry the same statement.
 */
import { decodeBase64, encodeBase64 } from "./bytes.ts";
import { PackageError, refuse } from "./error.ts";
import type { PackageLimits } from "./limits.ts";
import { parseStrictJson } from "./strict-json.ts";
import type { JsonObject, JsonValue } from "./strict-json.ts";

export interface Envelope {
  readonly payloadType: string;
  readonly payload: Uint8Array;
  /** Sorted by key id, one per key. */
  readonly signatures: readonly EnvelopeSignature[];
}

export interface EnvelopeSignature {
  /** SHA-256 of the public key (SPKI, DER), lower-case hexadecimal. Only selects the trusted key to try. */
  readonly keyid: string;
  readonly sig: Uint8Array;
}

/** The bytes to sign: DSSE's pre-authentication encoding of type and payload. */
export function preAuthEncoding(payloadType: string, payload: Uint8Array): Uint8Array {
  const encoder = new TextEncoder();
  const head = encoder.encode(`DSSEv1 ${encoder.encode(payloadType).length} ${payloadType} ${payload.length} `);
  const out = new Uint8Array(head.length + payload.length);
  out.set(head);
  out.set(payload, head.length);
  return out;
}

/**
 * Serializes an envelope in its only accepted form.
 *
 * @param base64 the platform's own encoder may be faster
 */
export function encodeEnvelope(envelope: Envelope, base64: (bytes: Uint8Array) => string = encodeBase64): Uint8Array {
  return new TextEncoder().encode(
    envelopeText(
      envelope.payloadType,
      base64(envelope.payload),
      envelope.signatures.map(({ keyid, sig }) => ({ keyid, sig: base64(sig) })),
    ),
  );
}

/**
 * Parses an envelope; the payload stays bytes.
 *
 * @throws PackageError
 */
export function parseEnvelope(bytes: Uint8Array, limits: PackageLimits): Envelope {
  const object = asObject(parseJson(bytes));
  const { payload, payloadType, signatures } = object;
  if (typeof payload !== "string" || typeof payloadType !== "string" || !Array.isArray(signatures)) {
    refuse("package/envelope-shape");
  }
  if (signatures.length > limits.signatures) refuse("package/envelope-shape", "too many signatures");
  const texts = (signatures as readonly JsonValue[]).map(readSignature);
  const decoded = decodeBase64(payload);
  if (!decoded) refuse("package/envelope-shape", "payload is not strict base64");
  for (let i = 1; i < texts.length; i++) {
    if (texts[i - 1]!.keyid === texts[i]!.keyid) refuse("package/signature-duplicate");
    if (texts[i - 1]!.keyid > texts[i]!.keyid) refuse("package/signature-order");
  }
  if (envelopeText(payloadType, payload, texts) !== new TextDecoder().decode(bytes)) refuse("package/envelope-shape");
  return {
    payloadType,
    payload: decoded,
    signatures: texts.map(({ keyid, sig }) => {
      const raw = decodeBase64(sig);
      if (!raw) refuse("package/envelope-shape", "a signature is not strict base64");
      return { keyid, sig: raw };
    }),
  };
}

interface SignatureText {
  readonly keyid: string;
  readonly sig: string;
}

function envelopeText(payloadType: string, payload: string, signatures: readonly SignatureText[]): string {
  return JSON.stringify({ payloadType, payload, signatures: signatures.map(({ keyid, sig }) => ({ keyid, sig })) });
}

// The `package/json-…` codes refer to the manifest, so errors of the envelope get a code of their own.
function parseJson(bytes: Uint8Array): JsonValue {
  try {
    return parseStrictJson(bytes);
  } catch (error) {
    if (error instanceof PackageError) refuse("package/envelope-json", error.message);
    throw error;
  }
}

function readSignature(value: JsonValue): SignatureText {
  const { keyid, sig } = asObject(value);
  if (typeof keyid !== "string" || typeof sig !== "string" || !/^[0-9a-f]{64}$/.test(keyid)) {
    refuse("package/envelope-shape", "signatures");
  }
  return { keyid, sig };
}

function asObject(value: JsonValue): JsonObject {
  if (typeof value !== "object" || value === null || Array.isArray(value)) refuse("package/envelope-shape");
  return value as JsonObject;
}
