/**
 * How a call of an asynchronous API ends: `success` or `fail`, then `complete`; a promise if the author passed none of
 * them ("when the options contain no success, fail or complete, a promise is returned"). Callbacks never run before the
 * call has returned, except for `getSystemInfo`, which "for historical reasons" only looks asynchronous.
 */
import { ServiceError } from "../services/index.ts";
import { ApiFailure } from "./definition.ts";
import type { ApiContext, AsyncApi, Options, TaskApi } from "./definition.ts";
import { isFunction, isRecord, wrongParameters } from "./parameters.ts";

type Report = ApiContext["report"];

/**
 * Calls an asynchronous API.
 *
 * @param given the options that the author passed
 * @param component the component to look up elements in, for APIs that do
 * @returns a promise if the options have no callbacks, otherwise undefined
 */
export function callAsync(
  definition: AsyncApi,
  report: Report,
  given: unknown,
  component?: unknown,
): Promise<unknown> | undefined {
  const { name, parameters } = definition;
  const run = () => definition.run(checked(parameters, given), component);
  let outcome: Promise<Outcome>;
  if (definition.isImmediate && hasCallbacks(given)) {
    const now = settleNow(name, run);
    // A mock in a preview may answer later.
    if (!(now instanceof Promise)) {
      finish(given, now.ok, now.result, report, name);
      return undefined;
    }
    outcome = now;
  } else outcome = settle(name, async () => run());
  if (!hasCallbacks(given)) {
    return outcome.then(({ ok, result }) => {
      // WeChat rejects with a plain object, and apps read its `errMsg`.
      if (!ok) throw result as unknown as Error;
      return result;
    });
  }
  void reportOutcome(outcome, given, report, name);
  return undefined;
}

/** Calls an API that returns a task. Invalid parameters are reported through its callbacks. */
export function callTask(definition: TaskApi, report: Report, given: unknown): object {
  const { name, parameters } = definition;
  const { task, start } = definition.run(isRecord(given) ? given : {});
  const outcome = settle(name, async () => {
    checked(parameters, given);
    return start();
  });
  void reportOutcome(outcome, given, report, name);
  return task;
}

/** Calls the callbacks that the author passed. What they throw is reported and does not stop the rest. */
export function finish(given: Options, ok: boolean, result: unknown, report: Report, name: string): void {
  for (const key of [ok ? "success" : "fail", "complete"]) {
    const callback = given[key];
    if (!isFunction(callback)) continue;
    try {
      callback(result);
    } catch (error) {
      report(error, `${key} callback of ${name}`);
    }
  }
}

/** The result object that `fail` receives: `errMsg`, and fields such as `errno` where the error has them. */
export function failureOf(name: string, error: unknown): Record<string, unknown> {
  const reason = error instanceof Error ? error.message : String(error);
  const result: Record<string, unknown> = { errMsg: `${name}:fail${reason === "" ? "" : ` ${reason}`}` };
  if (error instanceof ApiFailure) Object.assign(result, error.fields);
  else if (error instanceof ServiceError && error.errno !== undefined) result["errno"] = error.errno;
  return result;
}

interface Outcome {
  readonly ok: boolean;
  readonly result: Record<string, unknown>;
}

async function settle(name: string, run: () => Promise<unknown>): Promise<Outcome> {
  try {
    return succeeded(name, await run());
  } catch (error) {
    return { ok: false, result: failureOf(name, error) };
  }
}

function settleNow(name: string, run: () => unknown): Outcome | Promise<Outcome> {
  try {
    const value = run();
    return value instanceof Promise ? settle(name, () => value) : succeeded(name, value);
  } catch (error) {
    return { ok: false, result: failureOf(name, error) };
  }
}

function succeeded(name: string, value: unknown): Outcome {
  return { ok: true, result: { ...(isRecord(value) ? value : {}), errMsg: `${name}:ok` } };
}

async function reportOutcome(outcome: Promise<Outcome>, given: unknown, report: Report, name: string): Promise<void> {
  const { ok, result } = await outcome;
  if (isRecord(given)) finish(given, ok, result, report, name);
}

function checked(parameters: AsyncApi["parameters"], given: unknown): Options {
  const options = given === undefined || given === null ? {} : given;
  const wrong = wrongParameters(parameters, options);
  if (wrong !== "") throw new ApiFailure(wrong, { errno: 1001 });
  return options as Options;
}

function hasCallbacks(given: unknown): given is Options {
  return (
    isRecord(given) && (isFunction(given["success"]) || isFunction(given["fail"]) || isFunction(given["complete"]))
  );
}
