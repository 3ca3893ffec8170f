/**
 * Random sequences of commands on a channel, and devices that follow it, each at its own times. A device goes to an
 * older version only if its own was rolled back, disabled, put below the floor, or excludes the device's host.
 */
import { array, assert, boolean, constantFrom, integer, nat, oneof, option, property, record } from "fast-check";
import type { Arbitrary } from "fast-check";
import { expect, test } from "vitest";
import { everyone, pauseChannel, rollBack, setVersion } from "../../src/release/channel.ts";
import type { ChangeFacts, ChannelFile, ConditionChanges, SetOptions } from "../../src/release/channel.ts";
import { ReleaseError } from "../../src/release/error.ts";
import { bucketOf, compareVersions, decide } from "../../src/release/rollout.ts";
import type { Device, DisabledFile } from "../../src/release/rollout.ts";

const facts: ChangeFacts = { store: "s", app: "a", channel: "c", time: "", author: "", message: "", previous: "" };
const ref = (versionCode: number) => ({ versionCode, package: String(versionCode).padStart(64, "0") });
const hour = 60 * 60 * 1000;
const time = (hours: number) => new Date(hours * hour).toISOString();

const conditions = record<ConditionChanges>(
  {
    allow: option(constantFrom(["device-1"], ["staff"], ["device-2", "device-3"])),
    from: option(nat(30).map(time)),
    until: option(nat(30).map(time)),
    os: option(constantFrom(["ios"], ["android"], ["ios", "android"])),
    regions: option(constantFrom(["eu"], ["asia"])),
    minHost: option(constantFrom("1.0", "2.0")),
    maxHost: option(constantFrom("1.5", "3.0")),
  },
  { requiredKeys: [] },
);

type Command =
  | { readonly kind: "set"; readonly version: number | null; readonly options: SetOptions }
  | { readonly kind: "pause" | "resume" }
  | { readonly kind: "rollback"; readonly to: number | null }
  | { readonly kind: "disable"; readonly version: number };

// Above the newest version (positive), live, or older; `null` for the newest on the channel.
const version = option(integer({ min: -2, max: 2 }));
const percent = constantFrom(0, 1000, 3750, 9999, everyone);
const kind = <Kind extends string>(...kinds: [Kind, ...Kind[]]) => constantFrom<Kind>(...kinds);

const command: Arbitrary<Command> = oneof(
  record({ kind: kind("set"), version, options: record({ percent }) }),
  record({ kind: kind("set"), version, options: record({ percent: constantFrom(everyone) }) }),
  record({
    kind: kind("set"),
    version,
    options: record({ percent, conditions, floor: nat(3) }, { requiredKeys: ["conditions"] }),
  }),
  record({ kind: kind("pause", "resume") }),
  record({ kind: kind("rollback"), to: option(nat(5)) }),
  record({ kind: kind("disable"), version: nat(6) }),
);

/** Facts that change in a device's life, and whether it asks for an update after the command. */
const visit = record({
  device: nat(7),
  region: constantFrom("eu", "asia"),
  hostVersion: constantFrom("1.0", "1.5", "2.2"),
});
const step = record({ command: option(command, { freq: 4 }), visits: array(visit, { maxLength: 6 }), hours: nat(4) });

interface World {
  file: ChannelFile | undefined;
  disabled: Set<number>;
  newest: number;
}

/** Applies a command to a channel; a refused one changes nothing. */
function apply(world: World, asked: Command): void {
  const { file } = world;
  try {
    if (asked.kind === "set") {
      const { version, options } = asked;
      const code = version === null ? undefined : Math.max(1, world.newest + version);
      world.file = setVersion(file, facts, { ...options, ...(code === undefined ? {} : { version: ref(code) }) });
      world.newest = Math.max(world.newest, code ?? 0);
    } else if (asked.kind === "rollback") {
      const to = asked.to === null ? undefined : ref(Math.max(1, world.newest - asked.to));
      world.file = rollBack(file, facts, to);
    } else if (asked.kind === "disable") {
      if (!world.disabled.delete(asked.version)) world.disabled.add(asked.version);
    } else {
      world.file = pauseChannel(file, facts, asked.kind === "pause");
    }
  } catch (error) {
    if (!(error instanceof ReleaseError)) throw error;
  }
  const codes = (rules: ChannelFile["rules"]) => rules.map(({ versionCode }) => versionCode);
  const [before, after] = [codes(file?.rules ?? []), codes(world.file?.rules ?? [])];
  expect(after).toEqual(after.toSorted((a, b) => b - a));
  if (asked.kind === "rollback") return;
  // Only a rollback removes the newest version or adds an older one.
  for (const code of after) if (!before.includes(code)) expect(code).toBeGreaterThan(Math.max(0, ...before));
  expect(Math.max(0, ...after)).toBeGreaterThanOrEqual(Math.max(0, ...before));
}

/** Whether a device that has a version of a channel may keep it. */
function mayKeep({ file, disabled }: World, { installed, hostVersion = "0" }: Device): boolean {
  const rule = file?.rules.find(({ versionCode }) => versionCode === installed);
  if (!rule || !file || disabled.has(rule.versionCode) || rule.versionCode < file.floor) return false;
  const { minHost = "0", maxHost = "99" } = rule.conditions;
  return compareVersions(hostVersion, minHost) >= 0 && compareVersions(hostVersion, maxHost) <= 0;
}

function update(world: World, device: Device, now: number): number | undefined {
  const { file, disabled } = world;
  const off: DisabledFile = {
    format: 1,
    store: "s",
    app: "a",
    seq: 1,
    time: "",
    author: "",
    message: "",
    all: false,
    versions: [...disabled],
  };
  const decision = decide(file, off, device, now);
  if (decision.kind !== "version") return device.installed;
  const { versionCode } = decision.version;
  expect(file?.rules.some((rule) => rule.versionCode === versionCode)).toBe(true);
  expect(versionCode).toBeGreaterThanOrEqual(file?.floor ?? 0);
  expect(disabled.has(versionCode)).toBe(false);
  if (mayKeep(world, device)) expect(versionCode).toBeGreaterThanOrEqual(device.installed ?? 0);
  // Asking again at once changes nothing.
  expect(decide(file, off, { ...device, installed: versionCode }, now)).toMatchObject({
    kind: "version",
    version: { versionCode },
  });
  return versionCode;
}

test("a device leaves a live version only for a newer one, whatever is set on the channel", () => {
  let upgrades = 0;
  let downgrades = 0;
  assert(
    property(array(step, { minLength: 5, maxLength: 40 }), boolean(), (steps, isStaff) => {
      const world: World = { file: undefined, disabled: new Set(), newest: 0 };
      const installed = new Map<number, number>();
      let now = 0;
      for (const { command: asked, visits, hours } of steps) {
        if (asked) apply(world, asked);
        now += hours * hour;
        for (const { device: id, region, hostVersion } of visits) {
          const has = installed.get(id);
          const device: Device = {
            id: `device-${id}`,
            os: id % 2 === 0 ? "ios" : "android",
            region,
            hostVersion,
            segments: isStaff && id === 0 ? ["staff"] : [],
            ...(has === undefined ? {} : { installed: has }),
          };
          const gets = update(world, device, now);
          if (gets === undefined) continue;
          installed.set(id, gets);
          if (has !== undefined && gets > has) upgrades++;
          if (has !== undefined && gets < has) downgrades++;
        }
      }
    }),
    { numRuns: 1000, seed: 20_261_122 },
  );
  // The sequences reach both.
  expect(upgrades).toBeGreaterThan(1000);
  expect(downgrades).toBeGreaterThan(100);
});

test("a growing share never takes the version from a device, and a smaller one only stops further devices", () => {
  const base = setVersion(undefined, facts, { version: ref(1) });
  assert(
    property(nat(9999), array(nat(9999), { minLength: 1, maxLength: 8 }), (id, percents) => {
      let file = setVersion(base, facts, { version: ref(2), percent: 0 });
      let installed = 1;
      let widest = 0;
      for (const percent of percents) {
        const present = file.rules[0]?.percent ?? 0;
        if (percent === present) continue;
        if (percent < present) file = pauseChannel(file, facts, true);
        file = setVersion(file, facts, { percent });
        widest = Math.max(widest, percent);
        const decision = decide(file, undefined, { id: `${id}`, installed }, 0);
        installed = decision.kind === "version" ? decision.version.versionCode : installed;
        expect(installed).toBe(bucketOf("a/c/2", `${id}`) < widest ? 2 : 1);
      }
    }),
    { numRuns: 500 },
  );
});
