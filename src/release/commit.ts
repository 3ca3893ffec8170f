/**
 * How a change is committed to a store: first its files, then `N.snapshot.json`, which only one writer can create, then
 * the pointer. Before the snapshot exists, nothing has changed. After that, nothing is lost: if the writer is killed
 * before it moves the pointer, the next writer does.
 *
 * The snapshot lists the version, length and digest of each role's file. A version of a role's file is created once and
 * never replaced, and only the role's own keys can sign one.
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
import type { AuditHead, StoreState, TrustedRoot } from "./state.ts";
import { sha256 } from "./statement.ts";

/** Context of every operation on a store. */
export interface Session {
  readonly store: ObjectStore;
  /** Milliseconds since 1970. */
  now(): number;
  /** The first available key that is one of these; `undefined` if none is. */
  signer(keyIds: readonly string[]): Promise<Signer | undefined>;
  readonly trusted?: TrustedRoot;
  /** Called after each commit with the number of its snapshot and the new end of the log. */
  committed?(snapshot: number, audit: AuditHead): Promise<void>;
  /** Reports uploaded and total bytes, for a progress bar. */
  progress?(done: number, all: number): void;
}

export interface RoleChange {
  readonly role: string;
  /** Signs the role's file for a version; called again with the next number if that version's file exists. */
  sign?(version: number): Promise<Uint8Array>;
  /** A file whose version people have already signed. */
  readonly fixed?: { readonly version: number; readonly bytes: Uint8Array };
}

export interface Change<T> {
  readonly roles: readonly RoleChange[];
  /** Files that nothing refers to yet; created unless they exist. */
  readonly files?: readonly { readonly path: string; readonly bytes: Uint8Array }[];
  readonly entries: readonly NewEntry[];
  readonly result: T;
  /** Statements that the log now contains, and those that need not be remembered any more; by `shortDigest`. */
  readonly logged?: { readonly add?: readonly string[]; readonly drop?: readonly string[] };
  /** Key ids of the release service after this change, if it changes them. */
  readonly service?: readonly string[];
}

/** The change is already in effect, so nothing is written. */
export interface Unchanged<T> {
  readonly result: T;
}

const attempts = 400;
export const day = 24 * 60 * 60 * 1000;
export const lifetimes = { root: 730 * day, role: 365 * day, snapshot: 30 * day } as const;

/**
 * Plans a change on the latest state and commits it. Plans again if another writer was faster.
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
      await updatePointer(session, state);
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
      await session.committed?.(version, chained.head);
      await movePointer(session, state, service, version);
      return change.result;
    }
    await sleep(Math.random() * Math.min(200, 5 * (turn + 1)));
  }
  return refuseRelease("release/store-busy");
}

/** The release service's signer; refuses with the ids of the service's keys if it is not available. */
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

/** Whether the release service's key is available. */
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

/** Snapshot entries of the written role files. */
type WrittenRoles = ReadonlyMap<string, JsonMap>;

/**
 * Version, length and digest of a role's file. TUF role files do not name their role, so with only a version, one
 * role's file could be served as another's that the same people sign.
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
  // A killed writer may have left later versions; nothing refers to them, and they cannot be overwritten.
  for (let version = (present ?? 0) + 1; ; version++) {
    const path = layout.metadata(role, version);
    if (await store.has(path)) continue;
    const bytes = (await change.sign?.(version)) ?? refuseRelease("release/metadata-missing", role);
    if (await store.create(path, bytes)) return metaOf(version, bytes);
  }
}

/**
 * Handles an existing file at a version that people signed. It is accepted if it has the same content and enough
 * signatures, by whichever keys. Otherwise another change to the same state was first.
 *
 * @returns the existing file
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
  return commonPart("snapshot", version, session.now() + lifetimes.snapshot, {
    meta,
    [extension]: { audit: { seq: audit.seq, sha256: audit.sha256 }, ...(logged.length === 0 ? {} : { logged }) },
  });
}

/** The fields common to all TUF files. */
export function commonPart(type: string, version: number, expires: number, rest: JsonMap): JsonMap {
  return { _type: type, spec_version: "1.0.31", version, expires: isoTime(expires), ...rest };
}

/** Formats a time as TUF does: without fractions of a second. */
export function isoTime(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
}

/**
 * Moves the pointer if a killed writer has not. Without the service's key it stays; devices then see this change later.
 */
export async function updatePointer(session: Session, state: StoreState): Promise<void> {
  if (state.timestamp.signed.snapshotMeta.version >= state.snapshot.signed.version) return;
  if (!(await hasService(session, state))) return;
  await movePointer(session, state, await serviceSigner(session, state), state.snapshot.signed.version);
}

/**
 * Replaces `timestamp.json` until it names at least this snapshot. Each version is reserved by a numbered file, so that
 * none is used twice; after each replacement the pointer is read again.
 *
 * @param renew signs a new timestamp even if the pointer already names the snapshot
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
  refuseRelease("release/store-busy", "timestamp.json keeps changing");
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
      // Left by a writer that was killed, or about to be put in place by one that is running.
      const { signed } = parseMetadata(found, "timestamp");
      const usable = signed.snapshotMeta.version >= snapshot && Date.parse(signed.expires) > session.now() + day / 2;
      if (usable && isBy(found, service)) return found;
      continue;
    }
    const part = commonPart("timestamp", version, expires, { meta: { "snapshot.json": { version: snapshot } } });
    const bytes = await signMetadata(part, [service]);
    if (await store.create(path, bytes)) return bytes;
  }
}

function isBy(timestamp: Uint8Array, service: Signer): boolean {
  return publicKeyFromSigner(service).keyid in parseMetadata(timestamp, "timestamp").signatures;
}
