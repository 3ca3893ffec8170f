/** Changes of people and keys while devices follow: revoked approvers, a new service key, partners, stale proposals. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { admitAll, decideProposal } from "../../src/release/admit.ts";
import { readLog } from "../../src/release/audit.ts";
import type { AuditEntry } from "../../src/release/audit.ts";
import { changeChannel } from "../../src/release/change-channel.ts";
import type { ChannelAction } from "../../src/release/change-channel.ts";
import { changeKeys } from "../../src/release/change-keys.ts";
import { binOf } from "../../src/release/check-proposal.ts";
import { channelPath } from "../../src/release/targets.ts";
import { compareWithLive } from "../../src/release/compare-live.ts";
import { findProposal } from "../../src/release/proposal.ts";
import { createClient } from "../../src/release/client/index.ts";
import type { Client } from "../../src/release/client/index.ts";
import { expiries, expiringSoon, pruneStore, refreshStore } from "../../src/release/maintain.ts";
import { publicKeyFromSigner } from "../../src/release/metadata.ts";
import type { ObjectStore } from "../../src/release/object-store.ts";
import { appVersions, publishPackage } from "../../src/release/publish.ts";
import { loadState } from "../../src/release/state.ts";
import { newKey } from "../package/sample.ts";
import type { Signer } from "../../src/package/index.ts";
import { serve } from "./server.ts";
import { packageOf } from "./small-package.ts";
import { app, newStore, sessionOf, temporaryFolder } from "./store.ts";
import type { Fixture } from "./store.ts";

const home = temporaryFolder();
let store: Fixture;
let device: Client;
let count = 0;

beforeEach(async () => {
  store = await newStore({}, undefined, { root: await newKey() });
  device = await newDevice();
  await publish(1);
  await release({ kind: "set", versionCode: 1 });
  expect(await device.update(app, "production")).toMatchObject({ state: "installed", versionCode: 1 });
});

async function newDevice(): Promise<Client> {
  const { url } = await serve(store.folder);
  const root = readFileSync(join(store.folder, "metadata/1.root.json"));
  return createClient({ url, folder: join(home, String(count++)), root, device: { id: "device-1" } });
}

async function publish(version: number, appId = app, signer: Signer = store.who.publisher): Promise<void> {
  const { service } = store.who;
  await publishPackage(store.as(signer, service), await packageOf(version, signer, appId));
}

async function release(action: ChannelAction, people = [store.who.alice, store.who.bob, store.who.carol]) {
  const [author, ...others] = people;
  const { service } = store.who;
  const target = { app, channel: "production", message: "because" };
  const { proposal = "" } = await changeChannel(store.as(author as Signer, service), target, action);
  let state = "";
  for (const other of others) state = (await decideProposal(store.as(other, service), proposal, "approve", "")).state;
  expect(state).toBe("applied");
}

async function code(action: Promise<unknown>): Promise<string> {
  const error: unknown = await action.then(
    () => undefined,
    (caught: unknown) => caught,
  );
  return error === undefined ? "accepted" : ((error as { code?: string }).code ?? String(error));
}

async function logOf(): Promise<AuditEntry[]> {
  const entries: AuditEntry[] = [];
  for await (const entry of readLog(await loadState(store.store))) entries.push(entry);
  return entries.toReversed();
}

const idOf = (signer: Signer) => publicKeyFromSigner(signer).keyid;

test("after an approver is revoked, affected channels are listed and the current approvers can renew them", async () => {
  const { root, service, alice, bob, carol, publisher } = store.who;
  const dora = await newKey();
  const changes = { addApprovers: [publicKeyFromSigner(dora)], revoke: [idOf(bob)] };
  await changeKeys(store.as(root, service), changes, "bob has left");
  // One of the two approvals is no longer valid, so devices keep their version.
  expect(await code(device.update(app, "production"))).toBe("release/metadata-signature");
  expect((await device.open(app)).manifest.versionCode).toBe(1);
  const { waiting } = await refreshStore(store.as(service, publisher));
  const named = { outdated: true, channels: [{ app, channel: "production", production: true }] };
  expect(waiting).toMatchObject([named]);
  // The author of the renewal is not one of the two who sign it.
  await release({ kind: "renew" }, [publisher, carol, dora]);
  expect(await device.update(app, "production")).toMatchObject({ state: "current", versionCode: 1 });
  const state = await loadState(store.store);
  expect(expiringSoon(await expiries(state, Date.now()), 7)).toEqual([]);
  // The next release works as usual.
  await publish(2);
  await release({ kind: "set", versionCode: 2 }, [alice, carol, dora]);
  expect(await device.update(app, "production")).toMatchObject({ versionCode: 2 });
});

test("an approval by an approver who was revoked since does not count, and does not block the others", async () => {
  const { alice, bob, carol, service, root } = store.who;
  const target = { app, channel: "production", message: "because" };
  await publish(2);
  const { proposal = "" } = await changeChannel(store.as(alice, service), target, { kind: "set", versionCode: 2 });
  await decideProposal(store.as(bob, service), proposal, "approve", "");
  const dora = await newKey();
  const changes = { revoke: [idOf(bob)], addApprovers: [publicKeyFromSigner(dora)] };
  await changeKeys(store.as(root, service), changes, "left");
  const decide = (signer: Signer, decision: "approve" | "reject") =>
    decideProposal(store.as(signer, service), proposal, decision, "");
  expect(await decide(carol, "approve")).toMatchObject({ state: "open", missing: 1, approvedBy: [idOf(carol)] });
  expect(await decide(dora, "approve")).toMatchObject({ state: "applied" });
});

test("raising the number of approvals requires renewing the channel too", async () => {
  const { root, service, alice, bob, carol, publisher } = store.who;
  await changeKeys(store.as(root, service), { approvals: 3 }, "stricter");
  expect(await code(device.update(app, "production"))).toBe("release/metadata-signature");
  await release({ kind: "renew" }, [publisher, alice, bob, carol]);
  expect(await device.update(app, "production")).toMatchObject({ state: "current" });
});

test("packages signed by a revoked publisher still install, on existing and new devices", async () => {
  const { root, service, publisher } = store.who;
  const fresh = await newKey();
  await publish(2);
  await release({ kind: "set", versionCode: 2 });
  await device.update(app, "production");
  const changes = { addPublishers: [publicKeyFromSigner(fresh)], revoke: [idOf(publisher)] };
  await changeKeys(store.as(root, service), changes, "exchanged");
  await refreshStore(store.as(service, fresh));
  await release({ kind: "rollback" });
  for (const each of [device, await newDevice()]) {
    expect(await each.update(app, "production")).toMatchObject({ state: "installed", versionCode: 1 });
    expect((await each.open(app)).manifest.versionCode).toBe(1);
  }
  // An approver can still compare the proposed version with the live one.
  const target = { app, channel: "production", message: "again" };
  const { proposal = "" } = await changeChannel(store.as(fresh), target, { kind: "set", versionCode: 2 });
  const state = await loadState(store.store);
  expect((await compareWithLive(state, await findProposal(state, proposal)))?.changes).toBeTruthy();
});

test("devices follow a replacement of the service's key", async () => {
  const { root, service, publisher } = store.who;
  const fresh = await newKey();
  const late = await newDevice();
  await late.update(app, "production");
  await changeKeys(store.as(root, service), { addService: [publicKeyFromSigner(fresh)] }, "new machine");
  expect(await device.update(app, "production")).toMatchObject({ state: "current" });
  await changeKeys(store.as(root, fresh), { revoke: [idOf(service)] }, "old machine");
  expect(await device.update(app, "production")).toMatchObject({ state: "current" });
  await refreshStore(store.as(fresh));
  await publishPackage(store.as(publisher, fresh), await packageOf(2, publisher, app));
  await changeChannel(
    store.as(publisher, fresh),
    { app, channel: "beta", message: "" },
    { kind: "set", versionCode: 2 },
  );
  // A device that saw every step, one that saw none of them, and a new one.
  for (const each of [device, late, await newDevice()]) {
    expect(await each.update(app, "beta")).toMatchObject({ state: "installed", versionCode: 2 });
  }
  expect(await code(refreshStore(store.as(service)))).toBe("release/key-missing");
});

test("a store whose writer was killed while replacing the service's key is repaired by the next refresh", async () => {
  const { root, service } = store.who;
  const fresh = await newKey();
  await changeKeys(store.as(root, service), { addService: [publicKeyFromSigner(fresh)] }, "new machine");
  await device.update(app, "production");
  for (let writes = 0, ended = false; !ended; writes++) {
    const other = await newKey();
    const changes = { addService: [publicKeyFromSigner(other)] };
    let left = writes;
    const step = async <T>(write: () => Promise<T>): Promise<T> => {
      if (left-- > 0) return write();
      throw new Error("killed");
    };
    const dying: ObjectStore = {
      ...store.store,
      create: (path, bytes) => step(() => store.store.create(path, bytes)),
      replace: (path, bytes, expected) => step(() => store.store.replace(path, bytes, expected)),
    };
    ended = await changeKeys(sessionOf(dying, store.clock, root, fresh), changes, "x").then(
      () => true,
      (error: Error) => {
        expect(error.message).toBe("killed");
        return false;
      },
    );
    await refreshStore(store.as(fresh));
    expect(await device.update(app, "production")).toMatchObject({ state: "current" });
    expect((await logOf()).length).toBeGreaterThan(0);
  }
});

test("prune removes a partner's old versions if the partner's key is available, and lists the app otherwise", async () => {
  const { partner, service, publisher } = store.who;
  const shop = "com.acme.shop";
  for (const version of [1, 2, 3]) await publish(version, shop, partner);
  for (const version of [2, 3, 4, 5]) await publish(version);
  expect(await pruneStore(store.as(service, publisher), 2, false)).toMatchObject({
    waiting: [shop],
    removed: [
      { app, versionCode: 3 },
      { app, versionCode: 2 },
    ],
  });
  expect(await pruneStore(store.as(service, partner), 2, false)).toMatchObject({
    waiting: [],
    removed: [{ app: shop, versionCode: 1 }],
  });
  const state = await loadState(store.store);
  expect([...(await appVersions(state, shop)).keys()]).toEqual([2, 3]);
  expect([...(await appVersions(state, app)).keys()]).toEqual([1, 4, 5]);
  expect(await code(pruneStore(store.as(publisher), 2, false))).toBe("release/key-missing");
  expect(await device.update(app, "production")).toMatchObject({ state: "current" });
});

test("prune keeps versions named in an open proposal", async () => {
  const { alice, service, publisher } = store.who;
  for (const version of [2, 3, 4]) await publish(version);
  const target = { app, channel: "production", message: "because" };
  await changeChannel(store.as(alice, service), target, { kind: "set", versionCode: 2 });
  expect((await pruneStore(store.as(service, publisher), 1, false)).removed).toEqual([{ app, versionCode: 3 }]);
});

test("a stale proposal is logged once, with its approvals", async () => {
  const { alice, bob, carol, service } = store.who;
  await publish(2);
  const target = { app, channel: "production", message: "because" };
  // The service has not run yet, so it has logged neither the proposal nor the approval.
  const one = await changeChannel(store.as(alice), target, { kind: "set", percent: 10_000, floor: 1 });
  await decideProposal(store.as(bob), one.proposal ?? "", "approve", "fine");
  await release({ kind: "set", versionCode: 2 }, [bob, alice, carol]);
  const before = (await logOf()).length;
  expect(await admitAll(store.as(service))).toMatchObject([{ id: one.proposal, state: "stale" }]);
  const added = (await logOf()).slice(before);
  expect(added.map(({ action, actor }) => [action, actor])).toEqual([
    ["propose", idOf(alice)],
    ["approve", idOf(bob)],
    ["stale", idOf(alice)],
  ]);
  expect(await admitAll(store.as(service))).toEqual([]);
  // Pruning the proposal's files also removes the record that they were logged.
  expect((await loadState(store.store)).logged.length).toBeGreaterThan(0);
  await pruneStore(store.as(service), 10, false);
  expect((await loadState(store.store)).logged).toEqual([]);
  expect((await logOf()).length).toBe(before + 3);
});

/** Two channel names whose path digests share the first 32 bits, so that both belong to the same bin. */
function sharingChannels(): [string, string] {
  const seen = new Map<string, string>();
  for (let i = 0; ; i++) {
    const digest = createHash("sha256")
      .update(channelPath(app, `wave-${i}`))
      .digest("hex")
      .slice(0, 8);
    const other = seen.get(digest);
    if (other !== undefined) return [other, `wave-${i}`];
    seen.set(digest, `wave-${i}`);
  }
}

test("channels that share a metadata file need approvers who authored neither of them", async () => {
  const { alice, bob, carol, service, publisher } = store.who;
  const [one, two] = sharingChannels();
  const set = { kind: "set", versionCode: 1 } as const;
  const propose = async (author: Signer, channel: string, ...approvers: Signer[]) => {
    const target = { app, channel, message: "because" };
    const { proposal = "" } = await changeChannel(store.as(author, service), target, set);
    let state = "";
    for (const each of approvers) {
      state = (await decideProposal(store.as(each, service), proposal, "approve", "")).state;
    }
    return state;
  };
  expect(await propose(alice, one, bob, carol)).toBe("applied");
  // Alice authored the other channel in this file, so her signature does not count for it.
  expect(await propose(bob, two, alice, carol)).toBe("open");
  expect(await propose(publisher, two, bob, carol)).toBe("applied");
  const state = await loadState(store.store);
  expect(await binOf(state, channelPath(app, one))).toBe(await binOf(state, channelPath(app, two)));
  for (const channel of [one, two]) expect(await code(device.check(app, channel))).toBe("accepted");
});
