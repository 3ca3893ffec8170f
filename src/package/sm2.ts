/** SM2 keys and signatures; `verify-sm2.ts` verifies them. */
import { sm2 } from "sm-crypto-v2";
import { toHex } from "./verify/bytes.ts";
import { sm2Options } from "./verify-sm2.ts";

/**
 * @param secret the private key, 32 bytes
 * @param point the public key, `4 ‖ x ‖ y`
 */
export function signSm2(secret: Uint8Array, point: Uint8Array, data: Uint8Array): Uint8Array {
  const signature = sm2.doSignature(data, toHex(secret), { ...sm2Options, publicKey: toHex(point) });
  return new Uint8Array(Buffer.from(signature, "hex"));
}

/** Creates a key as PKCS#8 (RFC 5915 inside), in the only encoding that includes the public key. */
export function createSm2Key(): Uint8Array {
  const { privateKey, publicKey } = sm2.generateKeyPairHex();
  const secret = Buffer.from(privateKey.padStart(64, "0"), "hex");
  return Uint8Array.from([...pkcs8Head, ...secret, ...pkcs8Middle, ...Buffer.from(publicKey, "hex")]);
}

/** The 32 bytes of the private key; `undefined` if it is not an SM2 key as `createSm2Key` and OpenSSL encode it. */
export function sm2SecretOf(pkcs8: Uint8Array): Uint8Array | undefined {
  const isOne =
    pkcs8.length === pkcs8Head.length + 32 + pkcs8Middle.length + 65 &&
    pkcs8Head.every((byte, i) => pkcs8[i] === byte) &&
    pkcs8Middle.every((byte, i) => pkcs8[pkcs8Head.length + 32 + i] === byte);
  return isOne ? pkcs8.slice(pkcs8Head.length, pkcs8Head.length + 32) : undefined;
}

const pkcs8Head: readonly number[] = [
  0x30, 0x81, 0x87, 0x02, 0x01, 0x00, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08,
  0x2a, 0x81, 0x1c, 0xcf, 0x55, 0x01, 0x82, 0x2d, 0x04, 0x6d, 0x30, 0x6b, 0x02, 0x01, 0x01, 0x04, 0x20,
];
const pkcs8Middle: readonly number[] = [0xa1, 0x44, 0x03, 0x42, 0x00];
