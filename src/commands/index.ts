/**
 * The command line: the list of verbs, and what happens before and after one runs. A verb's file is loaded only when it
 * is called, so that `miniapp --help` starts as fast as Node.js itself.
 */
import { Command, CommanderError } from "commander";
import { CommandError, exitCodes, processIo } from "./io.ts";
import type { ExitCode, Io } from "./io.ts";
import type { Register, VerbContext } from "./verb.ts";
import { packageVersion } from "./version.ts";

interface Verb {
  readonly name: string;
  readonly summary: string;
  /** With `--json` the verb prints one line per event, so a failure is an event too. */
  readonly printsEvents?: true;
  /**
   * The verb has an effect besides its report, so `--quiet` makes sense for it: the exit code still tells the outcome.
   */
  readonly mayBeQuiet?: true;
  load(): Promise<{ readonly register: Register }>;
}

const verbs: readonly Verb[] = [
  {
    name: "init",
    summary: "create a mini-program from a template",
    mayBeQuiet: true,
    load: () => import("./init.ts"),
  },
  {
    name: "add",
    summary: "add a page, component, subpackage or behavior",
    mayBeQuiet: true,
    load: () => import("./add.ts"),
  },
  { name: "build", summary: "compile a mini-program into a signed package", load: () => import("./build.ts") },
  {
    name: "preview",
    summary: "run the mini-program in a phone simulator, with hot reload",
    printsEvents: true,
    load: () => import("./preview.ts"),
  },
  {
    name: "verify",
    summary: "verify the signatures and contents of a package",
    mayBeQuiet: true,
    load: () => import("./verify.ts"),
  },
  { name: "inspect", summary: "show what a package contains, and why", load: () => import("./inspect.ts") },
  { name: "diff", summary: "show the changes between two packages", load: () => import("./diff.ts") },
  { name: "keys", summary: "create and list your signing keys", mayBeQuiet: true, load: () => import("./keys.ts") },
  { name: "store", summary: "create and maintain a release store", mayBeQuiet: true, load: () => import("./store.ts") },
  {
    name: "publish",
    summary: "publish a package to the release store",
    mayBeQuiet: true,
    load: () => import("./publish.ts"),
  },
  {
    name: "release",
    summary: "show and change the live versions of a channel",
    mayBeQuiet: true,
    load: () => import("./release.ts"),
  },
  {
    name: "approve",
    summary: "review and sign a proposed release",
    mayBeQuiet: true,
    load: () => import("./approve.ts"),
  },
  {
    name: "run",
    summary: "run the version that a device would get, in the simulator",
    printsEvents: true,
    load: () => import("./run.ts"),
  },
  {
    name: "audit-log",
    summary: "show and verify the history of releases",
    mayBeQuiet: true,
    load: () => import("./audit-log.ts"),
  },
  { name: "explain", summary: "explain a diagnostic code", load: () => import("./explain.ts") },
  { name: "symbolicate", summary: "map a stack trace to the source files", load: () => import("./symbolicate.ts") },
  {
    name: "doctor",
    summary: "check this machine and the project for problems",
    mayBeQuiet: true,
    load: () => import("./doctor.ts"),
  },
  { name: "completion", summary: "print a shell completion script", load: () => import("./completion.ts") },
];

/** Runs the program with the process's arguments and sets its exit code. */
export async function start(): Promise<void> {
  const code = await main(process.argv.slice(2), processIo());
  // A failed write to an output stream has already set the exit code.
  process.exitCode ??= code;
}

/**
 * Runs the program once.
 *
 * @param args the arguments after the program's name
 * @returns the exit code; errors of the project or the user do not throw
 */
export async function main(args: readonly string[], io: Io): Promise<number> {
  let code: ExitCode = exitCodes.ok;
  const json = jsonFailures(args);
  const context: VerbContext = {
    io: { ...io },
    finish: (value) => {
      code = value;
    },
    program: () => createProgram("all", context),
  };
  try {
    const program = await createProgram(args, context, json !== undefined);
    await program.parseAsync(args, { from: "user" });
    return code;
  } catch (error) {
    return report(error, io, json);
  }
}

/** How the called verb prints failures if `--json` was given. Every verb has that option. */
function jsonFailures(args: readonly string[]): "object" | "event" | undefined {
  const end = args.indexOf("--");
  if (!(end === -1 ? args : args.slice(0, end)).includes("--json")) return undefined;
  const called = args.find((arg) => !arg.startsWith("-"));
  const verb = verbs.find(({ name }) => name === called);
  return verb && (verb.printsEvents ? "event" : "object");
}

async function createProgram(
  args: readonly string[] | "all",
  context: VerbContext,
  quietParser = false,
): Promise<Command> {
  const program = new Command("miniapp");
  configure(program, context.io)
    .description("Build, verify and release mini-programs as signed offline packages.")
    .version(packageVersion(), "-V, --version", "print the version")
    // Otherwise `--version 7` after a verb would print the program's version, do nothing, and exit with 0.
    .enablePositionalOptions()
    .helpOption("-h, --help", "show this help")
    .helpCommand("help [verb]", "show the help of a verb")
    .showSuggestionAfterError(true)
    .addHelpText("after", "\nRun `miniapp <verb> --help` for a verb's options and examples.");
  const called = args === "all" ? undefined : args.find((arg) => !arg.startsWith("-"));
  const asked = called === "help" ? args[args.indexOf("help") + 1] : called;
  if (
    called === "help" &&
    asked !== undefined &&
    !/^(help|-.*)$/.test(asked) &&
    !verbs.some(({ name }) => name === asked)
  ) {
    throw new CommandError(
      exitCodes.usage,
      `unknown verb ${JSON.stringify(asked)}`,
      "Run `miniapp --help` for the list of verbs.",
    );
  }
  for (const verb of verbs) {
    const command = configure(program.command(verb.name), context.io, quietParser);
    command.description(`${capitalised(verb.summary)}.`);
    command.summary(verb.summary);
    if (verb.name !== asked && args !== "all") continue;
    (await verb.load()).register(command, context);
    if (verb.mayBeQuiet) addQuiet(command, context.io);
  }
  return program;
}

/** Adds `--quiet`. With `--json`, the object is printed anyway, because it was requested explicitly. */
function addQuiet(command: Command, io: { out: Io["out"] }): void {
  command.option("-q, --quiet", "print errors only").hook("preAction", () => {
    const { quiet, json } = command.opts<{ quiet?: boolean; json?: boolean }>();
    if (quiet && !json) io.out = () => {};
  });
}

/** @param quietParser errors of the parser are only thrown, not printed */
function configure(command: Command, io: Io, quietParser = false): Command {
  return command
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.out(text),
      writeErr: (text) => io.err(text),
      // All error lines start the same way.
      outputError: (text, write) => {
        if (!quietParser) write(text.replace(/^error: /, "miniapp: "));
      },
    })
    .configureHelp({ showGlobalOptions: false });
}

interface Failure {
  readonly exitCode: ExitCode;
  readonly reason: string;
  readonly hint?: string | undefined;
}

function report(error: unknown, io: Io, json: "object" | "event" | undefined): number {
  // The parser has printed its help, the version, or without JSON its error.
  if (error instanceof CommanderError && (error.exitCode === 0 || !json)) {
    return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
  }
  const failure = failureOf(error);
  if (failure) {
    const { exitCode, reason, hint } = failure;
    if (json === "object") io.out(`${JSON.stringify({ ok: false, reason, hint }, null, 2)}\n`);
    else if (json === "event") io.out(`${JSON.stringify({ event: "refused", reason, hint })}\n`);
    else io.err(`miniapp: ${reason}\n${hint === undefined ? "" : `  ${hint}\n`}`);
    return exitCode;
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  io.err(`miniapp: this is a bug in miniapp. Please report it with the stack trace below.\n${stack}\n`);
  return 70;
}

/** An error of the call or the machine; undefined for a bug. */
function failureOf(error: unknown): Failure | undefined {
  if (error instanceof CommandError) return { exitCode: error.exitCode, reason: error.message, hint: error.hint };
  if (error instanceof CommanderError) {
    const [reason = "", suggestion] = error.message.replace(/^error: /, "").split("\n");
    return { exitCode: exitCodes.usage, reason, hint: suggestion?.replace(/^\((.*)\)$/, "$1") };
  }
  if (isSystemError(error)) return { exitCode: exitCodes.environment, reason: systemMessage(error) };
  return undefined;
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && typeof (error as NodeJS.ErrnoException).syscall === "string";
}

const systemReasons: Readonly<Record<string, string>> = {
  ENOENT: "no such file or folder",
  EACCES: "permission denied",
  EPERM: "not permitted",
  EROFS: "the file system is read-only",
  ENOSPC: "no space left on the device",
  EMFILE: "too many open files",
  EISDIR: "is a folder",
  ENOTDIR: "part of the path is not a folder",
};

/** A failed `mkdir`: the folders above it exist by then, so the usual reasons would mislead. */
const folderReasons: Readonly<Record<string, string>> = {
  ENOENT: "no folder can be created here",
  EEXIST: "is not a folder",
};

function systemMessage(error: NodeJS.ErrnoException): string {
  const { code = "", syscall } = error;
  const reason = (syscall === "mkdir" ? folderReasons[code] : undefined) ?? systemReasons[code] ?? error.message;
  return error.path === undefined ? reason : `${error.path}: ${reason}`;
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
