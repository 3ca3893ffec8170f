/** The two forms of a trust file, and the errors in them that are refused. */
import { generateKeyPairSync } from "node:crypto";
import { describe, expect, test } from "vitest";
import { parseTrust, verifyPackage } from "../../src/package/index.ts";
import { forge, hash, newPrivateKey, refusal, spkiOf, trustedKey } from "./forge.ts";

const other = newPrivateKey();
const curve = newPrivateKey("p256");

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

function idOf(key: typeof trustedKey): string {
  return hash(spkiOf(key));
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
