/**
 * Creates a store: root, delegations, the first log entry, snapshot and timestamp. The root's keys decide who may do
 * what; docs/release.md describes the roles and the key ceremony.
 */
import { randomBytes } from "node:crypto";
import type { Signer } from "../package/index.ts";
import { chainEntries } from "./audit.ts";
import { day, commonPart, isoTime, lifetimes, metaOf } from "./commit.ts";
import { refuseRelease } from "./error.ts";
import { storeBinding, extension, publicKeyFromSigner, signMetadata, tufKey } from "./metadata.ts";
import type { JsonMap, PublicKey } from "./metadata.ts";
import { layout } from "./object-store.ts";
import type { ObjectStore } from "./object-store.ts";
import { probeStore } from "./open-store.ts";
import { incompleteAdvice } from "./state.ts";
import type { StoreSettings } from "./state.ts";
import { sha256 } from "./statement.ts";

export interface StoreRoles {
  /** Together, these keys may change everything. */
  readonly root: readonly PublicKey[];
  readonly rootThreshold: number;
  /** Signs snapshot, timestamp and log; its key is on the machine that makes releases. */
  readonly service: readonly PublicKey[];
  /** May add packages of every app that does not belong to a partner. */
  readonly publishers: readonly PublicKey[];
  /** Change production channels (`approvals` of them together), and disable versions. */
  readonly approvers: readonly PublicKey[];
  readonly approvals: number;
  readonly partners: readonly Partner[];
}

export interface Partner {
  readonly name: string;
  readonly apps: readonly string[];
  readonly keys: readonly PublicKey[];
}

export interface InitOptions {
  readonly roles: StoreRoles;
  readonly settings: StoreSettings;
  /** Private keys of the root, at least as many as the threshold. */
  readonly rootSigners: readonly Signer[];
  readonly service: Signer;
  readonly now: number;
  readonly message?: string;
}

export interface Initialised {
  readonly id: string;
  /** SHA-256 of `1.root.json`, which devices and people compare. */
  readonly rootDigest: string;
}

/**
 * Number of hash bits of a channel's path that select its metadata file. The maximum, so that two channels hardly ever
 * share a file: approving one would mean approving the other too, which the other's author could not do.
 */
const binBits = 32;

/**
 * Creates a store in an empty place, after probing whether the place can hold one.
 *
 * @throws ReleaseError
 */
export async function initStore(store: ObjectStore, options: InitOptions): Promise<Initialised> {
  const { roles, settings, rootSigners, service, now } = options;
  if (await store.has(layout.metadata("root", 1))) {
    const isWhole = await store.has(layout.timestamp);
    refuseRelease("release/store-exists", isWhole ? store.url : `${store.url}; ${await incompleteAdvice(store)}`);
  }
  await probeStore(store);
  if (rootSigners.length < roles.rootThreshold) refuseRelease("release/key-missing", "a root key is needed");
  const id = randomBytes(16).toString("hex");
  const root = await signMetadata(rootPart(1, now, id, roles, settings), rootSigners);
  const targets = await signMetadata(targetsPart(id, 1, now, roles, settings), rootSigners);
  const release = await signMetadata(binsPart(id, "release", 1, now, roles), rootSigners);
  const test = await signMetadata(binsPart(id, "test", 1, now, roles), rootSigners);
  const [first] = rootSigners;
  const { head, files } = await chainEntries(
    id,
    { seq: 0, sha256: "" },
    [
      {
        time: isoTime(now),
        actor: publicKeyFromSigner(first as Signer).keyid,
        action: "init",
        ...(options.message === undefined ? {} : { message: options.message }),
        details: describeRoles(roles),
      },
    ],
    service,
  );
  const meta = { "targets.json": metaOf(1, targets), "release.json": metaOf(1, release), "test.json": metaOf(1, test) };
  const own = { audit: { seq: head.seq, sha256: head.sha256 } };
  const snapshot = commonPart("snapshot", 1, now + lifetimes.snapshot, { meta, [extension]: own });
  const stamped = commonPart("timestamp", 1, now + settings.timestampDays * day, {
    meta: { "snapshot.json": { version: 1 } },
  });
  const timestamp = await signMetadata(stamped, [service]);
  if (!(await store.create(layout.metadata("root", 1), root))) refuseRelease("release/store-exists", store.url);
  await store.create(layout.metadata("targets", 1), targets);
  await store.create(layout.metadata("release", 1), release);
  await store.create(layout.metadata("test", 1), test);
  for (const { path, bytes } of files) await store.create(path, bytes);
  await store.create(layout.metadata("snapshot", 1), await signMetadata(snapshot, [service]));
  await store.create(layout.numberedTimestamp(1), timestamp);
  await store.replace(layout.timestamp, timestamp, undefined);
  return { id, rootDigest: sha256(root) };
}

/**
 * The signed part of the root metadata. The root and targets roles have the root's keys, snapshot and timestamp those
 * of the service.
 *
 * @param now milliseconds since 1970
 */
export function rootPart(
  version: number,
  now: number,
  id: string,
  roles: StoreRoles,
  settings: StoreSettings,
): JsonMap {
  const root = { keyids: idsOf(roles.root), threshold: roles.rootThreshold };
  const service = { keyids: idsOf(roles.service), threshold: 1 };
  return commonPart("root", version, now + lifetimes.root, {
    consistent_snapshot: true,
    keys: keyTable([...roles.root, ...roles.service]),
    roles: { root, targets: structuredClone(root), snapshot: service, timestamp: structuredClone(service) },
    [extension]: { store: id, testChannels: [...settings.testChannels], timestampDays: settings.timestampDays },
  });
}

/** The top-level targets metadata. Delegations are in lookup order: apps of a partner belong to nobody else. */
export function targetsPart(
  store: string,
  version: number,
  now: number,
  roles: StoreRoles,
  settings: StoreSettings,
): JsonMap {
  const rootRole = { keyids: idsOf(roles.root), threshold: roles.rootThreshold, terminating: true };
  const delegations: JsonMap[] = roles.partners.map(({ name, apps, keys }) => ({
    name: `partner.${name}`,
    keyids: idsOf(keys),
    threshold: 1,
    terminating: true,
    paths: apps.map((app) => `apps/${app}/*`),
  }));
  delegations.push(
    { name: "apps", keyids: idsOf(roles.publishers), threshold: 1, terminating: true, paths: ["apps/*/*"] },
    { ...rootRole, name: "test", paths: settings.testChannels.map((channel) => `channels/*/${channel}.json`) },
    { ...rootRole, name: "release", paths: ["channels/*/*"] },
    { name: "emergency", keyids: idsOf(roles.approvers), threshold: 1, terminating: true, paths: ["disabled/*"] },
  );
  const partnerKeys = roles.partners.flatMap((partner) => partner.keys);
  return commonPart("targets", version, now + lifetimes.role, {
    ...storeBinding(store, "targets"),
    targets: {},
    delegations: {
      keys: keyTable([...roles.root, ...roles.publishers, ...roles.approvers, ...partnerKeys]),
      roles: delegations,
    },
  });
}

/**
 * Delegations of the channel files. Production needs `approvals` approvers; a test channel needs one approver or
 * publisher.
 */
export function binsPart(
  store: string,
  name: "release" | "test",
  version: number,
  now: number,
  roles: StoreRoles,
): JsonMap {
  const keys = name === "release" ? roles.approvers : [...roles.approvers, ...roles.publishers];
  return commonPart("targets", version, now + lifetimes.role, {
    ...storeBinding(store, name),
    targets: {},
    delegations: {
      keys: keyTable(keys),
      succinct_roles: {
        keyids: idsOf(keys),
        threshold: name === "release" ? roles.approvals : 1,
        bit_length: binBits,
        name_prefix: name,
      },
    },
  });
}

/** A summary of the roles for the audit log and for people. */
export function describeRoles(roles: StoreRoles): JsonMap {
  return {
    root: idsOf(roles.root),
    rootThreshold: roles.rootThreshold,
    service: idsOf(roles.service),
    publishers: idsOf(roles.publishers),
    approvers: idsOf(roles.approvers),
    approvals: roles.approvals,
    partners: roles.partners.map(({ name, apps, keys }) => ({ name, apps: [...apps], keys: idsOf(keys) })),
  };
}

function idsOf(keys: readonly PublicKey[]): string[] {
  return [...new Set(keys.map((key) => key.keyid))].toSorted();
}

function keyTable(keys: readonly PublicKey[]): JsonMap {
  return Object.fromEntries(keys.map((key) => [key.keyid, tufKey(key)]));
}
