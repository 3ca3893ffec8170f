/** A browser that refuses storage: whoever reads is told, and does not wait forever. */
import { afterEach, expect, test, vi } from "vitest";

interface Host {
  wakeStorage(): Promise<void>;
  createDatabase(appId: string): {
    readAll(store: string): Promise<unknown>;
    write(store: string, changes: readonly unknown[]): Promise<void>;
    close(): void;
  };
}

afterEach(() => {
  vi.unstubAllGlobals();
});

test("a browser that refuses to open a database fails reading and writing", async () => {
  const open = (): never => {
    throw new DOMException("storage is blocked", "SecurityError");
  };
  vi.stubGlobal("indexedDB", { open });
  // By a variable: the file uses types of the browser, which this one does not have.
  const file = "../../../src/runtime/host/services/database.ts";
  const { createDatabase, wakeStorage } = (await import(file)) as Host;
  await wakeStorage();
  const database = createDatabase("com.example.bank");
  await expect(database.readAll("storage")).rejects.toThrow("storage is blocked");
  await expect(database.write("storage", [["a", 1]])).rejects.toThrow("storage is blocked");
  database.close();
});
