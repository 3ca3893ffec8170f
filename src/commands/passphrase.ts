/**
 * Reads passphrases from a file, an environment variable or a prompt; never from an option, which other processes can
 * see.
 */
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { CommandError, exitCodes } from "./io.ts";
import type { Io } from "./io.ts";

export interface PassphraseSource {
  /** Name of the key; `MINIAPP_PASSPHRASE_ALICE` has precedence over `MINIAPP_PASSPHRASE`. */
  readonly name: string;
  readonly file: string | undefined;
  /** Asks twice, for a new key. */
  readonly confirm?: boolean;
}

/** @throws CommandError if there is none and no terminal to ask on, or if one for a new key is too short */
export async function readPassphrase(source: PassphraseSource, io: Io): Promise<string> {
  const passphrase = (await givenPassphrase(source, io)) ?? (await askedPassphrase(source, io));
  return source.confirm ? longEnough(passphrase) : passphrase;
}

function longEnough(passphrase: string): string {
  if (passphrase.length >= 8) return passphrase;
  throw new CommandError(exitCodes.usage, "a passphrase must have at least 8 characters");
}

async function givenPassphrase({ name, file }: PassphraseSource, io: Io): Promise<string | undefined> {
  if (file !== undefined) {
    const text = await readFile(resolve(io.cwd, file), "utf8");
    const line = text.replace(/\r?\n$/, "");
    if (line === "" || line.includes("\n")) {
      throw new CommandError(exitCodes.environment, `${file} does not contain a single line with a passphrase`);
    }
    return line;
  }
  return (io.env[variableOf(name)] ?? io.env["MINIAPP_PASSPHRASE"]) || undefined;
}

/** Describes where a passphrase came from, for errors about a wrong one. */
export function passphraseOrigin({ name, file }: PassphraseSource, io: Io): string {
  if (file !== undefined) return file;
  return [variableOf(name), "MINIAPP_PASSPHRASE"].find((variable) => io.env[variable]) ?? "the prompt";
}

function variableOf(name: string): string {
  return `MINIAPP_PASSPHRASE_${name.toUpperCase().replaceAll("-", "_")}`;
}

async function askedPassphrase({ name, confirm }: PassphraseSource, io: Io): Promise<string> {
  if (!io.interactive) {
    throw new CommandError(
      exitCodes.environment,
      `the key ${name} needs its passphrase, but there is no terminal to ask on`,
      `Set ${variableOf(name)} or MINIAPP_PASSPHRASE, or use --passphrase-file.`,
    );
  }
  const { isCancel, password } = await import("@clack/prompts");
  const ask = async (message: string) => {
    const answer = await password({ message });
    if (isCancel(answer)) throw new CommandError(exitCodes.interrupted, "interrupted");
    return answer;
  };
  const first = await ask(`Passphrase for the key ${name}`);
  if (!confirm) return first;
  longEnough(first);
  if ((await ask("Repeat the passphrase")) !== first)
    throw new CommandError(exitCodes.usage, "the two passphrases differ");
  return first;
}

/** Asks for confirmation; without a terminal, `--yes` is required. */
export async function requireConfirmation(question: string, yes: boolean | undefined, io: Io): Promise<void> {
  if (yes) return;
  if (!io.interactive) {
    throw new CommandError(
      exitCodes.usage,
      "this needs a confirmation, but there is no terminal to ask on",
      "Use --yes.",
    );
  }
  const { confirm } = await import("@clack/prompts");
  if ((await confirm({ message: question })) !== true) throw new CommandError(exitCodes.interrupted, "cancelled");
}
