/**
 * Changes to channels: applied at once on a test channel, proposed on a production channel. Disabling a version needs
 * only one approver and takes effect at once.
 */
import { admitOne, waitingProposals } from "./admit.ts";
import { checkChannelSize, pauseChannel, renewChannel, rollBack, setVersion } from "./channel.ts";
import type { ChangeFacts, ChannelFile, ConditionChanges, VersionRef } from "./channel.ts";
import { binOf, readChannel, readDisabled } from "./check-proposal.ts";
import { commit, commonPart, hasService, isoTime, lifetimes } from "./commit.ts";
import type { Change, Session } from "./commit.ts";
import { ReleaseError, refuseRelease } from "./error.ts";
import { storeBinding, publicKeyFromSigner, roleKeys, signMetadata, signedJson, stable } from "./metadata.ts";
import type { JsonMap } from "./metadata.ts";
import type { Signer } from "../package/index.ts";
import { layout } from "./object-store.ts";
import { allKeys, fileProposal } from "./proposal.ts";
import { appVersions } from "./publish.ts";
import type { DisabledFile } from "./rollout.ts";
import { loadState } from "./state.ts";
import type { StoreState } from "./state.ts";
import { sha256 } from "./statement.ts";
import { channelPath, disabledPath } from "./targets.ts";

export interface ChannelTarget {
  readonly app: string;
  readonly channel: string;
  readonly message: string;
  /** Checks everything and writes nothing. */
  readonly dryRun?: boolean;
  /** A version about to be published; it is treated as present. */
  readonly incoming?: VersionRef;
}

export type ChannelAction =
  | {
      readonly kind: "set";
      readonly versionCode?: number;
      readonly percent?: number;
      readonly conditions?: ConditionChanges;
      readonly floor?: number;
    }
  | {
      readonly kind: "promote";
      readonly from: string;
      readonly percent?: number;
      readonly conditions?: ConditionChanges;
    }
  | { readonly kind: "pause" }
  | { readonly kind: "resume" }
  /** Repeats the current state, for the current approvers to sign. */
  | { readonly kind: "renew" }
  | { readonly kind: "rollback"; readonly to?: number };

export interface ChannelResult {
  readonly app: string;
  readonly channel: string;
  readonly state: "changed" | "proposed" | "already-proposed" | "would-change" | "would-propose";
  readonly proposal?: string;
  readonly missing?: number;
  readonly before: ChannelFile | null;
  readonly after: ChannelFile;
}

interface Planned {
  readonly role: string;
  readonly path: string;
  readonly before: ChannelFile | undefined;
  readonly after: ChannelFile;
  readonly bytes: Uint8Array;
}

/** @throws ReleaseError */
export async function changeChannel(
  session: Session,
  target: ChannelTarget,
  action: ChannelAction,
): Promise<ChannelResult> {
  const { app, channel, message } = target;
  const state = await loadState(session.store, session.trusted);
  const role = await binOf(state, channelPath(app, channel));
  const alone = role.startsWith("test-");
  if (!alone && message.trim() === "") refuseRelease("release/message-missing", channel);
  const author = await authorFor(session, state, role);
  const plan = (newest: StoreState) => planChannel(session, newest, target, action, author);
  const planned = await plan(state);
  const facts = { app, channel, before: planned.before ?? null, after: planned.after };
  if (target.dryRun) return { ...facts, state: alone ? "would-change" : "would-propose" };
  if (alone && (await hasService(session, state))) {
    const done = await commit(session, async (newest) =>
      directChange(session, newest, await plan(newest), author, action),
    );
    return { app, channel, state: "changed", before: done.before ?? null, after: done.after };
  }
  const open = await equalProposal(state, role, planned);
  const id =
    open ??
    (await fileProposal(session, state, author, {
      kind: "channel",
      message,
      app,
      channel,
      subject: action.kind,
      content: Buffer.from(planned.bytes).toString("utf8"),
      authorSigns: alone,
      files: [{ role, part: await channelPart(session, state, planned, 0) }],
    }));
  const admission = await admitOne(session, id);
  return {
    ...facts,
    state: admission.state === "applied" ? "changed" : open === undefined ? "proposed" : "already-proposed",
    proposal: id,
    missing: admission.missing,
  };
}

/**
 * Finds a waiting proposal by the same author with the same content, so that approvers are not asked twice. The same
 * change by another author is a separate proposal, because other people may approve it.
 */
async function equalProposal(state: StoreState, role: string, { after, bytes }: Planned): Promise<string | undefined> {
  const wanted = contentOf(Buffer.from(bytes).toString("utf8"));
  const waiting = (await waitingProposals(state, role)).filter(({ author }) => author === after.author);
  return waiting.find(({ kind, content }) => kind === "channel" && contentOf(content) === wanted)?.id;
}

/** The part of a channel file that affects devices. */
function contentOf(text: string): string {
  const { time: _time, author: _author, message: _message, ...content } = JSON.parse(text) as JsonMap;
  return stable(content);
}

/** A signer that may change this test channel, or propose changes to this production channel. */
async function authorFor(session: Session, state: StoreState, role: string): Promise<Signer> {
  const allowed = roleKeys(await state.delegator(role), role)?.keyIds ?? [];
  const anyone = role.startsWith("test-") ? [] : (await allKeys(state)).map(({ keyid }) => keyid);
  const service = new Set(state.root.signed.roles["snapshot"]?.keyIDs);
  const people = anyone.filter((keyid) => !service.has(keyid));
  return (
    (await session.signer(allowed)) ??
    (await session.signer(people)) ??
    refuseRelease(
      "release/key-missing",
      role.startsWith("test-")
        ? "only publishers and approvers change test channels"
        : "only people with a role in the store propose changes of production channels",
    )
  );
}

async function planChannel(
  session: Session,
  state: StoreState,
  { app, channel, message, incoming }: ChannelTarget,
  action: ChannelAction,
  author: Signer,
): Promise<Planned> {
  const { role, path, digest, file: before } = await readChannel(state, app, channel);
  const facts: ChangeFacts = {
    store: state.id,
    app,
    channel,
    time: isoTime(session.now()),
    author: publicKeyFromSigner(author).keyid,
    message,
    previous: digest,
  };
  const after = await nextChannel(state, before, facts, action, incoming);
  const bytes = Buffer.from(JSON.stringify(after));
  checkChannelSize(bytes);
  return { role, path, before, after, bytes };
}

async function nextChannel(
  state: StoreState,
  before: ChannelFile | undefined,
  facts: ChangeFacts,
  action: ChannelAction,
  incoming: VersionRef | undefined,
): Promise<ChannelFile> {
  switch (action.kind) {
    case "renew":
      return renewChannel(before, facts);
    case "pause":
    case "resume":
      return pauseChannel(before, facts, action.kind === "pause");
    case "rollback":
      return rollBack(
        before,
        facts,
        action.to === undefined ? undefined : await versionRef(state, facts.app, action.to),
      );
    case "promote": {
      const { file } = await readChannel(state, facts.app, action.from);
      const code = file?.rules[0]?.versionCode ?? refuseRelease("release/no-channel", action.from);
      return setOn(state, before, facts, { ...action, kind: "set", versionCode: code }, undefined);
    }
    case "set":
      return setOn(state, before, facts, action, incoming);
    default:
      return action satisfies never;
  }
}

async function setOn(
  state: StoreState,
  before: ChannelFile | undefined,
  facts: ChangeFacts,
  action: ChannelAction & { kind: "set" },
  incoming: VersionRef | undefined,
): Promise<ChannelFile> {
  const { versionCode, percent, conditions, floor } = action;
  const known = versionCode !== undefined && incoming?.versionCode === versionCode ? incoming : undefined;
  const version = versionCode === undefined ? undefined : (known ?? (await versionRef(state, facts.app, versionCode)));
  return setVersion(before, facts, {
    ...(version === undefined ? {} : { version }),
    ...(percent === undefined ? {} : { percent }),
    ...(conditions === undefined ? {} : { conditions }),
    ...(floor === undefined ? {} : { floor }),
  });
}

async function versionRef(state: StoreState, app: string, versionCode: number): Promise<VersionRef> {
  const facts = (await appVersions(state, app)).get(versionCode);
  if (!facts) return refuseRelease("release/no-version", `${app} ${versionCode}`);
  return { versionCode, package: facts.digest };
}

async function directChange(
  session: Session,
  state: StoreState,
  planned: Planned,
  author: Signer,
  action: ChannelAction,
): Promise<Change<Planned>> {
  const { after, bytes, path, role } = planned;
  return {
    roles: [
      {
        role,
        sign: async (version) => signMetadata(await channelPart(session, state, planned, version), [author]),
      },
    ],
    files: [{ path: layout.target(path, sha256(bytes)), bytes }],
    entries: [
      {
        time: after.time,
        actor: after.author,
        action: "channel",
        app: after.app,
        channel: after.channel,
        subject: action.kind,
        ...(after.message === "" ? {} : { message: after.message }),
        details: { content: Buffer.from(bytes).toString("utf8") },
      },
    ],
    result: planned,
  };
}

function channelPart(session: Session, state: StoreState, planned: Planned, version: number): Promise<JsonMap> {
  return targetPart(session, state, planned.role, planned.path, planned.bytes, version);
}

async function targetPart(
  session: Session,
  state: StoreState,
  role: string,
  path: string,
  bytes: Uint8Array,
  version: number,
): Promise<JsonMap> {
  const before = await state.role(role);
  return commonPart("targets", version, session.now() + lifetimes.role, {
    ...storeBinding(state.id, role),
    targets: {
      ...(before ? (signedJson(before)["targets"] as JsonMap) : {}),
      [path]: { length: bytes.length, hashes: { sha256: sha256(bytes) } },
    },
  });
}

export interface DisableOptions {
  readonly app: string;
  readonly message: string;
  /** If empty, the whole app. */
  readonly versions: readonly number[];
  /** False enables again. */
  readonly off: boolean;
  readonly dryRun?: boolean;
}

export interface DisableResult {
  readonly app: string;
  readonly state: "changed" | "proposed" | "would-change";
  readonly proposal?: string;
  readonly all: boolean;
  readonly versions: readonly number[];
  /** Requested versions that the store does not have: pruned or mistyped. */
  readonly unknown: readonly number[];
}

/** Disables or enables an app or versions of it, at once. @throws ReleaseError */
export async function setDisabled(session: Session, options: DisableOptions): Promise<DisableResult> {
  const { app, message } = options;
  if (message.trim() === "") refuseRelease("release/message-missing", app);
  const state = await loadState(session.store, session.trusted);
  const allowed = roleKeys(await state.delegator("emergency"), "emergency")?.keyIds ?? [];
  const author = (await session.signer(allowed)) ?? refuseRelease("release/key-missing", "needed to disable a version");
  const plan = (newest: StoreState) => planDisabled(session, newest, options, author);
  const { file, bytes } = await plan(state);
  const known = await appVersions(state, app);
  const unknown = options.versions.filter((code) => !known.has(code));
  const facts = { app, all: file.all, versions: file.versions, unknown };
  if (options.dryRun) return { ...facts, state: "would-change" };
  const path = disabledPath(app);
  if (await hasService(session, state)) {
    await commit(session, async (newest): Promise<Change<void>> => {
      const next = await plan(newest);
      return {
        roles: [
          {
            role: "emergency",
            sign: async (version) =>
              signMetadata(await targetPart(session, newest, "emergency", path, next.bytes, version), [author]),
          },
        ],
        files: [{ path: layout.target(path, sha256(next.bytes)), bytes: next.bytes }],
        entries: [
          {
            time: next.file.time,
            actor: next.file.author,
            action: options.off ? "disable" : "enable",
            app,
            subject: options.versions.length === 0 ? "all" : options.versions.join(","),
            message,
          },
        ],
        result: undefined,
      };
    });
    return { ...facts, state: "changed" };
  }
  const part = await targetPart(session, state, "emergency", path, bytes, 0);
  const id = await fileProposal(session, state, author, {
    kind: "disable",
    message,
    app,
    subject: options.off ? "disable" : "enable",
    content: Buffer.from(bytes).toString("utf8"),
    authorSigns: true,
    files: [{ role: "emergency", part }],
  });
  return { ...facts, state: "proposed", proposal: id };
}

async function planDisabled(session: Session, state: StoreState, options: DisableOptions, author: Signer) {
  const before = await readDisabled(state, options.app);
  const { off, versions } = options;
  const whole = versions.length === 0;
  const kept = new Set(before?.versions);
  for (const code of versions) {
    if (off) kept.add(code);
    else kept.delete(code);
  }
  const all = whole ? off : (before?.all ?? false);
  const list = [...kept].toSorted((a, b) => a - b);
  if (before ? before.all === all && String(before.versions) === String(list) : !off) {
    throw new ReleaseError("release/nothing-to-do", options.app);
  }
  const file: DisabledFile = {
    format: 1,
    store: state.id,
    app: options.app,
    seq: (before?.seq ?? 0) + 1,
    time: isoTime(session.now()),
    author: publicKeyFromSigner(author).keyid,
    message: options.message,
    all,
    versions: list,
  };
  return { file, bytes: Buffer.from(JSON.stringify(file)) };
}
