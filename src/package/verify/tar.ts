/**
 * The only accepted tar form of a package (docs/package.md, archive 1): USTAR headers in which every byte follows from
 * path and size, and a single form of PAX header for names that USTAR cannot hold.
 *
 * The reader parses a header, reports a specific error if it can, then encodes the header again and compares the bytes.
 * So nothing passes that the writer would not have written. The packer has an encoder of its own; tests compare both
 * with `tar`.
 */
import { equalBytes } from "./bytes.ts";
import { quote, refuse } from "./error.ts";
import type { PackageErrorCode } from "./error.ts";

export const blockSize = 512;
/** Size of the two zero blocks at the end. */
export const tarEndSize = 2 * blockSize;

/** Name of a PAX header, and name in the file header that follows it; the real path is in the PAX record. */
export const paxHeaderName = "PaxHeader";
export const paxFileName = "PaxHeader/file";

export interface TarEntry {
  readonly path: string;
  readonly size: number;
  /** Offset of the content in the archive. */
  readonly start: number;
  /** Offset of the next header. */
  readonly next: number;
}

/** A path split into the two fields of a USTAR header. */
export interface UstarName {
  readonly name: string;
  readonly prefix: string;
}

/**
 * Splits a path at a slash into name (100 bytes) and prefix (155 bytes); `undefined` if USTAR cannot hold it, because
 * its fields are ASCII. A path of fewer than 100 bytes is not split; a longer one is split as far right as the prefix
 * allows.
 */
export function splitUstarName(path: string): UstarName | undefined {
  for (let i = 0; i < path.length; i++) if (path.charCodeAt(i) > 0x7f) return undefined;
  if (path.length < 100) return { name: path, prefix: "" };
  for (let slash = path.lastIndexOf("/"); slash > 0; slash = path.lastIndexOf("/", slash - 1)) {
    if (path.length - slash - 1 > 100) return undefined;
    if (slash <= 155) return { name: path.slice(slash + 1), prefix: path.slice(0, slash) };
  }
  return undefined;
}

/** Size in bytes of a file's entry: headers, content and padding. */
export function tarEntrySize(path: string, size: number): number {
  const header = splitUstarName(path) ? blockSize : 2 * blockSize + padded(paxRecord(path).length);
  return header + padded(size);
}

/** The headers of a file: one block, or a PAX header, its record and that block. */
export function encodeTarHeaders(path: string, size: number): Uint8Array {
  const ustar = splitUstarName(path);
  if (ustar) return encodeHeader(ustar, size, "0");
  const record = paxRecord(path);
  const out = new Uint8Array(2 * blockSize + padded(record.length));
  out.set(encodeHeader({ name: paxHeaderName, prefix: "" }, record.length, "x"));
  out.set(record, blockSize);
  out.set(encodeHeader({ name: paxFileName, prefix: "" }, size, "0"), out.length - blockSize);
  return out;
}

/** Encodes a PAX record, `LENGTH path=PATH\n`, in which LENGTH includes its own digits. */
export function paxRecord(path: string): Uint8Array {
  const body = new TextEncoder().encode(` path=${path}\n`);
  let length = body.length + 1;
  while (String(length).length + body.length !== length) length++;
  const out = new Uint8Array(length);
  out.set(new TextEncoder().encode(String(length)));
  out.set(body, length - body.length);
  return out;
}

/**
 * Reads the entry whose header is at `offset`. At the end of the archive, checks the end and returns `undefined`.
 *
 * @throws PackageError if the entry is not in its only accepted form
 */
export function readTarEntry(archive: Uint8Array, offset: number): TarEntry | undefined {
  if (offset === archive.length) refuse("package/end-missing");
  const header = blockAt(archive, offset);
  if (isZero(header)) return readTarEnd(archive, offset);
  checkChecksum(header);
  return header[typeOffset] === paxType
    ? readPaxEntry(archive, offset, header)
    : readPlainEntry(archive, offset, header);
}

/**
 * Reads all entries of an archive.
 *
 * @param limit maximum number of entries
 * @throws PackageError
 */
export function readTar(archive: Uint8Array, limit: number): TarEntry[] {
  const entries: TarEntry[] = [];
  let offset = 0;
  for (;;) {
    const entry = readTarEntry(archive, offset);
    if (!entry) return entries;
    if (entries.length === limit) refuse("package/too-many-files");
    entries.push(entry);
    offset = entry.next;
  }
}

const typeOffset = 156;
const sizeOffset = 124;
/** Larger than the record of the longest allowed path. */
const largestPaxRecord = 2048;
const fileType = 0x30;
const paxType = 0x78;

// Number fields in the format of `tar`: zero-padded octal, a space, a NUL.
const modeField = "000644 \0";
const zeroField = "000000 \0";
const timeField = "0000000000 \0";

function encodeHeader({ name, prefix }: UstarName, size: number, type: string): Uint8Array {
  const out = headerTemplate();
  put(out, 0, name);
  put(out, sizeOffset, octal(size, 12));
  put(out, typeOffset, type);
  put(out, 345, prefix);
  put(out, 148, octal(checksum(out), 8));
  return out;
}

/** The bytes that all headers have in common. */
function headerTemplate(): Uint8Array {
  const out = new Uint8Array(blockSize);
  put(out, 100, modeField);
  put(out, 108, zeroField);
  put(out, 116, zeroField);
  put(out, 136, timeField);
  put(out, 257, "ustar\u000000");
  put(out, 329, zeroField);
  put(out, 337, zeroField);
  return out;
}

function put(out: Uint8Array, offset: number, text: string): void {
  for (let i = 0; i < text.length; i++) out[offset + i] = text.charCodeAt(i);
}

function octal(value: number, width: number): string {
  const digits = value.toString(8);
  return digits.length === width - 1 ? `${digits}\0` : `${digits.padStart(width - 2, "0")} \0`;
}

/** The sum of the header's bytes, with the checksum field counted as spaces. */
function checksum(header: Uint8Array): number {
  let sum = 8 * 0x20;
  for (let i = 0; i < 148; i++) sum += header[i]!;
  for (let i = 156; i < blockSize; i++) sum += header[i]!;
  return sum;
}

function readPlainEntry(archive: Uint8Array, offset: number, header: Uint8Array): TarEntry {
  const size = readFields(header, fileType);
  const prefix = readName(header, 345, 155);
  const name = readName(header, 0, 100);
  const path = prefix === "" ? name : `${prefix}/${name}`;
  const ustar = splitUstarName(path);
  if (!ustar || !equalBytes(encodeHeader(ustar, size, "0"), header)) {
    refuse("package/header-not-canonical", quote(path));
  }
  return content(archive, path, offset + blockSize, size);
}

function readPaxEntry(archive: Uint8Array, offset: number, header: Uint8Array): TarEntry {
  const recordSize = readFields(header, paxType);
  if (recordSize > largestPaxRecord) refuse("package/pax-record");
  const { start, next } = content(archive, paxHeaderName, offset + blockSize, recordSize);
  const path = readPaxPath(archive.subarray(start, start + recordSize));
  const file = blockAt(archive, next);
  checkChecksum(file);
  const size = readFields(file, fileType);
  if (splitUstarName(path)) refuse("package/pax-path", quote(path));
  const expected = encodeTarHeaders(path, size);
  if (!equalBytes(expected, archive.subarray(offset, next + blockSize))) {
    refuse("package/header-not-canonical", quote(path));
  }
  return content(archive, path, next + blockSize, size);
}

/** Reads the path from a PAX record, which must be in the one accepted form. */
function readPaxPath(record: Uint8Array): string {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(record);
  } catch {
    refuse("package/name-encoding");
  }
  if (/^\d+ (?:GNU\.sparse\.)/m.test(text)) refuse("package/entry-sparse");
  if (/^\d+ size=/m.test(text)) refuse("package/pax-size");
  const match = /^[1-9]\d* path=([^\n]*)\n$/.exec(text);
  if (!match) refuse("package/pax-record");
  return match[1]!;
}

const refusedTypes: Readonly<Record<string, PackageErrorCode>> = {
  "1": "package/entry-hard-link",
  "2": "package/entry-symlink",
  "3": "package/entry-device",
  "4": "package/entry-device",
  "5": "package/entry-directory",
  "6": "package/entry-fifo",
  "7": "package/entry-contiguous",
  S: "package/entry-sparse",
  L: "package/entry-gnu-long-name",
  K: "package/entry-gnu-long-name",
  g: "package/pax-global",
};

/** Checks the fields and reports the first wrong one; returns the size. */
function readFields(header: Uint8Array, type: number): number {
  if (header[typeOffset] !== type) {
    const letter = String.fromCharCode(header[typeOffset]!);
    refuse(Object.hasOwn(refusedTypes, letter) ? refusedTypes[letter]! : "package/entry-unknown-type");
  }
  if (!fieldIs(header, 257, "ustar\u000000")) refuse("package/header-format");
  if (!fieldIs(header, 100, modeField)) refuse("package/entry-mode");
  if (!fieldIs(header, 108, zeroField) || !fieldIs(header, 116, zeroField)) refuse("package/entry-owner");
  if (!isZero(header.subarray(265, 329))) refuse("package/entry-owner");
  if (!fieldIs(header, 136, timeField)) refuse("package/entry-time");
  return readSize(header);
}

function readSize(header: Uint8Array): number {
  const first = header[sizeOffset]!;
  // GNU tar uses base 256 for sizes that do not fit octal; a first byte of all ones means negative.
  if (first === 0xff || first === 0x2d) refuse("package/entry-size-negative");
  let size = 0;
  for (let i = 0; i < 10; i++) {
    const digit = header[sizeOffset + i]! - 0x30;
    if (digit < 0 || digit > 7) refuse("package/entry-size");
    size = size * 8 + digit;
  }
  return size;
}

/** Reads an ASCII field that ends with a NUL or fills its width. */
function readName(header: Uint8Array, offset: number, width: number): string {
  let end = offset;
  for (; end < offset + width && header[end] !== 0; end++) if (header[end]! > 0x7f) refuse("package/name-encoding");
  const name = String.fromCharCode(...header.subarray(offset, end));
  for (let i = end; i < offset + width; i++) if (header[i] !== 0) refuse("package/path-nul", quote(name));
  return name;
}

function content(archive: Uint8Array, path: string, start: number, size: number): TarEntry {
  const next = start + padded(size);
  if (next > archive.length) refuse("package/truncated", quote(path));
  for (let i = start + size; i < next; i++) if (archive[i] !== 0) refuse("package/entry-padding", quote(path));
  return { path, size, start, next };
}

function readTarEnd(archive: Uint8Array, offset: number): undefined {
  const rest = archive.subarray(offset + blockSize);
  if (rest.length === 0) refuse("package/end-missing");
  if (rest.length !== blockSize || !isZero(rest))
    refuse(rest.length < blockSize ? "package/truncated" : "package/trailing-data");
}

function checkChecksum(header: Uint8Array): void {
  if (!fieldIs(header, 148, octal(checksum(header), 8))) refuse("package/header-checksum");
}

function blockAt(archive: Uint8Array, offset: number): Uint8Array {
  if (offset + blockSize > archive.length) refuse("package/truncated");
  return archive.subarray(offset, offset + blockSize);
}

function fieldIs(header: Uint8Array, offset: number, text: string): boolean {
  for (let i = 0; i < text.length; i++) if (header[offset + i] !== text.charCodeAt(i)) return false;
  return true;
}

function isZero(bytes: Uint8Array): boolean {
  for (let i = 0; i < bytes.length; i++) if (bytes[i] !== 0) return false;
  return true;
}

function padded(size: number): number {
  return Math.ceil(size / blockSize) * blockSize;
}
