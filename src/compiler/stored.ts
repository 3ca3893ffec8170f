/**
 * Results as bytes, for the cache between processes.
 *
 * A record has parts, so that a build which needs little of it decodes little: a head in JSON that is nearly always
 * read; the output in JSON, read when somebody asks for it; and the output's own bytes (code, css, source maps), which
 * are handed through to the package as they lie in the cache. In front of them stands which bytes there are.
 */
export interface Stored<Head, Output> {
  readonly head: Head;
  /** Bytes may stand directly in it, and nowhere deeper; everything else is JSON data. */
  readonly output: Output;
}

/** Names and sizes of the bytes in the output. */
type Table = readonly (readonly [name: string, size: number])[];

const encoder = new TextEncoder();
const decoder = new TextDecoder();
/** Sizes of the three JSON texts, 32 bits each: the table, the head, the output. */
const prefixSize = 12;

export function encodeStored<Head, Output extends object>({ head, output }: Stored<Head, Output>): Uint8Array {
  const bytes: [name: string, content: Uint8Array][] = [];
  const rest: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(output)) {
    if (value instanceof Uint8Array) bytes.push([name, value]);
    else rest[name] = value;
  }
  const table: Table = bytes.map(([name, { length }]) => [name, length]);
  const pieces: Uint8Array[] = [table, head, rest].map((part) => encoder.encode(JSON.stringify(part)));
  const sizes = pieces.map(({ length }) => length);
  for (const [, content] of bytes) pieces.push(content);
  const record = new Uint8Array(pieces.reduce((size, { length }) => size + length, prefixSize));
  const view = new DataView(record.buffer);
  sizes.forEach((size, i) => view.setUint32(i * 4, size, true));
  let at = prefixSize;
  for (const piece of pieces) {
    record.set(piece, at);
    at += piece.length;
  }
  return record;
}

/** @param record what `encodeStored` made; nothing else may come in here */
export function decodeStored<Head, Output extends object>(record: Uint8Array): Stored<Head, Output> {
  const [headAt, outputAt, bytesAt] = placesIn(record);
  let output: object | undefined;
  return {
    head: parse(record, headAt, outputAt) as Head,
    get output() {
      output ??= Object.assign(parse(record, outputAt, bytesAt) as object, storedBytes(record));
      return output as Output;
    },
  };
}

/** The output's own bytes by name, without anything else being decoded. */
export function storedBytes(record: Uint8Array): Readonly<Record<string, Uint8Array>> {
  const [headAt, , bytesAt] = placesIn(record);
  const bytes: Record<string, Uint8Array> = {};
  let at = bytesAt;
  for (const [name, size] of parse(record, prefixSize, headAt) as Table) {
    bytes[name] = record.subarray(at, (at += size));
  }
  return bytes;
}

/** Where the head, the output and its bytes begin. */
function placesIn(record: Uint8Array): readonly [head: number, output: number, bytes: number] {
  const view = new DataView(record.buffer, record.byteOffset, prefixSize);
  const head = prefixSize + view.getUint32(0, true);
  const output = head + view.getUint32(4, true);
  return [head, output, output + view.getUint32(8, true)];
}

function parse(record: Uint8Array, from: number, to: number): unknown {
  return JSON.parse(decoder.decode(record.subarray(from, to)));
}
