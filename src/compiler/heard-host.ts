/** What a build asked its host, and what it was told: with the same answers, another build comes to the same. */
import type { Host, HostEntry } from "./source/index.ts";

/** The last answer to each question. */
export interface Heard {
  /** By path. */
  readonly files: ReadonlyMap<string, Uint8Array | undefined>;
  /** By path, see `listingText`. */
  readonly listings: ReadonlyMap<string, readonly HostEntry[] | undefined>;
  /** Folders by name and the folder that was asked from, with a zero between them. */
  readonly packages: ReadonlyMap<string, string | undefined>;
}

/** A host that answers as another one does, and all that it has answered so far. */
export function listenTo(host: Host): { readonly host: Host; readonly heard: Heard } {
  const files = new Map<string, Uint8Array | undefined>();
  const listings = new Map<string, readonly HostEntry[] | undefined>();
  const packages = new Map<string, string | undefined>();
  return {
    heard: { files, listings, packages },
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

/** A listing as text: equal texts for equal listings alone. */
export function listingText(entries: readonly HostEntry[] | undefined): string | null {
  return entries ? entries.map(({ name, kind }) => (kind === "folder" ? `${name}/` : name)).join("\0") : null;
}
