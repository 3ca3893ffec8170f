/**
 * Decides on proposals and applies complete ones to the store. Only the holder of the release service's key can apply
 * them.
 */
import { commit, hasService, isoTime } from "./commit.ts";
import type { Change, Session, Unchanged } from "./commit.ts";
import type { NewEntry } from "./audit.ts";
import { checkProposal } from "./check-proposal.ts";
import { ReleaseError, refuseRelease } from "./error.ts";
import { quote } from "../package/verify/error.ts";
import { parseSigned } from "./metadata.ts";
import type { JsonMap } from "./metadata.ts";
import {
  approverKeys,
  findProposal,
  isOpen,
  listProposals,
  readApprovals,
  readProposal,
  shortDigest,
  signedFiles,
  writeApproval,
} from "./proposal.ts";
import type { Approval, Proposal } from "./proposal.ts";
import { loadState } from "./state.ts";
import type { StoreState } from "./state.ts";

export type ProposalState = "applied" | "open" | "waiting" | "rejected" | "stale" | "refused";

export interface Admission {
  readonly id: string;
  readonly kind: Proposal["kind"] | "unknown";
  readonly app: string;
  readonly channel: string;
  readonly subject: string;
  readonly author: string;
  readonly message: string;
  readonly time: string;
  readonly state: ProposalState;
  /** Ids of the keys that approved; without the author's if it does not count. */
  readonly approvedBy: readonly string[];
  /** Number of approvals still missing. */
  readonly missing: number;
  /** Why it was refused, or who rejected it. */
  readonly reason?: string;
}

/**
 * Approves or rejects a proposal with an available key. Applies the proposal if that completes it and the release
 * service's key is available too.
 *
 * @throws ReleaseError `release/own-approval` for the author's own key, `release/proposal-rejected` for approving a
 *   rejected proposal
 */
export async function decideProposal(
  session: Session,
  id: string,
  decision: "approve" | "reject",
  message: string,
): Promise<Admission> {
  const state = await loadState(session.store, session.trusted);
  const proposal = await findProposal(state, id);
  await checkProposal(state, proposal);
  const keys = (await approverKeys(state, proposal)).map(({ keyid }) => keyid);
  const others = keys.filter((keyid) => keyid !== proposal.author);
  const signer = await session.signer(others);
  if (!signer) {
    const own = keys.includes(proposal.author) && (await session.signer([proposal.author])) !== undefined;
    if (own) refuseRelease("release/own-approval", proposal.author.slice(0, 12));
    const who = others.map((keyid) => keyid.slice(0, 8)).join(", ");
    return refuseRelease("release/key-missing", `it can be approved by ${who === "" ? "nobody else" : who}`);
  }
  const before = decision === "approve" ? await readApprovals(state, proposal) : [];
  const rejection = before.find((one) => one.decision === "reject");
  if (rejection) refuseRelease("release/proposal-rejected", `${proposal.id.slice(0, 12)}, ${rejectionText(rejection)}`);
  await writeApproval(session, state, proposal, signer, decision, message);
  return admitOne(session, proposal.id);
}

/** Applies all complete proposals and records news about the others in the audit log. */
export async function admitAll(session: Session): Promise<readonly Admission[]> {
  const state = await loadState(session.store, session.trusted);
  const admissions: Admission[] = [];
  for (const { id } of await listProposals(state)) {
    try {
      const newest = await loadState(session.store, session.trusted);
      if (!newest.logged.includes(decisionEntryId(id))) admissions.push(await admitOne(session, id));
    } catch (error) {
      // A bad proposal must not block the others.
      if (!(error instanceof ReleaseError)) throw error;
      admissions.push(refusedAdmission(id, `${error.code}: ${error.message}`));
    }
  }
  return admissions;
}

/**
 * The status of all proposals that are waiting for something, and of rejected ones, so that their authors learn of it.
 */
export async function openProposals(state: StoreState): Promise<readonly Admission[]> {
  const all: Admission[] = [];
  for (const { id } of await listProposals(state)) {
    // A closed proposal cannot be read any more once its author's key is removed.
    if (state.logged.includes(decisionEntryId(id))) continue;
    try {
      const one = await summary(state, id);
      if (one.state !== "stale") all.push(one);
    } catch (error) {
      if (!(error instanceof ReleaseError)) throw error;
      all.push(refusedAdmission(id, `${error.code}: ${error.message}`));
    }
  }
  return all;
}

/** Proposals that change a role and are neither rejected nor stale; damaged ones are left out. */
export async function waitingProposals(state: StoreState, role: string): Promise<readonly Proposal[]> {
  const waiting: Proposal[] = [];
  for (const { id, path } of await listProposals(state)) {
    try {
      const proposal = await readProposal(state, path, id);
      if (!proposal.files.some((file) => file.role === role) || !isOpen(state, proposal)) continue;
      await checkProposal(state, proposal);
      const decisions = await readApprovals(state, proposal);
      if (decisions.every(({ decision }) => decision === "approve")) waiting.push(proposal);
    } catch (error) {
      if (!(error instanceof ReleaseError)) throw error;
    }
  }
  return waiting;
}

function refusedAdmission(id: string, reason: string): Admission {
  const nothing = { app: "", channel: "", subject: "", author: "", message: "", time: "", approvedBy: [], missing: 0 };
  return { id, kind: "unknown", ...nothing, state: "refused", reason };
}

/** Applies a proposal if it is complete. */
export async function admitOne(session: Session, id: string): Promise<Admission> {
  const state = await loadState(session.store, session.trusted);
  if (!(await hasService(session, state))) return summary(state, id);
  const applied = await commit(session, async (newest): Promise<Change<boolean> | Unchanged<boolean>> => {
    const proposal = await findProposal(newest, id);
    if (!isOpen(newest, proposal)) return logStale(session, newest, proposal);
    const checked = await checkProposal(newest, proposal);
    const approvals = await readApprovals(newest, proposal);
    const entries = newEntries(newest, proposal, approvals);
    const digests = [proposal.id, ...approvals.map(({ digest }) => digest)].map(shortDigest);
    const { files, missing } = await signedFiles(newest, proposal, approvals);
    if (missing > 0 || approvals.some(({ decision }) => decision === "reject")) {
      return entries.length === 0 ? { result: false } : { roles: [], entries, result: false, logged: { add: digests } };
    }
    return {
      roles: files.map(({ role, version, bytes }) => ({ role, fixed: { version, bytes } })),
      files: checked.file ? [checked.file] : [],
      entries: [...entries, effectEntry(session, proposal)],
      logged: { add: [decisionEntryId(proposal.id)], drop: digests },
      result: true,
      ...serviceOf(proposal),
    };
  });
  const after = await summary(await loadState(session.store, session.trusted), id);
  return applied ? { ...after, state: "applied" } : after;
}

/**
 * The token that marks a proposal as closed in the store's list of logged statements: the audit log has its end and
 * everything before.
 */
export function decisionEntryId(id: string): string {
  return `end-${shortDigest(id)}`;
}

/** Records in the audit log that another change made a proposal stale, and who had approved it. */
async function logStale(
  session: Session,
  state: StoreState,
  proposal: Proposal,
): Promise<Change<boolean> | Unchanged<boolean>> {
  if (state.logged.includes(decisionEntryId(proposal.id))) return { result: false };
  // Approvals by keys removed since no longer count.
  const approvals = await readApprovals(state, proposal).catch((error: unknown) => {
    if (error instanceof ReleaseError) return [];
    throw error;
  });
  const { app, channel, subject, message, author, id } = proposal;
  const end: NewEntry = {
    time: isoTime(session.now()),
    actor: author,
    action: "stale",
    ...(app === "" ? {} : { app }),
    ...(channel === "" ? {} : { channel }),
    subject,
    ...messageOf(message),
    details: { proposal: id },
  };
  const known = [id, ...approvals.map(({ digest }) => digest)].map(shortDigest);
  const entries = [...newEntries(state, proposal, approvals), end];
  return { roles: [], entries, result: false, logged: { add: [decisionEntryId(id)], drop: known } };
}

async function summary(state: StoreState, id: string): Promise<Admission> {
  const found = (await listProposals(state)).find((one) => one.id.startsWith(id));
  if (!found) return refuseRelease("release/no-proposal", id);
  const proposal = await readProposal(state, found.path, found.id);
  const { kind, app, channel, subject, author, message, time } = proposal;
  const facts = { id: found.id, kind, app, channel, subject, author, message, time };
  const open = isOpen(state, proposal);
  const approvals = open ? await readApprovals(state, proposal) : [];
  const approvedBy = approvals.filter(({ decision }) => decision === "approve").map(({ keyid }) => keyid);
  if (!open) return { ...facts, state: "stale", approvedBy, missing: 0 };
  const rejection = approvals.find(({ decision }) => decision === "reject");
  if (rejection) return { ...facts, state: "rejected", approvedBy, missing: 0, reason: rejectionText(rejection) };
  const { missing } = await signedFiles(state, proposal, approvals);
  return { ...facts, state: missing === 0 ? "waiting" : "open", approvedBy, missing };
}

function rejectionText({ keyid, time, message }: Approval): string {
  return `rejected by ${keyid.slice(0, 12)} at ${time}${message === "" ? "" : `: ${quote(message)}`}`;
}

function newEntries(state: StoreState, proposal: Proposal, approvals: readonly Approval[]): NewEntry[] {
  const { app, channel, kind, subject } = proposal;
  const about = { ...(app === "" ? {} : { app }), ...(channel === "" ? {} : { channel }), subject: proposal.id };
  const entries: NewEntry[] = [];
  if (!state.logged.includes(shortDigest(proposal.id))) {
    const { time, author, message } = proposal;
    entries.push({
      time,
      actor: author,
      action: "propose",
      ...about,
      ...messageOf(message),
      details: { kind, subject },
    });
  }
  for (const { digest, keyid, decision, time, message } of approvals) {
    if (state.logged.includes(shortDigest(digest))) continue;
    entries.push({ time, actor: keyid, action: decision, ...about, ...messageOf(message) });
  }
  return entries;
}

const effects = { package: "publish", channel: "channel", disable: "disable", keys: "keys" } as const;

function effectEntry(session: Session, proposal: Proposal): NewEntry {
  const { app, channel, kind, subject, author, message, id, content } = proposal;
  const details: JsonMap = { proposal: id };
  if (kind === "channel" || kind === "disable") details["content"] = content;
  return {
    time: isoTime(session.now()),
    actor: author,
    action: effects[kind],
    ...(app === "" ? {} : { app }),
    ...(channel === "" ? {} : { channel }),
    subject,
    ...messageOf(message),
    details,
  };
}

function messageOf(message: string): { message?: string } {
  return message === "" ? {} : { message };
}

/** A proposal that changes the root may name another service key, which signs from this change on. */
function serviceOf(proposal: Proposal): { service?: readonly string[] } {
  const root = proposal.files.find(({ role }) => role === "root");
  if (!root) return {};
  const { signed } = parseSigned(root.part);
  return signed.type === "root" ? { service: signed.roles["snapshot"]?.keyIDs ?? [] } : {};
}
