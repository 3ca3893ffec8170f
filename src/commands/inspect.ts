/**
 * `miniapp inspect FILE`: shows the contents of a package. It also shows packages without a verified signature, and
 * says so.
 */
import type { Command } from "commander";
import { PackageError, parseTrust, readUnverifiedPackage, verifyPackage } from "../package/index.ts";
import type { PackageContent, PackageDomains, PackageManifest, PackageSubpackage } from "../package/index.ts";
import { attribute } from "./attribution.ts";
import type { ModuleSize, PageSize } from "./attribution.ts";
import { formatSize, plural } from "./format-size.ts";
import { CommandError, exitCodes } from "./io.ts";
import type { VerbContext } from "./verb.ts";
import { fileReader, refusedText } from "./read-input.ts";
import type { ReadInput } from "./read-input.ts";

export interface InspectParams {
  readonly file: string;
  /** If set, also verifies the signatures. */
  readonly trust?: string;
}

/** The `--json` output: schemas/inspect-result.schema.json. */
export interface InspectResult {
  readonly file: string;
  /** Whether signatures were verified; if not, `keys` is only what the package claims. */
  readonly verified: boolean;
  readonly keys: readonly string[];
  readonly digest: string;
  /** Bytes of the package, and of its files unpacked. */
  readonly size: number;
  readonly unpackedSize: number;
  /** The signed manifest. */
  readonly manifest: PackageManifest;
  /** Sizes per page; empty for a package of another compiler. */
  readonly pages: readonly PageSize[];
  /** All modules of the scripts, largest first, and why each is included. */
  readonly modules: readonly ModuleSize[];
}

/** @throws CommandError if the package cannot be read, is damaged, or does not verify with `trust` */
export async function inspect(params: InspectParams, { read }: { read: ReadInput }): Promise<InspectResult> {
  const { file, trust } = params;
  const bytes = await read(file);
  const trustText = trust === undefined ? undefined : new TextDecoder().decode(await read(trust));
  try {
    const content = await open(bytes, trustText);
    const { manifest, digest } = content;
    return {
      file,
      verified: trustText !== undefined,
      keys: content.keys,
      digest,
      size: bytes.length,
      unpackedSize: manifest.subpackages.reduce((sum, subpackage) => sum + subpackage.unpackedSize, 0),
      manifest,
      ...attribute(content),
    };
  } catch (error) {
    if (!(error instanceof PackageError)) throw error;
    const { message, hint } = refusedText(file, trust, { code: error.code, reason: error.message }, bytes);
    throw new CommandError(exitCodes.trust, message, hint);
  }
}

export function register(command: Command, { io, finish }: VerbContext): void {
  command
    .argument("<file>", "a package (.mapkg)")
    .option("--trust <file>", "also verify the signatures; see `miniapp verify`")
    .option("--files", "list all files, not only the largest")
    .option("--json", "print a single JSON object")
    .addHelpText("after", "\nExample:\n  miniapp inspect dist/app.mapkg")
    .action(async (file: string, options: { trust?: string; files?: boolean; json?: boolean }) => {
      const { trust, files, json } = options;
      const result = await inspect({ file, ...(trust === undefined ? {} : { trust }) }, { read: fileReader(io.cwd) });
      if (json) io.out(`${JSON.stringify(result, null, 2)}\n`);
      else {
        if (!result.verified) io.err("note: signatures were not checked; use `--trust KEY` or `miniapp verify`\n");
        io.out(inspectText(result, files ? Number.POSITIVE_INFINITY : largestShown));
      }
      finish(exitCodes.ok);
    });
}

const largestShown = 10;

async function open(
  bytes: Uint8Array,
  trustText: string | undefined,
): Promise<PackageContent & { keys: readonly string[] }> {
  if (trustText === undefined) {
    const content = await readUnverifiedPackage(bytes);
    return { ...content, keys: content.claimedKeys };
  }
  const content = await verifyPackage(bytes, await parseTrust(trustText));
  return { ...content, keys: content.signedBy };
}

function inspectText(result: InspectResult, shown: number): string {
  const { manifest, verified } = result;
  const { build } = manifest;
  const rows: readonly (readonly [string, string])[] = [
    ["digest", result.digest],
    ...result.keys.map((key) => [verified ? "signed by" : "claims key", key] as const),
    ["size", `${formatSize(result.size)} packed, ${formatSize(result.unpackedSize)} unpacked`],
    ["runtime", `ABI ${manifest.abi}${manifest.minPlatform === undefined ? "" : `, platform ${manifest.minPlatform}`}`],
    ["built by", `${build.compiler}, ${build.target}${build.mode === "" ? "" : `, mode ${build.mode}`}`],
    ["permissions", manifest.permissions.join(", ") || "none"],
    ...domainRows(manifest.domains),
    ...build.dependencies.map(({ name, version }) => ["npm package", `${name} ${version}`] as const),
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  return [
    `${manifest.appId} ${manifest.versionName} (${manifest.versionCode})`,
    ...rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`),
    ...manifest.subpackages.flatMap((subpackage) => subpackageText(subpackage, shown)),
    ...pagesText(result.pages),
    ...modulesText(result.modules, shown),
    "",
  ].join("\n");
}

function domainRows(domains: PackageDomains): (readonly [string, string])[] {
  return Object.entries(domains).map(([kind, hosts]: [string, readonly string[]]) => [
    kind,
    hosts.join(", ") || "none",
  ]);
}

function subpackageText(
  { name, root, independent, size, unpackedSize, files }: PackageSubpackage,
  shown: number,
): string[] {
  const largest = files.toSorted((a, b) => b.size - a.size).slice(0, shown);
  const width = Math.max(...largest.map((file) => formatSize(file.size).length));
  const kind = root === "" ? "" : ` in ${root}/${independent ? ", independent" : ""}`;
  const rest = files.length - largest.length;
  return [
    "",
    `${name}${kind}: ${plural(files.length, "file")}, ${formatSize(unpackedSize)} (${formatSize(size)} packed)`,
    ...largest.map((file) => `  ${formatSize(file.size).padStart(width)}  ${file.path}`),
    ...(rest > 0 ? [`  ... and ${plural(rest, "smaller file")}; --files lists all`] : []),
  ];
}

function pagesText(pages: readonly PageSize[]): string[] {
  if (pages.length === 0) return [];
  const rows = pages
    .toSorted((a, b) => b.alone - a.alone)
    .map((page) => [formatSize(page.alone), formatSize(page.size), page.path] as const);
  const widths = [0, 1].map((column) => Math.max("all".length, ...rows.map((row) => (row[column] ?? "").length)));
  const line = (alone: string, all: string, path: string) =>
    `  ${alone.padStart(widths[0] ?? 0)}  ${all.padStart(widths[1] ?? 0)}  ${path}`;
  return [
    "",
    "pages: code and styles used by the page alone, and in total",
    line("only", "all", "page"),
    ...rows.map(([alone, all, path]) => line(alone, all, path)),
  ];
}

/** Long import chains are shortened to both ends and their length. */
function modulesText(modules: readonly ModuleSize[], shown: number): string[] {
  const largest = modules.slice(0, shown);
  if (largest.length === 0) return [];
  const width = Math.max(...largest.map((module) => formatSize(module.size).length));
  return [
    "",
    "largest modules, and why they are included",
    ...largest.map(({ path, size, because }) => `  ${formatSize(size).padStart(width)}  ${path}${chainText(because)}`),
  ];
}

function chainText(because: readonly string[]): string {
  if (because.length === 0) return "";
  if (because.length <= 3) return `  <- ${because.toReversed().join(" <- ")}`;
  return `  <- ${because.at(-1)} <- ${because.length - 2} more <- ${because[0]}`;
}
