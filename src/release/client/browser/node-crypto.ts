/**
 * The part of `node:crypto` that the TUF client uses, for browsers. It needs synchronous results, and WebCrypto is
 * asynchronous. Only Ed25519 and P-256 keys are supported, the kinds that a store has.
 */
import { ed25519 } from "@noble/curves/ed25519";
import { p256 } from "@noble/curves/nist";
import { sha256, sha512 } from "@noble/hashes/sha2";
import { decodeBase64, encodeBase64 } from "../../../package/verify/bytes.ts";
import { algorithmOf } from "../../../package/verify/trust.ts";
import type { KeyAlgorithm } from "../../../package/verify/trust.ts";
import { Buffer } from "./node-buffer.ts";

const algorithms = { sha256, sha512 } as const;

class Hash {
  readonly #state: ReturnType<(typeof algorithms)["sha256"]["create"]>;

  constructor(name: string) {
    if (name !== "sha256" && name !== "sha512") throw new Error(`unsupported digest ${name}`);
    this.#state = algorithms[name].create();
  }

  update(data: string | Uint8Array): this {
    this.#state.update(typeof data === "string" ? new TextEncoder().encode(data) : data);
    return this;
  }

  digest(): Buffer;
  digest(encoding: "hex"): string;
  digest(encoding?: "hex"): Buffer | string {
    const bytes = Buffer.from(this.#state.digest());
    return encoding === undefined ? bytes : bytes.toString(encoding);
  }
}

export function createHash(name: string): Hash {
  return new Hash(name);
}

export function hash(name: string, data: string | Uint8Array): string {
  return new Hash(name).update(data).digest("hex");
}

class PublicKey {
  readonly algorithm: KeyAlgorithm;
  readonly #spki: Uint8Array;

  constructor(spki: Uint8Array) {
    this.algorithm = algorithmOf(spki);
    this.#spki = spki;
    const point = this.point;
    if (this.algorithm === "ed25519") {
      if (point.length !== 32) throw new Error("the key is damaged");
    } else p256.Point.fromBytes(point).assertValidity();
  }

  /** The key itself, extracted from its DER. */
  get point(): Uint8Array {
    return this.#spki.subarray(this.algorithm === "ed25519" ? 12 : 26);
  }

  export({ format }: { readonly format: "der" | "pem" }): Buffer | string {
    if (format === "der") return Buffer.from(this.#spki);
    const lines = encodeBase64(this.#spki).match(/.{1,64}/g) ?? [];
    return `-----BEGIN PUBLIC KEY-----\n${lines.join("\n")}\n-----END PUBLIC KEY-----\n`;
  }
}

/** @param from PEM text, or SPKI in DER */
export function createPublicKey(from: string | { readonly key: Uint8Array }): PublicKey {
  if (typeof from !== "string") return new PublicKey(from.key);
  const [, body = ""] = /^-----BEGIN PUBLIC KEY-----\s([\sA-Za-z0-9+/=]+)-----END PUBLIC KEY-----\s*$/.exec(from) ?? [];
  const spki = decodeBase64(body.replaceAll(/\s/g, ""));
  if (!spki || spki.length === 0) throw new Error("there is no public key");
  return new PublicKey(spki);
}

/** Like `crypto.verify` without a digest name: Ed25519, or ECDSA with SHA-256 and a DER signature. */
export function verify(
  _digest: undefined,
  data: Uint8Array,
  { key }: { readonly key: PublicKey },
  signature: Uint8Array,
): boolean {
  // The library throws for malformed signatures, where Node returns false.
  try {
    if (key.algorithm === "ed25519") return ed25519.verify(signature, data, key.point, { zip215: false });
    const options = { prehash: true, lowS: false, format: "der" } as const;
    return p256.verify(signature, data, key.point, options);
  } catch {
    return false;
  }
}

/** Referenced by code that no browser runs. */
export const constants = {};
