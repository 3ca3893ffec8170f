/**
 * Writes the canonical tar. Each header is a copy of the common header with name, size and checksum filled in. Tests
 * compare the archive with `tar` and with the verifier's own encoder.
 */
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

/** File headers by path, for reuse in the next archive: most files keep their size. */
export type TarHeaders = Map<string, { readonly size: number; readonly block: Uint8Array }>;

/**
 * Writes the files in the given order, followed by two zero blocks.
 *
 * @param known headers of earlier archives; new ones are added
 */
export function writeTar(files: readonly TarFile[], known: TarHeaders = new Map()): Uint8Array {
  const sizes = files.map(({ path, content }) => tarEntrySize(path, content.length));
  const archive = Buffer.alloc(sizes.reduce((sum, size) => sum + size, tarEndSize));
  let offset = 0;
  for (const [index, { path, content }] of files.entries()) {
    const next = offset + (sizes[index] as number);
    const header = known.get(path);
    if (header?.size === content.length) {
      archive.set(header.block, offset);
      offset += blockSize;
    } else {
      const ustar = splitUstarName(path);
      const start = offset;
      if (ustar) offset = writeHeader(archive, offset, ustar, content.length, plainFile);
      else offset = writePaxHeaders(archive, offset, path, content.length);
      if (ustar) known.set(path, { size: content.length, block: Uint8Array.from(archive.subarray(start, offset)) });
    }
    archive.set(content, offset);
    offset = next;
  }
  return archive;
}

/** Writes the PAX headers of a name that USTAR cannot hold; returns the offset of the content. */
function writePaxHeaders(archive: Buffer, start: number, path: string, size: number): number {
  const record = paxRecord(path);
  let offset = writeHeader(archive, start, { name: paxHeaderName, prefix: "" }, record.length, extendedHeader);
  archive.set(record, offset);
  offset += Math.ceil(record.length / blockSize) * blockSize;
  return writeHeader(archive, offset, { name: paxFileName, prefix: "" }, size, plainFile);
}

/** Writes a 512-byte header at `offset`, where the archive is zero; returns its end. */
function writeHeader(
  archive: Buffer,
  offset: number,
  { name, prefix }: { readonly name: string; readonly prefix: string },
  size: number,
  type: number,
): number {
  const digits = numberField(size, sizeWidth);
  archive.set(commonHeader, offset);
  archive.write(name, offset, "latin1");
  archive.write(digits, offset + sizeAt, "latin1");
  archive[offset + typeAt] = type;
  archive.write(prefix, offset + prefixAt, "latin1");
  const sum = commonSum + type + sumOf(name) + sumOf(digits) + sumOf(prefix);
  archive.write(numberField(sum, checksumWidth), offset + checksumAt, "latin1");
  return offset + blockSize;
}

const plainFile = 0x30;
const extendedHeader = 0x78;
const sizeAt = 124;
const sizeWidth = 12;
const checksumAt = 148;
const checksumWidth = 8;
const typeAt = 156;
const prefixAt = 345;

/** Mode 644, no owner, time 0, version 00; the fields that differ between files are zero. */
const commonHeader = Buffer.alloc(blockSize);
for (const [at, field] of [
  [100, "000644 \0"],
  [108, "000000 \0"],
  [116, "000000 \0"],
  [136, "0000000000 \0"],
  [257, "ustar"],
  [263, "00"],
  [329, "000000 \0"],
  [337, "000000 \0"],
] as const) {
  commonHeader.write(field, at, "latin1");
}

/** Checksum of the common header; the checksum field itself counts as spaces. */
const commonSum = commonHeader.reduce((sum, byte) => sum + byte, checksumWidth * 0x20);

/** Octal digits, a space and a NUL. A number that needs all but the NUL also takes the space's place. */
function numberField(value: number, width: number): string {
  const digits = value.toString(8);
  return digits.length === width - 1 ? `${digits}\0` : `${digits.padStart(width - 2, "0")} \0`;
}

function sumOf(text: string): number {
  let sum = 0;
  for (let i = 0; i < text.length; i++) sum += text.charCodeAt(i);
  return sum;
}
