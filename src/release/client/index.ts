/** `miniapp/client` for Node.js: the device's storage is a folder. */
import { mkdtempSync, rmSync } from "node:fs";
import { readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { makeFolder, verifyPackage, verifyUnpacked, writePackage } from "../../package/index.ts";
import { createDevice } from "./device.ts";
import type { Client, DeviceOptions } from "./device.ts";
import type { Platform, DeviceStorage } from "./platform.ts";

export { PackageError } from "../../package/index.ts";
export { ReleaseError } from "../error.ts";
export type { ReleaseErrorCode } from "../error.ts";
export type { Decision, Device } from "../rollout.ts";
export type { Client, Updated } from "./device.ts";

export interface ClientOptions extends DeviceOptions {
  /** A folder for this device only; nothing else may write to it. */
  readonly folder: string;
}

/** Creates the client of a device whose state is in `folder`. */
export function createClient({ folder, ...options }: ClientOptions): Client {
  const platform: Platform = {
    storage: folderStorage(folder),
    scratch: () => makeScratch(folder),
    verifyPackage,
    verifyUnpacked,
  };
  return createDevice(options, platform);
}

function makeScratch(folder: string): { folder: string; remove(): void } {
  makeFolder(folder);
  const scratch = mkdtempSync(join(folder, ".work-"));
  return { folder: scratch, remove: () => rmSync(scratch, { recursive: true, force: true }) };
}

function folderStorage(folder: string): DeviceStorage {
  const place = (path: string) => join(folder, path);
  return {
    read: (path) => orNothing(readFile(place(path)), undefined),
    write: (path, bytes) => writePackage(place(path), bytes),
    /** Writes to a temporary folder, then renames it. */
    async writeFolder(path, files) {
      const beside = `${place(path)}.${process.pid}.new`;
      await rm(beside, { recursive: true, force: true });
      makeFolder(beside);
      for (const [name, bytes] of files) await writeFile(join(beside, name), bytes, { flush: true });
      // An existing folder of this name must be damaged; otherwise it would not be loaded again.
      await rm(place(path), { recursive: true, force: true });
      await rename(beside, place(path));
    },
    list: (path) => orNothing(readdir(place(path)), []),
    remove: (path) => rm(place(path), { recursive: true, force: true }),
  };
}

async function orNothing<T, N>(reading: Promise<T>, nothing: N): Promise<T | N> {
  try {
    return await reading;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return nothing;
    throw error;
  }
}
