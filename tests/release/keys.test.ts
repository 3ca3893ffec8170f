/** Key files and key changes, external signing programs, proposals, and a tampered log. */
import { createPrivateKey, generateKeyPairSync, sign } from "node:crypto";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { commandSigner, createKey, openKeyFile, verifyPackage } from "../../src/package/index.ts";
import type { Signer } from "../../src/package/index.ts";
import { admitAll, decideProposal } from "../../src/release/admit.ts";
import { readLog } from "../../src/release/audit.ts";
import { changeChannel } from "../../src/release/change-channel.ts";
import { changeKeys } from "../../src/release/change-keys.ts";
import { refreshStore } from "../../src/release/maintain.ts";
import { publicKeyFromPem, publicKeyFromSigner } from "../../src/release/metadata.ts";
import { appVersions, publishPackage } from "../../src/release/publish.ts";
import { readRoles } from "../../src/release/roles.ts";
import { loadState } from "../../src/release/state.ts";
import { newKey, pack, sampleOutput, trustIn } from "../package/sample.ts";
import { app, newStore, packageOf, temporaryFolder } from "./store.ts";
import type { Fixture } from "./store.ts";

const home = temporaryFolder();
let store: Fixture;
beforeEach(async () => void (store = await newStore()));

async function code(action: Promise<unknown>): Promise<string> {
  const error: unknown = await action.then(
    () => undefined,
    (caught: unknown) => caught,
  );
  return error === undefined ? "accepted" : ((error as { code?: string }).code ?? String(error));
}

const idOf = (signer: Signer) => publicKeyFromSigner(signer).keyid;

describe("a key file", () => {
  test("opens only with its passphrase", async () => {
    for (const algorithm of ["ed25519", "ecdsa-p256"] as const) {
      const key = await createKey(algorithm, "correct horse");
      expect(key.privateText).not.toContain("PRIVATE KEY-----");
      const signer = await openKeyFile(key.privateText, "correct horse", "key");
      const { bytes } = await pack(sampleOutput(), signer);
      expect((await verifyPackage(bytes, trustIn([signer]))).signedBy).toEqual([key.keyid]);
      await expect(openKeyFile(key.privateText, "wrong horse", "key")).rejects.toThrow("the passphrase is wrong");
    }
  });

  test("is rejected if it was modified or has an excessive key derivation cost", async () => {
    const { privateText } = await createKey("ed25519", "secret");
    const file = JSON.parse(privateText) as { keyid: string; kdf: { N: number }; data: string };
    const open = (changed: object) => openKeyFile(JSON.stringify(changed), "secret", "key");
    await expect(open({ ...file, keyid: "0".repeat(64) })).rejects.toThrow("damaged");
    await expect(open({ ...file, data: `A${file.data.slice(1)}` })).rejects.toThrow("damaged");
    await expect(open({ ...file, kdf: { ...file.kdf, N: 2 ** 24 } })).rejects.toThrow(
      "is a key file in an unknown format",
    );
  });
});

test("an SM2 key cannot have a role in a store, because TUF does not support it", async () => {
  const gm = publicKeyFromPem((await createKey("sm2", undefined)).publicText);
  expect(await code(newStore({ approvers: [gm], approvals: 1 }))).toBe("release/key-algorithm");
  const { root, service } = store.who;
  expect(await code(changeKeys(store.as(root, service), { addApprovers: [gm] }, "gm"))).toBe("release/key-algorithm");
});

test("signatures of an external signing program are verified", async () => {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  const pem = join(home, "hsm.pem");
  writeFileSync(pem, privateKey.export({ type: "pkcs8", format: "pem" }));
  const program = join(home, "hsm.mjs");
  writeFileSync(
    program,
    `import { sign } from "node:crypto"; import { readFileSync } from "node:fs";
     process.stdout.write(sign(null, readFileSync(0), readFileSync(process.argv[2])));`,
  );
  const publicPem = publicKey.export({ type: "spki", format: "pem" }).toString();
  const signer = commandSigner(`"${process.execPath}" "${program}" "${pem}"`, publicPem);
  const { bytes } = await pack(sampleOutput(), signer);
  expect((await verifyPackage(bytes, trustIn([signer]))).signedBy).toHaveLength(1);
  expect(sign(null, Buffer.from("x"), createPrivateKey(readFileSync(pem)))).toHaveLength(64);
  await expect(pack(sampleOutput(), commandSigner("exit 3", publicPem))).rejects.toThrow("exit code 3");
  await expect(pack(sampleOutput(), commandSigner("echo short", publicPem))).rejects.toThrow(
    "instead of a raw signature",
  );
  const other = commandSigner(`"${process.execPath}" "${program}" "${pem}"`, await otherPem());
  expect(await code(pack(sampleOutput(), other))).toBe("package/signature-invalid");
});

async function otherPem(): Promise<string> {
  return (await createKey("ed25519", undefined)).publicText;
}

describe("keys of a store", () => {
  test("are changed only with as many root signatures as the root requires", async () => {
    const { root, service, alice } = store.who;
    const second = await newKey();
    const add = { addRoot: [publicKeyFromSigner(second)], rootThreshold: 2 };
    expect(await code(changeKeys(store.as(alice, service), add, "x"))).toBe("release/key-missing");
    const opened = await changeKeys(store.as(root, service), add, "second");
    expect(opened).toMatchObject({ state: "open", missing: 1 });
    await decideProposal(store.as(second, service), opened.id, "approve", "");
    expect(await readRoles(await loadState(store.store))).toMatchObject({ rootThreshold: 2 });
    const revoke = { revoke: [idOf(alice)] };
    const next = await changeKeys(store.as(root, service), revoke, "left");
    expect(next).toMatchObject({ state: "open", missing: 1 });
    expect(await code(decideProposal(store.as(alice), next.id, "approve", ""))).toBe("release/key-missing");
    expect(await decideProposal(store.as(second, service), next.id, "approve", "")).toMatchObject({ state: "applied" });
    expect((await readRoles(await loadState(store.store))).approvers.map(({ keyid }) => keyid)).not.toContain(
      idOf(alice),
    );
  });

  test("can be replaced for the service", async () => {
    const { root, service, publisher } = store.who;
    const fresh = await newKey();
    await changeKeys(store.as(root, service, fresh), { addService: [publicKeyFromSigner(fresh)] }, "new machine");
    const gone = await changeKeys(store.as(root, fresh), { revoke: [idOf(service)] }, "old machine");
    expect(gone.state).toBe("applied");
    expect(await code(refreshStore(store.as(service)))).toBe("release/key-missing");
    await refreshStore(store.as(fresh));
    await publishPackage(store.as(publisher, fresh), await packageOf(1, publisher));
    const state = await loadState(store.store);
    let entries = 0;
    for await (const entry of readLog(state)) entries += entry.seq > 0 ? 1 : 0;
    expect(entries).toBe(state.audit.seq);
  });

  test("can be replaced for a publisher, and a refresh re-signs its files", async () => {
    const { root, service, publisher } = store.who;
    const fresh = await newKey();
    await publishPackage(store.as(publisher, service), await packageOf(1, publisher));
    await changeKeys(
      store.as(root, service),
      { addPublishers: [publicKeyFromSigner(fresh)], revoke: [idOf(publisher)] },
      "x",
    );
    const { renewed } = await refreshStore(store.as(service, fresh));
    expect(renewed).toEqual(expect.arrayContaining(["apps", `app.${app}`]));
    const state = await loadState(store.store);
    expect((await appVersions(state, app)).size).toBe(1);
    expect(state.outdated.size).toBe(0);
    expect(await code(publishPackage(store.as(publisher, service), await packageOf(2, publisher)))).toBe(
      "release/key-missing",
    );
    await publishPackage(store.as(fresh, service), await packageOf(2, fresh));
  });
});

describe("proposals", () => {
  test("that are rejected, stale or unknown, or name a missing version, are refused", async () => {
    const { alice, bob, carol, service, publisher } = store.who;
    for (const version of [1, 2])
      await publishPackage(store.as(publisher, service), await packageOf(version, publisher));
    const target = { app, channel: "production", message: "because" };
    const one = await changeChannel(store.as(alice, service), target, { kind: "set", versionCode: 1 });
    const two = await changeChannel(store.as(bob, service), target, { kind: "set", versionCode: 2 });
    expect(await decideProposal(store.as(carol, service), one.proposal ?? "", "reject", "no")).toMatchObject({
      state: "rejected",
    });
    await decideProposal(store.as(alice, service), two.proposal ?? "", "approve", "");
    await decideProposal(store.as(carol, service), two.proposal ?? "", "approve", "");
    expect(await code(decideProposal(store.as(bob), one.proposal ?? "", "approve", ""))).toBe("release/proposal-stale");
    expect(await code(decideProposal(store.as(bob), "ffffffff", "approve", ""))).toBe("release/no-proposal");
    expect(await code(changeChannel(store.as(alice), target, { kind: "set", versionCode: 9 }))).toBe(
      "release/no-version",
    );
  });

  test("cannot borrow each other's approvals", async () => {
    const { alice, bob, service, publisher } = store.who;
    for (const version of [1, 2])
      await publishPackage(store.as(publisher, service), await packageOf(version, publisher));
    const target = { app, channel: "production", message: "because" };
    const one = await changeChannel(store.as(alice), target, { kind: "set", versionCode: 1 });
    const two = await changeChannel(store.as(alice), target, { kind: "set", versionCode: 2 });
    await decideProposal(store.as(bob), one.proposal ?? "", "approve", "");
    const [path = ""] = await store.store.list(`approvals/${one.proposal}/`);
    const bytes = await store.store.get(path);
    await store.store.create(path.replace(one.proposal ?? "", two.proposal ?? ""), bytes ?? Buffer.alloc(0));
    const admitted = await admitAll(store.as(service));
    expect(admitted.find(({ id }) => id === two.proposal)?.reason).toContain("release/approval-mismatch");
    expect(admitted.find(({ id }) => id === one.proposal)?.state).toBe("open");
  });

  test("of one store are invalid in another", async () => {
    const { alice, service, publisher } = store.who;
    await publishPackage(store.as(publisher, service), await packageOf(1, publisher));
    const target = { app, channel: "production", message: "because" };
    const { proposal = "" } = await changeChannel(store.as(alice), target, { kind: "set", versionCode: 1 });
    const [path = ""] = await store.store.list("proposals/");
    const other = await newStore();
    await other.store.create(path, (await store.store.get(path)) ?? Buffer.alloc(0));
    expect(await code(decideProposal(other.as(other.who.bob), proposal, "approve", ""))).toBe(
      "release/statement-signature",
    );
  });
});

describe("a tampered log is detected:", () => {
  beforeEach(async () => {
    const { publisher, service } = store.who;
    for (const version of [1, 2, 3])
      await publishPackage(store.as(publisher, service), await packageOf(version, publisher));
  });

  async function read(): Promise<string> {
    const all = async () => {
      for await (const entry of readLog(await loadState(store.store))) expect(entry.seq).toBeGreaterThan(0);
    };
    return code(all());
  }

  test.each([
    ["an entry in the middle is changed", 1, "changed", "release/log-broken"],
    ["an entry in the middle is gone", 1, "gone", "release/log-cut"],
    ["the end is cut off", 3, "gone", "release/log-cut"],
  ])("%s", async (_name, index, how, expected) => {
    expect(await read()).toBe("accepted");
    const path = join(store.folder, (await store.store.list("audit/"))[index] ?? "");
    if (how === "gone") rmSync(path);
    else writeFileSync(path, readFileSync(path, "utf8").replace("payload", "Payload"));
    expect(await read()).toBe(expected);
  });
});
