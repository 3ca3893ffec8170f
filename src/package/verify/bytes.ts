/** Bytes, hexadecimal, base64 and byte order. Needs nothing of the platform except TextEncoder and TextDecoder. */

/**
 * Decodes strict base64 (RFC 4648 §4 with padding), which has exactly one text per byte string; otherwise `undefined`.
 */
export function decodeBase64(text: string): Uint8Array | undefined {
  const length = text.length;
  if (length % 4 !== 0) return undefined;
  const padding =
    length === 0 || text.charCodeAt(length - 1) !== 0x3d ? 0 : text.charCodeAt(length - 2) === 0x3d ? 2 : 1;
  const out = new Uint8Array((length / 4) * 3 - padding);
  let at = 0;
  for (let i = 0; i < length; i += 4) {
    const last = i + 4 === length;
    const a = base64Value(text.charCodeAt(i));
    const b = base64Value(text.charCodeAt(i + 1));
    const c = last && padding === 2 ? 0 : base64Value(text.charCodeAt(i + 2));
    const d = last && padding > 0 ? 0 : base64Value(text.charCodeAt(i + 3));
    if ((a | b | c | d) < 0) return undefined;
    // Unused bits must be zero; otherwise several texts would decode to the same bytes.
    if (last && ((padding === 2 && (b & 15) !== 0) || (padding === 1 && (c & 3) !== 0))) return undefined;
    const group = (a << 18) | (b << 12) | (c << 6) | d;
    out[at++] = group >> 16;
    if (at < out.length) out[at++] = (group >> 8) & 255;
    if (at < out.length) out[at++] = group & 255;
  }
  return out;
}

/** Encodes base64 with padding. `btoa` takes a string, and converting the bytes to one is several times slower. */
export function encodeBase64(bytes: Uint8Array): string {
  const { length } = bytes;
  const out = new Uint8Array(Math.ceil(length / 3) * 4).fill(0x3d);
  let at = 0;
  for (let i = 0; i < length; i += 3) {
    const rest = length - i;
    const group = (bytes[i]! << 16) | ((rest > 1 ? bytes[i + 1]! : 0) << 8) | (rest > 2 ? bytes[i + 2]! : 0);
    out[at] = base64Digit(group >> 18);
    out[at + 1] = base64Digit((group >> 12) & 63);
    if (rest > 1) out[at + 2] = base64Digit((group >> 6) & 63);
    if (rest > 2) out[at + 3] = base64Digit(group & 63);
    at += 4;
  }
  return new TextDecoder().decode(out);
}

/** Lower-case hexadecimal. */
export function toHex(bytes: Uint8Array): string {
  let out = "";
  for (const byte of bytes) out += hexDigits[byte >> 4]! + hexDigits[byte & 15]!;
  return out;
}

export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/**
 * Compares strings in the order of their UTF-8 bytes. Code unit order differs only between surrogates and
 * U+E000–U+FFFF, so those are shifted to put surrogates last.
 */
export function compareUtf8(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return utf8Rank(x) - utf8Rank(y);
  }
  return a.length - b.length;
}

const hexDigits = "0123456789abcdef";

function utf8Rank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}

function base64Digit(value: number): number {
  if (value < 26) return value + 65;
  if (value < 52) return value + 71;
  if (value < 62) return value - 4;
  return value === 62 ? 0x2b : 0x2f;
}

function base64Value(code: number): number {
  if (code >= 0x61 && code <= 0x7a) return code - 71;
  if (code >= 0x41 && code <= 0x5a) return code - 65;
  if (code >= 0x30 && code <= 0x39) return code + 4;
  return code === 0x2b ? 62 : code === 0x2f ? 63 : -1;
}
