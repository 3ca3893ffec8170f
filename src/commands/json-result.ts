/** Verbs that print one JSON object when asked to, also when they refuse. */
import { CommandError, exitCodes } from "./io.ts";
import type { ExitCode } from "./io.ts";
import type { VerbContext } from "./verb.ts";

/**
 * Runs a verb's work and shows what it returns: `{ "ok": true, … }`, or `{ "ok": false, "reason", "hint" }` where the
 * call or the machine is at fault. Without JSON such trouble is the program's to show.
 *
 * @param code the exit code of a result
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
