/** Releases: stores, published packages, channels, approvals, the audit log. */
export { decideProposal, openProposals } from "./admit.ts";
export type { Admission } from "./admit.ts";
export { readLog } from "./audit.ts";
export type { AuditEntry } from "./audit.ts";
export { changeChannel, setDisabled } from "./change-channel.ts";
export type { ChannelAction, ChannelResult, ChannelTarget, DisableResult } from "./change-channel.ts";
export { isForEveryone } from "./channel.ts";
export type { ChannelFile, ChannelRule, ConditionChanges } from "./channel.ts";
export { readChannel, readDisabled } from "./check-proposal.ts";
export type { Session } from "./commit.ts";
export { ReleaseError } from "./error.ts";
export type { ReleaseErrorCode } from "./error.ts";
export { initStore } from "./init.ts";
export type { StoreRoles } from "./init.ts";
export { publicKeyFromPem } from "./metadata.ts";
export type { PublicKey } from "./metadata.ts";
export { layout } from "./object-store.ts";
export type { ObjectStore } from "./object-store.ts";
export { openObjectStore } from "./open-store.ts";
export { findProposal } from "./proposal.ts";
export { compareWithLive } from "./compare-live.ts";
export { publishPackage } from "./publish.ts";
export type { Published } from "./publish.ts";
export { simulate } from "./rollout.ts";
export { loadState } from "./state.ts";
export type { StoreState } from "./state.ts";
export { changedRoles, changeKeys } from "./change-keys.ts";
export type { KeyChanges } from "./change-keys.ts";
export {
  admitProposals,
  channelsOf,
  expiries,
  expiringSoon,
  exportStore,
  importStore,
  listApps,
  pruneStore,
  refreshStore,
} from "./maintain.ts";
export type { Expiry } from "./maintain.ts";
export { proposedRoles, readRoles } from "./roles.ts";
