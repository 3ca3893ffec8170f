/** A machine remembers the newest state of a store that it has seen, and refuses an older one and another history. */
import { cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, beforeEach, expect, test, vi } from "vitest";
import { main } from "../../src/commands/index.ts";
import { newKey } from "../package/sample.ts";
import { packageOf } from "./small-package.ts";
import { temporaryFolder } from "./store.ts";

const home = temporaryFolder();
const app = "com.kestrel.bank";
const backup = join(home, "backup");
const place = join(home, "store");

const as = (machine: string, ...args: string[]) => inFolder(home, machine, ...args);

async function inFolder(cwd: string, machine: string, ...args: string[]) {
  let out = "";
  let err = "";
  const code = await main(args, {
    out: (text) => void (out += text),
    err: (text) => void (err += text),
    cwd,
    env: {
      XDG_CONFIG_HOME: join(home, machine),
      XDG_DATA_HOME: join(home, machine, "data"),
      MINIAPP_STORE: "file:store",
    },
    colour: false,
    interactive: false,
  });
  return { code, out, err };
}

/** Puts a store in the place of another, as somebody can who has access to the disk. */
function replace(from: string): void {
  rmSync(place, { recursive: true });
  cpSync(from, place, { recursive: true });
}

beforeAll(async () => {
  for (const key of ["alice", "service"])
    expect((await as("first", "keys", "new", key, "--no-passphrase")).code).toBe(0);
  expect((await as("first", "store", "init", "--root", "alice")).code).toBe(0);
  writeFileSync(join(home, "1.mapkg"), await packageOf(1, await newKey(), app));
  expect((await as("first", "publish", "1.mapkg", "--channel", "beta", "--yes")).code).toBe(0);
  cpSync(join(home, "first/miniapp/keys"), join(home, "second/miniapp/keys"), { recursive: true });
  cpSync(place, backup, { recursive: true });
  cpSync(join(home, "first/miniapp/stores"), join(home, "pins"), { recursive: true });
});

beforeEach(async () => {
  replace(backup);
  rmSync(join(home, "second/miniapp/stores"), { recursive: true, force: true });
  cpSync(join(home, "pins"), join(home, "first/miniapp/stores"), { recursive: true });
  expect((await as("first", "release", "disable", "--version-code", "1", "-m", "leaks", "--yes")).code).toBe(0);
});

const refused = { code: 4, out: "", err: expect.stringContaining("(release/rollback)\n  Find out who replaced") };

test("a clock that is behind the store's last signature is reported", async () => {
  expect((await as("first", "release", "status")).err).toBe("");
  const behind = vi.spyOn(Date, "now").mockReturnValue(Date.now() - 50 * 60 * 60 * 1000);
  const { code, err } = await as("first", "release", "status");
  expect((await as("first", "release", "status", "--json")).err).toBe("");
  behind.mockRestore();
  expect([code, err]).toEqual([
    0,
    expect.stringMatching(/^warning: the clock of this machine is (49|50) hours behind/),
  ]);
});

test("an older state is refused by the command that follows the change", async () => {
  replace(backup);
  expect(await as("first", "store", "refresh")).toMatchObject(refused);
  expect(await as("first", "audit-log", "verify")).toMatchObject(refused);
  expect(await as("first", "release", "status")).toMatchObject(refused);
  // After a look at the machine's file, its owner can accept the state.
  const pins = join(home, "first/miniapp/stores");
  for (const name of readdirSync(pins)) rmSync(join(pins, name));
  expect((await as("first", "store", "refresh")).code).toBe(0);
});

test("another history is refused, with as many or with more changes", async () => {
  replace(backup);
  const add = (version: string) => as("second", "release", "disable", "--version-code", version, "-m", "x", "--yes");
  expect((await add("8")).code).toBe(0);
  expect(await as("first", "release", "status")).toMatchObject(refused);
  expect((await add("9")).code).toBe(0);
  const log = await as("first", "audit-log", "verify");
  expect([log.code, log.err]).toEqual([4, expect.stringContaining("is not the one that this machine has seen")]);
});

test("the same machine follows changes by others, and an import of an older export into an empty place", async () => {
  expect((await as("second", "release", "enable", "--version-code", "1", "-m", "x", "--yes")).code).toBe(0);
  expect((await as("first", "audit-log", "verify")).code).toBe(0);
  rmSync(join(home, "exported.tar"), { force: true });
  expect((await as("second", "store", "export", "exported.tar")).code).toBe(0);
  expect((await as("first", "release", "disable", "--version-code", "1", "-m", "x", "--yes")).code).toBe(0);
  rmSync(place, { recursive: true });
  expect((await as("first", "store", "import", "exported.tar")).code).toBe(0);
  expect((await as("first", "store", "refresh")).code).toBe(0);
});

test("stores with the same relative address in two folders are two stores", async () => {
  const [one, two] = [join(home, "one"), join(home, "two")];
  for (const cwd of [one, two]) {
    mkdirSync(cwd);
    expect((await inFolder(cwd, "first", "store", "init", "--root", "alice")).code).toBe(0);
  }
  for (const cwd of [one, two, one]) expect((await inFolder(cwd, "first", "release", "status")).err).toBe("");
  for (const cwd of [one, two]) {
    const device = await inFolder(cwd, "first", "run", "file:store", app, "--check");
    expect([device.code, device.err]).toEqual([0, expect.stringContaining("now trusts the root")]);
  }
  // Another spelling of the address is the same store.
  expect((await inFolder(one, "first", "release", "status", "--store", "../two/store")).err).toBe("");
});
