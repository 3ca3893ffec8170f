/** `miniapp publish`: publishes a package to the release store and, on request, sets it on a channel. */
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Command } from "commander";
import { ReleaseError, changeChannel, publishPackage } from "../release/index.ts";
import type { ChannelResult, Published, Session } from "../release/index.ts";
import { formatSize } from "./format-size.ts";
import { CommandError, exitCodes } from "./io.ts";
import type { Io } from "./io.ts";
import { requireConfirmation } from "./passphrase.ts";
import { fileReader } from "./read-input.ts";
import { channelText } from "./release-report.ts";
import { readPercent } from "./release-options.ts";
import { addSessionOptions, openSession, runVerb } from "./release-session.ts";
import type { SessionFlags } from "./release-session.ts";
import type { VerbContext } from "./verb.ts";

interface PublishFlags extends SessionFlags {
  readonly channel?: string;
  readonly percent?: string;
  readonly message?: string;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

/** The `--json` output: schemas/publish-result.schema.json. */
interface PublishResult {
  readonly file: string;
  readonly package: Published;
  /** The change of the channel; null if none was requested. */
  readonly channel: ChannelResult | null;
}

const examples = `
Examples:
  miniapp publish dist/app.mapkg                          add it to the store; no device gets it yet
  miniapp publish --channel beta                          release the package in dist/ to all devices on beta
  miniapp publish --channel production --percent 10 --message "new login"`;

export function register(command: Command, context: VerbContext): void {
  addSessionOptions(
    command
      .argument("[file]", "package (.mapkg); defaults to the only one in dist/")
      .option("-c, --channel <name>", "also release it on this channel")
      .option("-p, --percent <number>", "percentage of devices that get it (100)")
      .option("-m, --message <text>", "reason; required for production channels")
      .option("-n, --dry-run", "check everything and show the changes, without making them")
      .option("-y, --yes", "skip the confirmation"),
  )
    .option("--json", "print a single JSON object")
    .addHelpText("after", examples)
    .action(async (file: string | undefined, flags: PublishFlags) => {
      const { io } = context;
      await runVerb(
        context,
        flags.json,
        () => publish(file, flags, io),
        (result) => show(result, flags, io),
      );
    });
}

async function publish(named: string | undefined, flags: PublishFlags, io: Io): Promise<PublishResult> {
  const percent = readPercent(flags.percent);
  const file = named ?? (await onlyPackage(io));
  const bytes = await fileReader(io.cwd)(file);
  const { session } = await openSession(flags, io);
  const watched: Session = { ...session, ...progressOf(flags, io) };
  const { message = "", dryRun = false, channel } = flags;
  if (channel !== undefined && !dryRun)
    await requireConfirmation(`Publish ${file} and release it on ${channel}?`, flags.yes, io);
  const changeOf = async ({ appId: app, versionCode, digest }: Published, tried: boolean) => {
    if (channel === undefined) return null;
    const action = { kind: "set", versionCode, ...(percent === undefined ? {} : { percent }) } as const;
    const incoming = { versionCode, package: digest };
    const options = { app, channel, message, dryRun: tried, ...(tried ? { incoming } : {}) };
    return changeChannel(session, options, action).catch((error: unknown) => {
      // Publishing the same package again is not an error.
      if (error instanceof ReleaseError && error.code === "release/nothing-to-do") return null;
      throw error;
    });
  };
  // Dry-run both steps first, so that a refusal by the channel comes before the upload.
  const checked = await publishPackage(session, bytes, { dryRun: true });
  const planned = await changeOf(checked, true);
  if (dryRun) return { file, package: checked, channel: planned };
  const published = await publishPackage(watched, bytes, message === "" ? {} : { message });
  const changed = published.state === "proposed" ? null : await changeOf(published, false);
  return { file, package: published, channel: changed };
}

async function onlyPackage(io: Io): Promise<string> {
  let names: string[] = [];
  try {
    names = (await readdir(join(io.cwd, "dist"))).filter((name) => name.endsWith(".mapkg"));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
  const [only, other] = names;
  if (only !== undefined && other === undefined) return `dist/${only}`;
  const problem = other === undefined ? "no package in dist/" : "several packages in dist/";
  throw new CommandError(exitCodes.environment, problem, "Pass the file: `miniapp publish FILE`.");
}

/** Shows a progress bar of 24 characters on standard error. */
function progressOf(flags: PublishFlags, io: Io): Pick<Session, "progress"> {
  if (flags.json || !io.interactive) return {};
  return {
    progress: (done, all) => {
      const filled = all === 0 ? 24 : Math.round((24 * done) / all);
      const end = done >= all ? "\n" : "";
      io.err(`\ruploading [${"#".repeat(filled)}${" ".repeat(24 - filled)}] ${formatSize(done)}${end}`);
    },
  };
}

const stateTexts = {
  published: "is published",
  "already-published": "is already published; nothing changed",
  proposed: "is waiting for the release service to admit it (`miniapp store admit`)",
  "would-publish": "would be published",
} as const;

function show({ package: done, channel }: PublishResult, flags: PublishFlags, io: Io): void {
  io.out(
    `${done.appId} ${done.versionName} (${done.versionCode}) ${stateTexts[done.state]}\n  digest    ${done.digest}\n`,
  );
  if (done.uploaded > 0) io.out(`  uploaded  ${formatSize(done.uploaded)}\n`);
  if (done.countersigned) io.out("  signed    with your key, in addition to the build key\n");
  if (done.proposal !== undefined) io.out(`  proposal  ${done.proposal}\n`);
  if (channel) io.out(channelText(channel));
  else if (flags.channel !== undefined) {
    const why =
      done.state === "proposed"
        ? "the store does not have the package yet; run the same command again once it is admitted"
        : "the channel already has exactly this release";
    io.out(`${flags.channel} was not changed: ${why}\n`);
  }
}
