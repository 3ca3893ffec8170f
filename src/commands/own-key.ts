/**
 * A key that the user names: one of `miniapp keys`, a file, or a signer program. Builds and releases use the same
 * options.
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

/** Adds `--passphrase-file`, `--signer-cmd` and `--signer-key`; each verb has its own `--key`. */
export function addKeyOptions(command: Command): Command {
  return command
    .option("--passphrase-file <file>", "file with the passphrase of the keys")
    .option(
      "--signer-cmd <command>",
      "program that signs: reads bytes from standard input, writes the signature to standard output",
    )
    .option("--signer-key <file>", "public key of --signer-cmd");
}

/** The folder of the user's own keys, which `miniapp keys` maintains. */
export function keyFolder(io: Io): string {
  return join(userConfigFolder(io.env, io.env["HOME"]), "keys");
}

/** The path of a key: a name means a key in the key folder, anything else a file. */
export function keyPath(nameOrFile: string, io: Io): string {
  const isName = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/.test(nameOrFile);
  return isName ? join(keyFolder(io), `${nameOrFile}.key`) : resolve(io.cwd, nameOrFile);
}

/** @throws CommandError if the key file cannot be read */
export async function readKeyText(path: string): Promise<string> {
  try {
    // Asynchronous, because the file may be a pipe that is not ready; `node:fs/promises` is slow to load.
    return await promisify(readFile)(path, "utf8");
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "";
    throw new CommandError(
      exitCodes.environment,
      code === "ENOENT" ? `there is no key ${path}` : `cannot read the key ${path} (${code})`,
      code === "ENOENT" && path.endsWith(".key")
        ? "Create one with `miniapp keys new NAME`, or run `miniapp keys list` to see your keys."
        : undefined,
    );
  }
}

/**
 * Opens a private key; asks for its passphrase if it has one.
 *
 * @param text content of the file at `path`
 * @throws KeyError, or CommandError if a passphrase is needed and there is no terminal
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

/** The signer for `--signer-cmd`, and its public key. */
export async function signerOfCommand(
  command: string,
  publicKey: string | undefined,
  io: Io,
): Promise<{ readonly signer: Signer; readonly pem: string }> {
  if (publicKey === undefined) {
    throw new CommandError(exitCodes.usage, "--signer-cmd requires --signer-key, its public key");
  }
  const pem = await readKeyText(resolve(io.cwd, publicKey));
  return { signer: commandSigner(command, pem), pem };
}

/**
 * The signer that the user named: the program of `--signer-cmd`, else the key of `--key`; undefined if neither is
 * given.
 */
export async function namedSigner(flags: KeyFlags, io: Io): Promise<Signer | undefined> {
  if (flags.signerCmd !== undefined) return (await signerOfCommand(flags.signerCmd, flags.signerKey, io)).signer;
  if (flags.key === undefined) return undefined;
  const path = keyPath(flags.key, io);
  return openPrivateKey(await readKeyText(path), path, flags, io);
}
