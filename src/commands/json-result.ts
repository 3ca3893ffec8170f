/** Verbs that can print one JSON object, also when they fail. */
import { CommandError, exitCodes } from "./io.ts";
import type { ExitCode } from "./io.ts";
import type { VerbContext } from "./verb.ts";

/**
 * Runs a verb's work and shows its result. With JSON it prints `{ "ok": true, … }`, or for a CommandError `{ "ok":
 * false, "reason", "hint" }`. Without JSON, the program's entry point reports such errors.
 *
 * @param code the exit code for a result
 */
export async function runJsonVerb<T extends object>(
  { io, finish }: VerbContext,
  json: boolean | undefined,
  work: () => T | Promise<T>,
  show: (result: T) => void,
  code: (result: T) => ExitCode = () => exitCodes.ok,
): Promise<void> {
  let result: T;
  try {
    result = await work();
  } catch (error) {
    if (!json || !(error instanceof CommandError)) throw error;
    const { message, hint, exitCode } = error;
    const refusal = { ok: false, reason: message, ...(hint === undefined ? {} : { hint }) };
    io.out(`${JSON.stringify(refusal, null, 2)}\n`);
    finish(exitCode);
    return;
  }
  if (json) io.out(`${JSON.stringify({ ok: true, ...result }, null, 2)}\n`);
  else show(result);
  finish(code(result));
}
