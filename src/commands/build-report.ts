/** The output of `build`: a short table for people, or an object for programs (schemas/build-result.schema.json). */
import { jsonDiagnostics } from "../compiler/diagnostics/index.ts";
import type { Build } from "./builder.ts";
import { formatSize } from "./format-size.ts";
import type { Io } from "./io.ts";
import { painter } from "./report.ts";

export interface PrintOptions {
  /** Milliseconds. */
  readonly time: number;
  readonly verbose: boolean;
  readonly shownPath: (path: string) => string;
  readonly root: string;
}

export function printBuild(build: Build, { time, verbose, shownPath }: PrintOptions, io: Io): void {
  const paint = painter(io);
  const { written, compilation } = build;
  if (verbose && compilation.unused.length > 0) {
    io.out(
      `Left out of the package, because nothing uses them:\n${compilation.unused.map((path) => `  ${path}\n`).join("")}\n`,
    );
  }
  if (!written || !compilation.project) return;
  const { budgets } = compilation.project.miniapp;
  const rows = sizesOf(build).map(({ name, unpackedSize, size }) => [
    name,
    formatSize(unpackedSize),
    `${percent(unpackedSize, budgets.package)} of ${formatSize(budgets.package)}`,
    formatSize(size),
  ]);
  const total = sizesOf(build).reduce((sum, p) => sum + p.unpackedSize, 0);
  rows.push([
    "total",
    formatSize(total),
    `${percent(total, budgets.total)} of ${formatSize(budgets.total)}`,
    formatSize(written.size),
  ]);
  io.out(`${table([["package", "unpacked", "budget", "packed"], ...rows], (line) => paint.dim(line))}\n`);
  const { total: all, compiled } = compilation.modules;
  io.out(
    `${paint.green("Built")} ${shownPath(written.path)} in ${formatTime(time)} (${compiled} of ${all} modules compiled)\n`,
  );
  io.out(`${paint.dim(`sha256 ${written.digest}`)}\n`);
  if (written.keyWarning !== undefined) io.err(`${paint.yellow("note")}: ${written.keyWarning}\n`);
}

/** The object for `--json`. */
export function buildResult(build: Build, time: number, verbose: boolean): Record<string, unknown> {
  const { written, compilation, diagnostics } = build;
  return {
    ok: written !== undefined,
    ...(written
      ? {
          package: {
            path: written.path,
            digest: written.digest,
            size: written.size,
            appId: written.manifest.appId,
            versionName: written.manifest.versionName,
            versionCode: written.manifest.versionCode,
            ...(written.sourceMapsPath === undefined ? {} : { sourceMaps: written.sourceMapsPath }),
            developmentKey: written.keyWarning !== undefined,
          },
          packages: sizesOf(build),
          ...(compilation.project ? { budgets: compilation.project.miniapp.budgets } : {}),
        }
      : {}),
    diagnostics: jsonDiagnostics(diagnostics),
    modules: compilation.modules,
    ...(verbose ? { unused: compilation.unused } : {}),
    milliseconds: Math.round(time),
  };
}

interface PackageSize {
  readonly name: string;
  readonly root: string;
  readonly independent: boolean;
  readonly files: number;
  readonly unpackedSize: number;
  readonly size: number;
}

function sizesOf({ written }: Build): PackageSize[] {
  return (written?.manifest.subpackages ?? []).map(({ name, root, independent, files, unpackedSize, size }) => ({
    name,
    root,
    independent,
    files: files.length,
    unpackedSize,
    size,
  }));
}

function percent(part: number, whole: number): string {
  return `${Math.round((part / whole) * 100)} %`;
}

function formatTime(milliseconds: number): string {
  return milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(2)} s`;
}

/** Formats rows as a table: the first column is left-aligned, the others are right-aligned. */
function table(rows: readonly (readonly string[])[], heading: (line: string) => string): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? "").length)));
  return rows
    .map((row, index) => {
      const line = row
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
        .join("  ");
      return index === 0 ? heading(line) : line;
    })
    .join("\n");
}
