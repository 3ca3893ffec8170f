/** `miniapp keys`: the user's own keys. Private keys are stored under a passphrase and never printed. */
import { readFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import type { Command } from "commander";
import { algorithmOf, createKey, isEncryptedKey, makeFolder, publicKeyOf } from "../package/index.ts";
import type { KeyAlgorithm } from "../package/index.ts";
import { publicKeyFromPem } from "../release/index.ts";
import { CommandError, exitCodes } from "./io.ts";
import type { Io } from "./io.ts";
import { keyFolder, keyPath } from "./own-key.ts";
import { readPassphrase } from "./passphrase.ts";
import { createNew, keyNames, runVerb } from "./release-session.ts";
import type { VerbContext } from "./verb.ts";

interface KeysFlags {
  readonly algorithm: string;
  readonly passphrase: boolean;
  readonly passphraseFile?: string;
  readonly out?: string;
  readonly json?: boolean;
}

/** The `--json` output: schemas/keys-result.schema.json. */
interface KeysResult {
  readonly keys: readonly KeyFacts[];
}

interface KeyFacts {
  readonly name: string;
  readonly keyid: string;
  readonly algorithm: KeyAlgorithm;
  readonly encrypted: boolean;
  readonly file: string;
  readonly publicKey: string;
}

const examples = `
Actions:
  new NAME      create a key; a passphrase encrypts the private key
  list          list your keys
  show NAME     show a key, with its public key
  export NAME   print the public key, for the person who enrols you

Example:
  miniapp keys new alice && miniapp keys export alice --out alice.pub.pem`;

export function register(command: Command, context: VerbContext): void {
  command
    .argument("<action>", "new, list, show or export")
    .argument("[name]", "name of the key: letters, digits, `_` and `-`")
    .option("--algorithm <name>", "new: ed25519, ecdsa-p256 or sm2", "ed25519")
    .option(
      "--no-passphrase",
      "new: store the key as unencrypted PKCS#8, if the machine protects its files in another way",
    )
    .option("--passphrase-file <file>", "new: file with the passphrase")
    .option("-o, --out <file>", "export: output file (standard output)")
    .option("--json", "print a single JSON object")
    .addHelpText("after", examples)
    .action(async (action: string, name: string | undefined, flags: KeysFlags) => {
      const { io } = context;
      await runVerb(
        context,
        flags.json,
        () => run(action, name, flags, io),
        (result) => show(action, result, flags, io),
      );
    });
}

async function run(action: string, name: string | undefined, flags: KeysFlags, io: Io): Promise<KeysResult> {
  if (action === "list") return { keys: await Promise.all((await keyNames(keyFolder(io))).map((n) => factsOf(n, io))) };
  if (action !== "new" && action !== "show" && action !== "export") {
    throw new CommandError(exitCodes.usage, `unknown action: keys ${action}`, "Use new, list, show or export.");
  }
  if (name === undefined || !/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/.test(name)) {
    throw new CommandError(exitCodes.usage, "a key name consists of letters, digits, `_` and `-`");
  }
  if (action === "new") await makeKey(name, flags, io);
  const facts = await factsOf(name, io);
  if (action === "export" && flags.out !== undefined) {
    await createNew(resolve(io.cwd, flags.out), facts.publicKey, 0o644);
  }
  return { keys: [facts] };
}

async function makeKey(name: string, flags: KeysFlags, io: Io): Promise<void> {
  const { algorithm } = flags;
  if (algorithm !== "ed25519" && algorithm !== "ecdsa-p256" && algorithm !== "sm2") {
    const hint = "Use ed25519, ecdsa-p256 or sm2.";
    throw new CommandError(exitCodes.usage, `unknown --algorithm ${algorithm}`, hint);
  }
  const path = keyPath(name, io);
  const passphrase = flags.passphrase
    ? await readPassphrase({ name, file: flags.passphraseFile, confirm: true }, io)
    : undefined;
  makeFolder(dirname(path), 0o700);
  const key = await createKey(algorithm, passphrase);
  await createNew(path, key.privateText, 0o600);
}

async function factsOf(name: string, io: Io): Promise<KeyFacts> {
  const file = join(keyFolder(io), `${name}.key`);
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    throw new CommandError(
      exitCodes.environment,
      `there is no key ${name}`,
      "Run `miniapp keys list` to see your keys.",
    );
  }
  const publicKey = publicKeyOf(text, file);
  const { keyid, spki } = publicKeyFromPem(publicKey);
  return { name, keyid, algorithm: algorithmOf(spki), encrypted: isEncryptedKey(text), file, publicKey };
}

function show(action: string, { keys }: KeysResult, flags: KeysFlags, io: Io): void {
  const [key] = keys;
  if (action === "list") {
    if (!key) io.out("no keys yet; create one with `miniapp keys new NAME`\n");
    for (const each of keys) io.out(`${each.name}  ${each.keyid}  ${each.algorithm}${secrecy(each)}\n`);
  } else if (key && action === "export") {
    if (flags.out === undefined) io.out(key.publicKey);
    else io.out(`wrote the public key of ${key.name} to ${flags.out}\n`);
  } else if (key) {
    io.out(`${key.name}  ${key.algorithm}${secrecy(key)}\n  id    ${key.keyid}\n  file  ${key.file}\n${key.publicKey}`);
  }
}

function secrecy({ encrypted }: KeyFacts): string {
  return encrypted ? "" : "  without a passphrase";
}
