/** Signatures that a signer command writes: raw, or in DER as OpenSSL writes them. */
import { createHash, generateKeyPairSync, sign, verify } from "node:crypto";
import { expect, test } from "vitest";
import { commandSigner, rawFromDer } from "../../src/package/signer-command.ts";

const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
const number = (bytes: readonly number[]) => [2, bytes.length, ...bytes];
const sequence = (...parts: readonly (readonly number[])[]) => {
  const content = parts.flat();
  return new Uint8Array([0x30, content.length, ...content]);
};

test("a DER signature of Node.js becomes the raw signature of the same numbers", () => {
  for (let round = 0; round < 2000; round++) {
    const message = createHash("sha256").update(String(round)).digest();
    const der = sign("sha256", message, privateKey);
    const raw = rawFromDer(der);
    expect(raw).toHaveLength(64);
    const same = verify("sha256", message, { key: publicKey, dsaEncoding: "ieee-p1363" }, raw ?? new Uint8Array());
    expect(same, der.toString("hex")).toBe(true);
  }
});

test("a changed, shortened or extended DER signature never becomes the same raw signature", () => {
  const der = sign("sha256", Buffer.from("message"), privateKey);
  const raw = Buffer.from(rawFromDer(der) ?? []);
  for (let length = 0; length < der.length; length++) expect(rawFromDer(der.subarray(0, length))).toBeUndefined();
  expect(rawFromDer(Buffer.concat([der, Buffer.from([0])]))).toBeUndefined();
  for (let bit = 0; bit < der.length * 8; bit++) {
    const changed = Buffer.from(der);
    changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    const read = rawFromDer(changed);
    expect(read !== undefined && raw.equals(read), `bit ${bit}`).toBe(false);
  }
});

test("only the DER encoding of two positive numbers of at most 256 bits is accepted", () => {
  const [largest, one] = [Array<number>(32).fill(0xff), number([1])];
  expect(rawFromDer(sequence(number([0, ...largest]), one))?.subarray(0, 33)).toEqual(new Uint8Array([...largest, 0]));
  for (const wrong of [
    sequence(number([0x80]), one),
    sequence(number([0, 1]), one),
    sequence(number([0]), one),
    sequence(number([]), one),
    sequence(number([1, ...largest]), one),
    sequence(one),
    sequence(one, one, one),
    sequence([4, 1, 1], one),
    new Uint8Array([0x30, 0x81, 6, ...one, ...one]),
    new Uint8Array([0x30, 0x80, ...one, ...one, 0, 0]),
    new Uint8Array([0x31, 6, ...one, ...one]),
  ]) {
    expect(rawFromDer(wrong), Buffer.from(wrong).toString("hex")).toBeUndefined();
  }
});

test("a signer command may write DER for an ECDSA key, but not for an Ed25519 key", async () => {
  const pemOf = (key: typeof publicKey) => key.export({ type: "spki", format: "pem" }).toString();
  const [message, der] = [Buffer.from("message"), sign("sha256", Buffer.from("message"), privateKey)];
  const write = `"${process.execPath}" -e "process.stdout.write(Buffer.from('${der.toString("hex")}','hex'))"`;
  const signature = await commandSigner(write, pemOf(publicKey)).sign(message);
  expect(verify("sha256", message, { key: publicKey, dsaEncoding: "ieee-p1363" }, signature)).toBe(true);
  const other = commandSigner(write, pemOf(generateKeyPairSync("ed25519").publicKey));
  await expect(other.sign(message)).rejects.toThrow("instead of a raw signature");
});
