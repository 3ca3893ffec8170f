/** Reads a file named on the command line. */
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { PackageErrorCode } from "../package/index.ts";
import { CommandError, exitCodes } from "./io.ts";

export type ReadInput = (path: string) => Promise<Uint8Array>;

/** Returns a reader for paths relative to `cwd`. It throws a CommandError (environment) with a one-line reason. */
export function fileReader(cwd: string): ReadInput {
  return async (path) => {
    try {
      return await readFile(resolve(cwd, path));
    } catch (error) {
      const code = error instanceof Error && "code" in error ? String(error.code) : "";
      throw new CommandError(exitCodes.environment, `cannot read ${path}: ${reasons[code] ?? code}`);
    }
  };
}

/** For a file that is rejected as a package: a hint if it does not even begin like one. */
export function notPackageHint(bytes: Uint8Array): string | undefined {
  const begins = Buffer.from(bytes.subarray(0, packageBeginning.length)).toString("latin1") === packageBeginning;
  return begins ? undefined : "It does not look like a package. Name a .mapkg file that `miniapp build` wrote.";
}

/** What happened to a package that was refused, and what to do: the fault can be the trust file's. */
export function refusedText(
  file: string,
  trust: string | undefined,
  { code, reason }: { readonly code: PackageErrorCode; readonly reason: string },
  bytes: Uint8Array,
): { readonly message: string; readonly hint: string | undefined } {
  if (trust === undefined || !trustFaults.has(code)) {
    return { message: `${file} is rejected (${code}): ${reason}`, hint: notPackageHint(bytes) };
  }
  return {
    message: `cannot check ${file} with the trust file ${trust} (${code}): ${reason}`,
    hint: "Name a public key that `miniapp keys export` wrote, or a JSON trust file.",
  };
}

const trustFaults: ReadonlySet<PackageErrorCode> = new Set<PackageErrorCode>([
  "package/trust-file",
  "package/trust-group",
  "package/trust-threshold",
  "package/key-algorithm",
  "package/key-curve",
  "package/key-id",
  "package/key-malformed",
]);

/** The name of the first entry, with which every package begins. */
export const packageBeginning = "manifest.dsse.json\0";

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "no such file",
  EISDIR: "it is a folder",
  EACCES: "permission denied",
  EPERM: "permission denied",
  ENOTDIR: "part of the path is not a folder",
};
