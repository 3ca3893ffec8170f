/**
 * What all release verbs share: opening the store, finding keys, and reporting refusals.
 *
 * Keys come from `--key`, a signer command, or the user's key folder. With `--key`, no other key of the folder signs
 * for a person; only the release service's own key is still looked up there, under the name `service`.
 */
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { readFile, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Command } from "commander";
import { KeyError, PackageError, createFile, publicKeyOf, userConfigFolder, writePackage } from "../package/index.ts";
import type { Signer } from "../package/index.ts";
import { readMiniappConfig } from "../compiler/manifest/index.ts";
import { createSource } from "../compiler/source/text.ts";
import { ReleaseError, loadState, openObjectStore, publicKeyFromPem } from "../release/index.ts";
import type { Session, StoreState } from "../release/index.ts";
import { folderOf } from "../release/open-store.ts";
import { CommandError, exitCodes } from "./io.ts";
import type { ExitCode, Io } from "./io.ts";
import { addKeyOptions, keyFolder, keyPath, openPrivateKey, readKeyText, signerOfCommand } from "./own-key.ts";
import type { KeyFlags } from "./own-key.ts";
import { reportingStore } from "./reporting-store.ts";
import type { VerbContext } from "./verb.ts";

export interface SessionFlags extends KeyFlags {
  readonly store?: string;
  readonly serviceKey?: string;
  readonly serviceSignerCmd?: string;
  readonly serviceSignerKey?: string;
  readonly verbose?: boolean;
  readonly json?: boolean;
}

const defaultStore = ".miniapp/store";

/** Adds `--store`, and for verbs that sign the key options. */
export function addSessionOptions(command: Command, signs = true): Command {
  command
    .option("-s, --store <url>", "release store: a folder, file:DIR or s3://BUCKET/PREFIX (./.miniapp/store)")
    .option("--verbose", "also print every access to the store");
  if (!signs) return command;
  command
    .option("-k, --key <key>", "your key: a name from `miniapp keys`, or a file")
    .option("--service-key <key>", "key of the release service, if you have it (service)")
    .option("--service-signer-cmd <command>", "program that signs for the release service, as --signer-cmd for you")
    .option("--service-signer-key <file>", "public key of --service-signer-cmd");
  return addKeyOptions(command);
}

export interface OpenStore {
  readonly session: Session;
  readonly state: StoreState;
  /** What this machine had seen of the store before. */
  readonly seen: Pin | undefined;
}

/**
 * Opens the store with the available keys, and pins its root and its newest state for the next time.
 *
 * @param restored the store was restored from a file on purpose, so it may be older than the state seen before
 * @throws ReleaseError
 */
export async function openSession(flags: SessionFlags, io: Io, restored = false): Promise<OpenStore> {
  const session = storeSession(flags, io);
  const { url } = session.store;
  const seen = await readPin(url, io);
  const state = await loadState(session.store, seen);
  if (!restored) checkSeen(state, seen);
  const root = { version: state.root.signed.version, sha256: digestOf(state.rootBytes) };
  const pin: Pin = { ...root, snapshot: state.snapshot.signed.version, audit: state.audit };
  await writePin(url, pin, seen, io);
  if (seen === undefined && !flags.json) {
    io.err(`note: this machine now trusts the root of this store: ${root.sha256} (version ${root.version})\n`);
  }
  if (!flags.json) warnOfClock(state, session.now(), io);
  const committed: Session["committed"] = (snapshot, audit) => writePin(url, { ...pin, snapshot, audit }, pin, io);
  return { session: { ...session, trusted: root, committed }, state, seen };
}

const hour = 60 * 60 * 1000;

/** What a machine signs whose clock is behind expires early. Only a warning: the other clock may have been ahead. */
function warnOfClock({ timestamp, settings }: StoreState, now: number, io: Io): void {
  const signed = Date.parse(timestamp.signed.expires) - settings.timestampDays * 24 * hour;
  const hours = Math.floor((signed - now) / hour);
  if (hours < 1) return;
  io.err(`warning: the clock of this machine is ${hours} hours behind the store's last signature; check both clocks\n`);
}

/** Creates a session without loading the store, for `store init`. */
export function storeSession(flags: SessionFlags, io: Io): Session {
  // An empty variable counts as unset.
  const address = flags.store ?? (io.env["MINIAPP_STORE"] || undefined) ?? storeOfProject(io.cwd) ?? defaultStore;
  const opened = openObjectStore(address, io.cwd, io.env);
  const store = flags.verbose ? reportingStore(opened, io) : opened;
  return { store, now: () => Date.now(), signer: keyRing(flags, io) };
}

/**
 * `release.store` of miniapp.json in the current folder. An invalid file is ignored here; a build reports its errors.
 */
function storeOfProject(cwd: string): string | undefined {
  const path = join(cwd, "miniapp.json");
  if (!existsSync(path)) return undefined;
  return readMiniappConfig(createSource("miniapp.json", readFileSync(path))).manifest.release.store;
}

interface KeyAtHand {
  readonly keyid: string;
  open(): Promise<Signer>;
}

/** Finds keys on first use, and opens each at most once. */
export function keyRing(flags: SessionFlags, io: Io): Session["signer"] {
  let keys: Promise<readonly KeyAtHand[]> | undefined;
  const opened = new Map<string, Promise<Signer>>();
  return async (keyIds) => {
    keys ??= keysAtHand(flags, io);
    const found = (await keys).find(({ keyid }) => keyIds.includes(keyid));
    if (!found) return undefined;
    let signer = opened.get(found.keyid);
    if (!signer) opened.set(found.keyid, (signer = found.open()));
    return signer;
  };
}

async function keysAtHand(flags: SessionFlags, io: Io): Promise<readonly KeyAtHand[]> {
  const keys: KeyAtHand[] = [];
  const named = flags.key ?? io.env["MINIAPP_KEY"];
  if (named !== undefined) keys.push(await keyAt(named, flags, io));
  if (flags.signerCmd !== undefined) keys.push(await commandKey(flags.signerCmd, flags.signerKey, io));
  if (flags.serviceSignerCmd !== undefined) {
    if (flags.serviceSignerKey === undefined)
      throw new CommandError(exitCodes.usage, "--service-signer-cmd requires --service-signer-key, its public key");
    keys.push(await commandKey(flags.serviceSignerCmd, flags.serviceSignerKey, io));
  }
  if (flags.serviceKey !== undefined) keys.push(await keyAt(flags.serviceKey, flags, io));
  const folder = keyFolder(io);
  const names = await keyNames(folder);
  const wanted = keys.length > 0 && (named !== undefined || flags.signerCmd !== undefined) ? ["service"] : names;
  for (const name of names) if (wanted.includes(name)) keys.push(await keyAt(name, flags, io));
  return keys;
}

/** Names of the keys in the user's key folder. */
export async function keyNames(folder: string): Promise<readonly string[]> {
  try {
    const files = await readdir(folder);
    return files
      .filter((file) => file.endsWith(".key"))
      .map((file) => file.slice(0, -".key".length))
      .toSorted();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

async function keyAt(nameOrFile: string, flags: SessionFlags, io: Io): Promise<KeyAtHand> {
  const path = keyPath(nameOrFile, io);
  const text = await readKeyText(path);
  const { keyid } = publicKeyFromPem(publicKeyOf(text, path));
  return { keyid, open: () => openPrivateKey(text, path, flags, io) };
}

async function commandKey(command: string, publicKey: string | undefined, io: Io): Promise<KeyAtHand> {
  const { signer, pem } = await signerOfCommand(command, publicKey, io);
  return { keyid: publicKeyFromPem(pem).keyid, open: async () => signer };
}

/** Reads a public key that the user named: a key of the key folder, or a file with a private or public key. */
export async function readPublicKey(nameOrFile: string, io: Io) {
  const path = keyPath(nameOrFile, io);
  return publicKeyFromPem(publicKeyOf(await readKeyText(path), path));
}

/** What a machine has seen of a store, so that nobody can show it an older state. */
export interface Pin {
  readonly version: number;
  readonly sha256: string;
  readonly snapshot?: number;
  /** The last entry of the log. */
  readonly audit?: { readonly seq: number; readonly sha256: string };
}

/** Otherwise the service would sign an older state again, in which for example a version is not disabled. */
function checkSeen(state: StoreState, { snapshot = 0, audit }: Partial<Pin> = {}): void {
  const { version } = state.snapshot.signed;
  const isOther = version === snapshot && audit?.sha256 !== state.audit.sha256;
  if (version > snapshot || (version === snapshot && !isOther)) return;
  throw new ReleaseError(
    "release/rollback",
    isOther ? `another snapshot ${version}` : `snapshot ${version} after ${snapshot}`,
  );
}

/** The store's place: a relative address means another store in each folder, a bucket another at each service. */
function storePlace(url: string, { cwd, env }: Io): string {
  const folder = folderOf(url, cwd);
  if (folder !== undefined) return `file:${folder}`;
  const endpoint = env["AWS_ENDPOINT_URL_S3"] ?? env["AWS_ENDPOINT_URL"];
  return endpoint === undefined ? url : `${url} at ${endpoint}`;
}

function pinPath(url: string, io: Io): string {
  const name = digestOf(Buffer.from(storePlace(url, io))).slice(0, 32);
  return join(userConfigFolder(io.env, io.env["HOME"]), "stores", `${name}.json`);
}

async function readPin(url: string, io: Io): Promise<Pin | undefined> {
  try {
    return JSON.parse(await readFile(pinPath(url, io), "utf8")) as Pin;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new CommandError(exitCodes.environment, `${pinPath(url, io)} is damaged; it records which root is trusted`);
  }
}

/** Removes the pinned root of an earlier store at this address; called after a new store was created there. */
export async function forgetPin(url: string, io: Io): Promise<void> {
  await rm(pinPath(url, io), { force: true });
}

async function writePin(url: string, pin: Pin, seen: Pin | undefined, io: Io): Promise<void> {
  const sameRoot = seen?.sha256 === pin.sha256;
  if (sameRoot && seen.snapshot === pin.snapshot) return;
  try {
    await writePackage(
      pinPath(url, io),
      Buffer.from(`${JSON.stringify({ ...pin, url: storePlace(url, io) }, null, 2)}\n`),
    );
  } catch (error) {
    // On a machine whose configuration cannot change, the state that is recorded there stays the oldest accepted one.
    const isReadOnly = ["EROFS", "EACCES", "EPERM"].includes((error as NodeJS.ErrnoException).code ?? "");
    if (!sameRoot || !isReadOnly) throw error;
  }
}

/** Runs a verb's work, shows its result, and converts refusals to an exit code and one line. */
export async function runVerb<T extends object>(
  { io, finish }: VerbContext,
  json: boolean | undefined,
  work: () => Promise<T>,
  show: (result: T) => void,
): Promise<void> {
  try {
    const result = await work();
    if (json) io.out(`${JSON.stringify({ ok: true, ...result }, null, 2)}\n`);
    else show(result);
    finish(exitCodes.ok);
  } catch (error) {
    // The program's entry point reports wrong calls and problems of the machine.
    const refusal = refusalOf(error);
    if (!refusal) throw error;
    const { code, message, exitCode, hint } = refusal;
    if (json) io.out(`${JSON.stringify({ ok: false, code, reason: message, hint }, null, 2)}\n`);
    else io.err(`miniapp: ${message} (${code})\n${hint === undefined ? "" : `  ${hint}\n`}`);
    finish(exitCode);
  }
}

/** Advice for refusals whose message does not say what to do. */
const advice: Readonly<Record<string, string>> = {
  "release/store-url": "Use a folder, file:DIR or s3://BUCKET/PREFIX.",
  "release/no-channel": "Release a first version with `miniapp release set --version-code CODE`.",
  "release/no-version": "Publish it with `miniapp publish FILE`, and admit it if it waits for that.",
  "release/store-full": "Free space, then run the command again; nothing is half-written.",
  "release/store-read-only": "Check the permissions of the store; nothing is half-written.",
  "release/channel-too-large": "List segments instead of device ids in the file of --allow.",
  "release/proposal-stale": "Run the command that proposed it again.",
  "release/message-missing": "Give the reason with --message.",
  "release/no-proposal":
    "Run `miniapp release status` for the waiting proposals; the first 6 digits of an id are enough.",
  "release/root-changed":
    "If its owners re-created it, compare roots with them and remove the old root's file from `stores` in the configuration folder.",
  "release/rollback":
    "Find out who replaced the store's files. If its owners restored a backup, remove the store's file from `stores` in the configuration folder.",
  "release/version-falls": "Use `miniapp release rollback --version-code CODE` to return to an older version.",
  "release/percent-falls": "Run `miniapp release pause` first; devices that have the version keep it.",
  "release/too-many-versions":
    "Release the new version to everyone, which replaces both. Or first release one of the two to everyone with `miniapp release set --version-code CODE --percent 100`, or roll back.",
  "release/proposal-rejected": "Its author can propose it again, or another change.",
  "release/expired":
    "Run `miniapp store refresh` where the service's key is; it names what only others can sign again. Then check its schedule.",
  "release/metadata-signature":
    "`miniapp release status` names the files to sign again after a key was removed. If it names none, find out who replaced the file.",
  "release/clock-set-back": "Set the clock of this machine.",
  "release/own-approval": "Another person must approve it, with another key.",
  "release/key-missing":
    "Run `miniapp store roles` to see which keys are allowed; set yours with --key or MINIAPP_KEY.",
};

const exitOf = {
  trust: exitCodes.trust,
  conflict: exitCodes.conflict,
  environment: exitCodes.environment,
  usage: exitCodes.usage,
} as const;

interface Refusal {
  readonly code: string;
  readonly message: string;
  readonly exitCode: ExitCode;
  readonly hint?: string | undefined;
}

/** Code, message and exit code of an expected error; undefined for a bug. */
export function refusalOf(error: unknown): Refusal | undefined {
  if (error instanceof ReleaseError) {
    return { code: error.code, message: error.message, exitCode: exitOf[error.kind], hint: advice[error.code] };
  }
  if (error instanceof PackageError) return { code: error.code, message: error.message, exitCode: exitCodes.trust };
  if (error instanceof KeyError)
    return { code: "key/unusable", message: error.message, exitCode: exitCodes.environment };
  return undefined;
}

/** Creates a file that must not exist yet. */
export async function createNew(path: string, text: string, mode: number): Promise<void> {
  if (await createFile(path, Buffer.from(text), mode)) return;
  throw new CommandError(
    exitCodes.environment,
    `${path} already exists`,
    "Choose another name, or move the file away.",
  );
}

/** SHA-256 in lower-case hexadecimal. */
export function digestOf(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
