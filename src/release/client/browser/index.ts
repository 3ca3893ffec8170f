/**
 * `miniapp/client` for browsers: the device's storage is an IndexedDB database of the page's origin. The TUF client is
 * the same as in Node.js; the files next to this one replace the Node.js modules that it needs.
 */
import { verifyEd25519 } from "../../../package/verify/ed25519.ts";
import { verifyPackage, verifyUnpacked } from "../../../package/verify/index.ts";
import { createDevice } from "../device.ts";
import type { Client, DeviceOptions } from "../device.ts";
import { rmSync } from "./node-fs.ts";
import { databaseStorage } from "./storage.ts";

export { PackageError } from "../../../package/verify/index.ts";
export { ReleaseError } from "../../error.ts";
export type { ReleaseErrorCode } from "../../error.ts";
export type { Decision, Device } from "../../rollout.ts";
export type { Client, Updated } from "../device.ts";

export interface ClientOptions extends DeviceOptions {
  /** Name of the database for installed packages and metadata; default `miniapp-device`. Each store needs its own. */
  readonly database?: string;
}

/** Creates the client of a device. All windows of the origin share its state. */
export function createClient({ database = "miniapp-device", ...options }: ClientOptions): Client {
  let count = 0;
  const client = createDevice(options, {
    storage: databaseStorage(database),
    scratch() {
      const folder = `${database}/${count++}`;
      return { folder, remove: () => rmSync(folder) };
    },
    verifyPackage: (bytes, trust, more) => verifyPackage(bytes, trust, { ...more, ed25519: verifyEd25519 }),
    verifyUnpacked: (envelope, tars, trust, more) =>
      verifyUnpacked(envelope, tars, trust, { ...more, ed25519: verifyEd25519 }),
  });
  // Several windows of an origin share one device.
  const alone = <T>(work: () => Promise<T>): Promise<T> =>
    navigator.locks.request(`miniapp-client ${database}`, work) as Promise<T>;
  return {
    check: (app, channel) => alone(() => client.check(app, channel)),
    update: (app, channel) => alone(() => client.update(app, channel)),
    open: (app) => alone(() => client.open(app)),
  };
}
