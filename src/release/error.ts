/**
 * All reasons for refusing a store, a release or an update. Codes are permanent: hosts log them, and tests assert one
 * per attack. Text from a store is quoted before it is put in a message.
 */

/** Determines the exit code: trust 4, conflict 5, environment 3, usage 2. */
type Kind = "trust" | "conflict" | "environment" | "usage";

export const releaseCodes = {
  // The storage.
  "release/no-store": ["environment", "there is no release store"],
  "release/store-exists": ["conflict", "there is a release store already"],
  "release/store-unsafe": ["environment", "the place overwrites what is there, so it cannot hold a release store"],
  "release/store-url": ["environment", "the store's address is not understood"],
  "release/store-unreachable": ["environment", "the store does not answer as it should"],
  "release/store-full": ["environment", "there is no space left where the store lies"],
  "release/store-read-only": ["environment", "the store may not be written"],
  "release/store-busy": ["conflict", "other writers were faster every time"],
  "release/wrong-store": ["trust", "the statement belongs to another store"],
  // Metadata.
  "release/metadata-missing": ["trust", "a file of the store's metadata is absent"],
  "release/metadata-malformed": ["trust", "a file of the store's metadata is damaged"],
  "release/metadata-signature": ["trust", "a file of the store's metadata is not signed by enough of its keys"],
  "release/metadata-version": ["trust", "a file of the store's metadata has not the version that it should have"],
  "release/metadata-swapped": ["trust", "a file of the store's metadata stands under the name of another"],
  "release/rollback": ["trust", "the store shows an older state than was seen before"],
  "release/expired": ["trust", "the store's metadata has expired"],
  "release/clock-set-back": ["trust", "the clock is behind what was seen before"],
  "release/root-changed": ["trust", "the store's root is not the one that is trusted here"],
  "release/key-alias": ["trust", "a role lists a public key under a name that is not its own"],
  "release/key-algorithm": ["environment", "a store's roles have Ed25519 and ECDSA P-256 keys alone, as TUF does"],
  "release/role-threshold": ["trust", "a role wants no signature, or more than it has keys"],
  "release/target-mismatch": ["trust", "a file differs from what the store's metadata says of it"],
  "release/wrong-path": ["trust", "a role says something about a path that is not its own"],
  // Statements: proposals, approvals, entries of the log.
  "release/statement-malformed": ["trust", "a signed statement is damaged or of another kind"],
  "release/statement-signature": ["trust", "a signed statement is not signed by a key that may make it"],
  "release/no-proposal": ["environment", "there is no such proposal"],
  "release/proposal-stale": ["conflict", "the proposal is about a state that has passed; propose it again"],
  "release/proposal-rejected": ["conflict", "the proposal was rejected"],
  "release/approval-mismatch": ["trust", "an approval belongs to another proposal"],
  "release/own-approval": ["trust", "the author's key does not count towards its own approval"],
  "release/not-approved": ["trust", "too few other people approved"],
  "release/message-missing": ["usage", "a change of a production channel wants a reason"],
  // Packages and channels.
  "release/version-conflict": ["conflict", "another package was published under this version"],
  "release/key-missing": ["environment", "none of the keys at hand may do this"],
  "release/no-version": ["environment", "the store has no such version"],
  "release/no-channel": ["environment", "nothing was released on this channel"],
  "release/channel-malformed": ["trust", "a channel's file is damaged"],
  "release/channel-replayed": [
    "trust",
    "a channel's file is older than one that was seen before, or another of the same number",
  ],
  "release/below-floor": ["conflict", "the version is below the channel's floor"],
  "release/too-many-versions": ["conflict", "the channel has two live versions already"],
  "release/percent-falls": ["conflict", "a share only grows, unless the channel is paused or rolled back"],
  "release/nothing-to-do": ["conflict", "there is nothing to change"],
  "release/disabled": ["trust", "the version is switched off"],
  // The audit log.
  "release/log-broken": ["trust", "the audit log does not hold together"],
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
