/** `miniapp diff A B`: what changed between two packages, for the people who release them. */
import type { Command } from "commander";
import { comparePackages, isEmpty, PackageError, readUnverifiedPackage } from "../package/index.ts";
import type { FileChange, ListChange, PackageComparison, SubpackageChange } from "../package/index.ts";
import { formatDelta, formatSize } from "./format-size.ts";
import { CommandError, exitCodes } from "./io.ts";
import type { VerbContext } from "./verb.ts";
import { fileReader, notPackageHint } from "./read-input.ts";
import type { ReadInput } from "./read-input.ts";

export interface DiffParams {
  readonly from: string;
  readonly to: string;
}

/** The `--json` output: schemas/diff-result.schema.json. */
export interface DiffResult extends PackageComparison {
  readonly from: DiffSide;
  readonly to: DiffSide;
  /** Whether both have the same digest. */
  readonly identical: boolean;
  /** Signatures are not checked. */
  readonly verified: false;
}

export interface DiffSide {
  readonly file: string;
  readonly appId: string;
  readonly versionName: string;
  readonly versionCode: number;
  readonly digest: string;
  /** Bytes of the package. */
  readonly size: number;
}

/** @throws CommandError if a package cannot be read or is damaged */
export async function diff({ from, to }: DiffParams, { read }: { read: ReadInput }): Promise<DiffResult> {
  const [a, b] = [await open(from, read), await open(to, read)];
  return {
    from: a.side,
    to: b.side,
    identical: a.side.digest === b.side.digest,
    verified: false,
    ...comparePackages(a.manifest, b.manifest),
  };
}

export function register(command: Command, { io, finish }: VerbContext): void {
  command
    .argument("<a>", "the older package (.mapkg)")
    .argument("<b>", "the newer package (.mapkg)")
    .option("--json", "print a single JSON object")
    .addHelpText("after", "\nExample:\n  miniapp diff released.mapkg dist/app.mapkg")
    .action(async (from: string, to: string, { json }: { json?: boolean }) => {
      const result = await diff({ from, to }, { read: fileReader(io.cwd) });
      if (json) io.out(`${JSON.stringify(result, null, 2)}\n`);
      else {
        io.err("note: signatures were not checked; use `miniapp verify`\n");
        io.out(diffText(result));
      }
      finish(exitCodes.ok);
    });
}

async function open(file: string, read: ReadInput) {
  const bytes = await read(file);
  try {
    const { manifest, digest } = await readUnverifiedPackage(bytes);
    const { appId, versionName, versionCode } = manifest;
    return { manifest, side: { file, appId, versionName, versionCode, digest, size: bytes.length } satisfies DiffSide };
  } catch (error) {
    if (!(error instanceof PackageError)) throw error;
    const message = `${file} is rejected (${error.code}): ${error.message}`;
    throw new CommandError(exitCodes.trust, message, notPackageHint(bytes));
  }
}

function diffText(result: DiffResult): string {
  const { from, to } = result;
  const lines = [sideText("-", from), sideText("+", to)];
  if (result.identical) return [...lines, "the packages are identical", ""].join("\n");
  lines.push(`size  ${formatSize(from.size)} -> ${formatSize(to.size)} (${formatDelta(to.size - from.size)})`);
  return `${[...lines, ...comparisonLines(result)].join("\n")}\n`;
}

/** The changes, one line each; `approve` shows the same. */
export function comparisonLines(result: PackageComparison): string[] {
  return [
    ...result.fields.map(({ field, from, to }) => `${field}  ${from ?? "none"} -> ${to ?? "none"}`),
    ...listText("permission", result.permissions),
    ...Object.entries(result.domains).flatMap(([kind, change]) => listText(`${kind} domain`, change)),
    ...listText("dependency", result.dependencies),
    ...result.subpackages.map(subpackageText),
    ...result.files.map(fileText),
  ];
}

function sideText(sign: string, side: DiffSide): string {
  return `${sign} ${side.file}  ${side.appId} ${side.versionName} (${side.versionCode})  ${side.digest}`;
}

function listText(what: string, change: ListChange): string[] {
  if (isEmpty(change)) return [];
  return [...change.removed.map((item) => `- ${what} ${item}`), ...change.added.map((item) => `+ ${what} ${item}`)];
}

const signs = { added: "+", removed: "-", changed: "~" } as const;

function subpackageText({ name, change, unpackedSize, root, independent }: SubpackageChange): string {
  const facts = [
    `${formatSize(unpackedSize.to)} (${formatDelta(unpackedSize.to - unpackedSize.from)})`,
    ...(root ? [`root ${root.from} -> ${root.to}`] : []),
    ...(independent ? [independent.to ? "now independent" : "no longer independent"] : []),
  ];
  return `${signs[change]} package ${name}  ${facts.join(", ")}`;
}

function fileText({ subpackage, path, change, size }: FileChange): string {
  const where = subpackage === "main" ? "" : `[${subpackage}] `;
  return `${signs[change]} ${where}${path}  ${formatSize(size.to)} (${formatDelta(size.to - size.from)})`;
}
