/** Stores, people and packages shared by the release tests. */
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import type { Signer } from "../../src/package/index.ts";
import { directoryStore } from "../../src/release/directory-store.ts";
import { initStore } from "../../src/release/init.ts";
import type { StoreRoles } from "../../src/release/init.ts";
import { publicKeyFromSigner } from "../../src/release/metadata.ts";
import type { ObjectStore } from "../../src/release/object-store.ts";
import type { Session } from "../../src/release/commit.ts";
import { file, newKey, pack, sampleOutput } from "../package/sample.ts";

export const start = Date.parse("2026-05-04T08:00:00Z");

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "miniapp-release-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}

export interface People {
  readonly root: Signer;
  readonly service: Signer;
  readonly publisher: Signer;
  readonly alice: Signer;
  readonly bob: Signer;
  readonly carol: Signer;
  readonly partner: Signer;
}

export async function people(): Promise<People> {
  const [root, service, publisher, alice, bob, carol, partner] = await Promise.all(
    (["ed25519", "ed25519", "ed25519", "ed25519", "p256", "ed25519", "ed25519"] as const).map((kind) => newKey(kind)),
  );
  return { root, service, publisher, alice, bob, carol, partner } as People;
}

export function rolesOf(who: People, changes: Partial<StoreRoles> = {}): StoreRoles {
  return {
    root: [publicKeyFromSigner(who.root)],
    rootThreshold: 1,
    service: [publicKeyFromSigner(who.service)],
    publishers: [publicKeyFromSigner(who.publisher)],
    approvers: [who.alice, who.bob, who.carol].map(publicKeyFromSigner),
    approvals: 2,
    partners: [{ name: "acme", apps: ["com.acme.shop"], keys: [publicKeyFromSigner(who.partner)] }],
    ...changes,
  };
}

/** A clock that tests set. */
export interface Clock {
  now: number;
}

export function sessionOf(store: ObjectStore, clock: Clock, ...signers: Signer[]): Session {
  const byId = new Map(signers.map((signer) => [createHash("sha256").update(signer.publicKey).digest("hex"), signer]));
  return {
    store,
    now: () => clock.now,
    signer: async (ids) => [...byId].find(([id]) => ids.includes(id))?.[1],
  };
}

export interface Fixture {
  readonly folder: string;
  readonly store: ObjectStore;
  readonly clock: Clock;
  readonly who: People;
  readonly id: string;
  /** A session with these keys. */
  as(...signers: Signer[]): Session;
}

export async function newStore(
  changes: Partial<StoreRoles> = {},
  at?: ObjectStore,
  known: Partial<People> = {},
): Promise<Fixture> {
  const folder = temporaryFolder();
  const store = at ?? directoryStore(folder);
  const clock = { now: Object.keys(known).length > 0 ? Date.now() : start };
  const who = { ...(await people()), ...known };
  const { id } = await initStore(store, {
    roles: rolesOf(who, changes),
    settings: { testChannels: ["beta", "dev"], timestampDays: 7 },
    rootSigners: [who.root],
    service: who.service,
    now: clock.now,
  });
  return { folder, store, clock, who, id, as: (...signers) => sessionOf(store, clock, ...signers) };
}

export const app = "com.example.bank";

/** A package of the sample app with this id and version. */
export async function packageOf(versionCode: number, signer: Signer, appId = app, content = ""): Promise<Uint8Array> {
  const output = sampleOutput({ appId, versionCode, versionName: `1.${versionCode}.0` });
  const [main, ...others] = output.subpackages;
  const files = [...(main?.files ?? []), file("version.txt", `${versionCode} ${content}`)];
  const { bytes } = await pack({ ...output, subpackages: [{ ...main!, files }, ...others] }, signer);
  return bytes;
}
