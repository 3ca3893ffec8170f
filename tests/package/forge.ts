/**
 * Builds packages byte by byte, with a mistake on request. Every step after the mistake is correct and signed by the
 * trusted key, so that a test reaches the check that it means and not an earlier one.
 */
import { createHash, createPrivateKey, generateKeyPairSync, sign } from "node:crypto";
import type { KeyObject } from "node:crypto";
import { crc32, deflateRawSync } from "node:zlib";
import { PackageError, verifyPackage } from "../../src/package/index.ts";
import type { PackageErrorCode, Trust, VerifyOptions } from "../../src/package/index.ts";

export interface ForgedEntry {
  path: string;
  content?: Uint8Array | string;
  /** Bytes that replace fields of the finished header, by offset, before the checksum is computed. */
  fields?: Record<number, string | Uint8Array>;
  /** Replaces the checksum field. */
  checksum?: string;
  type?: string;
  /** Whether the manifest lists it; true by default. */
  listed?: boolean;
  /** Written instead of the header and the content. */
  raw?: Uint8Array;
}

/** A manifest, or any similar object. */
export type Json = Record<string, unknown>;

export interface ForgedEnvelope {
  payloadType: unknown;
  payload: unknown;
  signatures: unknown;
}

export interface ForgedSubpackage {
  name: string;
  root: string;
  entries: ForgedEntry[];
}

export interface Forgery {
  subpackages?: ForgedSubpackage[];
  /** Files of the main package, instead of the sample's. */
  files?: ForgedEntry[];
  /** Changes the inner tar of the main package. */
  tar?: (tar: Buffer) => Uint8Array;
  /** Compresses the inner tar of the main package. */
  gzip?: (tar: Uint8Array) => Uint8Array;
  /** Changes the manifest before it is written; the digests are set already. */
  manifest?: (manifest: Json & { subpackages: Json[] }) => unknown;
  /** Changes the manifest's text. */
  payload?: (text: string) => string | Uint8Array;
  payloadType?: string;
  /** The signers; the trusted key by default. */
  signers?: KeyObject[];
  envelope?: (envelope: ForgedEnvelope) => unknown;
  envelopeText?: (text: string) => string;
  /** Changes the list of outer entries. */
  entries?: (entries: ForgedEntry[]) => ForgedEntry[];
  archive?: (archive: Buffer) => Uint8Array;
}

export const trustedKey = generateKeyPairSync("ed25519").privateKey;
export const trusted: Trust = trust(trustedKey);

export function trust(...keys: KeyObject[]): Trust {
  return { keys: keys.map((key) => ({ algorithm: algorithm(key), spki: spkiOf(key) })), threshold: keys.length };
}

export function sampleEntries(): ForgedEntry[] {
  return [
    { path: "app.js", content: "App({})\n" },
    { path: "app.json", content: "{}" },
    { path: "pages/index.js", content: "Page({ data: { text: 'a page' } })\n".repeat(20) },
  ];
}

/** The bytes of a package that is valid except for what `forgery` changes. */
export function forge(forgery: Forgery = {}): Buffer {
  const subpackages = forgery.subpackages ?? [{ name: "main", root: "", entries: forgery.files ?? sampleEntries() }];
  const blobs: Buffer[] = [];
  const list = subpackages.map((subpackage, index): Json => {
    let tar: Buffer = writeTar(subpackage.entries);
    if (index === 0 && forgery.tar) tar = Buffer.from(forgery.tar(tar));
    const blob = Buffer.from(index === 0 && forgery.gzip ? forgery.gzip(tar) : gzip(tar));
    blobs.push(blob);
    const files = subpackage.entries.filter((entry) => entry.listed !== false).map(listEntry);
    return {
      name: subpackage.name,
      root: subpackage.root,
      independent: false,
      digest: hash(tar),
      size: blob.length,
      compressedDigest: hash(blob),
      unpackedSize: files.reduce((sum, file) => sum + file.size, 0),
      files,
    };
  });
  const names = list.map((subpackage) => `blobs/${String(subpackage["digest"])}.tar.gz`);
  const base = manifest(list);
  const changed = forgery.manifest ? (forgery.manifest(base) ?? base) : base;
  const text = JSON.stringify(changed);
  const payload = Buffer.from(forgery.payload ? forgery.payload(text) : text);
  const entries: ForgedEntry[] = [
    { path: "manifest.dsse.json", content: envelopeText(payload, forgery) },
    ...blobs.map((content, index) => ({ path: names[index]!, content })),
  ];
  const archive = writeTar(forgery.entries ? forgery.entries(entries) : entries);
  return forgery.archive ? Buffer.from(forgery.archive(archive)) : archive;
}

function manifest(subpackages: Json[]): Json & { subpackages: Json[] } {
  return {
    format: 1,
    appId: "wx0123456789abcdef",
    versionName: "1.0.0",
    versionCode: 1,
    abi: "1.0",
    permissions: ["camera"],
    domains: { request: ["https://api.example.com"] },
    subpackages,
    build: { compiler: "miniapp 0.1.0", target: "es2020", mode: "", dependencies: [] },
  };
}

function listEntry(entry: ForgedEntry): { path: string; sha256: string; size: number } {
  const content = bytesOf(entry);
  return { path: entry.path, sha256: hash(content), size: content.length };
}

function envelopeText(payload: Buffer, forgery: Forgery): string {
  const payloadType = forgery.payloadType ?? "application/vnd.miniapp.package+json";
  const signatures = (forgery.signers ?? [trustedKey]).map((key) => signature(key, payloadType, payload));
  signatures.sort((a, b) => (a.keyid < b.keyid ? -1 : 1));
  const envelope: ForgedEnvelope = { payloadType, payload: payload.toString("base64"), signatures };
  const text = JSON.stringify(forgery.envelope ? (forgery.envelope(envelope) ?? envelope) : envelope);
  return forgery.envelopeText ? forgery.envelopeText(text) : text;
}

/** A DSSE signature. */
export function signature(key: KeyObject, payloadType: string, payload: Uint8Array): { keyid: string; sig: string } {
  const head = `DSSEv1 ${Buffer.byteLength(payloadType)} ${payloadType} ${payload.length} `;
  const message = Buffer.concat([Buffer.from(head), payload]);
  const bytes =
    key.asymmetricKeyType === "ed25519"
      ? sign(null, message, key)
      : sign("sha256", message, { key, dsaEncoding: "ieee-p1363" });
  return { keyid: hash(spkiOf(key)), sig: bytes.toString("base64") };
}

/** One gzip member with the fixed header. */
export function gzip(data: Uint8Array, level = 6): Buffer {
  return Buffer.concat([
    Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]),
    deflateRawSync(data, { level }),
    trailer(data),
  ]);
}

export function trailer(data: Uint8Array, size = data.length): Buffer {
  const out = Buffer.alloc(8);
  out.writeUInt32LE(crc32(data), 0);
  out.writeUInt32LE(size, 4);
  return out;
}

/** A tar with its two zero blocks. */
export function writeTar(entries: readonly ForgedEntry[]): Buffer {
  return Buffer.concat([...entries.map(writeEntry), Buffer.alloc(1024)]);
}

export function writeEntry(entry: ForgedEntry): Buffer {
  if (entry.raw) return Buffer.from(entry.raw);
  const content = bytesOf(entry);
  const padding = Buffer.alloc((512 - (content.length % 512)) % 512);
  if (/^[\0-\x7f]*$/.test(entry.path) && entry.path.length < 100) {
    return Buffer.concat([writeHeader(entry, entry.path, content.length), content, padding]);
  }
  const record = paxRecord(`path=${entry.path}`);
  return Buffer.concat([pax(record), writeHeader(entry, "PaxHeader/file", content.length), content, padding]);
}

/** A PAX header with an arbitrary body. */
export function pax(body: string, type = "x"): Buffer {
  return writeEntry({ path: "PaxHeader", content: body, type });
}

export function paxRecord(text: string): string {
  const length = Buffer.byteLength(text) + 2;
  let total = length + String(length).length;
  if (length + String(total).length !== total) total = length + String(total).length;
  return `${total} ${text}\n`;
}

function writeHeader(entry: ForgedEntry, name: string, size: number): Buffer {
  const out = Buffer.alloc(512);
  out.write(name, 0, "latin1");
  out.write("000644 \0", 100);
  out.write("000000 \0", 108);
  out.write("000000 \0", 116);
  out.write(`${size.toString(8).padStart(10, "0")} \0`, 124);
  out.write("0000000000 \0", 136);
  out.write(entry.type ?? "0", 156);
  out.write("ustar\u000000", 257);
  out.write("000000 \0", 329);
  out.write("000000 \0", 337);
  for (const [offset, value] of Object.entries(entry.fields ?? {})) out.set(Buffer.from(value), Number(offset));
  out.fill(" ", 148, 156);
  let sum = 0;
  for (const byte of out) sum += byte;
  out.write(entry.checksum ?? `${sum.toString(8).padStart(6, "0")} \0`, 148);
  return out;
}

function bytesOf(entry: ForgedEntry): Buffer {
  return Buffer.from(entry.content ?? "");
}

export function hash(bytes: Uint8Array | string): string {
  return createHash("sha256").update(bytes).digest("hex");
}

export function spkiOf(key: KeyObject): Uint8Array {
  const jwk = key.export({ format: "jwk" });
  if (jwk.kty === "OKP") return Buffer.concat([Buffer.from("302a300506032b6570032100", "hex"), fromJwk(jwk.x)]);
  const prefix = Buffer.from("3059301306072a8648ce3d020106082a8648ce3d03010703420004", "hex");
  return Buffer.concat([prefix, fromJwk(jwk.x), fromJwk(jwk.y)]);
}

function fromJwk(text: string | undefined): Buffer {
  return Buffer.from(text ?? "", "base64url");
}

function algorithm(key: KeyObject): "ed25519" | "ecdsa-p256" {
  return key.asymmetricKeyType === "ed25519" ? "ed25519" : "ecdsa-p256";
}

export function newPrivateKey(kind: "ed25519" | "p256" = "ed25519"): KeyObject {
  const pair = kind === "ed25519" ? generateKeyPairSync("ed25519") : generateKeyPairSync("ec", { namedCurve: "P-256" });
  return createPrivateKey(pair.privateKey.export({ type: "pkcs8", format: "pem" }));
}

/** The code of the refusal, or `undefined` if the package is accepted; rethrows any other error. */
export async function refusal(
  bytes: Uint8Array,
  keys: Trust = trusted,
  options: VerifyOptions = {},
  verify = verifyPackage,
): Promise<PackageErrorCode | undefined> {
  try {
    await verify(bytes, keys, options);
    return undefined;
  } catch (error) {
    if (error instanceof PackageError) return error.code;
    throw error;
  }
}
