/**
 * All reasons for refusing a package. Codes are permanent: hosts log them, and tests assert one per attack.
 *
 * Text from a package is quoted before it is put in a message, because terminals interpret escape sequences.
 */

export const packageCodes = {
  // The package's tar and the tars in its blobs (docs/package.md, "Archive").
  "package/truncated": "the archive ends inside an entry",
  "package/end-missing": "the archive does not end with two zero blocks",
  "package/trailing-data": "there is data after the end of the archive",
  "package/archive-too-large": "the package is larger than the limit",
  "package/header-checksum": "a header's checksum is wrong",
  "package/header-format": "a header is not in USTAR format",
  "package/header-not-canonical": "a header is not in canonical form",
  "package/entry-symlink": "an entry is a symbolic link",
  "package/entry-hard-link": "an entry is a hard link",
  "package/entry-device": "an entry is a device",
  "package/entry-fifo": "an entry is a FIFO",
  "package/entry-directory": "an entry is a folder",
  "package/entry-contiguous": "an entry is a contiguous file",
  "package/entry-sparse": "an entry is a sparse file",
  "package/entry-gnu-long-name": "an entry is a GNU long name",
  "package/entry-unknown-type": "an entry is of an unknown type",
  "package/entry-mode": "an entry's mode is not 0644",
  "package/entry-owner": "an entry names an owner",
  "package/entry-time": "an entry's modification time is not 0",
  "package/entry-size": "an entry's size is not a plain octal number",
  "package/entry-size-negative": "an entry's size is negative",
  "package/entry-padding": "the padding after an entry is not zero",
  "package/entry-order": "entries are not sorted by path",
  "package/entry-duplicate": "two entries have the same path",
  "package/pax-global": "a global PAX header is present",
  "package/pax-path": "a PAX header overrides a path that fits into USTAR fields",
  "package/pax-size": "a PAX header overrides a size",
  "package/pax-record": "a PAX header is not in canonical form",
  "package/name-encoding": "a name is not valid ASCII, or a PAX name is not valid UTF-8",
  // Blobs and files against the manifest (docs/package.md, "What a verifier checks").
  "package/manifest-missing": "the first entry is not manifest.dsse.json",
  "package/blob-missing": "a subpackage's blob is missing",
  "package/blob-unlisted": "the package contains an entry that its manifest does not list",
  "package/blob-size": "a blob's size differs from the manifest",
  "package/blob-compressed-digest": "a blob's compressed bytes do not match their digest in the manifest",
  "package/blob-digest": "a blob's content does not match its digest in the manifest",
  "package/file-missing": "a file that the manifest lists is missing",
  "package/file-unlisted": "the manifest does not list a file of the package",
  "package/file-size": "a file's size differs from the manifest",
  "package/file-digest": "a file's content does not match its digest in the manifest",
  // Compression (docs/package.md, "Archive").
  "package/gzip-header": "a blob's gzip header is not in canonical form",
  "package/gzip-data": "a blob's compressed data is damaged",
  "package/gzip-truncated": "a blob's compressed data ends early",
  "package/gzip-trailing-data": "a blob has data after its gzip stream",
  "package/gzip-checksum": "a blob's gzip checksum or length is wrong",
  "package/gzip-too-large": "a blob unpacks to more than its declared size or the limit",
  "package/gzip-ratio": "a blob's compression ratio exceeds the limit",
  // Paths (docs/package.md, "What a verifier checks").
  "package/path-absolute": "a path is absolute",
  "package/path-climbs": "a path has a `..` segment",
  "package/path-dot": "a path has a `.` segment",
  "package/path-empty": "a path is empty or has an empty segment",
  "package/path-backslash": "a path has a backslash",
  "package/path-drive": "a path contains a colon, which names a drive or a stream on Windows",
  "package/path-nul": "a path has a NUL character",
  "package/path-control": "a path has a control or invisible character",
  "package/path-character": "a path has a character that Windows forbids",
  "package/path-trailing": "a path segment ends with a dot or a space",
  "package/path-device": "a path segment is a Windows device name",
  "package/path-not-nfc": "a path is not in Unicode normal form C",
  "package/path-too-long": "a path or one of its segments is too long",
  "package/path-too-deep": "a path has too many segments",
  "package/path-duplicate": "two files have the same path",
  "package/path-collision": "two paths name the same file on a file system that ignores case or Unicode normalization",
  "package/path-file-is-folder": "a path is both a file and a folder",
  // Limits (limits.ts).
  "package/too-many-files": "the package has more files than the limit",
  "package/too-many-subpackages": "the package has more subpackages than the limit",
  "package/too-large": "the package unpacks to more than the limit",
  "package/empty-subpackage": "a subpackage has no files",
  // Envelope and signatures.
  "package/envelope-too-large": "manifest.dsse.json is larger than the limit",
  "package/envelope-json": "manifest.dsse.json is not strict JSON",
  "package/envelope-shape": "manifest.dsse.json is not a DSSE envelope in canonical form",
  "package/payload-type": "the envelope's payload type is not that of a package",
  "package/unsigned": "the package has no signature",
  "package/signature-duplicate": "a signature is listed twice",
  "package/signature-order": "signatures are not sorted by key id",
  "package/signature-malformed": "a signature has the wrong length for its key's algorithm",
  "package/signature-invalid": "a signature does not match this manifest",
  "package/key-untrusted": "no signature is by a trusted key",
  "package/threshold": "too few trusted keys signed the package",
  "package/trust-threshold": "the trust threshold is not between 1 and the number of distinct keys",
  "package/trust-group": "the groups of the trust file are invalid",
  "package/trust-file": "the trust file is neither PEM public keys nor the JSON form",
  "package/key-malformed": "a trusted key is not a well-formed public key",
  "package/key-algorithm": "a trusted key's algorithm does not fit the key",
  "package/key-curve": "a trusted key uses an unsupported curve",
  "package/key-id": "a trusted key's id is not the digest of the key",
  "package/algorithm-unavailable": "this platform cannot verify signatures of the key's algorithm",
  // The signed manifest.
  "package/json-syntax": "the manifest is not JSON",
  "package/json-encoding": "the manifest is not UTF-8",
  "package/json-bom": "the manifest starts with a byte order mark",
  "package/json-duplicate-key": "the manifest has a duplicate key",
  "package/json-proto-key": "the manifest has a key `__proto__`",
  "package/json-surrogate": "the manifest has an unpaired surrogate",
  "package/json-number": "the manifest has a number that is not an integer, or exceeds 2^53",
  "package/json-depth": "the manifest is nested too deeply",
  "package/manifest-shape": "the manifest has a missing, unknown or mistyped field",
  "package/manifest-format": "this verifier does not support the manifest's format",
  "package/app-id": "the app id has characters other than letters, digits, `.`, `_` and `-`",
  "package/wrong-app": "the package belongs to another app",
  "package/digest-mismatch": "the package is not the expected one",
} as const;

export type PackageErrorCode = keyof typeof packageCodes;

/** Why a package was refused. `message` is one line and safe to print. */
export class PackageError extends Error {
  readonly code: PackageErrorCode;

  constructor(code: PackageErrorCode, detail?: string) {
    super(detail === undefined ? packageCodes[code] : `${packageCodes[code]}: ${detail}`);
    this.name = "PackageError";
    this.code = code;
  }
}

/** Throws a PackageError; a function, so that a check can be one expression. */
export function refuse(code: PackageErrorCode, detail?: string): never {
  throw new PackageError(code, detail);
}

/** Quotes untrusted text as a short string of printable ASCII. */
export function quote(text: string): string {
  const short = text.length > 120 ? `${text.slice(0, 120)}…` : text;
  let out = '"';
  for (let i = 0; i < short.length; i++) {
    const code = short.charCodeAt(i);
    if (code === 0x22 || code === 0x5c) out += `\\${short[i]}`;
    else if (code >= 0x20 && code < 0x7f) out += short[i];
    else if (code === 0x2026 && i === 120) out += "…";
    else out += `\\u${code.toString(16).padStart(4, "0")}`;
  }
  return `${out}"`;
}
