/** Base64 without `btoa`, which takes strings: converting large buffers to strings is slow. */

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** Encodes a buffer or a view of one; anything else gives an empty string. */
export function bufferToBase64(buffer: unknown): string {
  const bytes = bytesOf(buffer);
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; at += 3) {
    const [a, b, c] = [bytes[at] as number, bytes[at + 1], bytes[at + 2]];
    const bits = (a << 16) | ((b ?? 0) << 8) | (c ?? 0);
    parts.push(
      (letters[bits >> 18] as string) +
        (letters[(bits >> 12) & 63] as string) +
        (b === undefined ? "=" : (letters[(bits >> 6) & 63] as string)) +
        (c === undefined ? "=" : (letters[bits & 63] as string)),
    );
  }
  return parts.join("");
}

/** Decodes standard and URL-safe Base64. Other characters, such as line breaks, are skipped. */
export function base64ToBuffer(text: string): ArrayBuffer {
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  let [length, bits, held] = [0, 0, 0];
  for (let at = 0; at < text.length; at++) {
    const value = valueOf(text.charCodeAt(at));
    if (value < 0) continue;
    bits = (bits << 6) | value;
    held += 6;
    if (held < 8) continue;
    held -= 8;
    bytes[length++] = (bits >> held) & 255;
    bits &= (1 << held) - 1;
  }
  return bytes.buffer.slice(0, length);
}

/** The bytes of a buffer or of a view of one; empty for anything else. */
export function bytesOf(value: unknown): Uint8Array {
  if (value instanceof ArrayBuffer) return new Uint8Array(value);
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  return new Uint8Array(0);
}

function valueOf(code: number): number {
  if (code >= 65 && code <= 90) return code - 65;
  if (code >= 97 && code <= 122) return code - 71;
  if (code >= 48 && code <= 57) return code + 4;
  if (code === 43 || code === 45) return 62;
  return code === 47 || code === 95 ? 63 : -1;
}
