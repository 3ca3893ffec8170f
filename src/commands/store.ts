/** `miniapp store`: creates and maintains a release store: roles, refreshing, proposals, pruning, export and import. */
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { Command } from "commander";
import { createFile } from "../package/index.ts";
import {
  admitProposals,
  changedRoles,
  changeKeys,
  exportStore,
  importStore,
  initStore,
  listApps,
  layout,
  pruneStore,
  readRoles,
  refreshStore,
  loadState,
} from "../release/index.ts";
import type { KeyChanges, PublicKey, StoreRoles } from "../release/index.ts";
import { CommandError, exitCodes } from "./io.ts";
import type { Io } from "./io.ts";
import { requireConfirmation } from "./passphrase.ts";
import { readCount } from "./release-options.ts";
import { admissionText, expiryText } from "./release-report.ts";
import { addSessionOptions, forgetPin, openSession, readPublicKey, runVerb, storeSession } from "./release-session.ts";
import type { SessionFlags } from "./release-session.ts";
import { roleChangeLines, rolesJson, rolesText } from "./role-changes.ts";
import type { VerbContext } from "./verb.ts";

interface StoreFlags extends SessionFlags {
  readonly root?: readonly string[];
  readonly rootThreshold?: string;
  readonly service?: string;
  readonly publisher?: readonly string[];
  readonly approver?: readonly string[];
  readonly approvals?: string;
  readonly testChannels: string;
  readonly timestampDays: string;
  readonly partner?: string;
  readonly app?: readonly string[];
  readonly partnerKey?: readonly string[];
  readonly removePartner?: string;
  readonly revoke?: readonly string[];
  readonly keep: string;
  readonly message?: string;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

const examples = `
Actions:
  init [URL]    create a store: file:DIR (./.miniapp/store) or s3://BUCKET/PREFIX
  roles         show the roles and their keys
  enrol         propose keys, thresholds or a partner; root keys sign it
  revoke        propose to remove keys or a partner
  renew         propose to re-sign, unchanged, what the root keys sign
  admit         admit approved proposals (requires the service key)
  refresh       re-sign expiring metadata (run it on a schedule)
  prune         delete old versions that no channel uses
  export FILE   write the whole store to one file, to cross an air gap
  import FILE   read such a file into the store

Examples:
  miniapp store init file:/srv/releases --root alice --publisher alice --approver alice --approver bob.pub.pem
  miniapp store enrol --partner acme --app com.acme.shop --partner-key acme.pub.pem -m "contract 2026-17"`;

export function register(command: Command, context: VerbContext): void {
  const list = (value: string, before: readonly string[] = []) => [...before, value];
  addSessionOptions(
    command
      .argument("<action>", "init, roles, enrol, revoke, renew, admit, refresh, prune, export or import")
      .argument("[value]", "init: the store's address; export, import: the file")
      .option(
        "--root <key>",
        "init: your root key, which controls the store; enrol: an additional root key (repeatable)",
        list,
      )
      .option("--root-threshold <number>", "number of root keys that must sign a change of keys (1)")
      .option("--service <key>", "key that signs snapshots and timestamps (service)")
      .option("--publisher <key>", "key that may publish packages (repeatable)", list)
      .option("--approver <key>", "key that may approve releases (repeatable)", list)
      .option("--approvals <number>", "number of other people who must approve a production release (1)")
      .option("--test-channels <names>", "init: channels that a single key may change", "dev,test,beta")
      .option("--timestamp-days <days>", "init: how long a device trusts the store without a refresh", "7")
      .option("--partner <name>", "enrol: name of a partner")
      .option("--app <id>", "enrol: app that only the partner publishes (repeatable)", list)
      .option("--partner-key <key>", "enrol: key of the partner (repeatable)", list)
      .option("--remove-partner <name>", "revoke: name of a partner")
      .option("--revoke <keyid>", "revoke: key id, or its first digits (repeatable)", list)
      .option("--keep <number>", "prune: number of versions of each app to keep at least", "10")
      .option("-m, --message <text>", "reason")
      .option("-n, --dry-run", "prune: show what would be deleted")
      .option("-y, --yes", "skip the confirmation"),
  )
    .option("--json", "print a single JSON object")
    .addHelpText("after", examples)
    .action(async (action: string, value: string | undefined, flags: StoreFlags) => {
      const { io } = context;
      await runVerb(
        context,
        flags.json,
        async () => runOf(action)(value, flags, io),
        ({ text }) => io.out(text()),
      );
    });
}

/** The `--json` output (schemas/store-result.schema.json), and its text for people. */
interface Shown {
  readonly [key: string]: unknown;
  readonly text: () => string;
}

type Run = (value: string | undefined, flags: StoreFlags, io: Io) => Promise<Shown>;

const actions: Readonly<Record<string, Run>> = {
  init,
  async roles(_value, flags, io) {
    const { state } = await openSession(flags, io);
    const roles = await readRoles(state);
    return { store: state.id, url: state.store.url, roles: rolesJson(roles), text: () => rolesText(roles) };
  },
  enrol: (_value, flags, io) => propose(flags, io, enrolment),
  revoke: (_value, flags, io) => propose(flags, io, revocation),
  renew: (_value, flags, io) => propose(flags, io, async () => ({ renew: true })),
  async admit(_value, flags, io) {
    const { session } = await openSession(flags, io);
    const { admissions } = await admitProposals(session);
    const text = () =>
      admissions.length === 0 ? "no proposals are waiting\n" : admissions.map(admissionText).join("");
    return { admissions, text };
  },
  async refresh(_value, flags, io) {
    const { session } = await openSession(flags, io);
    const result = await refreshStore(session);
    const text = () =>
      [
        `signed timestamp ${result.timestamp}\n`,
        ...result.renewed.map((role) => `signed again: ${role}\n`),
        ...result.waiting.map((one) => `warning: ${expiryText(one, true)}\n`),
      ].join("");
    return { refreshed: result, text };
  },
  async prune(_value, flags, io) {
    const { session } = await openSession(flags, io);
    const keep = readCount(flags.keep, "--keep") ?? 10;
    const plan = await pruneStore(session, keep, true);
    if (!flags.dryRun) await requireConfirmation(`Delete ${plan.removed.length} versions?`, flags.yes, io);
    const result = flags.dryRun ? plan : await pruneStore(session, keep, false);
    const verb = flags.dryRun ? "would be deleted" : "deleted";
    const text = () =>
      [
        ...result.removed.map(({ app, versionCode }) => `${app} ${versionCode}\n`),
        ...result.waiting.map((app) => `warning: ${app} has old versions whose publisher key is not here\n`),
        `${result.files} files ${verb}\n`,
      ].join("");
    return { pruned: result, text };
  },
  async export(value, flags, io) {
    const file = fileOf(value);
    const { session } = await openSession(flags, io);
    const bytes = await exportStore(session.store);
    if (!(await createFile(resolve(io.cwd, file), bytes, 0o644))) {
      throw new CommandError(exitCodes.environment, `${file} already exists`);
    }
    return { exported: { file, size: bytes.length }, text: () => `exported the store to ${file}\n` };
  },
  async import(value, flags, io) {
    const file = fileOf(value);
    const session = storeSession(flags, io);
    const isNew = !(await session.store.has(layout.timestamp));
    const result = await importStore(session, await readFile(resolve(io.cwd, file)));
    // Pins the imported store. In an empty place it may be an older export, after the loss of the store's disk.
    await openSession(flags, io, isNew);
    return { imported: result, text: () => `${result.files} new files; timestamp ${result.timestamp}\n` };
  },
};

function runOf(action: string): Run {
  const run = Object.hasOwn(actions, action) ? actions[action] : undefined;
  if (run) return run;
  const known = Object.keys(actions).join(", ");
  throw new CommandError(exitCodes.usage, `unknown action: store ${action}`, `Use one of ${known}.`);
}

async function init(value: string | undefined, flags: StoreFlags, io: Io): Promise<Shown> {
  const address = value ?? flags.store;
  const session = storeSession({ ...flags, ...(address === undefined ? {} : { store: address }) }, io);
  const roots = await publicKeys(flags.root ?? (flags.key === undefined ? [] : [flags.key]), io);
  if (roots.length === 0) {
    throw new CommandError(
      exitCodes.usage,
      "store init requires --root, the key that controls the store",
      "Create a key with `miniapp keys new`.",
    );
  }
  const service = await readPublicKey(flags.service ?? flags.serviceSignerKey ?? flags.serviceKey ?? "service", io);
  const publishers = await publicKeys(flags.publisher ?? [], io);
  const approvers = await publicKeys(flags.approver ?? [], io);
  const roles: StoreRoles = {
    root: roots,
    rootThreshold: readCount(flags.rootThreshold, "--root-threshold") ?? 1,
    service: [service],
    publishers: publishers.length === 0 ? roots : publishers,
    approvers: approvers.length === 0 ? roots : approvers,
    approvals: readCount(flags.approvals, "--approvals") ?? 1,
    partners: [],
  };
  for (const [count, wanted, name] of [
    [roles.root.length, roles.rootThreshold, "--root-threshold"],
    [roles.approvers.length, roles.approvals, "--approvals"],
  ] as const) {
    if (wanted < 1 || wanted > count)
      throw new CommandError(exitCodes.usage, `${name} ${wanted} is more than the number of keys`);
  }
  const rootSigners = [];
  for (const { keyid } of roots) {
    const signer = await signerAt(session.signer, keyid, flags.root ?? [], flags, io);
    if (signer) rootSigners.push(signer);
  }
  const serviceSigner = await signerAt(session.signer, service.keyid, [flags.service ?? "service"], flags, io);
  if (!serviceSigner)
    throw new CommandError(exitCodes.environment, "the private key of the service is not on this machine");
  const testChannels = flags.testChannels
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
  const made = await initStore(session.store, {
    roles,
    settings: { testChannels, timestampDays: readCount(flags.timestampDays, "--timestamp-days") ?? 7 },
    rootSigners,
    service: serviceSigner,
    now: session.now(),
    ...(flags.message === undefined ? {} : { message: flags.message }),
  });
  await forgetPin(session.store.url, io);
  await openSession({ ...flags, ...(address === undefined ? {} : { store: address }), json: true }, io);
  const alone = roles.approvers.length === 1 && roles.approvals === 1;
  return {
    store: made.id,
    url: session.store.url,
    rootDigest: made.rootDigest,
    roles: rolesJson(roles),
    text: () =>
      [
        `created a release store at ${session.store.url}\n`,
        `  id           ${made.id}\n`,
        `  root         ${made.rootDigest}\n`,
        `  for devices  metadata/1.root.json, to embed in the host app\n`,
        alone ? "note: with a single approver nothing can be released to production; enrol a second one\n" : "",
      ].join(""),
  };
}

/** Finds the signer for a key id among the named keys and the key folder. */
async function signerAt(
  ring: ReturnType<typeof storeSession>["signer"],
  keyid: string,
  names: readonly string[],
  flags: StoreFlags,
  io: Io,
) {
  const found = await ring([keyid]);
  if (found) return found;
  for (const name of names) {
    const one = storeSession({ ...flags, key: name }, io).signer;
    const signer = await one([keyid]).catch(() => undefined);
    if (signer) return signer;
  }
  return undefined;
}

type ChangesOf = (flags: StoreFlags, roles: StoreRoles, io: Io) => Promise<KeyChanges>;

async function propose(flags: StoreFlags, io: Io, changesOf: ChangesOf): Promise<Shown> {
  const { session } = await openSession(flags, io);
  const state = await loadState(session.store, session.trusted);
  const before = await readRoles(state);
  const changes = await changesOf(flags, before, io);
  const after = changedRoles(before, changes);
  const moved = (await listApps(state)).filter((app) => ownerOf(before, app) !== ownerOf(after, app));
  const changed = [...roleChangeLines(before, after), ...moved.map((app) => hiddenLine(app, ownerOf(after, app)))]
    .map((line) => `${line}\n`)
    .join("");
  if (io.interactive && !flags.json && !flags.yes) io.err(changed);
  await requireConfirmation("Propose this change of keys?", flags.yes, io);
  const admission = await changeKeys(session, changes, flags.message ?? "");
  return { proposal: admission, hidden: moved, text: () => admissionText(admission) + changed };
}

/** The partner that publishes the app; undefined for the store's publishers. */
function ownerOf({ partners }: StoreRoles, app: string): string | undefined {
  return partners.find(({ apps }) => apps.includes(app))?.name;
}

/** Devices accept only versions that are in the list of the app's publisher, and its list does not have these yet. */
function hiddenLine(app: string, owner: string | undefined): string {
  const who = owner === undefined ? "a publisher of the store" : `the partner ${owner}`;
  return `warning: devices do not get the versions of ${app} that the store has, until ${who} publishes them again`;
}

async function enrolment(flags: StoreFlags, roles: StoreRoles, io: Io): Promise<KeyChanges> {
  const { partner, app = [], partnerKey = [] } = flags;
  if (partner !== undefined && (app.length === 0 || partnerKey.length === 0)) {
    throw new CommandError(exitCodes.usage, "a partner requires --app and --partner-key");
  }
  if (partner !== undefined) checkPartner(partner, app, roles);
  const approvals = readCount(flags.approvals, "--approvals");
  const rootThreshold = readCount(flags.rootThreshold, "--root-threshold");
  return {
    addRoot: await publicKeys(flags.root ?? [], io),
    addService: await publicKeys(flags.service === undefined ? [] : [flags.service], io),
    addPublishers: await publicKeys(flags.publisher ?? [], io),
    addApprovers: await publicKeys(flags.approver ?? [], io),
    ...(approvals === undefined ? {} : { approvals }),
    ...(rootThreshold === undefined ? {} : { rootThreshold }),
    ...(partner === undefined ? {} : { partner: { name: partner, apps: app, keys: await publicKeys(partnerKey, io) } }),
  };
}

/** A pattern in place of an app's id would give the partner other apps too. */
function checkPartner(partner: string, apps: readonly string[], roles: StoreRoles): void {
  if (!/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/.test(partner)) {
    throw new CommandError(exitCodes.usage, "a partner's name consists of letters, digits, `_` and `-`");
  }
  for (const app of apps) {
    if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/.test(app)) {
      throw new CommandError(exitCodes.usage, `--app ${JSON.stringify(app)} is not the id of an app`);
    }
    const owner = roles.partners.find(({ name, apps: others }) => name !== partner && others.includes(app));
    if (owner) throw new CommandError(exitCodes.usage, `${app} belongs to the partner ${owner.name}`);
  }
}

async function revocation(flags: StoreFlags, roles: StoreRoles): Promise<KeyChanges> {
  const known = [...roles.root, ...roles.service, ...roles.publishers, ...roles.approvers].concat(
    roles.partners.flatMap((partner) => partner.keys),
  );
  const revoke = (flags.revoke ?? []).map((start) => {
    const found = [...new Set(known.map(({ keyid }) => keyid))].filter((id) => id.startsWith(start));
    if (found.length === 1 && start.length >= 6) return found[0] as string;
    const why =
      start.length < 6 ? "is too short" : `matches ${found.length === 0 ? "no key" : "several keys"} of the store`;
    const hint = "Use the id of a key, or at least its first 6 digits; `miniapp store roles` lists the keys.";
    throw new CommandError(exitCodes.usage, `--revoke ${start} ${why}`, hint);
  });
  const approvals = readCount(flags.approvals, "--approvals");
  const rootThreshold = readCount(flags.rootThreshold, "--root-threshold");
  return {
    revoke,
    ...(flags.removePartner === undefined ? {} : { removePartner: flags.removePartner }),
    ...(approvals === undefined ? {} : { approvals }),
    ...(rootThreshold === undefined ? {} : { rootThreshold }),
  };
}

function publicKeys(names: readonly string[], io: Io): Promise<PublicKey[]> {
  return Promise.all(names.map((name) => readPublicKey(name, io)));
}

function fileOf(value: string | undefined): string {
  if (value === undefined)
    throw new CommandError(exitCodes.usage, "no file given; use `miniapp store export FILE` or `import FILE`");
  return value;
}
