/** Converts between text and bytes in the encodings of the file system API. */
import { base64ToBuffer, bufferToBase64, bytesOf } from "../base64.ts";
import { ApiFailure } from "../definition.ts";

const encodings = new Set([
  "ascii",
  "base64",
  "binary",
  "hex",
  "ucs2",
  "ucs-2",
  "utf16le",
  "utf-16le",
  "utf-8",
  "utf8",
  "latin1",
]);

/** Decodes bytes. Throws ApiFailure for an unknown encoding. */
export function decodeText(bytes: Uint8Array, encoding: string): string {
  switch (known(encoding)) {
    case "base64":
      return bufferToBase64(bytes);
    case "hex":
      return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
    case "ascii":
      return oneByOne(bytes, 0x7f);
    case "binary":
    case "latin1":
      return oneByOne(bytes, 0xff);
    case "utf8":
    case "utf-8":
      return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
    default: {
      const units: string[] = [];
      for (let at = 0; at + 1 < bytes.length; at += 2) {
        units.push(String.fromCharCode((bytes[at] as number) | ((bytes[at + 1] as number) << 8)));
      }
      return units.join("");
    }
  }
}

/** Encodes a string; copies the bytes of a buffer or view. Throws ApiFailure for invalid text. */
export function encodeText(data: unknown, encoding: string): Uint8Array {
  if (typeof data !== "string") return bytesOf(data).slice();
  switch (known(encoding)) {
    case "base64":
      if (!/^[A-Za-z0-9+/=\s_-]*$/.test(data)) throw new ApiFailure("base64 encode error", { errno: 1300203 });
      return new Uint8Array(base64ToBuffer(data));
    case "hex":
      return Uint8Array.from(data.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
    case "ascii":
    case "binary":
    case "latin1":
      return Uint8Array.from(data, (character) => character.charCodeAt(0) & 0xff);
    case "utf8":
    case "utf-8":
      return new TextEncoder().encode(data);
    default: {
      const bytes = new Uint8Array(data.length * 2);
      for (let at = 0; at < data.length; at++) {
        bytes[at * 2] = data.charCodeAt(at) & 0xff;
        bytes[at * 2 + 1] = data.charCodeAt(at) >> 8;
      }
      return bytes;
    }
  }
}

function known(encoding: string): string {
  const name = encoding.toLowerCase();
  if (!encodings.has(name)) throw new ApiFailure(`invalid encoding "${encoding}"`, { errno: 1300022 });
  return name;
}

function oneByOne(bytes: Uint8Array, mask: number): string {
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; at += 8192) {
    parts.push(String.fromCharCode(...bytes.subarray(at, at + 8192).map((byte) => byte & mask)));
  }
  return parts.join("");
}
