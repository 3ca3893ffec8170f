/** Every attack under "Signature" of the packaging rules, and what a strict JSON reader refuses in a signed manifest. */
import { generateKeyPairSync, sign } from "node:crypto";
import { describe, expect, test } from "vitest";
import { PackageError, parseTrust, verifyPackage } from "../../src/package/index.ts";
import type { PackageErrorCode, Trust, VerifyOptions } from "../../src/package/index.ts";
import { forge, hash, newPrivateKey, sampleEntries, signature, spkiOf, trust, trusted, trustedKey } from "./forge.ts";
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

const manifests: readonly { name: string; code: PackageErrorCode; payload: (text: string) => string | Uint8Array }[] = [
  { name: "a key twice", code: "package/json-duplicate-key", payload: (t) => t.replace("{", '{"appId":"evil",') },
  {
    name: "a key twice, once escaped",
    code: "package/json-duplicate-key",
    payload: (t) => t.replace("{", '{"\\u0061ppId":"evil",'),
  },
  { name: "__proto__", code: "package/json-proto-key", payload: (t) => t.replace("{", '{"__proto__":{"format":1},') },
  {
    name: "__proto__ inside",
    code: "package/json-proto-key",
    payload: (t) => t.replace('"domains":{', '"domains":{"__proto__":[],'),
  },
  { name: "byte order mark", code: "package/json-bom", payload: (t) => `\ufeff${t}` },
  { name: "lone surrogate", code: "package/json-surrogate", payload: (t) => t.replace("1.0.0", "\\ud800") },
  { name: "lone low surrogate", code: "package/json-surrogate", payload: (t) => t.replace("1.0.0", "\\udc00x") },
  {
    name: "integer over 2^53",
    code: "package/json-number",
    payload: (t) => t.replace('"versionCode":1', '"versionCode":9007199254740993'),
  },
  {
    name: "2^53 itself",
    code: "package/json-number",
    payload: (t) => t.replace('"versionCode":1', '"versionCode":9007199254740992'),
  },
  {
    name: "integer that overflows",
    code: "package/json-number",
    payload: (t) => t.replace('"versionCode":1', `"versionCode":1${"0".repeat(400)}`),
  },
  { name: "fraction", code: "package/json-number", payload: (t) => t.replace('"versionCode":1', '"versionCode":1.5') },
  { name: "exponent", code: "package/json-number", payload: (t) => t.replace('"versionCode":1', '"versionCode":1e3') },
  { name: "minus zero", code: "package/json-number", payload: (t) => t.replace('"versionCode":1', '"versionCode":-0') },
  {
    name: "leading zero",
    code: "package/json-syntax",
    payload: (t) => t.replace('"versionCode":1', '"versionCode":01'),
  },
  { name: "trailing comma", code: "package/json-syntax", payload: (t) => t.replace(/\}$/, ",}") },
  { name: "comment", code: "package/json-syntax", payload: (t) => t.replace("{", "{/**/") },
  { name: "text after it", code: "package/json-syntax", payload: (t) => `${t}{}` },
  { name: "raw line break in a text", code: "package/json-syntax", payload: (t) => t.replace("1.0.0", "1\n0") },
  { name: "unknown escape", code: "package/json-syntax", payload: (t) => t.replace("1.0.0", "\\x41") },
  { name: "nothing", code: "package/json-syntax", payload: () => "" },
  { name: "cut short", code: "package/json-syntax", payload: (t) => t.slice(0, -1) },
  {
    name: "not UTF-8",
    code: "package/json-encoding",
    payload: (t) => Buffer.from(t.replace("1.0.0", "\xff"), "latin1"),
  },
  {
    name: "overlong UTF-8",
    code: "package/json-encoding",
    payload: (t) => Buffer.concat([Buffer.from(t.slice(0, -1)), Buffer.from([0xc0, 0xaf])]),
  },
  {
    name: "UTF-16",
    code: "package/json-encoding",
    payload: (t) => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(t, "utf16le")]),
  },
  {
    name: "nested without end",
    code: "package/json-depth",
    payload: (t) => t.replace('"domains":{', `"domains":${"[".repeat(100_000)}{`),
  },
  { name: "another format", code: "package/manifest-format", payload: (t) => t.replace('"format":1', '"format":2') },
  { name: "a field missing", code: "package/manifest-shape", payload: (t) => t.replace('"abi":"1.0",', "") },
  {
    name: "a field that nobody knows",
    code: "package/manifest-shape",
    payload: (t) => t.replace('"abi"', '"allow":true,"abi"'),
  },
  {
    name: "a field of another type",
    code: "package/manifest-shape",
    payload: (t) => t.replace('"versionCode":1', '"versionCode":"1"'),
  },
  {
    name: "a version code below zero",
    code: "package/manifest-shape",
    payload: (t) => t.replace('"versionCode":1', '"versionCode":-1'),
  },
  {
    name: "an inherited name as a kind of domain",
    code: "package/manifest-shape",
    payload: (t) => t.replace('"request"', '"constructor"'),
  },
  {
    name: "permissions out of order",
    code: "package/manifest-shape",
    payload: (t) => t.replace('"camera"', '"location","camera"'),
  },
  {
    name: "a permission twice",
    code: "package/manifest-shape",
    payload: (t) => t.replace('"camera"', '"camera","camera"'),
  },
  {
    name: "escape sequences for a terminal",
    code: "package/manifest-shape",
    payload: (t) => t.replace("1.0.0", "\\u001b[2J"),
  },
  {
    name: "an app id that is a path",
    code: "package/app-id",
    payload: (t) => t.replace("wx0123456789abcdef", "../evil"),
  },
  {
    name: "no main package",
    code: "package/manifest-shape",
    payload: (t) => t.replace('"name":"main"', '"name":"shop"'),
  },
  {
    name: "a digest in capitals",
    code: "package/manifest-shape",
    payload: (t) => t.replace(/"digest":"[0-9a-f]+"/, (m) => m.toUpperCase().replace("DIGEST", "digest")),
  },
  {
    name: "a sum that is wrong",
    code: "package/manifest-shape",
    payload: (t) => t.replace(/"unpackedSize":\d+/, '"unpackedSize":1'),
  },
  { name: "null", code: "package/manifest-shape", payload: () => "null" },
];

test.each(attacks)("$name: $code", async ({ code, forgery, trust: keys, options }) => {
  expect(await refusal(forge(forgery), keys ?? trusted, options)).toBe(code);
});

test.each(manifests)("signed manifest, $name: $code", async ({ code, payload }) => {
  expect(await refusal(forge({ payload }), trusted)).toBe(code);
});

describe("what is right is accepted", () => {
  test("one of two trusted keys for a threshold of one", async () => {
    expect((await verifyPackage(forge(), { ...twoKeys, threshold: 1 })).signedBy).toEqual([idOf(trustedKey)]);
  });

  test("two of two, of two algorithms", async () => {
    const { signedBy } = await verifyPackage(forge({ signers: [trustedKey, curve] }), trust(trustedKey, curve));
    expect(signedBy).toEqual([idOf(trustedKey), idOf(curve)].toSorted());
  });

  test("the signature of a stranger beside a trusted one", async () => {
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

describe("a trust file", () => {
  const pem = pemOf(spkiOf(trustedKey));

  test("of PEM keys trusts any one of them", async () => {
    const read = await parseTrust(`${pem}\n${pemOf(spkiOf(curve))}`);
    expect(read.threshold).toBe(1);
    expect(read.keys.map((key) => key.algorithm)).toEqual(["ed25519", "ecdsa-p256"]);
    expect(Buffer.from(read.keys[0]!.spki).equals(spkiOf(trustedKey))).toBe(true);
  });

  test("of JSON has a threshold", async () => {
    const keys = [
      { publicKey: pem, algorithm: "ed25519", keyid: idOf(trustedKey) },
      { publicKey: pemOf(spkiOf(other)) },
    ];
    const read = await parseTrust(JSON.stringify({ threshold: 2, keys }));
    expect(read.threshold).toBe(2);
    expect(await refusal(forge(), read)).toBe("package/threshold");
    expect((await verifyPackage(forge({ signers: [trustedKey, other] }), read)).signedBy).toHaveLength(2);
  });

  test.each([
    ["an empty file", "", "package/trust-file"],
    ["other text", "trust me", "package/trust-file"],
    ["text beside a key", `${pem}x`, "package/trust-file"],
    ["a private key", trustedKey.export({ type: "pkcs8", format: "pem" }), "package/trust-file"],
    ["a certificate", pem.replaceAll("PUBLIC KEY", "CERTIFICATE"), "package/trust-file"],
    ["bad base64", pem.replace(/\n(.)/, "\n=$1"), "package/key-malformed"],
    ["an RSA key", pemOf(rsa()), "package/key-malformed"],
    ["another curve", pemOf(spkiOfCurve("P-384")), "package/key-curve"],
    ["JSON without a threshold", JSON.stringify({ keys: [{ publicKey: pem }] }), "package/trust-file"],
    ["JSON with an unknown field", JSON.stringify({ threshold: 1, keys: [], allow: true }), "package/trust-file"],
    ["JSON with a key twice", `{"threshold":1,"threshold":2,"keys":[]}`, "package/trust-file"],
    [
      "a key with an unknown field",
      JSON.stringify({ threshold: 1, keys: [{ publicKey: pem, roles: [] }] }),
      "package/trust-file",
    ],
    [
      "an alias as key id",
      JSON.stringify({ threshold: 1, keys: [{ publicKey: pem, keyid: hash("alias") }] }),
      "package/key-id",
    ],
    [
      "another algorithm",
      JSON.stringify({ threshold: 1, keys: [{ publicKey: pem, algorithm: "ecdsa-p256" }] }),
      "package/key-algorithm",
    ],
  ])("of %s is refused", async (_name, text, code) => {
    await expect(parseTrust(String(text))).rejects.toMatchObject({ code });
  });
});

async function refusal(bytes: Uint8Array, keys: Trust, options?: VerifyOptions): Promise<PackageErrorCode | undefined> {
  try {
    await verifyPackage(bytes, keys, options);
    return undefined;
  } catch (error) {
    if (error instanceof PackageError) return error.code;
    throw error;
  }
}

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

/** A payload whose base64 ends in bits that no byte takes, one of them set, and signatures over the same bytes. */
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

function rsa(): Buffer {
  return generateKeyPairSync("rsa", { modulusLength: 2048 }).publicKey.export({ type: "spki", format: "der" });
}

function pemOf(spki: Uint8Array): string {
  const lines =
    Buffer.from(spki)
      .toString("base64")
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN PUBLIC KEY-----\n${lines.join("\n")}\n-----END PUBLIC KEY-----\n`;
}
