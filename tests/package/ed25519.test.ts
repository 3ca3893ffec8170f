/** Ed25519 where WebCrypto does not have it. */
import { generateKeyPairSync, sign } from "node:crypto";
import type { KeyObject } from "node:crypto";
import { afterEach, describe, expect, test, vi } from "vitest";
import { verifyPackage } from "../../src/package/index.ts";
import { verifyEd25519 } from "../../src/package/verify/ed25519.ts";
import { forge, trusted } from "./forge.ts";

const { privateKey, publicKey } = generateKeyPairSync("ed25519");
const rawKey = (key: KeyObject): Uint8Array => new Uint8Array(key.export({ type: "spki", format: "der" })).subarray(12);
const key = rawKey(publicKey);
const data = new TextEncoder().encode("what was signed");
const signature = new Uint8Array(sign(null, data, privateKey));

/** The order of the group, as 32 bytes with the least significant first. */
const order = Uint8Array.from(Buffer.from("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010", "hex"));

/** The same signature with the order added to its second half: other bytes for the same numbers. */
function otherForm(bytes: Uint8Array): Uint8Array {
  const result = bytes.slice();
  let carry = 0;
  for (const [index, digit] of order.entries()) {
    carry += (bytes[32 + index] as number) + digit;
    result[32 + index] = carry & 255;
    carry >>= 8;
  }
  return result;
}

test("verifies what Node.js signs", () => {
  for (const length of [0, 1, 1000]) {
    const text = new Uint8Array(length).fill(7);
    expect(verifyEd25519(key, new Uint8Array(sign(null, text, privateKey)), text)).toBe(true);
  }
});

describe("does not verify", () => {
  const changed = (bytes: Uint8Array, at: number): Uint8Array => bytes.with(at, (bytes[at] as number) ^ 1);
  const cases: Readonly<Record<string, readonly [key: Uint8Array, signature: Uint8Array, data: Uint8Array]>> = {
    "other data": [key, signature, changed(data, 3)],
    "another key": [rawKey(generateKeyPairSync("ed25519").publicKey), signature, data],
    "a changed first half": [key, changed(signature, 5), data],
    "a changed second half": [key, changed(signature, 40), data],
    "another form of the same signature": [key, otherForm(signature), data],
    "a key that is not a point": [new Uint8Array(32).fill(255), signature, data],
    "a key of small order, which verifies anything": [
      new Uint8Array(32).with(0, 1),
      new Uint8Array(64).with(0, 1),
      data,
    ],
  };
  test.each(Object.entries(cases))("%s", (_name, values) => {
    expect(verifyEd25519(...values)).toBe(false);
  });
});

describe("a package", () => {
  afterEach(() => void vi.restoreAllMocks());
  const bytes = forge({ files: [{ path: "a.txt", content: "a" }] });

  test("is verified with the given function only if WebCrypto cannot", async () => {
    const ed25519 = vi.fn(verifyEd25519);
    const { signedBy } = await verifyPackage(bytes, trusted, { ed25519 });
    expect(ed25519).not.toHaveBeenCalled();
    vi.spyOn(crypto.subtle, "importKey").mockRejectedValue(new DOMException("Unrecognized name.", "NotSupportedError"));
    expect((await verifyPackage(bytes, trusted, { ed25519 })).signedBy).toEqual(signedBy);
    expect(ed25519).toHaveBeenCalledOnce();
    await expect(verifyPackage(bytes, trusted)).rejects.toMatchObject({ code: "package/algorithm-unavailable" });
  });

  test("is refused if that function says no", async () => {
    vi.spyOn(crypto.subtle, "importKey").mockRejectedValue(new DOMException("Unrecognized name.", "NotSupportedError"));
    await expect(verifyPackage(bytes, trusted, { ed25519: () => false })).rejects.toMatchObject({
      code: "package/signature-invalid",
    });
  });
});
