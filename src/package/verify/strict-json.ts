/**
 * A parser for the JSON of RFC 8259 without anything that two readers may interpret differently: no duplicate keys, no
 * `__proto__`, no byte order mark, no lone surrogates, and only integers that a double represents exactly.
 */
import { refuse } from "./error.ts";

export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject;

/** Created without a prototype, so that keys never collide with inherited names. */
export interface JsonObject {
  readonly [key: string]: JsonValue;
}

/**
 * Parses UTF-8 bytes.
 *
 * @throws PackageError with a `package/json-…` code
 */
export function parseStrictJson(bytes: Uint8Array): JsonValue {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    refuse("package/json-encoding");
  }
  if (text.charCodeAt(0) === 0xfeff) refuse("package/json-bom");
  const reader: Reader = { text, at: 0 };
  const value = readValue(reader, 0);
  skipSpace(reader);
  if (reader.at !== text.length) fail(reader);
  return value;
}

interface Reader {
  readonly text: string;
  at: number;
}

const maxDepth = 16;

function fail(reader: Reader): never {
  refuse("package/json-syntax", `at character ${reader.at}`);
}

function skipSpace(reader: Reader): void {
  for (;;) {
    const code = reader.text.charCodeAt(reader.at);
    if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return;
    reader.at++;
  }
}

function readValue(reader: Reader, depth: number): JsonValue {
  skipSpace(reader);
  if (depth > maxDepth) refuse("package/json-depth");
  const code = reader.text.charCodeAt(reader.at);
  if (code === 0x7b) return readObject(reader, depth);
  if (code === 0x5b) return readArray(reader, depth);
  if (code === 0x22) return readString(reader);
  if (code === 0x2d || (code >= 0x30 && code <= 0x39)) return readNumber(reader);
  if (takeWord(reader, "true")) return true;
  if (takeWord(reader, "false")) return false;
  if (takeWord(reader, "null")) return null;
  fail(reader);
}

function takeWord(reader: Reader, word: string): boolean {
  if (!reader.text.startsWith(word, reader.at)) return false;
  reader.at += word.length;
  return true;
}

/** Skips white space; if `code` is next, consumes it. */
function takeCode(reader: Reader, code: number): boolean {
  skipSpace(reader);
  if (reader.text.charCodeAt(reader.at) !== code) return false;
  reader.at++;
  return true;
}

function readObject(reader: Reader, depth: number): JsonObject {
  const out: Record<string, JsonValue> = Object.create(null);
  reader.at++;
  if (takeCode(reader, 0x7d)) return out;
  do {
    skipSpace(reader);
    if (reader.text.charCodeAt(reader.at) !== 0x22) fail(reader);
    const key = readString(reader);
    if (key === "__proto__") refuse("package/json-proto-key");
    if (key in out) refuse("package/json-duplicate-key");
    if (!takeCode(reader, 0x3a)) fail(reader);
    out[key] = readValue(reader, depth + 1);
  } while (takeCode(reader, 0x2c));
  if (!takeCode(reader, 0x7d)) fail(reader);
  return out;
}

function readArray(reader: Reader, depth: number): JsonValue[] {
  const out: JsonValue[] = [];
  reader.at++;
  if (takeCode(reader, 0x5d)) return out;
  do out.push(readValue(reader, depth + 1));
  while (takeCode(reader, 0x2c));
  if (!takeCode(reader, 0x5d)) fail(reader);
  return out;
}

function readNumber(reader: Reader): number {
  const { text } = reader;
  const start = reader.at;
  if (text.charCodeAt(reader.at) === 0x2d) reader.at++;
  const first = reader.at;
  while (isDigit(text.charCodeAt(reader.at))) reader.at++;
  if (reader.at === first || (text.charCodeAt(first) === 0x30 && reader.at > first + 1)) fail(reader);
  const next = text.charCodeAt(reader.at);
  const value = Number(text.slice(start, reader.at));
  // Refuse fractions, exponents, minus zero and integers that a double would round.
  if (next === 0x2e || (next | 0x20) === 0x65 || Object.is(value, -0) || !Number.isSafeInteger(value)) {
    refuse("package/json-number", text.slice(start, Math.min(reader.at, start + 24)));
  }
  return value;
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

function readString(reader: Reader): string {
  const { text } = reader;
  let out = "";
  let from = ++reader.at;
  for (;;) {
    const code = text.charCodeAt(reader.at);
    if (code === 0x22) {
      out += text.slice(from, reader.at++);
      if (/\p{Surrogate}/u.test(out)) refuse("package/json-surrogate");
      return out;
    }
    // Also handles the end of the text, where `code` is NaN.
    if (!(code >= 0x20)) fail(reader);
    if (code === 0x5c) {
      out += text.slice(from, reader.at) + readEscape(reader);
      from = reader.at;
    } else reader.at++;
  }
}

const escapes: Readonly<Record<string, string>> = {
  '"': '"',
  "\\": "\\",
  "/": "/",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
};

function readEscape(reader: Reader): string {
  const letter = reader.text[reader.at + 1] ?? "";
  if (letter === "u") {
    const digits = reader.text.slice(reader.at + 2, reader.at + 6);
    if (!/^[0-9a-fA-F]{4}$/.test(digits)) fail(reader);
    reader.at += 6;
    return String.fromCharCode(Number.parseInt(digits, 16));
  }
  const value = Object.hasOwn(escapes, letter) ? escapes[letter] : undefined;
  if (value === undefined) fail(reader);
  reader.at += 2;
  return value;
}
