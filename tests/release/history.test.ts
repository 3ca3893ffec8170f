/**
 * Random valid histories of a store, compared with a small model. After each operation, a device that has followed from
 * the start and an unmodified TUF client without any state must accept the store, no device is below a floor, and the
 * log is intact.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { Updater } from "tuf-js";
import { expect, test } from "vitest";
import { admitAll, decideProposal } from "../../src/release/admit.ts";
import { readLog } from "../../src/release/audit.ts";
import { changeChannel, setDisabled } from "../../src/release/change-channel.ts";
import type { ChannelAction } from "../../src/release/change-channel.ts";
import { changeKeys } from "../../src/release/change-keys.ts";
import { readChannel, readDisabled } from "../../src/release/check-proposal.ts";
import { createClient } from "../../src/release/client/index.ts";
import { directoryStore } from "../../src/release/directory-store.ts";
import { ReleaseError } from "../../src/release/error.ts";
import { exportStore, importStore, pruneStore, refreshStore } from "../../src/release/maintain.ts";
import { publicKeyFromSigner } from "../../src/release/metadata.ts";
import type { ObjectStore } from "../../src/release/object-store.ts";
import { appVersions, publishPackage } from "../../src/release/publish.ts";
import { channelPath, packagePath } from "../../src/release/targets.ts";
import { loadState } from "../../src/release/state.ts";
import type { Signer } from "../../src/package/index.ts";
import { newKey, sequence } from "../package/sample.ts";
import { serve } from "./server.ts";
import { packageOf } from "./small-package.ts";
import { newStore, sessionOf, temporaryFolder } from "./store.ts";

const soak = process.env["SOAK"] === "1";
const operations = soak ? 1000 : 60;
const home = temporaryFolder();
const apps = ["com.example.bank", "com.acme.shop"] as const;
const channels = ["beta", "production"] as const;

/** The expected state of a channel. */
interface ModelChannel {
  seq: number;
  paused: boolean;
  floor: number;
  rules: { code: number; percent: number }[];
  full: number[];
}

/** The expected state of an app. */
interface ModelApp {
  versions: Set<number>;
  next: number;
  channels: Map<string, ModelChannel>;
  off: Set<number>;
}

type Refusal = string;

/** A simple implementation of the rules in docs/release.md. @returns the expected error code of a refused change */
function modelChange(model: ModelApp, name: string, action: ChannelAction): Refusal | undefined {
  const before = model.channels.get(name);
  const next = structuredClone(before ?? { seq: 0, paused: false, floor: 0, rules: [], full: [] });
  next.seq++;
  if (action.kind === "pause" || action.kind === "resume") {
    if (!before) return "release/no-channel";
    if (before.paused === (action.kind === "pause")) return "release/nothing-to-do";
    next.paused = !before.paused;
  } else if (action.kind === "renew") {
    if (!before) return "release/no-channel";
  } else if (action.kind === "rollback") {
    if (!before) return "release/no-channel";
    const now = before.rules[0]?.code ?? -1;
    const to = action.to ?? before.full.findLast((code) => code !== now);
    if (to === undefined || !model.versions.has(to)) return "release/no-version";
    next.rules = [{ code: to, percent: 10_000 }];
    next.full = [...before.full.filter((code) => code !== now && code !== to), to];
    next.paused = false;
  } else {
    const from = action.kind === "promote" ? model.channels.get(action.from)?.rules[0]?.code : undefined;
    if (action.kind === "promote" && from === undefined) return "release/no-channel";
    const asked = action.kind === "promote" ? from : action.versionCode;
    if (asked !== undefined && !model.versions.has(asked)) return "release/no-version";
    const code = asked ?? before?.rules[0]?.code;
    if (code === undefined) return "release/no-channel";
    if (action.kind === "set" && action.floor !== undefined) next.floor = action.floor;
    const present = before?.rules.find((rule) => rule.code === code);
    const percent = action.percent ?? present?.percent ?? 10_000;
    if (present && !before?.paused && percent < present.percent) return "release/percent-falls";
    const newest = before?.rules[0]?.code ?? 0;
    if (!present && code < newest) return "release/version-falls";
    const rules = [...next.rules.filter((rule) => rule.code !== code), { code, percent }];
    rules.sort((a, b) => b.code - a.code);
    const forEveryone = rules.findIndex((rule) => rule.percent === 10_000);
    next.rules = forEveryone === -1 ? rules : rules.slice(0, forEveryone + 1);
    if (next.rules.length > 2) return "release/too-many-versions";
    if (percent === 10_000) next.full = [...next.full.filter((each) => each !== code), code].slice(-20);
    if (!present || action.percent !== undefined) next.paused = false;
    if (before && isDeepStrictEqual({ ...before, seq: next.seq }, next)) {
      return code < newest ? "release/version-falls" : "release/nothing-to-do";
    }
  }
  if (next.rules.some(({ code }) => code < next.floor)) return "release/below-floor";
  model.channels.set(name, next);
  return undefined;
}

async function codeOf(action: Promise<unknown>): Promise<string | undefined> {
  try {
    await action;
    return undefined;
  } catch (error) {
    if (error instanceof ReleaseError) return error.code;
    throw error;
  }
}

const idOf = (signer: Signer) => publicKeyFromSigner(signer).keyid;

test(`${operations} random operations`, { timeout: soak ? 10_800_000 : 180_000 }, async () => {
  const seed = Number(process.env["SEED"] ?? 20_260_505);
  const random = sequence(seed);
  const pick = <T>(list: readonly T[]): T => list[random(list.length)] as T;
  const fixture = await newStore({}, undefined, { root: await newKey() });
  const { root, service, partner } = fixture.who;
  let { store, folder } = fixture as { store: ObjectStore; folder: string };
  let { url } = await serve(folder);
  let approvers = [fixture.who.alice, fixture.who.bob, fixture.who.carol];
  let publishers = [fixture.who.publisher];
  const session = (...signers: Signer[]) => sessionOf(store, { now: Date.now() }, ...signers);
  const model = new Map<string, ModelApp>(
    apps.map((app) => [app, { versions: new Set(), next: 1, channels: new Map(), off: new Set() }]),
  );
  const firstRoot = readFileSync(join(folder, "metadata/1.root.json"));
  const devices = new Map<string, number | null>();
  const counts = new Map<string, number>();
  let head = "";
  let round = 0;

  const signerOf = (app: string) => (app === "com.acme.shop" ? partner : pick(publishers));
  const of = (app: string) => model.get(app) as ModelApp;

  async function change(app: string, channel: string, action: ChannelAction): Promise<string | undefined> {
    const target = { app, channel, message: "because" };
    if (channel !== "production") return codeOf(changeChannel(session(pick(approvers), service), target, action));
    const [author, ...others] = shuffled(approvers) as [Signer, ...Signer[]];
    let id = "";
    const file = async () => void (id = (await changeChannel(session(author, service), target, action)).proposal ?? "");
    const refused = await codeOf(file());
    if (refused !== undefined) return refused;
    for (const other of others.slice(0, 2)) await decideProposal(session(other), id, "approve", "");
    expect((await admitAll(session(service))).find((one) => one.id === id)).toMatchObject({ state: "applied" });
    return undefined;
  }

  function shuffled<T>(list: readonly T[]): T[] {
    return list
      .map((item) => ({ item, key: random(1 << 30) }))
      .toSorted((a, b) => a.key - b.key)
      .map(({ item }) => item);
  }

  function randomAction(app: string): ChannelAction {
    const { next } = of(app);
    const percent = pick([undefined, 0, 1000, 3750, 10_000, 10_000]);
    const share = percent === undefined ? {} : { percent };
    switch (random(8)) {
      case 0:
        return { kind: "pause" };
      case 1:
        return { kind: "resume" };
      case 2:
        return { kind: "rollback", ...(random(3) === 0 ? { to: 1 + random(next) } : {}) };
      case 3:
        return { kind: "promote", from: pick(channels), ...share };
      case 4:
        return { kind: "renew" };
      case 5:
        return { kind: "set", ...share, floor: Math.max(0, random(next) - 4) };
      default:
        return { kind: "set", versionCode: Math.max(1, next - random(4)), ...share };
    }
  }

  const steps: Record<string, () => Promise<void>> = {
    async publish() {
      const app = pick(apps);
      const code = of(app).next++;
      const signer = signerOf(app);
      await publishPackage(session(signer, ...(random(3) === 0 ? [] : [service])), await packageOf(code, signer, app));
      await admitAll(session(service));
      of(app).versions.add(code);
    },
    async channel() {
      const [app, channel] = [pick(apps), pick(channels)];
      const action = randomAction(app);
      const expected = modelChange(of(app), channel, action);
      expect([action, await change(app, channel, action)]).toEqual([action, expected]);
    },
    async disable() {
      const app = pick(apps);
      const { off, next } = of(app);
      const code = 1 + random(next);
      const message = "leaks";
      const put = setDisabled(session(pick(approvers), service), {
        app,
        message,
        versions: [code],
        off: !off.has(code),
      });
      expect(await codeOf(put)).toBeUndefined();
      if (!off.delete(code)) off.add(code);
    },
    async enrol() {
      const fresh = await newKey(pick(["ed25519", "p256"] as const));
      const isApprover = random(2) === 0;
      const keys = [publicKeyFromSigner(fresh)];
      await changeKeys(session(root, service), isApprover ? { addApprovers: keys } : { addPublishers: keys }, "new");
      if (isApprover) approvers.push(fresh);
      else publishers.push(fresh);
    },
    async revoke() {
      const isApprover = random(2) === 0;
      const list = isApprover ? approvers : publishers;
      if (list.length < (isApprover ? 4 : 2)) return;
      const gone = pick(list);
      await changeKeys(session(root, service), { revoke: [idOf(gone)] }, "left");
      if (isApprover) approvers = list.filter((one) => one !== gone);
      else publishers = list.filter((one) => one !== gone);
      // The next steps according to the ceremony guide.
      for (const publisher of publishers) await refreshStore(session(service, publisher, ...approvers));
      const state = await loadState(store);
      for (const app of apps) {
        if (!(await readChannel(state, app, "production")).file || state.outdated.size === 0) continue;
        expect(await change(app, "production", { kind: "renew" })).toBeUndefined();
        modelChange(of(app), "production", { kind: "renew" });
      }
      expect((await settled()).outdated).toEqual(new Set());
    },
    async refresh() {
      await refreshStore(session(service, ...publishers, ...approvers));
    },
    async prune() {
      const keep = 2 + random(4);
      const { removed } = await pruneStore(session(service, partner, ...publishers), keep, false);
      for (const { app, versionCode } of removed) {
        const { versions, channels: named } = of(app);
        expect(
          [...named.values()].some((c) => c.full.includes(versionCode) || c.rules.some((r) => r.code === versionCode)),
        ).toBe(false);
        expect([...versions].filter((code) => code > versionCode).length).toBeGreaterThanOrEqual(keep);
        versions.delete(versionCode);
      }
    },
    async carry() {
      const next = join(home, `carried-${round}`);
      const bytes = await exportStore(store);
      store = directoryStore(next);
      await importStore(session(), bytes);
      ({ url } = await serve(next));
      folder = next;
    },
  };

  /** The state, after loading and verifying every role. */
  async function settled() {
    const state = await loadState(store);
    for (const name of Object.keys(state.snapshot.signed.meta)) await state.role(name.replace(/\.json$/, ""));
    return state;
  }

  async function checkModel(): Promise<void> {
    const state = await settled();
    for (const app of apps) {
      const { versions, channels: known, off } = of(app);
      expect([...(await appVersions(state, app)).keys()].toSorted((a, b) => a - b)).toEqual([...versions]);
      expect((await readDisabled(state, app))?.versions ?? []).toEqual([...off].toSorted((a, b) => a - b));
      for (const channel of channels) {
        const { file } = await readChannel(state, app, channel);
        const is = file && {
          seq: file.seq,
          paused: file.paused,
          floor: file.floor,
          rules: file.rules.map(({ versionCode, percent }) => ({ code: versionCode, percent })),
          full: file.full.map(({ versionCode }) => versionCode),
        };
        expect([app, channel, is]).toEqual([app, channel, known.get(channel)]);
      }
    }
  }

  /** Checks a device that has followed the channel from the start. */
  async function checkDevice(app: string, channel: string): Promise<void> {
    const name = `${app}-${channel}`;
    const device = createClient({
      url,
      folder: join(home, "devices", name),
      root: firstRoot,
      device: { id: "device-1" },
    });
    const { state, versionCode } = await device.update(app, channel);
    const wanted = of(app).channels.get(channel);
    const { off } = of(app);
    const live = (wanted?.rules ?? []).filter(({ code }) => !off.has(code)).map(({ code }) => code);
    if (state === "installed" || state === "current") {
      expect(live).toContain(versionCode);
      const last = devices.get(name) ?? null;
      if (last !== null && live.includes(last)) expect(versionCode).toBeGreaterThanOrEqual(last);
      expect(versionCode).toBeGreaterThanOrEqual(wanted?.floor ?? 0);
      devices.set(name, versionCode);
      expect((await device.open(app)).manifest.versionCode).toBe(versionCode);
      return;
    }
    const had = devices.get(name) ?? null;
    // A version that is released to everyone and not disabled would have been installed.
    expect(wanted?.rules.some(({ code, percent }) => percent === 10_000 && !off.has(code)) ?? false).toBe(false);
    if (had !== null && off.has(had)) expect(await codeOf(device.open(app))).toBe("release/disabled");
    else if (had !== null) expect((await device.open(app)).manifest.versionCode).toBe(had);
  }

  /** Checks two unmodified TUF clients: a fresh one, and one that has followed from the start. */
  async function checkLibrary(): Promise<void> {
    for (const name of [`fresh-${round}`, "following"]) {
      const place = join(home, "library", name);
      mkdirSync(place, { recursive: true });
      if (name !== "following" || round === 0) writeFileSync(join(place, "root.json"), firstRoot);
      const updater = new Updater({ metadataDir: place, metadataBaseUrl: `${url}/metadata` });
      await updater.refresh();
      for (const app of apps) {
        for (const channel of of(app).channels.keys()) {
          expect(await updater.getTargetInfo(channelPath(app, channel))).toBeDefined();
        }
        for (const code of of(app).versions) {
          expect(await updater.getTargetInfo(packagePath(app, code))).toBeDefined();
        }
      }
    }
  }

  /** Reads the log back to the newest entry of the previous check, or to its start if `whole`. */
  async function checkLog(whole: boolean): Promise<void> {
    const state = await loadState(store);
    let met = head === "";
    for await (const { sha256 } of readLog(state)) {
      met ||= sha256 === head;
      if (met && !whole) break;
    }
    expect(met).toBe(true);
    head = state.audit.sha256;
  }

  const weights = [
    "publish",
    "publish",
    "publish",
    "channel",
    "channel",
    "channel",
    "channel",
    "channel",
    "disable",
    "enrol",
    "revoke",
    "refresh",
    "prune",
    "carry",
  ];
  for (round = 0; round < operations; round++) {
    const name = round < 2 ? "publish" : pick(weights);
    counts.set(name, (counts.get(name) ?? 0) + 1);
    try {
      await steps[name]?.();
      await checkModel();
      for (const app of apps) for (const channel of channels) await checkDevice(app, channel);
      await checkLibrary();
      await checkLog(false);
    } catch (error) {
      throw new Error(`operation ${round}, ${name}, with SEED=${seed}`, { cause: error });
    }
  }
  await checkLog(true);
  expect(counts.size).toBe(new Set(weights).size);
});
