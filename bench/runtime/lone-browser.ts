/**
 * Drives Chromium through its pipe, without a debugger attached to the measured page. Playwright would make every
 * out-of-process frame and every Worker wait at startup for the debugger. An empty page has neither, so it would gain.
 */
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, statfsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";

export interface LoneBrowser {
  /** Sends a DevTools protocol command. @throws Error with the browser's message */
  send(method: string, params?: object, sessionId?: string): Promise<Readonly<Record<string, unknown>>>;
  close(): Promise<void>;
}

const flags = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--hide-scrollbars",
  "--mute-audio",
  "--no-first-run",
  "--no-default-browser-check",
  "--no-startup-window",
  "--disable-background-networking",
  "--disable-background-timer-throttling",
  "--disable-backgrounding-occluded-windows",
  "--disable-renderer-backgrounding",
  "--disable-breakpad",
  "--disable-component-update",
  "--disable-default-apps",
  "--disable-extensions",
  "--disable-field-trial-config",
  "--disable-quic",
  "--disable-sync",
  "--metrics-recording-only",
  // PaintHolding would defer the presentation of painted frames.
  "--disable-features=HttpsUpgrades,MediaRouter,OptimizationHints,Translate,PaintHolding,AimEnabled",
  "--remote-debugging-pipe",
];

export function launchLoneBrowser(): LoneBrowser {
  const path = process.env["MINIAPP_CHROMIUM"] ?? ["/usr/bin/chromium", "/usr/bin/google-chrome"].find(existsSync);
  if (path === undefined) throw new Error("Chromium is not installed");
  const profile = mkdtempSync(join(tmpdir(), "miniapp-bench-"));
  const child = spawn(path, [...flags, ...memoryFlags(), `--user-data-dir=${profile}`], {
    stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"],
  });
  const gone = new Promise((resolve) => child.once("exit", resolve));
  const send = talk(child.stdio[3] as Writable, child.stdio[4] as Readable);
  return {
    send,
    async close() {
      // The browser may exit before it responds.
      send("Browser.close").catch(() => undefined);
      await gone;
      rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    },
  };
}

/**
 * Every response goes through shared memory. In files of /tmp, the first access to each waits for the disk: up to 30 ms
 * in which the document's thread stands still. Containers often have too little of /dev/shm.
 */
function memoryFlags(): string[] {
  if (!existsSync("/dev/shm")) return [];
  const { bavail, bsize } = statfsSync("/dev/shm");
  return bavail * bsize < 2 ** 28 ? ["--disable-dev-shm-usage"] : [];
}

/** Messages are JSON, each followed by a NUL byte. */
function talk(to: Writable, from: Readable): LoneBrowser["send"] {
  const waiting = new Map<number, { resolve(result: never): void; reject(error: Error): void }>();
  let last = 0;
  let rest = "";
  from.setEncoding("utf8").on("data", (text: string) => {
    const messages = (rest + text).split("\0");
    rest = messages.pop() ?? "";
    for (const message of messages) {
      const { id, result, error } = JSON.parse(message) as { id?: number; result: never; error?: { message: string } };
      const one = id === undefined ? undefined : waiting.get(id);
      if (id !== undefined) waiting.delete(id);
      if (error) one?.reject(new Error(error.message));
      else one?.resolve(result);
    }
  });
  return (method, params = {}, sessionId) =>
    new Promise((resolve, reject) => {
      const id = ++last;
      waiting.set(id, { resolve, reject });
      to.write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    });
}
