/**
 * What a release store needs from its storage: files that are created once and never replaced, and a single pointer
 * that is replaced only by a writer that has seen its current content.
 */

import { quote } from "../package/verify/error.ts";
import { refuseRelease } from "./error.ts";

export interface ObjectStore {
  /** The address shown in messages. */
  readonly url: string;
  /** The whole file; `undefined` if it does not exist. */
  get(path: string): Promise<Uint8Array | undefined>;
  /**
   * Creates a file atomically.
   *
   * @returns false if the name is taken; the existing file is unchanged
   */
  create(path: string, bytes: Uint8Array): Promise<boolean>;
  /**
   * Replaces the pointer's content if it is still `expected` (`undefined`: missing).
   *
   * @returns false if it was different
   */
  replace(path: string, bytes: Uint8Array, expected: Uint8Array | undefined): Promise<boolean>;
  /** Whether a file exists; does not read it. */
  has(path: string): Promise<boolean>;
  /** Paths of all files below a folder, sorted. */
  list(folder: string): Promise<readonly string[]>;
  /** Removes a file if it exists. Used only by pruning. */
  remove(path: string): Promise<void>;
  /** Removes leftovers of killed writers, if the storage can have any. */
  sweep?(): Promise<void>;
}

/** In bytes. No file of a store is larger: devices accept packages of up to 256 MiB. */
export const largestFile = 512 * 1024 * 1024;

/**
 * Refuses a path that could lead out of the store. Parts of a path come from files that others signed, or from an
 * imported file.
 *
 * @throws ReleaseError
 */
export function checkStorePath(path: string): void {
  const isPlain = path.split("/").every((part) => part !== "" && part !== "." && part !== ".." && !part.includes("\\"));
  if (!isPlain || path.includes("\0")) refuseRelease("release/wrong-path", quote(path));
}

/** Folders of a store; exports and imports contain nothing else. */
export const storeFolders = ["metadata", "targets", "deltas", "proposals", "approvals", "audit", "timestamps"] as const;

/** Paths in a store. Devices need `metadata/`, `targets/` and `deltas/`. */
export const layout = {
  marker: "store.json",
  timestamp: "metadata/timestamp.json",
  numberedTimestamp: (version: number) => `timestamps/${version}.json`,
  metadata: (role: string, version: number) => `metadata/${version}.${encodeURIComponent(role)}.json`,
  /** Path of a target: its digest precedes its name (TUF, consistent snapshots). */
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
