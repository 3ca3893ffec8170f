/** How long a new user waits for the first start. README.md describes the measurement. */
import { spawn, spawnSync } from "node:child_process";
import { cpSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { frameInFront, launchBrowser, root } from "../preview/servers.mjs";

const { values: options } = parseArgs({ options: { rounds: { type: "string", default: "11" } } });
const rounds = Number(options.rounds);
const median = (list) => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)];
const folder = mkdtempSync(join(tmpdir(), "miniapp-bench-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));

console.log(`${cpus().length} cores, load ${loadavg()[0].toFixed(1)}, medians of ${rounds}`);
help();
const tarball = pack();
install(tarball);
await preview(tarball);

function help() {
  const times = { help: [], node: [] };
  for (let i = 0; i < rounds; i++) {
    times.node.push(timed(process.execPath, ["-e", "0"]));
    times.help.push(timed(process.execPath, [join(root, "bin/miniapp.js"), "--help"]));
  }
  const [ours, node] = [median(times.help), median(times.node)];
  console.log(`help     ${ours.toFixed(0)} ms, node -e 0 ${node.toFixed(0)} ms: ${(ours - node).toFixed(0)} more`);
}

function timed(command, args) {
  const begun = performance.now();
  spawnSync(command, args, { stdio: "ignore" });
  return performance.now() - begun;
}

function pack() {
  const printed = run(root, "npm", "pack", "--ignore-scripts", "--json", "--pack-destination", folder);
  return join(folder, JSON.parse(printed)[0].filename);
}

function install(file) {
  const place = join(folder, "installed");
  mkdirSync(place);
  writeFileSync(join(place, "package.json"), '{ "private": true }');
  run(place, "npm", "install", "--omit=dev", "--prefer-offline", "--no-audit", "--no-fund", file);
  const lock = JSON.parse(readFileSync(join(place, "node_modules/.package-lock.json"), "utf8"));
  const files = readdirSync(join(place, "node_modules"), { recursive: true, withFileTypes: true });
  const size = files.reduce((sum, file) => sum + lstatSync(join(file.parentPath, file.name)).size, 0);
  console.log(`install  ${Object.keys(lock.packages).length} packages, ${(size / 1e6).toFixed(1)} MB`);
  run(place, "npx", "--no-install", "miniapp", "init", "app", "--template", "tabs", "--yes", "--no-git");
}

async function preview(file) {
  const place = join(folder, "installed");
  // A copy, so that npx finds no locally installed program.
  const alone = join(folder, "alone");
  cpSync(join(place, "app"), join(alone, "app"), { recursive: true });
  const browser = await launchBrowser();
  const calls = {
    npx: { cwd: alone, args: ["--yes", "--prefer-offline", "--package", file, "miniapp"] },
    "--local": { cwd: place, args: ["--no-install", "miniapp"] },
  };
  const times = Object.fromEntries(Object.keys(calls).map((name) => [name, []]));
  // The first run of each fills npm's cache and is not counted.
  for (let i = -1; i < Math.min(rounds, 7); i++) {
    for (const [name, call] of Object.entries(calls)) {
      const time = await toFirstPage(browser, call);
      if (i >= 0) times[name].push(time);
    }
  }
  await browser.close();
  for (const [name, list] of Object.entries(times)) {
    console.log(`${name.padEnd(8)} ${(median(list) / 1000).toFixed(2)} s to the first page on screen`);
  }
}

async function toFirstPage(browser, { cwd, args }) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  const begun = performance.now();
  const child = spawn("npx", [...args, "preview", "app", "--port", "5750", "--json"], {
    cwd,
    stdio: ["ignore", "pipe", "ignore"],
    detached: true,
  });
  const closed = new Promise((resolve) => child.once("close", resolve));
  for await (const line of createInterface({ input: child.stdout })) {
    const address = /"(http:\/\/[^"]+)"/.exec(line)?.[1];
    if (address === undefined) continue;
    await page.goto(address);
    await frameInFront(page);
    break;
  }
  const time = performance.now() - begun;
  await page.close();
  // npx starts a child process; both are in the process group started here.
  process.kill(-child.pid, "SIGINT");
  await closed;
  return time;
}

function run(cwd, command, ...args) {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: "utf8" });
  if (status !== 0) throw new Error(`${command} ${args.join(" ")}\n${stdout}${stderr}`);
  return stdout;
}
