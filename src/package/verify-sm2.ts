/**
 * SM2 with SM3 (GB/T 32918) and the standard's default user id. The library throws for signatures of unexpected form;
 * here those simply do not verify. Node's own SM2 signs with an empty user id, which other implementations would not
 * verify. Uses nothing of Node.js, because host pages load this file too.
 */
import { sm2 } from "sm-crypto-v2";
import { toHex } from "./verify/bytes.ts";

export const sm2Options = { hash: true, der: false, userId: "1234567812345678" } as const;

/**
 * @param point `4 ‖ x ‖ y`
 * @param signature `r ‖ s`
 */
export function verifySm2(point: Uint8Array, signature: Uint8Array, data: Uint8Array): boolean {
  if (point.length !== 65 || point[0] !== 4 || signature.length !== 64) return false;
  const publicKey = toHex(point);
  try {
    return sm2.verifyPublicKey(publicKey) && sm2.doVerifySignature(data, toHex(signature), publicKey, sm2Options);
  } catch {
    return false;
  }
}
