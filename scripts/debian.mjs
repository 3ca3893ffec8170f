/** Debian's packages for tests that need real programs, installed where they are missing and that is possible. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

/** Those of the programs that PATH does not lead to. */
export function missingPrograms(names) {
  const folders = (process.env["PATH"] ?? "").split(":");
  return names.filter((name) => !folders.some((folder) => existsSync(join(folder, name))));
}

/** @returns {string | undefined} why nothing can be installed here */
export function whyNoPackages() {
  if (process.platform !== "linux") return "this is not Debian";
  if (process.getuid?.() !== 0) return "only root can install packages";
  return spawnSync("apt-get", ["--version"], { stdio: "ignore" }).status === 0 ? undefined : "there is no apt-get";
}

/** @returns {boolean} whether all of them are there now */
export function installPackages(...packages) {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const apt = (...args) =>
    spawnSync("apt-get", ["-qq", "-y", "--no-install-recommends", ...args], {
      env,
      stdio: ["ignore", "ignore", "inherit"],
    }).status === 0;
  // A fresh machine has no lists, or old ones.
  return apt("install", ...packages) || (apt("update") && apt("install", ...packages));
}
