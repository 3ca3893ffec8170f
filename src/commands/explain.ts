/** `miniapp explain CODE`: what a diagnostic code means and what to do about it. */
import type { Command } from "commander";
import { codes } from "../compiler/diagnostics/index.ts";
import { explain } from "../compiler/diagnostics/index.ts";
import { CommandError, exitCodes } from "./io.ts";
import type { VerbContext } from "./index.ts";

export function register(command: Command, { io, finish }: VerbContext): void {
  command
    .argument("[code]", "a code such as template/unclosed-tag; without one, all codes are listed")
    .option("--json", "print one JSON object")
    .addHelpText("after", "\nExample:\n  miniapp explain template/unclosed-tag")
    .action((code: string | undefined, options: { json?: boolean }) => {
      io.out(options.json ? `${JSON.stringify(asJson(code), null, 2)}\n` : asText(code));
      finish(exitCodes.ok);
    });
}

function asText(code: string | undefined): string {
  if (code === undefined) {
    const width = Math.max(...Object.keys(codes).map((name) => name.length));
    return Object.entries(codes)
      .map(([name, row]) => `${name.padEnd(width)}  ${row.severity.padEnd(7)}  ${row.message}\n`)
      .join("");
  }
  requireCode(code);
  return explain(code);
}

function asJson(code: string | undefined): unknown {
  if (code === undefined) return { codes: Object.entries(codes).map(([name, row]) => ({ code: name, ...row })) };
  requireCode(code);
  return { code, ...codes[code] };
}

function requireCode(code: string): asserts code is keyof typeof codes {
  if (Object.hasOwn(codes, code)) return;
  const near = Object.keys(codes).filter((name) => name.split("/")[1] === code || name.startsWith(`${code}/`));
  throw new CommandError(
    exitCodes.usage,
    `there is no diagnostic code "${code}"`,
    near.length > 0 ? `Did you mean ${near.slice(0, 8).join(", ")}?` : "Run `miniapp explain` for the list.",
  );
}
