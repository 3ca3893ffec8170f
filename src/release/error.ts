/**
 * All reasons for refusing a store, a release or an update. Codes are permanent: hosts log them, and tests assert one
 * per attack. Text from a store is quoted before it is put in a message.
 */

/** Determines the exit code: trust 4, conflict 5, environment 3, usage 2. */
type Kind = "trust" | "conflict" | "environment" | "usage";

export const releaseCodes = {
  // The storage.
  "release/no-store": ["environment", "no release store found"],
  "release/store-exists": ["conflict", "the release store already exists"],
  "release/store-unsafe": ["environment", "the storage overwrites existing files, so it cannot hold a release store"],
  "release/store-url": ["environment", "the store's address is invalid"],
  "release/store-unreachable": ["environment", "the store does not respond correctly"],
  "release/store-full": ["environment", "no space left on the store's device"],
  "release/store-read-only": ["environment", "the store is read-only"],
  "release/store-busy": ["conflict", "other writers changed the store on every attempt"],
  "release/file-unusable": [
    "trust",
    "a file of the store is too large, not a regular file, or a link out of the store",
  ],
  "release/wrong-store": ["trust", "the statement belongs to another store"],
  // Metadata.
  "release/metadata-missing": ["trust", "a metadata file of the store is missing"],
  "release/metadata-malformed": ["trust", "a metadata file of the store is damaged"],
  "release/metadata-signature": ["trust", "a metadata file of the store is not signed by enough keys"],
  "release/metadata-version": ["trust", "a metadata file of the store has the wrong version"],
  "release/metadata-swapped": ["trust", "a metadata file of the store has the name of another"],
  "release/rollback": ["trust", "the store shows an older state than one seen before"],
  "release/expired": ["trust", "the store's metadata has expired"],
  "release/clock-set-back": ["trust", "the clock is behind a time seen before"],
  "release/root-changed": ["trust", "the store's root is not the one that is trusted here"],
  "release/key-alias": ["trust", "a role lists a public key under a name that is not its own"],
  "release/key-algorithm": ["environment", "roles of a store accept only Ed25519 and ECDSA P-256 keys, as in TUF"],
  "release/role-threshold": ["trust", "a role requires no signature, or more than it has keys"],
  "release/target-mismatch": ["trust", "a file differs from the store's metadata"],
  "release/wrong-path": ["trust", "a path does not belong to the role or the store that lists it"],
  // Statements: proposals, approvals, entries of the log.
  "release/statement-malformed": ["trust", "a signed statement is damaged or of another kind"],
  "release/statement-signature": ["trust", "a statement is not signed by a key that is allowed to sign it"],
  "release/no-proposal": ["environment", "no such proposal"],
  "release/proposal-stale": ["conflict", "the proposal is based on an outdated state; propose it again"],
  "release/proposal-rejected": ["conflict", "the proposal was rejected"],
  "release/approval-mismatch": ["trust", "an approval belongs to another proposal"],
  "release/own-approval": ["trust", "the author's key does not count towards its own approval"],
  "release/not-approved": ["trust", "too few other people approved"],
  "release/message-missing": ["usage", "a change of a production channel requires a reason"],
  // Packages and channels.
  "release/version-conflict": ["conflict", "another package was published under this version"],
  "release/key-missing": ["environment", "none of the available keys is allowed to do this"],
  "release/no-version": ["environment", "the store has no such version"],
  "release/no-channel": ["environment", "the channel has no releases"],
  "release/channel-malformed": ["trust", "a channel's file is damaged"],
  "release/channel-too-large": ["usage", "the channel's file would be too large for devices"],
  "release/channel-replayed": [
    "trust",
    "a channel's file is older than one seen before, or another with the same number",
  ],
  "release/below-floor": ["conflict", "the version is below the channel's floor"],
  "release/too-many-versions": ["conflict", "the channel already has two live versions"],
  "release/version-falls": ["conflict", "the version is older than one that is live; only a rollback returns to it"],
  "release/percent-falls": ["conflict", "a percentage can only grow, unless the channel is paused"],
  "release/nothing-to-do": ["conflict", "nothing to change"],
  "release/disabled": ["trust", "the version is disabled"],
  // The audit log.
  "release/log-broken": ["trust", "the audit log is inconsistent"],
  "release/log-cut": ["trust", "the audit log ends before the entry that the store's metadata names"],
  // The device.
  "release/no-installed": ["environment", "nothing is installed for this app"],
} as const satisfies Readonly<Record<string, readonly [Kind, string]>>;

export type ReleaseErrorCode = keyof typeof releaseCodes;

/** Why something was refused; `message` is one line and safe to print. */
export class ReleaseError extends Error {
  readonly code: ReleaseErrorCode;
  readonly kind: Kind;

  constructor(code: ReleaseErrorCode, detail?: string) {
    const [kind, text] = releaseCodes[code];
    super(detail === undefined ? text : `${text}: ${detail}`);
    this.name = "ReleaseError";
    this.code = code;
    this.kind = kind;
  }
}

/** Throws a ReleaseError; a function, so that a check can be one expression. */
export function refuseRelease(code: ReleaseErrorCode, detail?: string): never {
  throw new ReleaseError(code, detail);
}
