/**
 * Which version a device should run. Pure, and the same on every platform: a device decides for itself, from the
 * channel's file and what it knows of itself; the store learns nothing about it.
 */
import { createHash } from "node:crypto";
import type { ChannelFile, ChannelRule, Conditions, VersionRef } from "./channel.ts";
import { everyone } from "./channel.ts";

/** What a device says of itself; all of it stays on the device. */
export interface Device {
  /** Opaque, and stable for one device. */
  readonly id: string;
  readonly segments?: readonly string[];
  readonly os?: string;
  readonly region?: string;
  /** Version of the host app, `1.2.3`. */
  readonly hostVersion?: string;
  /** Version code that it runs now. */
  readonly installed?: number;
}

/** schemas/disabled.schema.json: stronger than any channel. */
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
  /** The channel has nothing for this device: it keeps what it has. */
  | { readonly kind: "none" }
  /** What it has must not run, and there is nothing else. */
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

/** A device's place in the draw: 0 to 9,999; the same for ever for one salt. */
export function bucketOf(salt: string, deviceId: string): number {
  return createHash("sha256").update(`${salt}\0${deviceId}`).digest().readUInt32BE(0) % everyone;
}

function matches(rule: ChannelRule, channel: ChannelFile, device: Device, now: number) {
  const { conditions } = rule;
  if (rule.versionCode < channel.floor || !fits(conditions, device, now)) return undefined;
  // A pause takes nothing away from those who have it.
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

/** Conditions that hold for an allow-list as well: a version must be able to run, and its time must have come. */
function fits({ from, until, minHost, maxHost }: Conditions, device: Device, now: number): boolean {
  if (from !== undefined && now < Date.parse(from)) return false;
  if (until !== undefined && now >= Date.parse(until)) return false;
  const host = device.hostVersion ?? "0";
  if (minHost !== undefined && compareVersions(host, minHost) < 0) return false;
  return maxHost === undefined || compareVersions(host, maxHost) <= 0;
}

/** `1.10` is above `1.9`, and `1` is `1.0.0`. */
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
  /** Devices by version code, and how many get nothing. */
  readonly versions: readonly { readonly versionCode: number; readonly devices: number; readonly share: number }[];
  readonly none: number;
  readonly disabled: number;
}

/** What a population of devices would get; device ids are `device-0` on. */
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
