/**
 * Every attack under "Archive" of the packaging rules. Each is refused with its own code, although the trusted key
 * signed it.
 */
import { expect, test } from "vitest";
import { PackageError, verifyPackage } from "../../src/package/index.ts";
import { defaultLimits } from "../../src/package/verify/limits.ts";
import {
  added,
  appended,
  bomb,
  collision,
  cutShort,
  file,
  files,
  flipped,
  huge,
  kinds,
  listOne,
  manyEmpty,
  manyFiles,
  manySubpackages,
  paths,
  rawPax,
  setPath,
  shiftSizes,
  sized,
  twice,
  two,
  withByte,
  withEntry,
} from "./attack.ts";
import type { Attack } from "./attack.ts";
import { forge, gzip, hash, pax, paxRecord, sampleEntries, trusted, writeEntry } from "./forge.ts";
import type { Json } from "./forge.ts";

const attacks: Attack[] = [
  // Paths, listed and signed: the result of a signer's own mistake or of a compromised build step.
  ...paths("zip-slip", "package/path-climbs", ["../evil.js", "..", "a/../../evil.js", "pages/../app.js"]),
  ...paths("absolute path", "package/path-absolute", ["/etc/passwd", "/app.js"]),
  ...paths("backslash", "package/path-backslash", ["..\\evil.js", "pages\\index.js", "\\\\host\\share"]),
  ...paths("drive letter or stream", "package/path-drive", ["C:evil.js", "C:/evil.js", "app.js:stream"]),
  ...paths("dot segment", "package/path-dot", [".", "./app.js", "pages/./a.js"]),
  ...paths("empty segment", "package/path-empty", ["pages//a.js", "pages/"]),
  ...paths("NUL", "package/path-nul", ["app.js\0.png"], true),
  ...paths("control character", "package/path-control", [
    "a\nb.js",
    "a\x7fb.js",
    "a\u202egnp.js",
    "a\u200bb.js",
    "a\u0085b.js",
  ]),
  ...paths("forbidden character", "package/path-character", ["a?.js", "a*.js", 'a".js', "a<b", "a>b", "a|b"]),
  ...paths("trailing dot or space", "package/path-trailing", ["a.", "pages./a.js", "a ", "pages /a.js", "..."]),
  ...paths("Windows device", "package/path-device", [
    "CON",
    "con.js",
    "pages/nul",
    "aux.tar.gz",
    "COM1",
    "lpt9.txt",
    "COM¹",
    "CONIN$",
    "nul .js",
  ]),
  ...paths("not NFC", "package/path-not-nfc", ["cafe\u0301.js", "\u212a.js", "\u2126.js"]),
  ...paths("deep nesting", "package/path-too-deep", [`${"d/".repeat(32)}a.js`]),
  ...paths("long segment", "package/path-too-long", [`${"n".repeat(256)}.js`, "é".repeat(128)]),
  ...paths("long path", "package/path-too-long", [
    Array(5).fill("é".repeat(120)).join("/"),
    `${"folder/".repeat(20)}${"n/".repeat(450)}a`,
  ]),
  { name: "empty path", code: "package/path-empty", forgery: { files: [{ path: "", content: "" }] } },
  {
    name: "half of a surrogate pair in a path",
    code: "package/json-surrogate",
    forgery: { manifest: setPath("a\ud800.js") },
  },

  // Collisions.
  collision("case", "package/path-collision", ["App.js", "app.js"]),
  collision("folder case", "package/path-collision", ["Pages/a.js", "pages/a.js"]),
  collision("ß and ss", "package/path-collision", ["strasse.js", "straße.js"]),
  collision("ẞ and ss", "package/path-collision", ["STRASSE.js", "straẞe.js"]),
  collision("ligature", "package/path-collision", ["file.js", "ﬁle.js"]),
  collision("final sigma", "package/path-collision", ["Σ.js", "ς.js"]),
  collision("dotted I", "package/path-collision", ["i\u0307.js", "İ.js"]),
  collision("file and folder", "package/path-file-is-folder", ["pages", "pages/a.js"]),
  collision("file and folder of another case", "package/path-file-is-folder", ["Pages", "pages/a.js"]),
  collision("listed twice", "package/path-duplicate", ["app.js", "app.js"]),
  {
    name: "one path with two contents in two subpackages",
    code: "package/path-duplicate",
    forgery: {
      subpackages: [
        { name: "main", root: "", entries: [{ path: "shop/a.js", content: "1" }] },
        { name: "shop", root: "shop", entries: [{ path: "shop/a.js", content: "2" }] },
      ],
    },
  },
  {
    name: "NFC and NFD collision, the NFD one unlisted",
    code: "package/path-not-nfc",
    forgery: { files: [{ path: "caf\u00e9.js" }, { path: "cafe\u0301.js", listed: false }] },
  },

  // Kinds of entry. The target of a link is in the field at offset 157.
  ...kinds("symlink", "package/entry-symlink", { type: "2", fields: { 157: "/etc/passwd" } }),
  ...kinds("hard link", "package/entry-hard-link", { type: "1", fields: { 157: "app.js" } }),
  ...kinds("character device", "package/entry-device", { type: "3" }),
  ...kinds("block device", "package/entry-device", { type: "4" }),
  ...kinds("folder", "package/entry-directory", { type: "5" }),
  ...kinds("FIFO", "package/entry-fifo", { type: "6" }),
  ...kinds("contiguous", "package/entry-contiguous", { type: "7" }),
  ...kinds("GNU sparse", "package/entry-sparse", { type: "S" }),
  ...kinds("GNU long name", "package/entry-gnu-long-name", { type: "L", content: "../evil.js\0" }),
  ...kinds("GNU long link", "package/entry-gnu-long-name", { type: "K", content: "/etc\0" }),
  ...kinds("global PAX", "package/pax-global", { type: "g", content: paxRecord("path=evil") }),
  ...kinds("unknown type", "package/entry-unknown-type", { type: "Z" }),
  ...kinds("old type NUL", "package/entry-unknown-type", { type: "\0" }),
  ...kinds("setuid", "package/entry-mode", { fields: { 100: "004755 \0" } }),
  ...kinds("executable", "package/entry-mode", { fields: { 100: "000755 \0" } }),
  ...kinds("owner", "package/entry-owner", { fields: { 108: "001750 \0" } }),
  ...kinds("group", "package/entry-owner", { fields: { 116: "001750 \0" } }),
  ...kinds("owner's name", "package/entry-owner", { fields: { 265: "root" } }),
  ...kinds("time", "package/entry-time", { fields: { 136: "0000000001 \0" } }),
  ...kinds("negative size", "package/entry-size-negative", { fields: { 124: Buffer.alloc(12, 0xff) } }),
  ...kinds("negative octal size", "package/entry-size-negative", { fields: { 124: "-000000001 \0" } }),
  ...kinds("base-256 size", "package/entry-size", {
    fields: { 124: Buffer.from([0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]) },
  }),
  ...kinds("size without digits", "package/entry-size", { fields: { 124: "         0 \0" } }),
  ...kinds("size in another octal form", "package/header-not-canonical", { fields: { 124: "00000000000\0" } }),
  ...kinds("bad checksum", "package/header-checksum", { checksum: "000000 \0" }),
  ...kinds("checksum in another octal form", "package/header-checksum", { checksum: "0000000\0" }),
  ...kinds("GNU magic", "package/header-format", { fields: { 257: "ustar  \0" } }),
  ...kinds("link name on a file", "package/header-not-canonical", { fields: { 157: "app.js" } }),
  ...kinds("device number on a file", "package/header-not-canonical", { fields: { 329: "000001 \0" } }),
  ...kinds("rubbish in the header's tail", "package/header-not-canonical", { fields: { 505: "x" } }),
  ...kinds("needless prefix", "package/header-not-canonical", { fields: { 0: "z.js\0", 345: "pages" } }),
  ...kinds("NUL in a name", "package/path-nul", { fields: { 0: "a\0b" } }),
  ...kinds("name beyond ASCII", "package/name-encoding", { fields: { 0: "caf\u00e9" } }),

  // PAX.
  added("PAX path override", "package/pax-path", [pax(paxRecord("path=../evil.js")), file("PaxHeader/file")]),
  added("PAX path that needs none", "package/pax-path", [pax(paxRecord("path=z.js")), file("PaxHeader/file")]),
  added("PAX size override", "package/pax-size", [pax(paxRecord("size=1000000")), file("z.js")]),
  added("PAX sparse", "package/entry-sparse", [pax(paxRecord("GNU.sparse.major=1")), file("z.js")]),
  added("PAX link path", "package/pax-record", [pax(paxRecord("linkpath=/etc")), file("z.js")]),
  added("PAX with a second record", "package/pax-record", [
    pax(paxRecord("path=é.js") + paxRecord("mtime=1")),
    file("PaxHeader/file"),
  ]),
  added("PAX with a size beside the path", "package/pax-size", [
    pax(paxRecord("path=é.js") + paxRecord("size=0")),
    file("PaxHeader/file"),
  ]),
  added("PAX with a wrong length", "package/header-not-canonical", [pax("99 path=é.js\n"), file("PaxHeader/file")]),
  added("PAX without end", "package/pax-record", [pax(paxRecord(`path=${"é".repeat(3000)}`)), file("PaxHeader/file")]),
  added("PAX not UTF-8", "package/name-encoding", [
    rawPax(Buffer.from([0x39, 0x20, 0x70, 0x61, 0x74, 0x68, 0x3d, 0xff, 0x0a])),
    file("PaxHeader/file"),
  ]),
  added("PAX before another name", "package/header-not-canonical", [pax(paxRecord("path=é.js")), file("other.js")]),
  added("PAX before a link", "package/entry-symlink", [
    pax(paxRecord("path=é.js")),
    writeEntry({ path: "PaxHeader/file", type: "2" }),
  ]),
  added("PAX before PAX", "package/entry-unknown-type", [
    pax(paxRecord("path=é.js")),
    pax(paxRecord("path=ü.js")),
    file("PaxHeader/file"),
  ]),
  added("PAX at the end", "package/header-checksum", [pax(paxRecord("path=é.js"))]),
  added("unlisted PAX zip-slip", "package/path-climbs", [pax(paxRecord("path=../é.js")), file("PaxHeader/file")]),

  // Order, presence, sizes, digests.
  { name: "files out of order", code: "package/entry-order", forgery: { files: sampleEntries().reverse() } },
  {
    name: "files out of order in the archive alone",
    code: "package/entry-order",
    forgery: { files: sampleEntries().reverse(), manifest: (m) => void (files(m) as unknown[]).reverse() },
  },
  {
    name: "duplicate entry",
    code: "package/entry-duplicate",
    forgery: { files: twice({ path: "app.js", content: "1" }) },
  },
  { name: "present but unlisted", code: "package/file-unlisted", forgery: withEntry({ path: "zz.js", listed: false }) },
  {
    name: "listed but absent",
    code: "package/file-missing",
    forgery: { manifest: (m) => void (files(m) as unknown[]).push({ path: "zz.js", sha256: hash(""), size: 0 }) },
  },
  { name: "size differs", code: "package/file-size", forgery: { manifest: shiftSizes } },
  {
    name: "content differs",
    code: "package/file-digest",
    forgery: { manifest: (m) => void ((files(m)[0] as Json)["sha256"] = hash("other")) },
  },
  {
    name: "unlisted blob",
    code: "package/blob-unlisted",
    forgery: { entries: (e) => [...e, { path: `blobs/${hash("x")}.tar.gz`, content: gzip(Buffer.alloc(1024)) }] },
  },
  {
    name: "unlisted outer file",
    code: "package/blob-unlisted",
    forgery: { entries: (e) => [...e, { path: "README", content: "hello" }] },
  },
  {
    name: "zip-slip in the outer archive",
    code: "package/path-climbs",
    forgery: { entries: (e) => [...e, { path: "../evil", content: "" }] },
  },
  { name: "listed blob absent", code: "package/blob-missing", forgery: { entries: (e) => e.slice(0, 1) } },
  { name: "blob twice", code: "package/entry-duplicate", forgery: { entries: (e) => [...e, e[1]!] } },
  { name: "envelope twice", code: "package/entry-duplicate", forgery: { entries: (e) => [e[0]!, e[0]!, e[1]!] } },
  {
    name: "blobs out of order",
    code: "package/entry-order",
    forgery: { subpackages: two(), entries: ([a, b, c]) => [a!, c!, b!] },
  },
  {
    name: "blob's size differs",
    code: "package/blob-size",
    forgery: { manifest: (m) => void (m.subpackages[0]!["size"] = 1) },
  },
  {
    name: "blob's bytes differ",
    code: "package/blob-compressed-digest",
    forgery: { entries: ([a, b]) => [a!, { ...b!, content: flipped(b!.content as Buffer) }] },
  },
  {
    name: "blob's content differs",
    code: "package/blob-digest",
    forgery: { gzip: () => gzip(Buffer.alloc(1024)) },
  },

  // Ends of archives.
  {
    name: "data after the end",
    code: "package/trailing-data",
    forgery: { archive: (a) => Buffer.concat([a, Buffer.from("x")]) },
  },
  {
    name: "a block after the end",
    code: "package/trailing-data",
    forgery: { archive: (a) => Buffer.concat([a, Buffer.alloc(512)]) },
  },
  {
    name: "an entry after the end",
    code: "package/trailing-data",
    forgery: { archive: (a) => Buffer.concat([a, writeEntry({ path: "evil.js" })]) },
  },
  { name: "missing end", code: "package/end-missing", forgery: { archive: (a) => a.subarray(0, -1024) } },
  { name: "half an end", code: "package/end-missing", forgery: { archive: (a) => a.subarray(0, -512) } },
  { name: "cut end", code: "package/truncated", forgery: { archive: (a) => a.subarray(0, -1) } },
  {
    name: "data after a blob's end",
    code: "package/trailing-data",
    forgery: { tar: (t) => Buffer.concat([t, Buffer.alloc(512, 1)]) },
  },
  { name: "missing end of a blob", code: "package/end-missing", forgery: { tar: (t) => t.subarray(0, -1024) } },
  { name: "cut blob", code: "package/truncated", forgery: { tar: (t) => t.subarray(0, 600) } },
  { name: "padding that is not zero", code: "package/entry-padding", forgery: { tar: (t) => (t.set([1], 1023), t) } },
  { name: "nothing at all", code: "package/end-missing", forgery: { archive: () => Buffer.alloc(0) } },
  { name: "an empty archive", code: "package/manifest-missing", forgery: { archive: () => Buffer.alloc(1024) } },

  // Compression.
  {
    name: "extra gzip member",
    code: "package/gzip-trailing-data",
    forgery: { gzip: (t) => Buffer.concat([gzip(t), gzip(t)]) },
  },
  {
    name: "trailing bytes after gzip",
    code: "package/gzip-trailing-data",
    forgery: { gzip: (t) => appended(t, Buffer.from("rest")) },
  },
  {
    name: "trailing zeros after gzip",
    code: "package/gzip-trailing-data",
    forgery: { gzip: (t) => appended(t, Buffer.alloc(16)) },
  },
  { name: "gzip cut short", code: "package/gzip-truncated", forgery: { gzip: cutShort } },
  { name: "gzip of nothing", code: "package/gzip-truncated", forgery: { gzip: () => Buffer.alloc(0) } },
  { name: "gzip with a name", code: "package/gzip-header", forgery: { gzip: (t) => withByte(gzip(t), 3, 8) } },
  { name: "gzip with a time", code: "package/gzip-header", forgery: { gzip: (t) => withByte(gzip(t), 4, 1) } },
  { name: "gzip of another system", code: "package/gzip-header", forgery: { gzip: (t) => withByte(gzip(t), 9, 3) } },
  {
    name: "wrong checksum",
    code: "package/gzip-checksum",
    forgery: { gzip: (t) => withByte(gzip(t), gzip(t).length - 8, 7 ^ gzip(t).at(-8)!) },
  },
  { name: "length too great", code: "package/gzip-checksum", forgery: { gzip: (t) => sized(t, t.length + 1) } },
  { name: "length too small", code: "package/gzip-too-large", forgery: { gzip: (t) => sized(t, t.length - 1) } },
  { name: "damaged deflate data", code: "package/gzip-data", forgery: { gzip: (t) => withByte(gzip(t), 10, 7) } },
  {
    name: "gzip bomb that hides its size",
    code: "package/gzip-too-large",
    forgery: { gzip: () => bomb(64 * 1024 * 1024, 1024) },
  },
  { name: "gzip bomb", code: "package/gzip-too-large", forgery: { gzip: () => bomb(64 * 1024 * 1024) } },
  {
    name: "gzip bomb that the manifest lists",
    code: "package/gzip-ratio",
    forgery: { files: [{ path: "zeros.bin", content: Buffer.alloc(64 * 1024 * 1024) }] },
  },
  {
    name: "gzip bomb that claims 4 GB",
    code: "package/gzip-too-large",
    forgery: { gzip: () => bomb(1024, 0xffffffff) },
  },

  // Numbers.
  {
    name: "a million empty files",
    code: "package/envelope-too-large",
    forgery: { manifest: manyFiles(1_000_000), entries: (e) => e.slice(0, 1) },
  },
  { name: "more files than the limit", code: "package/too-many-files", forgery: { manifest: manyFiles(20_001) } },
  {
    name: "thousands of unlisted files",
    code: "package/gzip-too-large",
    forgery: { files: [], tar: () => manyEmpty(20_001), manifest: listOne },
  },
  { name: "a hundred gigabytes by the manifest", code: "package/too-large", forgery: { manifest: huge } },
  {
    name: "more subpackages than the limit",
    code: "package/too-many-subpackages",
    forgery: { manifest: manySubpackages },
  },
  { name: "a subpackage without files", code: "package/empty-subpackage", forgery: { files: [] } },
];

test.each(attacks)("$name: $code", async ({ code, forgery }) => {
  const bytes = forge(forgery);
  const error = await verifyPackage(bytes, trusted).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(PackageError);
  expect((error as PackageError).code).toBe(code);
  expect((error as PackageError).message).toMatch(/^[\x20-\x7e…]+$/);
});

test("a package over the size limit is refused without being read", async () => {
  const bytes = forge();
  const limits = { ...defaultLimits, packageSize: bytes.length - 1 };
  await expect(verifyPackage(bytes, trusted, { limits })).rejects.toMatchObject({ code: "package/archive-too-large" });
  await verifyPackage(bytes, trusted, { limits: { ...limits, packageSize: bytes.length } });
});

test("an unchanged package is accepted", async () => {
  const verified = await verifyPackage(forge(), trusted);
  expect(verified.subpackages[0]!.files.map((f) => [f.path, Buffer.from(f.content).toString()])).toEqual(
    sampleEntries().map((entry) => [entry.path, entry.content]),
  );
});

test("an independent subpackage may contain its own copy of a file", async () => {
  const copy = { path: "images/a.png", content: "png" };
  const verified = await verifyPackage(
    forge({
      subpackages: [
        { name: "main", root: "", entries: [copy] },
        { name: "shop", root: "shop", entries: [copy, { path: "shop/a.js" }] },
      ],
    }),
    trusted,
  );
  expect(verified.subpackages.map((s) => s.files.length)).toEqual([1, 2]);
});
