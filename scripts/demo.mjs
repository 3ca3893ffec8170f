/**
 * `npm run demo`: takes a mini-program from source to a signed package, verifies it, compares it with the next version,
 * and releases it with two people. Works on a copy of fixtures/apps/branches with a temporary key, shows every command
 * and its output, stops at the first unexpected exit code, and removes everything it created.
 */
import { generateKeyPairSync } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { installDependencies, root, run } from "./install.mjs";

installDependencies();
run(process.execPath, [`${root}scripts/build.mjs`]);

// Inside the repository, so that the app finds its npm packages as in a real project.
const parent = join(root, "tmp");
mkdirSync(parent, { recursive: true });
const folder = mkdtempSync(join(parent, "demo-"));
process.on("exit", removeFolder);
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(130));

const at = (name) => relative(root, join(folder, name));
cpSync(join(root, "fixtures/apps/branches"), join(folder, "bank"), { recursive: true });
const release = writeKeys("release");
const stranger = writeKeys("stranger");
const build = ["build", at("bank"), "--mode", "uat", "--key", release.key, "--cache", at("cache"), "--quiet"];

say("A bank's app: TypeScript, Sass and Less, three subpackages. Built for the environment `uat` and signed.");
miniapp([...build.slice(0, -1), "--out", at("first.mapkg")]);

say("Anyone with the public key can verify every byte of it.");
miniapp(["verify", at("first.mapkg"), "--trust", release.trust]);

say("Verification with any other key fails: exit code 4.");
miniapp(["verify", at("first.mapkg"), "--trust", stranger.trust], { exitCode: 4 });

say("What the package contains, and why each file is there.");
miniapp(["inspect", at("first.mapkg"), "--trust", release.trust]);

say("A mistake in a template: an unclosed tag. The build fails with exit code 1 and leaves the package unchanged.");
const page = "miniprogram/pages/legal/legal.wxml";
const before = readFileSync(join(folder, "first.mapkg"));
const text = edit(page, (source) => `<view>${source}`);
miniapp([...build, "--out", at("first.mapkg")], { exitCode: 1 });
if (!before.equals(readFileSync(join(folder, "first.mapkg")))) fail("a failed build changed the package");
writeFileSync(join(folder, "bank", page), text);

say("The next version: a new sentence on one page, one more domain, and a higher version code.");
edit(page, (source) => `${source}<view>Changed terms apply from July.</view>\n`);
edit("miniapp.json", nextVersion);
miniapp([...build, "--out", at("second.mapkg")]);
miniapp(["verify", at("second.mapkg"), "--trust", release.trust]);

say("What changed between the two versions, for the person who approves the release.");
miniapp(["diff", at("first.mapkg"), at("second.mapkg")]);

say("A build from scratch in another folder gives the same digest.");
cpSync(join(folder, "bank"), join(folder, "elsewhere/bank"), { recursive: true });
miniapp([
  "build",
  at("elsewhere/bank"),
  "--mode",
  "uat",
  "--key",
  release.key,
  "--no-cache",
  "--quiet",
  "--out",
  at("again.mapkg"),
]);
if (digestOf("again.mapkg") !== digestOf("second.mapkg")) fail("the digests differ");
console.log(`both are ${digestOf("again.mapkg")}`);

say("A release store in a folder, and two people with their own keys. Alice and Bob may both propose and approve.");
const store = ["--store", `file:${at("store")}`];
const alice = person("alice");
const bob = person("bob");
miniapp(["keys", "new", "alice", "--no-passphrase"], alice);
miniapp(["keys", "new", "service", "--no-passphrase"], alice);
miniapp(["keys", "new", "bob", "--no-passphrase"], bob);
miniapp(["keys", "export", "bob", "--out", at("bob.pub.pem")], bob);
miniapp(
  ["store", "init", `file:${at("store")}`, "--root", "alice", "--approver", "alice", "--approver", at("bob.pub.pem")],
  alice,
);

say("A test channel gets the version at once. Production, at 10 % of devices, needs the approval of a second person.");
miniapp(["publish", at("second.mapkg"), "--channel", "beta", "--yes", ...store], alice);
const promote = ["release", "promote", "--from-channel", "beta", "--channel", "production", "--percent", "10"];
miniapp([...promote, "--message", "new terms", "--yes", ...store], alice);
const proposal = proposalOf(alice);

say("Alice cannot approve her own proposal: exit code 4. Bob can.");
miniapp(["approve", proposal, "--yes", ...store], { ...alice, exitCode: 4 });
miniapp(["approve", proposal, "--yes", ...store], bob);
miniapp(["store", "admit", ...store], alice);
miniapp(["release", "status", ...store], alice);

say("The audit log shows who did what; `verify` proves that nobody has changed it.");
miniapp(["audit-log", "show", ...store], alice);
miniapp(["audit-log", "verify", ...store], alice);

console.log("\nDone. Every step ended as expected.");

/** Runs the program and prints the command; it must exit with the given code. */
function miniapp(args, { exitCode = 0, name, env = process.env } = {}) {
  console.log(`${name === undefined ? "" : `${name} `}$ miniapp ${args.map(quoted).join(" ")}`);
  const { status } = run(process.execPath, [join(root, "bin/miniapp.js"), ...args], { allowFailure: true, env });
  if (status !== exitCode) fail(`exit code ${status} instead of ${exitCode}`);
}

/** A person with a configuration folder, and therefore keys, of their own. */
function person(name) {
  return { name, env: { ...process.env, XDG_CONFIG_HOME: join(folder, name) } };
}

function proposalOf({ env }) {
  const args = [join(root, "bin/miniapp.js"), "release", "status", "--json", ...store];
  const { stdout } = run(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"], env });
  const { proposals } = JSON.parse(stdout.toString());
  return proposals.at(-1).id.slice(0, 12);
}

function digestOf(name) {
  const args = [join(root, "bin/miniapp.js"), "verify", at(name), "--trust", release.trust, "--json"];
  const { stdout } = run(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  return JSON.parse(stdout.toString()).digest;
}

/** Changes a file and returns its previous text. */
function edit(name, change) {
  const path = join(folder, "bank", name);
  const source = readFileSync(path, "utf8");
  writeFileSync(path, change(source));
  return source;
}

function nextVersion(source) {
  const manifest = JSON.parse(source);
  manifest.versionName = "2.4.0";
  manifest.versionCode += 10;
  manifest.network.domains.request.push("https://terms.kestrel.example");
  return JSON.stringify(manifest, null, 2);
}

function writeKeys(name) {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  writeFileSync(join(folder, `${name}.pem`), privateKey.export({ type: "pkcs8", format: "pem" }), { mode: 0o600 });
  writeFileSync(join(folder, `${name}.pub.pem`), publicKey.export({ type: "spki", format: "pem" }));
  return { key: at(`${name}.pem`), trust: at(`${name}.pub.pem`) };
}

function say(text) {
  console.log(`\n# ${text}`);
}

function fail(reason) {
  console.error(`demo: ${reason}`);
  process.exit(1);
}

function removeFolder() {
  rmSync(folder, { recursive: true, force: true });
  try {
    rmdirSync(parent);
  } catch {
    // Not empty, so keep it.
  }
}

/** An argument as one types it in a shell. */
function quoted(arg) {
  return /^[\w@%+=:,./-]+$/.test(arg) ? arg : `'${arg.replaceAll("'", "'\\''")}'`;
}
