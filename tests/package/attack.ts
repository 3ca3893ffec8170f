/** Building blocks for attacks on archives. An attack is a forgery and the code with which it is refused. */
import { createHash } from "node:crypto";
import { deflateRawSync } from "node:zlib";
import type { PackageErrorCode } from "../../src/package/index.ts";
import { gzip, hash, sampleEntries, trailer, writeEntry } from "./forge.ts";
import type { ForgedEntry, Forgery, Json } from "./forge.ts";

export interface Attack {
  readonly name: string;
  readonly code: PackageErrorCode;
  readonly forgery: Forgery;
}

export function paths(name: string, code: PackageErrorCode, list: readonly string[], manifestOnly = false): Attack[] {
  return list.map((path) => ({
    name: `${name}: ${JSON.stringify(path).slice(0, 40)}`,
    code,
    forgery: manifestOnly ? { manifest: setPath(path) } : { files: [{ path, content: "evil" }] },
  }));
}

export function setPath(path: string): NonNullable<Forgery["manifest"]> {
  return (manifest) => void ((files(manifest)[0] as Json)["path"] = path);
}

export function collision(name: string, code: PackageErrorCode, names: string[]): Attack {
  const sorted = names.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  return {
    name: `collision: ${name}`,
    code,
    forgery: { files: sorted.map((path, i) => ({ path, content: String(i) })) },
  };
}

/** Puts each invalid header into the inner archive once and into the outer archive once. */
export function kinds(name: string, code: PackageErrorCode, entry: Omit<ForgedEntry, "path">): Attack[] {
  return [
    { name, code, forgery: withEntry({ path: "z.js", ...entry }) },
    { name: `${name}, outside`, code, forgery: { entries: (e) => [...e, { path: "z.js", ...entry }] } },
  ];
}

export function added(name: string, code: PackageErrorCode, raw: Uint8Array[]): Attack {
  return { name, code, forgery: withEntry({ path: "z.js", listed: false, raw: Buffer.concat(raw) }) };
}

export function withEntry(entry: ForgedEntry): Forgery {
  return { files: [...sampleEntries(), entry] };
}

export function file(path: string): Buffer {
  return writeEntry({ path });
}

export function rawPax(body: Buffer): Buffer {
  return writeEntry({ path: "PaxHeader", content: body, type: "x" });
}

export function files(manifest: Json & { subpackages: Json[] }): unknown[] {
  return manifest.subpackages[0]!["files"] as unknown[];
}

export function twice(entry: ForgedEntry): ForgedEntry[] {
  return [entry, { ...entry, listed: false }, { path: "b.js" }];
}

export function shiftSizes(manifest: Json & { subpackages: Json[] }): void {
  const [first, second] = files(manifest) as { size: number }[];
  first!.size++;
  second!.size--;
}

export function two() {
  return [
    { name: "main", root: "", entries: sampleEntries() },
    { name: "shop", root: "shop", entries: [{ path: "shop/a.js", content: "1" }] },
  ];
}

export function flipped(content: Buffer): Buffer {
  return withByte(content, 20, content[20]! ^ 1);
}

export function withByte(bytes: Buffer, at: number, value: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[at] = value;
  return copy;
}

/** Garbage between the stream and a valid trailer, and after the trailer. */
export function appended(tar: Uint8Array, rest: Buffer): Buffer {
  const whole = gzip(tar);
  return Buffer.concat([whole.subarray(0, -8), rest, whole.subarray(-8)]);
}

/** A stored block that declares a thousand bytes and contains none. */
export function cutShort(): Buffer {
  const header = gzip(Buffer.alloc(0)).subarray(0, 10);
  const block = Buffer.from([1, 0xe8, 0x03, 0x17, 0xfc]);
  return Buffer.concat([header, block, trailer(Buffer.alloc(1000))]);
}

export function sized(tar: Uint8Array, size: number): Buffer {
  return Buffer.concat([gzip(tar).subarray(0, -8), trailer(tar, size)]);
}

export function bomb(size: number, claimed = size): Buffer {
  const data = Buffer.alloc(size);
  return Buffer.concat([gzip(Buffer.alloc(0)).subarray(0, 10), deflateRawSync(data), trailer(data, claimed)]);
}

export function manyFiles(count: number): NonNullable<Forgery["manifest"]> {
  return (manifest) => {
    const sha256 = createHash("sha256").digest("hex");
    const list = files(manifest);
    list.length = 0;
    for (let i = 0; i < count; i++) list.push({ path: `f${String(i).padStart(7, "0")}`, sha256, size: 0 });
    manifest.subpackages[0]!["unpackedSize"] = 0;
  };
}

export function manyEmpty(count: number): Buffer {
  const blocks: Buffer[] = [];
  for (let i = 0; i < count; i++) blocks.push(file(`f${String(i).padStart(7, "0")}`));
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

export function listOne(manifest: Json & { subpackages: Json[] }): void {
  files(manifest).push({ path: "f0000000", sha256: hash(""), size: 0 });
}

export function huge(manifest: Json & { subpackages: Json[] }): void {
  (files(manifest)[0] as Json)["size"] = 100e9;
  const rest = (files(manifest) as { size: number }[]).reduce((sum, f) => sum + f.size, 0);
  manifest.subpackages[0]!["unpackedSize"] = rest;
}

export function manySubpackages(manifest: Json & { subpackages: Json[] }): void {
  for (let i = 0; i < 256; i++) manifest.subpackages.push({ ...manifest.subpackages[0], name: `s${i}` });
}
