/**
 * Decides which version a device runs. Pure, and equal on every platform: the device decides by itself, from the
 * channel file and what it knows about itself, so the store learns nothing about it.
 */
import { createHash } from "node:crypto";
import type { ChannelFile, ChannelRule, Conditions, VersionRef } from "./channel.ts";
import { everyone } from "./channel.ts";

/** Facts about a device, which never leave it. */
export interface Device {
  /** Opaque, and stable for a device. */
  readonly id: string;
  readonly segments?: readonly string[];
  readonly os?: string;
  readonly region?: string;
  /** Version of the host app, `1.2.3`. */
  readonly hostVersion?: string;
  /** The version code that it currently runs. */
  readonly installed?: number;
}

/** schemas/disabled.schema.json; overrides every channel. */
export interface DisabledFile {
  readonly format: 1;
  readonly store: string;
  readonly app: string;
  readonly seq: number;
  readonly time: string;
  readonly author: string;
  readonly message: string;
  readonly all: boolean;
  readonly versions: readonly number[];
}

export type Decision =
  | { readonly kind: "version"; readonly version: VersionRef; readonly reason: "allow-list" | "share" | "everyone" }
  /** The channel has no version for this device, which keeps what it has. */
  | { readonly kind: "none" }
  /** The installed version must not run, and there is no other. */
  | { readonly kind: "disabled" };

/**
 * @param now milliseconds since 1970
 */
export function decide(
  channel: ChannelFile | undefined,
  disabled: DisabledFile | undefined,
  device: Device,
  now: number,
): Decision {
  if (disabled?.all) return { kind: "disabled" };
  for (const rule of channel?.rules ?? []) {
    if (disabled?.versions.includes(rule.versionCode)) continue;
    const reason = matches(rule, channel as ChannelFile, device, now);
    if (reason) return { kind: "version", version: { versionCode: rule.versionCode, package: rule.package }, reason };
  }
  const { installed } = device;
  return installed !== undefined && disabled?.versions.includes(installed) ? { kind: "disabled" } : { kind: "none" };
}

/** A device's rollout bucket, 0 to 9,999; constant for a given salt. */
export function bucketOf(salt: string, deviceId: string): number {
  return createHash("sha256").update(`${salt}\0${deviceId}`).digest().readUInt32BE(0) % everyone;
}

function matches(rule: ChannelRule, channel: ChannelFile, device: Device, now: number) {
  const { conditions } = rule;
  if (rule.versionCode < channel.floor || !fits(conditions, device, now)) return undefined;
  // A pause does not take a version away from devices that have it.
  if (channel.paused && !isOpen(rule) && device.installed !== rule.versionCode) return undefined;
  if (conditions.allow?.some((name) => name === device.id || device.segments?.includes(name))) return "allow-list";
  if (conditions.os && !conditions.os.includes(device.os ?? "")) return undefined;
  if (conditions.regions && !conditions.regions.includes(device.region ?? "")) return undefined;
  if (rule.percent === everyone) return "everyone";
  return bucketOf(rule.salt, device.id) < rule.percent ? "share" : undefined;
}

function isOpen({ percent, conditions }: ChannelRule): boolean {
  return percent === everyone && Object.keys(conditions).every((name) => name === "allow" || name === "minHost");
}

/** Conditions that also apply to devices on the allow list: host version and time window. */
function fits({ from, until, minHost, maxHost }: Conditions, device: Device, now: number): boolean {
  if (from !== undefined && now < Date.parse(from)) return false;
  if (until !== undefined && now >= Date.parse(until)) return false;
  const host = device.hostVersion ?? "0";
  if (minHost !== undefined && compareVersions(host, minHost) < 0) return false;
  return maxHost === undefined || compareVersions(host, maxHost) <= 0;
}

/** Compares dotted versions: `1.10` is above `1.9`, and `1` equals `1.0.0`. */
export function compareVersions(a: string, b: string): number {
  const [x, y] = [a, b].map((text) => text.split(".").map((part) => Number.parseInt(part, 10) || 0));
  for (let i = 0; i < Math.max(x?.length ?? 0, y?.length ?? 0); i++) {
    const difference = (x?.[i] ?? 0) - (y?.[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

export interface Simulated {
  readonly devices: number;
  /** Number of devices by version code, and how many get none. */
  readonly versions: readonly { readonly versionCode: number; readonly devices: number; readonly share: number }[];
  readonly none: number;
  readonly disabled: number;
}

/** What a population of devices would get; their ids are `device-0`, `device-1` and so on. */
export function simulate(
  channel: ChannelFile | undefined,
  disabled: DisabledFile | undefined,
  devices: number,
  now: number,
  like: Omit<Device, "id"> = {},
): Simulated {
  const counts = new Map<number, number>();
  let none = 0;
  let off = 0;
  for (let i = 0; i < devices; i++) {
    const decision = decide(channel, disabled, { ...like, id: `device-${i}` }, now);
    if (decision.kind === "version") {
      counts.set(decision.version.versionCode, (counts.get(decision.version.versionCode) ?? 0) + 1);
    } else if (decision.kind === "none") none++;
    else off++;
  }
  const versions = [...counts]
    .toSorted(([a], [b]) => b - a)
    .map(([versionCode, count]) => ({ versionCode, devices: count, share: count / devices }));
  return { devices, versions, none, disabled: off };
}
