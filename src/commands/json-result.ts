/** Verbs that can print one JSON object. */
import { exitCodes } from "./io.ts";
import type { ExitCode } from "./io.ts";
import type { VerbContext } from "./verb.ts";

/**
 * Runs a verb's work and shows its result, with JSON as `{ "ok": true, … }`. The program's entry point reports errors,
 * with JSON as `{ "ok": false, "reason", "hint" }`.
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
  const result = await work();
  if (json) io.out(`${JSON.stringify({ ok: true, ...result }, null, 2)}\n`);
  else show(result);
  finish(code(result));
}
