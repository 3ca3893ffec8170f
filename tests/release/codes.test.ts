/** Every error code is covered by a test. This file covers those that no other file tests. */
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import { beforeAll, expect, test } from "vitest";
import { main } from "../../src/commands/index.ts";
import { admitAll, decideProposal } from "../../src/release/admit.ts";
import { changeChannel } from "../../src/release/change-channel.ts";
import { changeKeys } from "../../src/release/change-keys.ts";
import { parseChannel } from "../../src/release/channel.ts";
import { createClient } from "../../src/release/client/index.ts";
import { directoryStore } from "../../src/release/directory-store.ts";
import { ReleaseError, releaseCodes } from "../../src/release/error.ts";
import { initStore } from "../../src/release/init.ts";
import { exportStore, importStore } from "../../src/release/maintain.ts";
import { storeBinding, signMetadata, signedJson } from "../../src/release/metadata.ts";
import type { JsonMap } from "../../src/release/metadata.ts";
import { fileProposal } from "../../src/release/proposal.ts";
import { publishPackage } from "../../src/release/publish.ts";
import { loadState } from "../../src/release/state.ts";
import { newKey } from "../package/sample.ts";
import { packageOf } from "./small-package.ts";
import { app, newStore, rolesOf, sessionOf, temporaryFolder } from "./store.ts";
import type { Fixture } from "./store.ts";

const home = temporaryFolder();
let store: Fixture;
let count = 0;

beforeAll(async () => {
  store = await newStore({}, undefined, { root: await newKey() });
  const { publisher, service } = store.who;
  for (const version of [1, 2, 3]) {
    await publishPackage(store.as(publisher, service), await packageOf(version, publisher, app));
  }
});

async function code(action: () => Promise<unknown>): Promise<string> {
  try {
    await action();
    return "accepted";
  } catch (error) {
    if (error instanceof ReleaseError) return error.code;
    throw error;
  }
}

/** A copy of the store that a test may damage. */
function copy(): string {
  const folder = join(home, String(count++));
  cpSync(store.folder, folder, { recursive: true });
  return folder;
}

const load = (folder: string) => code(() => loadState(directoryStore(folder)));
const production = { app, channel: "production", message: "because" };

test("every code occurs in a test", () => {
  const folder = new URL(".", import.meta.url);
  const tests = readdirSync(folder).filter((name) => name.endsWith(".test.ts"));
  const text = tests.map((name) => readFileSync(new URL(name, folder), "utf8")).join("\n");
  expect(Object.keys(releaseCodes).filter((each) => !text.includes(`"${each}"`))).toEqual([]);
  for (const [each, [kind, message]] of Object.entries(releaseCodes)) {
    expect(each).toMatch(/^release\/[a-z-]+$/);
    expect(["trust", "conflict", "environment", "usage"]).toContain(kind);
    expect(message).toMatch(/^[a-z][^\n]*[^.]$/);
  }
});

test("a folder without a store, and an incomplete store", async () => {
  expect(await load(join(home, "nothing"))).toBe("release/no-store");
  const folder = copy();
  rmSync(join(folder, "metadata/timestamp.json"));
  expect(await load(folder)).toBe("release/no-store");
  await expect(loadState(directoryStore(folder))).rejects.toThrow("copy the newest file of timestamps/");
  const { root, service } = store.who;
  const init = () =>
    initStore(directoryStore(folder), {
      roles: rolesOf(store.who),
      settings: { testChannels: ["beta"], timestampDays: 7 },
      rootSigners: [root],
      service,
      now: Date.now(),
    });
  const again = init();
  await expect(again).rejects.toThrow("already exists: file:");
  await expect(again).rejects.toThrow("copy the newest file of timestamps/");
  // Without any timestamp, the store was never complete.
  rmSync(join(folder, "timestamps"), { recursive: true });
  const advice = "an interrupted `store init` left it incomplete; delete its files, and run `store init` again";
  await expect(init()).rejects.toThrow(advice);
  await expect(loadState(directoryStore(folder))).rejects.toThrow(advice);
});

test("missing and malformed metadata", async () => {
  const folder = copy();
  const { version } = (await loadState(directoryStore(folder))).snapshot.signed;
  rmSync(join(folder, `metadata/${version}.snapshot.json`));
  expect(await load(folder)).toBe("release/metadata-missing");
  writeFileSync(join(folder, `metadata/${version}.snapshot.json`), "{}");
  expect(await load(folder)).toBe("release/metadata-malformed");
});

test("another store at the same address", async () => {
  const other = await newStore();
  const trusted = { version: 1, sha256: "0".repeat(64) };
  expect(await code(() => loadState(other.store, trusted))).toBe("release/root-changed");
  expect(await code(async () => importStore(store.as(), await exportStore(other.store)))).toBe("release/wrong-store");
});

test("a role that requires more signatures than it has keys", async () => {
  const { root, service } = store.who;
  expect(await code(() => changeKeys(store.as(root, service), { approvals: 9 }, "x"))).toBe("release/role-threshold");
  const { root: present } = await loadState(store.store);
  const part = signedJson(present);
  part["version"] = present.signed.version + 1;
  ((part["roles"] as JsonMap)["snapshot"] as JsonMap)["threshold"] = 2;
  const folder = copy();
  writeFileSync(join(folder, "metadata/2.root.json"), await signMetadata(part, [root]));
  expect(await load(folder)).toBe("release/role-threshold");
});

test("a proposal with a file that its kind must not change, or under another id", async () => {
  const { alice, bob, carol } = store.who;
  const state = await loadState(store.store);
  const id = await fileProposal(store.as(), state, alice, {
    kind: "channel",
    message: "x",
    app,
    channel: "production",
    subject: "set",
    content: "{}",
    authorSigns: false,
    files: [
      {
        role: "emergency",
        part: {
          _type: "targets",
          spec_version: "1.0.31",
          version: 1,
          expires: "2036-01-01T00:00:00Z",
          ...storeBinding(state.id, "emergency"),
          targets: {},
        },
      },
    ],
  });
  expect(await code(() => decideProposal(store.as(bob), id, "approve", ""))).toBe("release/wrong-path");
  const path = (await store.store.list("proposals/")).find((each) => each.includes(id)) ?? "";
  // A proposal copied to another id does not match that id.
  const folder = copy();
  cpSync(join(folder, path), join(folder, path.replace(id, "f".repeat(64))));
  const there = sessionOf(directoryStore(folder), store.clock, carol);
  expect(await code(() => decideProposal(there, "f".repeat(64), "approve", ""))).toBe("release/statement-malformed");
});

test("approving a rejected proposal", async () => {
  const { alice, bob, carol, service } = store.who;
  const { proposal = "" } = await changeChannel(store.as(alice, service), production, { kind: "set", versionCode: 1 });
  await decideProposal(store.as(bob), proposal, "reject", "not on a Friday");
  expect(await code(() => decideProposal(store.as(carol), proposal, "approve", ""))).toBe("release/proposal-rejected");
  expect((await admitAll(store.as(service))).find(({ id }) => id === proposal)?.state).toBe("rejected");
});

test("a third live version, a missing channel, and a malformed channel file", async () => {
  const { publisher, service } = store.who;
  const session = store.as(publisher, service);
  const beta = { app, channel: "beta", message: "" };
  const change = (versionCode: number, percent: number) => () =>
    changeChannel(session, beta, { kind: "set", versionCode, percent });
  expect(await code(() => changeChannel(session, beta, { kind: "renew" }))).toBe("release/no-channel");
  expect(await code(change(1, 10_000))).toBe("accepted");
  expect(await code(change(2, 100))).toBe("accepted");
  expect(await code(change(3, 100))).toBe("release/too-many-versions");
  expect(await code(async () => parseChannel(Buffer.from('{"format":1}')))).toBe("release/channel-malformed");
  const allow = Array.from({ length: 150_000 }, (_, i) => `device-0123456789abcdef-${i}`);
  const large = () => changeChannel(session, beta, { kind: "set", conditions: { allow } });
  expect(await code(large)).toBe("release/channel-too-large");
});

test("a device with nothing installed, and an unreachable store", async () => {
  const root = readFileSync(join(store.folder, "metadata/1.root.json"));
  const client = createClient({ url: "http://127.0.0.1:9", folder: join(home, "device"), root, device: { id: "1" } });
  expect(await code(() => client.open(app))).toBe("release/no-installed");
  expect(await code(() => client.update(app, "production"))).toBe("release/store-unreachable");
});

test("a timestamp that others change on every attempt", async () => {
  const session = sessionOf({ ...store.store, replace: async () => false }, store.clock);
  expect(await code(async () => importStore(session, await exportStore(store.store)))).toBe("release/store-busy");
});

test("error kinds become exit codes, with and without --json", async () => {
  const run = async (...args: string[]) => {
    let out = "";
    let err = "";
    const exit = await main(args, {
      out: (text) => void (out += text),
      err: (text) => void (err += text),
      cwd: home,
      env: { XDG_CONFIG_HOME: join(home, "config") },
      colour: false,
      interactive: false,
    });
    return { exit, out, err };
  };
  mkdirSync(join(home, "config"));
  const folder = copy();
  const at = ["release", "status", "--store", `file:${folder}`];
  expect((await run(...at)).exit).toBe(0);
  const other = await newStore();
  rmSync(folder, { recursive: true });
  cpSync(other.folder, folder, { recursive: true });
  const changed = await run(...at);
  expect(changed).toMatchObject({ exit: 4, out: "" });
  expect(changed.err).toMatch(/^miniapp: .+ \(release\/root-changed\)\n  If .+\n$/);
  const url = await run("release", "status", "--store", "ftp://x", "--json");
  expect([url.exit, JSON.parse(url.out)]).toMatchObject([3, { ok: false, code: "release/store-url" }]);
  for (const [verb, ...args] of [
    ["release", "set", "--channel", "beta"],
    ["release", "constructor"],
    ["store", "toString"],
    ["store", "enrol", "--partner", "acme", "--store", "file:anew"],
    ["audit-log", "frobnicate"],
    ["keys", "new", "a/b"],
    ["keys", "show", "nobody"],
    ["publish"],
  ] as const) {
    const wrong = await run(verb, ...args, "--store", `file:${folder}`, "--json").then((first) =>
      verb === "keys" ? run(verb, ...args, "--json") : first,
    );
    const schema = JSON.parse(readFileSync(`schemas/${verb}-result.schema.json`, "utf8")) as object;
    expect([2, 3, 4]).toContain(wrong.exit);
    expect([wrong.err, JSON.parse(wrong.out)]).toMatchObject(["", { ok: false, reason: expect.any(String) }]);
    const validate = new Ajv({ strict: false }).compile(schema);
    expect(validate(JSON.parse(wrong.out)), wrong.out).toBe(true);
  }
});
