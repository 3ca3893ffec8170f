/**
 * A real S3 service for tests: Ceph's RADOS gateway with one monitor, one manager and one in-memory store, on this
 * machine's loopback and in a temporary folder. Needs neither systemd nor a container.
 *
 * `startS3()` resolves when a bucket exists; `stop()` ends the processes that it started, by their ids, and removes the
 * folder. Run as a program, it runs until it is interrupted and prints the variables for a client.
 */
import { randomBytes, randomUUID } from "node:crypto";
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { setTimeout as sleep } from "node:timers/promises";
import { installPackages, missingPrograms, whyNoPackages } from "./debian.mjs";

const packages = ["radosgw", "ceph-mon", "ceph-osd", "ceph-mgr"];
const programs = ["ceph", "ceph-mon", "ceph-osd", "ceph-mgr", "monmaptool", "radosgw", "radosgw-admin"];

/**
 * Prepares the service; installs Debian packages if possible.
 * @returns {string | undefined} why the service cannot run here; `undefined` if it can
 */
export function prepareS3() {
  if (process.platform !== "linux") return "Ceph runs on Linux alone";
  if (missingPrograms(programs).length === 0) return undefined;
  const wanted = `it wants the packages ${packages.join(", ")}`;
  const why = whyNoPackages();
  if (why !== undefined) return `${wanted}, and ${why}`;
  console.log("Installing Ceph ...");
  installPackages(...packages);
  return missingPrograms(programs).length === 0 ? undefined : `${wanted}, and apt-get could not install them`;
}

/**
 * Starts the service with an empty bucket.
 * @returns {Promise<{ env: Record<string, string>, address: string, stop: () => Promise<void> }>}
 */
export async function startS3() {
  const folder = mkdtempSync(join(tmpdir(), "miniapp-s3-"));
  const children = [];
  const stop = async () => {
    for (const child of children.toReversed()) await end(child);
    process.off("exit", leave);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  // However this process ends, the processes that it started must end too.
  const leave = () => {
    for (const child of children) child.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  process.once("exit", leave);
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(130));
  try {
    const [monitor, gateway] = [await freePort(), await freePort()];
    const conf = writeConf(folder, monitor, gateway);
    const start = (program, ...args) => children.push(launch(folder, conf, program, args));
    const call = (program, ...args) => run(conf, program, args);
    call("monmaptool", "--create", "--fsid", fsidOf(conf), "--addv", "a", monitorAddress(monitor), join(folder, "map"));
    call("ceph-mon", "--mkfs", "-i", "a", "--monmap", join(folder, "map"));
    start("ceph-mon", "-i", "a", "-f");
    start("ceph-mgr", "-i", "a", "-f");
    const osd = randomUUID();
    await eventually("the monitor", () => call("ceph", "--connect-timeout", "5", "osd", "new", osd, "0"));
    call("ceph-osd", "--mkfs", "-i", "0", "--osd-uuid", osd);
    start("ceph-osd", "-i", "0", "-f");
    await eventually("the disk", () => {
      if (!/"num_up_osds": 1/.test(call("ceph", "osd", "stat", "-f", "json-pretty"))) throw new Error("no disk is up");
    });
    start("radosgw", "-n", "client.rgw", "-f");
    const endpoint = `http://127.0.0.1:${gateway}`;
    await eventually("the gateway", async () => void (await fetch(endpoint)), 120_000);
    const [key, secret] = [randomBytes(10).toString("hex"), randomBytes(20).toString("hex")];
    const names = ["--uid", "test", "--display-name", "test", "--access-key", key, "--secret-key", secret];
    call("radosgw-admin", "-n", "client.rgw", "user", "create", ...names);
    const env = {
      AWS_ACCESS_KEY_ID: key,
      AWS_SECRET_ACCESS_KEY: secret,
      AWS_REGION: "us-east-1",
      AWS_ENDPOINT_URL: endpoint,
    };
    await makeBucket(env, "releases");
    return { env, address: "s3://releases", stop };
  } catch (error) {
    // The last output of the programs is the only hint at the cause.
    for (const child of children) console.error(tail(join(folder, `${child.label}.out`)));
    await stop();
    throw error;
  }
}

/**
 * Configures one small node: no authentication, because only this machine can reach it; one replica; nothing on disk.
 */
function writeConf(folder, monitor, gateway) {
  for (const name of ["mon", "mgr", "osd", "rgw"]) mkdirSync(join(folder, name));
  const conf = join(folder, "ceph.conf");
  const lines = [
    "[global]",
    `fsid = ${randomUUID()}`,
    `mon host = ${monitorAddress(monitor)}`,
    "mon initial members = a",
    "auth cluster required = none",
    "auth service required = none",
    "auth client required = none",
    // By default the gateway requires an encrypted connection to the monitor, which is not available without
    // authentication.
    "ms mon client mode = crc",
    "public addr = 127.0.0.1",
    "cluster addr = 127.0.0.1",
    `run dir = ${folder}`,
    `admin socket = ${folder}/$name.asok`,
    `log file = ${folder}/$name.log`,
    `crash dir = ${folder}`,
    `keyring = ${folder}/keyring`,
    `mon data = ${folder}/mon`,
    `mgr data = ${folder}/mgr`,
    `osd data = ${folder}/osd`,
    `rgw data = ${folder}/rgw`,
    "mon allow pool size one = true",
    // Do not warn about a full disk: almost nothing is written to it.
    "mon data avail warn = 1",
    "mon data avail crit = 1",
    "osd objectstore = memstore",
    "memstore device bytes = 2147483648",
    "osd pool default size = 1",
    "osd pool default min size = 1",
    "osd pool default pg num = 1",
    "osd pool default pgp num = 1",
    "osd pool default pg autoscale mode = off",
    "osd crush chooseleaf type = 0",
    "osd crush update on start = true",
    "mgr initial modules =",
    "rgw dns name = 127.0.0.1",
    `rgw frontends = beast endpoint=127.0.0.1:${gateway}`,
    "",
  ];
  writeFileSync(conf, lines.join("\n"));
  writeFileSync(join(folder, "keyring"), "");
  return conf;
}

function monitorAddress(port) {
  return `[v2:127.0.0.1:${port}]`;
}

function fsidOf(conf) {
  return /^fsid = (.+)$/m.exec(readFileSync(conf, "utf8"))[1];
}

function launch(folder, conf, program, args) {
  const label = program;
  const out = openSync(join(folder, `${label}.out`), "a");
  const child = spawn(program, ["-c", conf, ...args], { stdio: ["ignore", out, out] });
  child.label = label;
  child.on("error", () => {});
  return child;
}

function run(conf, program, args) {
  const before = program === "monmaptool" ? [] : ["-c", conf];
  const result = spawnSync(program, [...before, ...args], { encoding: "utf8", timeout: 120_000 });
  if (result.status === 0) return result.stdout;
  const said = `${result.stdout ?? ""}${result.stderr ?? ""}`.trim().split("\n").slice(-4).join("\n");
  throw new Error(`${program} ${args.slice(0, 3).join(" ")}: ${result.error?.message ?? said}`);
}

async function eventually(what, attempt, timeoutMs = 60_000) {
  const end = Date.now() + timeoutMs;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (Date.now() > end) throw new Error(`${what} does not answer: ${error.message}`, { cause: error });
      await sleep(250);
    }
  }
}

async function makeBucket(env, bucket) {
  const { AwsClient } = await import("aws4fetch");
  const client = new AwsClient({
    accessKeyId: env.AWS_ACCESS_KEY_ID,
    secretAccessKey: env.AWS_SECRET_ACCESS_KEY,
    region: env.AWS_REGION,
    service: "s3",
  });
  await eventually("the bucket", async () => {
    const response = await client.fetch(`${env.AWS_ENDPOINT_URL}/${bucket}`, { method: "PUT" });
    if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  });
}

/** Sends SIGTERM, then SIGKILL after 5 seconds. */
async function end(child) {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), 5000);
  await gone;
  clearTimeout(timer);
}

async function freePort() {
  const server = createServer();
  await new Promise((resolve, reject) => server.once("error", reject).listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function tail(path) {
  try {
    return readFileSync(path, "utf8").split("\n").slice(-8).join("\n");
  } catch {
    return "";
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const reason = prepareS3();
  if (reason !== undefined) {
    console.error(`There is no S3 service here: ${reason}.`);
    process.exit(3);
  }
  const { env, address } = await startS3();
  for (const [name, value] of Object.entries(env)) console.log(`export ${name}=${value}`);
  console.log(`# ${address}; end it with Ctrl-C`);
  setInterval(() => {}, 1 << 30);
}
