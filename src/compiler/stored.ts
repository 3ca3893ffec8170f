/**
 * The binary format of results in the cache.
 *
 * A record has parts, so that a build decodes only what it needs: a table of the bytes; a head in JSON, which is almost
 * always read; the output in JSON, decoded on first access; and the output's own bytes (code, CSS, source maps), which
 * go into the package without a copy.
 */
export interface Stored<Head, Output> {
  readonly head: Head;
  /** `Uint8Array` values may appear at the top level only; everything else must be JSON data. */
  readonly output: Output;
}

/** Names and sizes of the byte arrays in the output. */
type Table = readonly (readonly [name: string, size: number])[];

const encoder = new TextEncoder();
const decoder = new TextDecoder();
/** Three 32-bit sizes of the JSON texts: table, head, output. */
const prefixSize = 12;

/** Encodes a result as a record for the cache. */
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
  // Encode all texts in one call: each call allocates a buffer.
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

/**
 * Reads a record; the output is decoded on first access.
 * @param record made by `encodeStored`; anything else is undefined behaviour
 */
export function decodeStored<Head, Output extends object>(record: Uint8Array): Stored<Head, Output> {
  const [headAt, outputAt, bytesAt] = offsetsIn(record);
  let output: object | undefined;
  return {
    head: parse(record, headAt, outputAt) as Head,
    get output() {
      output ??= Object.assign(parse(record, outputAt, bytesAt) as object, storedBytes(record));
      return output as Output;
    },
  };
}

/** The output's own bytes by name, without decoding anything else. */
export function storedBytes(record: Uint8Array): Readonly<Record<string, Uint8Array>> {
  const [headAt, , bytesAt] = offsetsIn(record);
  const bytes: Record<string, Uint8Array> = {};
  let at = bytesAt;
  for (const [name, size] of parse(record, prefixSize, headAt) as Table) {
    bytes[name] = record.subarray(at, (at += size));
  }
  return bytes;
}

/** Offsets of the head, the output and its bytes. */
function offsetsIn(record: Uint8Array): readonly [head: number, output: number, bytes: number] {
  const view = new DataView(record.buffer, record.byteOffset, prefixSize);
  const head = prefixSize + view.getUint32(0, true);
  const output = head + view.getUint32(4, true);
  return [head, output, output + view.getUint32(8, true)];
}

function parse(record: Uint8Array, from: number, to: number): unknown {
  return JSON.parse(decoder.decode(record.subarray(from, to)));
}
