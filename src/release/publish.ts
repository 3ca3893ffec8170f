/**
 * Publishes a package: verifies it completely, has it signed by the publisher, uploads it and adds it to the app's list
 * of versions. A version code means one package forever; publishing the same package again changes nothing.
 *
 * A publisher without the release service's key, such as a partner, files a proposal instead, which the service
 * applies.
 */
import {
  PackageError,
  addSignatures,
  createDelta,
  readUnverifiedPackage,
  splitPackage,
  verifyManifest,
  verifyPackage,
  withEnvelope,
} from "../package/index.ts";
import type { PackageContent, PackageManifest, Signer } from "../package/index.ts";
import { commit, commonPart, hasService, isoTime, lifetimes } from "./commit.ts";
import type { Change, RoleChange, Session, Unchanged } from "./commit.ts";
import { refuseRelease } from "./error.ts";
import { storeBinding, publicKeyFromSigner, signMetadata, signedJson, tufKey } from "./metadata.ts";
import type { JsonMap, PublicKey } from "./metadata.ts";
import { layout } from "./object-store.ts";
import { fileProposal } from "./proposal.ts";
import { keysOfRole, loadState } from "./state.ts";
import type { StoreState } from "./state.ts";
import { sha256 } from "./statement.ts";
import { envelopePathOf, packagePath, trustOf, trustOfVersion } from "./targets.ts";
import type { PackageFacts } from "./targets.ts";

export interface PublishOptions {
  readonly message?: string;
  /** Checks everything and writes nothing. */
  readonly dryRun?: boolean;
}

export interface Published {
  readonly appId: string;
  readonly versionCode: number;
  readonly versionName: string;
  readonly digest: string;
  readonly state: "published" | "already-published" | "proposed" | "would-publish";
  /** Set if a proposal was filed. */
  readonly proposal?: string;
  /** Number of bytes uploaded. */
  readonly uploaded: number;
  /** Whether the publisher's signature was added to the package. */
  readonly countersigned: boolean;
}

interface Prepared {
  readonly content: PackageContent;
  readonly bytes: Uint8Array;
  readonly envelope: Uint8Array;
  readonly countersigned: boolean;
  readonly signer: Signer;
  readonly actor: string;
  readonly signedBy: PublicKey;
}

/** Number of previous versions for which delta updates are created. */
const deltaSources = 3;

/** @throws ReleaseError, PackageError */
export async function publishPackage(
  session: Session,
  bytes: Uint8Array,
  options: PublishOptions = {},
): Promise<Published> {
  const { manifest, digest } = await readUnverifiedPackage(bytes);
  const state = await loadState(session.store, session.trusted);
  const role = await roleOfApp(state, manifest.appId);
  const { appId, versionCode, versionName } = manifest;
  const facts = { appId, versionCode, versionName, digest };
  const known = await publishedVersion(state, role, manifest, digest);
  if (known) {
    // The first publisher may have been killed before it moved the pointer.
    await commit(session, async () => ({ result: undefined }));
    return { ...facts, state: "already-published", uploaded: 0, countersigned: false };
  }
  const prepared = await prepare(session, state, role, bytes, digest);
  if (options.dryRun) {
    return { ...facts, state: "would-publish", uploaded: 0, countersigned: prepared.countersigned };
  }
  const uploaded = await upload(session, state, role, prepared);
  const done = { ...facts, uploaded, countersigned: prepared.countersigned };
  if (!(await hasService(session, state))) {
    const apps = await newAppPart(session, state, role);
    const part = await appPart(session, state, role, prepared, 0);
    const proposal = await fileProposal(session, state, prepared.signer, {
      kind: "package",
      message: options.message ?? "",
      app: appId,
      subject: digest,
      files: [...(apps ? [{ role: "apps", part: apps(0) }] : []), { role, part }],
      authorSigns: true,
    });
    return { ...done, state: "proposed", proposal };
  }
  const result = await commit(session, async (newest): Promise<Change<Published> | Unchanged<Published>> => {
    if (await publishedVersion(newest, role, manifest, digest)) {
      return { result: { ...done, state: "already-published" } };
    }
    return {
      roles: await rolesFor(session, newest, role, prepared),
      entries: [
        {
          time: isoTime(session.now()),
          actor: prepared.actor,
          action: "publish",
          app: appId,
          subject: digest,
          ...(options.message === undefined ? {} : { message: options.message }),
          details: { versionCode, versionName },
        },
      ],
      result: { ...done, state: "published" },
    };
  });
  return result;
}

/** The role that may add packages of an app: its partner's, or the app's own, which belongs to the publishers. */
export async function roleOfApp(state: StoreState, appId: string): Promise<string> {
  const targets = (await state.role("targets")) ?? refuseRelease("release/metadata-missing", "targets.json");
  for (const [name, role] of Object.entries(targets.signed.delegations?.roles ?? {})) {
    if (name.startsWith("partner.") && role.isDelegatedPath(packagePath(appId, 1))) return name;
  }
  return `app.${appId}`;
}

/** Public keys that may sign packages of a role; before an app has keys of its own, those of `apps`. */
export async function publisherKeys(state: StoreState, role: string): Promise<PublicKey[]> {
  if (role.startsWith("app.")) return (await keysOfRole(state, "apps")).keys;
  return (await keysOfRole(state, role)).keys;
}

/** The store's metadata on an app's versions, by version code. */
export async function appVersions(
  state: StoreState,
  appId: string,
): Promise<
  ReadonlyMap<number, PackageFacts & { readonly path: string; readonly sha256: string; readonly length: number }>
> {
  const metadata = await state.role(await roleOfApp(state, appId));
  const out = new Map<number, PackageFacts & { path: string; sha256: string; length: number }>();
  for (const [path, target] of Object.entries(metadata?.signed.targets ?? {})) {
    const versionCode = Number(/^apps\/([^/]+)\/(\d+)\.mapkg$/.exec(path)?.[2]);
    if (!path.startsWith(`apps/${appId}/`) || !Number.isSafeInteger(versionCode)) continue;
    const facts = target.custom as unknown as PackageFacts;
    out.set(versionCode, { ...facts, versionCode, path, sha256: target.hashes["sha256"] ?? "", length: target.length });
  }
  return out;
}

/** Whether the package is already published. Refuses if another package has its version code. */
async function publishedVersion(
  state: StoreState,
  role: string,
  { appId, versionCode }: PackageManifest,
  digest: string,
): Promise<boolean> {
  const target = (await state.role(role))?.signed.targets[packagePath(appId, versionCode)];
  if (!target) return false;
  if (target.custom["digest"] === digest) return true;
  return refuseRelease("release/version-conflict", `${appId} ${versionCode} is ${String(target.custom["digest"])}`);
}

/** Verifies the whole package. Adds the publisher's signature if no allowed publisher has signed it. */
async function prepare(
  session: Session,
  state: StoreState,
  role: string,
  bytes: Uint8Array,
  digest: string,
): Promise<Prepared> {
  const keys = await publisherKeys(state, role);
  const signer =
    (await session.signer(keys.map((key) => key.keyid))) ??
    refuseRelease("release/key-missing", `packages of this app are published by ${shortIds(keys)}`);
  const { envelope } = splitPackage(bytes);
  let signed = bytes;
  let countersigned = false;
  try {
    await verifyManifest(envelope, trustOf(keys));
  } catch (error) {
    if (!(error instanceof PackageError) || error.code !== "package/key-untrusted") throw error;
    signed = withEnvelope(bytes, await addSignatures(envelope, [signer]));
    countersigned = true;
  }
  const content = await verifyPackage(signed, trustOf(keys), { digest });
  const actor = publicKeyFromSigner(signer).keyid;
  const signedBy = keys.find(({ keyid }) => content.signedBy.includes(keyid)) ?? publicKeyFromSigner(signer);
  return { content, bytes: signed, envelope: splitPackage(signed).envelope, countersigned, signer, actor, signedBy };
}

async function upload(session: Session, state: StoreState, role: string, prepared: Prepared): Promise<number> {
  const { content, bytes, envelope } = prepared;
  const { appId, versionCode } = content.manifest;
  const path = packagePath(appId, versionCode);
  const files = [
    { path: layout.target(path, sha256(bytes)), bytes },
    { path: layout.target(envelopePathOf(path), sha256(envelope)), bytes: envelope },
    ...(await deltas(state, role, content, bytes.length)),
  ];
  const all = files.reduce((sum, file) => sum + file.bytes.length, 0);
  let done = 0;
  let sent = 0;
  for (const file of files) {
    // Skip files of an interrupted upload; names contain digests.
    if (!(await session.store.has(file.path)) && (await session.store.create(file.path, file.bytes))) {
      sent += file.bytes.length;
    }
    done += file.bytes.length;
    session.progress?.(done, all);
  }
  return sent;
}

async function deltas(state: StoreState, role: string, content: PackageContent, size: number) {
  const { appId, versionCode } = content.manifest;
  const versions = await appVersions(state, appId);
  const before = [...versions.keys()].filter((code) => code < versionCode).toSorted((a, b) => b - a);
  const keys = await publisherKeys(state, role);
  const out: { path: string; bytes: Uint8Array }[] = [];
  for (const code of before.slice(0, deltaSources)) {
    const facts = versions.get(code);
    const old = facts && (await state.store.get(layout.target(envelopePathOf(facts.path), facts.envelope.sha256)));
    if (!old) continue;
    const { manifest, digest } = await verifyManifest(old, trustOfVersion(keys, facts)).catch(() => ({
      manifest: undefined,
      digest: "",
    }));
    if (!manifest) continue;
    const bytes = createDelta(manifest, content);
    if (bytes.length < size * 0.8) out.push({ path: layout.delta(appId, digest, content.digest), bytes });
  }
  return out;
}

/** The app's role with the package added, and the list of apps if this app is new on it. */
async function rolesFor(session: Session, state: StoreState, role: string, prepared: Prepared): Promise<RoleChange[]> {
  const change: RoleChange = {
    role,
    sign: async (version) => signMetadata(await appPart(session, state, role, prepared, version), [prepared.signer]),
  };
  const apps = await newAppPart(session, state, role);
  if (!apps) return [change];
  return [{ role: "apps", sign: async (version) => signMetadata(apps(version), [prepared.signer]) }, change];
}

/** The list of apps with this app, if it is not listed or is listed with other keys. */
async function newAppPart(
  session: Session,
  state: StoreState,
  role: string,
): Promise<((version: number) => JsonMap) | undefined> {
  if (!role.startsWith("app.")) return undefined;
  const apps = await state.role("apps");
  const { keys } = await keysOfRole(state, "apps");
  const listed = apps?.signed.delegations?.roles?.[role]?.keyIDs.toSorted();
  // When publishers change, an app's list of keys is updated with its next version.
  if (String(listed) === String(keys.map(({ keyid }) => keyid).toSorted())) return undefined;
  return (version) => appsPart(session, state.id, apps && signedJson(apps), role, keys, version);
}

/** The list of apps with one app added. `targets` delegates to this list, and the list to each app. */
export function appsPart(
  session: Pick<Session, "now">,
  store: string,
  before: JsonMap | undefined,
  role: string,
  keys: readonly PublicKey[],
  version: number,
): JsonMap {
  const delegations = (before?.["delegations"] ?? {}) as JsonMap;
  const roles = ((delegations["roles"] ?? []) as JsonMap[]).filter((each) => each["name"] !== role);
  roles.push({
    name: role,
    keyids: keys.map((key) => key.keyid).toSorted(),
    threshold: 1,
    terminating: true,
    paths: [`apps/${role.slice("app.".length)}/*`],
  });
  return commonPart("targets", version, session.now() + lifetimes.role, {
    ...storeBinding(store, "apps"),
    targets: {},
    delegations: {
      keys: { ...(delegations["keys"] as JsonMap), ...Object.fromEntries(keys.map((key) => [key.keyid, tufKey(key)])) },
      roles,
    },
  });
}

async function appPart(
  session: Session,
  state: StoreState,
  role: string,
  prepared: Prepared,
  version: number,
): Promise<JsonMap> {
  const before = await state.role(role);
  const targets = before ? (signedJson(before)["targets"] as JsonMap) : {};
  const { manifest, digest } = prepared.content;
  const facts: PackageFacts = {
    digest,
    versionName: manifest.versionName,
    versionCode: manifest.versionCode,
    abi: manifest.abi,
    minPlatform: manifest.minPlatform ?? "",
    envelope: { sha256: sha256(prepared.envelope), length: prepared.envelope.length },
    publisher: prepared.actor,
    signedBy: Buffer.from(prepared.signedBy.spki).toString("base64"),
    time: isoTime(session.now()),
  };
  return commonPart("targets", version, session.now() + lifetimes.role, {
    ...storeBinding(state.id, role),
    targets: {
      ...targets,
      [packagePath(manifest.appId, manifest.versionCode)]: {
        length: prepared.bytes.length,
        hashes: { sha256: sha256(prepared.bytes) },
        custom: facts as unknown as JsonMap,
      },
    },
  });
}

function shortIds(keys: readonly PublicKey[]): string {
  return keys.map(({ keyid }) => keyid.slice(0, 8)).join(", ");
}
