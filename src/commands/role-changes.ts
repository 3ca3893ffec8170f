/** Roles of a store as JSON and as text, and what a change of keys does to them. */
import type { PublicKey, StoreRoles } from "../release/index.ts";

export interface RolesJson {
  readonly root: readonly string[];
  readonly rootThreshold: number;
  readonly service: readonly string[];
  readonly publishers: readonly string[];
  readonly approvers: readonly string[];
  readonly approvals: number;
  readonly partners: readonly {
    readonly name: string;
    readonly apps: readonly string[];
    readonly keys: readonly string[];
  }[];
}

export function rolesJson(roles: StoreRoles): RolesJson {
  const ids = (keys: readonly PublicKey[]) => keys.map(({ keyid }) => keyid);
  return {
    root: ids(roles.root),
    rootThreshold: roles.rootThreshold,
    service: ids(roles.service),
    publishers: ids(roles.publishers),
    approvers: ids(roles.approvers),
    approvals: roles.approvals,
    partners: roles.partners.map(({ name, apps, keys }) => ({ name, apps, keys: ids(keys) })),
  };
}

export function rolesText(roles: StoreRoles): string {
  return [
    ...roleLines(roles, "root"),
    `${roles.rootThreshold} root ${roles.rootThreshold === 1 ? "key" : "keys"} must sign a change of keys`,
    ...roleLines(roles, "service", "publisher", "approver"),
    `${roles.approvals} ${roles.approvals === 1 ? "person" : "people"} other than the author must approve a production release`,
    ...roleLines(roles, "partner"),
  ]
    .map((line) => `${line}\n`)
    .join("");
}

/** One line per key and threshold that a change of keys adds, removes or sets. */
export function roleChangeLines(before: StoreRoles, after: StoreRoles): string[] {
  const [old, next] = [roleLines(before), roleLines(after)];
  const number = (name: string, from: number, to: number) => (from === to ? [] : [`  ${name}: ${from} -> ${to}`]);
  const lines = [
    ...old.filter((line) => !next.includes(line)).map((line) => `  - ${line}`),
    ...next.filter((line) => !old.includes(line)).map((line) => `  + ${line}`),
    ...number("root keys that must sign", before.rootThreshold, after.rootThreshold),
    ...number("approvals of a production release", before.approvals, after.approvals),
  ];
  return lines.length === 0 ? ["  no key changes; the root's files are re-signed"] : lines;
}

type Role = "root" | "service" | "publisher" | "approver" | "partner";

function roleLines(roles: StoreRoles, ...wanted: readonly Role[]): string[] {
  const lines = (role: Role, title: string, keys: readonly PublicKey[]) =>
    wanted.length === 0 || wanted.includes(role) ? keys.map(({ keyid }) => `${title.padEnd(11)} ${keyid}`) : [];
  return [
    ...lines("root", "root", roles.root),
    ...lines("service", "service", roles.service),
    ...lines("publisher", "publisher", roles.publishers),
    ...lines("approver", "approver", roles.approvers),
    ...roles.partners.flatMap(({ name, apps, keys }) => lines("partner", `${name} (${apps.join(", ")})`, keys)),
  ];
}
