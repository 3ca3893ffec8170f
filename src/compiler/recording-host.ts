/**
 * A host that records what the build asked and what it was told. If the answers are the same, another build gives the
 * same result (see last-build.ts).
 */
import type { Host, HostEntry } from "./source/index.ts";

/** The last answer to each question. */
export interface HostAnswers {
  /** Content by host path; `undefined` for a missing file. */
  readonly files: ReadonlyMap<string, Uint8Array | undefined>;
  /** Folder entries by host path; compare them with `listingText`. */
  readonly listings: ReadonlyMap<string, readonly HostEntry[] | undefined>;
  /** Package folder by `name\0from`: the package's name and the folder it was requested from. */
  readonly packages: ReadonlyMap<string, string | undefined>;
}

/** Wraps a host so that every answer is recorded in `answers`, which grows while the host is in use. */
export function recordAnswers(host: Host): { readonly host: Host; readonly answers: HostAnswers } {
  const files = new Map<string, Uint8Array | undefined>();
  const listings = new Map<string, readonly HostEntry[] | undefined>();
  const packages = new Map<string, string | undefined>();
  return {
    answers: { files, listings, packages },
    host: {
      read(path) {
        const bytes = host.read(path);
        files.set(path, bytes);
        return bytes;
      },
      list(path) {
        const entries = host.list(path);
        listings.set(path, entries);
        return entries;
      },
      resolvePackage(name, from) {
        const folder = host.resolvePackage(name, from);
        packages.set(`${name}\0${from}`, folder);
        return folder;
      },
      ...(host.refusedLinks ? { refusedLinks: host.refusedLinks } : {}),
    },
  };
}

/** A folder listing as text. Two listings have the same text only if they are equal; a missing folder is `null`. */
export function listingText(entries: readonly HostEntry[] | undefined): string | null {
  return entries ? entries.map(({ name, kind }) => (kind === "folder" ? `${name}/` : name)).join("\0") : null;
}
