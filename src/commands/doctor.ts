/** `miniapp doctor`: checks the machine and the project for problems. Changes nothing. */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type { Command } from "commander";
import kleur from "kleur";
import { checkMachine } from "./doctor-machine.ts";
import type { Check } from "./doctor-machine.ts";
import { checkProject } from "./doctor-project.ts";
import type { ProjectReport } from "./doctor-project.ts";
import { CommandError, exitCodes } from "./io.ts";
import type { ExitCode, Io } from "./io.ts";
import { runJsonVerb } from "./json-result.ts";
import type { VerbContext } from "./verb.ts";

/** The `--json` output: schemas/doctor-result.schema.json. */
interface DoctorResult {
  readonly checks: readonly Check[];
  /** `null` if there is no mini-program. */
  readonly project: ProjectReport | null;
}

const examples = `
Exit code 0 if nothing is in the way, 1 if the project does not build, 3 if the machine has a problem.

Examples:
  miniapp doctor
  miniapp doctor app --json`;

export function register(command: Command, context: VerbContext): void {
  const { io } = context;
  command
    .argument("[dir]", "project folder", ".")
    .option("--json", "print a single JSON object")
    .addHelpText("after", examples)
    .action((folder: string, flags: { json?: boolean }) =>
      runJsonVerb(
        context,
        flags.json,
        async (): Promise<DoctorResult> => {
          const directory = resolve(io.cwd, folder);
          if (!existsSync(directory)) throw new CommandError(exitCodes.environment, `${directory}: no such folder`);
          return { checks: await checkMachine(directory, io), project: await checkProject(directory) };
        },
        (result) => show(result, io),
        exitCodeOf,
      ),
    );
}

function exitCodeOf({ checks, project }: DoctorResult): ExitCode {
  if (checks.some(({ state }) => state === "problem")) return exitCodes.environment;
  return project && !project.builds ? exitCodes.diagnostics : exitCodes.ok;
}

function show({ checks, project }: DoctorResult, io: Io): void {
  for (const check of checks) io.out(line(check, io));
  if (!project) {
    io.out("\nNo mini-program found here; run `miniapp init` to create one.\n");
    return;
  }
  const { pages, builds, findings, unsupported } = project;
  const does = builds ? "The project builds" : "The project does not build";
  io.out(`\n${does}: ${pages} ${pages === 1 ? "page" : "pages"}, ${project.modules} modules.\n`);
  for (const { severity, code, count, place, message, hint } of findings) {
    const state = severity === "error" ? "problem" : "warning";
    const says = `${count}×, first ${place === "" ? "in the project" : `at ${place}`}: ${message}`;
    io.out(line({ name: code, state, says, ...(state === "problem" && hint !== undefined ? { hint } : {}) }, io));
  }
  for (const { name, effect } of unsupported) io.out(line({ name: `wx.${name}`, state: "warning", says: effect }, io));
  if (findings.length > 0) io.out("\n`miniapp build` shows every location; `miniapp explain CODE` explains a code.\n");
  else if (unsupported.length === 0) io.out("No problems found in the project.\n");
}

const marks = { fine: "ok     ", warning: "warning", problem: "problem" } as const;

function line({ name, state, says, hint }: Check, io: Io): string {
  const paint = state === "fine" ? kleur.green : state === "warning" ? kleur.yellow : kleur.red;
  const mark = io.colour ? paint(marks[state]) : marks[state];
  return `${mark}  ${name}: ${says}\n${hint === undefined ? "" : `         ${hint}\n`}`;
}
