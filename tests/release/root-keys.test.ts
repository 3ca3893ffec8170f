/** A root with several keys: devices follow its changes, its files can be renewed, and proposals show what they do. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import type { Signer } from "../../src/package/index.ts";
import { decideProposal } from "../../src/release/admit.ts";
import { changeChannel } from "../../src/release/change-channel.ts";
import { changeKeys } from "../../src/release/change-keys.ts";
import type { KeyChanges } from "../../src/release/change-keys.ts";
import { createClient } from "../../src/release/client/index.ts";
import type { Client } from "../../src/release/client/index.ts";
import { describeRoles } from "../../src/release/init.ts";
import { expiries, expiringSoon, refreshStore } from "../../src/release/maintain.ts";
import { publicKeyFromSigner } from "../../src/release/metadata.ts";
import { fileProposal, findProposal } from "../../src/release/proposal.ts";
import { publishPackage } from "../../src/release/publish.ts";
import { keyParts, proposedRoles, readRoles } from "../../src/release/roles.ts";
import { loadState } from "../../src/release/state.ts";
import { newKey } from "../package/sample.ts";
import { serve } from "./server.ts";
import { packageOf } from "./small-package.ts";
import { app, newStore, temporaryFolder } from "./store.ts";
import type { Fixture } from "./store.ts";

const home = temporaryFolder();
let store: Fixture;
let device: Client;
let dora: Signer;
let count = 0;

beforeEach(async () => {
  store = await newStore({}, undefined, { root: await newKey() });
  dora = await newKey();
  device = await newDevice();
  const { publisher, service, alice } = store.who;
  await publishPackage(store.as(publisher, service), await packageOf(1, publisher, app));
  const target = { app, channel: "beta", message: "" };
  await changeChannel(store.as(alice, service), target, { kind: "set", versionCode: 1 });
  expect(await device.update(app, "beta")).toMatchObject({ state: "installed" });
});

async function newDevice(): Promise<Client> {
  const { url } = await serve(store.folder);
  const root = readFileSync(join(store.folder, "metadata/1.root.json"));
  return createClient({ url, folder: join(home, String(count++)), root, device: { id: "device-1" } });
}

/** Proposes a key change with the first root key; `others` then approve it. @returns the proposal's state */
async function change(changes: KeyChanges, others: readonly Signer[] = [dora]): Promise<string> {
  const { root, service } = store.who;
  let { id, state } = await changeKeys(store.as(root, service), changes, "keys");
  for (const other of others) ({ id, state } = await decideProposal(store.as(other, service), id, "approve", ""));
  return state;
}

async function troubles() {
  const state = await loadState(store.store);
  return expiringSoon(await expiries(state, store.clock.now), state.settings.timestampDays).map(({ role }) => role);
}

test("devices follow a higher threshold of root signatures", async () => {
  expect(await change({ addRoot: [publicKeyFromSigner(dora)], rootThreshold: 2 })).toBe("applied");
  expect(await troubles()).toEqual([]);
  for (const each of [device, await newDevice()]) {
    expect((await each.update(app, "beta")).versionCode ?? 1).toBe(1);
    expect((await each.open(app)).manifest.versionCode).toBe(1);
  }
});

test("devices follow the replacement of a root key", async () => {
  const { root, service } = store.who;
  expect(await change({ addRoot: [publicKeyFromSigner(dora)] }, [])).toBe("applied");
  const gone = { revoke: [publicKeyFromSigner(root).keyid] };
  const { id, state } = await changeKeys(store.as(dora, service), gone, "lost");
  expect([id === "", state]).toEqual([false, "applied"]);
  expect(await troubles()).toEqual([]);
  expect(await (await newDevice()).update(app, "beta")).toMatchObject({ state: "installed", versionCode: 1 });
});

test("two root keys together renew the files that one machine cannot refresh", async () => {
  await change({ addRoot: [publicKeyFromSigner(dora)], rootThreshold: 2 });
  store.clock.now += 330 * 24 * 60 * 60 * 1000;
  const { service, publisher, alice } = store.who;
  const { waiting } = await refreshStore(store.as(service, publisher, alice));
  expect(waiting.map(({ role }) => role).toSorted()).toEqual(["release", "targets", "test"]);
  expect(await change({ renew: true })).toBe("applied");
  expect(await troubles()).toEqual([]);
  const { root } = await loadState(store.store);
  expect([root.signed.version, root.signed.expires.slice(0, 4)]).toEqual([3, "2029"]);
});

test("a new device reports a metadata file that does not match its hash", async () => {
  const path = join(store.folder, "metadata/1.test.json");
  writeFileSync(path, readFileSync(path, "utf8").replace(/"expires":"2027/, '"expires":"2028'));
  const update = (await newDevice()).update(app, "beta");
  // Not a missing file on the device, which is only a consequence.
  await expect(update).rejects.toMatchObject({ code: "release/target-mismatch" });
});

test("a key change without changes is refused unless it is a renewal", async () => {
  const { root, service } = store.who;
  const nothing = changeKeys(store.as(root, service), {}, "x");
  await expect(nothing).rejects.toMatchObject({ code: "release/nothing-to-do" });
});

test("a proposal shows the keys that its files contain, and is refused if its description differs", async () => {
  const { root, service } = store.who;
  const state = await loadState(store.store);
  const before = await readRoles(state);
  const bad = { ...before, approvers: [...before.approvers, publicKeyFromSigner(await newKey())] };
  const parts = keyParts(state.id, bad, state.settings, store.clock.now);
  const file = (content: string, files: readonly ("targets" | "release" | "test")[]) =>
    fileProposal(store.as(root), state, root, {
      kind: "keys",
      message: "renewed",
      subject: content.slice(0, 20),
      content,
      files: files.map((role) => ({ role, part: parts[role] })),
      authorSigns: true,
    });
  const refused = async (id: string, code: string) =>
    expect(decideProposal(store.as(dora, service), id, "approve", "")).rejects.toMatchObject({ code });
  await refused(
    await file(JSON.stringify(describeRoles(before)), ["targets", "release", "test"]),
    "release/statement-malformed",
  );
  // Only one of the files has the new key, so the files are inconsistent.
  await refused(await file(JSON.stringify(describeRoles(before)), ["test"]), "release/wrong-path");
  const honest = await file(JSON.stringify(describeRoles(bad)), ["targets", "release", "test"]);
  const shown = await proposedRoles(state, await findProposal(state, honest));
  expect(shown.approvers.map(({ keyid }) => keyid).toSorted()).toEqual(
    bad.approvers.map(({ keyid }) => keyid).toSorted(),
  );
});
