/** SM2 in addition to another algorithm: a second group of keys that a trust file requires, and attacks on it. */
import { createPrivateKey, sign } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { sm2 } from "sm-crypto-v2";
import { beforeAll, describe, expect, test } from "vitest";
import { main } from "../../src/commands/index.ts";
import {
  PackageError,
  createKey,
  loadPrivateKey,
  parseTrust,
  splitPackage,
  verifyPackage,
  withEnvelope,
} from "../../src/package/index.ts";
import type { Signer, Trust } from "../../src/package/index.ts";
import { verifySm2 } from "../../src/package/verify-sm2.ts";
import { preAuthEncoding } from "../../src/package/verify/envelope.ts";
import { verifyPackage as verifyAnywhere } from "../../src/package/verify/index.ts";
import { publicKeyFromSigner } from "../../src/release/metadata.ts";
import { temporaryFolder } from "../build/program.ts";
import { newKey, pack, pemOf, sampleOutput, trustIn } from "./sample.ts";

const type = "application/vnd.miniapp.package+json";
let plain: Signer;
let curve: Signer;
let gm: Signer;
let pem = "";
let bytes: Uint8Array;
let both: Trust;

beforeAll(async () => {
  plain = await newKey();
  curve = await newKey("p256");
  pem = (await createKey("sm2", undefined)).privateText;
  gm = await loadPrivateKey(pem);
  ({ bytes } = await pack(sampleOutput(), plain, gm));
  both = { ...trustIn([plain]), also: [trustIn([gm])] };
});

async function refusal(of: Uint8Array, trust: Trust = both, verify = verifyPackage): Promise<string> {
  const error: unknown = await verify(of, trust).then(
    () => undefined,
    (caught: unknown) => caught,
  );
  if (error !== undefined && !(error instanceof PackageError)) throw error;
  return error?.code ?? "accepted";
}

interface Envelope {
  payload: string;
  signatures: { keyid: string; sig: string }[];
}

/** The package with another signature instead of the SM2 key's. */
function with2(signature: (message: Uint8Array) => Uint8Array): Uint8Array {
  return changed((envelope) => {
    const message = preAuthEncoding(type, Buffer.from(envelope.payload, "base64"));
    const { keyid } = publicKeyFromSigner(gm);
    for (const one of envelope.signatures)
      if (one.keyid === keyid) one.sig = Buffer.from(signature(message)).toString("base64");
  });
}

function changed(change: (envelope: Envelope) => void): Uint8Array {
  const { envelope } = splitPackage(bytes);
  const json = JSON.parse(Buffer.from(envelope).toString("utf8")) as Envelope;
  change(json);
  return withEnvelope(bytes, Buffer.from(JSON.stringify(json)));
}

const hex = (text: string) => new Uint8Array(Buffer.from(text, "hex"));
const secret = () => createPrivateKey(pem).export({ type: "pkcs8", format: "der" }).subarray(36, 68).toString("hex");
const order = 0xfffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123n;

test("the example of GB/T 32918.5 verifies", () => {
  const point =
    "0409f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13";
  const signature =
    "f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa";
  expect(verifySm2(hex(point), hex(signature), Buffer.from("message digest"))).toBe(true);
  expect(verifySm2(hex(point), hex(signature), Buffer.from("message digesu"))).toBe(false);
});

describe("a package that must be signed by two groups", () => {
  test("is accepted with a signature of each group", async () => {
    const { signedBy } = await verifyPackage(bytes, both);
    expect(signedBy).toEqual([plain, gm].map((signer) => publicKeyFromSigner(signer).keyid).toSorted());
    // A trust file that does not require SM2 ignores its signature.
    expect(await refusal(bytes, trustIn([plain]), verifyAnywhere)).toBe("accepted");
  });

  test("is refused with a signature of only one group", async () => {
    expect(await refusal((await pack(sampleOutput(), plain)).bytes)).toBe("package/threshold");
    expect(await refusal((await pack(sampleOutput(), gm)).bytes)).toBe("package/threshold");
    expect(await refusal((await pack(sampleOutput(), plain, curve)).bytes)).toBe("package/threshold");
    const two = { ...trustIn([plain]), also: [trustIn([gm]), trustIn([curve])] };
    expect(await refusal(bytes, two)).toBe("package/threshold");
    expect(await refusal((await pack(sampleOutput(), plain, gm, curve)).bytes, two)).toBe("accepted");
  });

  test("is refused on a platform that cannot check SM2", async () => {
    expect(await refusal(bytes, both, verifyAnywhere)).toBe("package/algorithm-unavailable");
    const able = (of: Uint8Array, trust: Trust) => verifyAnywhere(of, trust, { sm2: verifySm2 });
    expect(await refusal(bytes, both, able)).toBe("accepted");
  });
});

describe("refused:", () => {
  const user = (userId: string) => (message: Uint8Array) =>
    hex(sm2.doSignature(message, secret(), { hash: true, userId }));

  test.each<[string, string, (message: Uint8Array) => Uint8Array]>([
    ["another user id", "package/signature-invalid", user("ALICE123@YAHOO.COM")],
    [
      "a signature in DER",
      "package/signature-malformed",
      (m) => hex(sm2.doSignature(m, secret(), { hash: true, der: true })),
    ],
    [
      "DER that is cut off",
      "package/signature-malformed",
      (m) => hex(sm2.doSignature(m, secret(), { der: true })).slice(0, 9),
    ],
    [
      "DER padded to the right length",
      "package/signature-invalid",
      (m) => hex(sm2.doSignature(m, secret(), { der: true })).slice(0, 64),
    ],
    ["zeros", "package/signature-invalid", () => new Uint8Array(64)],
    ["ones", "package/signature-invalid", () => new Uint8Array(64).fill(255)],
    [
      "r alone",
      "package/signature-invalid",
      (m) => Uint8Array.from([...user("1234567812345678")(m).slice(0, 32), ...new Uint8Array(32)]),
    ],
    [
      "s alone",
      "package/signature-invalid",
      (m) => Uint8Array.from([...new Uint8Array(32), ...user("1234567812345678")(m).slice(32)]),
    ],
    ["the other s", "package/signature-invalid", (m) => negated(user("1234567812345678")(m))],
    [
      "a message that is not hashed",
      "package/signature-invalid",
      (m) => hex(sm2.doSignature(m, secret(), { hash: false })),
    ],
    [
      "Node's own SM2, whose user id is empty",
      "package/signature-invalid",
      (m) => raw(sign("sm3", m, createPrivateKey(pem))),
    ],
  ])("%s", async (_name, code, signature) => {
    expect(await refusal(with2(signature))).toBe(code);
  });

  test("a signature by a key of another algorithm", async () => {
    const ids = [plain, gm].map((signer) => publicKeyFromSigner(signer).keyid);
    const swapped = changed((envelope) => {
      const [first, second] = envelope.signatures as [Envelope["signatures"][0], Envelope["signatures"][0]];
      [first.sig, second.sig] = [second.sig, first.sig];
    });
    expect(await refusal(swapped)).toBe("package/signature-invalid");
    const stripped = changed(
      (envelope) => (envelope.signatures = envelope.signatures.filter(({ keyid }) => keyid === ids[0])),
    );
    expect(await refusal(stripped)).toBe("package/threshold");
  });

  test("SM2 instead of another algorithm, and one key in two groups", async () => {
    expect(await refusal(bytes, trustIn([gm]))).toBe("package/trust-group");
    expect(await refusal(bytes, trustIn([plain, gm]))).toBe("package/trust-group");
    expect(await refusal(bytes, { ...trustIn([plain]), also: [trustIn([plain])] })).toBe("package/trust-group");
    expect(await refusal(bytes, { ...trustIn([plain]), also: [trustIn([gm], 0)] })).toBe("package/trust-threshold");
    expect(await refusal(bytes, { ...trustIn([plain]), also: [trustIn([], 1)] })).toBe("package/trust-threshold");
  });

  test("keys that are not SM2 keys", async () => {
    const also = (spki: Uint8Array) => ({
      ...trustIn([plain]),
      also: [{ keys: [{ algorithm: "sm2", spki } as const], threshold: 1 }],
    });
    expect(await refusal(bytes, also(curve.publicKey))).toBe("package/key-algorithm");
    expect(await refusal(bytes, also(gm.publicKey.slice(0, 90)))).toBe("package/key-malformed");
    const off = Uint8Array.from(gm.publicKey);
    off[90] = (off[90] as number) ^ 1;
    expect(verifySm2(off.subarray(26), await gm.sign(Buffer.from("x")), Buffer.from("x"))).toBe(false);
  });
});

/** `r ‖ n − s`, which ECDSA would accept too. */
function negated(signature: Uint8Array): Uint8Array {
  const s = BigInt(`0x${Buffer.from(signature.slice(32)).toString("hex")}`);
  return Uint8Array.from([...signature.slice(0, 32), ...hex((order - s).toString(16).padStart(64, "0"))]);
}

/** `r ‖ s`, decoded from DER. */
function raw(der: Uint8Array): Uint8Array {
  const part = (at: number) => {
    const bytes = der.slice(at + 2, at + 2 + (der[at + 1] as number));
    return [...new Uint8Array(32), ...bytes].slice(-32);
  };
  return Uint8Array.from([...part(2), ...part(4 + (der[3] as number))]);
}

test("trust files require SM2, and the verbs create keys, sign and verify with it", async () => {
  const home = temporaryFolder();
  const run = async (...args: string[]) => {
    let out = "";
    let err = "";
    const env = { XDG_CONFIG_HOME: home, XDG_CACHE_HOME: home, MINIAPP_PASSPHRASE: "a secret of mine" };
    const io = { out: (text: string) => void (out += text), err: (text: string) => void (err += text), cwd: home };
    const code = await main(args, { ...io, env, colour: false, interactive: false });
    return { code, out, err };
  };
  expect((await run("keys", "new", "alice", "--no-passphrase")).code).toBe(0);
  expect((await run("keys", "new", "gm", "--algorithm", "sm2")).out).toContain("sm2");
  const files = {
    "app.json": JSON.stringify({ pages: ["home"] }),
    "miniapp.json": JSON.stringify({ appId: "com.example.gm", versionName: "1.0.0", versionCode: 1 }),
    "home.js": "Page({});\n",
    "home.wxml": "<view>home</view>\n",
  };
  mkdirSync(join(home, "app"));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(home, "app", name), text);
  const signing = ["--key", "alice", "--also-key", "gm"];
  const built = await run("build", "app", "--out", "app.mapkg", "--no-cache", ...signing);
  expect([built.code, built.err]).toEqual([0, expect.not.stringContaining("error")]);
  const publicOf = async (name: string) => (await run("keys", "export", name)).out;
  const group = async (name: string) => ({ threshold: 1, keys: [{ publicKey: await publicOf(name) }] });
  writeFileSync(join(home, "both.json"), JSON.stringify({ ...(await group("alice")), also: [await group("gm")] }));
  const verified = await run("verify", "app.mapkg", "--trust", "both.json");
  expect([verified.code, verified.out.match(/signed by/g)?.length]).toEqual([0, 2]);
  expect((await parseTrust(readFileSync(join(home, "both.json"), "utf8"))).also?.[0]?.keys[0]?.algorithm).toBe("sm2");
  await run("build", "app", "--out", "one.mapkg", "--no-cache", "--key", "alice");
  expect(await run("verify", "one.mapkg", "--trust", "both.json")).toMatchObject({ code: 4 });
  writeFileSync(join(home, "gm.pem"), await publicOf("gm"));
  expect(await run("verify", "app.mapkg", "--trust", "gm.pem")).toMatchObject({ code: 4 });
  for (const text of ['{"threshold":1,"keys":[],"also":{}}', '{"threshold":1,"keys":[],"also":[{"threshold":1}]}']) {
    await expect(parseTrust(text)).rejects.toThrow("the trust file is neither");
  }
  // A store's roles are those of TUF, which has no SM2.
  await run("keys", "new", "service", "--no-passphrase");
  const store = await run("store", "init", "file:store", "--root", "alice", "--approver", "gm.pem");
  expect(store).toMatchObject({ code: 3, err: expect.stringContaining("release/key-algorithm") });
  expect(pemOf(gm)).toContain("BEGIN PUBLIC KEY");
});
