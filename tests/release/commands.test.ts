/** The release commands as used by two people on two machines, and the published schemas of their JSON. */
import { generateKeyPairSync } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, statSync, writeFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import { beforeAll, describe, expect, test } from "vitest";
import { main } from "../../src/commands/index.ts";
import { root } from "../build/program.ts";
import { newKey } from "../package/sample.ts";
import { packageOf } from "./small-package.ts";
import { temporaryFolder } from "./store.ts";

const home = temporaryFolder();
const ajv = new Ajv({ strict: false });
const app = "com.kestrel.bank";

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function as(who: "alice" | "bob" | "partner", ...args: string[]): Promise<Ran> {
  let out = "";
  let err = "";
  const code = await main(args, {
    out: (text) => void (out += text),
    err: (text) => void (err += text),
    cwd: home,
    env: { XDG_CONFIG_HOME: join(home, who), MINIAPP_PASSPHRASE: `secret of ${who}`, MINIAPP_STORE: "file:store" },
    colour: false,
    interactive: false,
  });
  return { code, out, err };
}

/** Runs a command with `--json` and validates the output against its schema. */
async function json(who: "alice" | "bob" | "partner", ...args: string[]): Promise<Record<string, unknown>> {
  const ran = await as(who, ...args, "--json");
  expect(ran.err).toBe("");
  const name = `${args[0]}-result.schema.json`;
  const schema = JSON.parse(readFileSync(join(root, "schemas", name), "utf8")) as object;
  const value = JSON.parse(ran.out) as Record<string, unknown>;
  const validate = ajv.getSchema(name) ?? ajv.compile(schema);
  expect(validate(value), JSON.stringify([validate.errors, value])).toBe(true);
  return value;
}

beforeAll(async () => {
  const stranger = await newKey();
  for (const version of [1, 2]) {
    writeFileSync(join(home, `${version}.mapkg`), await packageOf(version, stranger, app));
  }
  writeFileSync(join(home, "shop.mapkg"), await packageOf(1, stranger, "com.acme.shop"));
  writeFileSync(join(home, "other.mapkg"), await packageOf(1, stranger, app, "// other"));
});

describe("from a new store to a rollback", () => {
  test("keys are created with a passphrase", async () => {
    writeFileSync(join(home, "short"), "secret1\n");
    const short = await as("alice", "keys", "new", "alice", "--passphrase-file", join(home, "short"));
    expect(short).toMatchObject({ code: 2, err: "miniapp: a passphrase must have at least 8 characters\n" });
    await json("alice", "keys", "new", "alice");
    await json("alice", "keys", "new", "service", "--no-passphrase");
    expect(await json("bob", "keys", "new", "bob", "--algorithm", "ecdsa-p256")).toMatchObject({
      keys: [{ name: "bob", encrypted: true, algorithm: "ecdsa-p256" }],
    });
    expect((await as("bob", "keys", "new", "bob")).code).toBe(3);
    expect((await as("bob", "keys", "export", "bob", "--out", "bob.pub.pem")).code).toBe(0);
    const file = join(home, "alice/miniapp/keys/alice.key");
    if (process.platform !== "win32") expect(statSync(file).mode & 0o777).toBe(0o600);
    const schema = JSON.parse(readFileSync(join(root, "schemas/key-file.schema.json"), "utf8")) as object;
    expect(ajv.compile(schema)(JSON.parse(readFileSync(file, "utf8")))).toBe(true);
    expect((await json("alice", "keys", "list"))["keys"]).toHaveLength(2);
  });

  test("a store is created only once", async () => {
    const init = ["store", "init", "--root", "alice", "--approver", "alice", "--approver", "bob.pub.pem"];
    await json("alice", ...init);
    expect(await json("alice", ...init)).toMatchObject({ ok: false, code: "release/store-exists" });
    expect((await as("alice", ...init)).code).toBe(5);
    expect(await json("bob", "store", "roles")).toMatchObject({ roles: { approvals: 1 } });
  });

  test("a re-created store is trusted only on the machine that created it", async () => {
    const init = ["store", "init", "file:anew", "--root", "alice"];
    await json("alice", ...init);
    expect((await as("bob", "store", "roles", "--store", "file:anew")).code).toBe(0);
    rmSync(join(home, "anew"), { recursive: true });
    expect(await json("alice", ...init)).toMatchObject({ ok: true });
    expect((await as("alice", "store", "roles", "--store", "file:anew")).code).toBe(0);
    const refused = await as("bob", "store", "roles", "--store", "file:anew");
    expect([refused.code, refused.err]).toEqual([4, expect.stringMatching(/root-changed\)\n {2}If .*`stores`/)]);
  });

  test("packages are published", async () => {
    expect(await json("alice", "publish", "1.mapkg", "--dry-run")).toMatchObject({
      package: { state: "would-publish" },
    });
    expect(await json("alice", "publish", "1.mapkg")).toMatchObject({ package: { state: "published" } });
    expect(await json("alice", "publish", "1.mapkg")).toMatchObject({ package: { state: "already-published" } });
    expect((await as("alice", "publish", "other.mapkg")).code).toBe(5);
    expect((await as("bob", "publish", "2.mapkg")).code).toBe(3);
    expect((await as("alice", "publish")).code).toBe(3);
    expect((await as("alice", "publish", "1.mapkg", "--channel", "beta")).code).toBe(2);
    const beta = await json("alice", "publish", "1.mapkg", "--channel", "beta", "--yes");
    expect(beta).toMatchObject({ channel: { state: "changed" } });
    const again = await json("alice", "publish", "1.mapkg", "--channel", "beta", "--yes");
    expect(again).toMatchObject({ package: { state: "already-published" }, channel: null });
    const set = await as("alice", "release", "set", "--channel", "beta", "--version-code", "1", "--yes");
    expect([set.code, set.err]).toEqual([5, expect.stringContaining("(release/nothing-to-do)")]);
  });

  test("publish checks the channel change before it uploads anything", async () => {
    const before = readdirSync(join(home, "store"), { recursive: true }).toSorted();
    const refused = async (code: number, ...args: string[]) => {
      expect((await as("alice", "publish", "2.mapkg", "--yes", ...args)).code).toBe(code);
      expect(readdirSync(join(home, "store"), { recursive: true }).toSorted()).toEqual(before);
    };
    const silent = await as("alice", "publish", "2.mapkg", "--yes", "--channel", "production");
    expect(silent.err).toContain("(release/message-missing)\n  Give the reason with --message.\n");
    await refused(2, "--channel", "production");
    await refused(2, "--channel", "production", "--message", " ");
    await refused(2, "--channel", "production", "--dry-run");
    await refused(2, "--channel", "production", "-m", "x", "--percent", "200");
    expect(await json("alice", "publish", "2.mapkg", "--channel", "production", "-m", "x", "--dry-run")).toMatchObject({
      package: { state: "would-publish" },
      channel: { state: "would-propose", after: { rules: [{ versionCode: 2 }] } },
    });
    expect(readdirSync(join(home, "store"), { recursive: true }).toSorted()).toEqual(before);
  });

  test("--version is an option of the program, not of a command", async () => {
    const ran = await as("alice", "release", "set", "--version", "1", "--channel", "beta", "--yes");
    expect(ran).toMatchObject({ code: 2, out: "" });
    expect((await as("alice", "--version")).code).toBe(0);
  });

  /** Runs the release service. Omits rejected and stale proposals: whether they are reported in this run varies. */
  const admitted = async () =>
    ((await json("alice", "store", "admit"))["admissions"] as { state: string }[]).filter(
      ({ state }) => state !== "stale" && state !== "rejected",
    );

  test("a release requires another person's approval, and shows what changes", async () => {
    const release = async (...args: string[]) => {
      const set = await json("alice", "release", ...args, "--channel", "production", "-m", "because", "--yes");
      const id = (set["result"] as { proposal: string }).proposal;
      expect((await as("alice", "approve", id, "--yes")).code).toBe(4);
      expect(await json("bob", "approve", id.slice(0, 12), "--dry-run")).toMatchObject({ proposal: null });
      const text = (await as("bob", "approve", id, "--dry-run")).out;
      expect(await json("bob", "approve", id, "--yes")).toMatchObject({ proposal: { state: "waiting" } });
      expect(await admitted()).toMatchObject([{ state: "applied" }]);
      return text;
    };
    expect((await as("alice", "release", "set", "--channel", "production", "--version-code", "1", "--yes")).code).toBe(
      2,
    );
    await release("set", "--version-code", "1");
    await json("alice", "publish", "2.mapkg");
    const text = await release("set", "--version-code", "2", "--percent", "10");
    expect(text).toContain("changes from version 1 to version 2:\n  versionName  1.1.0 -> 1.2.0");
    expect(text).toContain("~ app.js");
    expect(text).toContain("  + version 2: 10 %\n  = version 1: 100 %\n");
    expect(await json("bob", "release", "status")).toMatchObject({
      channels: [{}, { rules: [{ percent: 1000 }, {}] }],
    });
    expect((await as("bob", "release", "status")).out).toMatch(/2 \[###\.+\] version 2: 10 %/);
    const simulated = await json("bob", "release", "simulate", "--channel", "production", "--devices", "20000");
    const { versions } = simulated["simulation"] as { versions: { share: number }[] };
    expect(versions[0]?.share).toBeCloseTo(0.1, 1);
    const rollback = ["release", "rollback", "--channel", "production", "--yes", "-m"];
    expect(await json("alice", ...rollback, "first")).toMatchObject({ result: { state: "proposed" } });
    const waiting = (await json("bob", "release", "status"))["proposals"] as { id: string }[];
    const second = await json("alice", ...rollback, "second");
    expect(second).toMatchObject({ result: { state: "already-proposed", proposal: waiting[0]?.id } });
    expect((await json("bob", "release", "status"))["proposals"]).toEqual(waiting);
    await json("bob", "approve", waiting[0]?.id ?? "", "--reject", "--yes");
    // A rejected change can be proposed again.
    await release("rollback");
    expect(await json("bob", "release", "status", "--channel", "production")).toMatchObject({
      channels: [{ rules: [{ versionCode: 1, percent: 10_000 }] }],
    });
    expect((await json("bob", "release", "history"))["history"]).toHaveLength(6);
  });

  test("disabling a version takes effect at once", async () => {
    await json("alice", "release", "disable", "--version-code", "2", "-m", "leaks", "--yes");
    expect(await json("bob", "release", "status")).toMatchObject({ disabled: [{ versions: [2] }] });
    await json("alice", "release", "enable", "--version-code", "2", "-m", "fixed", "--yes");
    const off = await as("alice", "release", "disable", "--version-code", "1", "-m", "leaks", "--yes");
    expect(off.out).toBe(`${app} 1 is disabled\n`);
    expect((await as("bob", "release", "status")).out).toMatch(/1 \[\.+\] version 1: 100 %; DISABLED/);
    await json("alice", "release", "enable", "--version-code", "1", "-m", "fixed", "--yes");
    const pruned = await as("alice", "release", "disable", "--version-code", "30", "-m", "typo", "--dry-run");
    expect(pruned.out).toContain(`warning: the store has no version 30 of ${app}`);
    expect(await json("alice", "release", "disable", "--version-code", "30", "-m", "typo", "--dry-run")).toMatchObject({
      result: { state: "would-change", unknown: [30] },
    });
  });

  test("a partner can publish its own apps only, and can be removed", async () => {
    const enrolAs = (partner: string, id: string) =>
      as("alice", "store", "enrol", "--partner", partner, "--app", id, "--partner-key", "bob.pub.pem", "--yes");
    for (const [partner, id] of [
      ["a b", "com.a.b"],
      ["acme", "*"],
      ["acme", "com.[ab]*"],
      ["acme", "../x"],
    ] as const) {
      expect(await enrolAs(partner, id)).toMatchObject({ code: 2, out: "" });
    }
    await json("partner", "keys", "new", "acme");
    await as("partner", "keys", "export", "acme", "--out", "acme.pub.pem");
    const enrol = ["store", "enrol", "--partner", "acme", "--app", "com.acme.shop", "--partner-key", "acme.pub.pem"];
    expect(await json("alice", ...enrol, "-m", "contract", "--yes")).toMatchObject({ proposal: { state: "applied" } });
    expect(await enrolAs("other", "com.acme.shop")).toMatchObject({ code: 2, err: expect.stringContaining("acme") });
    expect(await json("partner", "publish", "shop.mapkg")).toMatchObject({ package: { state: "proposed" } });
    const proposed = async (id: string) =>
      ((await json("alice", "release", "status", "--app", id))["proposals"] as { app: string }[]).filter(
        (one) => one.app === "com.acme.shop",
      );
    expect(await proposed("com.acme.shop")).toHaveLength(1);
    expect(await proposed(app)).toEqual([]);
    expect((await as("partner", "publish", "2.mapkg")).code).toBe(0);
    expect(await admitted()).toMatchObject([{ state: "applied", app: "com.acme.shop" }]);
    expect(await json("alice", "release", "status")).toMatchObject({ store: { apps: ["com.acme.shop", app] } });
    const revoke = ["store", "revoke", "--remove-partner", "acme", "-m", "ended", "--yes"];
    expect(await json("alice", ...revoke)).toMatchObject({
      proposal: { state: "applied" },
      hidden: ["com.acme.shop"],
    });
  });

  test("giving an app with versions to a partner warns that devices do not get them, until it publishes them", async () => {
    const address = ["--store", "file:given"];
    await json("alice", "store", "init", "file:given", "--root", "alice");
    await json("alice", "publish", "shop.mapkg", ...address);
    const enrol = ["store", "enrol", "--partner", "acme", "--partner-key", "acme.pub.pem", "--yes", ...address];
    const given = await as("alice", ...enrol, "--app", "com.acme.shop");
    expect([given.code, given.out]).toEqual([
      0,
      expect.stringContaining(
        "warning: devices do not get the versions of com.acme.shop that the store has, until the partner acme publishes",
      ),
    ]);
    const more = await as("alice", ...enrol, "--app", "com.acme.shop", "--app", "com.acme.cafe");
    expect([more.code, more.out]).toEqual([0, expect.not.stringContaining("warning:")]);
    const set = ["release", "set", "--app", "com.acme.shop", "--channel", "beta", "--version-code", "1", ...address];
    expect((await as("alice", ...set, "--yes")).err).toContain("(release/no-version)");
    const publish = ["publish", "shop.mapkg", ...address];
    expect(await json("partner", ...publish)).toMatchObject({ package: { state: "proposed" } });
    expect(await json("alice", "store", "admit", ...address)).toMatchObject({ admissions: [{ state: "applied" }] });
    expect((await as("alice", ...set, "--yes")).code).toBe(0);
  });

  test("the log is checked, shown and exported", async () => {
    const verified = await json("bob", "audit-log", "verify");
    expect(verified["entries"]).toEqual([]);
    expect((await json("bob", "audit-log", "show", "--last", "3"))["entries"]).toHaveLength(3);
    const csv = (await as("bob", "audit-log", "export", "--format", "csv")).out.split("\r\n");
    expect(csv[0]).toBe("seq,time,action,app,channel,subject,actor,message,details,sha256");
    expect(csv).toHaveLength((verified["verified"] as number) + 2);
    await json("bob", "audit-log", "export");
  });

  test("the store is refreshed, pruned, exported and imported", async () => {
    await json("alice", "store", "refresh");
    expect(await json("alice", "store", "prune", "--keep", "1", "--dry-run")).toMatchObject({
      pruned: { removed: [] },
    });
    await json("alice", "store", "export", "store.tar");
    const away = ["--store", "file:elsewhere"];
    await json("bob", "store", "import", "store.tar", ...away);
    expect(await json("bob", "release", "status", ...away)).toMatchObject({ ok: true });
    expect(await json("bob", "store", "import", "store.tar", ...away)).toMatchObject({ imported: { files: 0 } });
    await json("alice", "store", "refresh");
    await json("alice", "store", "export", "newer.tar");
    await json("bob", "store", "import", "newer.tar", ...away);
    expect(await json("bob", "store", "import", "store.tar", ...away)).toMatchObject({
      ok: false,
      code: "release/rollback",
    });
  });

  test("a key change is shown before it is signed, and two root keys renew the root's files together", async () => {
    const { keys } = (await json("bob", "keys", "show", "bob")) as { keys: readonly [{ keyid: string }] };
    const [{ keyid }] = keys;
    const change = ["--root", "bob.pub.pem", "--root-threshold", "2", "--message", "two of two", "--yes"];
    const proposed = await as("alice", "store", "enrol", ...change);
    expect(proposed.out).toContain(`  + root        ${keyid}\n  root keys that must sign: 1 -> 2\n`);
    const [id = ""] = /^[0-9a-f]{12}/.exec(proposed.out) ?? [];
    const shown = await as("bob", "approve", id, "--dry-run");
    expect(shown.out).toContain(`  + root        ${keyid}\n  root keys that must sign: 1 -> 2\n`);
    expect(await json("bob", "approve", id, "--yes")).toMatchObject({
      roles: { before: { rootThreshold: 1 }, after: { rootThreshold: 2 } },
    });
    await json("alice", "store", "admit");
    expect((await as("alice", "release", "status")).out).not.toContain("not signed by the current keys");

    const renewal = await as("alice", "store", "renew", "--message", "yearly", "--yes");
    expect(renewal.out).toContain("no key changes");
    const [again = ""] = /^[0-9a-f]{12}/.exec(renewal.out) ?? [];
    await json("bob", "approve", again, "--yes");
    expect(await json("alice", "store", "admit")).toMatchObject({ admissions: [{ state: "applied" }] });
  });
});

test("invalid calls print a short error and exit with 2 or 3", async () => {
  mkdirSync(join(home, "empty"), { recursive: true });
  for (const [code, ...args] of [
    [2, "keys", "burn"],
    [2, "keys", "new", "../x"],
    [2, "release", "set", "--channel", "beta", "--percent", "101", "--version-code", "1"],
    [2, "release", "nothing"],
    [2, "store", "nothing"],
    [2, "audit-log", "nothing"],
    [3, "approve", "123456", "--yes"],
    [3, "approve", "12", "--yes"],
    [3, "release", "status", "--store", "file:empty"],
    [3, "publish", "none.mapkg"],
    [3, "release", "status", "--store", "ftp://x"],
  ] as const) {
    const ran = await as("alice", ...args);
    expect([args, ran.code]).toEqual([args, code]);
    expect(ran.err).toMatch(/^miniapp: .+\n( {2}.+\n)?$/);
  }
});

test("with --json, wrong options and unusable files print the same JSON as other failures", async () => {
  const [no, missing] = ["none.tar", join(home, "none.tar")];
  for (const used of ["diagnostics", "package-manifest"]) {
    ajv.addSchema(JSON.parse(readFileSync(join(root, `schemas/${used}.schema.json`), "utf8")) as object);
  }
  for (const [code, reason, ...args] of [
    [2, "unknown option '--appp'", "release", "status", "--appp", "x"],
    [2, "option '-a, --app <id>' argument missing", "release", "status", "--json", "--app"],
    [2, "missing required argument 'action'", "store"],
    [2, "required option '--trust <file>' not specified", "verify", "1.mapkg"],
    [2, "too many arguments for 'diff'. Expected 2 arguments but got 3.", "diff", "a", "b", "c"],
    [2, "unknown option '--nothing'", "build", "--nothing"],
    [3, `${missing}: no such file or folder`, "store", "import", no, "--store", "file:imported"],
    [3, undefined, "inspect", no],
    [3, undefined, "build", "no-folder"],
  ] as const) {
    const ran = await as("alice", ...args, ...(args.includes("--json" as never) ? [] : ["--json"]));
    expect([args, ran.code, ran.err]).toEqual([args, code, ""]);
    const value = JSON.parse(ran.out) as { reason: string };
    expect(value).toMatchObject({ ok: false, reason: reason ?? expect.any(String) });
    const name = `${args[0]}-result.schema.json`;
    const schema = JSON.parse(readFileSync(join(root, "schemas", name), "utf8")) as object;
    const validate = ajv.getSchema(name) ?? ajv.compile(schema);
    expect(validate(value), JSON.stringify([validate.errors, value])).toBe(true);
  }
  const ran = await as("alice", "run", "file:store", app, "--chanel", "beta", "--json");
  expect([ran.code, ran.err, JSON.parse(ran.out)]).toEqual([
    2,
    "",
    { event: "refused", reason: "unknown option '--chanel'", hint: "Did you mean --channel?" },
  ]);
  expect((await as("alice", "store", "--help", "--json")).out).toMatch(/^Usage:/);
});

test("a store whose root key and service key are both behind signer commands is created, and refreshed", async () => {
  const program = join(home, "hsm.mjs");
  writeFileSync(
    program,
    `import { sign } from "node:crypto"; import { readFileSync } from "node:fs";
     process.stdout.write(sign("sha256", readFileSync(0), readFileSync(process.argv[2])));`,
  );
  const hsm = (name: string) => {
    const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    writeFileSync(join(home, `${name}.pem`), privateKey.export({ type: "pkcs8", format: "pem" }));
    writeFileSync(join(home, `${name}.pub.pem`), publicKey.export({ type: "spki", format: "pem" }));
    return [`"${process.execPath}" "${program}" "${join(home, `${name}.pem`)}"`, `${name}.pub.pem`] as const;
  };
  const [[rootCmd, rootPem], [serviceCmd, servicePem]] = [hsm("hsm-root"), hsm("hsm-service")];
  const service = ["--service-signer-cmd", serviceCmd, "--service-signer-key", servicePem];
  const signers = ["--signer-cmd", rootCmd, "--signer-key", rootPem, ...service];
  // This person has no key files.
  const half = await as("bob", "store", "init", "file:tokens", "--root", rootPem, ...signers.slice(0, -2));
  expect([half.code, half.err]).toEqual([expect.any(Number), expect.stringMatching(/^miniapp: /)]);
  expect(half.code).not.toBe(0);
  const made = await json("bob", "store", "init", "file:tokens", "--root", rootPem, ...signers);
  expect(made).toMatchObject({ ok: true, roles: { rootThreshold: 1 } });
  const { root: roots, service: services } = made["roles"] as { root: string[]; service: string[] };
  expect(roots).not.toEqual(services);
  expect(await json("bob", "store", "refresh", "--store", "file:tokens", ...service)).toMatchObject({ ok: true });
});
