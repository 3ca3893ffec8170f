/** `miniapp symbolicate`: translates a stack trace of compiled code to source positions. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Command } from "commander";
import { readUnverifiedPackage } from "../package/index.ts";
import { symbolicate } from "../compiler/source/symbolicate.ts";
import { CommandError, exitCodes } from "./io.ts";
import type { Io } from "./io.ts";
import { runJsonVerb } from "./json-result.ts";
import { fileReader } from "./read-input.ts";
import { readSourceMaps, sourceMapsPath } from "./source-maps.ts";
import type { VerbContext } from "./verb.ts";

interface Flags {
  readonly package?: string;
  readonly maps?: string;
  readonly json?: boolean;
}

const examples = `
Examples:
  miniapp symbolicate crash.txt --package dist/app.mapkg
  pbpaste | miniapp symbolicate - --maps app.3f2a91c07be4d855.maps.json`;

export function register(command: Command, context: VerbContext): void {
  command
    .argument("<stack>", "file with the stack trace, or - for standard input")
    .option("-p, --package <file>", "package that was running, with its source maps next to it")
    .option("--maps <file>", "source map file")
    .option("--json", "print a single JSON object")
    .addHelpText("after", examples)
    .action((path: string, flags: Flags) =>
      runJsonVerb(
        context,
        flags.json,
        () => readable(path, flags, context.io.cwd),
        (result) => show(result, context.io),
      ),
    );
}

/** The `--json` output: schemas/symbolicate-result.schema.json. */
interface Result {
  readonly stack: string;
  /** Whether any position was found in the source maps. */
  readonly mapped: boolean;
}

async function readable(path: string, flags: Flags, cwd: string): Promise<Result> {
  const given = path === "-" ? readFileSync(0, "utf8") : decode(await fileReader(cwd)(path));
  const stack = symbolicate(given, await loadMaps(flags, cwd));
  return { stack, mapped: stack !== given };
}

function show({ stack, mapped }: Result, io: Io): void {
  if (stack !== "") io.out(stack.endsWith("\n") ? stack : `${stack}\n`);
  if (!mapped) io.err("note: no position in the trace matches these source maps; it may be from another build\n");
}

async function loadMaps(flags: Flags, cwd: string): Promise<ReadonlyMap<string, string>> {
  if (flags.package === undefined && flags.maps === undefined) {
    throw new CommandError(exitCodes.usage, "pass the package with --package, or its source maps with --maps");
  }
  const digest =
    flags.package === undefined
      ? undefined
      : (await readUnverifiedPackage(await fileReader(cwd)(flags.package))).digest;
  const path = flags.maps ?? sourceMapsPath(flags.package ?? "", digest ?? "");
  try {
    return await readSourceMaps(resolve(cwd, path), digest);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CommandError(exitCodes.environment, `no source maps for this package: ${reason}`);
  }
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
