/**
 * Writes the canonical tar with `tar`'s own header encoder, so that the archive is what that widely used reader
 * expects; the verifier's encoder is a second, independent one, and tests hold the two against each other.
 */
import { Header } from "tar/header";
import {
  blockSize,
  paxFileName,
  paxHeaderName,
  paxRecord,
  splitUstarName,
  tarEndSize,
  tarEntrySize,
} from "./verify/tar.ts";

export interface TarFile {
  readonly path: string;
  readonly content: Uint8Array;
}

/** Headers of files by path, for the next archive: most of them have the same size again. */
export type TarHeaders = Map<string, { readonly size: number; readonly block: Uint8Array }>;

/**
 * Files in the given order, two zero blocks at the end.
 *
 * @param known headers made before; grows
 */
export function writeTar(files: readonly TarFile[], known: TarHeaders = new Map()): Uint8Array {
  // One allocation, filled with zeros: `tar` leaves the fields that it does not write as they are.
  const size = files.reduce((sum, { path, content }) => sum + tarEntrySize(path, content.length), tarEndSize);
  const archive = Buffer.alloc(size);
  let offset = 0;
  for (const { path, content } of files) {
    const next = offset + tarEntrySize(path, content.length);
    const header = known.get(path);
    if (header?.size === content.length) {
      archive.set(header.block, offset);
      offset += blockSize;
    } else if (splitUstarName(path)) {
      const start = offset;
      offset = writeHeader(archive, offset, path, content.length, "File");
      known.set(path, { size: content.length, block: Uint8Array.from(archive.subarray(start, offset)) });
    } else {
      const record = paxRecord(path);
      offset = writeHeader(archive, offset, paxHeaderName, record.length, "ExtendedHeader");
      archive.set(record, offset);
      offset += Math.ceil(record.length / blockSize) * blockSize;
      offset = writeHeader(archive, offset, paxFileName, content.length, "File");
    }
    archive.set(content, offset);
    offset = next;
  }
  return archive;
}

function writeHeader(
  archive: Buffer,
  offset: number,
  path: string,
  size: number,
  type: "File" | "ExtendedHeader",
): number {
  new Header({ path, mode: 0o644, uid: 0, gid: 0, size, mtime: new Date(0), type }).encode(archive, offset);
  return offset + blockSize;
}
