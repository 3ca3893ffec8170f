/**
 * What apps store in the browser: one IndexedDB database per app, on the host page's own origin, where apps cannot
 * reach it. It is opened on first use. Writes to a store are applied in the order of the calls.
 */

export type StoreName = "storage" | "files" | "keys";

export interface Database {
  /** All entries, in key order. */
  readAll(store: StoreName): Promise<readonly (readonly [key: string, value: unknown])[]>;
  /** Writes all changes or none. The value `undefined` deletes a key. */
  write(
    store: StoreName,
    changes: readonly (readonly [key: string, value: unknown])[],
    options?: { readonly clear?: boolean },
  ): Promise<void>;
  close(): void;
}

const version = 1;

/** Starts the browser's storage service. An app's first database then opens in half the time (40 ms in Chromium). */
export async function wakeStorage(): Promise<void> {
  try {
    await indexedDB.databases();
  } catch {
    // Older Firefox lacks the method. A browser that refuses storage says so again when the database is opened.
  }
}

/** @param appId only letters, digits, `.`, `_` and `-`; the package format ensures this */
export function createDatabase(appId: string): Database {
  let opened: Promise<IDBDatabase> | undefined;
  let isWritten = false;
  let isClosed = false;
  let onCreated: () => void;
  const created = new Promise<true>((resolve) => (onCreated = () => resolve(true)));
  const open = (): Promise<IDBDatabase> =>
    (opened ??= new Promise((resolve, reject) => {
      const request = indexedDB.open(`miniapp-data:${appId}`, version);
      request.addEventListener("upgradeneeded", () => {
        for (const name of ["storage", "files", "keys"]) request.result.createObjectStore(name);
        // There is only one version, so the database did not exist.
        onCreated();
      });
      request.addEventListener("success", () => {
        // Allow a newer host in another tab to upgrade the database.
        request.result.addEventListener("versionchange", () => request.result.close());
        resolve(request.result);
      });
      request.addEventListener("error", () => reject(request.error));
    }));
  /**
   * Begins a transaction. Reconnects if the connection was closed: by a newer host, by a user who clears the site's
   * data, or by WebKit, which ends the process that stores the data while its app is in the background.
   */
  const begin = async (store: StoreName, mode?: IDBTransactionMode): Promise<IDBTransaction> => {
    const opening = open();
    const database = await opening;
    try {
      return database.transaction(store, mode);
    } catch (error) {
      if (isClosed) throw error;
      if (opened === opening) opened = undefined;
      return (await open()).transaction(store, mode);
    }
  };
  return {
    async readAll(store) {
      const opening = open();
      // On an app's first run, do not wait until the new, empty database is on disk.
      if (!isWritten && (await Promise.race([created, opening.then(() => false)]))) return [];
      const objects = (await begin(store)).objectStore(store);
      const [keys, values] = await Promise.all([result(objects.getAllKeys()), result<unknown[]>(objects.getAll())]);
      return keys.map((key, index) => [String(key), values[index]] as const);
    },
    async write(store, changes, { clear = false } = {}) {
      isWritten = true;
      const transaction = await begin(store, "readwrite");
      const objects = transaction.objectStore(store);
      if (clear) objects.clear();
      for (const [key, value] of changes) {
        if (value === undefined) objects.delete(key);
        else objects.put(value, key);
      }
      await new Promise<void>((resolve, reject) => {
        transaction.addEventListener("complete", () => resolve());
        transaction.addEventListener("abort", () => reject(transaction.error));
      });
    },
    close() {
      isClosed = true;
      // If it could not be opened, whoever read or wrote was told.
      opened?.then(
        (database) => database.close(),
        () => undefined,
      );
    },
  };
}

function result<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () => reject(request.error));
  });
}
