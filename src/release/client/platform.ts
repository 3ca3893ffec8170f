/** What a device needs from its platform. */
import type { Trust, VerifiedPackage, VerifyOptions } from "../../package/verify/index.ts";

export type Fetch = (url: string, init?: { readonly signal?: AbortSignal }) => Promise<Response>;

/** A device's storage. Paths are relative and use `/`; nothing else may write to it. */
export interface DeviceStorage {
  /** `undefined` if there is no such file. */
  read(path: string): Promise<Uint8Array | undefined>;
  /** Replaces a file atomically. */
  write(path: string, bytes: Uint8Array): Promise<void>;
  /** Writes a folder atomically, replacing an existing one of this name. */
  writeFolder(path: string, files: ReadonlyMap<string, Uint8Array>): Promise<void>;
  /** Names in a folder; empty if there is no such folder. */
  list(folder: string): Promise<readonly string[]>;
  /** Removes a file, or a folder with its contents. */
  remove(path: string): Promise<void>;
}

export interface Platform {
  readonly storage: DeviceStorage;
  /** Creates a folder for the TUF client, which accesses it through Node's `fs`, and a function that removes it. */
  scratch(): { readonly folder: string; remove(): void };
  verifyPackage(bytes: Uint8Array, trust: Trust, options: VerifyOptions): Promise<VerifiedPackage>;
  verifyUnpacked(
    envelope: Uint8Array,
    tars: readonly Uint8Array[],
    trust: Trust,
    options: VerifyOptions,
  ): Promise<VerifiedPackage>;
}
