/**
 * Reads who may do what: in the store today, and after a proposal about keys. The proposal's signed files decide, never
 * its text: what approvers are shown must be what their signatures put in force.
 */
import type { Metadata, Root, Targets } from "@tufjs/models";
import { refuseRelease } from "./error.ts";
import { binsPart, describeRoles, rootPart, targetsPart } from "./init.ts";
import type { StoreRoles } from "./init.ts";
import { keysIn, parseSigned, stable } from "./metadata.ts";
import type { JsonMap } from "./metadata.ts";
import type { Proposal } from "./proposal.ts";
import type { StoreSettings, StoreState } from "./state.ts";

/** The roles whose files only the root's keys can sign. */
export const rootSigned = ["root", "targets", "release", "test"] as const;
export type RootSigned = (typeof rootSigned)[number];

/** Who may do what today. */
export async function readRoles(state: StoreState): Promise<StoreRoles> {
  return rolesFrom(state.root, await roleFile(state, "targets"), await roleFile(state, "release"));
}

/** Who may do what once the proposal is in force. @throws ReleaseError if one of its files says anything else */
export async function proposedRoles(state: StoreState, proposal: Proposal): Promise<StoreRoles> {
  const parts = new Map(proposal.files.map(({ role, part }) => [role, part]));
  const parsed = <T>(role: string): T | undefined => {
    const part = parts.get(role);
    return part && (parseSigned(part) as T);
  };
  const roles = rolesFrom(
    parsed<Metadata<Root>>("root") ?? state.root,
    parsed<Metadata<Targets>>("targets") ?? (await roleFile(state, "targets")),
    parsed<Metadata<Targets>>("release") ?? (await roleFile(state, "release")),
  );
  const expected = keyParts(state.id, roles, state.settings, 0);
  for (const [role, part] of parts) {
    const same = role in expected && contentOf(expected[role as RootSigned]) === contentOf(part);
    if (!same) refuseRelease("release/wrong-path", role);
  }
  if (proposal.content !== JSON.stringify(describeRoles(roles)))
    refuseRelease("release/statement-malformed", "content");
  return roles;
}

/** The signed parts of all files that follow from the roles, with version 0. */
export function keyParts(
  store: string,
  roles: StoreRoles,
  settings: StoreSettings,
  now: number,
): Readonly<Record<RootSigned, JsonMap>> {
  return {
    root: rootPart(0, now, store, roles, settings),
    targets: targetsPart(store, 0, now, roles, settings),
    release: binsPart(store, "release", 0, now, roles),
    test: binsPart(store, "test", 0, now, roles),
  };
}

/** A part without its number and its date, for comparing. */
export function contentOf(part: JsonMap): string {
  return stable({ ...part, version: 0, expires: "" });
}

function rolesFrom(root: Metadata<Root>, targets: Metadata<Targets>, bins: Metadata<Targets>): StoreRoles {
  const suffix = "0".repeat(bins.signed.delegations?.succinctRoles?.suffixLen ?? 1);
  const own = keysIn(root, "root");
  const release = keysIn(bins, `release-${suffix}`);
  const partners = Object.entries(targets.signed.delegations?.roles ?? {}).flatMap(([name, role]) => {
    if (!name.startsWith("partner.")) return [];
    const apps = (role.paths ?? []).map((path) => path.replace(/^apps\//, "").replace(/\/\*$/, ""));
    return [{ name: name.slice("partner.".length), apps, keys: keysIn(targets, name).keys }];
  });
  return {
    root: own.keys,
    rootThreshold: own.threshold,
    service: keysIn(root, "snapshot").keys,
    publishers: keysIn(targets, "apps").keys,
    approvers: release.keys,
    approvals: release.threshold,
    partners,
  };
}

async function roleFile(state: StoreState, role: string): Promise<Metadata<Targets>> {
  return (await state.role(role)) ?? refuseRelease("release/metadata-missing", `${role}.json`);
}
