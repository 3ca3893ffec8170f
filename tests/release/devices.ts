/** The two kinds of `miniapp/client` devices, Node.js and browser, so that tests can run on both. */
import { cpSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { buildClient } from "../../scripts/build-client.mjs";
import { createClient } from "../../src/release/client/index.ts";
import type { Client } from "../../src/release/client/index.ts";
import { root as repository } from "../build/program.ts";
import { launchBrowser } from "../runtime/browser.ts";

/** The part of an opened version that can be serialized out of a page. */
type Opened = Pick<Awaited<ReturnType<Client["open"]>>, "manifest" | "digest">;

export interface TestDevice extends Omit<Client, "open"> {
  open(app: string): Promise<Opened>;
  /** Folder names of the app versions that the device keeps. */
  kept(app: string): Promise<readonly string[]>;
  damage(path: string): Promise<void>;
  /** Copies the device's trusted metadata into a folder. */
  copyMetadata(to: string): Promise<void>;
}

export interface DeviceMaker {
  make(url: string, root: Uint8Array, id: string): Promise<TestDevice>;
  close(): Promise<void>;
}

const facts = { os: "ios", hostVersion: "2.1" };

export function nodeDevices(home: string): DeviceMaker {
  let count = 0;
  return {
    async make(url, root, id) {
      const folder = join(home, `device-${count++}`);
      const client = createClient({ url, folder, root, device: { id, ...facts } });
      return {
        ...client,
        kept: async (app) => readdirSync(join(folder, "apps", app)),
        damage: async (path) => writeFileSync(join(folder, path), "damaged"),
        copyMetadata: async (to) => cpSync(join(folder, "metadata"), to, { recursive: true }),
      };
    },
    close: async () => {},
  };
}

/** Each device is a page with its own database and the test's clock. Making the next one closes it. */
export async function browserDevices(temporary: string): Promise<DeviceMaker> {
  await buildClient({ absWorkingDir: repository, outdir: temporary, bundle: true, target: "chrome100" });
  const script = readFileSync(join(temporary, "client.js"), "utf8");
  const browser: Browser = await launchBrowser();
  let shown: Page | undefined;
  return {
    async make(url, root, id) {
      await shown?.close();
      const page = (shown = await browser.newPage());
      await page.route(`${url}/client.js`, (route) => route.fulfill({ contentType: "text/javascript", body: script }));
      await page.route(`${url}/`, (route) => route.fulfill({ contentType: "text/html", body: "<!doctype html>" }));
      await page.goto(`${url}/`);
      const options = JSON.stringify({ url, device: { id, ...facts } });
      await page.evaluate(
        `import("/client.js").then(({ createClient }) => {
          globalThis.client = createClient({ ...${options}, root: Uint8Array.from(${JSON.stringify([...root])}) });
        })`,
      );
      return deviceOf(page);
    },
    close: () => browser.close(),
  };
}

function deviceOf(page: Page): TestDevice {
  const call = async <T>(what: string): Promise<T> => {
    await page.clock.setFixedTime(Date.now());
    const answer = (await page.evaluate(
      `(async () => ({ value: await ${what} }))().catch((error) => ({ error: { code: error.code, message: String(error) } }))`,
    )) as { value: T; error?: { code?: string; message: string } };
    if (answer.error) throw Object.assign(new Error(answer.error.message), answer.error);
    return answer.value;
  };
  /** Runs one request on the device's database. Bytes are returned as arrays of numbers. */
  const files = <T>(mode: "readonly" | "readwrite", request: string) =>
    call<T>(`new Promise((resolve, reject) => {
      const opening = indexedDB.open("miniapp-device");
      opening.onsuccess = () => {
        const files = opening.result.transaction("files", "${mode}").objectStore("files");
        const request = ${request};
        request.onsuccess = () => {
          opening.result.close();
          resolve(request.result instanceof Uint8Array ? [...request.result] : request.result);
        };
        request.onerror = reject;
      };
    })`);
  const keys = () => files<string[]>("readonly", "files.getAllKeys()");
  return {
    check: (app, channel) => call(`client.check("${app}", "${channel}")`),
    update: (app, channel) => call(`client.update("${app}", "${channel}")`),
    open: (app) => call(`client.open("${app}").then(({ manifest, digest }) => ({ manifest, digest }))`),
    async kept(app) {
      const names = (await keys()).flatMap((key) => new RegExp(`^apps/${app}/(\\w+)/`).exec(key)?.[1] ?? []);
      return [...new Set(names)];
    },
    damage: async (path) =>
      void (await files<unknown>("readwrite", `files.put(new TextEncoder().encode("damaged"), "${path}")`)),
    async copyMetadata(to) {
      mkdirSync(to, { recursive: true });
      for (const key of (await keys()).filter((name) => name.startsWith("metadata/"))) {
        const bytes = await files<number[]>("readonly", `files.get(${JSON.stringify(key)})`);
        writeFileSync(join(to, key.slice("metadata/".length)), Uint8Array.from(bytes));
      }
    },
  };
}
