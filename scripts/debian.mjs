/** Installs Debian packages for tests that need real programs, if they are missing and installation is possible. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

/** The programs that are not in PATH. */
export function missingPrograms(names) {
  const folders = (process.env["PATH"] ?? "").split(":");
  return names.filter((name) => !folders.some((folder) => existsSync(join(folder, name))));
}

/** @returns {string | undefined} why packages cannot be installed; `undefined` if they can */
export function whyNoPackages() {
  if (process.platform !== "linux") return "this is not Debian";
  if (process.getuid?.() !== 0) return "only root can install packages";
  return spawnSync("apt-get", ["--version"], { stdio: "ignore" }).status === 0 ? undefined : "there is no apt-get";
}

/** @returns {boolean} whether all of them are installed now */
export function installPackages(...packages) {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const apt = (...args) =>
    spawnSync("apt-get", ["-qq", "-y", "--no-install-recommends", ...args], {
      env,
      stdio: ["ignore", "ignore", "inherit"],
    }).status === 0;
  // A fresh machine has no package lists, or outdated ones.
  return apt("install", ...packages) || (apt("update") && apt("install", ...packages));
}
