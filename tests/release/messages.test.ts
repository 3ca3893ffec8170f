/** What people read when a release does not go as planned: a rejection, a hotfix, a changed key, a forgotten refresh. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeAll, expect, test, vi } from "vitest";
import { main } from "../../src/commands/index.ts";
import { newKey } from "../package/sample.ts";
import { packageOf } from "./small-package.ts";
import { temporaryFolder } from "./store.ts";

const home = temporaryFolder();
const app = "com.kestrel.bank";
const shop = "com.acme.shop";
const production = ["--app", app, "--channel", "production", "--yes"];

type Person = "alice" | "bob" | "acme";

async function as(who: Person, ...args: string[]) {
  let out = "";
  let err = "";
  const code = await main(args, {
    out: (text) => void (out += text),
    err: (text) => void (err += text),
    cwd: home,
    env: {
      XDG_CONFIG_HOME: join(home, who),
      XDG_DATA_HOME: join(home, who, "data"),
      MINIAPP_PASSPHRASE: `secret of ${who}`,
      MINIAPP_STORE: "file:store",
    },
    colour: false,
    interactive: false,
  });
  return { code, out, err };
}

async function ok(who: Person, ...args: string[]): Promise<string> {
  const { code, out, err } = await as(who, ...args);
  expect([args, code, err]).toEqual([args, 0, expect.not.stringContaining("miniapp:")]);
  return out;
}

const idIn = (text: string) => /miniapp approve ([0-9a-f]{12})/.exec(text)?.[1] ?? "";
const newPassphraseKey = async (who: Person, name: string) => {
  await ok(who, "keys", "new", name);
  await ok(who, "keys", "export", name, "--out", `${name}.pub.pem`);
};

/** Proposes a change as alice, approves it as bob and admits it. */
async function release(...args: string[]): Promise<string> {
  const text = await ok("alice", ...args, "-m", "because", ...production.slice(args[0] === "publish" ? 2 : 0));
  await ok("bob", "approve", idIn(text), "--yes");
  await ok("alice", "store", "admit");
  return text;
}

beforeAll(async () => {
  const stranger = await newKey();
  for (const version of [1, 2, 3]) {
    writeFileSync(join(home, `${version}.mapkg`), await packageOf(version, stranger, app));
    writeFileSync(join(home, `shop${version}.mapkg`), await packageOf(version, stranger, shop));
  }
  for (const [who, name] of [
    ["alice", "alice"],
    ["alice", "service"],
    ["bob", "bob"],
    ["acme", "acme"],
    ["acme", "fresh"],
  ] as const)
    await newPassphraseKey(who, name);
  const none = await as("alice", "release", "status");
  expect(none.err).toContain("no release store found: file:store has none; create one with `miniapp store init`");
  await ok("alice", "store", "init", "--root", "alice", "--approver", "alice", "--approver", "bob.pub.pem");
  const roles = await ok("bob", "store", "roles");
  expect(roles).toContain("1 root key must sign a change of keys\n");
  expect(roles).toContain("1 person other than the author must approve a production release\n");
});

afterEach(() => void vi.useRealTimers());

test("a rejection names who rejected and why, to the author and to the other approvers", async () => {
  const publish = ["publish", "1.mapkg", "--channel", "production", "-m", "first", "--yes"];
  const id = idIn(await ok("alice", ...publish));
  const why = /rejected by [0-9a-f]{12} at \S+: "typo on page one"/;
  expect(await ok("bob", "approve", id, "--reject", "--yes", "-m", "typo on page one")).toMatch(why);
  expect(await ok("alice", "release", "status")).toMatch(why);
  // A second rejection does not replace the first.
  expect(await ok("bob", "approve", id, "--reject", "--yes", "-m", "another reason")).toMatch(why);
  const late = await as("bob", "approve", id, "--yes");
  expect([late.code, late.err]).toEqual([5, expect.stringMatching(why)]);
  expect(late.err).toContain("(release/proposal-rejected)\n  Its author can propose it again, or another change.\n");
  const again = idIn(await ok("alice", ...publish));
  expect(again).not.toBe(id);
  await ok("bob", "approve", again, "--yes");
  const admitted = await ok("alice", "store", "admit");
  expect(admitted).toContain(`${again}  applied`);
  expect(await ok("alice", "release", "status")).not.toContain("rejected");
});

test("a hotfix during a rollout: what is live, what a pause stops, and what the fix replaces", async () => {
  await release("publish", "2.mapkg", "--channel", "production", "--percent", "10");
  expect(await release("release", "pause")).toMatch(/\+ paused: no further device gets a partial rollout\n/);
  const part = await as("alice", "publish", "3.mapkg", "-m", "fix", "--percent", "50", ...production.slice(2));
  expect(part.code).toBe(5);
  expect(part.err).toContain("already has two live versions: 2, 1 (release/too-many-versions)");
  expect(part.err).toContain("\n  Release the new version to everyone, which replaces both.");
  await release("publish", "3.mapkg", "--channel", "production");
  const paused = await ok("alice", "release", "pause", "--dry-run", "-m", "stop", ...production);
  expect(paused).toContain("partial rollout; does not stop version 3, which is for everyone\n");
});

test("a proposal that was overtaken says so", async () => {
  const propose = (action: string) => ok("alice", "release", action, "-m", "x", ...production);
  const first = idIn(await propose("pause"));
  const second = idIn(await propose("rollback"));
  await ok("bob", "approve", second, "--yes");
  const admitted = `${await ok("alice", "store", "admit")}${await ok("alice", "store", "admit")}`;
  expect(admitted).toContain(`${second}  applied`);
  expect(admitted).toMatch(new RegExp(`${first} {2}stale[^]*?another change took effect first; propose it again`));
});

test("a partner's new key: what was admitted before is not reported, and how to sign the list again", async () => {
  const enrol = ["store", "enrol", "--partner", "acme", "--app", shop, "-m", "contract", "--yes", "--partner-key"];
  await ok("alice", ...enrol, "acme.pub.pem");
  const beta = await as("acme", "publish", "shop1.mapkg", "--channel", "beta", "--yes", "--key", "acme");
  expect(beta.err).toContain("only publishers and approvers change test channels (release/key-missing)");
  const publish = ["publish", "shop1.mapkg", "--channel", "production", "-m", "new", "--yes", "--key", "acme"];
  expect(await ok("acme", ...publish)).toContain(
    "production was not changed: the store does not have the package yet; run the same command again once it is admitted\n",
  );
  await ok("alice", "store", "admit");
  await ok("bob", "approve", idIn(await ok("acme", ...publish)), "--yes");
  await ok("alice", "store", "admit");
  await ok("alice", ...enrol, "fresh.pub.pem");
  const status = await ok("alice", "release", "status");
  expect(status).not.toContain("refused");
  const where = "where both the partner's and the service's key are, or with the partner's next version\n";
  expect(status).toContain(`partner.acme is not signed by the current keys, so devices reject it; sign it again with`);
  expect(status).toContain(where);
  expect(await ok("alice", "store", "refresh")).toContain(where);
  const device = await as("alice", "run", "file:store", shop, "--check");
  expect(device.code).toBe(4);
  expect(device.err).toContain("(release/metadata-signature)\n  `miniapp release status` names the files");
  await ok("acme", "publish", "shop2.mapkg", "--yes", "--key", "fresh");
  await ok("alice", "store", "admit");
  expect(await ok("alice", "release", "status")).not.toContain("warning:");
});

test("the id of a key to revoke must be long enough, and known", async () => {
  const revoke = async (id: string) => (await as("alice", "store", "revoke", "--revoke", id, "--yes")).err;
  expect(await revoke("12345")).toMatch(/^miniapp: --revoke 12345 is too short\n {2}Use the id of a key, or at least/);
  expect(await revoke("123456789")).toContain("--revoke 123456789 matches no key of the store\n");
});

test("a forgotten refresh: the days left, what devices say, and which key is missing", async () => {
  const inDays = (days: number) => vi.useFakeTimers({ now: Date.now() + days * 86_400_000, toFake: ["Date"] });
  const status = async () => ok("alice", "release", "status");
  inDays(5.5);
  expect(await status()).toContain("timestamp expires in 1 day; sign it again with `miniapp store refresh`\n");
  inDays(1);
  expect(await status()).toContain("timestamp expires in less than a day;");
  inDays(2);
  const device = await as("alice", "run", "file:store", app, "--check");
  expect(device).toMatchObject({ code: 4, out: "" });
  expect(device.err).toMatch(
    /^.*miniapp: the store's metadata has expired: Final timestamp\.json is expired \(release\/expired\)\n {2}Run `miniapp store refresh`/s,
  );
  inDays(400);
  const refreshed = await ok("alice", "store", "refresh");
  expect(refreshed).toContain(`warning: ${app} on production has expired; sign it again with \`miniapp release renew`);
  expect(refreshed).not.toContain("days left");
});
