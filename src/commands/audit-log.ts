/** `miniapp audit-log`: who changed releases, when and why, and whether the log has been tampered with. */
import { resolve } from "node:path";
import type { Command } from "commander";
import { ReleaseError, readLog } from "../release/index.ts";
import type { AuditEntry } from "../release/index.ts";
import { CommandError, exitCodes } from "./io.ts";
import type { Io } from "./io.ts";
import { quoted } from "./release-report.ts";
import { addSessionOptions, createNew, openSession, runVerb } from "./release-session.ts";
import type { SessionFlags } from "./release-session.ts";
import type { VerbContext } from "./verb.ts";

interface AuditFlags extends SessionFlags {
  readonly app?: string;
  readonly format: string;
  readonly out?: string;
  readonly last?: string;
}

/** The `--json` output: schemas/audit-log-result.schema.json. */
interface AuditResult {
  readonly store: string;
  /** Number and digest of the last entry, from the store's signed metadata. */
  readonly head: { readonly seq: number; readonly sha256: string };
  /** Number of entries that were verified; a failed verification throws. */
  readonly verified: number;
  readonly entries: readonly (AuditEntry & { readonly sha256: string })[];
}

const examples = `
Actions:
  show      the entries, newest first
  verify    check every signature and every link
  export    all entries as JSON lines or CSV, oldest first

Example:
  miniapp audit-log export --format csv --out releases.csv`;

export function register(command: Command, context: VerbContext): void {
  addSessionOptions(
    command
      .argument("<action>", "show, verify or export")
      .option("-a, --app <id>", "only entries about this app")
      .option("--last <number>", "show: number of entries")
      .option("--format <name>", "export: jsonl or csv", "jsonl")
      .option("-o, --out <file>", "export: output file (standard output)"),
    false,
  )
    .option("--json", "print a single JSON object")
    .addHelpText("after", examples)
    .action(async (action: string, flags: AuditFlags) => {
      const { io } = context;
      await runVerb(
        context,
        flags.json,
        () => audit(action, flags, io),
        (result) => show(action, result, flags, io),
      );
    });
}

async function audit(action: string, flags: AuditFlags, io: Io): Promise<AuditResult> {
  if (!["show", "verify", "export"].includes(action)) {
    throw new CommandError(exitCodes.usage, `unknown action: audit-log ${action}`, "Use show, verify or export.");
  }
  if (flags.format !== "jsonl" && flags.format !== "csv") {
    throw new CommandError(exitCodes.usage, `unknown --format ${flags.format}`, "Use jsonl or csv.");
  }
  const { state, seen } = await openSession(flags, io);
  const entries: (AuditEntry & { sha256: string })[] = [];
  let verified = 0;
  for await (const entry of readLog(state)) {
    verified++;
    if (entry.seq === seen?.audit?.seq && entry.sha256 !== seen.audit.sha256) {
      throw new ReleaseError("release/log-broken", `entry ${entry.seq} is not the one that this machine has seen`);
    }
    if (flags.app === undefined || entry.app === flags.app) entries.push(entry);
  }
  const last = flags.last === undefined ? entries.length : Number(flags.last);
  if (!Number.isSafeInteger(last) || last < 0)
    throw new CommandError(exitCodes.usage, `--last ${flags.last} is not a number`);
  const shown = action === "verify" ? [] : action === "show" ? entries.slice(0, last) : entries.toReversed();
  if (action === "export" && flags.out !== undefined) {
    await createNew(resolve(io.cwd, flags.out), exported(shown, flags.format), 0o644);
  }
  return { store: state.id, head: state.audit, verified, entries: shown };
}

function show(action: string, { head, verified, entries }: AuditResult, flags: AuditFlags, io: Io): void {
  if (action === "verify") io.out(`the log is valid: ${verified} entries, the last is ${head.seq} ${head.sha256}\n`);
  else if (action === "export") {
    if (flags.out === undefined) io.out(exported(entries, flags.format));
    else io.out(`wrote ${entries.length} entries to ${flags.out}\n`);
  } else if (entries.length === 0 && flags.app !== undefined) io.err(`note: the log says nothing about ${flags.app}\n`);
  else for (const entry of entries) io.out(entryText(entry));
}

function entryText({ seq, time, action, app, channel, subject, actor, message }: AuditEntry): string {
  const about = [action, app, channel, subject].filter((part) => part !== undefined).join(" ");
  const reason = message === undefined ? "" : `\n        ${quoted(message)}`;
  return `${String(seq).padStart(6)}  ${time}  ${about}\n        by ${actor}${reason}\n`;
}

const columns = [
  "seq",
  "time",
  "action",
  "app",
  "channel",
  "subject",
  "actor",
  "message",
  "details",
  "sha256",
] as const;

function exported(entries: AuditResult["entries"], format: string): string {
  if (format === "jsonl") return entries.map((entry) => `${JSON.stringify(entry)}\n`).join("");
  const rows = entries.map((entry) => columns.map((column) => csvCell(entry[column])).join(","));
  return [columns.join(","), ...rows, ""].join("\r\n");
}

/** Quotes a cell as in RFC 4180, and keeps spreadsheets from interpreting a text as a formula. */
function csvCell(value: unknown): string {
  if (value === undefined) return "";
  const text = typeof value === "string" ? value : JSON.stringify(value);
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
