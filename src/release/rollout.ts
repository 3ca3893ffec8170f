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

/** Why a channel has no version for a device; of several versions, the reason of the last one. */
export type Miss = "nothing-released" | "switched-off" | "below-floor" | "conditions" | "paused" | "not-in-share";

/** `kept`: the device would not get the version now, but it has it already. */
type Match = "allow-list" | "share" | "everyone" | "kept";

export type Decision =
  | { readonly kind: "version"; readonly version: VersionRef; readonly reason: Match }
  /** The channel has no version for this device, which keeps what it has. */
  | { readonly kind: "none"; readonly reason: Miss }
  /** The installed version must not run, and there is no other. */
  | { readonly kind: "disabled" };

/**
 * The version of the first rule that matches the device. But a device never goes back to an older version while the one
 * that it has is live: it leaves that version only for a newer one, after a rollback, or if the version must not run.
 *
 * @param now milliseconds since 1970
 */
export function decide(
  channel: ChannelFile | undefined,
  disabled: DisabledFile | undefined,
  device: Device,
  now: number,
): Decision {
  if (disabled?.all) return { kind: "disabled" };
  const rules = channel?.rules ?? [];
  const { installed = -1 } = device;
  const barrierOf = (rule: ChannelRule) =>
    disabled?.versions.includes(rule.versionCode) ? "switched-off" : mustNotRun(rule, channel as ChannelFile, device);
  const stays = rules.some((rule) => rule.versionCode === installed && !barrierOf(rule));
  let reason: Miss = "nothing-released";
  for (const rule of rules) {
    const { versionCode, package: digest, percent } = rule;
    if (stays && versionCode < installed) continue;
    const missed = barrierOf(rule) ?? missOf(rule, channel as ChannelFile, device, now);
    if (missed && !(stays && versionCode === installed)) {
      reason = missed;
      continue;
    }
    const matched = percent === everyone ? "everyone" : "share";
    return {
      kind: "version",
      version: { versionCode, package: digest },
      reason: missed ? "kept" : isAllowed(rule, device) ? "allow-list" : matched,
    };
  }
  return disabled?.versions.includes(installed) ? { kind: "disabled" } : { kind: "none", reason };
}

/** A device's rollout bucket, 0 to 9,999; constant for a given salt. */
export function bucketOf(salt: string, deviceId: string): number {
  return createHash("sha256").update(`${salt}\0${deviceId}`).digest().readUInt32BE(0) % everyone;
}

/** Why no device like this one may run the version, whether it has it or not. */
function mustNotRun({ versionCode, conditions }: ChannelRule, { floor }: ChannelFile, device: Device) {
  if (versionCode < floor) return "below-floor";
  return fitsHost(conditions, device) ? undefined : "conditions";
}

/** Why a device that does not have the version does not get it. */
function missOf(rule: ChannelRule, channel: ChannelFile, device: Device, now: number): Miss | undefined {
  const { conditions } = rule;
  if (!isInTime(conditions, now)) return "conditions";
  if (channel.paused && !isOpen(rule)) return "paused";
  if (isAllowed(rule, device)) return undefined;
  if (conditions.os && !conditions.os.includes(device.os ?? "")) return "conditions";
  if (conditions.regions && !conditions.regions.includes(device.region ?? "")) return "conditions";
  return rule.percent === everyone || bucketOf(rule.salt, device.id) < rule.percent ? undefined : "not-in-share";
}

function isAllowed({ conditions }: ChannelRule, device: Device): boolean {
  return conditions.allow?.some((name) => name === device.id || device.segments?.includes(name)) ?? false;
}

function isOpen({ percent, conditions }: ChannelRule): boolean {
  return percent === everyone && Object.keys(conditions).every((name) => name === "allow" || name === "minHost");
}

/** The time window, which also applies to devices on the allow list. */
function isInTime({ from, until }: Conditions, now: number): boolean {
  if (from !== undefined && now < Date.parse(from)) return false;
  return until === undefined || now < Date.parse(until);
}

/** The host's version, which also applies to devices on the allow list and to devices that have the version. */
function fitsHost({ minHost, maxHost }: Conditions, device: Device): boolean {
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
