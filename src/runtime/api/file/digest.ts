/** MD5 (RFC 1321) and SHA-1 (FIPS 180-4) for `getFileInfo`. WebCrypto has no MD5 and is asynchronous. */
import { ApiFailure } from "../definition.ts";

/**
 * The digest in lower-case hexadecimal.
 *
 * @param algorithm `md5` or `sha1`
 * @throws ApiFailure for any other algorithm
 */
export function digest(algorithm: string, data: Uint8Array): string {
  if (algorithm === "md5") return md5(data);
  if (algorithm === "sha1") return sha1(data);
  throw new ApiFailure(`invalid digestAlgorithm "${algorithm}"`);
}

/** Pads the message to whole 64-byte blocks: a one bit, zeros, then the length in bits. */
function padded(data: Uint8Array, littleEndian: boolean): DataView {
  const bytes = new Uint8Array((((data.length + 8) >> 6) + 1) << 6);
  bytes.set(data);
  bytes[data.length] = 0x80;
  const view = new DataView(bytes.buffer);
  const [low, high] = [(data.length << 3) >>> 0, Math.floor(data.length / 0x20000000)];
  view.setUint32(bytes.length - 8, littleEndian ? low : high, littleEndian);
  view.setUint32(bytes.length - 4, littleEndian ? high : low, littleEndian);
  return view;
}

function md5(data: Uint8Array): string {
  const view = padded(data, true);
  const shifts = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21];
  const sines = Array.from({ length: 64 }, (_, index) => Math.floor(Math.abs(Math.sin(index + 1)) * 0x1_0000_0000));
  let [a, b, c, d] = [0x67452301, 0xefcdab89 | 0, 0x98badcfe | 0, 0x10325476];
  for (let block = 0; block < view.byteLength; block += 64) {
    const before = [a, b, c, d] as const;
    for (let step = 0; step < 64; step++) {
      const round = step >> 4;
      const mixed =
        round === 0 ? (b & c) | (~b & d) : round === 1 ? (d & b) | (~d & c) : round === 2 ? b ^ c ^ d : c ^ (b | ~d);
      const word = [step, 5 * step + 1, 3 * step + 5, 7 * step][round] as number;
      const sum = (a + mixed + (sines[step] as number) + view.getUint32(block + (word % 16) * 4, true)) | 0;
      const shift = shifts[round * 4 + (step % 4)] as number;
      [a, d, c, b] = [d, c, b, (b + ((sum << shift) | (sum >>> (32 - shift)))) | 0];
    }
    [a, b, c, d] = [(a + before[0]) | 0, (b + before[1]) | 0, (c + before[2]) | 0, (d + before[3]) | 0];
  }
  const out = new DataView(new ArrayBuffer(16));
  [a, b, c, d].forEach((value, index) => out.setInt32(index * 4, value, true));
  return hex(out);
}

function sha1(data: Uint8Array): string {
  const view = padded(data, false);
  const state = [0x67452301, 0xefcdab89 | 0, 0x98badcfe | 0, 0x10325476, 0xc3d2e1f0 | 0];
  const words = new Int32Array(80);
  const rotate = (value: number, by: number): number => (value << by) | (value >>> (32 - by));
  for (let block = 0; block < view.byteLength; block += 64) {
    for (let index = 0; index < 80; index++) {
      words[index] =
        index < 16
          ? view.getInt32(block + index * 4)
          : rotate(
              (words[index - 3] as number) ^
                (words[index - 8] as number) ^
                (words[index - 14] as number) ^
                (words[index - 16] as number),
              1,
            );
    }
    let [a, b, c, d, e] = state as [number, number, number, number, number];
    for (let step = 0; step < 80; step++) {
      const round = Math.floor(step / 20);
      const mixed = round === 0 ? (b & c) | (~b & d) : round === 2 ? (b & c) | (b & d) | (c & d) : b ^ c ^ d;
      const constant = [0x5a827999, 0x6ed9eba1, 0x8f1bbcdc, 0xca62c1d6][round] as number;
      [a, b, c, d, e] = [(rotate(a, 5) + mixed + e + constant + (words[step] as number)) | 0, a, rotate(b, 30), c, d];
    }
    [a, b, c, d, e].forEach((value, index) => (state[index] = ((state[index] as number) + value) | 0));
  }
  const out = new DataView(new ArrayBuffer(20));
  state.forEach((value, index) => out.setInt32(index * 4, value));
  return hex(out);
}

function hex(view: DataView): string {
  return Array.from(new Uint8Array(view.buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
