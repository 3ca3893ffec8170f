/** `miniapp release`: shows and changes which versions are live on a channel, for whom and since when. */
import type { Command } from "commander";
import {
  changeChannel,
  channelsOf,
  expiries,
  expiringSoon,
  listApps,
  openProposals,
  readChannel,
  readDisabled,
  readLog,
  setDisabled,
  simulate,
} from "../release/index.ts";
import type { AuditEntry, ChannelAction, ChannelFile, StoreState } from "../release/index.ts";
import { CommandError, exitCodes } from "./io.ts";
import type { Io } from "./io.ts";
import { requireConfirmation } from "./passphrase.ts";
import { readConditions, readCount, readPercent } from "./release-options.ts";
import type { ConditionFlags } from "./release-options.ts";
import {
  admissionText,
  channelText,
  expiryText,
  quoted,
  statusText,
  switchText,
  unknownText,
} from "./release-report.ts";
import { addSessionOptions, openSession, runVerb } from "./release-session.ts";
import type { SessionFlags } from "./release-session.ts";
import type { VerbContext } from "./verb.ts";

interface ReleaseFlags extends SessionFlags, ConditionFlags {
  readonly app?: string;
  readonly channel?: string;
  readonly versionCode?: string;
  readonly percent?: string;
  readonly floor?: string;
  readonly fromChannel?: string;
  readonly devices: string;
  readonly message?: string;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

const examples = `
Actions:
  set        release a version on a channel, or change its percentage or conditions
  promote    release the newest version of another channel on this one
  pause      stop a partial rollout from reaching further devices
  resume     continue a paused rollout
  renew      propose the current state again, for the current approvers to sign
  rollback   return to the last fully released version, or to --version-code
  disable    turn the app, or --version-code, off at once, on every channel
  enable     turn it on again
  status     show live versions, waiting proposals and expiring metadata
  history    show every change of a channel
  simulate   show how many devices would get which version

Examples:
  miniapp release set --app com.kestrel.bank --channel production --version-code 7 --percent 10 -m "new login"
  miniapp release rollback --app com.kestrel.bank --channel production -m "login fails on old phones"
  miniapp release simulate --app com.kestrel.bank --channel production --devices 100000`;

export function register(command: Command, context: VerbContext): void {
  addSessionOptions(
    command
      .argument(
        "<action>",
        "set, promote, pause, resume, renew, rollback, disable, enable, status, history or simulate",
      )
      .option("-a, --app <id>", "app; defaults to the only one in the store")
      .option("-c, --channel <name>", "channel")
      .option("-v, --version-code <code>", "version code")
      .option("-p, --percent <number>", "percentage of devices, 0 to 100")
      .option("--from-channel <name>", "promote: channel to take the version from")
      .option("--allow <file>", "file with device ids or segment names that always get it, one per line")
      .option("--from <time>", "not before this time")
      .option("--until <time>", "not after this time")
      .option("--os <list>", "only on these systems, such as ios,android")
      .option("--region <list>", "only in these regions")
      .option("--min-host <version>", "only for this version of the host app or later")
      .option("--max-host <version>", "only for this version of the host app or earlier")
      .option("--floor <code>", "lowest version code that a device may get")
      .option("--devices <number>", "simulate: number of devices", "100000")
      .option("-m, --message <text>", "reason; required for production channels")
      .option("-n, --dry-run", "check everything and show the changes, without making them")
      .option("-y, --yes", "skip the confirmation"),
  )
    .option("--json", "print a single JSON object: release-result.schema.json")
    .addHelpText("after", examples)
    .action(async (action: string, flags: ReleaseFlags) => {
      const { io } = context;
      await runVerb(
        context,
        flags.json,
        async () => runOf(action)(flags, io),
        ({ text, ...rest }) => {
          void rest;
          io.out(text?.() ?? "");
        },
      );
    });
}

/** The values for JSON, and a function that formats them for people. */
interface Shown {
  readonly [key: string]: unknown;
  readonly text?: () => string;
}

type Run = (flags: ReleaseFlags, io: Io) => Promise<Shown>;

/** JSON.stringify drops the function, so one object serves both outputs. */
const actions: Readonly<Record<string, Run>> = {
  set: async (flags, io) => change(flags, io, await setAction(flags, io)),
  promote: async (flags, io) => change(flags, io, await promoteAction(flags, io)),
  pause: (flags, io) => change(flags, io, { kind: "pause" }),
  resume: (flags, io) => change(flags, io, { kind: "resume" }),
  renew: (flags, io) => change(flags, io, { kind: "renew" }),
  rollback: (flags, io) => {
    const to = readCount(flags.versionCode, "--version-code");
    return change(flags, io, { kind: "rollback", ...(to === undefined ? {} : { to }) });
  },
  disable: (flags, io) => switchOff(flags, io, true),
  enable: (flags, io) => switchOff(flags, io, false),
  status,
  history,
  simulate: population,
};

function runOf(action: string): Run {
  const run = Object.hasOwn(actions, action) ? actions[action] : undefined;
  if (run) return run;
  const known = Object.keys(actions).join(", ");
  throw new CommandError(exitCodes.usage, `unknown action: release ${action}`, `Use one of ${known}.`);
}

async function setAction(flags: ReleaseFlags, io: Io): Promise<ChannelAction> {
  const versionCode = readCount(flags.versionCode, "--version-code");
  const percent = readPercent(flags.percent);
  const floor = readCount(flags.floor, "--floor");
  const conditions = await readConditions(flags, io);
  if ([versionCode, percent, floor, conditions].every((value) => value === undefined)) {
    throw new CommandError(exitCodes.usage, "release set requires --version-code, --percent, --floor or a condition");
  }
  return {
    kind: "set",
    ...(versionCode === undefined ? {} : { versionCode }),
    ...(percent === undefined ? {} : { percent }),
    ...(floor === undefined ? {} : { floor }),
    ...(conditions === undefined ? {} : { conditions }),
  };
}

async function promoteAction(flags: ReleaseFlags, io: Io): Promise<ChannelAction> {
  if (flags.fromChannel === undefined)
    throw new CommandError(exitCodes.usage, "release promote requires --from-channel");
  const percent = readPercent(flags.percent);
  const conditions = await readConditions(flags, io);
  return {
    kind: "promote",
    from: flags.fromChannel,
    ...(percent === undefined ? {} : { percent }),
    ...(conditions === undefined ? {} : { conditions }),
  };
}

async function change(flags: ReleaseFlags, io: Io, action: ChannelAction): Promise<Shown> {
  const channel = required(flags.channel, "--channel");
  const { session, state } = await openSession(flags, io);
  const app = flags.app ?? (await onlyApp(state));
  const target = { app, channel, message: flags.message ?? "" };
  // Show the change before asking for confirmation.
  const planned = await changeChannel(session, { ...target, dryRun: true }, action);
  if (flags.dryRun) return { result: planned, text: () => channelText(planned) };
  if (io.interactive && !flags.json && !flags.yes) io.err(channelText(planned));
  await requireConfirmation(`Change ${app} on ${channel}?`, flags.yes, io);
  const result = await changeChannel(session, target, action);
  return { result, text: () => channelText(result) };
}

async function switchOff(flags: ReleaseFlags, io: Io, off: boolean): Promise<Shown> {
  const { session, state } = await openSession(flags, io);
  const app = flags.app ?? (await onlyApp(state));
  const version = readCount(flags.versionCode, "--version-code");
  const what = version === undefined ? app : `${app} ${version}`;
  const { message = "", dryRun = false } = flags;
  const versions = version === undefined ? [] : [version];
  // Show the change before asking for confirmation.
  const planned = await setDisabled(session, { app, message, versions, off, dryRun: true });
  if (io.interactive && !flags.json && !flags.yes) io.err(unknownText(planned));
  if (!dryRun) await requireConfirmation(`${off ? "Disable" : "Enable"} ${what} for all devices?`, flags.yes, io);
  const result = dryRun ? planned : await setDisabled(session, { app, message, versions, off });
  return { result, text: () => switchText(what, result, off) };
}

async function status(flags: ReleaseFlags, io: Io): Promise<Shown> {
  const { state } = await openSession(flags, io);
  const apps = await listApps(state);
  const channels: { file: ChannelFile }[] = [];
  const disabled: DisabledApp[] = [];
  for (const app of flags.app === undefined ? apps : [flags.app]) {
    for (const channel of await channelsOf(state, app)) {
      if (flags.channel !== undefined && channel !== flags.channel) continue;
      const { file } = await readChannel(state, app, channel);
      if (file) channels.push({ file });
    }
    const off = await readDisabled(state, app);
    if (off && (off.all || off.versions.length > 0)) disabled.push(off);
  }
  // Changes of keys concern every app, and a damaged proposal does not say what it is about.
  const concerns = (value: string, wanted: string | undefined) =>
    value === "" || wanted === undefined || value === wanted;
  const proposals = (await openProposals(state)).filter(
    (one) => concerns(one.app, flags.app) && concerns(one.channel, flags.channel),
  );
  const soon = expiringSoon(await expiries(state, Date.now()), state.settings.timestampDays);
  return {
    store: { url: state.store.url, id: state.id, apps, expiring: soon },
    channels: channels.map(({ file }) => file),
    disabled,
    proposals,
    text: () =>
      [
        channels.length === 0 ? "nothing is released\n" : statusText(channels, disabled),
        ...disabled.map((file) => `${file.app} is disabled: ${file.all ? "all versions" : file.versions.join(", ")}\n`),
        ...proposals.map((one) => `proposal ${admissionText(one)}`),
        ...soon.map((one) => `warning: ${expiryText(one)}\n`),
      ].join(""),
  };
}

async function history(flags: ReleaseFlags, io: Io): Promise<Shown> {
  const { state } = await openSession(flags, io);
  const app = flags.app ?? (await onlyApp(state));
  const entries: AuditEntry[] = [];
  for await (const entry of readLog(state)) {
    const about = entry.app === app && ["channel", "disable", "enable", "publish"].includes(entry.action);
    const wanted = flags.channel === undefined || entry.channel === undefined || entry.channel === flags.channel;
    if (about && wanted) entries.push(entry);
  }
  return {
    app,
    history: entries,
    text: () =>
      entries
        .map(
          (e) =>
            `${e.time}  ${e.action} ${[e.channel, e.subject].filter(Boolean).join(" ")}  by ${e.actor.slice(0, 12)}${e.message ? `  ${quoted(e.message)}` : ""}\n`,
        )
        .join(""),
  };
}

async function population(flags: ReleaseFlags, io: Io): Promise<Shown> {
  const channel = required(flags.channel, "--channel");
  const devices = readCount(flags.devices, "--devices") ?? 0;
  if (devices < 1 || devices > 10_000_000) {
    throw new CommandError(exitCodes.usage, `--devices ${flags.devices} is not between 1 and 10000000`);
  }
  const { state } = await openSession(flags, io);
  const app = flags.app ?? (await onlyApp(state));
  const { file } = await readChannel(state, app, channel);
  const like = {
    ...(flags.os === undefined ? {} : { os: flags.os }),
    ...(flags.region === undefined ? {} : { region: flags.region }),
    ...(flags.minHost === undefined ? {} : { hostVersion: flags.minHost }),
  };
  const result = simulate(file, await readDisabled(state, app), devices, Date.now(), like);
  const share = (count: number) => `${((100 * count) / devices).toFixed(2)} %`;
  return {
    app,
    channel,
    simulation: result,
    text: () =>
      [
        ...result.versions.map((v) => `version ${v.versionCode}: ${v.devices} devices, ${share(v.devices)}\n`),
        ...(result.none > 0 ? [`nothing new: ${result.none} devices, ${share(result.none)}\n`] : []),
        ...(result.disabled > 0 ? [`disabled: ${result.disabled} devices\n`] : []),
      ].join(""),
  };
}

type DisabledApp = NonNullable<Awaited<ReturnType<typeof readDisabled>>>;

async function onlyApp(state: StoreState): Promise<string> {
  const [only, other] = await listApps(state);
  if (only !== undefined && other === undefined) return only;
  if (only === undefined) {
    throw new CommandError(
      exitCodes.environment,
      "the store has no apps yet",
      "Publish one with `miniapp publish FILE`.",
    );
  }
  throw new CommandError(exitCodes.usage, "the store has several apps; choose one with --app");
}

function required(value: string | undefined, option: string): string {
  if (value !== undefined && /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(value)) return value;
  throw new CommandError(
    exitCodes.usage,
    value === undefined ? `${option} is missing` : `${option} ${value} is not a valid name`,
  );
}
