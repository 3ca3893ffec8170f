/** Every attack under "Signature" of the packaging rules. Each is refused with its own code. */
import { generateKeyPairSync, sign } from "node:crypto";
import { describe, expect, test } from "vitest";
import { verifyPackage } from "../../src/package/index.ts";
import type { PackageErrorCode, Trust, VerifyOptions } from "../../src/package/index.ts";
import {
  forge,
  hash,
  newPrivateKey,
  refusal,
  sampleEntries,
  signature,
  spkiOf,
  trust,
  trusted,
  trustedKey,
} from "./forge.ts";
import type { ForgedEnvelope, Forgery } from "./forge.ts";

const other = newPrivateKey();
const curve = newPrivateKey("p256");
const twoKeys = trust(trustedKey, other);
const packageType = "application/vnd.miniapp.package+json";

interface Attack {
  readonly name: string;
  readonly code: PackageErrorCode;
  readonly forgery?: Forgery;
  readonly trust?: Trust;
  readonly options?: VerifyOptions;
}

const attacks: Attack[] = [
  { name: "no signature", code: "package/unsigned", forgery: { signers: [] } },
  { name: "envelope stripped", code: "package/manifest-missing", forgery: { entries: (e) => e.slice(1) } },
  { name: "envelope not first", code: "package/manifest-missing", forgery: { entries: (e) => e.toReversed() } },
  { name: "one of two signatures stripped", code: "package/threshold", trust: twoKeys },
  { name: "a signature twice", code: "package/signature-duplicate", forgery: { signers: [trustedKey, trustedKey] } },
  {
    name: "the same key twice for a threshold of two",
    code: "package/signature-duplicate",
    forgery: { signers: [trustedKey, trustedKey] },
    trust: twoKeys,
  },
  { name: "an unknown key", code: "package/key-untrusted", forgery: { signers: [other] } },
  {
    name: "one trusted and one unknown key for a threshold of two",
    code: "package/threshold",
    forgery: { signers: [trustedKey, curve] },
    trust: twoKeys,
  },
  {
    name: "an alias as key id",
    code: "package/key-untrusted",
    forgery: { envelope: (e) => withKeyId(e, hash("alias")) },
  },
  {
    name: "one key under its own id and an alias, for a threshold of two",
    code: "package/threshold",
    forgery: { envelope: alias },
    trust: twoKeys,
  },
  {
    name: "an unknown key under the trusted id",
    code: "package/signature-invalid",
    forgery: { signers: [other], envelope: (e) => withKeyId(e, idOf(trustedKey)) },
  },
  {
    name: "a key id that is no digest",
    code: "package/envelope-shape",
    forgery: { envelope: (e) => withKeyId(e, "alias") },
  },
  {
    name: "one key trusted twice",
    code: "package/trust-threshold",
    trust: { keys: [...trusted.keys, ...trusted.keys], threshold: 2 },
  },
  { name: "threshold 0", code: "package/trust-threshold", trust: { ...trusted, threshold: 0 } },
  { name: "threshold below 0", code: "package/trust-threshold", trust: { ...trusted, threshold: -1 } },
  { name: "threshold 0.5", code: "package/trust-threshold", trust: { ...trusted, threshold: 0.5 } },
  { name: "threshold NaN", code: "package/trust-threshold", trust: { ...trusted, threshold: Number.NaN } },
  { name: "no trusted keys", code: "package/trust-threshold", trust: { keys: [], threshold: 1 } },
  {
    name: "an algorithm that is not the key's",
    code: "package/key-algorithm",
    trust: { keys: [{ algorithm: "ecdsa-p256", spki: spkiOf(trustedKey) }], threshold: 1 },
  },
  {
    name: "an algorithm in the envelope",
    code: "package/envelope-shape",
    forgery: { envelopeText: (t) => t.replace('"sig"', '"alg":"none","sig"') },
  },
  {
    name: "an Ed25519 signature under an ECDSA key's id",
    code: "package/signature-invalid",
    forgery: { envelope: (e) => withKeyId(e, idOf(curve)) },
    trust: trust(curve),
  },
  {
    name: "another payload type, signed",
    code: "package/payload-type",
    forgery: { payloadType: "application/vnd.miniapp.approval+json" },
  },
  {
    name: "another payload type, put in later",
    code: "package/signature-invalid",
    forgery: {
      payloadType: "application/vnd.miniapp.approval+json",
      envelope: (e) => ({ ...e, payloadType: packageType }),
    },
  },
  {
    name: "a manifest that was not signed",
    code: "package/signature-invalid",
    forgery: { envelope: (e) => ({ ...e, payload: changed(e.payload as string) }) },
  },
  { name: "the package of another app", code: "package/wrong-app", options: { appId: "wx9999999999999999" } },
  { name: "another package of the same app", code: "package/digest-mismatch", options: { digest: hash("other") } },
  {
    name: "the manifest of another app with these blobs",
    code: "package/blob-unlisted",
    forgery: { entries: ([, blob]) => [envelopeOf("wx1111111111111111"), blob!] },
  },
  {
    name: "a blob of another subpackage",
    code: "package/blob-size",
    forgery: { subpackages: subpackages(), entries: ([m, a, b]) => [m!, a!, { ...b!, content: a!.content! }] },
  },
  {
    name: "a blob of another subpackage, of the same size",
    code: "package/blob-compressed-digest",
    forgery: { subpackages: twins(), entries: ([m, a, b]) => [m!, a!, { ...b!, content: a!.content! }] },
  },
  {
    name: "blobs of two subpackages exchanged",
    code: "package/entry-order",
    forgery: { subpackages: subpackages(), entries: ([m, a, b]) => [m!, b!, a!] },
  },
  {
    name: "listed but absent",
    code: "package/file-missing",
    forgery: {
      manifest: (m) => void (m.subpackages[0]!["files"] as unknown[]).push({ path: "z.js", sha256: hash(""), size: 0 }),
    },
  },
  {
    name: "present but unlisted",
    code: "package/file-unlisted",
    forgery: { files: [...sampleEntries(), { path: "z.js", listed: false }] },
  },
  {
    name: "malformed DER in a trusted key",
    code: "package/key-malformed",
    trust: keyOf(Buffer.from("3003020101", "hex")),
  },
  { name: "a trusted key cut short", code: "package/key-malformed", trust: keyOf(spkiOf(trustedKey).subarray(0, -1)) },
  {
    name: "a trusted key with bytes after it",
    code: "package/key-malformed",
    trust: keyOf(Buffer.concat([spkiOf(trustedKey), Buffer.from([0])])),
  },
  { name: "an empty trusted key", code: "package/key-malformed", trust: keyOf(Buffer.alloc(0)) },
  {
    name: "a trusted ECDSA key that is no point of the curve",
    code: "package/key-malformed",
    forgery: { signers: [curve], envelope: (e) => withKeyId(e, hash(offCurve())) },
    trust: { keys: [{ algorithm: "ecdsa-p256", spki: offCurve() }], threshold: 1 },
  },
  {
    name: "curve P-384",
    code: "package/key-curve",
    trust: { keys: [{ algorithm: "ecdsa-p256", spki: spkiOfCurve("P-384") }], threshold: 1 },
  },
  {
    name: "curve secp256k1",
    code: "package/key-curve",
    trust: { keys: [{ algorithm: "ecdsa-p256", spki: spkiOfCurve("secp256k1") }], threshold: 1 },
  },
  {
    name: "a DER signature where plain r and s are due",
    code: "package/signature-malformed",
    forgery: { signers: [curve], envelope: derSignature },
    trust: trust(curve),
  },
  {
    name: "a malformed DER signature",
    code: "package/signature-malformed",
    forgery: { signers: [curve], envelope: (e) => withSignature(e, Buffer.from("30063003020101", "hex")) },
    trust: trust(curve),
  },
  {
    name: "a signature of zeros",
    code: "package/signature-invalid",
    forgery: { envelope: (e) => withSignature(e, Buffer.alloc(64)) },
  },
  {
    name: "an ECDSA signature of zeros",
    code: "package/signature-invalid",
    forgery: { signers: [curve], envelope: (e) => withSignature(e, Buffer.alloc(64)) },
    trust: trust(curve),
  },
  {
    name: "an empty signature",
    code: "package/signature-malformed",
    forgery: { envelope: (e) => withSignature(e, Buffer.alloc(0)) },
  },
  {
    name: "a good and a broken trusted signature",
    code: "package/signature-invalid",
    forgery: { signers: [trustedKey, other], envelope: breakOne },
    trust: { ...twoKeys, threshold: 1 },
  },
  {
    name: "signatures out of order",
    code: "package/signature-order",
    forgery: {
      signers: [trustedKey, other],
      envelope: (e) => ({ ...e, signatures: (e.signatures as unknown[]).toReversed() }),
    },
  },
  {
    name: "an oversized envelope",
    code: "package/envelope-too-large",
    forgery: { envelopeText: (t) => t + " ".repeat(8 * 1024 * 1024) },
  },
  {
    name: "many signatures",
    code: "package/envelope-shape",
    forgery: { envelope: (e) => ({ ...e, signatures: Array(17).fill((e.signatures as unknown[])[0]) }) },
  },
  { name: "an envelope with white space", code: "package/envelope-shape", forgery: { envelopeText: (t) => `${t}\n` } },
  {
    name: "an envelope with keys in another order",
    code: "package/envelope-shape",
    forgery: { envelope: ({ payloadType, payload, signatures }) => ({ signatures, payload, payloadType }) },
  },
  {
    name: "an envelope with one more key",
    code: "package/envelope-shape",
    forgery: { envelope: (e) => ({ ...e, more: 1 }) },
  },
  {
    name: "an envelope without a payload",
    code: "package/envelope-shape",
    forgery: { envelope: (e) => ({ ...e, payload: undefined }) },
  },
  {
    name: "an envelope with a key twice",
    code: "package/envelope-json",
    forgery: { envelopeText: (t) => t.replace("{", '{"payloadType":"x",') },
  },
  {
    name: "an envelope that is no JSON",
    code: "package/envelope-json",
    forgery: { envelopeText: () => "signed, honestly" },
  },
  { name: "an envelope that is a list", code: "package/envelope-shape", forgery: { envelope: (e) => [e] } },
  {
    name: "base64 of another form",
    code: "package/envelope-shape",
    forgery: { envelope: (e) => ({ ...e, payload: (e.payload as string).replaceAll("=", "") + "\n" }) },
  },
  { name: "base64 with unused bits set", code: "package/envelope-shape", forgery: { envelope: unusedBits } },
];

test.each(attacks)("$name: $code", async ({ code, forgery, trust: keys, options }) => {
  expect(await refusal(forge(forgery), keys ?? trusted, options)).toBe(code);
});

describe("valid signatures are accepted", () => {
  test("one of two trusted keys for a threshold of one", async () => {
    expect((await verifyPackage(forge(), { ...twoKeys, threshold: 1 })).signedBy).toEqual([idOf(trustedKey)]);
  });

  test("two of two trusted keys, with different algorithms", async () => {
    const { signedBy } = await verifyPackage(forge({ signers: [trustedKey, curve] }), trust(trustedKey, curve));
    expect(signedBy).toEqual([idOf(trustedKey), idOf(curve)].toSorted());
  });

  test("an unknown key's signature next to a trusted one", async () => {
    expect((await verifyPackage(forge({ signers: [trustedKey, other] }), trusted)).signedBy).toEqual([
      idOf(trustedKey),
    ]);
  });

  test("the expected app and digest", async () => {
    const { digest, manifest } = await verifyPackage(forge(), trusted);
    const again = await verifyPackage(forge(), trusted, { appId: manifest.appId, digest });
    expect(again.digest).toBe(digest);
  });
});

function idOf(key: typeof trustedKey): string {
  return hash(spkiOf(key));
}

function keyOf(spki: Uint8Array): Trust {
  return { keys: [{ algorithm: "ed25519", spki }], threshold: 1 };
}

function signaturesOf(envelope: ForgedEnvelope): { keyid: string; sig: string }[] {
  return envelope.signatures as { keyid: string; sig: string }[];
}

function withKeyId(envelope: ForgedEnvelope, keyid: string): ForgedEnvelope {
  return { ...envelope, signatures: signaturesOf(envelope).map(({ sig }) => ({ keyid, sig })) };
}

function withSignature(envelope: ForgedEnvelope, sig: Buffer): ForgedEnvelope {
  return {
    ...envelope,
    signatures: signaturesOf(envelope).map(({ keyid }) => ({ keyid, sig: sig.toString("base64") })),
  };
}

function alias(envelope: ForgedEnvelope): ForgedEnvelope {
  const [first] = signaturesOf(envelope);
  const signatures = [first!, { keyid: hash("alias"), sig: first!.sig }].toSorted((a, b) =>
    a.keyid < b.keyid ? -1 : 1,
  );
  return { ...envelope, signatures };
}

function breakOne(envelope: ForgedEnvelope): ForgedEnvelope {
  const [first, second] = signaturesOf(envelope);
  return { ...envelope, signatures: [first, { ...second, sig: first!.sig }] };
}

function derSignature(envelope: ForgedEnvelope): ForgedEnvelope {
  const payload = Buffer.from(envelope.payload as string, "base64");
  const head = `DSSEv1 ${packageType.length} ${packageType} ${payload.length} `;
  return withSignature(envelope, sign("sha256", Buffer.concat([Buffer.from(head), payload]), curve));
}

function changed(payload: string): string {
  const text = Buffer.from(payload, "base64").toString().replace('"versionCode":1', '"versionCode":2');
  return Buffer.from(text).toString("base64");
}

/** A payload whose base64 has a nonzero unused bit at its end, and signatures over the same bytes. */
function unusedBits(): ForgedEnvelope {
  const payload = Buffer.from("{}");
  const text = payload.toString("base64").replace("0=", "1=");
  return { payloadType: packageType, payload: text, signatures: [signature(trustedKey, packageType, payload)] };
}

function envelopeOf(appId: string) {
  const bytes = forge({ manifest: (m) => void (m["appId"] = appId), files: [{ path: "other.js", content: appId }] });
  const size = Number.parseInt(bytes.toString("latin1", 124, 134), 8);
  return { path: "manifest.dsse.json", content: bytes.subarray(512, 512 + size) };
}

function subpackages() {
  return [
    { name: "main", root: "", entries: sampleEntries() },
    { name: "shop", root: "shop", entries: [{ path: "shop/a.js", content: "Page({})" }] },
  ];
}

/** Two subpackages whose blobs have the same size. */
function twins() {
  const sub = (letter: string) => [{ path: `${letter}/a.js`, content: letter.repeat(40) }];
  const all = [
    { name: "main", root: "", entries: sub("a") },
    { name: "shop", root: "b", entries: sub("b") },
  ];
  const sizes = new Set<number>();
  forge({ subpackages: all, entries: (e) => (e.slice(1).forEach((x) => sizes.add((x.content as Buffer).length)), e) });
  if (sizes.size !== 1) throw new Error("the two blobs differ in size");
  return all;
}

function offCurve(): Buffer {
  const spki = Buffer.from(spkiOf(curve));
  spki[90] = spki[90]! ^ 1;
  return spki;
}

function spkiOfCurve(namedCurve: string): Buffer {
  return generateKeyPairSync("ec", { namedCurve }).publicKey.export({ type: "spki", format: "der" });
}
