/**
 * How a change gets into a store: files first, then `N.snapshot.json`, which only one writer can create, then the
 * pointer. Until the snapshot is there nothing has happened; once it is there nothing is lost, even if the writer is
 * killed before it has moved the pointer, because the next one does.
 *
 * The snapshot lists versions without digests. A version of a role's file is created once and never again, and only the
 * role's own keys can sign one; digests would make every device load twice as much with each release of any app.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { Signer } from "../package/index.ts";
import { chainEntries } from "./audit.ts";
import type { NewEntry } from "./audit.ts";
import { refuseRelease } from "./error.ts";
import { extension, parseMetadata, publicKeyFromSigner, signMetadata, signedBytes, verifyBy } from "./metadata.ts";
import type { JsonMap } from "./metadata.ts";
import { layout } from "./object-store.ts";
import type { ObjectStore } from "./object-store.ts";
import { loadState } from "./state.ts";
import type { StoreState, TrustedRoot } from "./state.ts";
import { sha256 } from "./statement.ts";

/** What every operation on a store gets. */
export interface Session {
  readonly store: ObjectStore;
  /** Milliseconds since 1970. */
  now(): number;
  /** The first of the keys at hand that is one of these; `undefined` if none is. */
  signer(keyIds: readonly string[]): Promise<Signer | undefined>;
  readonly trusted?: TrustedRoot;
  /** Bytes uploaded so far, of all; for a progress bar. */
  progress?(done: number, all: number): void;
}

export interface RoleChange {
  readonly role: string;
  /** The signed part for a version; called again with the next one if that version's file exists already. */
  sign?(version: number): Promise<Uint8Array>;
  /** A file whose version was fixed when people signed it. */
  readonly fixed?: { readonly version: number; readonly bytes: Uint8Array };
}

export interface Change<T> {
  readonly roles: readonly RoleChange[];
  /** Files that nothing names yet; created unless they are there. */
  readonly files?: readonly { readonly path: string; readonly bytes: Uint8Array }[];
  readonly entries: readonly NewEntry[];
  readonly result: T;
  /** Statements that the log has from now on, and such that need not be remembered any more; by `shortDigest`. */
  readonly logged?: { readonly add?: readonly string[]; readonly drop?: readonly string[] };
  /** Ids of the service's keys after this change, where it changes them. */
  readonly service?: readonly string[];
}

/** Nothing is to be written: it is so already. */
export interface Unchanged<T> {
  readonly result: T;
}

const attempts = 400;
export const day = 24 * 60 * 60 * 1000;
export const lifetimes = { root: 730 * day, role: 365 * day, snapshot: 30 * day } as const;

/**
 * Plans a change on the newest state and puts it there; plans again where another writer was faster.
 *
 * @throws ReleaseError
 */
export async function commit<T>(
  session: Session,
  plan: (state: StoreState) => Promise<Change<T> | Unchanged<T>>,
): Promise<T> {
  for (let turn = 0; turn < attempts; turn++) {
    const state = await loadState(session.store, session.trusted);
    const change = await plan(state);
    if (!("roles" in change)) {
      await bringPointer(session, state);
      return change.result;
    }
    const service = await serviceSigner(session, state, change.service);
    const versions = await writeFiles(session, state, change);
    const chained = await chainEntries(state.id, state.audit, change.entries, service);
    for (const { path, bytes } of chained.files) await session.store.create(path, bytes);
    const version = state.snapshot.signed.version + 1;
    const snapshot = await signMetadata(snapshotPart(session, state, change, versions, version, chained.head), [
      service,
    ]);
    if (await session.store.create(layout.metadata("snapshot", version), snapshot)) {
      await movePointer(session, state, service, version);
      return change.result;
    }
    await sleep(Math.random() * Math.min(200, 5 * (turn + 1)));
  }
  return refuseRelease("release/store-busy");
}

/** The service's key, or a refusal that says whose it is. */
export async function serviceSigner(
  session: Session,
  state: StoreState,
  keyIds: readonly string[] = serviceKeyIds(state),
): Promise<Signer> {
  return (
    (await session.signer(keyIds)) ??
    refuseRelease("release/key-missing", `the release service's key (${keyIds.map((id) => id.slice(0, 8)).join(", ")})`)
  );
}

/** Whether the release service's key is at hand. */
export async function hasService(session: Session, state: StoreState): Promise<boolean> {
  return (await session.signer(serviceKeyIds(state))) !== undefined;
}

function serviceKeyIds(state: StoreState): readonly string[] {
  return state.root.signed.roles["snapshot"]?.keyIDs ?? [];
}

async function writeFiles<T>(session: Session, state: StoreState, change: Change<T>): Promise<WrittenRoles> {
  for (const { path, bytes } of change.files ?? []) await session.store.create(path, bytes);
  const versions = new Map<string, JsonMap>();
  for (const role of change.roles) versions.set(role.role, await writeRole(session, state, role));
  return versions;
}

/** What the snapshot says of each role's file. */
type WrittenRoles = ReadonlyMap<string, JsonMap>;

/**
 * Number, length and digest: role files do not say in TUF's own terms which role they are, so that by its number alone
 * one could be served for another that the same people sign.
 */
export function metaOf(version: number, bytes: Uint8Array): JsonMap {
  return { version, length: bytes.length, hashes: { sha256: sha256(bytes) } };
}

async function writeRole({ store }: Session, state: StoreState, change: RoleChange): Promise<JsonMap> {
  const { role, fixed } = change;
  if (fixed) {
    const path = layout.metadata(role, fixed.version);
    const isNew = await store.create(path, fixed.bytes);
    return metaOf(fixed.version, isNew ? fixed.bytes : await sameRole(state, role, path, fixed.bytes));
  }
  const present = role === "root" ? state.root.signed.version : state.snapshot.signed.meta[`${role}.json`]?.version;
  // A killed writer may have left later versions, which nothing names and nobody may write again.
  for (let version = (present ?? 0) + 1; ; version++) {
    const path = layout.metadata(role, version);
    if (await store.has(path)) continue;
    const bytes = (await change.sign?.(version)) ?? refuseRelease("release/metadata-missing", role);
    if (await store.create(path, bytes)) return metaOf(version, bytes);
  }
}

/**
 * A version that people signed is there already: fine if it says the same and enough of them signed it, whichever of
 * them it was. Otherwise another change of the same state was first.
 *
 * @returns what is there
 */
async function sameRole(state: StoreState, role: string, path: string, bytes: Uint8Array): Promise<Uint8Array> {
  const type = role === "root" ? "root" : "targets";
  const present = (await state.store.get(path)) ?? new Uint8Array();
  const found = parseMetadata(present, type);
  const wanted = parseMetadata(bytes, type);
  if (Buffer.compare(signedBytes(found), signedBytes(wanted)) !== 0) refuseRelease("release/proposal-stale");
  verifyBy(await state.delegator(role), role, found);
  return present;
}

function snapshotPart(
  session: Session,
  state: StoreState,
  change: Pick<Change<unknown>, "logged">,
  versions: WrittenRoles,
  version: number,
  audit: { readonly seq: number; readonly sha256: string },
): JsonMap {
  const meta: JsonMap = {};
  for (const [name, file] of Object.entries(state.snapshot.signed.meta)) meta[name] = file.toJSON() as JsonMap;
  for (const [role, file] of versions) if (role !== "root") meta[`${role}.json`] = file;
  const drop = new Set(change.logged?.drop);
  const logged = [...new Set([...state.logged, ...(change.logged?.add ?? [])])].filter((one) => !drop.has(one));
  return firstPart("snapshot", version, session.now() + lifetimes.snapshot, {
    meta,
    [extension]: { audit: { seq: audit.seq, sha256: audit.sha256 }, ...(logged.length === 0 ? {} : { logged }) },
  });
}

/** The fields that all of TUF's files begin with. */
export function firstPart(type: string, version: number, expires: number, rest: JsonMap): JsonMap {
  return { _type: type, spec_version: "1.0.31", version, expires: isoTime(expires), ...rest };
}

/** As TUF writes times: without fractions of a second. */
export function isoTime(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
}

/** Moves the pointer if a killed writer has not. Without the service's key it stays, and devices miss nothing else. */
export async function bringPointer(session: Session, state: StoreState): Promise<void> {
  if (state.timestamp.signed.snapshotMeta.version >= state.snapshot.signed.version) return;
  if (!(await hasService(session, state))) return;
  await movePointer(session, state, await serviceSigner(session, state), state.snapshot.signed.version);
}

/**
 * Replaces `timestamp.json` until it names at least this snapshot. Each version of it is reserved by a numbered file,
 * so none is used twice; after each replacement it is read again.
 *
 * @param renew sign a new one even if the pointer names the snapshot already
 */
export async function movePointer(
  session: Session,
  state: StoreState,
  service: Signer,
  snapshot: number,
  renew = false,
): Promise<void> {
  const { store } = session;
  const wanted = renew ? state.timestamp.signed.version + 1 : 0;
  for (let turn = 0; turn < attempts; turn++) {
    const bytes = await store.get(layout.timestamp);
    const present = bytes && parseMetadata(bytes, "timestamp").signed;
    if (present && present.snapshotMeta.version >= snapshot && present.version >= wanted) return;
    const highest = await highestSnapshot(store, Math.max(snapshot, present?.snapshotMeta.version ?? 0));
    const next = await reserveTimestamp(session, state, service, (present?.version ?? 0) + 1, highest);
    await store.replace(layout.timestamp, next, bytes);
    if (turn > 2) await sleep(Math.random() * Math.min(200, 5 * turn));
  }
  refuseRelease("release/store-busy", "the pointer");
}

async function highestSnapshot(store: ObjectStore, from: number): Promise<number> {
  let version = from;
  while (await store.has(layout.metadata("snapshot", version + 1))) version++;
  return version;
}

async function reserveTimestamp(
  session: Session,
  state: StoreState,
  service: Signer,
  from: number,
  snapshot: number,
): Promise<Uint8Array> {
  const { store } = session;
  const expires = session.now() + state.settings.timestampDays * day;
  for (let version = from; ; version++) {
    const path = layout.numberedTimestamp(version);
    const found = await store.get(path);
    if (found) {
      // Left by a writer that was killed before it could put it in place, or about to be put there.
      const { signed } = parseMetadata(found, "timestamp");
      const usable = signed.snapshotMeta.version >= snapshot && Date.parse(signed.expires) > session.now() + day / 2;
      if (usable && isBy(found, service)) return found;
      continue;
    }
    const part = firstPart("timestamp", version, expires, { meta: { "snapshot.json": { version: snapshot } } });
    const bytes = await signMetadata(part, [service]);
    if (await store.create(path, bytes)) return bytes;
  }
}

function isBy(timestamp: Uint8Array, service: Signer): boolean {
  return publicKeyFromSigner(service).keyid in parseMetadata(timestamp, "timestamp").signatures;
}
