/** Installs the exact dependencies of package-lock.json if they are missing. Every other script calls this first. */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("..", import.meta.url));

/** Runs a command in the project's root and shows its output. If it fails, exits this process with its exit code. */
export function run(command, args, options = {}) {
  const result = spawnSync(command, args, { cwd: root, stdio: "inherit", ...options });
  if (result.error) {
    console.error(`${command}: ${result.error.message}`);
    process.exit(3);
  }
  if (result.status !== 0 && !options.allowFailure) process.exit(result.status ?? 1);
  return result;
}

export function installDependencies() {
  const lock = `${root}package-lock.json`;
  const installed = `${root}node_modules/.package-lock.json`;
  if (existsSync(installed) && sameLock(lock, installed)) return;
  console.log("Installing dependencies ...");
  // Not `npm ci`, which rejects a lockfile without the packages of other platforms. package.json and the lockfile stay
  // unchanged, and versions and digests come from the lockfile.
  run("npm", ["install", "--no-save", "--no-fund", "--no-audit", "--loglevel=error"]);
}

function sameLock(wanted, installed) {
  const versions = (path) => {
    const { packages } = JSON.parse(readFileSync(path, "utf8"));
    return Object.fromEntries(
      Object.entries(packages)
        .filter(([name]) => name !== "")
        .map(([name, p]) => [name, p.version]),
    );
  };
  const a = versions(wanted);
  const b = versions(installed);
  // Packages for other platforms are in the lockfile but not on disk.
  return Object.entries(b).every(([name, version]) => a[name] === version) && requiredPresent(wanted, b);
}

function requiredPresent(lock, installed) {
  const { packages } = JSON.parse(readFileSync(lock, "utf8"));
  return Object.entries(packages).every(([name, p]) => name === "" || p.optional || p.peer || name in installed);
}
