/**
 * Proposals and approvals: the exact files that somebody wants to change, and who else agrees.
 * An approver signs the file itself, as TUF requires, and an approval that contains the proposal's digest. So neither
 * the release service nor the store's operator can reuse an approval for something else, and a device can verify that
 * enough people other than the author signed.
 */
import { Metadata } from "@tufjs/models";
import type { Root, Targets } from "@tufjs/models";
import type { Signer } from "../package/index.ts";
import { parseChannel } from "./channel.ts";
import { isoTime } from "./commit.ts";
import type { Session } from "./commit.ts";
import { refuseRelease } from "./error.ts";
import {
  encodeMetadata,
  parseMetadata,
  parseSigned,
  publicKeyFromSigner,
  readKeys,
  roleKeys,
  signedBytes,
  signersOf,
  tufSignature,
  verifyBy,
} from "./metadata.ts";
import type { JsonMap, PublicKey } from "./metadata.ts";
import { layout } from "./object-store.ts";
import { parentOf } from "./state.ts";
import type { StoreState } from "./state.ts";
import { payloadDigest, readStatement, writeStatement } from "./statement.ts";

export const proposalKinds = ["package", "channel", "disable", "keys"] as const;
export type ProposalKind = (typeof proposalKinds)[number];

/** schemas/proposal.schema.json */
export interface ProposalPayload {
  readonly format: 1;
  readonly store: string;
  readonly kind: ProposalKind;
  readonly time: string;
  readonly message: string;
  readonly app: string;
  readonly channel: string;
  /** The subject: a package's digest, `set`, `rollback` and so on. */
  readonly subject: string;
  readonly files: readonly ProposedFile[];
  /** Text of the file that the metadata names, such as a channel file. */
  readonly content: string;
  /** The author's signatures of the files, by role, if they count. */
  readonly signatures: Readonly<Record<string, string>>;
}

export interface ProposedFile {
  readonly role: string;
  /** The version that it replaces, 0 for none: the proposal applies to that state only. */
  readonly base: number;
  readonly version: number;
  /** The signed part. */
  readonly part: JsonMap;
}

export interface Proposal extends ProposalPayload {
  /** SHA-256 of the payload. */
  readonly id: string;
  readonly author: string;
}

/** schemas/approval.schema.json */
export interface ApprovalPayload {
  readonly format: 1;
  readonly store: string;
  readonly proposal: string;
  readonly decision: "approve" | "reject";
  readonly time: string;
  readonly message: string;
  readonly signatures: Readonly<Record<string, string>>;
}

export interface Approval extends ApprovalPayload {
  readonly digest: string;
  readonly keyid: string;
}

export interface Draft {
  readonly kind: ProposalKind;
  readonly message: string;
  readonly app?: string;
  readonly channel?: string;
  readonly subject: string;
  readonly files: readonly { readonly role: string; readonly part: JsonMap }[];
  readonly content?: string;
  /** Whether the author's signature counts: for packages, test channels, disabling, and changes of keys. */
  readonly authorSigns: boolean;
}

/** Writes a proposal to the store and returns its id. An identical proposal gets the same id. */
export async function fileProposal(session: Session, state: StoreState, author: Signer, draft: Draft): Promise<string> {
  const files: ProposedFile[] = [];
  const signatures: Record<string, string> = {};
  for (const { role, part } of draft.files) {
    const base = currentVersion(state, role);
    const version = await freeVersion(session, role, base + 1);
    const numbered = { ...part, version };
    files.push({ role, base, version, part: numbered });
    if (draft.authorSigns) signatures[role] = await tufSignature(author, signedBytes(parseSigned(numbered)));
  }
  const payload: ProposalPayload = {
    format: 1,
    store: state.id,
    kind: draft.kind,
    time: isoTime(session.now()),
    message: draft.message,
    app: draft.app ?? "",
    channel: draft.channel ?? "",
    subject: draft.subject,
    files,
    content: draft.content ?? "",
    signatures,
  };
  const id = payloadDigest(payload);
  const [first] = files;
  if (!first) return refuseRelease("release/nothing-to-do");
  await session.store.create(
    layout.proposal(first.role, first.version, id),
    await writeStatement("proposal", payload, author),
  );
  return id;
}

/** The current version of a role's metadata; 0 if the store has no such role. */
export function currentVersion(state: StoreState, role: string): number {
  if (role === "root") return state.root.signed.version;
  return state.snapshot.signed.meta[`${role}.json`]?.version ?? 0;
}

/** The first unused version number; a killed writer may have left files with higher numbers. */
async function freeVersion({ store }: Session, role: string, from: number): Promise<number> {
  let version = from;
  while (await store.has(layout.metadata(role, version))) version++;
  return version;
}

/** Ids and paths of all proposals in the store. */
export async function listProposals(state: StoreState): Promise<readonly { id: string; path: string }[]> {
  const paths = await state.store.list("proposals/");
  return paths.flatMap((path) => {
    const id = /\/([0-9a-f]{64})\.json$/.exec(path)?.[1];
    return id === undefined ? [] : [{ id, path }];
  });
}

/**
 * Finds a proposal by its id, or by at least its first six digits.
 *
 * @throws ReleaseError
 */
export async function findProposal(state: StoreState, id: string): Promise<Proposal> {
  const found = (await listProposals(state)).filter((one) => one.id.startsWith(id));
  const [only, other] = found;
  if (!only || other || id.length < 6) {
    return refuseRelease("release/no-proposal", other ? `${id} begins several` : id);
  }
  return readProposal(state, only.path, only.id);
}

/** Reads a proposal and checks its form, author and store, but not the proposed change. @throws ReleaseError */
export async function readProposal(state: StoreState, path: string, id: string): Promise<Proposal> {
  const bytes = await state.store.get(path);
  if (!bytes) return refuseRelease("release/no-proposal", id);
  const { payload, digest, keyid } = await readStatement("proposal", bytes, await allKeys(state));
  const proposal = payload as unknown as ProposalPayload;
  if (digest !== id) refuseRelease("release/statement-malformed", "a proposal lies under another's name");
  if (proposal.store !== state.id) refuseRelease("release/wrong-store", id);
  const { time, app, channel, subject, message, content } = proposal;
  const sound =
    proposal.format === 1 &&
    (proposalKinds as readonly unknown[]).includes(proposal.kind) &&
    [time, app, channel, subject].every(isWord) &&
    [message, content].every((text) => typeof text === "string") &&
    Array.isArray(proposal.files) &&
    proposal.files.every(isProposedFile) &&
    isStringMap(proposal.signatures);
  if (!sound) refuseRelease("release/statement-malformed", id);
  return { ...proposal, id, author: keyid };
}

/** Whether the state that a proposal is based on is still current. */
export function isOpen(state: StoreState, proposal: ProposalPayload): boolean {
  return proposal.files.every(({ role, base }) => currentVersion(state, role) === base);
}

/**
 * Reads the approvals and rejections of a proposal. Checks that each is by an allowed key and about this proposal.
 * Approvals by keys that were removed since do not count. @throws ReleaseError
 */
export async function readApprovals(state: StoreState, proposal: Proposal): Promise<readonly Approval[]> {
  const keys = await approverKeys(state, proposal);
  const approvals: Approval[] = [];
  for (const path of await state.store.list(layout.approvals(proposal.id))) {
    const approver = /([0-9a-f]{64})\.approve\.json$/.exec(path)?.[1];
    const isRemoved = approver !== undefined && !keys.some(({ keyid }) => keyid === approver);
    const bytes = isRemoved ? undefined : await state.store.get(path);
    if (!bytes) continue;
    const { payload, digest, keyid } = await readStatement("approval", bytes, keys);
    const approval = payload as unknown as ApprovalPayload;
    if (approval.store !== state.id) refuseRelease("release/wrong-store", path);
    if (approval.proposal !== proposal.id) refuseRelease("release/approval-mismatch", path);
    const known = approval.decision === "approve" || approval.decision === "reject";
    if (approval.format !== 1 || !known || !isStringMap(approval.signatures)) {
      refuseRelease("release/statement-malformed", path);
    }
    if (proposal.kind === "channel" && keyid === proposal.author) refuseRelease("release/own-approval");
    approvals.push({ ...approval, digest, keyid });
  }
  return approvals;
}

/** Keys that may approve a proposal, including the author's. */
export async function approverKeys(state: StoreState, proposal: ProposalPayload): Promise<readonly PublicKey[]> {
  const all = await allKeys(state);
  const [first] = proposal.files;
  if (!first) return [];
  if (proposal.kind === "keys") {
    const file = proposal.files.find(({ role }) => role === "root");
    const signed = file ? parseSigned(file.part).signed : state.root.signed;
    const own = new Set(state.root.signed.roles["root"]?.keyIDs);
    const next = signed.type === "root" ? readKeys(signed.keys) : [];
    const nextIds = signed.type === "root" ? (signed.roles["root"]?.keyIDs ?? []) : [];
    return [
      ...all.filter(({ keyid }) => own.has(keyid)),
      ...next.filter(({ keyid }) => nextIds.includes(keyid)),
    ].filter(({ keyid }, index, list) => list.findIndex((other) => other.keyid === keyid) === index);
  }
  const allowed = new Set(roleKeys(await state.delegator(first.role), first.role)?.keyIds);
  return all.filter(({ keyid }) => allowed.has(keyid));
}

/** Signs a proposal's files and the approval. @returns false if this key has already decided */
export async function writeApproval(
  session: Session,
  state: StoreState,
  proposal: Proposal,
  signer: Signer,
  decision: "approve" | "reject",
  message: string,
): Promise<boolean> {
  const signatures: Record<string, string> = {};
  if (decision === "approve") {
    for (const { role, part } of proposal.files) {
      signatures[role] = await tufSignature(signer, signedBytes(parseSigned(part)));
    }
  }
  const payload: ApprovalPayload = {
    format: 1,
    store: state.id,
    proposal: proposal.id,
    decision,
    time: isoTime(session.now()),
    message,
    signatures,
  };
  const { keyid } = publicKeyFromSigner(signer);
  const path = layout.approval(proposal.id, keyid, decision);
  return session.store.create(path, await writeStatement("approval", payload, signer));
}

export interface SignedFiles {
  readonly files: readonly { readonly role: string; readonly version: number; readonly bytes: Uint8Array }[];
  readonly missing: number;
}

/**
 * Adds the signatures of author and approvers to a proposal's files.
 *
 * @returns `missing`: the largest number of signatures that any of the files still lacks
 */
export async function signedFiles(
  state: StoreState,
  proposal: Proposal,
  approvals: readonly Approval[],
): Promise<SignedFiles> {
  const made = new Map<string, Metadata<Root> | Metadata<Targets>>();
  const delegatorOf = async (role: string) => made.get(parentOf(role)) ?? (await state.delegator(role));
  const files: { role: string; version: number; bytes: Uint8Array }[] = [];
  let missing = 0;
  for (const { role, version, part } of proposal.files) {
    const given: Record<string, string> = {};
    const own = proposal.signatures[role];
    if (own !== undefined) given[proposal.author] = own;
    for (const { keyid, decision, signatures } of approvals) {
      const signature = signatures[role];
      if (decision === "approve" && signature !== undefined) given[keyid] = signature;
    }
    // The author of a production release never counts as an approver.
    if (role.startsWith("release-")) delete given[proposal.author];
    const bytes = encodeMetadata(part, given);
    const metadata = role === "root" ? parseMetadata(bytes, "root") : parseMetadata(bytes, "targets");
    const delegators = role === "root" ? [state.root, metadata as Metadata<Root>] : [await delegatorOf(role)];
    for (const delegator of delegators) missing = Math.max(missing, lacking(delegator, role, metadata));
    missing = Math.max(missing, await lackingForOthers(state, role, metadata));
    made.set(role, metadata);
    files.push({ role, version, bytes });
  }
  return { files, missing };
}

function lacking(
  delegator: Metadata<Root> | Metadata<Targets>,
  role: string,
  metadata: Metadata<Root> | Metadata<Targets>,
): number {
  const wanted = roleKeys(delegator, role);
  if (!wanted) return refuseRelease("release/metadata-missing", role);
  try {
    verifyBy(delegator, role, metadata);
    return 0;
  } catch {
    const keys = delegator.signed.type === "root" ? delegator.signed.keys : (delegator.signed.delegations?.keys ?? {});
    const holding = wanted.keyIds.filter((keyid) => {
      try {
        keys[keyid]?.verifySignature(metadata as Metadata<Targets>);
        return keys[keyid] !== undefined;
      } catch {
        return false;
      }
    });
    return Math.max(1, wanted.threshold - new Set(holding).size);
  }
}

/**
 * If two channels share a file, its signers answer for both: for each channel, devices count only the signers who are
 * not its author.
 */
async function lackingForOthers(
  state: StoreState,
  role: string,
  metadata: Metadata<Root> | Metadata<Targets>,
): Promise<number> {
  if (!role.startsWith("release-") || metadata.signed.type !== "targets") return 0;
  const delegator = await state.delegator(role);
  const wanted = roleKeys(delegator, role) ?? refuseRelease("release/metadata-missing", role);
  const holding = signersOf(metadata, delegator, wanted.keyIds);
  let missing = 0;
  for (const [path, target] of Object.entries(metadata.signed.targets)) {
    // The new channel's author is the proposal's, whose signature is already left out.
    const bytes = await state.store.get(layout.target(path, target.hashes["sha256"] ?? ""));
    const author = bytes && parseChannel(bytes).author;
    const others = holding.filter((keyid) => keyid !== author);
    missing = Math.max(missing, wanted.threshold - new Set(others).size);
  }
  return missing;
}

/** All keys that the root or a delegation currently names. */
export async function allKeys(state: StoreState): Promise<readonly PublicKey[]> {
  const keys = new Map<string, PublicKey>();
  for (const key of readKeys(state.root.signed.keys)) keys.set(key.keyid, key);
  for (const name of ["targets", "release", "test", "apps"]) {
    const delegations = (await state.role(name))?.signed.delegations;
    if (delegations) for (const key of readKeys(delegations.keys)) keys.set(key.keyid, key);
  }
  return [...keys.values()];
}

/** The first digits of a digest. */
export function shortDigest(digest: string): string {
  return digest.slice(0, 20);
}

/** These fields are shown to approvers before they sign, so they must not be able to change the output around them. */
function isWord(text: unknown): boolean {
  return typeof text === "string" && /^[\x21-\x7e]{0,200}$/.test(text);
}

function isProposedFile(file: ProposedFile): boolean {
  return (
    typeof file === "object" &&
    file !== null &&
    typeof file.role === "string" &&
    /^[A-Za-z0-9._-]{1,140}$/.test(file.role) &&
    Number.isSafeInteger(file.base) &&
    Number.isSafeInteger(file.version) &&
    file.version > file.base &&
    typeof file.part === "object" &&
    file.part !== null &&
    file.part["version"] === file.version
  );
}

function isStringMap(value: unknown): boolean {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every((item) => typeof item === "string")
  );
}
