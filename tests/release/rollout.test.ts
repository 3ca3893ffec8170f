/** Percentage rollouts over a million devices, and the version that a device gets by its conditions. */
import { assert, nat, property, string } from "fast-check";
import { describe, expect, test } from "vitest";
import { everyone, pauseChannel, rollBack, setVersion } from "../../src/release/channel.ts";
import type { ChangeFacts, ChannelFile, Conditions } from "../../src/release/channel.ts";
import { bucketOf, compareVersions, decide, simulate } from "../../src/release/rollout.ts";
import type { Device } from "../../src/release/rollout.ts";

const facts: ChangeFacts = { store: "s", app: "a", channel: "c", time: "", author: "", message: "", previous: "" };
const ref = (versionCode: number) => ({ versionCode, package: String(versionCode).padStart(64, "0") });
const now = Date.parse("2026-05-04T08:00:00Z");

function live(percent: number, conditions: Conditions = {}): ChannelFile {
  const base = setVersion(undefined, facts, { version: ref(1) });
  return setVersion(base, facts, { version: ref(2), percent, conditions });
}

function versionFor(file: ChannelFile, device: Device): number | string {
  const decision = decide(file, undefined, device, now);
  return decision.kind === "version" ? decision.version.versionCode : decision.kind;
}

test(
  "a million devices at 1, 10, 37.5 and 100 %: shares are exact to 0.2 points, and no device goes back",
  { timeout: 300_000 },
  () => {
    const shares = [100, 1000, 3750, everyone];
    const files = shares.map((percent) => live(percent));
    const got = shares.map(() => 0);
    const devices = 1_000_000;
    let backwards = 0;
    for (let i = 0; i < devices; i++) {
      const bucket = bucketOf("a/c/2", `device-${i}`);
      let had = false;
      for (const [index, percent] of shares.entries()) {
        const has = bucket < percent;
        if (has) got[index]!++;
        if (had && !has) backwards++;
        had = has;
      }
      // For every fiftieth device, check that the complete decision follows its bucket.
      if (i % 50 === 0) {
        for (const [index, percent] of shares.entries()) {
          const version = versionFor(files[index]!, { id: `device-${i}` });
          if (version !== (bucket < percent ? 2 : 1)) backwards++;
        }
      }
    }
    expect(backwards).toBe(0);
    for (const [index, percent] of shares.entries()) {
      expect(Math.abs(got[index]! / devices - percent / everyone)).toBeLessThan(0.002);
    }
  },
);

test("a device's buckets under two salts are independent", () => {
  let both = 0;
  for (let i = 0; i < 100_000; i++) if (bucketOf("x", `${i}`) < 1000 && bucketOf("y", `${i}`) < 1000) both++;
  expect(Math.abs(both / 100_000 - 0.01)).toBeLessThan(0.002);
});

test("raising the percentage never takes the version away from a device", () => {
  assert(
    property(string(), nat(everyone), nat(everyone), (id, a, b) => {
      const [low, high] = [Math.min(a, b), Math.max(a, b)];
      const had = versionFor(live(low), { id });
      return had !== 2 || versionFor(live(high), { id }) === 2;
    }),
    { numRuns: 500 },
  );
});

describe("conditions", () => {
  const device: Device = { id: "d", os: "ios", region: "eu", hostVersion: "2.10", segments: ["staff"] };
  test.each<[string, Conditions, number, number]>([
    ["a system", { os: ["ios"] }, everyone, 2],
    ["another system", { os: ["android"] }, everyone, 1],
    ["a region", { regions: ["asia"] }, everyone, 1],
    ["a host that is new enough", { minHost: "2.9" }, everyone, 2],
    ["a host that is too old", { minHost: "2.11" }, everyone, 1],
    ["a host that is too new", { maxHost: "2.9" }, everyone, 1],
    ["a time to come", { from: "2026-05-04T08:00:01Z" }, everyone, 1],
    ["a time that has come", { from: "2026-05-04T08:00:00Z" }, everyone, 2],
    ["a time that is over", { until: "2026-05-04T08:00:00Z" }, everyone, 1],
    ["an allow-list with its id", { allow: ["d"] }, 0, 2],
    ["an allow-list with its segment", { allow: ["staff"], os: ["android"] }, 0, 2],
    ["an allow-list, before the time", { allow: ["d"], from: "2027-01-01T00:00:00Z" }, 0, 1],
    ["an allow-list, on a host that is too old", { allow: ["d"], minHost: "3" }, 0, 1],
  ])("%s", (_name, conditions, percent, expected) => {
    expect(versionFor(live(percent, conditions), device)).toBe(expected);
  });

  test("a device that gets no version is given the reason", () => {
    const only = (percent: number, conditions: Conditions = {}, more: object = {}) => {
      const channel = { ...live(percent, conditions), ...more };
      return decide({ ...channel, rules: channel.rules.slice(0, 1) }, undefined, device, now);
    };
    expect(decide(undefined, undefined, device, now)).toEqual({ kind: "none", reason: "nothing-released" });
    expect(only(0)).toEqual({ kind: "none", reason: "not-in-share" });
    expect(only(everyone, { os: ["android"] })).toEqual({ kind: "none", reason: "conditions" });
    expect(only(everyone, { minHost: "3" })).toEqual({ kind: "none", reason: "conditions" });
    expect(only(5000, {}, { paused: true })).toEqual({ kind: "none", reason: "paused" });
    expect(only(everyone, {}, { floor: 9 })).toEqual({ kind: "none", reason: "below-floor" });
  });

  test("a pause keeps the version on devices that have it", () => {
    const paused = pauseChannel(live(5000), facts, true);
    const id = Array.from({ length: 50 }, (_, i) => `${i}`).find((each) => bucketOf("a/c/2", each) < 5000) ?? "";
    expect(versionFor(live(5000), { id })).toBe(2);
    expect(versionFor(paused, { id })).toBe(1);
    expect(versionFor(paused, { id, installed: 2 })).toBe(2);
  });

  test("added to a live version do not take it from devices that have it, except those on the host app", () => {
    const file = (conditions: Conditions) => setVersion(live(everyone, { os: ["ios"] }), facts, { conditions });
    const reason = (conditions: Conditions, installed?: number) => {
      const decision = decide(file(conditions), undefined, { ...device, ...(installed && { installed }) }, now);
      return decision.kind === "version" ? [decision.version.versionCode, decision.reason] : decision;
    };
    for (const added of [{ regions: ["asia"] }, { until: "2026-05-04T08:00:00Z" }, { from: "2027-01-01T00:00:00Z" }]) {
      expect(reason(added)).toEqual([1, "everyone"]);
      expect(reason(added, 1)).toEqual([1, "everyone"]);
      expect(reason(added, 2)).toEqual([2, "kept"]);
    }
    expect(reason({ minHost: "2.11" }, 2)).toEqual([1, "everyone"]);
    expect(reason({ maxHost: "2.9" }, 2)).toEqual([1, "everyone"]);
    const off = { format: 1, store: "s", app: "a", seq: 1, time: "", author: "", message: "", all: false } as const;
    const switchedOff = { ...off, versions: [2] };
    expect(decide(file({ regions: ["asia"] }), switchedOff, { ...device, installed: 2 }, now)).toMatchObject({
      version: { versionCode: 1 },
    });
  });

  test("versions are compared numerically", () => {
    expect(["1.10", "1.9", "1", "2.0.1", "1.0.0"].toSorted(compareVersions)).toEqual([
      "1",
      "1.0.0",
      "1.9",
      "1.10",
      "2.0.1",
    ]);
  });
});

describe("changes of a channel", () => {
  test("allow at most two live versions", () => {
    expect(() => setVersion(live(1000), facts, { version: ref(3), percent: 10 })).toThrow(
      "already has two live versions",
    );
    expect(setVersion(live(1000), facts, { percent: everyone }).rules).toHaveLength(1);
    const down = pauseChannel(live(1000), facts, true);
    expect(setVersion(down, facts, { percent: 500 }).rules[0]?.percent).toBe(500);
    expect(setVersion(live(1000), facts, { version: ref(3) }).rules).toMatchObject([{ versionCode: 3 }]);
  });

  test("keep the newer version first, and return to an older one only by a rollback", () => {
    const growing = setVersion(setVersion(undefined, facts, { version: ref(2), percent: 1000 }), facts, {
      version: ref(3),
      percent: 1000,
    });
    const grown = setVersion(growing, facts, { version: ref(2), percent: everyone });
    expect(grown.rules).toMatchObject([
      { versionCode: 3, percent: 1000 },
      { versionCode: 2, percent: everyone },
    ]);
    expect(grown.full).toEqual([ref(2)]);
    expect(() => setVersion(grown, facts, { version: ref(2), percent: everyone })).toThrow("only a rollback");
    expect(() => setVersion(grown, facts, { version: ref(1) })).toThrow("only a rollback returns to it: 3 to 1");
    expect(setVersion(rollBack(grown, facts), facts, { version: ref(3), percent: 500 }).rules).toHaveLength(2);
  });

  test("of one condition leave the others; `null` removes a condition", () => {
    const both = setVersion(live(1000, { os: ["ios"] }), facts, { conditions: { regions: ["eu"] } });
    expect(both.rules[0]?.conditions).toEqual({ os: ["ios"], regions: ["eu"] });
    const one = setVersion(both, facts, { conditions: { os: null } });
    expect(one.rules[0]?.conditions).toEqual({ regions: ["eu"] });
    expect(one.rules[0]?.percent).toBe(1000);
  });

  test("of conditions or the floor do not end a pause; a percentage does", () => {
    const paused = pauseChannel(live(1000), facts, true);
    expect(setVersion(paused, facts, { conditions: { os: ["ios"] } }).paused).toBe(true);
    expect(setVersion(paused, facts, { floor: 1 }).paused).toBe(true);
    expect(setVersion(paused, facts, { percent: 1000 }).paused).toBe(false);
    expect(setVersion(paused, facts, { version: ref(3) }).paused).toBe(false);
  });

  test("roll back to the last version that was released to everyone", () => {
    expect(rollBack(live(1000), facts).rules).toMatchObject([{ versionCode: 1, percent: everyone }]);
    const second = setVersion(live(1000), facts, { percent: everyone });
    expect(rollBack(second, facts).rules).toMatchObject([{ versionCode: 1 }]);
    expect(rollBack(second, facts, ref(1)).full).toEqual([ref(1)]);
    const floored = setVersion(second, facts, { floor: 2 });
    expect(() => rollBack(floored, facts)).toThrow("below the channel's floor");
  });

  test("increment the sequence number", () => {
    expect(live(1000).seq).toBe(2);
    expect(simulate(live(1000), undefined, 1000, now).devices).toBe(1000);
  });
});
