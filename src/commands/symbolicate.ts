/** `miniapp symbolicate`: a stack trace of compiled code, in terms of the sources. */
import { readFileSync } from "node:fs";
import type { Command } from "commander";
import { readUnverifiedPackage } from "../package/index.ts";
import { symbolicate } from "../compiler/source/symbolicate.ts";
import { CommandError, exitCodes } from "./io.ts";
import type { VerbContext } from "./verb.ts";
import { fileReader } from "./read-input.ts";
import { readSourceMaps, sourceMapsPath } from "./source-maps.ts";
import { resolve } from "node:path";

interface Flags {
  readonly package?: string;
  readonly maps?: string;
  readonly json?: boolean;
}

const examples = `
Examples:
  miniapp symbolicate crash.txt --package dist/app.mapkg
  pbpaste | miniapp symbolicate - --maps app.3f2a91c07be4d855.maps.json`;

export function register(command: Command, { io, finish }: VerbContext): void {
  command
    .argument("<stack>", "file with the stack trace; - for standard input")
    .option("-p, --package <file>", "the package that was running; its source maps are looked for beside it")
    .option("--maps <file>", "the source maps themselves")
    .option("--json", "print one JSON object")
    .addHelpText("after", examples)
    .action(async (stackPath: string, flags: Flags) => {
      const stack = stackPath === "-" ? readFileSync(0, "utf8") : decode(await fileReader(io.cwd)(stackPath));
      const text = symbolicate(stack, await loadMaps(flags, io.cwd));
      io.out(flags.json ? `${JSON.stringify({ stack: text })}\n` : text.endsWith("\n") ? text : `${text}\n`);
      finish(exitCodes.ok);
    });
}

async function loadMaps(flags: Flags, cwd: string): Promise<ReadonlyMap<string, string>> {
  if (flags.package === undefined && flags.maps === undefined) {
    throw new CommandError(exitCodes.usage, "name the package with --package, or its source maps with --maps");
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
