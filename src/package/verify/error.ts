/**
 * All reasons for refusing a package. Codes are permanent: hosts log them, and tests assert one per attack.
 *
 * Text from a package is quoted before it is put in a message, because terminals interpret escape sequences.
 */

export const packageCodes = {
  // The outer archive and the archives inside it (docs/package.md, "Canonical archive" 1).
  "package/truncated": "the archive ends inside an entry",
  "package/end-missing": "the archive does not end with two zero blocks",
  "package/trailing-data": "there is data after the end of the archive",
  "package/archive-too-large": "the package is larger than the limit",
  "package/header-checksum": "a header's checksum is wrong",
  "package/header-format": "a header is not in USTAR format",
  "package/header-not-canonical": "a header differs from the one form that its fields allow",
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
  "package/entry-time": "an entry has a time",
  "package/entry-size": "an entry's size is not a plain octal number",
  "package/entry-size-negative": "an entry's size is negative",
  "package/entry-padding": "the padding after an entry is not zero",
  "package/entry-order": "entries are not sorted by path",
  "package/entry-duplicate": "two entries have the same path",
  "package/pax-global": "a global PAX header is present",
  "package/pax-path": "a PAX header overrides a path that needs none",
  "package/pax-size": "a PAX header overrides a size",
  "package/pax-record": "a PAX header is not in its one fixed form",
  "package/name-encoding": "a name is not valid ASCII, or a PAX name is not valid UTF-8",
  // Contents of the archive (2, 5).
  "package/manifest-missing": "the first entry is not manifest.dsse.json",
  "package/blob-missing": "the blob of a subpackage is absent",
  "package/blob-unlisted": "the package holds an entry that its manifest does not list",
  "package/blob-size": "a blob's size differs from the manifest",
  "package/blob-compressed-digest": "a blob's bytes differ from the manifest",
  "package/blob-digest": "a blob's content differs from the manifest",
  "package/file-missing": "a listed file is absent",
  "package/file-unlisted": "a file is present that the manifest does not list",
  "package/file-size": "a file's size differs from the manifest",
  "package/file-digest": "a file's content differs from the manifest",
  // Compression (3).
  "package/gzip-header": "a blob's gzip header is not the fixed one",
  "package/gzip-data": "a blob's compressed data is damaged",
  "package/gzip-truncated": "a blob's compressed data ends early",
  "package/gzip-trailing-data": "a blob has data after its compressed stream",
  "package/gzip-checksum": "a blob's gzip checksum or length is wrong",
  "package/gzip-too-large": "a blob unpacks to more than it says or than the limit",
  "package/gzip-ratio": "a blob's compression ratio is beyond the limit",
  // Paths (4).
  "package/path-absolute": "a path is absolute",
  "package/path-climbs": "a path has a `..` segment",
  "package/path-dot": "a path has a `.` segment",
  "package/path-empty": "a path is empty or has an empty segment",
  "package/path-backslash": "a path has a backslash",
  "package/path-drive": "a path names a drive or a stream (colon)",
  "package/path-nul": "a path has a NUL character",
  "package/path-control": "a path has a control or invisible character",
  "package/path-character": "a path has a character that Windows forbids",
  "package/path-trailing": "a path segment ends with a dot or a space",
  "package/path-device": "a path segment is a Windows device name",
  "package/path-not-nfc": "a path is not in Unicode normal form C",
  "package/path-too-long": "a path or one of its segments is too long",
  "package/path-too-deep": "a path has too many segments",
  "package/path-duplicate": "two files have the same path",
  "package/path-collision": "two paths are the same file where case or spelling of letters does not count",
  "package/path-file-is-folder": "a path is both a file and a folder",
  // Limits (4).
  "package/too-many-files": "the package has more files than the limit",
  "package/too-many-subpackages": "the package has more subpackages than the limit",
  "package/too-large": "the package unpacks to more than the limit",
  "package/empty-subpackage": "a subpackage has no files",
  // Envelope and signatures.
  "package/envelope-too-large": "manifest.dsse.json is larger than the limit",
  "package/envelope-json": "manifest.dsse.json is not strict JSON",
  "package/envelope-shape": "manifest.dsse.json is not a DSSE envelope in its one fixed form",
  "package/payload-type": "the signed statement is not about a package",
  "package/unsigned": "the package has no signature",
  "package/signature-duplicate": "a signature is listed twice",
  "package/signature-order": "signatures are not sorted by key id",
  "package/signature-malformed": "a signature has the wrong length for its key's algorithm",
  "package/signature-invalid": "a signature does not belong to this manifest",
  "package/key-untrusted": "no signature is by a trusted key",
  "package/threshold": "too few trusted keys signed the package",
  "package/trust-threshold": "the trust threshold is not between 1 and the number of distinct keys",
  "package/trust-group": "a further group of the trust file is not one of its own",
  "package/trust-file": "the trust file is neither PEM public keys nor the JSON form",
  "package/key-malformed": "a trusted key is not a well-formed public key",
  "package/key-algorithm": "a trusted key's algorithm does not fit the key",
  "package/key-curve": "a trusted key lies on a curve that is not supported",
  "package/key-id": "a trusted key's id is not the digest of the key",
  "package/algorithm-unavailable": "this platform cannot check the key's algorithm",
  // The signed manifest.
  "package/json-syntax": "the manifest is not JSON",
  "package/json-encoding": "the manifest is not UTF-8",
  "package/json-bom": "the manifest begins with a byte order mark",
  "package/json-duplicate-key": "the manifest has a key twice",
  "package/json-proto-key": "the manifest has a key `__proto__`",
  "package/json-surrogate": "the manifest has half of a surrogate pair",
  "package/json-number": "the manifest has a number beyond 2^53 or not an integer",
  "package/json-depth": "the manifest is nested too deeply",
  "package/manifest-shape": "the manifest lacks a field, has an unknown one, or one of the wrong type",
  "package/manifest-format": "the manifest is of a format that this verifier does not know",
  "package/app-id": "the app id is not made of letters, digits, `.`, `_` and `-`",
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
