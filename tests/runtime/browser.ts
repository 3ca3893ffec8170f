/**
 * Starts a real browser: one per test file, with a fresh profile. Chromium, or Firefox with MINIAPP_BROWSER=firefox.
 */
import { existsSync } from "node:fs";
import { chromium, firefox } from "playwright-core";
import type { Browser } from "playwright-core";

const places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** Includes flags for machines without a display and containers without user namespaces. */
const flags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** @throws Error if the machine does not have the browser */
export async function launchBrowser(more: readonly string[] = []): Promise<Browser> {
  if (process.env["MINIAPP_BROWSER"] === "firefox") {
    // Debian's Firefox, through WebDriver BiDi.
    return firefox.launch({ channel: "moz-firefox", executablePath: "/usr/bin/firefox-esr", headless: true });
  }
  const executablePath = process.env["MINIAPP_CHROMIUM"] ?? places.find((path) => existsSync(path));
  if (executablePath === undefined) {
    throw new Error(
      "Chromium is not installed; `npm test` installs it where it can, else set MINIAPP_CHROMIUM to its path",
    );
  }
  return chromium.launch({ executablePath, headless: true, args: [...flags, ...more] });
}
