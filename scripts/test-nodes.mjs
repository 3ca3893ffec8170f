/**
 * `npm run test:nodes`: checks that every supported major version of Node.js gives the same digest. Installs Node.js
 * 20, 22 and 24 (npm package `node`, about 100 MB each) into a temporary folder, builds the fixture apps with each,
 * cold and with the cache of another version, and lets each version verify the packages of the others.
 *
 * The package files may differ, because versions of zlib compress differently; the digest covers the uncompressed
 * content.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { createHash, generateKeyPairSync } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { installDependencies, root, run } from "./install.mjs";

const majors = ["20", "22", "24"];
const apps = [
  "fixtures/apps/branches",
  "fixtures/apps/gallery-tdesign",
  "fixtures/apps/gallery-vant",
  "node_modules/wux-weapp/example",
];

installDependencies();
run(process.execPath, [`${root}scripts/build.mjs`]);
const folder = mkdtempSync(join(tmpdir(), "miniapp-nodes-"));
let failures = 0;
try {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const [key, trust] = [join(folder, "key.pem"), join(folder, "key.pub.pem")];
  writeFileSync(key, privateKey.export({ type: "pkcs8", format: "pem" }));
  writeFileSync(trust, publicKey.export({ type: "spki", format: "pem" }));
  const nodes = majors.map((major) => installNode(major, join(folder, major)));

  for (const app of apps) {
    const built = nodes.map((node, index) => {
      const cold = build(node, app, `cold-${node.major}`, ["--no-cache"], key);
      // Written by the first version, read by the others.
      const warm = build(node, app, `warm-${node.major}`, ["--cache", join(folder, "cache", app)], key);
      if (index > 0 && warm.compiled !== 0 && !app.endsWith("branches")) fail(`${app}: ${node.version} compiled anew`);
      return { node, cold, warm };
    });
    const digests = new Set(built.flatMap(({ cold, warm }) => [cold.digest, warm.digest]));
    if (digests.size !== 1) fail(`${app}: ${digests.size} digests`);
    for (const { cold } of built) {
      for (const { exe, major } of nodes) miniapp(exe, ["verify", cold.path, "--trust", trust], major);
    }
    const bytes = new Set(built.map(({ cold }) => cold.sha256));
    console.log(`${app}`);
    for (const { node, cold, warm } of built) {
      console.log(
        `  ${node.version.padEnd(9)} zlib ${node.zlib.padEnd(24)} cold ${cold.digest.slice(0, 16)}  warm ${warm.digest.slice(0, 16)}  ${cold.size} bytes`,
      );
    }
    console.log(
      `  ${digests.size === 1 ? "one digest" : "DIFFERENT DIGESTS"}; whole files: ${bytes.size === 1 ? "the same bytes" : `${bytes.size} forms`}`,
    );
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
console.log(failures === 0 ? "One digest on every version." : `${failures} failures`);
process.exit(failures === 0 ? 0 : 1);

function installNode(major, place) {
  mkdirSync(place);
  writeFileSync(join(place, "package.json"), '{ "private": true }');
  console.log(`Installing Node.js ${major} ...`);
  run("npm", ["install", "--prefer-offline", "--no-audit", "--no-fund", "--loglevel=error", `node@${major}`], {
    cwd: place,
  });
  const exe = join(place, "node_modules/node/bin/node");
  const [version, zlib] = JSON.parse(
    execFileSync(exe, ["-p", "JSON.stringify([process.version, process.versions.zlib])"], { encoding: "utf8" }),
  );
  if (!version.startsWith(`v${major}.`)) throw new Error(`asked for Node.js ${major}, got ${version}`);
  return { major, exe, version, zlib };
}

function build({ exe, major }, app, name, args, key) {
  const path = join(folder, "out", app, `${name}.mapkg`);
  const out = miniapp(exe, ["build", `${root}${app}`, "--out", path, "--key", key, "--json", ...args], major);
  const { package: written, modules } = JSON.parse(out);
  const bytes = readFileSync(path);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  return { path, digest: written.digest, compiled: modules.compiled, size: bytes.length, sha256 };
}

/** Runs the program, which must succeed and leave standard error empty; returns its output. */
function miniapp(exe, args, major) {
  const { status, stdout, stderr } = spawnSync(exe, [`${root}bin/miniapp.js`, ...args], {
    encoding: "utf8",
    maxBuffer: 1 << 26,
    env: { ...process.env, HOME: join(folder, `home-${major}`) },
  });
  if (status !== 0 || stderr !== "") fail(`Node.js ${major}: ${args.join(" ")}: exit code ${status}\n${stderr}`);
  return stdout;
}

function fail(reason) {
  failures++;
  console.error(`FAIL ${reason}`);
}
