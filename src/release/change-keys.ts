/**
 * Adding, replacing and revoking keys: a proposal to change root and delegations, which needs a threshold of the root's
 * keys. The author's signature counts here too.
 */
import { admitOne } from "./admit.ts";
import type { Admission } from "./admit.ts";
import { isoTime } from "./commit.ts";
import type { Session } from "./commit.ts";
import { refuseRelease } from "./error.ts";
import { describeRoles } from "./init.ts";
import type { Partner, StoreRoles } from "./init.ts";
import { signedJson, stable } from "./metadata.ts";
import type { JsonMap, PublicKey } from "./metadata.ts";
import { fileProposal } from "./proposal.ts";
import { contentOf, keyParts, readRoles, rootSigned } from "./roles.ts";
import { loadState } from "./state.ts";
import type { StoreState } from "./state.ts";

export interface KeyChanges {
  readonly addRoot?: readonly PublicKey[];
  readonly addService?: readonly PublicKey[];
  readonly addPublishers?: readonly PublicKey[];
  readonly addApprovers?: readonly PublicKey[];
  /** Removed from every role. */
  readonly revoke?: readonly string[];
  readonly partner?: Partner;
  readonly removePartner?: string;
  readonly approvals?: number;
  readonly rootThreshold?: number;
  /** Also signs again what stays as it is: before it expires, or where it lacks signatures. */
  readonly renew?: boolean;
}

/** The roles after a change. @throws ReleaseError if a role would have too few keys */
export function changedRoles(roles: StoreRoles, changes: KeyChanges): StoreRoles {
  const revoked = new Set(changes.revoke);
  const merge = (before: readonly PublicKey[], added: readonly PublicKey[] = []) => {
    const all = new Map([...before, ...added].map((key) => [key.keyid, key]));
    return [...all.values()].filter(({ keyid }) => !revoked.has(keyid));
  };
  const { partner, removePartner } = changes;
  const others = roles.partners.filter(({ name }) => name !== removePartner && name !== partner?.name);
  const partners = (partner ? [...others, partner] : others).map(({ name, apps, keys }) => ({
    name,
    apps,
    keys: merge(keys),
  }));
  const next: StoreRoles = {
    root: merge(roles.root, changes.addRoot),
    rootThreshold: changes.rootThreshold ?? roles.rootThreshold,
    service: merge(roles.service, changes.addService),
    publishers: merge(roles.publishers, changes.addPublishers),
    approvers: merge(roles.approvers, changes.addApprovers),
    approvals: changes.approvals ?? roles.approvals,
    partners,
  };
  const enough = (count: number, wanted: number, name: string) => {
    if (wanted < 1 || count < wanted) refuseRelease("release/role-threshold", `${name}: ${wanted} of ${count}`);
  };
  enough(next.root.length, next.rootThreshold, "root");
  enough(next.service.length, 1, "service");
  enough(next.publishers.length, 1, "publishers");
  enough(next.approvers.length, next.approvals, "approvers");
  for (const { name, keys } of next.partners) enough(keys.length, 1, `partner ${name}`);
  return next;
}

/** Proposes the change with a root key, and applies it if that is enough. @throws ReleaseError */
export async function changeKeys(session: Session, changes: KeyChanges, message: string): Promise<Admission> {
  const state = await loadState(session.store, session.trusted);
  const author =
    (await session.signer(state.root.signed.roles["root"]?.keyIDs ?? [])) ??
    refuseRelease("release/key-missing", "a root key is needed");
  const before = await readRoles(state);
  const after = changedRoles(before, changes);
  const now = session.now();
  const parts = await partsToSign(state, before, after, now, changes.renew ?? false);
  if (parts.length === 0) refuseRelease("release/nothing-to-do");
  const id = await fileProposal(session, state, author, {
    kind: "keys",
    message,
    subject: isoTime(now),
    content: JSON.stringify(describeRoles(after)),
    files: parts,
    authorSigns: true,
  });
  return admitOne(session, id);
}

/**
 * The files that the change needs signed. Root keys also sign `release` and `test`, whose content does not name them:
 * without new signatures, devices would refuse both files after a change of the root's keys or threshold.
 */
async function partsToSign(
  state: StoreState,
  before: StoreRoles,
  after: StoreRoles,
  now: number,
  renew: boolean,
): Promise<{ role: string; part: JsonMap }[]> {
  const signersOf = ({ root, rootThreshold }: StoreRoles) =>
    stable([rootThreshold, ...root.map(({ keyid }) => keyid).toSorted()]);
  const others = signersOf(before) !== signersOf(after);
  const planned = keyParts(state.id, after, state.settings, now);
  const parts: { role: string; part: JsonMap }[] = [];
  for (const role of rootSigned) {
    const part = planned[role];
    const present = role === "root" ? state.root : await state.role(role);
    const changed = !present || contentOf(signedJson(present)) !== contentOf(part);
    if (renew || others || changed || state.outdated.has(role)) parts.push({ role, part });
  }
  return parts;
}
