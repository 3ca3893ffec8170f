/**
 * What a release store needs of the place that holds it: files that are created once and never replaced, and a single
 * pointer that is replaced only by whoever has seen its present content.
 */

export interface ObjectStore {
  /** As messages show it. */
  readonly url: string;
  /** The whole file; `undefined` if it is not there. */
  get(path: string): Promise<Uint8Array | undefined>;
  /**
   * Creates a file, whole or not at all.
   *
   * @returns false if the name is taken; the file is then as it was
   */
  create(path: string, bytes: Uint8Array): Promise<boolean>;
  /**
   * Replaces the pointer's content if it is still `expected` (`undefined`: absent).
   *
   * @returns false if it was something else
   */
  replace(path: string, bytes: Uint8Array, expected: Uint8Array | undefined): Promise<boolean>;
  /** Whether a file is there, without its content. */
  has(path: string): Promise<boolean>;
  /** Paths of all files below a folder, sorted. */
  list(folder: string): Promise<readonly string[]>;
  /** Removes a file; none is fine. Only pruning does. */
  remove(path: string): Promise<void>;
  /** Removes what killed writers left, where a place can have such things. */
  sweep?(): Promise<void>;
}

/** Names of everything in a store; a device needs `metadata/`, `targets/` and `deltas/`. */
export const layout = {
  marker: "store.json",
  timestamp: "metadata/timestamp.json",
  numberedTimestamp: (version: number) => `timestamps/${version}.json`,
  metadata: (role: string, version: number) => `metadata/${version}.${encodeURIComponent(role)}.json`,
  /** Where a target lies: its digest stands before its name (TUF, consistent snapshots). */
  target: (path: string, sha256: string) => {
    const slash = path.lastIndexOf("/") + 1;
    return `targets/${path.slice(0, slash)}${sha256}.${path.slice(slash)}`;
  },
  delta: (appId: string, from: string, to: string) => `deltas/${appId}/${to}/${from}.tar.gz`,
  proposals: (role: string, version: number) => `proposals/${role}/${version}/`,
  proposal: (role: string, version: number, id: string) => `proposals/${role}/${version}/${id}.json`,
  approvals: (id: string) => `approvals/${id}/`,
  approval: (id: string, keyid: string, decision: string) => `approvals/${id}/${keyid}.${decision}.json`,
  auditEntry: (seq: number, sha256: string) => `audit/${String(seq).padStart(8, "0")}.${sha256}.json`,
} as const;
