/**
 * SM2 with SM3 (GB/T 32918), with the user id that standards name where nobody has agreed on another. The library throws at
 * signatures of another form than it expects; here they are signatures that do not hold. Node's own SM2 signs with an
 * empty user id, which nobody else would verify. Nothing of Node.js in here: host pages load it too.
 */
import { sm2 } from "sm-crypto-v2";
import { toHex } from "./verify/bytes.ts";

export const sm2Options = { hash: true, der: false, userId: "1234567812345678" } as const;

/** `4 ‖ x ‖ y` of the point, `r ‖ s` of the signature. */
export function verifySm2(point: Uint8Array, signature: Uint8Array, data: Uint8Array): boolean {
  if (point.length !== 65 || point[0] !== 4 || signature.length !== 64) return false;
  const publicKey = toHex(point);
  try {
    return sm2.verifyPublicKey(publicKey) && sm2.doVerifySignature(data, toHex(signature), publicKey, sm2Options);
  } catch {
    return false;
  }
}
