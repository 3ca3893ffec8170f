/**
 * The only accepted gzip form of a blob: a fixed header, one member, nothing after its end (RFC 1952; docs/package.md,
 * archive 3).
 */
import { inflate } from "./inflate.ts";
import { refuse } from "./error.ts";

/**
 * Magic, deflate, no flags, no time, no extra flags, operating system "unknown": nothing that depends on the machine.
 */
export const gzipHeader: readonly number[] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];

/** Size in bytes of CRC-32 and length after the compressed stream. */
export const gzipTrailerSize = 8;

/**
 * Unpacks a blob into exactly as many bytes as its trailer says.
 *
 * @param most maximum size of the content in bytes
 * @throws PackageError with a `package/gzip-…` code
 */
export function gunzip(blob: Uint8Array, maxSize: number): Uint8Array {
  if (blob.length < gzipHeader.length + gzipTrailerSize) refuse("package/gzip-truncated");
  for (let i = 0; i < gzipHeader.length; i++) if (blob[i] !== gzipHeader[i]) refuse("package/gzip-header");
  const trailer = new DataView(blob.buffer, blob.byteOffset + blob.length - gzipTrailerSize, gzipTrailerSize);
  const size = trailer.getUint32(4, true);
  if (size > maxSize) refuse("package/gzip-too-large");
  const body = blob.subarray(gzipHeader.length);
  const { output, consumed } = inflate(body, size);
  const rest = body.length - consumed;
  if (rest < gzipTrailerSize) refuse("package/gzip-truncated");
  if (rest > gzipTrailerSize) refuse("package/gzip-trailing-data");
  if (output.length !== size || trailer.getUint32(0, true) !== crc32(output)) refuse("package/gzip-checksum");
  return output;
}

/** CRC-32 as in gzip (reflected, polynomial 0xEDB88320), four bytes per step. */
export function crc32(bytes: Uint8Array): number {
  const table = crcTable();
  const whole = bytes.length & ~3;
  let crc = -1;
  let i = 0;
  for (; i < whole; i += 4) {
    crc ^= bytes[i]! | (bytes[i + 1]! << 8) | (bytes[i + 2]! << 16) | (bytes[i + 3]! << 24);
    crc =
      table[768 + (crc & 255)]! ^
      table[512 + ((crc >>> 8) & 255)]! ^
      table[256 + ((crc >>> 16) & 255)]! ^
      table[crc >>> 24]!;
  }
  for (; i < bytes.length; i++) crc = table[(crc ^ bytes[i]!) & 255]! ^ (crc >>> 8);
  return ~crc >>> 0;
}

/** Row k contains the effect of a byte followed by k more bytes. */
function crcTable(): Int32Array {
  const table = new Int32Array(1024);
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
    table[byte] = crc;
  }
  for (let i = 256; i < 1024; i++) table[i] = (table[i - 256]! >>> 8) ^ table[table[i - 256]! & 255]!;
  return table;
}
