/**
 * Starts a real browser: one per test file, with a fresh profile. Chromium, or with
 * MINIAPP_BROWSER `firefox` or `webkit`.
 */
import { existsSync } from "node:fs";
import { chromium, firefox } from "playwright-core";
import type { Browser, Page } from "playwright-core";
import { launchWebKit, performWebKitActions } from "./webkit/index.ts";

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

/** Only Chromium has CDP sessions. */
export const isChromium = process.env["MINIAPP_BROWSER"] === undefined;

/** What Playwright keeps inside: its own interface has no gestures of several fingers. */
interface Inside {
  readonly _connection: { toImpl(page: unknown): { readonly delegate: { readonly _session: BidiSession } } };
}
interface BidiSession {
  readonly sessionId: string;
  send(method: string, params: object): Promise<void>;
}

/**
 * Performs WebDriver's pointer actions, for gestures where there is no CDP. The browser raises pointer, touch and mouse
 * events at the element under each pointer. A finger neither scrolls nor zooms the page, and no click follows its tap.
 */
export async function performActions(page: Page, actions: readonly object[]): Promise<void> {
  if (process.env["MINIAPP_BROWSER"] === "webkit") return performWebKitActions(page, actions);
  const { _session: session } = (page as unknown as Inside)._connection.toImpl(page).delegate;
  await session.send("input.performActions", { context: session.sessionId, actions });
}

/**
 * @param more further flags of Chromium
 * @param preferences of Firefox
 * @param without flags of Chromium that Playwright adds and the test cannot use
 * @throws Error if the machine does not have the browser
 */
export async function launchBrowser(
  more: readonly string[] = [],
  preferences: Record<string, number> = {},
  without: readonly string[] = [],
): Promise<Browser> {
  if (process.env["MINIAPP_BROWSER"] === "firefox") {
    // Debian's Firefox, through WebDriver BiDi.
    return firefox.launch({
      channel: "moz-firefox",
      executablePath: "/usr/bin/firefox-esr",
      headless: true,
      firefoxUserPrefs: preferences,
    });
  }
  if (process.env["MINIAPP_BROWSER"] === "webkit") return launchWebKit();
  const executablePath = process.env["MINIAPP_CHROMIUM"] ?? places.find((path) => existsSync(path));
  if (executablePath === undefined) {
    throw new Error(
      "Chromium is not installed; `npm test` installs it where it can, else set MINIAPP_CHROMIUM to its path",
    );
  }
  const args = [...flags, ...more];
  return chromium.launch({ executablePath, headless: true, args, ignoreDefaultArgs: [...without] });
}
