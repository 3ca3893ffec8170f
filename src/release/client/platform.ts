/** What a device needs of the platform that it runs on. */
import type { Trust, VerifiedPackage, VerifyOptions } from "../../package/verify/index.ts";

/** Where a device keeps what it has. Paths are relative, with `/`; nothing else writes there. */
export interface Shelf {
  /** `undefined` if there is no such file. */
  read(path: string): Promise<Uint8Array | undefined>;
  /** Replaces a file: afterwards it is the old one or the new one, whatever happens. */
  write(path: string, bytes: Uint8Array): Promise<void>;
  /** A folder that is whole once it is there, in place of what may lie there under this name. */
  writeFolder(path: string, files: ReadonlyMap<string, Uint8Array>): Promise<void>;
  /** Names in a folder; none if there is no such folder. */
  list(folder: string): Promise<readonly string[]>;
  /** A file, or a folder with all that is in it. */
  remove(path: string): Promise<void>;
}

export interface Platform {
  readonly shelf: Shelf;
  /** A new folder for the TUF client, which reads and writes files by Node's `fs`, and what removes it. */
  scratch(): { readonly folder: string; remove(): void };
  verifyPackage(bytes: Uint8Array, trust: Trust, options: VerifyOptions): Promise<VerifiedPackage>;
  verifyUnpacked(
    envelope: Uint8Array,
    tars: readonly Uint8Array[],
    trust: Trust,
    options: VerifyOptions,
  ): Promise<VerifiedPackage>;
}
