/**
 * Which paths a package may hold (docs/package.md, archive 4): those that name the same file on every system, and
 * only one file. Packer and verifier ask the same questions.
 */
import { quote, refuse } from "./error.ts";
import type { PackageErrorCode } from "./error.ts";
import type { PackageLimits } from "./limits.ts";

/** Refuses a path that is not plain, relative and portable. It is well-formed Unicode already: JSON and tar see to that. */
export function checkPath(path: string, limits: PackageLimits): void {
  const code = pathFault(path, limits);
  if (code !== undefined) refuse(code, quote(path));
}

/** A path, and what tells two contents apart. */
export interface PathOwner {
  readonly path: string;
  readonly sha256: string;
}

/**
 * Refuses paths of which two are one file where case or composition of letters does not count, or of which one is a
 * folder of another. The same path may occur in two lists if it stands for the same content: an independent subpackage
 * carries its own copy of a file that the main package has as well.
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
 * A key that is equal for paths which any file system may take for one: canonical caseless matching with full case
 * folding (Unicode 3.13), so `ß` is `ss`. Lower, then upper: the first step turns capitals without a simple pair
 * (`ẞ`) into letters that the second expands; upper case has no context rule such as that of final sigma.
 */
export function foldPath(path: string): string {
  if (isAscii(path)) return path.toUpperCase();
  return path.normalize("NFD").toLowerCase().toUpperCase().normalize("NFD");
}

/** Windows resolves these names to devices in every folder, with any extension. */
const deviceName = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$|clock\$)$/i;
const longestDeviceName = 7;

/**
 * Beyond ASCII: controls, and characters that are invisible or turn the direction of writing. HFS+ ignores some of
 * them in names, and all of them deceive who reads a list of files.
 */
const invisible = /[\u0080-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\uffff]/;

/** What is wrong with a path, if anything. */
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
    // Letters, digits, `-`, `.`, `/`: nearly all.
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
