/**
 * Deflates an archive in segments, so that a change in one place leaves the compressed bytes of the others as they are:
 * each segment begins with an empty window and ends on a byte boundary, and together they are one deflate stream.
 *
 * Where a segment ends depends only on the bytes around that place (a line end followed by bytes with a certain sum),
 * so that an insertion moves no boundary but its own. Measured on WeChat's demo (4.5 MB): 2 % larger than one stream.
 */
import { hash } from "node:crypto";
import { promisify } from "node:util";
import { constants, deflateRaw } from "node:zlib";
import type { PackMemory } from "./pack-memory.ts";

/**
 * zlib's usual level: on mini-program output the next ones take twice and three times as long for one hundredth less.
 */
const compressionLevel = 6;
const smallest = 48 * 1024;
const largest = 256 * 1024;
/** One line end in so many ends a segment. */
const oneIn = 64;
/** A final empty block with fixed codes. */
const endOfStream = Uint8Array.of(3, 0);

/** The deflate stream of `bytes`; segments that `memory` knows are taken from there. */
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
    // Ends on a byte boundary with an empty stored block, and does not end the stream.
    finishFlush: constants.Z_SYNC_FLUSH,
  });
  memory.keepSegment(digest, compressed);
  return compressed;
}

/** Consecutive pieces; none but the last is smaller than `smallest`, none is larger than `largest`. */
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
