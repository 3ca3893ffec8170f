/**
 * Creates a self-signed certificate for a preview over HTTPS: X.509 v3 (RFC 5280) with a P-256 key, which every browser
 * accepts. docs/decisions/self-signed.md says why this is implemented here.
 */
import { createHash, generateKeyPairSync, randomBytes, sign } from "node:crypto";
import type { KeyObject } from "node:crypto";
import { isIP } from "node:net";

export interface SelfSigned {
  /** PEM. */
  readonly cert: string;
  /** PKCS#8 PEM. */
  readonly key: string;
}

/** Browsers refuse certificates that are valid for more than 398 days. */
const days = 365;

/**
 * @param names host names and IP addresses (IPv6 without brackets) that the certificate covers
 * @param now start of validity, minus an hour because clocks differ
 */
export function createSelfSigned(names: readonly string[], now: Date): SelfSigned {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const body = certificateBody(names, publicKey, now);
  const signature = sign("sha256", body, privateKey);
  const der = sequence(body, sequence(oid(oids.ecdsaWithSha256)), bitString(signature));
  const lines = der.toString("base64").replace(/.{1,64}/g, "$&\n");
  return {
    cert: `-----BEGIN CERTIFICATE-----\n${lines}-----END CERTIFICATE-----\n`,
    key: String(privateKey.export({ type: "pkcs8", format: "pem" })),
  };
}

const oids = {
  commonName: [2, 5, 4, 3],
  ecdsaWithSha256: [1, 2, 840, 10045, 4, 3, 2],
  subjectKeyIdentifier: [2, 5, 29, 14],
  keyUsage: [2, 5, 29, 15],
  subjectAltName: [2, 5, 29, 17],
  basicConstraints: [2, 5, 29, 19],
  extendedKeyUsage: [2, 5, 29, 37],
  serverAuth: [1, 3, 6, 1, 5, 5, 7, 3, 1],
} as const;

function certificateBody(names: readonly string[], publicKey: KeyObject, now: Date): Buffer {
  const spki = publicKey.export({ type: "spki", format: "der" });
  const subject = sequence(set(sequence(oid(oids.commonName), utf8("miniapp preview"))));
  // A DER integer must be positive and have no leading zero byte.
  const serial = randomBytes(16);
  serial[0] = ((serial[0] as number) & 0x7f) | 0x40;
  const from = new Date(now.getTime() - 60 * 60 * 1000);
  const until = new Date(now.getTime() + days * 24 * 60 * 60 * 1000);
  return sequence(
    explicit(0, integer(2)),
    element(0x02, serial),
    sequence(oid(oids.ecdsaWithSha256)),
    subject,
    sequence(time(from), time(until)),
    subject,
    spki,
    explicit(
      3,
      sequence(
        // A server certificate, not a CA: trusting it means trusting this key only.
        extension(oids.basicConstraints, sequence(), true),
        extension(oids.keyUsage, element(0x03, Buffer.from([7, 0x80])), true),
        extension(oids.extendedKeyUsage, sequence(oid(oids.serverAuth)), false),
        extension(oids.subjectKeyIdentifier, octets(createHash("sha1").update(spki).digest()), false),
        extension(oids.subjectAltName, sequence(...names.map(alternativeName)), false),
      ),
    ),
  );
}

function alternativeName(name: string): Buffer {
  return isIP(name) === 0 ? element(0x82, Buffer.from(name, "latin1")) : element(0x87, addressBytes(name));
}

/** The address as 4 or 16 bytes. */
function addressBytes(address: string): Buffer {
  if (isIP(address) === 4) return Buffer.from(address.split(".").map(Number));
  // An IPv6 address may end in an IPv4 address.
  const text = address.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_all, a: string, b: string, c: string, d: string) =>
    [Number(a) * 256 + Number(b), Number(c) * 256 + Number(d)].map((one) => one.toString(16)).join(":"),
  );
  const [head = "", tail] = text.split("::", 2);
  const groups = (part: string | undefined): string[] => (part === undefined || part === "" ? [] : part.split(":"));
  const [before, behind] = [groups(head), groups(tail)];
  const zeros = Array.from({ length: 8 - before.length - behind.length }, () => "0");
  const all = tail === undefined ? before : [...before, ...zeros, ...behind];
  return Buffer.from(all.flatMap((group) => [Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 255]));
}

function extension(id: readonly number[], value: Buffer, critical: boolean): Buffer {
  return sequence(oid(id), ...(critical ? [element(0x01, Buffer.from([0xff]))] : []), octets(value));
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return element(0x30, Buffer.concat(parts));
}

function set(...parts: readonly Buffer[]): Buffer {
  return element(0x31, Buffer.concat(parts));
}

function explicit(tag: number, value: Buffer): Buffer {
  return element(0xa0 + tag, value);
}

function integer(value: number): Buffer {
  return element(0x02, Buffer.from([value]));
}

function octets(value: Buffer): Buffer {
  return element(0x04, value);
}

function bitString(value: Buffer): Buffer {
  return element(0x03, Buffer.concat([Buffer.from([0]), value]));
}

function utf8(text: string): Buffer {
  return element(0x0c, Buffer.from(text));
}

/** RFC 5280 requires UTCTime until 2049, and GeneralizedTime after that. */
function time(date: Date): Buffer {
  const digits = date.toISOString().replace(/[-:T]|\.\d+/g, "");
  const year = date.getUTCFullYear();
  return year < 2050 ? element(0x17, Buffer.from(digits.slice(2))) : element(0x18, Buffer.from(digits));
}

function oid([first = 0, second = 0, ...rest]: readonly number[]): Buffer {
  const bytes = [first * 40 + second];
  for (const number of rest) {
    const groups = [number & 0x7f];
    for (let left = number >>> 7; left > 0; left >>>= 7) groups.unshift((left & 0x7f) | 0x80);
    bytes.push(...groups);
  }
  return element(0x06, Buffer.from(bytes));
}

/** DER: tag, length, value. */
function element(tag: number, value: Buffer): Buffer {
  const { length } = value;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([tag, ...size]), value]);
}
