/** Checks of the machine, each independent of the others. */
import { accessSync, constants, existsSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { userConfigFolder } from "../package/index.ts";
import { findPort, PortError } from "../preview/index.ts";
import { expiries, expiringSoon, loadState, openObjectStore } from "../release/index.ts";
import { listNames, missingPackages } from "./installed-packages.ts";
import type { Io } from "./io.ts";
import { keyFolder } from "./own-key.ts";
import { keyNames } from "./release-session.ts";
import { packageVersion } from "./version.ts";

export interface Check {
  readonly name: string;
  /** `warning` means that something is missing which only some verbs need. */
  readonly state: "fine" | "warning" | "problem";
  readonly says: string;
  readonly hint?: string;
}

/** @param directory absolute path of the folder that may contain a project */
export async function checkMachine(directory: string, io: Io): Promise<readonly Check[]> {
  return [
    { name: "miniapp", state: "fine", says: packageVersion() },
    checkNode(),
    await checkPorts(),
    checkBrowser(io),
    checkCache(directory, io),
    ...checkInstalled(directory),
    await checkKeys(io),
    checkClock(),
    await checkStore(io),
  ];
}

function checkNode(): Check {
  const { version } = process;
  const [major = 0, minor = 0] = version.slice(1).split(".").map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return { name: "Node.js", state: "fine", says: version };
  return { name: "Node.js", state: "problem", says: `${version} is too old`, hint: "Install 20.19 or newer." };
}

/** The port where `miniapp preview` starts to look for a free one. */
const previewPort = 5170;

async function checkPorts(): Promise<Check> {
  const name = "ports";
  try {
    const first = await findPort(previewPort, false);
    const second = await findPort(first + 1, false);
    const other = first === previewPort ? "" : `; ${previewPort} is in use`;
    return { name, state: "fine", says: `a preview would use ${first} and ${second}${other}` };
  } catch (error) {
    if (!(error instanceof PortError)) throw error;
    return { name, state: "problem", says: error.message, hint: "Choose another port: miniapp preview --port NUMBER." };
  }
}

const browsers = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge", "firefox"];

function checkBrowser({ env }: Io): Check {
  const name = "browser";
  if (env["BROWSER"]) return { name, state: "fine", says: `${env["BROWSER"]} (BROWSER)` };
  if (process.platform === "darwin" || process.platform === "win32") {
    return { name, state: "fine", says: "the system default" };
  }
  const folders = (env["PATH"] ?? "").split(delimiter).filter(Boolean);
  const found = browsers.flatMap((program) => folders.map((folder) => join(folder, program))).find(existsSync);
  if (found !== undefined) return { name, state: "fine", says: found };
  const hint = "Use `miniapp preview --host` to open the preview from another machine.";
  return { name, state: "warning", says: "none found", hint };
}

function checkCache(directory: string, { env }: Io): Check {
  const name = "cache";
  const modules = join(directory, "node_modules");
  const home = env["XDG_CACHE_HOME"] ?? join(env["HOME"] ?? homedir(), ".cache");
  const folder = existsSync(modules) ? join(modules, ".cache", "miniapp") : join(home, "miniapp");
  if (isWritable(folder)) return { name, state: "fine", says: folder };
  const hint = "Builds work but take longer; choose another folder with --cache DIR.";
  return { name, state: "warning", says: `${folder} is not writable`, hint };
}

/**
 * Reports npm packages that are not installed. The build then reports every component in them as missing, which does
 * not point to the cause.
 */
function checkInstalled(directory: string): readonly Check[] {
  return missingPackages(directory).map(({ folder, names }) => ({
    name: "npm packages",
    state: "warning",
    says: `${listNames(names)} in package.json, but not installed`,
    hint: `Run \`npm install\` in ${folder}.`,
  }));
}

/** Whether the folder, or its nearest existing parent, is writable. */
function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch (error) {
    const parent = dirname(folder);
    return (error as NodeJS.ErrnoException).code === "ENOENT" && parent !== folder && isWritable(parent);
  }
}

async function checkKeys(io: Io): Promise<Check> {
  const name = "keys";
  const folder = keyFolder(io);
  const names = await keyNames(folder);
  const development = join(userConfigFolder(io.env, io.env["HOME"] ?? homedir()), "development-key.pem");
  const files = [...names.map((key) => join(folder, `${key}.key`)), development].filter(existsSync);
  const open = process.platform === "win32" ? [] : files.filter((file) => (statSync(file).mode & 0o077) !== 0);
  if (open.length > 0) {
    const hint = `chmod 600 ${open.join(" ")}`;
    return { name, state: "problem", says: `other users of this machine can read ${open.join(", ")}`, hint };
  }
  if (names.length > 0) return { name, state: "fine", says: names.join(", ") };
  const hint = "Enough to build and preview. To release, run `miniapp keys new NAME`.";
  return { name, state: "fine", says: "none; builds are signed with the development key", hint };
}

/** Without a network, the only check is that no file of this program is from the future. */
function checkClock(): Check {
  const name = "clock";
  const now = Date.now();
  const seen = Math.max(statSync(process.execPath).mtimeMs, statSync(ownFile()).mtimeMs);
  const says = new Date(now).toISOString();
  const day = 86_400_000;
  if (now >= seen - day) return { name, state: "fine", says };
  const hint = "Releases are signed with a timestamp. Set the clock.";
  return { name, state: "problem", says: `${says} is before this program was installed`, hint };
}

function ownFile(): string {
  return process.argv[1] ?? process.execPath;
}

async function checkStore(io: Io): Promise<Check> {
  const name = "store";
  const named = io.env["MINIAPP_STORE"] || undefined;
  const address = named ?? ".miniapp/store";
  if (named === undefined && !existsSync(join(io.cwd, address))) {
    return { name, state: "fine", says: "none here; `miniapp store init` creates one" };
  }
  try {
    const store = openObjectStore(address, io.cwd, io.env);
    const state = await loadState(store);
    const soon = expiringSoon(await expiries(state, Date.now()), state.settings.timestampDays);
    if (soon.length === 0)
      return { name, state: "fine", says: `${address}, root version ${state.root.signed.version}` };
    const list = soon.map(({ role, days }) => `${role} (${days < 0 ? "expired" : `${days} days`})`).join(", ");
    return { name, state: "warning", says: `${address}: expires soon: ${list}`, hint: "Run `miniapp store refresh`." };
  } catch (error) {
    const says = `${address}: ${error instanceof Error ? error.message : String(error)}`;
    return { name, state: "problem", says, hint: "Set the store with --store or MINIAPP_STORE." };
  }
}
