/**
 * Deflates an archive in segments, so that a change in one place leaves the compressed bytes elsewhere unchanged. Each
 * segment starts with an empty window and ends on a byte boundary; together they form one deflate stream.
 *
 * A segment boundary depends only on the bytes around it (a line end followed by bytes with a certain sum), so an
 * insertion moves only nearby boundaries. Measured on WeChat's demo (4.5 MB): 2 % larger than a single stream.
 */
import { hash } from "node:crypto";
import { promisify } from "node:util";
import { constants, deflateRaw } from "node:zlib";
import type { PackMemory } from "./pack-memory.ts";

/**
 * zlib's default level. On mini-program output, the next two levels take two and three times as long to save one
 * percent.
 */
const compressionLevel = 6;
const smallest = 48 * 1024;
const largest = 256 * 1024;
/** On average, one line end in this many ends a segment. */
const oneIn = 64;
/** A final empty block with fixed Huffman codes. */
const endOfStream = Uint8Array.of(3, 0);

/** Compresses `bytes` to one deflate stream. Segments that `memory` has are not compressed again. */
export async function compress(bytes: Uint8Array, memory: PackMemory): Promise<Uint8Array> {
  const segments = await Promise.all(splitSegments(bytes).map((segment) => compressSegment(segment, memory)));
  return Buffer.concat([...segments, endOfStream]);
}

async function compressSegment(segment: Uint8Array, memory: PackMemory): Promise<Uint8Array> {
  const digest = hash("sha256", segment, "base64");
  const known = memory.segment(digest);
  if (known) return known;
  const compressed = await promisify(deflateRaw)(segment, {
    level: compressionLevel,
    memLevel: 8,
    chunkSize: 1 << 16,
    strategy: constants.Z_DEFAULT_STRATEGY,
    // Ends on a byte boundary with an empty stored block, without ending the stream.
    finishFlush: constants.Z_SYNC_FLUSH,
  });
  memory.keepSegment(digest, compressed);
  return compressed;
}

/**
 * Splits bytes into consecutive segments. None is larger than `largest`, and only the last may be smaller than
 * `smallest`.
 */
export function splitSegments(bytes: Uint8Array): Uint8Array[] {
  const segments: Uint8Array[] = [];
  for (let start = 0; start < bytes.length;) {
    const end = segmentEnd(bytes, start);
    segments.push(bytes.subarray(start, end));
    start = end;
  }
  return segments;
}

function segmentEnd(bytes: Uint8Array, start: number): number {
  const limit = Math.min(start + largest, bytes.length);
  if (bytes.length - start <= smallest) return bytes.length;
  for (let at = bytes.indexOf(10, start + smallest); at >= 0 && at + 9 < limit; at = bytes.indexOf(10, at + 1)) {
    let sum = 0;
    for (let i = 1; i <= 8; i++) sum = (sum * 31 + (bytes[at + i] as number)) | 0;
    if ((sum >>> 8) % oneIn === 0) return at + 1;
  }
  return limit;
}
