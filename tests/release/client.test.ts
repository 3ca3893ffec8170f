/** A device against a store and an attacker in between: what it runs, downloads and refuses. */
import { createHash } from "node:crypto";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Updater } from "tuf-js";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { decideProposal } from "../../src/release/admit.ts";
import { changeChannel, setDisabled } from "../../src/release/change-channel.ts";
import type { ChannelAction } from "../../src/release/change-channel.ts";
import { readChannel } from "../../src/release/check-proposal.ts";
import { channelPath, disabledPath } from "../../src/release/targets.ts";
import { commonPart } from "../../src/release/commit.ts";
import {
  storeBinding,
  parseMetadata,
  publicKeyFromSigner,
  signMetadata,
  signedJson,
  tufKey,
} from "../../src/release/metadata.ts";
import type { JsonMap } from "../../src/release/metadata.ts";
import { layout } from "../../src/release/object-store.ts";
import { publishPackage } from "../../src/release/publish.ts";
import { refreshStore } from "../../src/release/maintain.ts";
import { loadState } from "../../src/release/state.ts";
import { sha256 } from "../../src/release/statement.ts";
import { sampleOutput, file, pack } from "../package/sample.ts";
import { browserDevices, nodeDevices } from "./devices.ts";
import type { DeviceMaker, TestDevice } from "./devices.ts";
import { serve } from "./server.ts";
import type { StaticServer } from "./server.ts";
import { app, newStore, packageOf, temporaryFolder } from "./store.ts";
import type { Fixture } from "./store.ts";
import type { Signer } from "../../src/package/index.ts";

const home = temporaryFolder();
let store: Fixture;
let server: StaticServer;
let devices: DeviceMaker;
let client: TestDevice;
let count = 0;
const day = 24 * 60 * 60 * 1000;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.parse("2026-05-04T09:00:00Z") });
  store = await newStore();
  server = await serve(store.folder);
  const root = readFileSync(join(store.folder, "metadata/1.root.json"));
  client = await devices.make(server.url, root, "device-1");
  await publish(1);
  await release({ kind: "set", versionCode: 1 });
});
afterEach(() => void vi.useRealTimers());

async function publish(version: number, content = "", signer?: Signer): Promise<void> {
  store.clock.now = Date.now();
  const { publisher, service } = store.who;
  await publishPackage(store.as(publisher, service), await packageOf(version, signer ?? publisher, app, content));
}

async function release(action: ChannelAction, channel = "production"): Promise<void> {
  store.clock.now = Date.now();
  const { alice, bob, carol, service, publisher } = store.who;
  const author = channel === "production" ? alice : publisher;
  const done = await changeChannel(store.as(author, service), { app, channel, message: "because" }, action);
  if (done.proposal === undefined) return;
  await decideProposal(store.as(bob, service), done.proposal, "approve", "");
  expect((await decideProposal(store.as(carol, service), done.proposal, "approve", "")).state).toBe("applied");
}

async function code(action: Promise<unknown>): Promise<string> {
  const error: unknown = await action.then(
    () => undefined,
    (caught: unknown) => caught,
  );
  if (error === undefined) return "accepted";
  return (error as { code?: string }).code ?? String(error);
}

/** Whether an unmodified TUF client with the same trusted metadata as the device accepts what the server sends. */
async function libraryAccepts(path = channelPath(app, "production")): Promise<boolean> {
  const copy = join(home, `library-${count++}`);
  await client.copyMetadata(copy);
  const updater = new Updater({ metadataDir: copy, metadataBaseUrl: `${server.url}/metadata` });
  return updater
    .refresh()
    .then(() => updater.getTargetInfo(path))
    .then(
      (info) => info !== undefined,
      () => false,
    );
}

const kinds: readonly (readonly [string, () => Promise<DeviceMaker>])[] = [
  ["Node.js", async () => nodeDevices(home)],
  ["a browser", () => browserDevices(home)],
];

describe.each(kinds)("in %s", (_kind, make) => {
  beforeAll(async () => {
    devices = await make();
  });
  afterAll(() => devices.close());

  describe("a device", () => {
    test("installs its channel's version once", async () => {
      expect(await client.update(app, "production")).toMatchObject({
        state: "installed",
        versionCode: 1,
        by: "package",
      });
      expect(await client.update(app, "production")).toMatchObject({ state: "current", downloaded: 0 });
      expect((await client.open(app)).manifest.versionCode).toBe(1);
      expect(await client.check(app, "nothing-here")).toEqual({ kind: "none", reason: "nothing-released" });
      expect(await client.check("com.example.unknown", "production")).toEqual({
        kind: "none",
        reason: "nothing-released",
      });
      expect(await libraryAccepts()).toBe(true);
    });

    test("downloads only a delta, and rolls back without a download", async () => {
      await client.update(app, "production");
      await publish(2);
      await release({ kind: "set", versionCode: 2 });
      const second = await client.update(app, "production");
      expect(second).toMatchObject({ state: "installed", versionCode: 2, by: "delta" });
      expect((await client.open(app)).manifest.versionCode).toBe(2);
      await release({ kind: "rollback" });
      expect(await client.update(app, "production")).toMatchObject({ versionCode: 1, downloaded: 0 });
      expect((await client.open(app)).manifest.versionCode).toBe(1);
      // It keeps at most two versions.
      await publish(3);
      await release({ kind: "set", versionCode: 3 });
      await client.update(app, "production");
      expect(await client.kept(app)).toHaveLength(2);
    });

    test("falls back to the whole package if the delta is corrupt", async () => {
      await client.update(app, "production");
      await publish(2);
      await release({ kind: "set", versionCode: 2 });
      for (const path of await store.store.list("deltas/")) server.instead.set(path, Buffer.from("no archive"));
      expect(await client.update(app, "production")).toMatchObject({ versionCode: 2, by: "package" });
    });

    test("does not run a disabled version, but runs it when it is enabled again", async () => {
      const { bob, service } = store.who;
      await client.update(app, "production");
      const off = { app, message: "leaks", versions: [1], off: true };
      await setDisabled(store.as(bob, service), off);
      expect(await client.update(app, "production")).toMatchObject({ state: "disabled" });
      expect(await code(client.open(app))).toBe("release/disabled");
      await setDisabled(store.as(bob, service), { ...off, off: false });
      await client.update(app, "production");
      expect((await client.open(app)).manifest.versionCode).toBe(1);
      await setDisabled(store.as(bob, service), { ...off, versions: [] });
      expect(await client.check(app, "production")).toEqual({ kind: "disabled" });
    });

    test("opens the previous version if the current one is corrupt on disk", async () => {
      await client.update(app, "production");
      await publish(2);
      await release({ kind: "set", versionCode: 2 });
      await client.update(app, "production");
      const { digest } = await client.open(app);
      await client.damage(`apps/${app}/${digest}/0.tar`);
      expect((await client.open(app)).manifest.versionCode).toBe(1);
    });

    test("downloads at most a fifth of a two-megabyte app if one file in twenty changed", async () => {
      const { publisher, service } = store.who;
      const random = (seed: number) => createHash("shake256", { outputLength: 10_000 }).update(`${seed}`).digest();
      const content = (changed: number) =>
        Array.from({ length: 200 }, (_, i) => file(`assets/${i}.bin`, random(i % 20 === 0 ? i + changed : i)));
      for (const version of [11, 12]) {
        const output = sampleOutput({ appId: app, versionCode: version });
        const [main, ...rest] = output.subpackages;
        const files = [...main!.files, ...content(version * 1000)];
        const { bytes } = await pack({ ...output, subpackages: [{ ...main!, files }, ...rest] }, publisher);
        expect(bytes.length).toBeGreaterThan(1_900_000);
        await publishPackage(store.as(publisher, service), bytes);
      }
      await release({ kind: "set", versionCode: 11 });
      const whole = await client.update(app, "production");
      await release({ kind: "set", versionCode: 12 });
      const update = await client.update(app, "production");
      expect(update.by).toBe("delta");
      expect(update.downloaded).toBeLessThan(whole.downloaded / 5);
    });
  });

  describe("refuses an attack and keeps its version:", () => {
    beforeEach(async () => void (await client.update(app, "production")));
    afterEach(async () => {
      expect((await client.open(app)).manifest.versionCode).toBe(1);
    });

    const take = (path: string) => readFileSync(join(store.folder, path));
    const pointer = "metadata/timestamp.json";

    test("an old timestamp (rollback)", async () => {
      const old = take(pointer);
      await publish(2);
      await client.check(app, "production");
      server.instead.set(pointer, old);
      expect(await code(client.update(app, "production"))).toBe("release/rollback");
      expect(await libraryAccepts()).toBe(false);
    });

    test("an expired timestamp (freeze)", async () => {
      vi.setSystemTime(Date.now() + 8 * day);
      expect(await code(client.update(app, "production"))).toBe("release/expired");
      expect(await libraryAccepts()).toBe(false);
      store.clock.now = Date.now();
      await refreshStore(store.as(store.who.service));
      expect(await code(client.update(app, "production"))).toBe("accepted");
    });

    test("a device clock that was set back", async () => {
      vi.setSystemTime(Date.now() - 2 * day);
      expect(await code(client.update(app, "production"))).toBe("release/clock-set-back");
    });

    test("an older snapshot (mix and match)", async () => {
      const before = take(layout.metadata("snapshot", (await loadState(store.store)).snapshot.signed.version));
      await publish(2);
      const { version } = (await loadState(store.store)).snapshot.signed;
      server.instead.set(layout.metadata("snapshot", version), before);
      expect(["release/metadata-version", "release/rollback"]).toContain(await code(client.update(app, "production")));
      expect(await libraryAccepts()).toBe(false);
    });

    test("an older version of a role's file", async () => {
      const role = await binRole();
      const before = (await loadState(store.store)).snapshot.signed.meta[`${role}.json`]?.version ?? 0;
      const old = take(layout.metadata(role, before));
      await publish(2);
      await release({ kind: "set", versionCode: 2 });
      server.instead.set(layout.metadata(role, before + 1), old);
      expect(await code(client.update(app, "production"))).toBe("release/target-mismatch");
      expect(await libraryAccepts()).toBe(false);
    });

    test("another role's file with the same version and signers", async () => {
      const { bob, service } = store.who;
      await setDisabled(store.as(bob, service), { app, message: "leaks", versions: [2], off: true });
      await publish(2);
      await release({ kind: "set", versionCode: 2 });
      const role = await binRole();
      // Approvers sign both roles. Accepting the swap would drop the list of disabled versions.
      const { meta } = (await loadState(store.store)).snapshot.signed;
      const number = meta["emergency.json"]?.version ?? 0;
      expect(meta[`${role}.json`]?.version).toBeGreaterThanOrEqual(number);
      const swapped = take(layout.metadata(role, number));
      server.instead.set(layout.metadata("emergency", number), swapped);
      expect(await code(client.update(app, "production"))).toBe("release/target-mismatch");
      expect(await libraryAccepts(disabledPath(app))).toBe(false);
      // It is refused even if the service signs a snapshot with only the file's version, without a hash.
      const state = await loadState(store.store);
      const snapshot = signedJson(state.snapshot);
      snapshot["version"] = state.snapshot.signed.version + 1;
      (snapshot["meta"] as JsonMap)["emergency.json"] = { version: number };
      await serveMetadata("emergency", number, swapped, snapshot, service);
      expect(await code(client.update(app, "production"))).toBe("release/metadata-swapped");
      // The device has not stored the refused file.
      server.instead.delete(layout.metadata("emergency", number));
      expect(await client.update(app, "production")).toMatchObject({ state: "none" });
    });

    test("metadata signed by a key without that role", async () => {
      const { signed } = parseMetadata(take(pointer), "timestamp");
      const part = { ...(signed.toJSON() as JsonMap), version: signed.version + 1 };
      server.instead.set(pointer, await signMetadata(part, [store.who.publisher]));
      expect(await code(client.update(app, "production"))).toBe("release/metadata-signature");
      expect(await libraryAccepts()).toBe(false);
    });

    test("a channel file with only one of two approvals", async () => {
      const forged = await forge([store.who.bob], (file) => ({ ...file, seq: 2, rules: [] }));
      expect(await code(client.update(app, "production"))).toBe("release/metadata-signature");
      expect(await libraryAccepts()).toBe(false);
      expect(forged).toBeDefined();
    });

    test("the author's own signature counted as one of two approvals", async () => {
      const { alice, bob } = store.who;
      const author = publicKeyFromSigner(alice).keyid;
      await forge([alice, bob], (file) => ({ ...file, seq: 2, author }));
      expect(await code(client.update(app, "production"))).toBe("release/not-approved");
      // TUF accepts it: it only requires signatures of two keys of the role.
      expect(await libraryAccepts()).toBe(true);
    });

    test("a channel file seen before (replay)", async () => {
      const { bob, carol } = store.who;
      await publish(2);
      const first = (await readChannel(await loadState(store.store), app, "production")).file;
      await release({ kind: "set", versionCode: 2, percent: 0 });
      await client.check(app, "production");
      await forge([bob, carol], () => ({ ...(first as object) }));
      expect(await code(client.update(app, "production"))).toBe("release/channel-replayed");
    });

    test("a version below the floor", async () => {
      await publish(2);
      const { bob, carol } = store.who;
      await forge([bob, carol], (file) => ({ ...file, seq: 2, floor: 2 }));
      expect(await code(client.update(app, "production"))).toBe("release/below-floor");
    });

    test("a partner's package outside the partner's own path", async () => {
      const { partner, service } = store.who;
      const bytes = await packageOf(9, partner);
      const state = await loadState(store.store);
      const path = `apps/${app}/9.mapkg`;
      const part = commonPart("targets", 1, Date.now() + day, {
        ...storeBinding(store.id, "partner.acme"),
        targets: { [path]: { length: bytes.length, hashes: { sha256: sha256(bytes) } } },
      });
      const snapshot = signedJson(state.snapshot);
      snapshot["version"] = state.snapshot.signed.version + 1;
      (snapshot["meta"] as JsonMap)["partner.acme.json"] = { version: 1 };
      await serveMetadata("partner.acme", 1, await signMetadata(part, [partner]), snapshot, service);
      const copy = join(home, `partner-${count++}`);
      await client.copyMetadata(copy);
      const updater = new Updater({ metadataDir: copy, metadataBaseUrl: `${server.url}/metadata` });
      await updater.refresh();
      expect(await updater.getTargetInfo(path)).toBeUndefined();
      await forge([store.who.bob, store.who.carol], (f) => ({
        ...f,
        seq: 2,
        rules: [{ versionCode: 9, package: "0".repeat(64), percent: 10_000, salt: "", conditions: {} }],
      }));
      expect(await code(client.update(app, "production"))).toBe("release/no-version");
    });

    test("a package that is changed, truncated, extended or missing", async () => {
      await publish(2);
      await release({ kind: "set", versionCode: 2 });
      for (const path of await store.store.list("deltas/")) server.instead.set(path, null);
      const target = (await store.store.list("targets/apps/")).find((path) => path.endsWith(".2.mapkg")) ?? "";
      const bytes = take(target);
      const changed = Buffer.from(bytes);
      changed[600] = (changed[600] ?? 0) ^ 1;
      for (const wrong of [changed, bytes.subarray(0, 1000), Buffer.concat([bytes, Buffer.from("x")])]) {
        server.instead.set(target, wrong);
        expect(await code(client.update(app, "production"))).toBe("release/target-mismatch");
      }
      server.instead.set(target, null);
      expect(await code(client.update(app, "production"))).toBe("release/store-unreachable");
    });

    test("a root that lists one public key under two key ids", async () => {
      const { root } = await loadState(store.store);
      const part = signedJson(root);
      const key = publicKeyFromSigner(store.who.service);
      part["version"] = 2;
      (part["keys"] as JsonMap)["a".repeat(64)] = tufKey(key);
      ((part["roles"] as JsonMap)["snapshot"] as JsonMap)["keyids"] = [key.keyid, "a".repeat(64)];
      ((part["roles"] as JsonMap)["snapshot"] as JsonMap)["threshold"] = 2;
      await store.store.create("metadata/2.root.json", await signMetadata(part, [store.who.root]));
      expect(await code(loadState(store.store))).toBe("release/key-alias");
      rmSync(join(store.folder, "metadata/2.root.json"));
    });

    async function binRole(): Promise<string> {
      return (await readChannel(await loadState(store.store), app, "production")).role;
    }

    /** Serves a changed channel file, as an attacker with the service's key and these other keys could. */
    async function forge(signers: readonly Signer[], change: (file: object) => object): Promise<Uint8Array> {
      const state = await loadState(store.store);
      const { role, path, file: present } = await readChannel(state, app, "production");
      const bytes = Buffer.from(JSON.stringify(change(present ?? {})));
      const metadata = await state.role(role);
      if (!metadata) throw new Error(role);
      const part = signedJson(metadata);
      const version = metadata.signed.version + 1;
      part["version"] = version;
      (part["targets"] as JsonMap)[path] = { length: bytes.length, hashes: { sha256: sha256(bytes) } };
      server.instead.set(layout.target(path, sha256(bytes)), bytes);
      const snapshot = signedJson(state.snapshot);
      snapshot["version"] = state.snapshot.signed.version + 1;
      (snapshot["meta"] as JsonMap)[`${role}.json`] = { version };
      await serveMetadata(role, version, await signMetadata(part, signers), snapshot, store.who.service);
      return bytes;
    }

    async function serveMetadata(role: string, version: number, bytes: Uint8Array, snapshot: JsonMap, service: Signer) {
      const state = await loadState(store.store);
      const number = snapshot["version"] as number;
      server.instead.set(layout.metadata(role, version), bytes);
      server.instead.set(layout.metadata("snapshot", number), await signMetadata(snapshot, [service]));
      const part = signedJson(state.timestamp);
      part["version"] = state.timestamp.signed.version + 1;
      part["meta"] = { "snapshot.json": { version: number } };
      server.instead.set(pointer, await signMetadata(part, [service]));
    }
  });
});
