/**
 * The audit log: numbered entries, each signed by the release service and containing the digest of the previous one.
 * The snapshot names the last entry, so a truncated log is detected. The file name of an entry contains its digest, so
 * files of killed writers are not part of the chain and do no harm.
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

/** What a writer provides; number, chain and signature are added on commit. */
export interface NewEntry {
  /** Time of the action, ISO 8601 in UTC. */
  readonly time: string;
  /** Key id of the person who acted. */
  readonly actor: string;
  readonly action: AuditAction;
  readonly app?: string;
  readonly channel?: string;
  /** The subject: digest of a package or proposal, or a key id. */
  readonly subject?: string;
  readonly message?: string;
  readonly details?: JsonMap;
}

/** An entry of the log: schemas/audit-entry.schema.json. */
export interface AuditEntry extends NewEntry {
  readonly format: 1;
  readonly store: string;
  readonly seq: number;
  /** SHA-256 of the previous entry's file; `""` for the first. */
  readonly previous: string;
}

export interface ChainedEntries {
  readonly head: AuditHead;
  readonly files: readonly { readonly path: string; readonly bytes: Uint8Array }[];
}

/** Signs entries and appends them to the chain. */
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
 * Reads the log from the last entry to the first, and verifies every signature and link.
 *
 * @throws ReleaseError `release/log-…` if the log is not intact
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
  if (digest !== "") refuseRelease("release/log-broken", "the first entry refers to a previous one");
}

/** Keys of the current release service and those of all earlier roots. */
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
  if (!bytes) return refuseRelease("release/log-cut", `entry ${seq} is missing`);
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
  if (!shape) refuseRelease("release/log-broken", `entry ${seq} is malformed`);
  return payload as unknown as AuditEntry;
}
