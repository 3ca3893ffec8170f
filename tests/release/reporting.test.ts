/** Common behaviour of the release commands: `--quiet`, `--verbose`, and which store they use. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { miniapp, temporaryFolder } from "../build/program.ts";

const temporary = temporaryFolder();
const run = (...args: string[]) =>
  miniapp(args, { cwd: temporary, env: { XDG_CONFIG_HOME: join(temporary, "config"), MINIAPP_STORE: "file:store" } });

test("--quiet prints nothing on success, --verbose prints each access to the store", async () => {
  for (const name of ["alice", "service"]) {
    const { code, out, err } = await run("keys", "new", name, "--no-passphrase", "--quiet");
    expect([code, out, err]).toEqual([0, "", ""]);
  }
  const made = await run("store", "init", "file:store", "--root", "alice", "--approver", "alice", "--verbose");
  expect(made.code, made.err).toBe(0);
  expect(made.err).toMatch(/^create metadata\/1\.root\.json {2}[\d.]+ K?B {2}\d+ ms$/m);
  const quiet = await run("store", "roles", "--quiet");
  expect([quiet.code, quiet.out]).toEqual([0, ""]);
  const verbose = await run("release", "status", "--verbose", "--json");
  expect(verbose.code, verbose.err).toBe(0);
  expect(verbose.err).toMatch(/^get metadata\/timestamp\.json {2}/m);
  expect(JSON.parse(verbose.out)).toMatchObject({ ok: true });
});

test("--quiet still prints errors and the object of --json", async () => {
  const refused = await run("keys", "show", "nobody", "--quiet");
  expect([refused.code, refused.out]).toEqual([3, ""]);
  expect(refused.err).toContain("there is no key");
  const { out } = await run("keys", "list", "--quiet", "--json");
  expect(JSON.parse(out)).toMatchObject({ ok: true, keys: [{ name: "alice" }, { name: "service" }] });
});

test("the store defaults to the one in miniapp.json; MINIAPP_STORE overrides it, and --store overrides both", async () => {
  const env = { XDG_CONFIG_HOME: join(temporary, "config") };
  const status = (more: Record<string, string> = {}, ...args: string[]) =>
    miniapp(["release", "status", "--json", ...args], { cwd: temporary, env: { ...env, ...more } });
  expect((await status()).code).toBe(3);
  writeFileSync(join(temporary, "miniapp.json"), '{ "release": { "store": "store" } }');
  const found = await status();
  expect(found.code, found.out).toBe(0);
  expect((await status({ MINIAPP_STORE: "file:none" })).code).toBe(3);
  expect((await status({ MINIAPP_STORE: "file:none" }, "--store", "file:store")).code).toBe(0);
});
