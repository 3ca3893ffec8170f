/**
 * The simulated device of `miniapp run`: it has a folder per store, a persistent id, and a trusted root, which is given
 * by the user or taken from the store on first use.
 */
import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { isAbsolute, join, resolve } from "node:path";
import { createFile, makeFolder } from "../package/index.ts";
import type { VerifiedPackage } from "../package/index.ts";
import { ReleaseError, createClient } from "../release/client/index.ts";
import type { Client, Decision, Updated } from "../release/client/index.ts";
import { folderOf } from "../release/open-store.ts";
import { CommandError, exitCodes } from "./io.ts";
import type { Io } from "./io.ts";
import { digestOf } from "./release-session.ts";

export interface DeviceFlags {
  readonly channel: string;
  readonly trust?: string;
  readonly deviceId?: string;
  readonly hostVersion?: string;
  readonly os?: string;
  readonly region?: string;
  readonly segment?: readonly string[];
  readonly folder?: string;
}

export interface RunDevice {
  readonly id: string;
  readonly client: Client;
}

/** The device's decision about an app: the version that it runs, or why it runs none. */
export interface DeviceRun {
  readonly state: Updated["state"] | "kept";
  readonly reason: Updated["reason"];
  readonly downloaded: number;
  readonly by: Updated["by"];
  readonly running?: VerifiedPackage;
  /** Why the device keeps its installed version. */
  readonly problem?: ReleaseError;
}

/**
 * @param address URL of the store as devices see it, or a store's folder
 * @throws CommandError, ReleaseError
 */
export async function openDevice(address: string, flags: DeviceFlags, io: Io): Promise<RunDevice> {
  const { url, fetch: ask } = transport(address, io);
  const given = flags.trust === undefined ? undefined : await readFile(resolve(io.cwd, flags.trust));
  const local = isWeb(address) ? undefined : folderOf(address, io.cwd);
  const folder = deviceFolder(url + (local === undefined ? address : `file:${local}`), given, flags, io);
  makeFolder(folder);
  const root = given ?? (await firstRoot(url, address, folder, ask, io));
  const id = flags.deviceId ?? (await ownId(folder));
  const { os, region, hostVersion, segment } = flags;
  const device = {
    id,
    ...(os === undefined ? {} : { os }),
    ...(region === undefined ? {} : { region }),
    ...(hostVersion === undefined ? {} : { hostVersion }),
    ...(segment === undefined ? {} : { segments: segment }),
  };
  return { id, client: createClient({ url, folder, root, device, fetch: ask }) };
}

/**
 * Asks the store for an update. If it cannot be reached or must not be trusted, runs the installed version. @throws
 * ReleaseError
 */
export async function updateAndOpen(client: Client, app: string, channel: string): Promise<DeviceRun> {
  let updated: Updated;
  try {
    updated = await client.update(app, channel);
  } catch (error) {
    if (!(error instanceof ReleaseError)) throw error;
    const kept = { state: "kept", reason: null, downloaded: 0, by: null, problem: error } as const;
    const running = await client.open(app).catch((trouble: unknown) => {
      if (trouble instanceof ReleaseError && trouble.code === "release/disabled") return undefined;
      throw trouble instanceof ReleaseError && trouble.code === "release/no-installed" ? error : trouble;
    });
    return running ? { ...kept, running } : { ...kept, state: "disabled" };
  }
  const { state, reason, downloaded, by } = updated;
  const facts = { state, reason, downloaded, by };
  if (state === "disabled") return facts;
  const running = await client.open(app).catch((error: unknown) => {
    if (error instanceof ReleaseError && error.code === "release/no-installed") return undefined;
    throw error;
  });
  return running ? { ...facts, running } : facts;
}

/** Explains to people why the device gets this version, or none. */
export const reasonTexts: Readonly<Record<Exclude<Decision, { kind: "disabled" }>["reason"], string>> = {
  "nothing-released": "nothing is released to it; are the names of app and channel right?",
  "switched-off": "the version is switched off",
  "below-floor": "the version is below the channel's floor",
  conditions: "the device does not meet the conditions (system, region, host version, time)",
  paused: "the channel is paused",
  "not-in-share": "this device is not in the percentage of devices that get it",
  everyone: "released to all devices",
  share: "this device is in the percentage of devices that get it",
  "allow-list": "this device is on the allow list",
  kept: "this device already has it, and it is still live",
};

function isWeb(address: string): boolean {
  return /^https?:\/\//i.test(address);
}

/** Serves a store's folder as a static web server would. */
function transport(address: string, io: Io): { url: string; fetch: typeof fetch } {
  if (isWeb(address)) return { url: address.replace(/\/+$/, ""), fetch };
  const folder = folderOf(address, io.cwd);
  if (folder === undefined) {
    const hint = "Use the address at which devices find the store (https://…), or the store's folder.";
    throw new CommandError(exitCodes.usage, `${address} is not an address that a device can reach`, hint);
  }
  const base = "http://store.invalid";
  const serve = async (input: string | URL | Request): Promise<Response> => {
    const path = decodeURIComponent(String(input).slice(base.length + 1));
    try {
      return new Response(await readFile(join(folder, path)));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
      return new Response(null, { status: 404 });
    }
  };
  return { url: base, fetch: serve };
}

/** Separate folders per store, root and device id, so that the state of one device is never used for another. */
function deviceFolder(store: string, root: Uint8Array | undefined, flags: DeviceFlags, io: Io): string {
  if (flags.folder !== undefined) return resolve(io.cwd, flags.folder);
  const { XDG_DATA_HOME: data, APPDATA: appData, HOME: home = homedir() } = io.env;
  const base =
    data !== undefined && isAbsolute(data)
      ? data
      : process.platform === "win32" && appData !== undefined
        ? appData
        : join(home, ".local", "share");
  const key = JSON.stringify([store, root ? digestOf(root) : "", flags.deviceId ?? ""]);
  return join(base, "miniapp", "devices", digestOf(Buffer.from(key)).slice(0, 32));
}

/** Trust on first use: the first root seen is trusted from then on. */
async function firstRoot(url: string, address: string, folder: string, ask: typeof fetch, io: Io): Promise<Uint8Array> {
  const path = join(folder, "first-root.json");
  const known = await readIfPresent(path);
  if (known) return known;
  let response: Response | undefined;
  try {
    response = await ask(`${url}/metadata/1.root.json`, { signal: AbortSignal.timeout(30_000) });
  } catch (error) {
    throw Object.assign(new ReleaseError("release/store-unreachable", address), { cause: error });
  }
  if (response.status === 404) throw new ReleaseError("release/no-store", address);
  if (!response.ok) throw new ReleaseError("release/store-unreachable", `${response.status} ${address}`);
  const root = new Uint8Array(await response.arrayBuffer());
  await createFile(path, root, 0o644);
  io.err(`note: this device now trusts the root ${digestOf(root)}; compare it, or pass one with --trust\n`);
  return root;
}

async function ownId(folder: string): Promise<string> {
  const path = join(folder, "device-id");
  await createFile(path, Buffer.from(`${randomUUID()}\n`), 0o600);
  return (await readFile(path, "utf8")).trim();
}

async function readIfPresent(path: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
