/** The part of Node's `Buffer` that the TUF client and the code that writes its files use, for browsers. */

import { decodeBase64, encodeBase64, toHex } from "../../../package/verify/bytes.ts";

type Encoding = "utf8" | "hex" | "base64";

/** Bytes with the Buffer methods in use. Subarrays have them too. */
class Bytes extends Uint8Array {
  readUInt32BE(offset = 0): number {
    return new DataView(this.buffer, this.byteOffset, this.byteLength).getUint32(offset);
  }

  override toString(encoding: Encoding = "utf8"): string {
    if (encoding === "hex") return toHex(this);
    if (encoding === "base64") return encodeBase64(this);
    return new TextDecoder("utf-8", { ignoreBOM: true }).decode(this);
  }
}

/** The export name that bundled code refers to. */
export const Buffer = {
  from(value: string | ArrayBuffer | ArrayLike<number>, encodingOrOffset?: Encoding | number, length?: number): Bytes {
    if (value instanceof ArrayBuffer) return new Bytes(value, encodingOrOffset as number | undefined, length);
    return new Bytes(typeof value === "string" ? encode(value, encodingOrOffset as Encoding | undefined) : value);
  },

  concat(parts: readonly Uint8Array[]): Bytes {
    const out = new Bytes(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) {
      out.set(part, at);
      at += part.length;
    }
    return out;
  },
};
export type Buffer = Bytes;

function encode(text: string, encoding: Encoding = "utf8"): Uint8Array {
  if (encoding === "utf8") return new TextEncoder().encode(text);
  if (encoding === "base64") return decodeBase64(text) ?? new Uint8Array();
  // Like Node, stop at the first invalid pair.
  const bytes: number[] = [];
  for (let i = 0; i + 1 < text.length && /^[0-9a-fA-F]{2}$/.test(text.slice(i, i + 2)); i += 2) {
    bytes.push(Number.parseInt(text.slice(i, i + 2), 16));
  }
  return Uint8Array.from(bytes);
}
