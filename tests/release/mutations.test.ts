/**
 * Random corruption of every kind of file in a store: commands and devices either refuse it with an error code, or read
 * exactly the original content. Nothing crashes or hangs.
 */
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { PackageError } from "../../src/package/index.ts";
import type { Signer } from "../../src/package/index.ts";
import { admitAll, decideProposal, openProposals } from "../../src/release/admit.ts";
import { readLog } from "../../src/release/audit.ts";
import { changeChannel, setDisabled } from "../../src/release/change-channel.ts";
import { readChannel, readDisabled } from "../../src/release/check-proposal.ts";
import { createClient } from "../../src/release/client/index.ts";
import type { Fetch } from "../../src/release/client/platform.ts";
import { ReleaseError } from "../../src/release/error.ts";
import { channelsOf, listApps } from "../../src/release/maintain.ts";
import { signMetadata } from "../../src/release/metadata.ts";
import type { Json, JsonMap } from "../../src/release/metadata.ts";
import type { ObjectStore } from "../../src/release/object-store.ts";
import { appVersions, publishPackage } from "../../src/release/publish.ts";
import { loadState } from "../../src/release/state.ts";
import { newKey, sequence } from "../package/sample.ts";
import type { Sequence } from "../package/sample.ts";
import { packageOf } from "./small-package.ts";
import { app, newStore, temporaryFolder } from "./store.ts";
import type { Fixture } from "./store.ts";

const soak = process.env["SOAK"] === "1";
const many = soak ? 100_000 : 2000;
const home = temporaryFolder();
const files = new Map<string, Buffer>();
let fixture: Fixture;
let reference: Seen;
let waiting: string;

beforeAll(async () => {
  fixture = await newStore({}, undefined, { root: await newKey() });
  const { alice, bob, carol, service, publisher, partner } = fixture.who;
  for (const version of [1, 2])
    await publishPackage(fixture.as(publisher, service), await packageOf(version, publisher, app));
  await publishPackage(fixture.as(partner, service), await packageOf(1, partner, "com.acme.shop"));
  const target = { app, channel: "production", message: "because" };
  const release = async (versionCode: number, ...approvers: Signer[]) => {
    const { proposal = "" } = await changeChannel(fixture.as(alice, service), target, { kind: "set", versionCode });
    for (const each of approvers) await decideProposal(fixture.as(each), proposal, "approve", "");
    await admitAll(fixture.as(service));
    return proposal;
  };
  await release(1, bob, carol);
  await changeChannel(fixture.as(publisher, service), { ...target, channel: "beta" }, { kind: "set", versionCode: 2 });
  await setDisabled(fixture.as(bob, service), { app, message: "leaks", versions: [9], off: true });
  waiting = await release(2, bob);
  for (const path of await fixture.store.list("")) {
    files.set(path, Buffer.from((await fixture.store.get(path)) ?? []));
  }
  reference = await look(storeOf(new Map()));
  expect(reference.proposals).toMatchObject([{ id: waiting, state: "open", missing: 1 }]);
});

/** All that can be read from a store. */
interface Seen {
  readonly apps: Json;
  readonly log: readonly string[];
  readonly proposals: readonly { readonly id: string; readonly state: string }[];
}

async function look(store: ObjectStore): Promise<Seen> {
  const state = await loadState(store);
  for (const name of Object.keys(state.snapshot.signed.meta)) await state.role(name.replace(/\.json$/, ""));
  if (state.outdated.size > 0) throw new ReleaseError("release/metadata-signature", [...state.outdated].join(", "));
  const apps: JsonMap = { id: state.id, settings: JSON.stringify(state.settings) };
  for (const name of await listApps(state)) {
    const found: JsonMap = { versions: JSON.stringify([...(await appVersions(state, name))]) };
    for (const channel of await channelsOf(state, name)) {
      found[channel] = JSON.stringify((await readChannel(state, name, channel)).file);
    }
    found["disabled"] = JSON.stringify((await readDisabled(state, name)) ?? null);
    apps[name] = found;
  }
  const log: string[] = [];
  for await (const { sha256 } of readLog(state)) log.push(sha256);
  return { apps, log, proposals: await openProposals(state) };
}

function storeOf(changed: ReadonlyMap<string, Buffer>): ObjectStore {
  const never = () => Promise.reject(new Error("this store is read only"));
  return {
    url: "a store in memory",
    get: async (path) => changed.get(path) ?? files.get(path),
    has: async (path) => files.has(path),
    list: async (folder) => [...files.keys()].filter((path) => path.startsWith(folder)).toSorted(),
    create: never,
    replace: never,
    remove: never,
  };
}

const words = ["", "0", "-1", "targets", "root", "__proto__", "constructor", "2026-13-45T00:00:00Z", "\u0000", "../x"];
const values: readonly Json[] = [null, true, 0, -1, 1, 1.5, 2 ** 53, 1e308, [], {}, [null], { "": null }, ...words];

function mutate(bytes: Buffer, random: Sequence): Buffer {
  const at = random(bytes.length);
  const length = 1 + random(40);
  switch (random(7)) {
    case 0: {
      const out = Buffer.from(bytes);
      out[at] = (out[at] as number) ^ (1 << random(8));
      return out;
    }
    case 1:
      return bytes.subarray(0, at);
    case 2:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)]);
    case 3:
      return Buffer.concat([bytes.subarray(0, at + length), bytes.subarray(at)]);
    case 4:
      return [...files.values()][random(files.size)] as Buffer;
    default: {
      try {
        return Buffer.from(JSON.stringify(mutateJson(JSON.parse(bytes.toString("utf8")) as Json, random)));
      } catch {
        return bytes.subarray(0, at);
      }
    }
  }
}

/** Changes, removes or duplicates one value somewhere in it. */
function mutateJson(json: Json, random: Sequence): Json {
  if (typeof json !== "object" || json === null || random(6) === 0) return values[random(values.length)] as Json;
  if (Array.isArray(json)) {
    if (json.length === 0) return [values[random(values.length)] as Json];
    const at = random(json.length);
    if (random(8) === 0) return [...json, json[at] as Json];
    if (random(8) === 0) return json.toSpliced(at, 1);
    return json.with(at, mutateJson(json[at] as Json, random));
  }
  const names = Object.keys(json);
  const name = names[random(names.length)];
  if (name === undefined || random(10) === 0) return { ...json, [words[random(words.length)] as string]: 1 };
  if (random(8) === 0) return Object.fromEntries(Object.entries(json).filter(([each]) => each !== name));
  return { ...json, [name]: mutateJson(json[name] as Json, random) };
}

/** The code of an expected error. Any other error fails the test. */
async function refusal(action: () => Promise<unknown>): Promise<string | undefined> {
  try {
    await action();
    return undefined;
  } catch (error) {
    if (error instanceof ReleaseError || error instanceof PackageError) return error.code;
    throw error;
  }
}

test(`${many} mutated files of a store are refused or harmless`, { timeout: soak ? 10_800_000 : 300_000 }, async () => {
  const random = sequence(20_260_506);
  const paths = [...files.keys()].filter((path) => path.endsWith(".json"));
  const codes = new Map<string, number>();
  for (let i = 0; i < many; i++) {
    const path = paths[random(paths.length)] as string;
    const changed = new Map([[path, mutate(files.get(path) as Buffer, random)]]);
    const start = performance.now();
    const cpu = process.cpuUsage();
    let seen: Seen | undefined;
    const code = await refusal(async () => (seen = await look(storeOf(changed)))).catch((error: unknown) => {
      throw new Error(`mutation ${i} of ${path}: ${changed.get(path)?.toString()}`, { cause: error });
    });
    const { user, system } = process.cpuUsage(cpu);
    expect((user + system) / 1e6, `mutation ${i}, ${performance.now() - start} ms`).toBeLessThan(1);
    codes.set(code ?? "", (codes.get(code ?? "") ?? 0) + 1);
    if (code !== undefined || seen === undefined) continue;
    const same = { apps: seen.apps, log: seen.log };
    expect(same, `mutation ${i} of ${path}`).toEqual({ apps: reference.apps, log: reference.log });
    // An invalid proposal is reported, and does not block the others.
    for (const one of seen.proposals) {
      if (one.state !== "refused") expect(one, `mutation ${i} of ${path}`).toEqual(reference.proposals[0]);
    }
  }
  expect(codes.size).toBeGreaterThan(5);
});

test(`${many / 20} mutated files on the way to a device`, { timeout: soak ? 10_800_000 : 300_000 }, async () => {
  const random = sequence(20_260_507);
  const root = files.get("metadata/1.root.json") as Buffer;
  const paths = [...files.keys()].filter((path) => /^(metadata|targets|deltas)\//.test(path));
  const codes = new Set<string>();
  for (let i = 0; i < many / 20; i++) {
    const path = paths[random(paths.length)] as string;
    const changed = mutate(files.get(path) as Buffer, random);
    const serve: Fetch = async (url) => {
      const asked = decodeURIComponent(url.slice("http://store/".length));
      const bytes = asked === path ? changed : files.get(asked);
      return bytes ? new Response(new Uint8Array(bytes)) : new Response(null, { status: 404 });
    };
    const folder = join(home, `device-${i}`);
    const device = createClient({ url: "http://store", folder, root, device: { id: "device-1" }, fetch: serve });
    let version: number | null = null;
    const code = await refusal(async () => ({ versionCode: version } = await device.update(app, "production")));
    codes.add(code ?? "");
    if (code !== undefined) continue;
    // An older timestamp is authentic: only a device that has seen a newer one can detect it.
    const older = [...files].some(([name, bytes]) => name.startsWith("timestamps/") && bytes.equals(changed));
    if (path === "metadata/timestamp.json" && older) continue;
    expect(version, `mutation ${i} of ${path}`).toBe(1);
    expect((await device.open(app)).manifest.versionCode).toBe(1);
  }
  // The number of different codes varies, because each run creates new keys.
  expect(codes.size).toBeGreaterThan(1);
});

test(
  `${many / 10} mutated parts that the right keys sign crash nothing`,
  { timeout: soak ? 10_800_000 : 300_000 },
  async () => {
    const random = sequence(20_260_508);
    const { root, service, publisher, partner, alice, bob, carol } = fixture.who;
    const everybody = [root, service, publisher, partner, alice, bob, carol];
    const paths = [...files.keys()].filter((path) => path.startsWith("metadata/"));
    let signed = 0;
    for (let i = 0; i < many / 10; i++) {
      const path = paths[random(paths.length)] as string;
      const { signed: part } = JSON.parse((files.get(path) as Buffer).toString("utf8")) as { signed: JsonMap };
      const next = mutateJson(part, random);
      let bytes: Uint8Array;
      try {
        bytes = await signMetadata(next as JsonMap, everybody);
        signed++;
      } catch {
        // The library cannot sign a part that it cannot parse.
        bytes = Buffer.from(JSON.stringify({ signatures: [], signed: next }));
      }
      await refusal(() => look(storeOf(new Map([[path, Buffer.from(bytes)]])))).catch((error: unknown) => {
        throw new Error(`mutation ${i} of ${path}: ${JSON.stringify(next)}`, { cause: error });
      });
    }
    expect(signed).toBeGreaterThan(many / 100);
  },
);
