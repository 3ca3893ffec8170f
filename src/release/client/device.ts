/**
 * The client on a device, independent of the platform. It asks a store over HTTP which version of an app to run, trusts
 * only what verifies from its built-in root, loads what is missing, and switches to the new version atomically. The
 * previous version stays, and if anything fails, the device keeps what it has.
 */
import { decodeBase64, encodeBase64 } from "../../package/verify/bytes.ts";
import { applyDelta, splitPackage } from "../../package/verify/delta.ts";
import { sha256 as digestOf } from "../../package/verify/digest.ts";
import { gunzip } from "../../package/verify/gzip.ts";
import { PackageError, verifyManifest } from "../../package/verify/index.ts";
import type { PackageManifest, Trust, VerifiedPackage } from "../../package/verify/index.ts";
import { tarSize } from "../../package/verify/manifest.ts";
import { readTarEntry } from "../../package/verify/tar.ts";
import { largestChannel, parseChannel } from "../channel.ts";
import type { ChannelFile } from "../channel.ts";
import { ReleaseError, refuseRelease } from "../error.ts";
import { keysIn, parseMetadata, roleKeys, signersOf } from "../metadata.ts";
import { layout } from "../object-store.ts";
import { decide } from "../rollout.ts";
import type { Decision, Device, DisabledFile } from "../rollout.ts";
import {
  channelPath,
  disabledPath,
  envelopePathOf,
  packagePath,
  parseDisabled,
  trustOf,
  trustOfVersion,
} from "../targets.ts";
import type { PackageFacts } from "../targets.ts";
import { download, storeId, withMetadata } from "./metadata.ts";
import type { MetadataView } from "./metadata.ts";
import type { Fetch, Platform } from "./platform.ts";

export interface DeviceOptions {
  /** Base URL of the store, which contains `metadata/`, `targets/` and `deltas/`. */
  readonly url: string;
  /** The bytes of `metadata/1.root.json`, or of a later root, as built into the host app. */
  readonly root: Uint8Array;
  readonly device: Omit<Device, "installed">;
  readonly fetch?: Fetch;
}

export interface Client {
  /** Decides what this device should run, without loading it. @throws ReleaseError */
  check(app: string, channel: string): Promise<Decision>;
  /** Loads and installs what this device should run. @throws ReleaseError; nothing has changed then */
  update(app: string, channel: string): Promise<Updated>;
  /** Returns the installed version, verified again. @throws ReleaseError, PackageError */
  open(app: string): Promise<VerifiedPackage>;
}

export interface Updated {
  readonly state: "installed" | "current" | "none" | "disabled";
  readonly versionCode: number | null;
  /** Bytes of packages, channel files and deltas; without metadata. */
  readonly downloaded: number;
  readonly by: "package" | "delta" | null;
  /** Why this version was chosen, or why the channel has none for the device; null if it runs already, or is disabled. */
  readonly reason: Exclude<Decision, { kind: "disabled" }>["reason"] | null;
}

/** The device's persistent state, in one file that is replaced atomically. */
interface Memory {
  readonly format: 1;
  /** Time of the last successful verification of the store, in milliseconds since 1970. */
  readonly time: number;
  readonly apps: Readonly<Record<string, AppMemory>>;
}

interface AppMemory {
  readonly channels: Readonly<Record<string, { readonly seq: number; readonly sha256: string }>>;
  readonly disabled?: DisabledFile;
  readonly current?: Installed;
  readonly previous?: Installed;
}

interface Installed {
  readonly versionCode: number;
  readonly package: string;
  /** Keys that may sign packages of this app, from the store's metadata. */
  readonly keys: readonly string[];
}

/** The clock may be set back by this much, for normal corrections. In milliseconds. */
const clockTolerance = 60 * 60 * 1000;
const largestPackage = 256 * 1024 * 1024;

/** Creates a device for a platform: `index.ts` provides Node.js, `browser/index.ts` browsers. */
export function createDevice(options: DeviceOptions, platform: Platform): Client {
  const device = new DeviceStore({ ...options, url: options.url.replace(/\/+$/, "") }, platform);
  return {
    check: async (app, channel) => (await device.look(app, channel)).decision,
    update: (app, channel) => device.update(app, channel),
    open: (app) => device.open(app),
  };
}

interface Looked {
  readonly decision: Decision;
  readonly wanted?: Wanted;
}

/** The location of the chosen version, from signed metadata. */
interface Wanted {
  readonly facts: PackageFacts;
  readonly path: string;
  readonly sha256: string;
  readonly length: number;
  readonly trust: Trust;
}

class DeviceStore {
  readonly #options: DeviceOptions;
  readonly #platform: Platform;
  readonly #fetch: Fetch;

  constructor(options: DeviceOptions, platform: Platform) {
    this.#options = options;
    this.#platform = platform;
    // Browsers require that `fetch` is called as a function of the global object.
    this.#fetch = options.fetch ?? ((url, init) => fetch(url, init));
  }

  async look(app: string, channel: string): Promise<Looked> {
    const { url, root, device } = this.#options;
    const memory = await this.#remember();
    const now = Date.now();
    if (now < memory.time - clockTolerance) refuseRelease("release/clock-set-back");
    return withMetadata(url, this.#platform, root, this.#fetch, async (view) => {
      const before = memory.apps[app];
      const store = storeId(await view.role("root"));
      const disabled = await this.#disabled(view, app, before?.disabled, store);
      const file = await this.#channel(view, app, channel, store);
      checkSequence(before?.channels[channel], file);
      const seen = file ? { [channel]: { seq: file.channel.seq, sha256: file.sha256 } } : {};
      const next: AppMemory = {
        ...before,
        channels: { ...before?.channels, ...seen },
        ...(disabled === undefined ? {} : { disabled }),
      };
      await this.#write({ ...memory, time: Math.max(memory.time, now), apps: { ...memory.apps, [app]: next } });
      const installed = before?.current?.versionCode;
      const who: Device = { ...device, ...(installed === undefined ? {} : { installed }) };
      const decision = decide(file?.channel, disabled, who, now);
      if (decision.kind !== "version") return { decision };
      return { decision, wanted: await this.#wanted(view, app, decision.version) };
    });
  }

  async update(app: string, channel: string): Promise<Updated> {
    const { decision, wanted } = await this.look(app, channel);
    const reason = decision.kind === "disabled" ? null : decision.reason;
    const nothing = { versionCode: null, downloaded: 0, by: null, reason } as const;
    if (!wanted) return { ...nothing, state: decision.kind === "disabled" ? "disabled" : "none" };
    const { versionCode, digest } = wanted.facts;
    const memory = await this.#remember();
    const own = memory.apps[app] ?? { channels: {} };
    if (own.current?.package === digest) return { ...nothing, state: "current", versionCode };
    const kept = own.previous?.package === digest && (await this.#isSound(app, own.previous));
    const loaded = kept ? { downloaded: 0, by: null } : await this.#load(app, own.current, wanted);
    const keys = wanted.trust.keys.map(({ spki }) => encodeBase64(spki));
    const current: Installed = { versionCode, package: digest, keys };
    const apps = { ...memory.apps, [app]: { ...own, current, ...(own.current ? { previous: own.current } : {}) } };
    // The switch: until this file is replaced, the device runs the previous version.
    await this.#write({ ...memory, apps });
    await this.#sweep(app, [digest, own.current?.package]);
    return { state: "installed", versionCode, ...loaded, reason };
  }

  async open(app: string): Promise<VerifiedPackage> {
    const { disabled, current, previous } = (await this.#remember()).apps[app] ?? {};
    const isOff = ({ versionCode }: Installed) => disabled?.all || disabled?.versions.includes(versionCode);
    if (!current) return refuseRelease("release/no-installed", app);
    if (isOff(current)) return refuseRelease("release/disabled", `${app} ${current.versionCode}`);
    try {
      return await this.#open(app, current);
    } catch (error) {
      // Damage on the device's own disk: fall back to the previous version.
      if (!previous || isOff(previous)) throw error;
      return this.#open(app, previous);
    }
  }

  async #open(app: string, installed: Installed): Promise<VerifiedPackage> {
    const folder = placeOf(app, installed.package);
    const envelope = await this.#read(`${folder}/manifest.dsse.json`);
    const trust = trustOf(installed.keys.map((text) => ({ spki: decodeBase64(text) ?? new Uint8Array() })));
    const { manifest } = await verifyManifest(envelope, trust, { appId: app, digest: installed.package });
    const tars = await Promise.all(manifest.subpackages.map((_, index) => this.#read(`${folder}/${index}.tar`)));
    return this.#platform.verifyUnpacked(envelope, tars, trust, { appId: app, digest: installed.package });
  }

  /** Reads a file of an installed version. @throws PackageError if it is missing */
  async #read(path: string): Promise<Uint8Array> {
    const bytes = await this.#platform.storage.read(path);
    if (!bytes) throw new PackageError("package/file-missing", path);
    return bytes;
  }

  async #isSound(app: string, installed: Installed): Promise<boolean> {
    return this.#open(app, installed).then(
      () => true,
      () => false,
    );
  }

  async #load(
    app: string,
    current: Installed | undefined,
    wanted: Wanted,
  ): Promise<Pick<Updated, "downloaded" | "by">> {
    const byDelta = current && (await this.#loadDelta(app, current, wanted));
    if (byDelta) return byDelta;
    const bytes = await this.#target(wanted.path, wanted.sha256, wanted.length);
    const { digest } = wanted.facts;
    const verified = await this.#platform.verifyPackage(bytes, wanted.trust, { appId: app, digest });
    await this.#install(app, digest, splitPackage(bytes).envelope, unpacked(bytes, verified.manifest));
    return { downloaded: bytes.length, by: "package" };
  }

  /**
   * Loads a delta update and installs the result. Returns `undefined` if there is none, or if it does not produce the
   * wanted package.
   */
  async #loadDelta(app: string, current: Installed, wanted: Wanted) {
    const { facts, path, trust, length } = wanted;
    const url = `${this.#options.url}/${layout.delta(app, current.package, facts.digest)}`;
    try {
      const delta = await download(url, this.#fetch, length);
      if (!delta) return undefined;
      const envelope = await this.#target(envelopePathOf(path), facts.envelope.sha256, facts.envelope.length);
      const { manifest } = await verifyManifest(envelope, trust, { appId: app, digest: facts.digest });
      const known = new Map<string, Uint8Array>();
      for (const { files } of (await this.#open(app, current)).subpackages) {
        for (const { sha256, content } of files) known.set(sha256, content);
      }
      const tars = await applyDelta(manifest, known, delta);
      await this.#platform.verifyUnpacked(envelope, tars, trust, { appId: app, digest: facts.digest });
      await this.#install(app, facts.digest, envelope, tars);
      return { downloaded: delta.length + envelope.length, by: "delta" as const };
    } catch (error) {
      if (error instanceof PackageError || (error instanceof ReleaseError && error.kind === "trust")) return undefined;
      throw error;
    }
  }

  async #target(path: string, sha256: string, length: number): Promise<Uint8Array> {
    const bytes = await download(`${this.#options.url}/${layout.target(path, sha256)}`, this.#fetch, length);
    if (!bytes) return refuseRelease("release/store-unreachable", path);
    if (bytes.length !== length || (await digestOf(bytes)) !== sha256)
      return refuseRelease("release/target-mismatch", path);
    return bytes;
  }

  async #channel(view: MetadataView, app: string, channel: string, store: string) {
    const path = channelPath(app, channel);
    // The TUF library throws if a delegated file does not exist yet.
    const role = await binOf(view, path);
    if (role === undefined || !(await view.has(role))) return undefined;
    const info = await view.target(path);
    if (!info) return undefined;
    const sha256 = info.hashes["sha256"] ?? "";
    const file = parseChannel(await this.#target(path, sha256, Math.min(info.length, largestChannel)));
    if (file.store !== store || file.app !== app || file.channel !== channel)
      refuseRelease("release/wrong-store", path);
    if (role.startsWith("release-")) await checkApprovals(view, role, file);
    return { channel: file, sha256 };
  }

  async #disabled(view: MetadataView, app: string, before: DisabledFile | undefined, store: string) {
    if (!(await view.has("emergency"))) return before;
    const path = disabledPath(app);
    const info = await view.target(path);
    if (!info) return before;
    const file = parseDisabled(
      await this.#target(path, info.hashes["sha256"] ?? "", Math.min(info.length, largestChannel)),
    );
    if (file.store !== store || file.app !== app) refuseRelease("release/wrong-store", path);
    if (before && file.seq < before.seq) refuseRelease("release/channel-replayed", path);
    return file;
  }

  async #wanted(view: MetadataView, app: string, version: { versionCode: number; package: string }): Promise<Wanted> {
    const path = packagePath(app, version.versionCode);
    const targets = parseMetadata(await view.role("targets"), "targets");
    const partner = Object.entries(targets.signed.delegations?.roles ?? {}).find(
      ([name, role]) => name.startsWith("partner.") && role.isDelegatedPath(path),
    )?.[0];
    if (!(await view.has(partner ?? "apps")) || (!partner && !(await view.has(`app.${app}`)))) {
      return refuseRelease("release/no-version", path);
    }
    const info = await view.target(path);
    const facts = info?.custom as unknown as PackageFacts | undefined;
    if (!info || facts?.digest !== version.package) return refuseRelease("release/no-version", path);
    const { keys } = partner
      ? keysIn(targets, partner)
      : keysIn(parseMetadata(await view.role("apps"), "targets"), `app.${app}`);
    const length = Math.min(info.length, largestPackage);
    return {
      facts: { ...facts, versionCode: version.versionCode },
      path,
      sha256: info.hashes["sha256"] ?? "",
      length,
      trust: trustOfVersion(keys, facts),
    };
  }

  async #install(app: string, digest: string, envelope: Uint8Array, tars: readonly Uint8Array[]): Promise<void> {
    const files = new Map([["manifest.dsse.json", envelope], ...tars.map((tar, i) => [`${i}.tar`, tar] as const)]);
    await this.#platform.storage.writeFolder(placeOf(app, digest), files);
  }

  async #sweep(app: string, kept: readonly (string | undefined)[]): Promise<void> {
    const { storage } = this.#platform;
    for (const name of await storage.list(`apps/${app}`)) {
      if (!kept.includes(name)) await storage.remove(`apps/${app}/${name}`);
    }
  }

  async #remember(): Promise<Memory> {
    const bytes = await this.#platform.storage.read(memoryPath);
    return bytes ? (JSON.parse(new TextDecoder().decode(bytes)) as Memory) : { format: 1, time: 0, apps: {} };
  }

  #write(memory: Memory): Promise<void> {
    return this.#platform.storage.write(memoryPath, new TextEncoder().encode(JSON.stringify(memory)));
  }
}

const memoryPath = "device.json";

function placeOf(app: string, digest: string): string {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/.test(app)) return refuseRelease("release/wrong-path", app);
  return `apps/${app}/${digest}`;
}

/** The sequence number must not decrease, and a number must always mean the same file. */
function checkSequence(
  before: { readonly seq: number; readonly sha256: string } | undefined,
  file: { readonly channel: ChannelFile; readonly sha256: string } | undefined,
): void {
  if (!before) return;
  if (!file || file.channel.seq < before.seq) refuseRelease("release/channel-replayed");
  if (file?.channel.seq === before.seq && file.sha256 !== before.sha256) refuseRelease("release/channel-replayed");
}

/** TUF only counts signatures, so check here that the author's does not count as an approval. */
async function checkApprovals(view: MetadataView, role: string, file: ChannelFile): Promise<void> {
  const delegator = parseMetadata(await view.role("release"), "targets");
  const keys = roleKeys(delegator, role);
  const metadata = parseMetadata(await view.role(role), "targets");
  const others = signersOf(metadata, delegator, keys?.keyIds ?? []).filter((keyid) => keyid !== file.author);
  if (!keys || new Set(others).size < keys.threshold) refuseRelease("release/not-approved", file.channel);
}

/** The role that contains a channel. Loads the delegations on the way. */
async function binOf(view: MetadataView, path: string): Promise<string | undefined> {
  const targets = parseMetadata(await view.role("targets"), "targets");
  const parent = ["test", "release"].find((name) => targets.signed.delegations?.roles?.[name]?.isDelegatedPath(path));
  if (parent === undefined) return undefined;
  let bytes: Uint8Array;
  try {
    bytes = await view.role(parent);
  } catch {
    // Looking up a path below it loads the role. A missing bin makes the lookup fail, which is fine as long as the role
    // is there.
    let trouble: unknown;
    await view.target(path).catch((error: unknown) => (trouble = error));
    bytes = await view.role(parent).catch((error: unknown) => Promise.reject(trouble ?? error));
  }
  return parseMetadata(bytes, "targets").signed.delegations?.succinctRoles?.getRoleForTarget(path);
}

/** The uncompressed archives of a verified package. */
function unpacked(bytes: Uint8Array, manifest: PackageManifest): Uint8Array[] {
  let { rest } = splitPackage(bytes);
  return manifest.subpackages.map(({ files }) => {
    const entry = readTarEntry(bytes, rest);
    if (!entry) return refuseRelease("release/target-mismatch");
    rest = entry.next;
    return gunzip(bytes.subarray(entry.start, entry.start + entry.size), tarSize(files));
  });
}
