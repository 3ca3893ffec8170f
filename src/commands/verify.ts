/** `miniapp verify FILE --trust KEY`: verifies who signed a package, and that every byte is what they signed. */
import type { Command } from "commander";
import { PackageError, parseTrust, verifyPackage } from "../package/index.ts";
import type { PackageErrorCode, Trust, VerifiedPackage } from "../package/index.ts";
import { formatSize, plural } from "./format-size.ts";
import { exitCodes } from "./io.ts";
import type { VerbContext } from "./verb.ts";
import { fileReader, refusedText } from "./read-input.ts";
import type { ReadInput } from "./read-input.ts";

export interface VerifyParams {
  readonly file: string;
  /** A file of PEM public keys, or a JSON trust file with a threshold. */
  readonly trust: string;
  readonly app?: string;
  readonly digest?: string;
}

/** The `--json` output: schemas/verify-result.schema.json. */
export type VerifyResult = VerifyPassed | VerifyFailed;

export interface VerifyPassed {
  readonly ok: true;
  readonly file: string;
  readonly appId: string;
  readonly versionName: string;
  readonly versionCode: number;
  readonly digest: string;
  readonly signedBy: readonly string[];
  readonly threshold: number;
  readonly subpackages: number;
  readonly files: number;
  /** Bytes of the package, and of its files unpacked. */
  readonly size: number;
  readonly unpackedSize: number;
}

export interface VerifyFailed {
  readonly ok: false;
  readonly file: string;
  readonly code: PackageErrorCode;
  readonly reason: string;
}

/** @throws CommandError if a file cannot be read */
export async function verify(params: VerifyParams, { read }: { read: ReadInput }): Promise<VerifyResult> {
  const { file } = params;
  const bytes = await read(file);
  const text = new TextDecoder().decode(await read(params.trust));
  try {
    const trust = await parseTrust(text);
    const verified = await verifyPackage(bytes, trust, {
      ...(params.app === undefined ? {} : { appId: params.app }),
      ...(params.digest === undefined ? {} : { digest: params.digest }),
    });
    return describe(file, bytes.length, verified, trust);
  } catch (error) {
    if (error instanceof PackageError) return { ok: false, file, code: error.code, reason: error.message };
    throw error;
  }
}

export function register(command: Command, { io, finish }: VerbContext): void {
  command
    .argument("<file>", "a package (.mapkg)")
    .requiredOption("--trust <file>", "public keys in PEM (any one is enough), or a JSON trust file with a threshold")
    .option("--app <id>", "reject the package unless it belongs to this app")
    .option("--digest <sha256>", "reject the package unless it has this digest")
    .option("--json", "print a single JSON object")
    .addHelpText("after", "\nExample:\n  miniapp verify dist/app.mapkg --trust keys/release.pub.pem")
    .action(async (file: string, { json, ...options }: Omit<VerifyParams, "file"> & { json?: boolean }) => {
      const read = fileReader(io.cwd);
      const result = await verify({ file, ...options }, { read });
      if (json) io.out(`${JSON.stringify(result, null, 2)}\n`);
      else if (result.ok) io.out(passedText(result));
      else {
        const { message, hint } = refusedText(file, options.trust, result, await read(file));
        io.err(`miniapp: ${message}\n${hint ? `  ${hint}\n` : ""}`);
      }
      finish(result.ok ? exitCodes.ok : exitCodes.trust);
    });
}

function describe(file: string, size: number, verified: VerifiedPackage, trust: Trust): VerifyPassed {
  const { manifest, digest, signedBy } = verified;
  const { appId, versionName, versionCode, subpackages } = manifest;
  return {
    ok: true,
    file,
    appId,
    versionName,
    versionCode,
    digest,
    signedBy,
    threshold: trust.threshold,
    subpackages: subpackages.length,
    files: subpackages.reduce((sum, subpackage) => sum + subpackage.files.length, 0),
    size,
    unpackedSize: subpackages.reduce((sum, subpackage) => sum + subpackage.unpackedSize, 0),
  };
}

function passedText(result: VerifyPassed): string {
  return [
    `${result.file} is valid: ${result.appId} ${result.versionName} (${result.versionCode})`,
    `  digest     ${result.digest}`,
    ...result.signedBy.map((id) => `  signed by  ${id}`),
    `  content    ${plural(result.subpackages, "package")}, ${plural(result.files, "file")}, ` +
      `${formatSize(result.unpackedSize)} (${formatSize(result.size)} packed)`,
    "",
  ].join("\n");
}
