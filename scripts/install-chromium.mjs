/** Tests of the runtime need a real Chromium: Debian's, where it is missing and can be installed. */
import { existsSync } from "node:fs";
import { spawnSync } from "node:child_process";

const places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** Says what is to be done where it cannot; then the tests that need it fail. */
export function installChromium() {
  const chosen = process.env["MINIAPP_CHROMIUM"];
  if (chosen !== undefined ? existsSync(chosen) : places.some((path) => existsSync(path))) return;
  const isRoot = process.getuid?.() === 0;
  if (!isRoot || spawnSync("apt-get", ["--version"], { stdio: "ignore" }).status !== 0) {
    console.error(
      "Chromium is missing. Install it (Debian: apt-get install chromium fonts-noto-cjk) or set MINIAPP_CHROMIUM to its path; tests of the runtime fail without it.",
    );
    return;
  }
  console.log("Installing Chromium ...");
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const apt = (...args) =>
    spawnSync("apt-get", ["-qq", "-y", "--no-install-recommends", ...args], { env, stdio: "inherit" });
  apt("update");
  // Chinese text is what most mini-programs show.
  if (apt("install", "chromium", "fonts-noto-cjk").status !== 0 && apt("install", "chromium").status !== 0) {
    console.error("Chromium could not be installed; tests of the runtime fail without it.");
  }
}
