/**
 * The signed manifest of a package, and a reader that trusts none of its fields.
 *
 * Unknown fields are refused: a verifier that skips unknown fields could skip a restriction. A new field requires a new
 * `format`. schemas/package-manifest.schema.json describes the same shape.
 */
import { compareUtf8 } from "./bytes.ts";
import { quote, refuse } from "./error.ts";
import type { PackageLimits } from "./limits.ts";
import { checkDistinctPaths, checkPath } from "./paths.ts";
import type { JsonObject, JsonValue } from "./strict-json.ts";
import { tarEndSize, tarEntrySize } from "./tar.ts";

/** The `payloadType` of a package's envelope; other kinds of statements have other types. */
export const packagePayloadType = "application/vnd.miniapp.package+json";

export interface PackageManifest {
  readonly format: 1;
  readonly appId: string;
  readonly versionName: string;
  readonly versionCode: number;
  /** Runtime ABI that the code needs, `MAJOR.MINOR`. */
  readonly abi: string;
  readonly minPlatform?: string;
  /** Sorted, distinct. */
  readonly permissions: readonly string[];
  readonly domains: PackageDomains;
  /** The main package first. */
  readonly subpackages: readonly PackageSubpackage[];
  readonly build: PackageBuild;
}

/** Domains that each kind of request may reach, sorted and distinct; a missing kind may reach none. */
export interface PackageDomains {
  readonly request?: readonly string[];
  readonly socket?: readonly string[];
  readonly upload?: readonly string[];
  readonly download?: readonly string[];
  readonly webview?: readonly string[];
}

export interface PackageSubpackage {
  readonly name: string;
  /** Folder in the app; `""` for the main package. */
  readonly root: string;
  readonly independent: boolean;
  /** SHA-256 of the uncompressed tar, lower-case hexadecimal. Identifies the subpackage and names its blob. */
  readonly digest: string;
  /** Size in bytes and SHA-256 of the compressed blob. */
  readonly size: number;
  readonly compressedDigest: string;
  /** Total bytes of the files. */
  readonly unpackedSize: number;
  /** Sorted by the UTF-8 bytes of their paths. */
  readonly files: readonly PackageFile[];
}

export interface PackageFile {
  /** Relative to the app's root, also in a subpackage. */
  readonly path: string;
  readonly sha256: string;
  readonly size: number;
}

/** How the package was built. Contains nothing that depends on the machine or the time. */
export interface PackageBuild {
  /** Name and version of the compiler. */
  readonly compiler: string;
  /** JavaScript version of the scripts, such as `es2020`. */
  readonly target: string;
  /** The environment that constants were taken from; `""` for none. */
  readonly mode: string;
  /** npm packages whose code is included, sorted by name, then version. */
  readonly dependencies: readonly PackageDependency[];
}

export interface PackageDependency {
  readonly name: string;
  readonly version: string;
}

export const domainKinds = ["request", "socket", "upload", "download", "webview"] as const;

/** Size in bytes of a subpackage's tar, which follows from its file list. */
export function tarSize(files: readonly PackageFile[]): number {
  return files.reduce((sum, file) => sum + tarEntrySize(file.path, file.size), tarEndSize);
}

/**
 * Reads a manifest from parsed JSON and validates it completely: shape, limits, paths.
 *
 * @throws PackageError
 */
export function readManifest(json: JsonValue, limits: PackageLimits): PackageManifest {
  const object = asObject(json, "manifest");
  if (object["format"] !== 1) refuse("package/manifest-format");
  checkKeys(object, manifestKeys, ["minPlatform"], "manifest");
  const appId = asText(object["appId"], "appId");
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/.test(appId)) refuse("package/app-id", quote(appId));
  const subpackages = asArray(object["subpackages"], "subpackages");
  if (subpackages.length > limits.subpackages) refuse("package/too-many-subpackages");
  const manifest: PackageManifest = {
    format: 1,
    appId,
    versionName: asText(object["versionName"], "versionName"),
    versionCode: asCount(object["versionCode"], "versionCode"),
    abi: asText(object["abi"], "abi"),
    ...("minPlatform" in object ? { minPlatform: asText(object["minPlatform"], "minPlatform") } : {}),
    permissions: asTextList(object["permissions"], "permissions"),
    domains: readDomains(asObject(object["domains"], "domains")),
    subpackages: subpackages.map((value, index) => readSubpackage(value, `subpackages[${index}]`)),
    build: readBuild(asObject(object["build"], "build")),
  };
  checkManifest(manifest, limits);
  return manifest;
}

/** Checks what the field types do not cover. */
function checkManifest({ subpackages }: PackageManifest, limits: PackageLimits): void {
  const [main] = subpackages;
  if (main?.name !== "main" || main.root !== "") refuse("package/manifest-shape", "the first subpackage is not `main`");
  let count = 0;
  const names = new Set<string>();
  let unpacked = 0;
  for (const subpackage of subpackages) {
    const { name, root, files } = subpackage;
    if (names.has(name)) refuse("package/manifest-shape", `two subpackages have the name ${quote(name)}`);
    names.add(name);
    if (subpackage !== main) checkPath(root, limits);
    if (files.length === 0) refuse("package/empty-subpackage", quote(name));
    if ((count += files.length) > limits.files) refuse("package/too-many-files");
    let size = 0;
    for (let i = 0; i < files.length; i++) {
      const { path } = files[i]!;
      checkPath(path, limits);
      if (i > 0 && compareUtf8(files[i - 1]!.path, path) > 0) refuse("package/entry-order", quote(path));
      size += files[i]!.size;
    }
    if (size !== subpackage.unpackedSize) refuse("package/manifest-shape", `unpackedSize of ${quote(name)}`);
    unpacked += size;
    if (unpacked > limits.unpackedSize) refuse("package/too-large");
    const tar = tarSize(files);
    if (tar > limits.ratioFloor && tar > subpackage.size * limits.ratio) refuse("package/gzip-ratio", quote(name));
  }
  checkDistinctPaths(subpackages.map((subpackage) => subpackage.files));
}

const manifestKeys = [
  "format",
  "appId",
  "versionName",
  "versionCode",
  "abi",
  "permissions",
  "domains",
  "subpackages",
  "build",
];
const subpackageKeys = ["name", "root", "independent", "digest", "size", "compressedDigest", "unpackedSize", "files"];

function readDomains(object: JsonObject): PackageDomains {
  checkKeys(object, [], domainKinds, "domains");
  const domains: { -readonly [K in keyof PackageDomains]: PackageDomains[K] } = {};
  for (const kind of domainKinds) if (kind in object) domains[kind] = asTextList(object[kind], `domains.${kind}`);
  return domains;
}

function readSubpackage(json: JsonValue, at: string): PackageSubpackage {
  const object = asObject(json, at);
  checkKeys(object, subpackageKeys, [], at);
  if (typeof object["independent"] !== "boolean") wrong(`${at}.independent`);
  return {
    name: asText(object["name"], `${at}.name`),
    root: object["root"] === "" ? "" : asText(object["root"], `${at}.root`, 1024),
    independent: object["independent"],
    digest: asDigest(object["digest"], `${at}.digest`),
    size: asCount(object["size"], `${at}.size`),
    compressedDigest: asDigest(object["compressedDigest"], `${at}.compressedDigest`),
    unpackedSize: asCount(object["unpackedSize"], `${at}.unpackedSize`),
    files: asArray(object["files"], `${at}.files`).map((file, index) => readFile(file, `${at}.files[${index}]`)),
  };
}

function readFile(json: JsonValue, at: string): PackageFile {
  const object = asObject(json, at);
  checkKeys(object, fileKeys, [], at);
  // Not `asText`: paths have more specific error codes.
  const path = object["path"];
  if (typeof path !== "string") wrong(`${at}.path`);
  return { path, sha256: asDigest(object["sha256"], `${at}.sha256`), size: asCount(object["size"], `${at}.size`) };
}

const fileKeys = ["path", "sha256", "size"];

function readBuild(object: JsonObject): PackageBuild {
  checkKeys(object, ["compiler", "target", "mode", "dependencies"], [], "build");
  return {
    compiler: asText(object["compiler"], "build.compiler"),
    target: asText(object["target"], "build.target"),
    mode: object["mode"] === "" ? "" : asText(object["mode"], "build.mode"),
    dependencies: asArray(object["dependencies"], "build.dependencies").map((value, index) => {
      const at = `build.dependencies[${index}]`;
      const dependency = asObject(value, at);
      checkKeys(dependency, ["name", "version"], [], at);
      return {
        name: asText(dependency["name"], `${at}.name`),
        version: asText(dependency["version"], `${at}.version`),
      };
    }),
  };
}

function wrong(at: string): never {
  refuse("package/manifest-shape", at);
}

function checkKeys(object: JsonObject, required: readonly string[], optional: readonly string[], at: string): void {
  let present = 0;
  for (const key of required) {
    if (!(key in object)) wrong(`${at} has no ${key}`);
    present++;
  }
  for (const key of optional) if (key in object) present++;
  // Count the keys instead of comparing lists, because a manifest has thousands of files.
  if (Object.keys(object).length !== present) {
    const extra = Object.keys(object).find((key) => !required.includes(key) && !optional.includes(key));
    wrong(`${at} has an unknown ${quote(extra ?? "")}`);
  }
}

function asObject(value: JsonValue | undefined, at: string): JsonObject {
  if (typeof value !== "object" || value === null || Array.isArray(value)) wrong(at);
  return value as JsonObject;
}

function asArray(value: JsonValue | undefined, at: string): readonly JsonValue[] {
  if (!Array.isArray(value)) wrong(at);
  return value;
}

/** A single line of printable text. */
function asText(value: JsonValue | undefined, at: string, maxLength = 256): string {
  if (typeof value !== "string" || value === "" || value.length > maxLength) wrong(at);
  if (/[\p{Control}\u2028\u2029]/u.test(value)) wrong(at);
  return value;
}

function asTextList(value: JsonValue | undefined, at: string): string[] {
  const list = asArray(value, at).map((item, index) => asText(item, `${at}[${index}]`));
  for (let i = 1; i < list.length; i++) if (compareUtf8(list[i - 1]!, list[i]!) >= 0) wrong(`${at} is not sorted`);
  return list;
}

function asCount(value: JsonValue | undefined, at: string): number {
  if (typeof value !== "number" || value < 0) wrong(at);
  return value;
}

function asDigest(value: JsonValue | undefined, at: string): string {
  if (typeof value !== "string" || !/^[0-9a-f]{64}$/.test(value)) wrong(at);
  return value;
}
