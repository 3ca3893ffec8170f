/** Publishing and channels, from the first package to a rollback. */
import { createServer } from "node:http";
import type { Server } from "node:http";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Updater } from "tuf-js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { decideProposal, admitAll, openProposals } from "../../src/release/admit.ts";
import { readLog } from "../../src/release/audit.ts";
import { changeChannel, setDisabled } from "../../src/release/change-channel.ts";
import { readChannel, readDisabled } from "../../src/release/check-proposal.ts";
import { ReleaseError } from "../../src/release/error.ts";
import { appVersions, publishPackage } from "../../src/release/publish.ts";
import { loadState } from "../../src/release/state.ts";
import { app, newStore, packageOf, temporaryFolder } from "./store.ts";
import type { Fixture } from "./store.ts";

let store: Fixture;
let server: Server;
let url: string;

beforeAll(async () => {
  store = await newStore();
  server = createServer((request, response) => {
    try {
      response.end(readFileSync(join(store.folder, decodeURIComponent(request.url ?? ""))));
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
});
afterAll(() => void server.close());

async function code(action: Promise<unknown>): Promise<string> {
  const error: unknown = await action.then(
    () => undefined,
    (caught: unknown) => caught,
  );
  if (error instanceof ReleaseError) return error.code;
  if (error !== undefined) throw error;
  return "accepted";
}

/** Downloads a target with an unmodified TUF client. */
async function tufTarget(path: string): Promise<Uint8Array | undefined> {
  const folder = temporaryFolderOf();
  const updater = new Updater({
    metadataDir: folder,
    metadataBaseUrl: `${url}/metadata`,
    targetDir: folder,
    targetBaseUrl: `${url}/targets`,
  });
  await updater.refresh();
  const info = await updater.getTargetInfo(path);
  return info && readFileSync(await updater.downloadTarget(info));
}

const folders = temporaryFolder();
let count = 0;
function temporaryFolderOf(): string {
  const folder = join(folders, String(count++));
  mkdirSync(folder);
  writeFileSync(join(folder, "root.json"), readFileSync(join(store.folder, "metadata/1.root.json")));
  return folder;
}

describe("a package", () => {
  test("is published once; publishing it again has no effect", async () => {
    const { publisher, service } = store.who;
    const bytes = await packageOf(1, publisher);
    const session = store.as(publisher, service);
    store.clock.now = Date.now();
    expect(await publishPackage(session, bytes, { dryRun: true })).toMatchObject({ state: "would-publish" });
    expect(await publishPackage(session, bytes)).toMatchObject({ state: "published", countersigned: false });
    expect(await publishPackage(session, bytes)).toMatchObject({ state: "already-published", uploaded: 0 });
    expect(await tufTarget(`apps/${app}/1.mapkg`)).toEqual(Buffer.from(bytes));
  });

  test("with the version code of another package is refused", async () => {
    const { publisher, service } = store.who;
    const other = await packageOf(1, publisher, app, "other");
    expect(await code(publishPackage(store.as(publisher, service), other))).toBe("release/version-conflict");
  });

  test("built by someone else is countersigned by its publisher", async () => {
    const { publisher, service, carol } = store.who;
    const bytes = await packageOf(2, carol);
    const session = store.as(publisher, service);
    expect(await publishPackage(session, bytes)).toMatchObject({ state: "published", countersigned: true });
  });

  test("of a partner becomes a proposal that the service admits", async () => {
    const { partner, service, publisher } = store.who;
    const bytes = await packageOf(1, partner, "com.acme.shop");
    const result = await publishPackage(store.as(partner), bytes);
    expect(result.state).toBe("proposed");
    expect(await code(publishPackage(store.as(publisher, service), bytes))).toBe("release/key-missing");
    const before = await loadState(store.store);
    expect(await openProposals(before)).toMatchObject([{ id: result.proposal, state: "waiting", missing: 0 }]);
    expect(await admitAll(store.as(service))).toMatchObject([{ state: "applied" }]);
    expect([...(await appVersions(await loadState(store.store), "com.acme.shop")).keys()]).toEqual([1]);
    expect(await tufTarget("apps/com.acme.shop/1.mapkg")).toEqual(Buffer.from(bytes));
    expect(await code(publishPackage(store.as(partner), await packageOf(9, partner)))).toBe("release/key-missing");
  });

  test("of a new app becomes a proposal too if the service's key is missing", async () => {
    const { publisher, service } = store.who;
    const result = await publishPackage(store.as(publisher), await packageOf(1, publisher, "com.example.new"));
    expect(result.state).toBe("proposed");
    await admitAll(store.as(service));
    expect([...(await appVersions(await loadState(store.store), "com.example.new")).keys()]).toEqual([1]);
    expect(await tufTarget("apps/com.example.new/1.mapkg")).toBeDefined();
  });
});

describe("a channel", () => {
  test("for tests is changed at once with a single key", async () => {
    const { publisher, service } = store.who;
    const result = await changeChannel(
      store.as(publisher, service),
      { app, channel: "beta", message: "" },
      { kind: "set", versionCode: 2 },
    );
    expect(result).toMatchObject({ state: "changed", before: null, after: { seq: 1, rules: [{ versionCode: 2 }] } });
    const bytes = await tufTarget(`channels/${app}/beta.json`);
    expect(JSON.parse(Buffer.from(bytes ?? []).toString())).toMatchObject({ channel: "beta", seq: 1 });
  });

  test("for production requires a message and two other approvers", async () => {
    const { alice, bob, carol, service } = store.who;
    const target = { app, channel: "production", message: "first release" };
    const set = { kind: "set", versionCode: 1 } as const;
    expect(await code(changeChannel(store.as(alice), { ...target, message: " " }, set))).toBe(
      "release/message-missing",
    );
    const proposed = await changeChannel(store.as(alice, service), target, set);
    expect(proposed).toMatchObject({ state: "proposed", missing: 2 });
    const id = proposed.proposal ?? "";
    expect(await code(decideProposal(store.as(alice), id, "approve", ""))).toBe("release/own-approval");
    expect(await decideProposal(store.as(bob), id, "approve", "")).toMatchObject({ state: "open", missing: 1 });
    expect(await decideProposal(store.as(carol), id, "approve", "looks good")).toMatchObject({ state: "waiting" });
    expect((await readChannel(await loadState(store.store), app, "production")).file).toBeUndefined();
    expect(await admitAll(store.as(service))).toMatchObject([{ state: "applied", id }]);
    expect((await readChannel(await loadState(store.store), app, "production")).file?.rules).toHaveLength(1);
    expect(await tufTarget(`channels/${app}/production.json`)).toBeDefined();
  });

  test("raises its percentage, pauses, resumes and rolls back", async () => {
    const { alice, bob, carol, service } = store.who;
    const target = { app, channel: "production", message: "next" };
    const change = async (action: Parameters<typeof changeChannel>[2]) => {
      const { proposal = "" } = await changeChannel(store.as(alice, service), target, action);
      await decideProposal(store.as(bob, service), proposal, "approve", "");
      const { state } = await decideProposal(store.as(carol, service), proposal, "approve", "");
      expect(state).toBe("applied");
      return (await readChannel(await loadState(store.store), app, "production")).file;
    };
    expect((await change({ kind: "promote", from: "beta", percent: 1000 }))?.rules).toMatchObject([
      { versionCode: 2, percent: 1000 },
      { versionCode: 1, percent: 10_000 },
    ]);
    expect(await code(changeChannel(store.as(alice), target, { kind: "set", percent: 500 }))).toBe(
      "release/percent-falls",
    );
    expect((await change({ kind: "pause" }))?.paused).toBe(true);
    expect((await change({ kind: "resume" }))?.paused).toBe(false);
    expect((await change({ kind: "set", percent: 3750 }))?.rules[0]?.percent).toBe(3750);
    expect((await change({ kind: "rollback" }))?.rules).toMatchObject([{ versionCode: 1, percent: 10_000 }]);
    expect((await change({ kind: "set", versionCode: 2, percent: 10_000 }))?.full.map((v) => v.versionCode)).toEqual([
      1, 2,
    ]);
    expect((await change({ kind: "rollback" }))?.rules).toMatchObject([{ versionCode: 1 }]);
    const floor = changeChannel(store.as(alice), target, { kind: "set", versionCode: 1, floor: 2 });
    expect(await code(floor)).toBe("release/below-floor");
  });

  test("is overruled when a single approver disables a version", async () => {
    const { bob, service, publisher } = store.who;
    const options = { app, message: "crashes", versions: [2], off: true };
    expect(await code(setDisabled(store.as(publisher, service), options))).toBe("release/key-missing");
    expect(await setDisabled(store.as(bob, service), options)).toMatchObject({ state: "changed", versions: [2] });
    expect(await readDisabled(await loadState(store.store), app)).toMatchObject({ all: false, versions: [2] });
    expect(await code(setDisabled(store.as(bob, service), options))).toBe("release/nothing-to-do");
    expect(await tufTarget(`disabled/${app}.json`)).toBeDefined();
    await setDisabled(store.as(bob, service), { ...options, off: false });
    expect(await readDisabled(await loadState(store.store), app)).toMatchObject({ versions: [] });
  });
});

test("the log contains all of these changes in order", async () => {
  const entries = [];
  for await (const entry of readLog(await loadState(store.store))) entries.push(entry);
  entries.reverse();
  expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_, index) => index + 1));
  expect(entries.slice(0, 6).map(({ action }) => action)).toEqual([
    "init",
    "publish",
    "publish",
    "propose",
    "publish",
    "propose",
  ]);
  const actions = entries.map(({ action }) => action);
  expect(actions.filter((action) => action === "approve")).toHaveLength(16);
  expect(actions.filter((action) => action === "channel")).toHaveLength(9);
  expect(actions.filter((action) => action === "disable" || action === "enable")).toHaveLength(2);
});
