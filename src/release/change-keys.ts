/**
 * Adding, replacing and revoking keys: a proposal to change root and delegations, which needs a threshold of the root's
 * keys. The author's signature counts here too.
 */
import { admitOne } from "./admit.ts";
import type { Admission } from "./admit.ts";
import { isoTime } from "./commit.ts";
import type { Session } from "./commit.ts";
import { refuseRelease } from "./error.ts";
import { binsPart, describeRoles, rootPart, targetsPart } from "./init.ts";
import type { Partner, StoreRoles } from "./init.ts";
import type { JsonMap, PublicKey } from "./metadata.ts";
import { fileProposal } from "./proposal.ts";
import { keysOfRole, loadState } from "./state.ts";
import type { StoreState } from "./state.ts";
import { keysIn, signedJson, stable } from "./metadata.ts";

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
}

/** The current roles and their keys. */
export async function readRoles(state: StoreState): Promise<StoreRoles> {
  const root = keysIn(state.root, "root");
  const targets = (await state.role("targets")) ?? refuseRelease("release/metadata-missing", "targets.json");
  const bins = await state.role("release");
  const suffix = "0".repeat(bins?.signed.delegations?.succinctRoles?.suffixLen ?? 1);
  const release = await keysOfRole(state, `release-${suffix}`);
  const partners = Object.entries(targets.signed.delegations?.roles ?? {}).flatMap(([name, role]) => {
    if (!name.startsWith("partner.")) return [];
    const apps = (role.paths ?? []).map((path) => path.replace(/^apps\//, "").replace(/\/\*$/, ""));
    return [{ name: name.slice("partner.".length), apps, keys: keysIn(targets, name).keys }];
  });
  return {
    root: root.keys,
    rootThreshold: root.threshold,
    service: keysIn(state.root, "snapshot").keys,
    publishers: keysIn(targets, "apps").keys,
    approvers: release.keys,
    approvals: release.threshold,
    partners,
  };
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
    refuseRelease("release/key-missing", "of the root");
  const before = await readRoles(state);
  const after = changedRoles(before, changes);
  if (stable(describeRoles(before)) === stable(describeRoles(after))) refuseRelease("release/nothing-to-do");
  const now = session.now();
  const parts: { role: string; part: JsonMap }[] = [];
  const add = (role: string, present: JsonMap, part: JsonMap) => {
    const same = stable({ ...present, version: 0, expires: "" }) === stable({ ...part, version: 0, expires: "" });
    if (!same) parts.push({ role, part });
  };
  add("root", signedJson(state.root), rootPart(0, now, state.id, after, state.settings));
  for (const [role, part] of [
    ["targets", targetsPart(state.id, 0, now, after, state.settings)],
    ["release", binsPart(state.id, "release", 0, now, after)],
    ["test", binsPart(state.id, "test", 0, now, after)],
  ] as const) {
    const present = await state.role(role);
    add(role, present ? signedJson(present) : {}, part);
  }
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
