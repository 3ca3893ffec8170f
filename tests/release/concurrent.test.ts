/**
 * Concurrent and killed writers: every acknowledged write is present, in one order; store and log are valid after every
 * kill, and the next writer can continue. This is a small seeded part; `npm run test:soak` runs all of it.
 */
import { spawn } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { loadPrivateKey } from "../../src/package/index.ts";
import type { Signer } from "../../src/package/index.ts";
import { readLog } from "../../src/release/audit.ts";
import type { AuditEntry } from "../../src/release/audit.ts";
import { readChannel } from "../../src/release/check-proposal.ts";
import { directoryStore } from "../../src/release/directory-store.ts";
import { openObjectStore } from "../../src/release/open-store.ts";
import { initStore } from "../../src/release/init.ts";
import { publicKeyFromSigner } from "../../src/release/metadata.ts";
import type { ObjectStore } from "../../src/release/object-store.ts";
import { appVersions, publishPackage } from "../../src/release/publish.ts";
import { loadState } from "../../src/release/state.ts";
import { sequence } from "../package/sample.ts";
import { bundlePublisher } from "./bundle-publisher.ts";
import { setVersion } from "./set-version.ts";
import { packageOf } from "./small-package.ts";
import { sessionOf, temporaryFolder } from "./store.ts";

const soak = process.env["SOAK"] === "1";
const home = temporaryFolder();
const script = join(home, "publisher.mjs");
const keyFile = join(home, "keys.json");
let publisher: Signer;
let service: Signer;
let count = 0;

beforeAll(async () => {
  bundlePublisher(script);
  const pems = [0, 1].map(() =>
    generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
  );
  writeFileSync(keyFile, JSON.stringify(pems));
  [publisher, service] = (await Promise.all(pems.map((pem) => loadPrivateKey(pem)))) as [Signer, Signer];
});

async function newFolder(): Promise<string> {
  const folder = join(home, String(count++));
  await newStoreAt(directoryStore(folder));
  return folder;
}

async function newStoreAt(place: ObjectStore): Promise<void> {
  const [key, own] = [publicKeyFromSigner(publisher), publicKeyFromSigner(service)];
  await initStore(place, {
    roles: {
      root: [key],
      rootThreshold: 1,
      service: [own],
      publishers: [key],
      approvers: [key],
      approvals: 1,
      partners: [],
    },
    settings: { testChannels: ["beta"], timestampDays: 7 },
    rootSigners: [publisher],
    service,
    now: Date.now(),
  });
}

interface Run {
  readonly acknowledged: readonly string[];
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly err: string;
}

function run(
  folder: string,
  app: string,
  first: number,
  many: number,
  channel: string,
  killAfter?: number,
): Promise<Run> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [script, folder, keyFile, app, String(first), String(many), channel], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    let out = "";
    let err = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (out += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (err += text));
    const timer = killAfter === undefined ? undefined : setTimeout(() => child.kill("SIGKILL"), killAfter);
    child.once("close", (code, signal) => {
      clearTimeout(timer);
      resolve({ acknowledged: out.split("\n").filter((line) => line !== ""), code, signal, err });
    });
  });
}

async function logOf(store: ObjectStore): Promise<AuditEntry[]> {
  const entries: AuditEntry[] = [];
  for await (const entry of readLog(await loadState(store))) entries.push(entry);
  return entries.toReversed();
}

const rounds = soak ? 50 : 5;

const places: [string, () => string][] = [["a folder", () => join(home, String(count++))]];
const real = process.env["MINIAPP_TEST_S3"];
if (real !== undefined) {
  places.push(["a real S3 service", () => `${real.replace(/\/$/, "")}/eight-${process.pid}-${Date.now()}`]);
}

const patience = { timeout: soak ? 10_800_000 : 120_000 };
test.each(places)(`eight publishers at once, ${rounds} releases each, on %s`, patience, async (_name, place) => {
  const folder = place();
  const store = openObjectStore(folder, home, process.env);
  await newStoreAt(store);
  // Two publishers per app, with different versions: half of their writes conflict in one file.
  const runs = await Promise.all(
    Array.from({ length: 8 }, (_, i) => run(folder, `app.${i >> 1}`, 1 + (i % 2) * 1000, rounds, "")),
  );
  expect(runs.map(({ code, err }) => [code, err])).toEqual(runs.map(() => [0, ""]));
  const state = await loadState(store);
  for (let app = 0; app < 4; app++) {
    const expected = [0, 1000].flatMap((base) => Array.from({ length: rounds }, (_, i) => base + 1 + i));
    expect([...(await appVersions(state, `app.${app}`)).keys()].toSorted((a, b) => a - b)).toEqual(expected);
  }
  const log = await logOf(store);
  expect(log.map(({ seq }) => seq)).toEqual(log.map((_, i) => i + 1));
  expect(log.filter(({ action }) => action === "publish")).toHaveLength(8 * rounds);
  expect(state.timestamp.signed.snapshotMeta.version).toBe(state.snapshot.signed.version);
});

const kills = soak ? 500 : 12;

test(`${kills} publishers killed at random moments`, { timeout: soak ? 10_800_000 : 120_000 }, async () => {
  const folder = await newFolder();
  const store = directoryStore(folder);
  const random = sequence(20_260_504);
  const acknowledged = new Set<number>();
  let version = 1;
  let killed = 0;
  for (let i = 0; i < kills; i++) {
    const { acknowledged: lines, signal } = await run(folder, "app.k", version, 40, "beta", 150 + random(450));
    if (signal === "SIGKILL") killed++;
    const published = lines.flatMap((line) => /^published (\d+)$/.exec(line)?.[1] ?? []).map(Number);
    for (const one of published) acknowledged.add(one);
    const released = Number(lines.findLast((line) => line.startsWith("released "))?.slice("released ".length) ?? 0);
    const state = await loadState(store);
    const versions = await appVersions(state, "app.k");
    expect([...acknowledged].filter((one) => !versions.has(one))).toEqual([]);
    if (released > 0) {
      const { file } = await readChannel(state, "app.k", "beta");
      expect(file?.rules[0]?.versionCode).toBeGreaterThanOrEqual(released);
    }
    await logOf(store);
    version = Math.max(version, ...published, ...versions.keys()) + 1;
  }
  expect(killed).toBeGreaterThan(kills / 2);
  expect((await run(folder, "app.k", version, 1, "beta")).code).toBe(0);
});

/** Thrown by a store that fails for good before or after the given write, as if the process had been killed. */
class Killed extends Error {}

function dyingStore(store: ObjectStore, operations: number, after: boolean): ObjectStore {
  let left = operations;
  const step = async <T>(write: () => Promise<T>): Promise<T> => {
    if (left < 0) throw new Killed();
    if (left-- > 0) return write();
    left = -1;
    if (after) await write();
    throw new Killed();
  };
  const alive = async <T>(read: () => Promise<T>): Promise<T> => {
    if (left < 0) throw new Killed();
    return read();
  };
  return {
    url: store.url,
    get: (path) => alive(() => store.get(path)),
    has: (path) => alive(() => store.has(path)),
    list: (path) => alive(() => store.list(path)),
    create: (path, bytes) => step(() => store.create(path, bytes)),
    replace: (path, bytes, expected) => step(() => store.replace(path, bytes, expected)),
    remove: (path) => step(() => store.remove(path)),
  };
}

const moments = soak ? 25 : 1;

test("a publisher killed before or after any single write", { timeout: soak ? 10_800_000 : 600_000 }, async () => {
  const store = directoryStore(await newFolder());
  let version = 0;
  let deaths = 0;
  for (let turn = 0; turn < moments; turn++) {
    for (let operations = 0, ended = false; !ended; operations++) {
      for (const after of [false, true]) {
        version++;
        const app = `app.${turn % 2}`;
        const bytes = await packageOf(version, publisher, app);
        const dying = sessionOf(dyingStore(store, operations, after), { now: Date.now() }, publisher, service);
        try {
          await publishPackage(dying, bytes);
          await setVersion(dying, app, "beta", version);
          ended = true;
        } catch (error) {
          if (!(error instanceof Killed)) throw error;
          deaths++;
        }
        const before = await loadState(store);
        await logOf(store);
        const session = sessionOf(store, { now: Date.now() }, publisher, service);
        // A retry completes the interrupted publication, whether or not its snapshot was written.
        expect(["published", "already-published"]).toContain((await publishPackage(session, bytes)).state);
        await setVersion(session, app, "beta", version);
        const state = await loadState(store);
        expect((await appVersions(state, app)).has(version)).toBe(true);
        expect((await readChannel(state, app, "beta")).file?.rules[0]?.versionCode).toBe(version);
        expect(state.timestamp.signed.snapshotMeta.version).toBe(state.snapshot.signed.version);
        expect(state.snapshot.signed.version).toBeGreaterThanOrEqual(before.snapshot.signed.version);
      }
    }
  }
  expect(deaths).toBeGreaterThan(moments * 20);
  const versions = (await logOf(store)).filter(({ action }) => action === "publish").map(({ subject }) => subject);
  // Each publication is logged exactly once, despite the kills.
  expect(new Set(versions).size).toBe(versions.length);
  expect(versions).toHaveLength(version);
});
