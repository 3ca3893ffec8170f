/**
 * Results as bytes, for the cache between processes.
 *
 * A record has three parts, so that a build which needs little of it decodes little: a head in JSON that is always
 * read; the output in JSON, read when somebody asks for it; and the output's own bytes (code, css, source maps), which
 * are handed through to the package as they lie in the cache.
 */
export interface Stored<Head, Output> {
  readonly head: Head;
  /** Bytes may stand directly in it, and nowhere deeper; everything else is JSON data. */
  readonly output: Output;
}

/** What encloses the caller's head. */
interface Envelope<Head> {
  readonly head: Head;
  /** Names and sizes of the bytes in the output. */
  readonly bytes: readonly (readonly [name: string, size: number])[];
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();
/** Sizes of the two JSON texts, 32 bits each. */
const prefixSize = 8;

export function encodeStored<Head, Output extends object>({ head, output }: Stored<Head, Output>): Uint8Array {
  const bytes: [name: string, content: Uint8Array][] = [];
  const rest: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(output)) {
    if (value instanceof Uint8Array) bytes.push([name, value]);
    else rest[name] = value;
  }
  const envelope: Envelope<Head> = { head, bytes: bytes.map(([name, { length }]) => [name, length]) };
  const pieces: Uint8Array[] = [encoder.encode(JSON.stringify(envelope)), encoder.encode(JSON.stringify(rest))];
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
  const view = new DataView(record.buffer, record.byteOffset, prefixSize);
  const outputAt = prefixSize + view.getUint32(0, true);
  const bytesAt = outputAt + view.getUint32(4, true);
  const envelope = JSON.parse(decoder.decode(record.subarray(prefixSize, outputAt))) as Envelope<Head>;
  let output: Record<string, unknown> | undefined;
  return {
    head: envelope.head,
    get output() {
      if (output) return output as Output;
      output = JSON.parse(decoder.decode(record.subarray(outputAt, bytesAt))) as Record<string, unknown>;
      let at = bytesAt;
      for (const [name, size] of envelope.bytes) output[name] = record.subarray(at, (at += size));
      return output as Output;
    },
  };
}
