/** Starts WebKitWebDriver, and Xvfb where there is no display, as child processes. */
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";

export interface Program {
  stop(): Promise<void>;
}

export interface Driver extends Program {
  readonly address: string;
}

/** MiniBrowser's toolbar and its buttons would make every window wider than a phone. */
const noToolbar =
  "* { min-width: 0; min-height: 0; padding: 0; margin: 0; border-width: 0; font-size: 1px; -gtk-icon-source: none; }";

/** The display to use: that of the environment, or an Xvfb of our own on a free number. */
export async function openDisplay(): Promise<Program & { readonly display: string }> {
  const given = process.env["DISPLAY"];
  if (given) return { display: given, stop: () => Promise.resolve() };
  // Xvfb chooses a free number and writes it to file descriptor 3.
  const args = ["-displayfd", "3", "-screen", "0", "2400x2400x24", "-nolisten", "tcp"];
  const { child, stop } = start("Xvfb", args, {}, ["ignore", "ignore", "ignore", "pipe"]);
  const output = child.stdio[3] as Readable;
  const number = await new Promise<string>((resolve, reject) => {
    output.once("data", (text: Buffer) => resolve(text.toString().trim()));
    child.once("error", reject).once("exit", (code) => reject(new Error(`Xvfb exited with code ${code}`)));
  });
  return { display: `:${number}`, stop };
}

/** @param scale device pixels per CSS pixel; a whole number */
export async function startDriver(display: string, scale: number): Promise<Driver> {
  const port = await freePort();
  const config = mkdtempSync(join(tmpdir(), "miniapp-webkit-"));
  mkdirSync(join(config, "gtk-3.0"));
  writeFileSync(join(config, "gtk-3.0/gtk.css"), noToolbar);
  const env = {
    DISPLAY: display,
    GDK_BACKEND: "x11",
    GDK_SCALE: String(scale),
    XDG_CONFIG_HOME: config,
    NO_AT_BRIDGE: "1",
    LIBGL_ALWAYS_SOFTWARE: "1",
    // Containers have no user namespaces, which the sandbox of the browser's processes needs.
    WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: "1",
  };
  const { child, stop } = start("WebKitWebDriver", [`--port=${port}`], env, "ignore");
  const address = `http://127.0.0.1:${port}`;
  let problem: Error | undefined;
  child.once("error", (error) => (problem = error));
  for (const end = Date.now() + 20_000; ;) {
    if (problem) throw problem;
    const answer = await fetch(`${address}/status`).catch(() => undefined);
    if (answer?.ok) break;
    if (Date.now() > end) throw new Error("WebKitWebDriver does not answer");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return {
    address,
    async stop() {
      await stop();
      rmSync(config, { recursive: true, force: true });
    },
  };
}

/** The path of the browser that the driver starts. Debian installs it in a folder of the architecture. */
export function miniBrowser(): string {
  const folders = existsSync("/usr/lib") ? readdirSync("/usr/lib") : [];
  for (const version of ["webkit2gtk-4.1", "webkitgtk-6.0", "webkit2gtk-4.0"]) {
    for (const folder of folders) {
      const path = join("/usr/lib", folder, version, "MiniBrowser");
      if (existsSync(path)) return path;
    }
  }
  throw new Error(
    "WebKit is not installed; `npm run test:browsers` installs it where it can (webkit2gtk-driver, xvfb)",
  );
}

function start(
  name: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  stdio: "ignore" | ("ignore" | "pipe")[],
): Program & { readonly child: ChildProcess } {
  const child = spawn(name, args, { env: { ...process.env, ...env }, stdio });
  const end = (): void => void child.kill();
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()).once("error", () => resolve()));
  // The test's process may end before it closed the browser.
  process.once("exit", end);
  return {
    child,
    async stop() {
      process.off("exit", end);
      end();
      await ended;
    },
  };
}

function freePort(): Promise<number> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once("error", reject).listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
