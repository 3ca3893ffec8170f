/** `miniapp explain CODE`: what a diagnostic code means and what to do about it. */
import type { Command } from "commander";
import { codes, explain, similarCodes } from "../compiler/diagnostics/index.ts";
import type { CodeRow } from "../compiler/diagnostics/index.ts";
import { nearest } from "../compiler/manifest/suggest.ts";
import { CommandError, exitCodes } from "./io.ts";
import type { VerbContext } from "./verb.ts";

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
  return explain(code) ?? unknown(code);
}

function asJson(code: string | undefined): unknown {
  if (code === undefined)
    return { codes: Object.entries(codes).map(([name, row]) => Object.assign({ code: name }, row)) };
  const rows: Readonly<Record<string, CodeRow>> = codes;
  return { code, ...(Object.hasOwn(codes, code) ? rows[code] : unknown(code)) };
}

function unknown(code: string): never {
  const slip = nearest(code, Object.keys(codes));
  const near = slip === undefined ? similarCodes(code) : [slip];
  const hint = near.length > 0 ? `Did you mean ${near.join(" or ")}?` : "Run `miniapp explain` for the list.";
  throw new CommandError(exitCodes.usage, `there is no diagnostic code "${code}"`, hint);
}
