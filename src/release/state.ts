/**
 * A store as a writer sees it: the latest root, snapshot and timestamp, and roles loaded on demand. Everything is
 * verified as on a device, except that a writer may read expired metadata in order to renew it.
 */
import { Metadata } from "@tufjs/models";
import type { Root, Snapshot, Targets, Timestamp } from "@tufjs/models";
import { ReleaseError, refuseRelease } from "./error.ts";
import { checkBinding, checkRoles, extension, keysIn, parseMetadata, verifyBy } from "./metadata.ts";
import type { JsonMap, PublicKey } from "./metadata.ts";
import { layout } from "./object-store.ts";
import type { ObjectStore } from "./object-store.ts";
import { sha256 } from "./statement.ts";

export interface StoreState {
  readonly store: ObjectStore;
  /** The store's id, which every statement contains. */
  readonly id: string;
  readonly root: Metadata<Root>;
  /** All roots, oldest first; old log entries are signed by keys of old roots. */
  readonly roots: readonly Metadata<Root>[];
  readonly rootBytes: Uint8Array;
  readonly snapshot: Metadata<Snapshot>;
  readonly timestamp: Metadata<Timestamp>;
  readonly audit: AuditHead;
  readonly settings: StoreSettings;
  /** Proposals and approvals that are already in the log, by `shortDigest`. */
  readonly logged: readonly string[];
  /**
   * Roles whose file is signed by keys that are no longer allowed. Devices refuse such a file until it is signed again.
   */
  readonly outdated: ReadonlySet<string>;
  /** The verified metadata of a role; `undefined` if the store has no such role yet. */
  role(name: string): Promise<Metadata<Targets> | undefined>;
  /** The metadata that delegates to a role. */
  delegator(name: string): Promise<Metadata<Root> | Metadata<Targets>>;
}

export interface AuditHead {
  /** 0 for an empty log. */
  readonly seq: number;
  readonly sha256: string;
}

/** Stored in the root, so they are protected by the root's keys. */
export interface StoreSettings {
  /** Channels that a single key may change. */
  readonly testChannels: readonly string[];
  readonly timestampDays: number;
}

/** A root trusted from before; the store's roots must follow from it. */
export interface TrustedRoot {
  readonly version: number;
  readonly sha256: string;
}

/** What to do with a store that has a root but no pointer. */
export async function incompleteAdvice(store: ObjectStore): Promise<string> {
  return (await store.list("timestamps")).length > 0
    ? "it has no metadata/timestamp.json; copy the newest file of timestamps/ there"
    : "an interrupted `store init` left it incomplete; delete its files, and run `store init` again";
}

/** @throws ReleaseError */
export async function loadState(store: ObjectStore, trusted?: TrustedRoot): Promise<StoreState> {
  const { roots, rootBytes } = await loadRoots(store, trusted);
  const root = roots.at(-1) as Metadata<Root>;
  const { id, settings } = readExtension(root);
  const pointer = await store.get(layout.timestamp);
  if (!pointer)
    return refuseRelease("release/no-store", `${store.url} is not complete: ${await incompleteAdvice(store)}`);
  const timestamp = parseMetadata(pointer, "timestamp");
  verifyByRecentRoot(roots, "timestamp", timestamp);
  const snapshot = await newestSnapshot(store, roots, timestamp.signed.snapshotMeta.version);
  const outdated = new Set<string>();
  const verified = verifiedFiles(store);
  const cache = new Map<string, Promise<Metadata<Targets> | undefined>>();
  const role = (name: string) => {
    let found = cache.get(name);
    if (!found) cache.set(name, (found = loadRole(name)));
    return found;
  };
  const delegator = async (name: string): Promise<Metadata<Root> | Metadata<Targets>> => {
    const parent = parentOf(name);
    if (parent === "root") return root;
    return (await role(parent)) ?? refuseRelease("release/metadata-missing", `${parent}.json`);
  };
  async function loadRole(name: string): Promise<Metadata<Targets> | undefined> {
    const listed = snapshot.signed.meta[`${name}.json`];
    if (listed === undefined) return undefined;
    const { version } = listed;
    const path = layout.metadata(name, version);
    const by = await delegator(name);
    const known = verified.get(path);
    if (known?.by === by) return known.metadata as Metadata<Targets>;
    const bytes = await store.get(path);
    if (!bytes) return refuseRelease("release/metadata-missing", path);
    if (!holds(() => listed.verify(Buffer.from(bytes)))) refuseRelease("release/target-mismatch", path);
    const metadata = parseMetadata(bytes, "targets");
    if (metadata.signed.version !== version) refuseRelease("release/metadata-version", path);
    await verifyRole(name, metadata);
    checkBinding(metadata.signed, id, name);
    checkRoles(metadata);
    if (!outdated.has(name)) verified.set(path, { metadata, by });
    return metadata;
  }
  // If keys were removed, files they signed can still be read here, so that they can be signed again.
  async function verifyRole(name: string, metadata: Metadata<Targets>): Promise<void> {
    try {
      verifyBy(await delegator(name), name, metadata);
    } catch (error) {
      if (!(error instanceof ReleaseError) || !(await verifiedBefore(name, metadata))) throw error;
      outdated.add(name);
    }
  }
  async function verifiedBefore(name: string, metadata: Metadata<Targets>): Promise<boolean> {
    const parent = parentOf(name);
    if (parent === "root") return roots.some((old) => holds(() => verifyBy(old, name, metadata)));
    for (let version = (snapshot.signed.meta[`${parent}.json`]?.version ?? 0) - 1; version > 0; version--) {
      const bytes = await store.get(layout.metadata(parent, version));
      if (bytes && holds(() => verifyBy(parseMetadata(bytes, "targets"), name, metadata))) return true;
    }
    return false;
  }
  const { audit, logged } = readSnapshotExtension(snapshot);
  return { store, id, root, roots, rootBytes, snapshot, timestamp, audit, logged, settings, outdated, role, delegator };
}

interface Verified {
  readonly metadata: Metadata<Root> | Metadata<Snapshot> | Metadata<Targets>;
  /** The delegating metadata, by object identity. */
  readonly by: object | undefined;
}

/**
 * Numbered files never change, so a file verified once in this process need not be verified again under the same
 * delegation. A publication loads the state three times.
 */
const verifiedByStore = new WeakMap<ObjectStore, Map<string, Verified>>();

function verifiedFiles(store: ObjectStore): Map<string, Verified> {
  let files = verifiedByStore.get(store);
  if (!files) verifiedByStore.set(store, (files = new Map()));
  return files;
}

/**
 * The role that delegates to a role: `apps` to `app.<id>`, `release` and `test` to their bins, `targets` to all others,
 * and the root to `targets`.
 */
export function parentOf(role: string): string {
  if (role === "targets") return "root";
  if (role.startsWith("app.")) return "apps";
  const bin = /^(release|test)-[0-9a-f]{1,8}$/.exec(role);
  return bin ? (bin[1] as string) : "targets";
}

/** Public keys and threshold of a role according to its delegator. */
export async function keysOfRole(state: StoreState, role: string): Promise<{ keys: PublicKey[]; threshold: number }> {
  const delegator = await state.delegator(role);
  return keysIn(delegator, role);
}

async function loadRoots(store: ObjectStore, trusted: TrustedRoot | undefined) {
  const roots: Metadata<Root>[] = [];
  let rootBytes: Uint8Array = new Uint8Array();
  for (let version = 1; ; version++) {
    const bytes = await store.get(layout.metadata("root", version));
    if (!bytes) break;
    const root = verifiedRoot(store, version, bytes, roots.at(-1));
    if (trusted?.version === version && sha256(bytes) !== trusted.sha256) refuseRelease("release/root-changed");
    roots.push(root);
    rootBytes = bytes;
  }
  if (roots.length === 0)
    refuseRelease("release/no-store", `${store.url} has none; create one with \`miniapp store init\``);
  if (trusted && roots.length < trusted.version) refuseRelease("release/rollback", "the root");
  return { roots, rootBytes };
}

function verifiedRoot(
  store: ObjectStore,
  version: number,
  bytes: Uint8Array,
  before: Metadata<Root> | undefined,
): Metadata<Root> {
  // The cache key includes the digest, because the root is where trust starts.
  const name = `${layout.metadata("root", version)} ${sha256(bytes)}`;
  const files = verifiedFiles(store);
  const known = files.get(name);
  if (known && known.by === before) return known.metadata as Metadata<Root>;
  const root = parseMetadata(bytes, "root");
  if (root.signed.version !== version) refuseRelease("release/metadata-version", `${version}.root.json`);
  if (before) verifyBy(before, "root", root);
  verifyBy(root, "root", root);
  checkRoles(root);
  files.set(name, { metadata: root, by: before });
  return root;
}

/** The snapshot that the pointer names, or a later one to which a killed writer did not move the pointer. */
async function newestSnapshot(
  store: ObjectStore,
  roots: readonly Metadata<Root>[],
  from: number,
): Promise<Metadata<Snapshot>> {
  const files = verifiedFiles(store);
  const newest = roots.at(-1);
  let found: Metadata<Snapshot> | undefined;
  for (let version = from; ; version++) {
    const known = files.get(layout.metadata("snapshot", version));
    if (known && known.by === newest) {
      found = known.metadata as Metadata<Snapshot>;
      continue;
    }
    const bytes = await store.get(layout.metadata("snapshot", version));
    if (!bytes) break;
    found = parseMetadata(bytes, "snapshot");
    if (found.signed.version !== version) refuseRelease("release/metadata-version", `${version}.snapshot.json`);
  }
  if (!found) return refuseRelease("release/metadata-missing", layout.metadata("snapshot", from));
  const path = layout.metadata("snapshot", found.signed.version);
  if (files.get(path)?.metadata === found) return found;
  verifyByRecentRoot(roots, "snapshot", found);
  files.set(path, { metadata: found, by: newest });
  return found;
}

/**
 * Accepts files verified by the previous root too: a writer killed while changing the root's keys leaves such files.
 */
function verifyByRecentRoot(
  roots: readonly Metadata<Root>[],
  role: string,
  metadata: Metadata<Snapshot> | Metadata<Timestamp>,
): void {
  const [newest, before] = [roots.at(-1) as Metadata<Root>, roots.at(-2)];
  try {
    verifyBy(newest, role, metadata);
  } catch (error) {
    if (!before || !(error instanceof ReleaseError)) throw error;
    verifyBy(before, role, metadata);
  }
}

function readExtension(root: Metadata<Root>): { id: string; settings: StoreSettings } {
  const own = root.signed.unrecognizedFields[extension] as JsonMap | undefined;
  const { store, testChannels, timestampDays } = own ?? {};
  if (typeof store !== "string" || !Array.isArray(testChannels) || typeof timestampDays !== "number") {
    return refuseRelease("release/metadata-malformed", "the root of no release store");
  }
  return { id: store, settings: { testChannels: testChannels.map(String), timestampDays } };
}

function readSnapshotExtension(snapshot: Metadata<Snapshot>): { audit: AuditHead; logged: readonly string[] } {
  const own = snapshot.signed.unrecognizedFields[extension] as JsonMap | undefined;
  const { seq, sha256: digest } = (own?.["audit"] ?? {}) as JsonMap;
  if (typeof seq !== "number" || typeof digest !== "string") {
    return refuseRelease("release/metadata-malformed", "snapshot");
  }
  const logged = Array.isArray(own?.["logged"]) ? own["logged"].map(String) : [];
  return { audit: { seq, sha256: digest }, logged };
}

function holds(check: () => void): boolean {
  try {
    check();
    return true;
  } catch {
    return false;
  }
}
