/** `miniapp run`: asks a store what a device would run, and runs it in the phone simulator. */
import type { Command } from "commander";
import type { VerifiedPackage } from "../package/index.ts";
import { startInstalled, WrongRuntimeError } from "../preview/installed.ts";
import { openFolderOfFiles } from "./built-files.ts";
import { formatSize } from "./format-size.ts";
import { exitCodes } from "./io.ts";
import type { ExitCode, Io } from "./io.ts";
import { openInBrowser } from "./open-program.ts";
import { refusalOf } from "./release-session.ts";
import { openDevice, reasonTexts, updateAndOpen } from "./run-device.ts";
import type { DeviceFlags, DeviceRun } from "./run-device.ts";
import type { VerbContext } from "./verb.ts";
import { packageVersion } from "./version.ts";
import { withPortError, parsePort } from "./port-option.ts";
import { endSoon } from "./watch.ts";

interface RunFlags extends DeviceFlags {
  readonly check?: boolean;
  readonly port: string;
  readonly open?: boolean;
  readonly json?: boolean;
}

const examples = `
Examples:
  miniapp run https://releases.kestrel.example com.kestrel.bank
  miniapp run file:releases com.kestrel.bank --channel beta           a store in a folder
  miniapp run https://releases.kestrel.example com.kestrel.bank --trust 1.root.json --host-version 2.10 --os ios
  miniapp run file:releases com.kestrel.bank --device-id device-7 --check   print which version device-7 gets, and why`;

export function register(command: Command, { io, finish }: VerbContext): void {
  command
    .argument("<url>", "address at which devices find the store, or the store's folder")
    .argument("<app>", "app id")
    .option("-c, --channel <name>", "channel that the device follows", "production")
    .option(
      "--trust <file>",
      "root of the store (metadata/1.root.json); without it the device trusts the first root it gets",
    )
    .option("--host-version <version>", "version of the host app")
    .option("--os <name>", "operating system of the device, such as ios")
    .option("--region <name>", "region of the device")
    .option("--segment <name...>", "segments that the device belongs to")
    .option("--device-id <id>", "device id, which decides on percentages; generated and kept if not set")
    .option("--folder <dir>", "storage folder of the device")
    .option("--check", "only print which version the device gets, and why")
    .option("-p, --port <number>", "port of the simulator; the app uses a second one", "5180")
    .option("--open", "open a browser")
    .option("--json", "print events as JSON lines only")
    .addHelpText("after", examples)
    .action(async (url: string, app: string, flags: RunFlags) => {
      try {
        finish(await run(url, app, flags, io));
      } catch (error) {
        const refusal = error instanceof WrongRuntimeError ? wrongRuntime(error) : refusalOf(error);
        if (!refusal) throw error;
        const { code, message, exitCode, hint } = refusal;
        if (flags.json) line(io, { event: "refused", code, reason: message, hint });
        else io.err(`miniapp: ${message} (${code})\n${hint === undefined ? "" : `  ${hint}\n`}`);
        finish(exitCode);
      }
    });
}

async function run(url: string, app: string, flags: RunFlags, io: Io): Promise<ExitCode> {
  const { id, client } = await openDevice(url, flags, io);
  if (flags.check) {
    const decision = await client.check(app, flags.channel);
    const version = decision.kind === "version" ? decision.version.versionCode : null;
    const reason = decision.kind === "disabled" ? null : decision.reason;
    const facts = { app, channel: flags.channel, device: id, decision: decision.kind, versionCode: version, reason };
    if (flags.json) line(io, { event: "checked", ...facts });
    else io.out(`${checkText(app, flags.channel, decision.kind, version, reason)}\n`);
    return exitCodes.ok;
  }
  const done = await updateAndOpen(client, app, flags.channel);
  report(app, id, done, flags, io);
  const interrupted = untilInterrupted(io);
  const starting = startInstalled({
    app,
    port: parsePort(flags.port),
    runtime: openFolderOfFiles("runtime"),
    page: openFolderOfFiles("preview"),
    version: packageVersion(),
    start: { page: "", query: {}, scene: 1001 },
    ...(done.running ? { installed: installedOf(done.running) } : { notice: noticeOf(app, done, flags.channel) }),
    note: (level, text) => (flags.json ? line(io, { event: "note", level, text }) : io.err(`${text}\n`)),
  });
  const server = await withPortError(starting);
  try {
    const local = `http://localhost:${server.ports.simulator}/`;
    if (flags.json) line(io, { event: "ready", url: local });
    else io.err(`  Device   ${local}\n`);
    if (flags.open) await openInBrowser(local, io.env).catch((error: unknown) => io.err(`${String(error)}\n`));
    await interrupted;
  } finally {
    await server.close();
  }
  endSoon(exitCodes.ok);
  return exitCodes.ok;
}

function wrongRuntime({ message }: WrongRuntimeError) {
  return { code: "run/wrong-runtime", message, exitCode: exitCodes.environment, hint: undefined };
}

function checkText(
  app: string,
  channel: string,
  kind: "version" | "none" | "disabled",
  version: number | null,
  reason: DeviceRun["reason"],
): string {
  if (kind === "disabled") return `${app} is disabled`;
  const why = reason === null ? "" : `: ${reasonTexts[reason]}`;
  if (kind === "none") return `${channel} has no version of ${app} for this device${why}`;
  return `${app} ${version} from ${channel}${why}`;
}

/** Reports which version runs, why, and how much was downloaded. */
function report(app: string, id: string, done: DeviceRun, { channel, json }: RunFlags, io: Io): void {
  const { state, reason, downloaded, by, running, problem } = done;
  const { versionName = null, versionCode = null } = running?.manifest ?? {};
  if (json) {
    const refused = problem ? { code: problem.code, problem: problem.message } : {};
    const facts = { app, channel, device: id, state, versionName, versionCode, reason, downloaded, by, ...refused };
    return line(io, { event: "version", ...facts });
  }
  if (problem) io.err(`note: ${problem.message} (${problem.code}); the device keeps its current version\n`);
  if (!running) return void io.err(`${noticeOf(app, done, channel)}\n`);
  const chosen = reason !== null && state === "installed" ? reasonTexts[reason] : undefined;
  const why = chosen ?? (problem ? "the last good version" : "no newer version for this device");
  io.err(`${app} ${versionName} (${versionCode}) from ${channel}: ${why}\n`);
  if (by !== null) io.err(`  loaded   ${formatSize(downloaded)}${by === "delta" ? ", as a delta" : ""}\n`);
}

/** The text on the screen if there is no app to run. */
function noticeOf(app: string, { state }: DeviceRun, channel: string): string {
  if (state === "disabled") return `${app} has been disabled by its publisher.`;
  return `There is no version of ${app} for this device on ${channel}.`;
}

function installedOf({ manifest, subpackages }: VerifiedPackage) {
  const parts = manifest.subpackages.map(({ name, root, independent }) => {
    const files = subpackages.find((one) => one.name === name)?.files ?? [];
    return { name, root, independent, files };
  });
  return { output: { app: manifest, subpackages: parts, sourceMaps: [] }, mode: manifest.build.mode };
}

/** Resolves on Ctrl+C, a signal, or when nobody reads the output any more. */
function untilInterrupted(io: Io): Promise<void> {
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  return new Promise((resolve) => {
    const end = (): void => {
      for (const signal of signals) process.off(signal, end);
      resolve();
    };
    for (const signal of signals) process.on(signal, end);
    void io.closed?.then(end);
  });
}

function line(io: Io, event: object): void {
  io.out(`${JSON.stringify(event)}\n`);
}
