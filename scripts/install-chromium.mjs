/** Tests of the runtime need a real Chromium; installs Debian's if it is missing and installation is possible. */
import { existsSync } from "node:fs";
import { installPackages, whyNoPackages } from "./debian.mjs";

const places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** If it cannot install Chromium, prints what to do; the tests that need it will fail. */
export function installChromium() {
  const chosen = process.env["MINIAPP_CHROMIUM"];
  if (chosen !== undefined ? existsSync(chosen) : places.some((path) => existsSync(path))) return;
  if (whyNoPackages() !== undefined) {
    console.error(
      "Chromium is missing. Install it (Debian: apt-get install chromium fonts-noto-cjk) or set MINIAPP_CHROMIUM to its path; tests of the runtime fail without it.",
    );
    return;
  }
  console.log("Installing Chromium ...");
  // Most mini-programs show Chinese text.
  if (!installPackages("chromium", "fonts-noto-cjk") && !installPackages("chromium")) {
    console.error("Chromium could not be installed; tests of the runtime fail without it.");
  }
}
