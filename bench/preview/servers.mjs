/** The two servers as processes, each with its own browser that shows the first page. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

export const root = fileURLToPath(new URL("../..", import.meta.url));
const flags =
  "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync";

/** Starts a Node.js program, which is ready when `ready` finds a URL in a line of its output. */
export async function startServer(args, cwd, ready) {
  const child = spawn(process.execPath, args, { cwd, stdio: ["ignore", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout });
  const exited = new Promise((resolve) => child.once("exit", resolve));
  const url = await new Promise((resolve, reject) => {
    lines.on("line", (line) => {
      const found = ready(line);
      if (found !== undefined) resolve(found);
    });
    exited.then((code) => reject(new Error(`the server ended with ${code}`)));
  });
  return {
    url,
    pid: child.pid,
    lines,
    async stop() {
      child.kill("SIGINT");
      await exited;
    },
  };
}

export function startMiniapp(folder, port, more = []) {
  const args = [join(root, "bin/miniapp.js"), "preview", folder, "--json", "--port", String(port), ...more];
  return startServer(args, root, (line) => {
    const event = JSON.parse(line);
    return event.event === "ready" ? event.url : undefined;
  });
}

export function startVite(folder, port) {
  const args = [
    fileURLToPath(new URL("bin/vite.js", import.meta.resolve("vite/package.json"))),
    "--port",
    String(port),
    "--strictPort",
  ];
  // Vite prints colour codes inside the URL.
  return startServer(args, folder, (line) => /http:\/\/localhost:\d+\//.exec(withoutColors(line))?.[0]);
}

function withoutColors(line) {
  // oxlint-disable-next-line no-control-regex
  return line.replaceAll(/\u001b\[[0-9;]*m/g, "");
}

export function launchBrowser() {
  return chromium.launch({
    executablePath: process.env.MINIAPP_CHROMIUM ?? "/usr/bin/chromium",
    args: flags.split(" "),
  });
}

/** The frame of the app's current page. */
export async function frameInFront(page) {
  await page.waitForSelector("body[data-build]");
  const shown = await page.waitForSelector(".screen section.page[data-state='shown'] iframe");
  const frame = await shown.contentFrame();
  await frame.waitForSelector("body > *");
  return frame;
}
