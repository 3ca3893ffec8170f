/**
 * Installs the compilers to compare with into a cache folder outside the repository (276 MB), from the lock file beside
 * this one, and only when asked.
 */
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { run } from "./measure.mjs";

const manifests = fileURLToPath(new URL("peers/", import.meta.url));

/**
 * @param {{ install: boolean }} options
 * @returns {Promise<{ modules?: string, reason?: string }>} `modules`: the folder `node_modules`, or why there is none
 */
export async function findPeers({ install }) {
  const digest = createHash("sha256")
    .update(readFileSync(join(manifests, "package-lock.json")))
    .digest("hex");
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), ".cache");
  const folder = join(cache, "miniapp-bench", `peers-${digest.slice(0, 12)}`);
  const modules = join(folder, "node_modules");
  if (existsSync(modules)) return { modules };
  if (!install)
    return { reason: "not installed; --peers installs it (276 MB) into a cache folder outside the repository" };

  const fresh = `${folder}.${process.pid}`;
  mkdirSync(fresh, { recursive: true });
  for (const name of ["package.json", "package-lock.json"]) cpSync(join(manifests, name), join(fresh, name));
  const command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"];
  const { status, stderr } = await run(command, { cwd: fresh, allowFailure: true });
  if (status !== 0) {
    rmSync(fresh, { recursive: true, force: true });
    return { reason: `could not be installed: npm ci exited with ${status}; ${stderr.trim().split("\n").at(-1)}` };
  }
  renameSync(fresh, folder);
  return { modules };
}
