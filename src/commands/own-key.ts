/**
 * A key that the user names: one of `miniapp keys`, a file, or a program that signs. Whoever builds and whoever
 * releases names keys in the same way.
 */
import { readFile } from "node:fs";
import { basename, join, resolve } from "node:path";
import { promisify } from "node:util";
import type { Command } from "commander";
import {
  commandSigner,
  isEncryptedKey,
  KeyError,
  loadPrivateKey,
  openKeyFile,
  userConfigFolder,
} from "../package/index.ts";
import type { Signer } from "../package/index.ts";
import { CommandError, exitCodes } from "./io.ts";
import type { Io } from "./io.ts";
import { passphraseOrigin, readPassphrase } from "./passphrase.ts";

export interface KeyFlags {
  readonly key?: string;
  readonly passphraseFile?: string;
  readonly signerCmd?: string;
  readonly signerKey?: string;
}

/** `--passphrase-file`, `--signer-cmd` and `--signer-key`; `--key` is each verb's own. */
export function addKeyOptions(command: Command): Command {
  return command
    .option("--passphrase-file <file>", "where the passphrase of keys is read from")
    .option("--signer-cmd <command>", "a program that signs: bytes on standard input, raw signature on standard output")
    .option("--signer-key <file>", "the public key that belongs to --signer-cmd");
}

export function keyFolder(io: Io): string {
  return join(userConfigFolder(io.env, io.env["HOME"]), "keys");
}

/** The path of a key that the user named: a name of the folder, or a file. */
export function keyPath(nameOrFile: string, io: Io): string {
  const isName = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/.test(nameOrFile);
  return isName ? join(keyFolder(io), `${nameOrFile}.key`) : resolve(io.cwd, nameOrFile);
}

/** @throws CommandError in the user's words if there is none */
export async function readKeyText(path: string): Promise<string> {
  try {
    // It may be a pipe, behind which somebody still looks for the key; `node:fs/promises` takes long to load.
    return await promisify(readFile)(path, "utf8");
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "";
    throw new CommandError(
      exitCodes.environment,
      code === "ENOENT" ? `there is no key ${path}` : `cannot read the key ${path} (${code})`,
      code === "ENOENT" && path.endsWith(".key")
        ? "`miniapp keys new NAME` makes one; `miniapp keys list` shows yours."
        : undefined,
    );
  }
}

/**
 * Opens a private key, after asking for its passphrase if it has one.
 *
 * @param text what the file at `path` holds
 * @throws KeyError, or CommandError if nobody is there to ask
 */
export async function openPrivateKey(text: string, path: string, flags: KeyFlags, io: Io): Promise<Signer> {
  if (!isEncryptedKey(text)) return loadPrivateKey(text, path);
  const name = basename(path).replace(/\.[^.]*$/, "");
  const source = { name, file: flags.passphraseFile };
  try {
    return await openKeyFile(text, await readPassphrase(source, io), path);
  } catch (error) {
    if (!(error instanceof KeyError)) throw error;
    throw new KeyError(`${error.message} (the passphrase is from ${passphraseOrigin(source, io)})`, { cause: error });
  }
}

/** The signer behind `--signer-cmd`, and the public key that it signs with. */
export async function signerOfCommand(
  command: string,
  publicKey: string | undefined,
  io: Io,
): Promise<{ readonly signer: Signer; readonly pem: string }> {
  if (publicKey === undefined) {
    throw new CommandError(exitCodes.usage, "--signer-cmd needs --signer-key, the public key that it signs with");
  }
  const pem = await readKeyText(resolve(io.cwd, publicKey));
  return { signer: commandSigner(command, pem), pem };
}

/** What signs a package: the program of `--signer-cmd`, the key of `--key`, or none that was named. */
export async function namedSigner(flags: KeyFlags, io: Io): Promise<Signer | undefined> {
  if (flags.signerCmd !== undefined) return (await signerOfCommand(flags.signerCmd, flags.signerKey, io)).signer;
  if (flags.key === undefined) return undefined;
  const path = keyPath(flags.key, io);
  return openPrivateKey(await readKeyText(path), path, flags, io);
}
