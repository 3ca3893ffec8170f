/**
 * Checks what a proposal may change, against the state that it is based on; its author is not trusted. It must change
 * exactly the entry it claims to change, and whatever that entry names must be in the store and intact.
 */
import { PackageError, verifyManifest, verifyPackage } from "../package/index.ts";
import { checkChannelSize, parseChannel } from "./channel.ts";
import type { ChannelFile, VersionRef } from "./channel.ts";
import { refuseRelease } from "./error.ts";
import { checkBinding, checkRoles, extension, parseSigned, signedJson, stable } from "./metadata.ts";
import type { JsonMap } from "./metadata.ts";
import { layout } from "./object-store.ts";
import { isOpen } from "./proposal.ts";
import type { Proposal, ProposedFile } from "./proposal.ts";
import { appVersions, appsPart, publisherKeys, roleOfApp } from "./publish.ts";
import { proposedRoles, rootSigned } from "./roles.ts";
import type { DisabledFile } from "./rollout.ts";
import type { StoreState } from "./state.ts";
import { sha256 } from "./statement.ts";
import { channelPath, disabledPath, envelopePathOf, packagePath, parseDisabled, trustOf } from "./targets.ts";
import type { PackageFacts } from "./targets.ts";

export interface CheckedProposal {
  /** The file that the new metadata names, if any. */
  readonly file?: { readonly path: string; readonly bytes: Uint8Array };
  readonly channel?: ChannelFile;
  readonly before?: ChannelFile | undefined;
}

/** @throws ReleaseError */
export async function checkProposal(state: StoreState, proposal: Proposal): Promise<CheckedProposal> {
  if (!isOpen(state, proposal)) refuseRelease("release/proposal-stale", proposal.id.slice(0, 12));
  for (const { role, part } of proposal.files) {
    const metadata = parseSigned(part);
    if ((metadata.signed.type === "root") !== (role === "root")) refuseRelease("release/statement-malformed", role);
    if (metadata.signed.type === "root" || metadata.signed.type === "targets") {
      checkRoles(metadata as Parameters<typeof checkRoles>[0]);
    }
    if (role !== "root") checkBinding(metadata.signed, state.id, role);
  }
  switch (proposal.kind) {
    case "channel":
      return checkChannelProposal(state, proposal);
    case "disable":
      return checkDisableProposal(state, proposal);
    case "package":
      await checkPackageProposal(state, proposal);
      return {};
    case "keys":
      await checkKeysProposal(state, proposal);
      return {};
    default:
      return proposal.kind satisfies never;
  }
}

/** The role whose metadata file contains the entry of a channel. */
export async function binOf(state: StoreState, path: string): Promise<string> {
  const roles = (await state.role("targets"))?.signed.delegations?.roles ?? {};
  const parent = ["test", "release"].find((name) => roles[name]?.isDelegatedPath(path));
  const bins = parent === undefined ? undefined : (await state.role(parent))?.signed.delegations?.succinctRoles;
  return bins?.getRoleForTarget(path) ?? refuseRelease("release/wrong-path", path);
}

/** Reads and verifies a target file of a role; undefined if the role has no such target. */
export async function readTarget(state: StoreState, role: string, path: string): Promise<Uint8Array | undefined> {
  const target = (await state.role(role))?.signed.targets[path];
  if (!target) return undefined;
  const digest = target.hashes["sha256"] ?? "";
  const bytes = await state.store.get(layout.target(path, digest));
  if (!bytes || bytes.length !== target.length || sha256(bytes) !== digest) {
    return refuseRelease("release/target-mismatch", path);
  }
  return bytes;
}

/** The current channel file, its role and the file's digest. */
export async function readChannel(state: StoreState, app: string, channel: string) {
  const path = channelPath(app, channel);
  const role = await binOf(state, path);
  const bytes = await readTarget(state, role, path);
  return { role, path, digest: bytes ? sha256(bytes) : "", file: bytes && parseChannel(bytes) };
}

/** The current list of disabled versions of an app; undefined if there is none. */
export async function readDisabled(state: StoreState, app: string): Promise<DisabledFile | undefined> {
  const bytes = await readTarget(state, "emergency", disabledPath(app));
  return bytes && parseDisabled(bytes);
}

async function checkChannelProposal(state: StoreState, proposal: Proposal): Promise<CheckedProposal> {
  const { app, channel } = proposal;
  const before = await readChannel(state, app, channel);
  const bytes = await checkOneTarget(state, proposal, before.role, before.path);
  checkChannelSize(bytes);
  const file = parseChannel(bytes);
  if (file.store !== state.id || file.app !== app || file.channel !== channel) {
    refuseRelease("release/wrong-store", `${file.app} ${file.channel}`);
  }
  if (file.seq !== (before.file?.seq ?? 0) + 1 || file.previous !== before.digest) {
    refuseRelease("release/channel-replayed", `${channel} ${file.seq}`);
  }
  if (file.author !== proposal.author) refuseRelease("release/statement-malformed", "the author");
  checkContent(before.file, file);
  const versions = await appVersions(state, app);
  for (const rule of file.rules) {
    if (versions.get(rule.versionCode)?.digest !== rule.package) {
      refuseRelease("release/no-version", `${app} ${rule.versionCode}`);
    }
  }
  return { file: { path: targetPlace(before.path, bytes), bytes }, channel: file, before: before.file };
}

/**
 * Checks what no command chooses freely, and approvers are not shown: the order of the rules, the salts, and the
 * versions to roll back to.
 */
function checkContent(before: ChannelFile | undefined, { app, channel, rules, full }: ChannelFile): void {
  for (const [index, { versionCode, salt }] of rules.entries()) {
    const present = before?.rules.find((rule) => rule.versionCode === versionCode);
    const isKnown = salt === `${app}/${channel}/${versionCode}` || salt === present?.salt;
    const isOrdered = index === 0 || versionCode < (rules[index - 1]?.versionCode ?? 0);
    if (!isKnown || !isOrdered) refuseRelease("release/channel-malformed", "rules");
  }
  const released = [...(before?.full ?? []), ...rules];
  const isReleased = (ref: VersionRef) =>
    released.some((other) => other.versionCode === ref.versionCode && other.package === ref.package);
  if (!full.every(isReleased)) refuseRelease("release/channel-malformed", "versions to roll back to");
}

async function checkDisableProposal(state: StoreState, proposal: Proposal): Promise<CheckedProposal> {
  const path = disabledPath(proposal.app);
  const bytes = await checkOneTarget(state, proposal, "emergency", path);
  const file = parseDisabled(bytes);
  const before = await readDisabled(state, proposal.app);
  if (file.store !== state.id || file.app !== proposal.app) refuseRelease("release/wrong-store", file.app);
  if (file.seq !== (before?.seq ?? 0) + 1) refuseRelease("release/channel-replayed", path);
  return { file: { path: targetPlace(path, bytes), bytes } };
}

function targetPlace(path: string, bytes: Uint8Array): string {
  return layout.target(path, sha256(bytes));
}

/** Checks a proposal that changes one role file by one new entry, whose content is in the proposal. */
async function checkOneTarget(state: StoreState, proposal: Proposal, role: string, path: string): Promise<Uint8Array> {
  const [file, other] = proposal.files;
  if (!file || other || file.role !== role) return refuseRelease("release/wrong-path", file?.role ?? "");
  const entry = await onlyNewTarget(state, file, path);
  const bytes = Buffer.from(proposal.content);
  const hashes = entry["hashes"] as JsonMap | undefined;
  if (entry["length"] !== bytes.length || hashes?.["sha256"] !== sha256(bytes)) {
    return refuseRelease("release/target-mismatch", path);
  }
  return bytes;
}

async function onlyNewTarget(state: StoreState, { role, part }: ProposedFile, path: string): Promise<JsonMap> {
  const present = await state.role(role);
  const before = present ? (signedJson(present)["targets"] as JsonMap) : {};
  const after = (part["targets"] ?? {}) as JsonMap;
  if ("delegations" in part) refuseRelease("release/wrong-path", `${role} delegates`);
  const others = (targets: JsonMap) => stable(Object.fromEntries(Object.entries(targets).filter(([p]) => p !== path)));
  if (others(before) !== others(after)) refuseRelease("release/wrong-path", `${role} changes files other than ${path}`);
  const entry = after[path];
  if (typeof entry !== "object" || entry === null || Array.isArray(entry)) {
    return refuseRelease("release/wrong-path", path);
  }
  return entry;
}

async function checkPackageProposal(state: StoreState, proposal: Proposal): Promise<void> {
  const { app, files } = proposal;
  const role = await roleOfApp(state, app);
  const file = files.at(-1);
  if (file?.role !== role || files.length > 2) return refuseRelease("release/wrong-path", file?.role ?? "");
  const known = await appVersions(state, app);
  const paths = Object.keys((file.part["targets"] ?? {}) as JsonMap);
  const present = (await state.role(role))?.signed.targets ?? {};
  const added = paths.filter((path) => !(path in present));
  const path = added[0] ?? refuseRelease("release/version-conflict", app);
  const versionCode = Number(/\/(\d+)\.mapkg$/.exec(path)?.[1]);
  if (added.length !== 1 || path !== packagePath(app, versionCode)) refuseRelease("release/wrong-path", path);
  if (known.has(versionCode)) refuseRelease("release/version-conflict", `${app} ${versionCode}`);
  const entry = await onlyNewTarget(state, file, path);
  await checkPackageEntry(state, role, app, versionCode, path, entry);
  const apps = files.length === 2 ? files[0] : undefined;
  if (apps) await checkAppsFile(state, role, apps);
}

async function checkPackageEntry(
  state: StoreState,
  role: string,
  app: string,
  versionCode: number,
  path: string,
  entry: JsonMap,
): Promise<void> {
  const facts = entry["custom"] as unknown as PackageFacts | undefined;
  const digest = String((entry["hashes"] as JsonMap | undefined)?.["sha256"]);
  const bytes = await state.store.get(layout.target(path, digest));
  if (!bytes || !facts || bytes.length !== entry["length"] || sha256(bytes) !== digest) {
    return refuseRelease("release/target-mismatch", path);
  }
  const envelope = await state.store.get(layout.target(envelopePathOf(path), facts.envelope?.sha256));
  if (!envelope || sha256(envelope) !== facts.envelope.sha256 || envelope.length !== facts.envelope.length) {
    return refuseRelease("release/target-mismatch", envelopePathOf(path));
  }
  const trust = trustOf(await publisherKeys(state, role));
  try {
    const { manifest, signedBy } = await verifyPackage(bytes, trust, { appId: app, digest: facts.digest });
    if (!signedBy.includes(sha256(Buffer.from(String(facts.signedBy), "base64")))) {
      refuseRelease("release/target-mismatch", `${path}: wrong signing key`);
    }
    await verifyManifest(envelope, trust, { appId: app, digest: facts.digest });
    const { versionName, abi, minPlatform } = manifest;
    const claimed = [facts.versionCode, facts.versionName, facts.abi, facts.minPlatform];
    const actual = [versionCode, versionName, abi, minPlatform ?? ""];
    if (manifest.versionCode !== versionCode || claimed.some((value, i) => value !== actual[i])) {
      refuseRelease("release/target-mismatch", path);
    }
  } catch (error) {
    if (!(error instanceof PackageError)) throw error;
    refuseRelease("release/target-mismatch", `${path}: ${error.message}`);
  }
}

/** Checks that the list of apps changes only by this app. */
async function checkAppsFile(state: StoreState, role: string, { role: name, part, version }: ProposedFile) {
  if (name !== "apps" || !role.startsWith("app.")) refuseRelease("release/wrong-path", name);
  const apps = await state.role("apps");
  const keys = await publisherKeys(state, role);
  const expected = appsPart({ now: () => 0 }, state.id, apps && signedJson(apps), role, keys, version);
  if (stable({ ...expected, expires: "" }) !== stable({ ...part, expires: "" }))
    refuseRelease("release/wrong-path", name);
}

async function checkKeysProposal(state: StoreState, proposal: Proposal): Promise<void> {
  const names = proposal.files.map(({ role }) => role);
  if (names.some((name) => !(rootSigned as readonly string[]).includes(name))) {
    refuseRelease("release/wrong-path", names.join(", "));
  }
  const root = proposal.files.find(({ role }) => role === "root");
  const own = root?.part[extension] as JsonMap | undefined;
  if (root && own?.["store"] !== state.id) refuseRelease("release/wrong-store");
  await proposedRoles(state, proposal);
}
