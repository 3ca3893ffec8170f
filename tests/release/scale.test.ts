/** The cost of publishing does not grow with the size of the store: 300 apps of 100 versions against 30. */
import { spawn } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { loadPrivateKey } from "../../src/package/index.ts";
import type { Signer } from "../../src/package/index.ts";
import { commit, commonPart } from "../../src/release/commit.ts";
import { storeBinding, publicKeyFromSigner, signMetadata } from "../../src/release/metadata.ts";
import type { JsonMap } from "../../src/release/metadata.ts";
import { appsPart } from "../../src/release/publish.ts";
import { bundlePublisher } from "./bundle-publisher.ts";
import { newStore, temporaryFolder } from "./store.ts";
import type { Fixture } from "./store.ts";

const home = temporaryFolder();
const script = join(home, "publisher.mjs");
const year = 365 * 24 * 60 * 60 * 1000;

/** A store with the metadata of all these publications, written at once. Packages are omitted: nothing reads them. */
async function filled(apps: number, publisher: Signer, service: Signer): Promise<Fixture> {
  const store = await newStore({}, undefined, { publisher, service });
  const key = publicKeyFromSigner(publisher);
  const names = Array.from({ length: apps }, (_, i) => `app.com.example.app${i}`);
  const list = names.reduce<JsonMap>(
    (part, name) => appsPart({ now: () => store.clock.now }, store.id, part, name, [key], 1),
    {},
  );
  const entry = (app: string, versionCode: number): [string, JsonMap] => {
    const digest = versionCode.toString(16).padStart(64, "0");
    const facts = { digest, versionName: "1.0.0", versionCode, abi: "1.0", minPlatform: "", publisher: key.keyid };
    const custom = { ...facts, envelope: { sha256: digest, length: 1 }, time: "2026-01-01T00:00:00Z" };
    return [`apps/${app}/${versionCode}.mapkg`, { length: 1, hashes: { sha256: digest }, custom }];
  };
  const part = (name: string) =>
    commonPart("targets", 1, store.clock.now + year, {
      ...storeBinding(store.id, name),
      targets: Object.fromEntries(Array.from({ length: 100 }, (_, i) => entry(name.slice("app.".length), i + 1))),
    });
  await commit(store.as(publisher, service), async () => ({
    roles: [
      { role: "apps", sign: () => signMetadata(list, [publisher]) },
      ...names.map((role) => ({ role, sign: () => signMetadata(part(role), [publisher]) })),
    ],
    entries: [],
    result: undefined,
  }));
  return store;
}

/** For `--import`: the process prints its CPU time in microseconds on exit. */
const telling = `data:text/javascript,${encodeURIComponent(`
process.on("exit", () => {
  const { user, system } = process.cpuUsage();
  process.stderr.write("used " + (user + system));
});
`)}`;

/**
 * Publishes in a new process without any cache, as a release job does. @returns its CPU time in milliseconds, because
 * elapsed time depends on what else the machine does
 */
async function publishingTime(store: Fixture, keyFile: string, version: number): Promise<number> {
  const args = [script, store.folder, keyFile, "com.example.app7", `${version}`, "1", ""];
  const child = spawn(process.execPath, ["--import", telling, ...args]);
  let told = "";
  child.stderr.on("data", (part) => (told += String(part)));
  const [code] = (await once(child, "close")) as [number | null];
  expect(code).toBe(0);
  return Number(/used (\d+)$/.exec(told)?.[1]) / 1000;
}

test(
  "publishing to a store of 300 apps with 100 versions takes at most 1.5 times as long as with 30 apps",
  { timeout: 300_000 },
  async () => {
    bundlePublisher(script);
    const pems = [0, 1].map(() =>
      generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    );
    const keyFile = join(home, "keys.json");
    writeFileSync(keyFile, JSON.stringify(pems));
    const [publisher, service] = (await Promise.all(pems.map((pem) => loadPrivateKey(pem)))) as [Signer, Signer];
    const [small, large] = [await filled(30, publisher, service), await filled(300, publisher, service)];
    const times: { small: number[]; large: number[] } = { small: [], large: [] };
    // Alternate, so that other load on the machine affects both.
    for (let version = 101; version < 112; version++) {
      times.small.push(await publishingTime(small, keyFile, version));
      times.large.push(await publishingTime(large, keyFile, version));
    }
    const median = (list: readonly number[]) => list.toSorted((a, b) => a - b)[list.length >> 1] ?? 0;
    const [a, b] = [median(times.small), median(times.large)];
    console.log(`publishing: ${a.toFixed(1)} ms at 30 apps, ${b.toFixed(1)} ms at 300`);
    expect(b / a).toBeLessThan(1.5);
  },
);
