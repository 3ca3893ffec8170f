/** `miniapp explain CODE`: what a diagnostic code means, and what to do about it. */
import type { Command } from "commander";
import { codes, explain, similarCodes } from "../compiler/diagnostics/index.ts";
import type { CodeRow } from "../compiler/diagnostics/index.ts";
import { nearest } from "../compiler/diagnostics/suggest.ts";
import { CommandError, exitCodes } from "./io.ts";
import { runJsonVerb } from "./json-result.ts";
import type { VerbContext } from "./verb.ts";

/** The `--json` output: schemas/explain-result.schema.json. */
interface ExplainResult {
  readonly codes: readonly (CodeRow & { readonly code: string })[];
}

export function register(command: Command, context: VerbContext): void {
  command
    .argument("[code]", "diagnostic code, such as template/unclosed-tag (lists all codes)")
    .option("--json", "print a single JSON object")
    .addHelpText("after", "\nExample:\n  miniapp explain template/unclosed-tag")
    .action((code: string | undefined, flags: { json?: boolean }) =>
      runJsonVerb(
        context,
        flags.json,
        () => rowsOf(code),
        () => context.io.out(asText(code)),
      ),
    );
}

function rowsOf(code: string | undefined): ExplainResult {
  const rows: Readonly<Record<string, CodeRow>> = codes;
  if (code !== undefined && !Object.hasOwn(rows, code)) unknown(code);
  const wanted = Object.entries(rows).filter(([name]) => code === undefined || name === code);
  return { codes: wanted.map(([name, row]) => Object.assign({ code: name }, row)) };
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

function unknown(code: string): never {
  const slip = nearest(code, Object.keys(codes));
  const near = slip === undefined ? similarCodes(code) : [slip];
  const hint = near.length > 0 ? `Did you mean ${near.join(" or ")}?` : "Run `miniapp explain` for the list of codes.";
  throw new CommandError(exitCodes.usage, `unknown diagnostic code "${code}"`, hint);
}
