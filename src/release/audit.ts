/**
 * The audit log: numbered entries, each signed by the release service and naming the digest of the one before. The
 * snapshot names the last, so that cutting the tail shows. An entry's file carries its own digest in its name: what a
 * killed writer left is not in the chain and disturbs nobody.
 */
import type { Signer } from "../package/index.ts";
import { refuseRelease } from "./error.ts";
import { keysIn } from "./metadata.ts";
import type { Json, JsonMap, PublicKey } from "./metadata.ts";
import { layout } from "./object-store.ts";
import type { ObjectStore } from "./object-store.ts";
import type { AuditHead, StoreState } from "./state.ts";
import { readStatement, sha256, writeStatement } from "./statement.ts";

export const auditActions = [
  "init",
  "publish",
  "propose",
  "approve",
  "reject",
  "stale",
  "channel",
  "disable",
  "enable",
  "keys",
  "refresh",
] as const;
export type AuditAction = (typeof auditActions)[number];

/** What a writer says; number, chain and signature are added when it is committed. */
export interface NewEntry {
  /** When it was done, ISO 8601 in UTC. */
  readonly time: string;
  /** Id of the key of the person who did it. */
  readonly actor: string;
  readonly action: AuditAction;
  readonly app?: string;
  readonly channel?: string;
  /** What it is about: a package's or a proposal's digest, a key's id. */
  readonly subject?: string;
  readonly message?: string;
  readonly details?: JsonMap;
}

/** An entry as it stands in the log: schemas/audit-entry.schema.json. */
export interface AuditEntry extends NewEntry {
  readonly format: 1;
  readonly store: string;
  readonly seq: number;
  /** SHA-256 of the file of the entry before; `""` for the first. */
  readonly previous: string;
}

export interface ChainedEntries {
  readonly head: AuditHead;
  readonly files: readonly { readonly path: string; readonly bytes: Uint8Array }[];
}

/** Signs entries and puts them behind the head. */
export async function chainEntries(
  store: string,
  head: AuditHead,
  entries: readonly NewEntry[],
  service: Signer,
): Promise<ChainedEntries> {
  const files: { path: string; bytes: Uint8Array }[] = [];
  let { seq, sha256: previous } = head;
  for (const entry of entries) {
    const payload: AuditEntry = { format: 1, store, seq: ++seq, previous, ...entry };
    const bytes = await writeStatement("audit", payload, service);
    previous = sha256(bytes);
    files.push({ path: layout.auditEntry(seq, previous), bytes });
  }
  return { head: { seq, sha256: previous }, files };
}

/**
 * The log from its last entry to its first, every signature and link checked.
 *
 * @throws ReleaseError `release/log-…` where it does not hold
 */
export async function* readLog(state: StoreState): AsyncGenerator<AuditEntry & { readonly sha256: string }> {
  const keys = serviceKeys(state);
  let { seq, sha256: digest } = state.audit;
  while (seq > 0) {
    const entry = await readEntry(state.store, state.id, seq, digest, keys);
    yield { ...entry, sha256: digest };
    seq--;
    digest = entry.previous;
  }
  if (digest !== "") refuseRelease("release/log-broken", "the first entry names one before it");
}

/** Signed by the service of today or of any root before. */
function serviceKeys(state: StoreState): PublicKey[] {
  const all = new Map<string, PublicKey>();
  for (const root of state.roots) for (const key of keysIn(root, "snapshot").keys) all.set(key.keyid, key);
  return [...all.values()];
}

async function readEntry(
  store: ObjectStore,
  id: string,
  seq: number,
  digest: string,
  keys: readonly PublicKey[],
): Promise<AuditEntry> {
  const path = layout.auditEntry(seq, digest);
  const bytes = await store.get(path);
  if (!bytes) return refuseRelease("release/log-cut", `entry ${seq} is absent`);
  if (sha256(bytes) !== digest) return refuseRelease("release/log-broken", `entry ${seq} was changed`);
  const { payload } = await readStatement("audit", bytes, keys);
  if (payload["store"] !== id) refuseRelease("release/wrong-store", `entry ${seq}`);
  const shape =
    payload["format"] === 1 &&
    payload["seq"] === seq &&
    typeof payload["previous"] === "string" &&
    typeof payload["time"] === "string" &&
    typeof payload["actor"] === "string" &&
    (auditActions as readonly Json[]).includes(payload["action"] as Json);
  if (!shape) refuseRelease("release/log-broken", `entry ${seq} is not in its form`);
  return payload as unknown as AuditEntry;
}
