/** Detecting changes on the disk that happened while no watcher was running. */
import { mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createDiskHost, watchProject } from "../../src/disk/index.ts";
import type { Changes } from "../../src/disk/index.ts";

let folder = "";
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "miniapp-moved-")));
  mkdirSync(join(folder, "lib"));
  writeFileSync(join(folder, "app.js"), "App({});\n");
  writeFileSync(join(folder, "lib/one.js"), "1;\n");
});
afterEach(() => rmSync(folder, { recursive: true }));

test("reports names created or deleted in folders that were read, and in folders that did not exist", () => {
  const host = createDiskHost(folder);
  const read = (): unknown[] => ["app.js", "lib/one.js", "lib/two.js", "new/a.js"].map((path) => host.read(path));
  expect(read().map((bytes) => bytes !== undefined)).toEqual([true, true, false, false]);
  expect(host.createdOrDeleted(0)).toEqual([]);
  renameSync(join(folder, "lib/one.js"), join(folder, "lib/two.js"));
  mkdirSync(join(folder, "new"));
  writeFileSync(join(folder, "new/a.js"), "a;\n");
  const moved = host.createdOrDeleted(0);
  expect(moved.toSorted()).toEqual(["lib/one.js", "lib/two.js", "new", "new/a.js"]);
  host.invalidate(moved);
  expect(read().map((bytes) => bytes !== undefined)).toEqual([true, false, true, true]);
  expect(host.createdOrDeleted(0)).toEqual([]);
  expect(host.createdOrDeleted(Date.now() + 60_000)).toEqual([]);
});

test("reports files whose content has changed since they were read", () => {
  const host = createDiskHost(folder);
  for (const path of ["app.js", "lib/one.js"]) host.read(path);
  writeFileSync(join(folder, "lib/one.js"), "2;\n");
  writeFileSync(join(folder, "app.js"), "App({});\n");
  expect(host.changedFiles(0)).toEqual(["lib/one.js"]);
  expect(host.changedFiles(Date.now() + 60_000)).toEqual([]);
});

test("a watcher that starts later reports earlier changes", async () => {
  const host = createDiskHost(folder);
  const since = Date.now();
  for (const path of ["app.js", "lib/one.js", "lib/two.js"]) host.read(path);
  writeFileSync(join(folder, "app.js"), "App({ });\n");
  renameSync(join(folder, "lib/one.js"), join(folder, "lib/two.js"));
  let tell = (_changes: Changes): void => {};
  const told = new Promise<Changes>((resolve) => (tell = resolve));
  const watcher = await watchProject(host, {
    quietMs: 10,
    since,
    ignores: () => false,
    changed: async (changes) => tell(changes),
    failed: (error) => expect.unreachable(String(error)),
  });
  try {
    const { paths, structure, packages } = await told;
    expect([paths.toSorted(), structure, packages]).toEqual([["app.js", "lib/one.js", "lib/two.js"], true, false]);
  } finally {
    await watcher.close();
  }
});

test("a folder that was removed and created again is still watched", async () => {
  const host = createDiskHost(folder);
  for (const path of ["app.js", "lib/one.js"]) host.read(path);
  const told: string[] = [];
  const watcher = await watchProject(host, {
    quietMs: 10,
    ignores: () => false,
    changed: async ({ paths }) => {
      told.push(...paths);
      host.invalidate(paths);
      for (const path of ["app.js", "lib/one.js", "lib/two.js"]) host.read(path);
    },
    failed: (error) => expect.unreachable(String(error)),
  });
  try {
    await watcher.ready;
    // `git checkout` does this when the branches have different files.
    for (const [gone, come] of [
      ["one", "two"],
      ["two", "one"],
      ["one", "two"],
    ] as const) {
      rmSync(join(folder, "lib"), { recursive: true });
      mkdirSync(join(folder, "lib"));
      writeFileSync(join(folder, `lib/${come}.js`), "1;\n");
      await expect.poll(() => told).toEqual(expect.arrayContaining([`lib/${come}.js`, `lib/${gone}.js`]));
      for (const text of ["2;\n", "3;\n"]) {
        told.length = 0;
        writeFileSync(join(folder, `lib/${come}.js`), text);
        await expect.poll(() => told).toContain(`lib/${come}.js`);
      }
    }
  } finally {
    await watcher.close();
  }
});

test("a file that is read again on its own keeps only its own bytes in memory", () => {
  const host = createDiskHost(folder);
  expect(host.read("app.js")?.buffer).toBe(host.read("lib/one.js")?.buffer);
  writeFileSync(join(folder, "app.js"), "App({ a: 1 });\n");
  host.invalidate(["app.js"]);
  const again = host.read("app.js");
  expect(new TextDecoder().decode(again)).toBe("App({ a: 1 });\n");
  expect(again?.buffer.byteLength).toBe(again?.length);
});

test("a file deleted after its folder was listed counts as missing", () => {
  const host = createDiskHost(folder);
  expect(host.list("lib")?.map(({ name }) => name)).toEqual(["one.js"]);
  rmSync(join(folder, "lib/one.js"));
  expect(host.read("lib/one.js")).toBeUndefined();
});
