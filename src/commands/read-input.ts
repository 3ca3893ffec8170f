/** Reads a file named on the command line. */
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
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

/** The name of the first entry, with which every package begins. */
export const packageBeginning = "manifest.dsse.json\0";

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "no such file",
  EISDIR: "it is a folder",
  EACCES: "permission denied",
  EPERM: "permission denied",
  ENOTDIR: "part of the path is not a folder",
};
