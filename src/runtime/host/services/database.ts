/**
 * What apps keep in the browser: one IndexedDB per app, on the host page's own origin, out of the apps' reach. It is opened
 * when something asks for it; changes of one kind are written in the order in which they came.
 */

export type StoreName = "storage" | "files" | "keys";

export interface Database {
  /** Every entry, in the order of the keys. */
  readAll(store: StoreName): Promise<readonly (readonly [key: string, value: unknown])[]>;
  /** All or nothing. `undefined` deletes. */
  write(
    store: StoreName,
    changes: readonly (readonly [key: string, value: unknown])[],
    options?: { readonly clear?: boolean },
  ): Promise<void>;
  close(): void;
}

const version = 1;

/** @param appId letters, digits, `.`, `_` and `-` by the package's format */
export function createDatabase(appId: string): Database {
  let opened: Promise<IDBDatabase> | undefined;
  const open = (): Promise<IDBDatabase> =>
    (opened ??= new Promise((resolve, reject) => {
      const request = indexedDB.open(`miniapp-data:${appId}`, version);
      request.addEventListener("upgradeneeded", () => {
        for (const name of ["storage", "files", "keys"]) request.result.createObjectStore(name);
      });
      request.addEventListener("success", () => {
        // A newer host in another tab must be able to change the format.
        request.result.addEventListener("versionchange", () => request.result.close());
        resolve(request.result);
      });
      request.addEventListener("error", () => reject(request.error));
    }));
  return {
    async readAll(store) {
      const objects = (await open()).transaction(store).objectStore(store);
      const [keys, values] = await Promise.all([result(objects.getAllKeys()), result<unknown[]>(objects.getAll())]);
      return keys.map((key, index) => [String(key), values[index]] as const);
    },
    async write(store, changes, { clear = false } = {}) {
      const transaction = (await open()).transaction(store, "readwrite");
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
      void opened?.then((database) => database.close());
    },
  };
}

function result<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () => reject(request.error));
  });
}
