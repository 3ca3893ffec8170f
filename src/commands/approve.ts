/** `miniapp approve ID`: shows what a proposal changes for devices, and signs it. */
import type { Command } from "commander";
import { compareWithLive, decideProposal, findProposal, proposedRoles, readRoles } from "../release/index.ts";
import type { Admission, StoreRoles } from "../release/index.ts";
import { printable } from "../compiler/diagnostics/width.ts";
import { comparisonLines } from "./diff.ts";
import type { Io } from "./io.ts";
import { requireConfirmation } from "./passphrase.ts";
import { admissionText, channelLines, quoted } from "./release-report.ts";
import { addSessionOptions, openSession, runVerb } from "./release-session.ts";
import type { SessionFlags } from "./release-session.ts";
import { roleChangeLines, rolesJson } from "./role-changes.ts";
import type { RolesJson } from "./role-changes.ts";
import type { VerbContext } from "./verb.ts";

interface ApproveFlags extends SessionFlags {
  readonly reject?: boolean;
  readonly message?: string;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

type Live = NonNullable<Awaited<ReturnType<typeof compareWithLive>>>;

/** The `--json` output: schemas/approve-result.schema.json. */
interface ApproveResult {
  /** `null` with --dry-run. */
  readonly proposal: Admission | null;
  /** `null` for proposals that are not about a channel. */
  readonly comparison: Live | null;
  /** Who may do what today, and after a proposal about keys; `null` for other proposals. */
  readonly roles: { readonly before: RolesJson; readonly after: RolesJson } | null;
}

const examples = `
Example:
  miniapp approve 3f9a2c71b0de --key bob`;

export function register(command: Command, context: VerbContext): void {
  addSessionOptions(
    command
      .argument("<id>", "proposal id or its first digits; see `miniapp release status`")
      .option("--reject", "reject the proposal")
      .option("-m, --message <text>", "reason")
      .option("-n, --dry-run", "show the changes without signing")
      .option("-y, --yes", "skip the confirmation"),
  )
    .option("--json", "print a single JSON object")
    .addHelpText("after", examples)
    .action(async (id: string, flags: ApproveFlags) => {
      const { io } = context;
      await runVerb(
        context,
        flags.json,
        () => approve(id, flags, io),
        (result) => show(result, io),
      );
    });
}

async function approve(id: string, flags: ApproveFlags, io: Io): Promise<ApproveResult> {
  const { session, state } = await openSession(flags, io);
  const found = await findProposal(state, id);
  const comparison = (await compareWithLive(state, found)) ?? null;
  const keys: readonly [StoreRoles, StoreRoles] | undefined =
    found.kind === "keys" ? [await readRoles(state), await proposedRoles(state, found)] : undefined;
  const roles = keys ? { before: rolesJson(keys[0]), after: rolesJson(keys[1]) } : null;
  if (!flags.json) {
    io.out(`proposal ${found.id}\n  ${[found.kind, found.app, found.channel, found.subject].join(" ").trim()}\n`);
    io.out(`  by ${found.author} at ${found.time}${found.message === "" ? "" : `: ${quoted(found.message)}`}\n`);
    if (comparison) io.out(comparisonText(comparison));
    else if (keys) io.out(`${roleChangeLines(...keys).join("\n")}\n`);
    else if (found.content !== "") io.out(`  ${printable(found.content)}\n`);
  }
  if (flags.dryRun) return { proposal: null, comparison, roles };
  const decision = flags.reject ? "reject" : "approve";
  await requireConfirmation(decision === "approve" ? "Approve it?" : "Reject it?", flags.yes, io);
  const proposal = await decideProposal(session, found.id, decision, flags.message ?? "");
  return { proposal, comparison, roles };
}

function comparisonText({ before, after, from, to, changes }: Live): string {
  const lines = channelLines(before, after);
  if (changes) {
    lines.push(`changes from version ${from} to version ${to}:`);
    lines.push(...comparisonLines(changes).map((line) => `  ${line}`));
  } else if (from === null) lines.push("no version was live on this channel before");
  return `${lines.join("\n")}\n`;
}

function show({ proposal }: ApproveResult, io: Io): void {
  if (!proposal) return;
  io.out(admissionText(proposal));
  if (proposal.state === "waiting") io.out("  the release service can now admit it: miniapp store admit\n");
}
