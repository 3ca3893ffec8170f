/**
 * Which paths a package may hold (spec/packaging.md, archive 4): those that name the same file on every system, and
 * only one file. Packer and verifier ask the same questions.
 */
import { quote, refuse } from "./error.ts";
import type { PackageErrorCode } from "./error.ts";
import type { PackageLimits } from "./limits.ts";

/** Refuses a path that is not plain, relative and portable. */
export function checkPath(path: string, limits: PackageLimits): void {
  const code = pathFault(path, limits);
  if (code !== undefined) refuse(code, quote(path));
}

/**
 * Refuses paths of which two are equal, or are one file where case or composition of letters does not count, or of
 * which one is a folder of another.
 */
export function checkDistinctPaths(paths: readonly string[]): void {
  const files = new Map<string, string>();
  for (const path of paths) {
    const key = foldPath(path);
    const other = files.get(key);
    if (other === path) refuse("package/path-duplicate", quote(path));
    if (other !== undefined) refuse("package/path-collision", `${quote(other)} and ${quote(path)}`);
    files.set(key, path);
  }
  const folders = new Set<string>();
  for (const key of files.keys()) {
    for (let slash = key.lastIndexOf("/"); slash > 0; slash = key.lastIndexOf("/", slash - 1)) {
      const folder = key.slice(0, slash);
      if (folders.has(folder)) break;
      folders.add(folder);
      const file = files.get(folder);
      if (file !== undefined) refuse("package/path-file-is-folder", quote(file));
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

/**
 * Controls, and characters that are invisible or turn the direction of writing: HFS+ ignores some of them in names,
 * and all of them deceive who reads a list of files.
 */
const invisible = /[\u0001-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\uffff]/;

function pathFault(path: string, limits: PackageLimits): PackageErrorCode | undefined {
  if (path === "") return "package/path-empty";
  if (path.length > limits.pathBytes) return "package/path-too-long";
  if (/\p{Surrogate}/u.test(path)) return "package/path-encoding";
  if (path.includes("\0")) return "package/path-nul";
  if (invisible.test(path)) return "package/path-control";
  if (path.includes("\\")) return "package/path-backslash";
  if (path.includes(":")) return "package/path-drive";
  if (path.startsWith("/")) return "package/path-absolute";
  const segments = path.split("/");
  if (segments.length > limits.depth) return "package/path-too-deep";
  for (const segment of segments) {
    if (segment === "") return "package/path-empty";
    if (segment === ".") return "package/path-dot";
    if (segment === "..") return "package/path-climbs";
    if (segment.endsWith(".") || segment.endsWith(" ")) return "package/path-trailing";
    const dot = segment.indexOf(".");
    if (deviceName.test((dot < 0 ? segment : segment.slice(0, dot)).trimEnd())) return "package/path-device";
    if (utf8Length(segment) > limits.segmentBytes) return "package/path-too-long";
  }
  if (/[<>"|?*]/.test(path)) return "package/path-character";
  if (!isAscii(path)) {
    if (path.normalize("NFC") !== path) return "package/path-not-nfc";
    if (utf8Length(path) > limits.pathBytes) return "package/path-too-long";
  }
  return undefined;
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 0x7f) return false;
  return true;
}

function utf8Length(text: string): number {
  return isAscii(text) ? text.length : new TextEncoder().encode(text).length;
}
