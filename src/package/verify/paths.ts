/**
 * Rules for paths in a package (docs/package.md, archive 4): each must name the same file on every system, and only one
 * file. Packer and verifier apply the same rules.
 */
import { quote, refuse } from "./error.ts";
import type { PackageErrorCode } from "./error.ts";
import type { PackageLimits } from "./limits.ts";

/**
 * Refuses a path that is not plain, relative and portable. It must be well-formed Unicode, which the JSON and tar
 * readers ensure.
 */
export function checkPath(path: string, limits: PackageLimits): void {
  const code = pathFault(path, limits);
  if (code !== undefined) refuse(code, quote(path));
}

/** A path and the digest of its content. */
export interface PathOwner {
  readonly path: string;
  readonly sha256: string;
}

/**
 * Refuses two paths that are the same file when case or Unicode composition is ignored, and a path that is a folder of
 * another. The same path may occur in two lists if its content is the same: an independent subpackage has its own copy
 * of a file that the main package also has.
 *
 * @param lists one per subpackage
 */
export function checkDistinctPaths(lists: readonly (readonly PathOwner[])[]): void {
  const files = new Map<string, PathOwner & { readonly list: number }>();
  for (const [list, owners] of lists.entries()) {
    for (const { path, sha256 } of owners) {
      const key = foldPath(path);
      const other = files.get(key);
      if (other === undefined) files.set(key, { path, sha256, list });
      else if (other.path !== path) refuse("package/path-collision", `${quote(other.path)} and ${quote(path)}`);
      else if (other.list === list || other.sha256 !== sha256) refuse("package/path-duplicate", quote(path));
    }
  }
  const folders = new Set<string>();
  for (const key of files.keys()) {
    for (let slash = key.lastIndexOf("/"); slash > 0; slash = key.lastIndexOf("/", slash - 1)) {
      const folder = key.slice(0, slash);
      if (folders.has(folder)) break;
      folders.add(folder);
      const file = files.get(folder);
      if (file !== undefined) refuse("package/path-file-is-folder", quote(file.path));
    }
  }
}

/**
 * Returns a key that is equal for paths that some file system may treat as the same: canonical caseless matching with
 * full case folding (Unicode 3.13), so `ß` equals `ss`. It converts to lower, then to upper case: the first step maps
 * capitals without a simple pair (`ẞ`) to letters that the second expands, and upper case has no context rules such as
 * final sigma.
 */
export function foldPath(path: string): string {
  if (isAscii(path)) return path.toUpperCase();
  return path.normalize("NFD").toLowerCase().toUpperCase().normalize("NFD");
}

/** Windows treats these names as devices in every folder, with any extension. */
const deviceName = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$|clock\$)$/i;
const longestDeviceName = 7;

/**
 * Non-ASCII control characters, and characters that are invisible or change the writing direction. HFS+ ignores some of
 * them in names, and all of them can mislead a reader of a file list.
 */
const invisible = /[\u0080-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\uffff]/;

/** The error code for a path; undefined if the path is allowed. */
export function pathFault(path: string, limits: PackageLimits): PackageErrorCode | undefined {
  if (path === "") return "package/path-empty";
  if (path.length > limits.pathBytes) return "package/path-too-long";
  const ascii = isAscii(path);
  const fault = characterFault(path) ?? (ascii ? undefined : unicodeFault(path));
  if (fault !== undefined) return fault;
  if (path.startsWith("/")) return "package/path-absolute";
  let depth = 0;
  for (let start = 0; start <= path.length;) {
    const slash = path.indexOf("/", start);
    const end = slash < 0 ? path.length : slash;
    const code = segmentFault(path.slice(start, end), ascii, limits);
    if (code !== undefined) return code;
    if (++depth > limits.depth) return "package/path-too-deep";
    start = end + 1;
  }
  return !ascii && utf8Length(path) > limits.pathBytes ? "package/path-too-long" : undefined;
}

function characterFault(path: string): PackageErrorCode | undefined {
  for (let i = 0; i < path.length; i++) {
    const code = path.charCodeAt(i);
    // Fast path for lower-case letters, digits, `-`, `.` and `/`.
    if (code >= 0x61 || (code >= 0x2d && code <= 0x39)) {
      if (code === 0x7c) return "package/path-character";
      if (code === 0x7f) return "package/path-control";
      continue;
    }
    if (code === 0) return "package/path-nul";
    if (code < 0x20) return "package/path-control";
    if (code === 0x5c) return "package/path-backslash";
    if (code === 0x3a) return "package/path-drive";
    if (code === 0x22 || code === 0x2a || code === 0x3c || code === 0x3e || code === 0x3f)
      return "package/path-character";
  }
  return undefined;
}

function unicodeFault(path: string): PackageErrorCode | undefined {
  if (invisible.test(path)) return "package/path-control";
  return path.normalize("NFC") === path ? undefined : "package/path-not-nfc";
}

function segmentFault(segment: string, ascii: boolean, limits: PackageLimits): PackageErrorCode | undefined {
  if (segment === "") return "package/path-empty";
  const last = segment.charCodeAt(segment.length - 1);
  if (last === 0x2e) {
    return segment === "." ? "package/path-dot" : segment === ".." ? "package/path-climbs" : "package/path-trailing";
  }
  if (last === 0x20) return "package/path-trailing";
  const dot = segment.indexOf(".");
  const stem = (dot < 0 ? segment : segment.slice(0, dot)).trimEnd();
  if (stem.length <= longestDeviceName && deviceName.test(stem)) return "package/path-device";
  const bytes = ascii ? segment.length : utf8Length(segment);
  return bytes > limits.segmentBytes ? "package/path-too-long" : undefined;
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 0x7f) return false;
  return true;
}

function utf8Length(text: string): number {
  return new TextEncoder().encode(text).length;
}
