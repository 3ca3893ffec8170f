/** How `build` signs: with an encrypted key of `miniapp keys`, a file, a program, or a key of the project. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { miniapp, temporaryFolder } from "./program.ts";
import { parseBuild, sample, writeFiles, writeKeys } from "./project.ts";

const temporary = temporaryFolder();
const config = join(temporary, "config");
const project = join(temporary, "app");
const exported = join(temporary, "alice.pub.pem");
const passphrase = "correct horse";

const run = (args: readonly string[], given: string | undefined = passphrase) =>
  miniapp(args, { env: { XDG_CONFIG_HOME: config, MINIAPP_PASSPHRASE: given }, cwd: temporary });

const build = (out: string, args: readonly string[], given?: string) =>
  run(["build", project, "--no-cache", "--json", "--out", out, ...args], given);

async function expectSignedBy(out: string, trust: string): Promise<void> {
  const { code, err } = await run(["verify", join(temporary, out), "--trust", trust]);
  expect(code, err).toBe(0);
}

beforeAll(async () => {
  writeFiles(project, sample);
  expect((await run(["keys", "new", "alice"])).code).toBe(0);
  expect((await run(["keys", "export", "alice", "--out", exported])).code).toBe(0);
});

test("a key's name, with its passphrase from a variable or a file", async () => {
  const first = await build("a.mapkg", ["--key", "alice"]);
  expect(first.code, first.err).toBe(0);
  expect(parseBuild(first.out).package?.developmentKey).toBe(false);
  await expectSignedBy("a.mapkg", exported);
  const file = join(temporary, "passphrase");
  writeFileSync(file, `${passphrase}\n`);
  const second = await build("b.mapkg", ["--key", "alice", "--passphrase-file", file], "");
  expect(second.code, second.err).toBe(0);
  expect(readFileSync(join(temporary, "b.mapkg")).equals(readFileSync(join(temporary, "a.mapkg")))).toBe(true);
});

test.each([
  { what: "a wrong passphrase", args: ["--key", "alice"], given: "wrong horse", says: "from MINIAPP_PASSPHRASE)" },
  { what: "no passphrase and nobody to ask", args: ["--key", "alice"], given: "", says: "needs its passphrase" },
  { what: "an unknown name", args: ["--key", "carol"], given: "", says: "there is no key" },
  { what: "a missing file", args: ["--key", "./carol.pem"], given: "", says: "there is no key" },
  { what: "a program without its public key", args: ["--signer-cmd", "true"], given: "", says: "--signer-key" },
])("$what: one line and no package", async ({ args, given, says }) => {
  const { code, out, err } = await build("none.mapkg", args, given);
  expect([2, 3]).toContain(code);
  expect(err).toBe("");
  const failure = JSON.parse(out) as { ok: boolean; reason: string };
  expect(failure).toMatchObject({ ok: false, reason: expect.stringContaining(says) });
  expect(failure.reason).not.toContain("\n");
  expect(existsSync(join(temporary, "none.mapkg"))).toBe(false);
});

test("a signing program", async () => {
  const keys = writeKeys(join(temporary, "token"));
  const script = join(temporary, "token.cjs");
  writeFileSync(
    script,
    `const { sign } = require("node:crypto");
const { readFileSync, writeSync } = require("node:fs");
writeSync(1, sign(null, readFileSync(0), readFileSync(${JSON.stringify(keys.key)}, "utf8")));
`,
  );
  const command = `${JSON.stringify(process.execPath)} ${JSON.stringify(script)}`;
  const { code, err } = await build("c.mapkg", ["--signer-cmd", command, "--signer-key", keys.trust]);
  expect(code, err).toBe(0);
  await expectSignedBy("c.mapkg", keys.trust);
});

describe("a key that miniapp.json names", () => {
  test("may be encrypted with a passphrase", async () => {
    const key = join(config, "miniapp/keys/alice.key");
    mkdirSync(join(project, "keys"));
    writeFileSync(join(project, "keys/release.key"), readFileSync(key));
    writeFileSync(join(project, "miniapp.json"), '{ "signing": { "key": "keys/release.key" } }');
    const { code, err } = await build("d.mapkg", []);
    expect(code, err).toBe(0);
    await expectSignedBy("d.mapkg", exported);
  });
});
