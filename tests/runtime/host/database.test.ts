/** The apps' database in unusual situations. A browser that refuses storage: whoever reads is told, and does not wait. */
import { afterEach, expect, test, vi } from "vitest";
import { launchBrowser } from "../browser.ts";
import { bundle } from "./fakes.ts";
import { listen, originOf, stop } from "./site.ts";

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

test("a connection that is closed while the app runs is opened again", async () => {
  const script = await bundle("src/runtime/host/services/database.ts", "esm");
  const server = await listen((request, response) => {
    const isScript = request.url === "/database.js";
    response.writeHead(200, { "Content-Type": isScript ? "text/javascript" : "text/html" }).end(isScript ? script : "");
  });
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage();
    await page.goto(originOf(server));
    const read = await page.evaluate(`(async () => {
      const { createDatabase } = await import("/database.js");
      const database = createDatabase("com.example.bank");
      await database.readAll("storage");
      await database.write("storage", [["before", 1]]);
      // As when the user clears the site's data. It waits until all connections are closed.
      await new Promise((resolve, reject) => {
        const request = indexedDB.deleteDatabase("miniapp-data:com.example.bank");
        Object.assign(request, { onsuccess: resolve, onerror: reject });
      });
      await Promise.all([database.write("storage", [["a", 2]]), database.write("storage", [["b", 3]])]);
      const entries = await database.readAll("storage");
      database.close();
      const late = await database.write("storage", [["c", 4]]).then(() => "written", ({ name }) => name);
      return [entries, late];
    })()`);
    expect(read).toEqual([
      [
        ["a", 2],
        ["b", 3],
      ],
      "InvalidStateError",
    ]);
  } finally {
    await browser.close();
    await stop(server);
  }
});
