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
  new NAME      make a key; its private half is kept under a passphrase
  list          show your keys
  show NAME     show one, with its public half
  export NAME   print the public half, for whoever enrols you

Example:
  miniapp keys new alice && miniapp keys export alice --out alice.pub.pem`;

export function register(command: Command, context: VerbContext): void {
  command
    .argument("<action>", "new, list, show or export")
    .argument("[name]", "the key: letters, digits, `_` and `-`")
    .option("--algorithm <name>", "of a new key: ed25519, ecdsa-p256 or sm2", "ed25519")
    .option("--no-passphrase", "keep a new key as plain PKCS#8, for a machine that protects its files otherwise")
    .option("--passphrase-file <file>", "where the passphrase of a new key is read from")
    .option("-o, --out <file>", "where export writes the public key (standard output)")
    .option("--json", "print one JSON object")
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
    throw new CommandError(exitCodes.usage, `keys ${action} is not known`, "Use new, list, show or export.");
  }
  if (name === undefined || !/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/.test(name)) {
    throw new CommandError(exitCodes.usage, "a key needs a name of letters, digits, `_` and `-`");
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
    throw new CommandError(exitCodes.usage, `--algorithm ${algorithm} is not known`, hint);
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
    throw new CommandError(exitCodes.environment, `there is no key ${name}`, "`miniapp keys list` shows yours.");
  }
  const publicKey = publicKeyOf(text, file);
  const { keyid, spki } = publicKeyFromPem(publicKey);
  return { name, keyid, algorithm: algorithmOf(spki), encrypted: isEncryptedKey(text), file, publicKey };
}

function show(action: string, { keys }: KeysResult, flags: KeysFlags, io: Io): void {
  const [key] = keys;
  if (action === "list") {
    if (!key) io.out("no keys yet; `miniapp keys new NAME` makes one\n");
    for (const each of keys) io.out(`${each.name}  ${each.keyid}  ${each.algorithm}${secrecy(each)}\n`);
  } else if (key && action === "export") {
    if (flags.out === undefined) io.out(key.publicKey);
    else io.out(`the public half of ${key.name} is in ${flags.out}\n`);
  } else if (key) {
    io.out(`${key.name}  ${key.algorithm}${secrecy(key)}\n  id    ${key.keyid}\n  file  ${key.file}\n${key.publicKey}`);
  }
}

function secrecy({ encrypted }: KeyFacts): string {
  return encrypted ? "" : "  without a passphrase";
}
