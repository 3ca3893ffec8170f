/** Attacks by somebody who can write to a store, or to a file that is imported into one, but has no keys. */
import { execFileSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { changeChannel } from "../../src/release/change-channel.ts";
import { directoryStore } from "../../src/release/directory-store.ts";
import { ReleaseError } from "../../src/release/error.ts";
import { exportStore, importStore, pruneStore, refreshStore } from "../../src/release/maintain.ts";
import { publishPackage } from "../../src/release/publish.ts";
import { s3Store } from "../../src/release/s3-store.ts";
import { loadState } from "../../src/release/state.ts";
import { readTar } from "../../src/package/verify/tar.ts";
import { writeTar } from "../../src/package/write-tar.ts";
import { packageOf } from "./small-package.ts";
import { app, newStore, sessionOf, temporaryFolder } from "./store.ts";
import type { Fixture } from "./store.ts";

const home = temporaryFolder();
let store: Fixture;
let count = 0;

beforeAll(async () => {
  store = await newStore();
  const { publisher, service } = store.who;
  for (const version of [1, 2, 3, 4]) {
    await publishPackage(store.as(publisher, service), await packageOf(version, publisher, app));
  }
  const target = { app, channel: "beta", message: "" };
  await changeChannel(store.as(publisher, service), target, { kind: "set", versionCode: 4 });
});

async function code(action: Promise<unknown>): Promise<string> {
  try {
    await action;
    return "accepted";
  } catch (error) {
    if (error instanceof ReleaseError) return error.code;
    throw error;
  }
}

function copy(): string {
  const folder = join(home, String(count++), "store");
  mkdirSync(dirname(folder));
  cpSync(store.folder, folder, { recursive: true });
  return folder;
}

describe("an imported file", () => {
  test.each([
    ["that leads out of the store", "../outside.json"],
    ["that leads out of the store in the middle", "targets/../../outside.json"],
    ["with an absolute name", "/outside.json"],
    ["with a backslash", "targets\\..\\outside.json"],
    ["that no store has", "index.html"],
    ["in the folder of locks", ".lock/1"],
    ["without a name", "targets//x"],
  ])("%s is refused before anything is written", async (_name, path) => {
    const bytes = await exportStore(store.store);
    const files = readTar(bytes, 10_000).map(({ path: name, start, size }) => {
      return { path: name, content: bytes.subarray(start, start + size) };
    });
    const evil = await writeTar([{ path, content: Buffer.from("evil") }, ...files]);
    const place = join(home, String(count++));
    const folder = join(place, "store");
    mkdirSync(place);
    const session = sessionOf(directoryStore(folder), store.clock);
    expect(await code(importStore(session, evil))).toBe("release/wrong-path");
    expect(readdirSync(place)).toEqual([]);
    expect(await code(importStore(session, bytes))).toBe("accepted");
  });

  test("contains only what belongs to a store", async () => {
    const folder = copy();
    writeFileSync(join(folder, "index.html"), "of the web server");
    const bytes = await exportStore(directoryStore(folder));
    expect(readTar(bytes, 10_000).some(({ path }) => path === "index.html")).toBe(false);
  });
});

test("a path that leads out of a store is neither read nor written", async () => {
  const folder = copy();
  const outside = join(dirname(folder), "outside.json");
  writeFileSync(outside, "{}");
  const place = { endpoint: "http://127.0.0.1:9", bucket: "b", prefix: "p/", region: "x" };
  for (const one of [directoryStore(folder), s3Store({ ...place, accessKeyId: "a", secretAccessKey: "b" })]) {
    for (const path of ["../outside.json", "targets/../../outside.json", "a/./b", "a\\..\\..\\outside.json"]) {
      expect(await code(one.get(path))).toBe("release/wrong-path");
      expect(await code(one.has(path))).toBe("release/wrong-path");
      expect(await code(one.create(path, Buffer.from("x")))).toBe("release/wrong-path");
      expect(await code(one.replace(path, Buffer.from("x"), Buffer.from("{}")))).toBe("release/wrong-path");
      expect(await code(one.remove(path))).toBe("release/wrong-path");
    }
  }
  expect(readFileSync(outside, "utf8")).toBe("{}");
});

describe("a link in the store", () => {
  test("to a folder of the operator is not followed by prune", async () => {
    const folder = copy();
    const documents = join(dirname(folder), "documents");
    mkdirSync(documents);
    writeFileSync(join(documents, "contract.txt"), "important");
    const { publisher, service } = store.who;
    const session = sessionOf(directoryStore(folder), store.clock, publisher, service);
    for (const digest of readdirSync(join(folder, "deltas", app))) {
      rmSync(join(folder, "deltas", app, digest), { recursive: true });
      symlinkSync(documents, join(folder, "deltas", app, digest));
    }
    expect(await code(pruneStore(session, 1, false))).toBe("release/file-unusable");
    expect(readFileSync(join(documents, "contract.txt"), "utf8")).toBe("important");
  });

  test("to a folder of the operator is not written through", async () => {
    const folder = copy();
    const documents = join(dirname(folder), "documents");
    mkdirSync(documents);
    rmSync(join(folder, "timestamps"), { recursive: true });
    symlinkSync(documents, join(folder, "timestamps"));
    const session = sessionOf(directoryStore(folder), store.clock, store.who.service);
    expect(await code(refreshStore(session))).toBe("release/file-unusable");
    expect(readdirSync(documents)).toEqual([]);
  });

  test("to the store itself is followed", async () => {
    const folder = copy();
    const link = join(dirname(folder), "link");
    symlinkSync(folder, link);
    const session = sessionOf(directoryStore(link), store.clock, store.who.service);
    expect(await code(refreshStore(session))).toBe("accepted");
  });
});

describe("in the place of timestamp.json", () => {
  const load = (folder: string) => code(loadState(directoryStore(folder)));

  test("a pipe that never ends is refused", async () => {
    const folder = copy();
    const path = join(folder, "metadata/timestamp.json");
    rmSync(path);
    execFileSync("mkfifo", [path]);
    expect(await load(folder)).toBe("release/file-unusable");
  });

  test("a link to a device is refused", async () => {
    const folder = copy();
    const path = join(folder, "metadata/timestamp.json");
    rmSync(path);
    symlinkSync("/dev/zero", path);
    expect(await load(folder)).toBe("release/file-unusable");
  });

  test("a folder is refused", async () => {
    const folder = copy();
    const path = join(folder, "metadata/timestamp.json");
    rmSync(path);
    mkdirSync(path);
    expect(await load(folder)).toBe("release/file-unusable");
    expect(existsSync(path)).toBe(true);
  });

  test("a file of four gigabytes is refused", async () => {
    const folder = copy();
    truncateSync(join(folder, "metadata/timestamp.json"), 4 * 2 ** 30);
    expect(await load(folder)).toBe("release/file-unusable");
  });
});
