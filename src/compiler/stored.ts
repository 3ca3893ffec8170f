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
  const table: [name: string, size: number][] = [];
  const bytes: Uint8Array[] = [];
  const rest: Record<string, unknown> = {};
  let size = prefixSize;
  for (const name of Object.keys(output)) {
    const value = (output as Readonly<Record<string, unknown>>)[name];
    if (value instanceof Uint8Array) {
      table.push([name, value.length]);
      bytes.push(value);
      size += value.length;
    } else rest[name] = value;
  }
  const texts = [JSON.stringify(table), JSON.stringify(head), JSON.stringify(rest)];
  // Encoded in one piece, because of each the engine makes a buffer.
  const encoded = encoder.encode(texts.join(""));
  const record = new Uint8Array(size + encoded.length);
  const view = new DataView(record.buffer);
  const isAscii = encoded.length === texts.reduce((length, text) => length + text.length, 0);
  texts.forEach((text, i) => view.setUint32(i * 4, isAscii ? text.length : encoder.encode(text).length, true));
  record.set(encoded, prefixSize);
  let at = prefixSize + encoded.length;
  for (const content of bytes) {
    record.set(content, at);
    at += content.length;
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
