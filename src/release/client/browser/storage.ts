/** A device's storage in a browser: one IndexedDB database, whose transactions are atomic. */
import type { DeviceStorage } from "../platform.ts";

const table = "files";

/** @param name name of the database; nothing else may write to it */
export function databaseStorage(name: string): DeviceStorage {
  let opened: Promise<IDBDatabase> | undefined;
  const transact = async <T>(mode: IDBTransactionMode, work: (files: IDBObjectStore) => IDBRequest<T> | undefined) => {
    opened ??= openDatabase(name);
    const database = await opened;
    return new Promise<T | undefined>((resolve, reject) => {
      const transaction = database.transaction(table, mode, { durability: "strict" });
      const request = work(transaction.objectStore(table));
      transaction.addEventListener("complete", () => resolve(request?.result));
      const lost = () => reject(transaction.error ?? new Error("the browser could not keep a file"));
      transaction.addEventListener("abort", lost);
    });
  };
  const remove = (files: IDBObjectStore, path: string): void => {
    files.delete(path);
    files.delete(below(path));
  };
  return {
    read: (path) => transact<Uint8Array>("readonly", (files) => files.get(path)),
    async write(path, bytes) {
      await transact("readwrite", (files) => files.put(bytes, path));
    },
    async writeFolder(path, contents) {
      await transact("readwrite", (files) => {
        remove(files, path);
        for (const [file, bytes] of contents) files.put(bytes, `${path}/${file}`);
        return undefined;
      });
    },
    async list(folder) {
      const keys = (await transact("readonly", (files) => files.getAllKeys(below(folder)))) ?? [];
      const names = keys.map(
        (key) =>
          String(key)
            .slice(folder.length + 1)
            .split("/")[0] ?? "",
      );
      return [...new Set(names)];
    },
    async remove(path) {
      await transact("readwrite", (files) => {
        remove(files, path);
        return undefined;
      });
    },
  };
}

/** The key range of everything in a folder: `0` directly follows `/` in key order. */
function below(folder: string): IDBKeyRange {
  return IDBKeyRange.bound(`${folder}/`, `${folder}0`, false, true);
}

function openDatabase(name: string): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, 1);
    request.addEventListener("upgradeneeded", () => void request.result.createObjectStore(table));
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () => reject(request.error ?? new Error("the browser has no database")));
  });
}
