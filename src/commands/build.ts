/** `miniapp build`: compiles a mini-program and writes a signed package. */
import { readFileSync, writeFileSync } from "node:fs";
import { relative, resolve, sep } from "node:path";
import type { Command } from "commander";
import { hasErrors } from "../compiler/diagnostics/index.ts";
import { environmentTypes } from "../compiler/index.ts";
import { createBuilder } from "./builder.ts";
import type { Build, BuildOptions } from "./builder.ts";
import { buildResult, printBuild } from "./build-report.ts";
import { installAdvice } from "./installed-packages.ts";
import { placedIn, printDiagnostics } from "./report.ts";
import type { DiagnosticFormat } from "./report.ts";
import type { VerbContext } from "./verb.ts";
import { CommandError, exitCodes } from "./io.ts";
import type { ExitCode, Io } from "./io.ts";
import { addKeyOptions } from "./own-key.ts";
import type { KeyFlags } from "./own-key.ts";
import { watchBuild } from "./watch.ts";

interface BuildFlags extends KeyFlags {
  readonly out?: string;
  readonly mode?: string;
  readonly target?: string;
  readonly minify?: boolean;
  readonly sourceMaps: boolean;
  readonly allowMissing?: boolean;
  readonly cache?: string | boolean;
  readonly format?: string;
  readonly json?: boolean;
  readonly verbose?: boolean;
  readonly quiet?: boolean;
  readonly types?: string;
  readonly watch?: boolean;
}

const examples = `
Examples:
  miniapp build                          build this folder into dist/<appId>.mapkg
  miniapp build app --out app.mapkg      another folder and output file
  miniapp build --mode uat --key alice   use the constants of env.uat, sign with your own key
  miniapp build --format github          annotations for a pull request
  miniapp build --watch                  rebuild on every change`;

export function register(command: Command, { io, finish }: VerbContext): void {
  command
    .argument("[dir]", "project folder", ".")
    .option("-o, --out <file>", "output file (dist/<appId>.mapkg)")
    .option("-m, --mode <name>", "environment of miniapp.json whose constants to compile in")
    .option("--types <file>", "write TypeScript declarations for the environment's constants (MINIAPP_ENV)")
    .option("--target <level>", "JavaScript target of the scripts (es2020)")
    .option("--minify", "minify, overriding miniapp.json")
    .option("--no-minify", "do not minify")
    .option("--no-source-maps", "do not write source maps next to the package")
    .option("--allow-missing", "report missing pages, components, modules and files as warnings")
    .option("-k, --key <key>", "signing key: a name from `miniapp keys`, or a file (a development key)")
    .option("--also-key <key>", "additional signing key, such as an SM2 key");
  addKeyOptions(command)
    .option("--cache <dir>", "cache folder for compiled modules (node_modules/.cache/miniapp)")
    .option("--no-cache", "compile everything from scratch")
    .option("--format <name>", "format of diagnostics: pretty, json, github or sarif", "pretty")
    .option("--json", "print a single JSON object")
    .option("-w, --watch", "rebuild on every change")
    .option("--verbose", "also list unused files")
    .option("-q, --quiet", "print errors only")
    .addHelpText("after", examples)
    .action(async (folder: string, flags: BuildFlags) => {
      finish(await runBuild(folder, flags, io));
    });
}

/** Builds once, or with `--watch` until interrupted. */
export async function runBuild(folder: string, flags: BuildFlags, io: Io): Promise<ExitCode> {
  const format = readFormat(flags.format);
  const builder = createBuilder(folder, buildOptions(flags), io);
  const once = async (): Promise<ExitCode> => {
    // Not `performance`, which loads a Node.js module that nothing else here needs.
    const started = process.uptime();
    const build = await builder.build();
    if (flags.types !== undefined) writeEnvironmentTypes(flags.types, build, flags.mode, io);
    show(build, (process.uptime() - started) * 1000, flags, format, builder.host.root, io);
    return hasErrors(build.diagnostics) ? exitCodes.diagnostics : exitCodes.ok;
  };
  const interruption = listenForInterruption();
  try {
    // A single build can exit at once: the next build removes files that this one leaves behind.
    if (!flags.watch) void interruption.happened.then(() => process.exit(exitCodes.interrupted));
    const code = await once();
    // Also stop when standard output is closed, because then nobody reads the results.
    const stop = Promise.race([interruption.happened, ...(io.closed ? [io.closed] : [])]);
    return flags.watch ? await watchBuild(builder, once, stop, io) : code;
  } finally {
    interruption.ignore();
  }
}

/** Writes the file only if it changes, so that editors do not reload it after every build. */
function writeEnvironmentTypes(file: string, { compilation }: Build, mode: string | undefined, io: Io): void {
  if (!compilation.project) return;
  const path = resolve(io.cwd, file);
  const text = environmentTypes(compilation.project, mode);
  let before: string | undefined;
  try {
    before = readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
  if (before !== text) writeFileSync(path, text);
}

interface Interruption {
  readonly happened: Promise<void>;
  /** Restores the signals' default behavior. */
  ignore(): void;
}

/** The first signal requests a stop; a second one kills the process as usual. */
function listenForInterruption(): Interruption {
  const signals = ["SIGINT", "SIGTERM"] as const;
  let listener = () => {};
  const ignore = () => signals.forEach((signal) => process.off(signal, listener));
  const happened = new Promise<void>((resolve) => {
    listener = () => {
      ignore();
      resolve();
    };
  });
  for (const signal of signals) process.on(signal, listener);
  return { happened, ignore };
}

function buildOptions(flags: BuildFlags): BuildOptions {
  const { out, mode, target, minify, sourceMaps, cache } = flags;
  if (target !== undefined && !/^es(20(1[5-9]|2[0-4])|next|6)$/.test(target)) {
    throw new CommandError(exitCodes.usage, `unknown --target ${target}`, "Use es2015 to es2024, or esnext.");
  }
  return {
    keys: flags,
    sourceMaps,
    allowMissing: flags.allowMissing ?? false,
    once: flags.watch !== true,
    ...(out === undefined ? {} : { out }),
    ...(mode === undefined ? {} : { mode }),
    ...(target === undefined ? {} : { target }),
    ...(minify === undefined ? {} : { minify }),
    ...(cache === undefined || cache === true ? {} : { cache }),
  };
}

function readFormat(format = "pretty"): DiagnosticFormat {
  if (format === "pretty" || format === "json" || format === "github" || format === "sarif") return format;
  throw new CommandError(exitCodes.usage, `unknown --format ${format}`, "Use pretty, json, github or sarif.");
}

function show(build: Build, time: number, flags: BuildFlags, format: DiagnosticFormat, root: string, io: Io): void {
  if (flags.json) {
    io.out(`${JSON.stringify(buildResult(build, time, flags.verbose === true), null, 2)}\n`);
    return;
  }
  const { diagnostics } = build;
  const wanted = flags.quiet ? diagnostics.filter((d) => d.severity === "error") : diagnostics;
  const annotates = format === "github" || format === "sarif";
  const relativePath = relative(io.cwd, root).split(sep).join("/");
  printDiagnostics(annotates && !relativePath.startsWith("..") ? placedIn(wanted, relativePath) : wanted, format, io);
  if (format === "pretty") io.err(installAdvice(diagnostics, root, io.cwd));
  // A program parses standard output in these formats.
  if (format === "json" || format === "sarif" || flags.quiet) return;
  printBuild(
    build,
    { time, verbose: flags.verbose === true, shownPath: (path) => relative(io.cwd, path) || path, root },
    io,
  );
}
