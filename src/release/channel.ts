/**
 * Channels: which versions of an app are live, for whom, and the lowest version that devices may get. A channel is one
 * file; each change creates a new file with the next number and the digest of the previous one.
 *
 * These functions do no I/O: they compute the next channel file from the previous one, or refuse.
 */
import { parseStrictJson } from "../package/verify/strict-json.ts";
import { refuseRelease } from "./error.ts";
import { stable } from "./metadata.ts";
import type { Json, JsonMap } from "./metadata.ts";

/** schemas/channel.schema.json */
export interface ChannelFile {
  readonly format: 1;
  readonly store: string;
  readonly app: string;
  readonly channel: string;
  /** 1 for the first file. */
  readonly seq: number;
  /** SHA-256 of the previous channel file; `""` for the first. */
  readonly previous: string;
  readonly time: string;
  /** Key id of the proposal's author. */
  readonly author: string;
  readonly message: string;
  /** No further device gets a version that is not yet released to everyone. */
  readonly paused: boolean;
  /** No device may get a lower version code. */
  readonly floor: number;
  /** At most two, the newer version first; `decide` in rollout.ts says which applies to a device. */
  readonly rules: readonly ChannelRule[];
  /** Versions that were released to everyone, newest last. */
  readonly full: readonly VersionRef[];
}

export interface VersionRef {
  readonly versionCode: number;
  /** Digest of the package. */
  readonly package: string;
}

export interface ChannelRule extends VersionRef {
  /** Hundredths of a percent: 0 to 10,000. */
  readonly percent: number;
  /** Salt of the rollout: a device's bucket differs from version to version. */
  readonly salt: string;
  readonly conditions: Conditions;
}

export interface Conditions {
  /** Device ids or segment names that get the version whatever the percentage. */
  readonly allow?: readonly string[];
  /** ISO 8601, UTC; `from` is included, `until` is not. */
  readonly from?: string;
  readonly until?: string;
  readonly os?: readonly string[];
  readonly regions?: readonly string[];
  /** Versions of the host app, `1.2.3`. */
  readonly minHost?: string;
  readonly maxHost?: string;
}

export const everyone = 10_000;
/** In bytes; devices refuse a larger file. */
export const largestChannel = 4 * 1024 * 1024;
const rememberedVersions = 20;

/** Values common to all changes of a channel. */
export interface ChangeFacts {
  readonly store: string;
  readonly app: string;
  readonly channel: string;
  readonly time: string;
  readonly author: string;
  readonly message: string;
  /** Digest of the previous file; `""` if there is none. */
  readonly previous: string;
}

/** New values of single conditions; `null` removes one. Conditions that are not named stay. */
export type ConditionChanges = { readonly [Name in keyof Conditions]?: Conditions[Name] | null };

export interface SetOptions {
  readonly version?: VersionRef;
  readonly percent?: number;
  readonly conditions?: ConditionChanges;
  readonly floor?: number;
}

/**
 * Sets a version on the channel, or changes the percentage or conditions of one that is on it. A new percentage and a
 * new version end a pause.
 *
 * @throws ReleaseError for a version that is older than a live one: only a rollback returns to an older version
 */
export function setVersion(before: ChannelFile | undefined, facts: ChangeFacts, options: SetOptions): ChannelFile {
  const candidate = before?.rules[0];
  const version = options.version ?? candidate ?? refuseRelease("release/no-channel", facts.channel);
  const floor = options.floor ?? before?.floor ?? 0;
  const present = before?.rules.find((rule) => rule.versionCode === version.versionCode);
  const newest = Math.max(0, ...(before?.rules ?? []).map(({ versionCode }) => versionCode));
  const isOlder = version.versionCode < newest;
  if (isOlder && !present) refuseRelease("release/version-falls", `${newest} to ${version.versionCode}`);
  const percent = options.percent ?? present?.percent ?? everyone;
  if (present && before && !before.paused && percent < present.percent) {
    refuseRelease("release/percent-falls", `${present.percent / 100} % to ${percent / 100} %`);
  }
  const rule: ChannelRule = {
    versionCode: version.versionCode,
    package: version.package,
    percent,
    salt: present?.salt ?? `${facts.app}/${facts.channel}/${version.versionCode}`,
    conditions: mergeConditions(present?.conditions, options.conditions),
  };
  const resumes = options.percent !== undefined || !present;
  const content = { floor, paused: !resumes && (before?.paused ?? false), ...placeRule(before, rule) };
  if (before && isSame(before, content)) {
    if (isOlder) refuseRelease("release/version-falls", `${newest} to ${version.versionCode}`);
    refuseRelease("release/nothing-to-do", `${facts.channel} is already in this state`);
  }
  return nextFile(before, facts, content);
}

function mergeConditions(before: Conditions = {}, changes: ConditionChanges = {}): Conditions {
  const kept = Object.entries({ ...before, ...changes }).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries(kept);
}

type ChannelContent = Pick<ChannelFile, "paused" | "floor" | "rules" | "full">;

function isSame(a: ChannelContent, b: ChannelContent): boolean {
  // Serialize first, because the interfaces are not `Json`.
  const text = ({ paused, floor, rules, full }: ChannelContent) =>
    stable(JSON.parse(JSON.stringify({ paused, floor, rules, full })) as Json);
  return text(a) === text(b);
}

/**
 * A rule stays in its place; a new one goes before the others, because its version is newer. Rules after a rule for
 * everyone are dropped: they match no device.
 */
function placeRule(before: ChannelFile | undefined, rule: ChannelRule): Pick<ChannelFile, "rules" | "full"> {
  const live = before?.rules ?? [];
  const isPresent = live.some(({ versionCode }) => versionCode === rule.versionCode);
  const placed = isPresent
    ? live.map((other) => (other.versionCode === rule.versionCode ? rule : other))
    : [rule, ...live];
  const last = placed.findIndex(isForEveryone);
  const rules = last === -1 ? placed : placed.slice(0, last + 1);
  if (rules.length > 2) {
    refuseRelease("release/too-many-versions", live.map(({ versionCode }) => versionCode).join(", "));
  }
  const full = before?.full ?? [];
  if (!isForEveryone(rule)) return { rules, full };
  const rest = full.filter(({ versionCode }) => versionCode !== rule.versionCode);
  return { rules, full: [...rest, refOf(rule)].slice(-rememberedVersions) };
}

/** Stops the rollout for further devices, or resumes it. */
export function pauseChannel(before: ChannelFile | undefined, facts: ChangeFacts, paused: boolean): ChannelFile {
  if (!before) return refuseRelease("release/no-channel", facts.channel);
  if (before.paused === paused)
    refuseRelease("release/nothing-to-do", paused ? "it is already paused" : "it is not paused");
  return nextFile(before, facts, { ...before, paused });
}

/** Repeats the file unchanged: the set of approvers has changed, or their signatures are about to expire. */
export function renewChannel(before: ChannelFile | undefined, facts: ChangeFacts): ChannelFile {
  return before ? nextFile(before, facts, before) : refuseRelease("release/no-channel", facts.channel);
}

/** Rolls back to a version that was released to everyone: the last one, or `to`. */
export function rollBack(before: ChannelFile | undefined, facts: ChangeFacts, to?: VersionRef): ChannelFile {
  if (!before) return refuseRelease("release/no-channel", facts.channel);
  const [first] = before.rules;
  const target = to ?? before.full.findLast((ref) => ref.versionCode !== first?.versionCode);
  if (!target) return refuseRelease("release/no-version", "no other version was released to everyone");
  const rule: ChannelRule = {
    ...refOf(target),
    percent: everyone,
    salt: `${facts.app}/${facts.channel}/${target.versionCode}`,
    conditions: {},
  };
  const full = before.full.filter(
    ({ versionCode }) => versionCode !== first?.versionCode && versionCode !== target.versionCode,
  );
  return nextFile(before, facts, { floor: before.floor, paused: false, rules: [rule], full: [...full, refOf(target)] });
}

function nextFile(before: ChannelFile | undefined, facts: ChangeFacts, content: ChannelContent): ChannelFile {
  const { store, app, channel, previous, time, author, message } = facts;
  const { paused, floor, rules, full } = content;
  const file: ChannelFile = {
    format: 1,
    store,
    app,
    channel,
    seq: (before?.seq ?? 0) + 1,
    previous,
    time,
    author,
    message,
    paused,
    floor,
    rules,
    full,
  };
  checkChannel(file);
  return file;
}

/** Checks the rules for every channel file, whoever wrote it. @throws ReleaseError */
export function checkChannel(file: ChannelFile): void {
  if (file.rules.length > 2) refuseRelease("release/too-many-versions", String(file.rules.length));
  const low = file.rules.find((rule) => rule.versionCode < file.floor);
  if (low) refuseRelease("release/below-floor", `${low.versionCode} is below ${file.floor}`);
}

/** @throws ReleaseError if devices would refuse the file */
export function checkChannelSize({ length }: Uint8Array): void {
  if (length > largestChannel) refuseRelease("release/channel-too-large", `${length} of ${largestChannel} bytes`);
}

/** Whether a rule gives its version to all devices: 100 % without limiting conditions. */
export function isForEveryone({ percent, conditions }: ChannelRule): boolean {
  const limiting = Object.entries(conditions).filter(([name]) => name !== "allow");
  return percent === everyone && limiting.length === 0;
}

function refOf({ versionCode, package: digest }: VersionRef): VersionRef {
  return { versionCode, package: digest };
}

/** Parses a channel file and trusts none of its fields. @throws ReleaseError */
export function parseChannel(bytes: Uint8Array): ChannelFile {
  let json: JsonMap;
  try {
    json = parseStrictJson(bytes) as unknown as JsonMap;
  } catch (error) {
    return refuseRelease("release/channel-malformed", error instanceof Error ? error.message : "");
  }
  const file = json as unknown as ChannelFile;
  const texts = [file.store, file.app, file.channel, file.previous, file.time, file.author, file.message];
  const sound =
    json["format"] === 1 &&
    texts.every((text) => typeof text === "string") &&
    [file.seq, file.floor].every(isCount) &&
    file.seq > 0 &&
    typeof file.paused === "boolean" &&
    Array.isArray(file.rules) &&
    file.rules.every(isRule) &&
    Array.isArray(file.full) &&
    file.full.every(isRef);
  if (!sound) refuseRelease("release/channel-malformed");
  checkChannel(file);
  return file;
}

function isRule(rule: ChannelRule): boolean {
  return (
    isRef(rule) &&
    isCount(rule.percent) &&
    rule.percent <= everyone &&
    typeof rule.salt === "string" &&
    typeof rule.conditions === "object" &&
    rule.conditions !== null &&
    Object.entries(rule.conditions).every(([name, value]) => isCondition(name, value as Json))
  );
}

/** Unknown conditions are refused, because they could be restrictions. */
function isCondition(name: string, value: Json): boolean {
  if (["allow", "os", "regions"].includes(name)) {
    return Array.isArray(value) && value.every((item) => typeof item === "string");
  }
  if (name === "from" || name === "until") return typeof value === "string" && !Number.isNaN(Date.parse(value));
  return (name === "minHost" || name === "maxHost") && typeof value === "string" && /^\d+(\.\d+){0,3}$/.test(value);
}

function isRef(ref: VersionRef): boolean {
  return (
    typeof ref === "object" &&
    ref !== null &&
    isCount(ref.versionCode) &&
    typeof ref.package === "string" &&
    /^[0-9a-f]{64}$/.test(ref.package)
  );
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}
