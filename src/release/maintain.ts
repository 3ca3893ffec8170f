/**
 * Store maintenance: renewing signatures before metadata expires, pruning old versions, and carrying a store across an
 * air gap.
 */
import type { Metadata, Targets } from "@tufjs/models";
import { writeTar } from "../package/write-tar.ts";
import { quote } from "../package/verify/error.ts";
import { readTar } from "../package/verify/tar.ts";
import { admitAll, decisionEntryId } from "./admit.ts";
import type { Admission } from "./admit.ts";
import { parseChannel } from "./channel.ts";
import { readChannel } from "./check-proposal.ts";
import { updatePointer, commit, day, hasService, isoTime, lifetimes, movePointer, serviceSigner } from "./commit.ts";
import type { Change, RoleChange, Session, Unchanged } from "./commit.ts";
import { ReleaseError, refuseRelease } from "./error.ts";
import { parseMetadata, publicKeyFromSigner, roleKeys, signMetadata, signedJson } from "./metadata.ts";
import type { JsonMap } from "./metadata.ts";
import { checkStorePath, layout, storeFolders } from "./object-store.ts";
import type { ObjectStore } from "./object-store.ts";
import { isOpen, listProposals, readProposal } from "./proposal.ts";
import type { Proposal } from "./proposal.ts";
import { appVersions, appsPart, roleOfApp } from "./publish.ts";
import { keysOfRole, loadState } from "./state.ts";
import type { StoreState } from "./state.ts";
import { envelopePathOf, packagePath } from "./targets.ts";

export interface Expiry {
  readonly role: string;
  readonly expires: string;
  /** Whole days from now; negative if expired. */
  readonly days: number;
  /** Signed by keys that are no longer allowed, or by fewer than are required now. */
  readonly outdated: boolean;
  /** It needs signatures of several keys together, so that one machine cannot refresh it. */
  readonly shared: boolean;
  /** Channels in this file. For production channels only their approvers can sign again. */
  readonly channels?: readonly { readonly app: string; readonly channel: string; readonly production: boolean }[];
}

/** Days before expiry at which a file is renewed or reported. */
const renewBefore = { role: 60, snapshot: 10 } as const;

/** Everything that expires, soonest first. */
export async function expiries(state: StoreState, now: number): Promise<readonly Expiry[]> {
  const list: Expiry[] = [];
  const add = (role: string, expires: string, shared = false, channels: Expiry["channels"] = []) => {
    const days = Math.floor((Date.parse(expires) - now) / day);
    const outdated = state.outdated.has(role);
    list.push({ role, expires, days, outdated, shared, ...(channels.length === 0 ? {} : { channels }) });
  };
  add("root", state.root.signed.expires, (roleKeys(state.root, "root")?.threshold ?? 1) > 1);
  add("timestamp", state.timestamp.signed.expires);
  add("snapshot", state.snapshot.signed.expires);
  for (const role of rolesIn(state)) {
    // A snapshot keeps the names of removed roles, such as former partners.
    const keys = roleKeys(await state.delegator(role), role);
    if (!keys) continue;
    const metadata = await state.role(role);
    if (metadata) add(role, metadata.signed.expires, keys.threshold > 1, channelsIn(role, metadata));
  }
  return list.toSorted((a, b) => a.days - b.days);
}

function channelsIn(role: string, metadata: Metadata<Targets>) {
  const production = role.startsWith("release-");
  return Object.keys(metadata.signed.targets).flatMap((path) => {
    const [, app, channel] = /^channels\/([^/]+)\/([^/]+)\.json$/.exec(path) ?? [];
    return app === undefined || channel === undefined ? [] : [{ app, channel, production }];
  });
}

/** Entries that expire soon or need new signatures. */
export function expiringSoon(list: readonly Expiry[], timestampDays: number): readonly Expiry[] {
  const within = (role: string) =>
    role === "timestamp" ? timestampDays / 3 : role === "snapshot" ? renewBefore.snapshot : renewBefore.role;
  return list.filter(({ role, days, outdated }) => outdated || days < within(role));
}

function rolesIn(state: StoreState): string[] {
  return Object.keys(state.snapshot.signed.meta).map((name) => name.replace(/\.json$/, ""));
}

export interface Refreshed {
  readonly timestamp: number;
  /** Roles that were signed again. */
  readonly renewed: readonly string[];
  /** Entries that need keys which are not available. */
  readonly waiting: readonly Expiry[];
}

/** Signs what expires soon, as far as the keys are available, and always renews the timestamp. */
export async function refreshStore(session: Session): Promise<Refreshed> {
  const renewed: string[] = [];
  // Roles delegated by the list of apps can be renewed only after that list, so take several turns.
  for (let turn = 0; turn < 3; turn++) {
    const names = await renew(session);
    if (names.length === 0) break;
    renewed.push(...names);
  }
  const state = await loadState(session.store, session.trusted);
  await movePointer(session, state, await serviceSigner(session, state), state.snapshot.signed.version, true);
  const after = await loadState(session.store, session.trusted);
  const waiting = expiringSoon(await expiries(after, session.now()), after.settings.timestampDays);
  return { timestamp: after.timestamp.signed.version, renewed, waiting };
}

function renew(session: Session): Promise<string[]> {
  return commit(session, async (state): Promise<Change<string[]> | Unchanged<string[]>> => {
    const service = await serviceSigner(session, state);
    const soon = expiringSoon(await expiries(state, session.now()), state.settings.timestampDays);
    const roles: RoleChange[] = [];
    for (const { role } of soon) {
      if (role === "root" || role === "timestamp" || role === "snapshot" || role.startsWith("release-")) continue;
      const change = await signAgain(session, state, role);
      if (change) roles.push(change);
    }
    if (roles.length === 0 && !soon.some(({ role }) => role === "snapshot")) return { result: [] };
    const names = roles.map(({ role }) => role);
    const actor = publicKeyFromSigner(service).keyid;
    const time = isoTime(session.now());
    return { roles, entries: [{ time, actor, action: "refresh", details: { roles: names } }], result: names };
  });
}

/** Signs a role's content again with a new expiry; `undefined` if the keys are not available. */
export async function signAgain(session: Session, state: StoreState, role: string): Promise<RoleChange | undefined> {
  const keys = roleKeys(await state.delegator(role), role);
  const metadata = await state.role(role);
  if (!keys || !metadata || keys.threshold !== 1) return undefined;
  const signer = await session.signer(keys.keyIds);
  if (!signer) return undefined;
  const part = role === "apps" ? await appsAnew(session, state) : signedJson(metadata);
  return {
    role,
    sign: (version) => signMetadata({ ...part, version, expires: isoTime(session.now() + lifetimes.role) }, [signer]),
  };
}

/** The list of apps with the current publishers' keys for each app. */
async function appsAnew(session: Session, state: StoreState): Promise<JsonMap> {
  const apps = (await state.role("apps")) ?? refuseRelease("release/metadata-missing", "apps.json");
  const { keys } = await keysOfRole(state, "apps");
  const names = Object.keys(apps.signed.delegations?.roles ?? {});
  return names.reduce<JsonMap>((part, name) => appsPart(session, state.id, part, name, keys, 0), {});
}

export interface Admitted {
  readonly admissions: readonly Admission[];
}

/** Applies all complete proposals. Refuses if the release service's key is not available. */
export async function admitProposals(session: Session): Promise<Admitted> {
  const state = await loadState(session.store, session.trusted);
  if (!(await hasService(session, state))) await serviceSigner(session, state);
  await updatePointer(session, state);
  return { admissions: await admitAll(session) };
}

export interface Pruned {
  readonly removed: readonly { readonly app: string; readonly versionCode: number }[];
  readonly files: number;
  /**
   * Apps with old versions for which the publisher's or partner's key is not available; nothing of them was removed.
   */
  readonly waiting: readonly string[];
}

/** Number of old snapshots to keep, because devices may still be loading them. */
const keptSnapshots = 50;

/**
 * Removes versions beyond the newest `keep` of each app, except those that a channel names or may roll back to. The
 * list of versions is signed by the app's publisher, so old versions stay if that key is not available.
 *
 * @throws ReleaseError
 */
export async function pruneStore(session: Session, keep: number, dryRun: boolean): Promise<Pruned> {
  const state = await loadState(session.store, session.trusted);
  if (!dryRun) await serviceSigner(session, state);
  const removed: { app: string; versionCode: number }[] = [];
  const waiting: string[] = [];
  const files: string[] = [];
  for (const app of await listApps(state)) {
    const role = await roleOfApp(state, app);
    const named = await namedVersions(state, app);
    const versions = await appVersions(state, app);
    const old = [...versions.keys()].toSorted((a, b) => b - a).slice(keep);
    const gone = old.filter((code) => !named.has(code));
    if (gone.length === 0) continue;
    if (!(await session.signer(roleKeys(await state.delegator(role), role)?.keyIds ?? []))) {
      waiting.push(app);
      continue;
    }
    for (const code of gone) {
      const facts = versions.get(code);
      if (!facts) continue;
      removed.push({ app, versionCode: code });
      files.push(layout.target(facts.path, facts.sha256));
      files.push(layout.target(envelopePathOf(facts.path), facts.envelope.sha256));
      files.push(...(await session.store.list(`deltas/${app}/${facts.digest}/`)));
    }
    if (!dryRun) await removeVersions(session, role, app, gone);
  }
  files.push(...(await oldFiles(state)));
  if (!dryRun) {
    for (const path of files) await session.store.remove(path);
    await forgetProposals(session);
    await session.store.sweep?.();
  }
  return { removed, files: files.length, waiting };
}

/** Forgets logged proposals that are no longer in the store. */
async function forgetProposals(session: Session): Promise<void> {
  await commit(session, async (state): Promise<Change<void> | Unchanged<void>> => {
    const kept = new Set((await listProposals(state)).map(({ id }) => decisionEntryId(id)));
    const drop = state.logged.filter((token) => token.startsWith("end-") && !kept.has(token));
    return drop.length === 0 ? { result: undefined } : { roles: [], entries: [], logged: { drop }, result: undefined };
  });
}

async function namedVersions(state: StoreState, app: string): Promise<Set<number>> {
  const named = new Set<number>();
  for (const channel of await channelsOf(state, app)) {
    const { file } = await readChannel(state, app, channel);
    for (const { versionCode } of [...(file?.rules ?? []), ...(file?.full ?? [])]) named.add(versionCode);
  }
  // Waiting proposals may be approved at any time, so keep the versions they name.
  for (const { path, id } of await listProposals(state)) {
    const proposal = await readable(state, path, id);
    if (proposal?.kind !== "channel" || proposal.app !== app || !isOpen(state, proposal)) continue;
    for (const { versionCode } of parseChannel(Buffer.from(proposal.content)).rules) named.add(versionCode);
  }
  return named;
}

/** Apps with at least one package in the store. */
export async function listApps(state: StoreState): Promise<readonly string[]> {
  const apps = new Set<string>();
  for (const role of rolesIn(state)) {
    if (role.startsWith("app.")) apps.add(role.slice("app.".length));
    if (!role.startsWith("partner.") || !roleKeys(await state.delegator(role), role)) continue;
    for (const path of Object.keys((await state.role(role))?.signed.targets ?? {})) {
      const app = /^apps\/([^/]+)\//.exec(path)?.[1];
      if (app !== undefined) apps.add(app);
    }
  }
  return [...apps].toSorted();
}

/** Channels of an app that have had a release. */
export async function channelsOf(state: StoreState, app: string): Promise<readonly string[]> {
  const names: string[] = [];
  for (const role of rolesIn(state).filter((name) => /^(release|test)-/.test(name))) {
    for (const path of Object.keys((await state.role(role))?.signed.targets ?? {})) {
      const [, of, channel] = /^channels\/([^/]+)\/([^/]+)\.json$/.exec(path) ?? [];
      if (of === app && channel !== undefined) names.push(channel);
    }
  }
  return names.toSorted();
}

async function removeVersions(session: Session, role: string, app: string, gone: readonly number[]): Promise<void> {
  const paths = new Set(gone.map((code) => packagePath(app, code)));
  await commit(session, async (state): Promise<Change<void> | Unchanged<void>> => {
    const metadata = await state.role(role);
    const keys = roleKeys(await state.delegator(role), role);
    const signer = (await session.signer(keys?.keyIds ?? [])) ?? refuseRelease("release/key-missing", role);
    if (!metadata) return { result: undefined };
    const part = signedJson(metadata);
    const targets = Object.entries(part["targets"] as JsonMap).filter(([path]) => !paths.has(path));
    if (targets.length === Object.keys(part["targets"] as JsonMap).length) return { result: undefined };
    const next = { ...part, targets: Object.fromEntries(targets) };
    return {
      roles: [
        {
          role,
          sign: (version) =>
            signMetadata({ ...next, version, expires: isoTime(session.now() + lifetimes.role) }, [signer]),
        },
      ],
      entries: [
        {
          time: isoTime(session.now()),
          actor: publicKeyFromSigner(signer).keyid,
          action: "publish",
          app,
          subject: "prune",
          details: { removed: [...gone] },
        },
      ],
      result: undefined,
    };
  });
}

/** Numbered files that no device or writer needs any more, and stale proposals. */
async function oldFiles(state: StoreState): Promise<string[]> {
  const { store } = state;
  const out: string[] = [];
  const snapshot = state.snapshot.signed.version;
  for (const path of await store.list("metadata/")) {
    const version = Number(/^metadata\/(\d+)\.snapshot\.json$/.exec(path)?.[1]);
    if (version < snapshot - keptSnapshots) out.push(path);
  }
  for (const path of await store.list("timestamps/")) {
    const version = Number(/^timestamps\/(\d+)\.json$/.exec(path)?.[1]);
    if (version < state.timestamp.signed.version - keptSnapshots) out.push(path);
  }
  for (const { id, path } of await listProposals(state)) {
    // Keep proposals whose end is not logged yet: the service logs it when it applies proposals.
    if ((await readable(state, path, id)) && !state.logged.includes(decisionEntryId(id))) continue;
    out.push(path, ...(await store.list(layout.approvals(id))));
  }
  return out;
}

/** Reads a proposal; undefined if it is invalid, for instance because its author's key was removed. */
async function readable(state: StoreState, path: string, id: string): Promise<Proposal | undefined> {
  try {
    return await readProposal(state, path, id);
  } catch (error) {
    if (error instanceof ReleaseError && error.kind === "trust") return undefined;
    throw error;
  }
}

/** Exports the whole store as one file, without other files in its folder. The import verifies its contents. */
export async function exportStore(store: ObjectStore): Promise<Uint8Array> {
  const files: { path: string; content: Uint8Array }[] = [];
  // Read the pointer first and put it last, so that everything it names is in the file.
  const pointer = await store.get(layout.timestamp);
  if (!pointer) return refuseRelease("release/no-store", store.url);
  for (const folder of storeFolders) {
    for (const path of await store.list(`${folder}/`)) {
      const content = path === layout.timestamp ? undefined : await store.get(path);
      if (content) files.push({ path, content });
    }
  }
  return writeTar([...files, { path: layout.timestamp, content: pointer }]);
}

export interface Imported {
  readonly files: number;
  readonly timestamp: number;
}

const maxImportedFiles = 1_000_000;

/**
 * Imports an exported store into an empty place or over an older state of the same store.
 *
 * @throws ReleaseError if it does not verify, is another store, or is older
 */
export async function importStore(session: Session, archive: Uint8Array): Promise<Imported> {
  const files = new Map<string, Uint8Array>();
  for (const { path, start, size } of readTar(archive, maxImportedFiles)) {
    checkStorePath(path);
    if (!storeFolders.some((folder) => path.startsWith(`${folder}/`))) refuseRelease("release/wrong-path", quote(path));
    files.set(path, archive.subarray(start, start + size));
  }
  const state = await loadState(memoryStore(files), session.trusted);
  const { store } = session;
  const present = await store.get(layout.timestamp);
  if (present) {
    const here = await loadState(store, session.trusted);
    if (here.id !== state.id) refuseRelease("release/wrong-store", state.id);
    if (here.timestamp.signed.version > state.timestamp.signed.version) refuseRelease("release/rollback", "the import");
  }
  let count = 0;
  for (const [path, bytes] of files) {
    if (path === layout.timestamp) continue;
    if (await store.create(path, bytes)) count++;
    else if (Buffer.compare((await store.get(path)) ?? new Uint8Array(), bytes) !== 0) {
      refuseRelease("release/target-mismatch", path);
    }
  }
  const pointer = files.get(layout.timestamp) as Uint8Array;
  if (!(await store.replace(layout.timestamp, pointer, present)))
    refuseRelease("release/store-busy", "timestamp.json keeps changing");
  return { files: count, timestamp: parseMetadata(pointer, "timestamp").signed.version };
}

/** A read-only store in memory. */
function memoryStore(files: ReadonlyMap<string, Uint8Array>): ObjectStore {
  const never = () => Promise.reject(new Error("this store is read-only"));
  return {
    url: "the imported file",
    get: async (path) => files.get(path),
    has: async (path) => files.has(path),
    list: async (folder) => [...files.keys()].filter((path) => path.startsWith(folder)).toSorted(),
    create: never,
    replace: never,
    remove: never,
  };
}
