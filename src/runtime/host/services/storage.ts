/**
 * Storage in IndexedDB. Entries marked as encrypted are encrypted with a non-extractable key, so a copy of the
 * browser's database files does not reveal them.
 */
import type { StoredEntry } from "../../services/storage.ts";
import type { ServiceArea } from "./contract.ts";
import type { Database } from "./database.ts";

interface Sealed {
  readonly sealed: ArrayBuffer;
  readonly nonce: Uint8Array<ArrayBuffer>;
}

const keyName = "storage";

export function createStorageServices(database: Database): ServiceArea {
  let key: Promise<CryptoKey> | undefined;
  const storageKey = (): Promise<CryptoKey> => (key ??= findKey(database));
  let last: Promise<unknown> = Promise.resolve();
  return {
    handlers: {
      "storage.write"({ clear, entries }) {
        const write = async (): Promise<void> => {
          const changes = entries.map(
            async ([name, entry]) => [String(name), entry ? await sealed(entry, storageKey) : undefined] as const,
          );
          await database.write("storage", await Promise.all(changes), { clear });
        };
        const done = last.then(write);
        last = done.catch(() => undefined);
        return done;
      },
    },
    stored: () => last,
    async preload() {
      const storage: (readonly [string, StoredEntry])[] = [];
      for (const [name, value] of await database.readAll("storage")) {
        const entry = await unsealed(value, storageKey);
        if (entry) storage.push([name, entry]);
      }
      return { storage };
    },
  };
}

async function findKey(database: Database): Promise<CryptoKey> {
  const found = (await database.readAll("keys")).find(([name]) => name === keyName)?.[1];
  if (found instanceof CryptoKey) return found;
  const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  await database.write("keys", [[keyName, key]]);
  return key;
}

async function sealed({ text, encrypted }: StoredEntry, key: () => Promise<CryptoKey>): Promise<StoredEntry | Sealed> {
  if (typeof text !== "string") throw new TypeError("a storage entry must be a string");
  if (encrypted !== true) return { text };
  const nonce = crypto.getRandomValues(new Uint8Array(12));
  const data = new TextEncoder().encode(text);
  return { sealed: await crypto.subtle.encrypt({ name: "AES-GCM", iv: nonce }, await key(), data), nonce };
}

/** Decrypts an entry; undefined if its key is lost. */
async function unsealed(value: unknown, key: () => Promise<CryptoKey>): Promise<StoredEntry | undefined> {
  const entry = value as Partial<StoredEntry & Sealed>;
  if (typeof entry.text === "string") return { text: entry.text };
  if (!entry.sealed || !entry.nonce) return undefined;
  try {
    const data = await crypto.subtle.decrypt({ name: "AES-GCM", iv: entry.nonce }, await key(), entry.sealed);
    return { text: new TextDecoder().decode(data), encrypted: true };
  } catch {
    return undefined;
  }
}
