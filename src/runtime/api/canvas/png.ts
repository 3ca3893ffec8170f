/** A synchronous, uncompressed PNG encoder for `toDataURL`: the browser's own encoder is asynchronous. */
import type { NativePixels } from "./native.ts";

/** The most bytes that an uncompressed deflate block can hold. */
const BLOCK = 65_535;

/** @param pixels RGBA pixels */
export function encodePng({ width, height, data }: NativePixels): Uint8Array {
  const line = width * 4 + 1;
  const raw = new Uint8Array(line * height);
  // Each line starts with its filter type, 0 for none.
  for (let y = 0; y < height; y++) raw.set(data.subarray(y * width * 4, (y + 1) * width * 4), y * line + 1);
  const header = new Uint8Array(13);
  new DataView(header.buffer).setUint32(0, width);
  new DataView(header.buffer).setUint32(4, height);
  header.set([8, 6, 0, 0, 0], 8);
  const table = crcTable();
  const parts = [
    new Uint8Array([137, 80, 78, 71, 13, 10, 26, 10]),
    chunk("IHDR", header, table),
    chunk("IDAT", stored(raw), table),
    chunk("IEND", new Uint8Array(0), table),
  ];
  return join(parts);
}

/** A zlib stream of uncompressed blocks. */
function stored(raw: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [new Uint8Array([0x78, 0x01])];
  for (let at = 0; at === 0 || at < raw.length; at += BLOCK) {
    const block = raw.subarray(at, at + BLOCK);
    const { length } = block;
    const last = at + BLOCK >= raw.length ? 1 : 0;
    parts.push(new Uint8Array([last, length & 255, length >> 8, ~length & 255, (~length >> 8) & 255]), block);
  }
  let [a, b] = [1, 0];
  for (let at = 0; at < raw.length; at++) {
    a = (a + (raw[at] as number)) % 65_521;
    b = (b + a) % 65_521;
  }
  parts.push(new Uint8Array([b >> 8, b & 255, a >> 8, a & 255]));
  return join(parts);
}

function chunk(name: string, data: Uint8Array, table: Uint32Array): Uint8Array {
  const result = new Uint8Array(data.length + 12);
  const view = new DataView(result.buffer);
  view.setUint32(0, data.length);
  for (let i = 0; i < 4; i++) result[4 + i] = name.charCodeAt(i);
  result.set(data, 8);
  let crc = 0xffff_ffff;
  for (let at = 4; at < data.length + 8; at++)
    crc = (table[(crc ^ (result[at] as number)) & 255] as number) ^ (crc >>> 8);
  view.setUint32(data.length + 8, ~crc >>> 0);
  return result;
}

function crcTable(): Uint32Array {
  return Uint32Array.from({ length: 256 }, (_, n) => {
    let c = n;
    for (let bit = 0; bit < 8; bit++) c = c & 1 ? 0xedb8_8320 ^ (c >>> 1) : c >>> 1;
    return c >>> 0;
  });
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  const result = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    result.set(part, at);
    at += part.length;
  }
  return result;
}
