/**
 * A store on a full or read-only disk: the command prints one line, exits with 3 and leaves nothing half-written; the
 * next attempt with space succeeds. A mocked disk fails after n writing calls, for every possible n.
 */
import { cpSync, readdirSync, writeFileSync } from "node:fs";
import type * as Files from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeAll, expect, test, vi } from "vitest";
import { main } from "../../src/commands/index.ts";
import { directoryStore } from "../../src/release/directory-store.ts";
import { readLog } from "../../src/release/audit.ts";
import { loadState } from "../../src/release/state.ts";
import { appVersions } from "../../src/release/publish.ts";
import { newKey } from "../package/sample.ts";
import { packageOf } from "./small-package.ts";
import { temporaryFolder } from "./store.ts";

/** `left`: writing calls until the disk fails; `undefined` means never. */
const disk = vi.hoisted((): { left?: number | undefined; code: string } => ({ code: "ENOSPC" }));

vi.mock("node:fs/promises", async (original) => {
  const real = await original<typeof Files>();
  const inStore = (path: unknown) => String(path).includes("/store/");
  const spend = (path: unknown) => {
    if (disk.left === undefined || !inStore(path)) return;
    if (disk.left-- <= 0)
      throw Object.assign(new Error(`${disk.code}: ${path}`), { code: disk.code, syscall: "write", path });
  };
  return {
    ...real,
    mkdir: async (path: string, options: Files.FileHandle) => {
      // An existing folder needs no write.
      if (!(await real.stat(path).catch(() => undefined))) spend(path);
      return real.mkdir(path, options as never);
    },
    open: async (path: string, flags: string, mode?: number) => {
      spend(path);
      const handle = await real.open(path, flags, mode);
      const write = handle.writeFile.bind(handle);
      handle.writeFile = async (data, options) => {
        if (disk.left !== undefined && inStore(path) && disk.left <= 0) {
          // Half of the data is written.
          await write((data as Uint8Array).subarray(0, (data as Uint8Array).length >> 1));
        }
        spend(path);
        return write(data, options);
      };
      return handle;
    },
    link: async (from: string, to: string) => {
      spend(to);
      return real.link(from, to);
    },
    rename: async (from: string, to: string) => {
      spend(to);
      return real.rename(from, to);
    },
  };
});

const home = temporaryFolder();
const app = "com.kestrel.bank";
let count = 0;

async function run(...args: string[]) {
  let out = "";
  let err = "";
  const code = await main(args, {
    out: (text) => void (out += text),
    err: (text) => void (err += text),
    cwd: home,
    env: { XDG_CONFIG_HOME: join(home, "config") },
    colour: false,
    interactive: false,
  });
  return { code, out, err };
}

const storeOf = (place: string) => ["--store", `file:${place}/store`];

beforeAll(async () => {
  const stranger = await newKey();
  for (const version of [1, 2]) writeFileSync(join(home, `${version}.mapkg`), await packageOf(version, stranger, app));
  for (const name of ["alice", "service"]) {
    expect((await run("keys", "new", name, "--no-passphrase")).code).toBe(0);
  }
  expect((await run("store", "init", "--root", "alice", ...storeOf("base"))).code).toBe(0);
  expect((await run("publish", "1.mapkg", ...storeOf("base"))).code).toBe(0);
});
afterEach(() => void (disk.left = undefined));

async function versionsIn(place: string): Promise<number[]> {
  const state = await loadState(directoryStore(join(home, place, "store")));
  for await (const entry of readLog(state)) expect(entry.seq).toBeGreaterThan(0);
  return [...(await appVersions(state, app)).keys()];
}

/** Repeats a command with the failure one write later each time, until it succeeds. @returns the number of failures */
async function atEveryMoment(code: string, ...args: string[]): Promise<number> {
  const expected = code === "EROFS" ? "release/store-read-only" : "release/store-full";
  for (let moment = 0; ; moment++) {
    const place = `${code}-${count++}`;
    cpSync(join(home, "base"), join(home, place), { recursive: true });
    disk.code = code;
    disk.left = moment;
    const failed = await run(...args, ...storeOf(place));
    disk.left = undefined;
    if (failed.code === 0) return moment;
    expect([moment, failed.code]).toEqual([moment, 3]);
    expect(failed.err).toMatch(/^(note: .+\n)?miniapp: [^\n]+\n {2}[^\n]+\n$/);
    expect(failed.err).toContain(`(${expected})`);
    // No partial file is left over.
    expect(readdirSync(join(home, place, "store/.writing"))).toEqual([]);
    expect(await versionsIn(place)).toContain(1);
    const again = await run(...args, ...storeOf(place));
    expect([moment, again.code, again.err]).toEqual([moment, 0, expect.not.stringContaining("miniapp:")]);
    expect(await versionsIn(place)).toEqual(args[0] === "publish" ? [1, 2] : [1]);
  }
}

test("a full disk at any write leaves the store intact", async () => {
  expect(await atEveryMoment("ENOSPC", "publish", "2.mapkg")).toBeGreaterThan(15);
  expect(await atEveryMoment("ENOSPC", "store", "refresh")).toBeGreaterThan(3);
});

test("a read-only store is reported and left intact", async () => {
  expect(await atEveryMoment("EROFS", "publish", "2.mapkg", "--channel", "beta", "--yes")).toBeGreaterThan(15);
});

test("with --json, a full disk is reported as one JSON object", async () => {
  cpSync(join(home, "base"), join(home, "json"), { recursive: true });
  disk.code = "EDQUOT";
  disk.left = 0;
  const { code, out, err } = await run("publish", "2.mapkg", "--json", ...storeOf("json"));
  expect([code, err]).toEqual([3, ""]);
  expect(JSON.parse(out)).toMatchObject({ ok: false, code: "release/store-full" });
});

test("commands that only read work on a read-only store", async () => {
  cpSync(join(home, "base"), join(home, "reading"), { recursive: true });
  disk.code = "EROFS";
  disk.left = 0;
  for (const args of [
    ["release", "status"],
    ["release", "history"],
    ["audit-log", "verify"],
    ["store", "roles"],
  ]) {
    expect((await run(...args, ...storeOf("reading"))).code).toBe(0);
  }
});
